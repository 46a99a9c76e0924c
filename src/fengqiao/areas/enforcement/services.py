"""What enforcement does beyond changing its state: the title taken over, officers drawn, papers served, accounts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from fengqiao.areas.enforcement.money import account, cost_left
from fengqiao.core.actor import SYSTEM_ACTOR
from fengqiao.core.draws import hold_draw
from fengqiao.core.engine import perform
from fengqiao.core.errors import Refused
from fengqiao.core.models import Matter
from fengqiao.core.registry import registry
from fengqiao.core.step import Step
from fengqiao.kernel.money import ZERO, text
from fengqiao.kernel.procedure import Refusal
from fengqiao.law.instruments import CPL

CASE, COLLECTION = "enforcement.case", "fees.collection"
LISTS = {"measures": [], "restrictions": [], "received": [], "paid_out": []}


def take_over_title(step: Step) -> dict[str, Any]:
    """Take parties, amount and days from the title that is enforced; nothing of it is typed again."""
    facts = step.ctx.facts
    if not facts.get("creditor"):
        raise Refused([Refusal("enforcement.no_title", CPL(247))])
    applied = facts.get("applied_on") or step.now.date().isoformat()
    return {**LISTS, "duties": _duties(step), "applied_on": applied}


def _duties(step: Step) -> list[dict[str, str]]:
    """The instalments that are enforced, each with its own last day, less what has been paid already."""
    facts, parent = step.ctx.facts, step.ctx.parent
    amount = Decimal(str(facts.get("amount") or 0))
    last = str(facts.get("due") or facts.get("effective_on"))
    rows = (parent.facts.get("instalments") if parent else None) or [{"amount": text(amount), "due": last}]
    paid, duties = Decimal(str(facts.get("paid") or 0)), []
    for row in sorted(rows, key=lambda r: str(r["due"])):
        open_ = Decimal(row["amount"]) - min(paid, Decimal(row["amount"]))
        paid -= min(paid, Decimal(row["amount"]))
        part = min(open_, amount - sum((Decimal(d["amount"]) for d in duties), ZERO))
        if part > 0:
            duties.append({"amount": text(part), "due": str(row["due"])})
    return duties


def number_enforcement(step: Step) -> dict[str, str]:
    """Give the case its number (执); from this day the six months run."""
    step.number("执")
    return {"filed_on": step.now.date().isoformat()}


def draw_officer(step: Step) -> None:
    """Draw the enforcement officer among those of the court, so that anyone can replay it (R-ORG-01)."""
    hold_draw(step, "enforcement_officer", purpose="enforcement.assignment")


def serve_debtor(step: Step) -> None:
    """Serve notice and order on every debtor."""
    papers = ["enforcement_notice", "asset_report_order"]
    for party in step.ctx.side(step.ctx.facts["debtor"]):
        step.open("service.delivery", party=party.id, facts={"about": "enforcement_notice", "documents": papers})


def keep_account(step: Step) -> dict[str, Any]:
    """Keep the account of the day beside the move, as the parties see it."""
    return {"account": account({**step.ctx.facts, **step.changes}, step.now.date())}


def close_case(step: Step) -> dict[str, Any]:
    """What is still frozen or restricted is released, and the dispute is over."""
    today = step.now.date()
    facts = {**step.ctx.facts, **step.changes}
    rows = facts.get("measures", ())
    released = [m["property"] for m in rows if not m["lifted"] and date.fromisoformat(m["expires"]) >= today]
    if any(r["ordered_on"] for r in facts.get("restrictions", ())):
        released.append("限制消费措施、失信名单信息")
    step.close_dispute()
    return {
        "measures": [m if m["lifted"] else {**m, "lifted": today.isoformat(), "why": "performed"} for m in rows],
        "released": released,
        "account": account(facts, today),
        "closed_on": today.isoformat(),
    }


def take_in_costs(limit: int = 100) -> int:
    """Add what a debtor did not pay to the court of the suit's costs to the enforcement that is open against it."""
    owed: dict[int, list[Matter]] = {}
    rows = Matter.objects.filter(procedure=COLLECTION, state="owed", dispute__in=_open_cases().values("dispute"))
    for row in rows.select_related("party").order_by("id"):
        owed.setdefault(row.dispute_id, []).append(row)
    waiting = [(c, r) for c in _open_cases().filter(dispute__in=owed).order_by("id") for r in owed[c.dispute_id]]
    done = 0
    for case, row in waiting:
        left = _to_add(case, row) if done < limit else ZERO
        if left > 0:
            data = {"collection": row.no, "party": row.party_id, "amount": left}
            perform(case.no, "add_costs", actor=SYSTEM_ACTOR, data=data, key=f"costs:{case.no}:{row.no}")
            done += 1
    return done


def _open_cases() -> QuerySet[Matter]:
    """The cases of enforcement that run under a version which takes costs in."""
    taking = [p.version for p in registry.procedures() if p.code == CASE and "add_costs" in p.moves]
    return Matter.objects.filter(procedure=CASE, version__in=taking, ended=False)


def _to_add(case: Matter, row: Matter) -> Decimal:
    """What a debtor of the case owes of a collection, less what came in before in a case that has ended."""
    debtor = row.party is not None and row.party.side == case.facts.get("debtor")
    cases = Matter.objects.filter(procedure=CASE, dispute=row.dispute_id).order_by("-id")
    if not debtor or cost_left(case.facts, row.no) is not None:
        return ZERO
    held = [left for m in cases if (left := cost_left(m.facts, row.no)) is not None]
    return held[0] if held else Decimal(str(row.facts["amount"]))
