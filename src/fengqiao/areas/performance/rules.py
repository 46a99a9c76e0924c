"""The conditions of performance, each with its article, and the facts that its moves record."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from fengqiao.kernel.context import Context
from fengqiao.kernel.money import ZERO, text
from fengqiao.kernel.procedure import Refusal
from fengqiao.law.instruments import CPL, CPLI

Facts = Mapping[str, Any]


def opened(ctx: Context) -> Facts:
    """Put the title's facts in order: sums as text, instalments by day, nothing paid yet."""
    facts = ctx.facts
    rows = sorted(facts.get("instalments") or (), key=lambda i: str(i["due"]))
    instalments = [{"amount": text(Decimal(str(i["amount"]))), "due": str(i["due"])} for i in rows]
    total = Decimal(str(facts.get("total") or sum((Decimal(i["amount"]) for i in instalments), ZERO)))
    return {
        "payer": facts.get("payer") or "respondent",
        "instalments": instalments,
        "total": text(total),
        "remaining": text(total),
        "paid": text(ZERO),
        "payments": [],
        "enforceable": bool(facts.get("enforceable")),
        "effective_on": facts.get("effective_on") or ctx.today.isoformat(),
        "due": facts.get("due") or (instalments[-1]["due"] if instalments else None),
        "late": False,
    }


def due_day(ctx: Context) -> date:
    """The last day of performance: that of the last instalment, else the day of effect (CPL 250)."""
    return date.fromisoformat(ctx.facts.get("due") or ctx.facts["effective_on"])


def window_start(ctx: Context) -> date:
    """The two years run from the last day of performance, or anew from what interrupts them (CPL 250)."""
    return max(due_day(ctx), ctx.today)


def window_first(ctx: Context) -> date:
    """The first count of the two years: from the last day of performance, even where that is past."""
    return due_day(ctx)


def creditor_side(facts: Facts) -> str:
    """The side that is owed."""
    return "respondent" if facts.get("payer") == "claimant" else "claimant"


def owed(facts: Facts) -> Decimal:
    """What is still to be paid in all, in yuan."""
    return Decimal(str(facts.get("remaining") or 0))


def owed_now(facts: Facts, today: date) -> Decimal:
    """What should have been paid before today and has not been, in yuan."""
    instalments = facts.get("instalments") or ()
    last = facts.get("due") or facts.get("effective_on")
    if not instalments or (last and date.fromisoformat(last) < today):
        return owed(facts) if last and date.fromisoformat(last) < today else ZERO
    fallen = sum((Decimal(i["amount"]) for i in instalments if date.fromisoformat(i["due"]) < today), ZERO)
    return max(ZERO, fallen - Decimal(str(facts.get("paid") or 0)))


def is_creditor(ctx: Context) -> Refusal | None:
    if any(p.side == creditor_side(ctx.facts) for p in ctx.acting):
        return None
    return Refusal("performance.not_the_creditor", CPL(247))


def is_payer(ctx: Context) -> Refusal | None:
    if any(p.side == ctx.facts.get("payer") for p in ctx.acting):
        return None
    return Refusal("performance.not_the_payer", CPL(247))


def money_owed(ctx: Context) -> Refusal | None:
    return None if owed(ctx.facts) > 0 else Refusal("performance.nothing_owed", CPL(247))


def day_not_to_come(ctx: Context) -> Refusal | None:
    """A payment is reported once it has been made."""
    field = "paid_on" if hasattr(ctx.data, "paid_on") else "received_on"
    if getattr(ctx.data, field) > ctx.today:
        return Refusal("performance.day_to_come", CPL(247), field=field)
    return None


def not_more_than_owed(ctx: Context) -> Refusal | None:
    left = owed(ctx.facts) - sum((Decimal(p["amount"]) for p in pending(ctx)), ZERO)
    if ctx.data.amount > left:
        return Refusal("performance.more_than_owed", CPL(247), field="amount", values={"left": text(max(left, ZERO))})
    return None


def receipt_not_more_than_owed(ctx: Context) -> Refusal | None:
    if ctx.data.amount > owed(ctx.facts):
        values = {"left": text(owed(ctx.facts))}
        return Refusal("performance.more_than_owed", CPL(247), field="amount", values=values)
    return None


def pending(ctx: Context) -> list[dict[str, Any]]:
    """Payments that the payer has reported and the other side has not answered yet."""
    return [p for p in ctx.facts.get("payments") or () if p["state"] == "reported"]


def something_pending(ctx: Context) -> Refusal | None:
    return None if pending(ctx) else Refusal("performance.nothing_reported", CPL(247))


