"""What version 2 of the case fee adds, and the top-up: conditions and facts, each with its article."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from fengqiao.areas.fees import relief, rules
from fengqiao.kernel.answer import Answer
from fengqiao.kernel.context import Context
from fengqiao.kernel.money import text
from fengqiao.kernel.procedure import Refusal
from fengqiao.law import causes, fees, periods
from fengqiao.law.instruments import CPLI, FEE


def rest(ctx: Context) -> Decimal:
    """What is still owed after the parts that have come in, in yuan."""
    return Decimal(str(ctx.facts.get("rest", ctx.facts.get("amount", "0"))))


def exact_rest(ctx: Context) -> Refusal | None:
    """What came in is exactly what is still owed, on the order that is open now."""
    if ctx.data.order != ctx.facts.get("order"):
        return Refusal("fees.other_order", FEE(22))
    return None if ctx.data.amount == rest(ctx) else Refusal("fees.amount_differs", FEE(22))


def part_of_rest(ctx: Context) -> Refusal | None:
    """A part is less than what is owed, and came in on the order that is open now."""
    if ctx.data.order != ctx.facts.get("order"):
        return Refusal("fees.other_order", FEE(22))
    return None if ctx.data.amount < rest(ctx) else Refusal("fees.amount_differs", FEE(22))


def part_received(ctx: Context) -> Mapping[str, Any]:
    """The part is kept, and the rest is owed by the same day."""
    row = {"amount": text(ctx.data.amount), "at": ctx.data.paid_at.isoformat(), "transaction": ctx.data.transaction}
    return {"rest": text(rest(ctx) - ctx.data.amount), "parts": [*ctx.facts.get("parts", ()), row]}


def no_part_paid(ctx: Context) -> Refusal | None:
    """Relief is decided for the whole fee; whoever has begun to pay pays the rest."""
    return Refusal("fees.part_paid_already", FEE(48)) if ctx.facts.get("parts") else None


def not_reviewed(ctx: Context) -> Refusal | None:
    """The president looks at the fee once."""
    return Refusal("fees.reviewed_already", FEE(43)) if ctx.facts.get("review") else None


def review_asked(ctx: Context) -> Mapping[str, Any]:
    return {"review": {"status": "pending", "on": ctx.today.isoformat(), "reasons": ctx.data.reasons}}


def review_pending(ctx: Context) -> Refusal | None:
    """There is an application to the president."""
    pending = ctx.facts.get("review", {}).get("status") == "pending"
    return None if pending else Refusal("fees.no_review_pending", FEE(43))


def upheld(ctx: Context) -> Mapping[str, Any]:
    return {"review": _reviewed(ctx, "upheld")}


def _reviewed(ctx: Context, outcome: str) -> dict[str, Any]:
    held = ctx.facts.get("review", {})
    return {**held, "status": outcome, "answer": ctx.data.reasons, "decided_on": ctx.today.isoformat()}


def _percent_left(ctx: Context) -> Decimal:
    return Decimal(100 - int(ctx.facts.get("percent", 0))) / 100


def computed_otherwise(ctx: Context) -> Refusal | None:
    """Only an amount that the tables give otherwise now is corrected; nobody chooses one (R-FEE-44)."""
    found = rules.assessed(ctx)
    wrong = Decimal(found["amount"]) != Decimal(ctx.facts["full_amount"]) and Decimal(found["amount"]) > 0
    return None if wrong and not ctx.facts.get("parts") else Refusal("fees.amount_is_right", FEE(43))


def corrected(ctx: Context) -> Mapping[str, Any]:
    """The amount by the tables and what the record says today, less a reduction that was granted."""
    found = rules.assessed(ctx)
    amount = (Decimal(found["amount"]) * _percent_left(ctx)).quantize(Decimal("0.01"))
    today = ctx.today.isoformat()
    review = _reviewed(ctx, "corrected")
    return {**found, "amount": text(amount), "demanded_on": today, "review": review, "pay_by": ""}


# —— the top-up ——


def top_up(ctx: Context) -> fees.FeeChange:
    """What is topped up when a simple case becomes ordinary (CPLI 199) or the claim grows (FEE 21)."""
    return _change(ctx)[0]


def _change(ctx: Context) -> tuple[fees.FeeChange, Mapping[str, Any]]:
    facts, dispute = ctx.facts, ctx.dispute
    kind = causes.fee_kind(str(dispute["cause"])) if dispute.get("cause") else "property"
    if kind == "none":
        return fees.FeeChange(Decimal(), Decimal()), {"working": [], "cites": [], "provisional": False}
    if "to_amount" in facts:
        reductions = rules.REDUCED_BY.get(str(facts.get("procedure", "ordinary")), ())
        found = fees.fee_change(facts["from_amount"], facts["to_amount"], reductions=reductions, on=ctx.today, kind=kind)
    else:
        amounts = [Decimal(str(c["amount"])) for c in dispute.get("claims", []) if c.get("amount") is not None]
        total = sum(amounts, Decimal()) if amounts else dispute.get("amount")
        kind = "other" if kind == "property" and total is None else kind
        found = fees.simple_to_ordinary(total, kind, on=ctx.today)
    said = {
        "working": [[line.zh, line.en] for line in found.working],
        "cites": [[c.zh, c.en] for c in found.cites],
        "provisional": found.provisional,
    }
    return found.value, said


def topped_up(ctx: Context) -> Mapping[str, Any]:
    """The amount with its working, reduced as the case fee was; nothing where that was not prepaid."""
    change, said = _change(ctx)
    due = change.top_up if ctx.facts.get("prepaid", True) else Decimal()
    amount = (due * _percent_left(ctx)).quantize(Decimal("0.01"))
    return {"amount": text(amount), "full_amount": text(change.top_up), **said}


def excused(ctx: Context) -> Mapping[str, Any]:
    """A good reason for not having paid yet gives the time anew (CPLI 199)."""
    return {"excused_on": ctx.today.isoformat(), "excuse": ctx.data.reasons, "demanded_on": ctx.today.isoformat()}


def excused_anew(ctx: Context) -> Mapping[str, Any]:
    """The same; the seven days are whole again, whatever was left when relief had been asked for."""
    return {**excused(ctx), "pay_by": ""}


def top_up_end(ctx: Context) -> Answer[date]:
    """The last day to top up: of the notice, or of what a decision on relief has left or named."""
    return relief.fee_end(ctx) if ctx.facts.get("pay_by") else periods.end_of("R-FEE-13.top_up", ctx.today)


def not_excused(ctx: Context) -> Refusal | None:
    """The time is given anew once."""
    return Refusal("fees.excused_already", CPLI(199)) if ctx.facts.get("excused_on") else None


def ended_with_case(ctx: Context) -> Mapping[str, Any]:
    return {"ended_on": ctx.today.isoformat()}
