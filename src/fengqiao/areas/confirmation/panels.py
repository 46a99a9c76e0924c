"""What the court reviews: the agreement as it was signed, and what has been done about it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from fengqiao.core.actor import Actor
from fengqiao.core.casefile import CaseFile


def agreement(file: CaseFile, actor: Actor) -> Mapping[str, Any]:
    """The panel of a judicial confirmation."""
    facts = file.matter.facts
    return {
        "clauses": facts.get("clauses") or [facts.get("terms") or ""],
        "agreement_no": facts.get("agreement_no"),
        "mediator": facts.get("mediator"),
        "date": _day(facts.get("agreement_date")),
        "verified": _day(facts.get("verified_on")),
        "unreviewed": bool(facts.get("unreviewed")),
        "supplement": facts.get("supplement"),
        "until": _day(facts.get("supplement_until")),
    }


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None
