"""What judicial confirmation does beyond changing its state: its number, its judge, the performance."""

from __future__ import annotations

from typing import Any

from fengqiao.core.draws import hold_draw
from fengqiao.core.models import Standing
from fengqiao.core.step import Step
from fengqiao.law.instruments import CPL

CARRIED = ("payer", "instalments", "total", "due", "terms", "clauses", "agreement_no")


def number_confirmation(step: Step) -> None:
    """Give the case its number (诉前调确)."""
    step.number("诉前调确")


def draw_confirming_judge(step: Step) -> None:
    """Draw one judge; who has been released from this case is not drawn again."""
    gone = Standing.objects.filter(matter=step.matter, role="judge").exclude(until=None)
    excluded = dict.fromkeys(gone.values_list("person_id", flat=True), ("recusal", CPL(47)))
    hold_draw(step, "judge", purpose="judge.assignment", excluded=excluded)


def release_confirming_judge(step: Step) -> dict[str, Any]:
    """The judge steps down; another one hears both sides anew."""
    step.leave("judge")
    return {"verified_on": None, "voluntary": None}


def open_confirmed_performance(step: Step) -> dict[str, Any]:
    """Follow the confirmed agreement to its performance; it can be enforced (CPL 206)."""
    facts = step.ctx.facts
    today = step.now.date().isoformat()
    kept = {name: facts.get(name) for name in CARRIED}
    own = {"title_kind": "confirmation", "enforceable": True, "effective_on": today, "title_no": step.matter.number}
    step.open("performance.title", facts={**kept, **own})
    return {"confirmed_on": today}
