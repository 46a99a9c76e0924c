"""What the papers of performance need beyond what every paper knows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from fengqiao.core.step import Step

TITLES = {"judgment": "民事判决书", "confirmation": "民事裁定书", "mediation": "民事调解书"}


def effect_certificate(step: Step) -> Mapping[str, Any]:
    """Which title took effect on which day, under its own case number."""
    facts = step.ctx.facts
    names = "、".join(p.name for p in step.ctx.acting)
    return {
        "matter": {
            "no": step.matter.no,
            "number": facts.get("title_no") or "",
            "procedure": step.matter.procedure,
            "opened": step.ctx.opened,
        },
        "facts": {
            "document": TITLES.get(str(facts.get("title_kind")), "法律文书"),
            "effective": date.fromisoformat(facts["effective_on"]),
            "served": facts.get("served") or [],
            "applicant": names,
            "reason": facts.get("effect_reason") or "",
        },
    }
