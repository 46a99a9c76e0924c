"""What the rulings on judicial confirmation need beyond what every paper knows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from fengqiao.areas.confirmation.facts import NOT_ACCEPTED
from fengqiao.core.step import Step


def ruling(step: Step) -> Mapping[str, Any]:
    """Dates as dates; the agreement's terms as numbered sentences."""
    facts = {**step.ctx.facts, **step.changes}
    return {
        "facts": {
            "agreement_date": _day(facts.get("agreement_date")),
            "accepted": _day(facts.get("accepted")) or step.ctx.opened,
            "terms": facts.get("clauses") or [facts.get("terms") or ""],
            "mediator": facts.get("mediator") or "",
            "agreement_no": facts.get("agreement_no") or "",
            "reasons": facts.get("reasons") or "",
            "ground": facts.get("ground"),
            "not_acceptable": facts.get("ground_code") in NOT_ACCEPTED,
            "items": [NOT_ACCEPTED.index(name) + 1 for name in facts.get("grounds") or ()],
        }
    }


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None