def _with_payments(ctx: Context, payments: list[dict[str, Any]]) -> Facts:
    paid = sum((Decimal(p["amount"]) for p in payments if p["state"] == "confirmed"), ZERO)
    left = max(ZERO, Decimal(ctx.facts["total"]) - paid)
    return {"payments": payments, "paid": text(paid), "remaining": text(left)}


def payment_reported(ctx: Context) -> Facts:
    data = ctx.data
    row = {"amount": text(data.amount), "on": data.paid_on.isoformat(), "way": data.way, "state": "reported"}
    return _with_payments(ctx, [*(ctx.facts.get("payments") or ()), row])


def payment_received(ctx: Context) -> Facts:
    row = {"amount": text(ctx.data.amount), "on": ctx.data.received_on.isoformat(), "way": "", "state": "confirmed"}
    return _with_payments(ctx, [*(ctx.facts.get("payments") or ()), row])


def _answered(ctx: Context, state: str) -> Facts:
    rows = ctx.facts.get("payments") or ()
    return _with_payments(ctx, [{**p, "state": state} if p["state"] == "reported" else p for p in rows])


def payment_confirmed(ctx: Context) -> Facts:
    return _answered(ctx, "confirmed")


def payment_denied(ctx: Context) -> Facts:
    return _answered(ctx, "denied")


def all_paid(ctx: Context) -> Refusal | None:
    """Money was owed and has all come; duties other than money are for the creditor to declare done."""
    if Decimal(ctx.facts["total"]) > 0 and not owed(ctx.facts):
        return None
    return Refusal("performance.not_all_paid", CPL(247))


def enforceable(ctx: Context) -> Refusal | None:
    """Only a confirmed agreement, a judgment or a court's mediation document is enforced (CPL 206, 247)."""
    return None if ctx.facts.get("enforceable") else Refusal("performance.not_enforceable", CPL(206))


def not_enforceable(ctx: Context) -> Refusal | None:
    """Whoever has a title goes to enforcement, not to court again."""
    return Refusal("performance.is_enforceable", CPL(247)) if ctx.facts.get("enforceable") else None


def fallen_due(ctx: Context) -> Refusal | None:
    """Something should have been done before today and has not been (CPL 250)."""
    if ctx.state != "due" or owed_now(ctx.facts, ctx.today) > 0:
        return None
    return Refusal("performance.not_due_yet", CPL(250), values={"due": due_day(ctx).isoformat()})


def application(ctx: Context) -> Facts:
    """What enforcement is asked for. After the two years the court accepts it all the same (CPLI 481)."""
    everything = ctx.state != "due"
    amount = owed(ctx.facts) if everything else owed_now(ctx.facts, ctx.today)
    return {"applied_amount": text(amount), "applied_on": ctx.today.isoformat(), "late": ctx.state == "expired"}


def demanded(ctx: Context) -> Facts:
    return {"demanded_on": ctx.today.isoformat()}


def lapsed(ctx: Context) -> Facts:
    return {"lapsed_on": ctx.today.isoformat()}


def declared(ctx: Context) -> Facts:
    return {"declared_on": ctx.today.isoformat()}


def _enforced_part(ctx: Context) -> bool:
    """Whether more instalments are to come after those that were enforced."""
    return owed(ctx.facts) > Decimal(ctx.facts.get("applied_amount") or 0)


def child_succeeded(ctx: Context) -> Refusal | None:
    """Enforcement has brought everything, or the sides have settled and performed."""
    if ctx.child and ctx.child.state in ("performed", "settled") and not _enforced_part(ctx):
        return None
    return Refusal("performance.enforcement_went_otherwise", CPLI(517))


def child_brought_part(ctx: Context) -> Refusal | None:
    """Enforcement has brought what was due; later instalments are still to come."""
    if ctx.child and ctx.child.state in ("performed", "settled") and _enforced_part(ctx):
        return None
    return Refusal("performance.enforcement_went_otherwise", CPLI(517))


def child_ended_otherwise(ctx: Context) -> Refusal | None:
    """Enforcement has ended without bringing all; it can be taken up again without limit of time (CPLI 517)."""
    if ctx.child and ctx.child.state not in ("performed", "settled"):
        return None
    return Refusal("performance.enforcement_went_otherwise", CPLI(517))


def enforced(ctx: Context) -> Facts:
    """What enforcement brought counts as paid."""
    row = {"amount": ctx.facts["applied_amount"], "on": ctx.today.isoformat(), "way": "enforced", "state": "confirmed"}
    return _with_payments(ctx, [*(ctx.facts.get("payments") or ()), row])


