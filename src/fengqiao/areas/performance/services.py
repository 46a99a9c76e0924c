"""What performance does beyond changing its state: enforcement opened with what is known, the dispute's end."""

from __future__ import annotations

from typing import Any

from fengqiao.areas.performance import rules
from fengqiao.core.models import Matter
from fengqiao.core.step import Step


def title_of(matter: Matter) -> str:
    """The case number of the title: that of the nearest matter above that has one."""
    above = matter.parent
    while above is not None and not above.number:
        above = above.parent
    return above.number or "" if above else ""


def open_enforcement(step: Step) -> None:
    """Open enforcement with the same parties and what is still owed: nothing is typed again."""
    facts = {**step.ctx.facts, **step.changes}
    creditor = rules.creditor_side(facts)
    step.open(
        "enforcement.case",
        facts={
            "amount": facts["applied_amount"],
            "creditor": creditor,
            "debtor": facts["payer"] if facts["payer"] != "nobody" else "respondent",
            "title_kind": facts.get("title_kind"),
            "title_no": facts.get("title_no"),
            "title_court": step.matter.court.name,
            "effective_on": facts["effective_on"],
            "due": facts.get("due"),
            "total": facts["total"],
            "paid": facts["paid"],
            "terms": facts.get("terms"),
            "leads": list(step.data.leads),
            "note": step.data.note,
            "late": facts["late"],
            "applied_on": facts["applied_on"],
        },
    )


def note_title(step: Step) -> dict[str, Any]:
    """Keep the title's case number."""
    return {"title_no": step.ctx.facts.get("title_no") or title_of(step.matter)}


def close_performed_dispute(step: Step) -> None:
    """Everything has been done: the dispute is over."""
    step.close_dispute()


def reopen_dispute(step: Step) -> None:
    """Later instalments are still to come: the end of one enforcement is not the end of the dispute."""
    dispute = step.matter.dispute
    dispute.closed_at = None
    dispute.save(update_fields=["closed_at"])
