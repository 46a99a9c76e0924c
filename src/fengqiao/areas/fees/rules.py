"""What the fee is, when it is owed, and when not: each condition with its article."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from fengqiao.kernel.answer import Answer, Line
from fengqiao.kernel.context import Context
from fengqiao.kernel.money import half_up, text
from fengqiao.kernel.procedure import Refusal
from fengqiao.law import causes, fees
from fengqiao.law.instruments import CPLI, FEE

REDUCED_BY = {"simple": ("simple",), "small_claims": ("small_claims",)}


def case_fee(dispute: Mapping[str, Any], procedure: str, on: date, grounds: tuple[str, ...] = ()) -> Answer[Decimal]:
    """Return the case fee of a dispute from its cause, its claims and the procedure (R-FEE-01 to 10).

    ``grounds`` are those of a later halving (``mediated``, ``withdrawn``); it is never halved twice.
    """
    kind = causes.fee_kind(str(dispute["cause"])) if dispute.get("cause") else "property"
    reductions = (*REDUCED_BY.get(procedure, ()), *grounds)
    amounts = [c["amount"] for c in dispute.get("claims", []) if c.get("amount") is not None]
    others = len(dispute.get("claims", [])) - len(amounts)
    if kind == "property" and (others or len(amounts) > 1):
        return fees.mixed_fee(amounts, others, reductions=reductions, on=on)
    if kind == "property" and dispute.get("amount") is None:
        return fees.case_fee("other", reductions=reductions, on=on)
    if kind == "none":
        return fees.case_fee("special_procedure", on=on)
    return fees.case_fee(kind, dispute.get("amount"), reductions=reductions, on=on)


def assessed(ctx: Context) -> Mapping[str, Any]:
    """The amount with its working and its articles, once and for all moves of the fee."""
    found = case_fee(ctx.dispute, str(ctx.facts.get("procedure", "ordinary")), ctx.today)
    return {
        "amount": text(found.value),
        "full_amount": text(found.value),
        "kind": causes.fee_kind(str(ctx.dispute["cause"])) if ctx.dispute.get("cause") else "property",
        "working": [[line.zh, line.en] for line in found.working],
        "cites": [[c.zh, c.en] for c in found.cites],
        "provisional": found.provisional,
    }


def amount(ctx: Context) -> Decimal:
    """What is owed now, in yuan."""
    return Decimal(str(ctx.facts.get("amount", "0")))


def nothing_due(ctx: Context) -> Refusal | None:
    """For some cases there is no case fee at all (R-FEE-08)."""
    return Refusal("fees.something_due", FEE(8)) if amount(ctx) > 0 else None


def wage_claim(ctx: Context) -> Refusal | None:
    """Whoever claims pay for work need not prepay (FEE 20, R-FEE-30)."""
    code = str(ctx.dispute.get("cause") or "")
    if code and "劳动报酬" in causes.cause(code).name:
        return None
    return Refusal("fees.no_wage_claim", FEE(20))


def not_demanded(ctx: Context) -> Refusal | None:
    """The first demand is made once; a new one follows a decision on relief."""
    return Refusal("fees.already_demanded", FEE(22)) if ctx.facts.get("demanded_on") else None


def demanded_already(ctx: Context) -> Refusal | None:
    """There is an order to pay."""
    return None if ctx.facts.get("order") else Refusal("fees.not_demanded_yet", FEE(22))


def demanded(ctx: Context) -> Mapping[str, Any]:
    return {"demanded_on": ctx.today.isoformat()}


def waived_by_law(ctx: Context) -> Mapping[str, Any]:
    """No prepayment: either nothing is owed, or the fee waits for the end of the case."""
    return {"waived": "nothing_due"} if amount(ctx) <= 0 else {"waived": "wage_claim", "deferred": True}


def applied(ctx: Context) -> Mapping[str, Any]:
    """Keep the application; while it is open, nothing follows from the fee not being paid (REG 11)."""
    return {
        "relief": {
            "status": "pending",
            "relief": ctx.data.relief,
            "ground": ctx.data.ground,
            "by": [p.name for p in ctx.acting],
            "on": ctx.today.isoformat(),
        }
    }


def not_applied_yet(ctx: Context) -> Refusal | None:
    """One application is decided once."""
    return Refusal("fees.relief_applied_already", FEE(48)) if ctx.facts.get("relief") else None


def natural_person(ctx: Context) -> Refusal | None:
    """Only a natural person can be exempted (FEE 44)."""
    if ctx.data.relief == "exempt" and any(p.kind != "person" for p in ctx.acting):
        return Refusal("fees.exemption_for_persons_only", FEE(44), field="relief")
    return None


def proved(ctx: Context) -> Refusal | None:
    """An application comes with its proof (FEE 48)."""
    return None if ctx.data.files else Refusal("fees.proof_needed", FEE(48), field="files")


def relief_pending(ctx: Context) -> Refusal | None:
    """There is an application to decide."""
    pending = ctx.facts.get("relief", {}).get("status") == "pending"
    return None if pending else Refusal("fees.no_relief_pending", FEE(48))


def no_relief_pending(ctx: Context) -> Refusal | None:
    """While relief is being decided, an unpaid fee is no default (REG 11, CPLI 213)."""
    pending = ctx.facts.get("relief", {}).get("status") == "pending"
    return Refusal("fees.relief_pending", CPLI(213)) if pending else None


def exemptible(ctx: Context) -> Refusal | None:
    """Exemption is for natural persons (FEE 44)."""
    persons = all(p.kind == "person" for p in ctx.side("claimant"))
    return None if persons else Refusal("fees.exemption_for_persons_only", FEE(44))


def _decided(ctx: Context, outcome: str) -> dict[str, Any]:
    held = ctx.facts.get("relief", {})
    decision = {"outcome": outcome, "reasons": ctx.data.reasons, "decided_on": ctx.today.isoformat()}
    return {"relief": {**held, **decision, "status": "decided"}}


def exempted(ctx: Context) -> Mapping[str, Any]:
    return {**_decided(ctx, "exempt"), "waived": "exempt", "amount": "0.00"}


def deferred(ctx: Context) -> Mapping[str, Any]:
    """The amount stays owed; it is settled when the case is closed (FEE 47)."""
    return {**_decided(ctx, "defer"), "waived": "defer", "deferred": True}


def relief_refused(ctx: Context) -> Mapping[str, Any]:
    return {**_decided(ctx, "refuse"), "demanded_on": ctx.today.isoformat()}


def reduced(ctx: Context) -> Mapping[str, Any]:
    """The amount after the reduction, with one more line of working."""
    full = Decimal(ctx.facts["full_amount"])
    left = half_up(full * (100 - ctx.data.percent) / 100)
    line = Line(
        f"准予减交{ctx.data.percent}%：{text(full)}元 × {100 - ctx.data.percent}% = {text(left)}元。",
        f"Reduced by {ctx.data.percent}%: {text(full)} × {100 - ctx.data.percent}% = {text(left)}.",
    )
    return {
        **_decided(ctx, "reduce"),
        "amount": text(left),
        "percent": ctx.data.percent,
        "working": [*ctx.facts["working"], [line.zh, line.en]],
        "cites": [*ctx.facts["cites"], [FEE(46).zh, FEE(46).en]],
        "demanded_on": ctx.today.isoformat(),
    }


def exact_amount(ctx: Context) -> Refusal | None:
    """What came in is exactly what is owed, on the order that is open now."""
    if ctx.data.order != ctx.facts.get("order"):
        return Refusal("fees.other_order", FEE(22))
    if ctx.data.amount != amount(ctx):
        return Refusal("fees.amount_differs", FEE(22))
    return None


def received(ctx: Context) -> Mapping[str, Any]:
    return {
        "paid_at": ctx.data.paid_at.isoformat(),
        "transaction": ctx.data.transaction,
        "channel": ctx.data.channel,
    }


def not_at_counter(ctx: Context) -> Refusal | None:
    """The terminal already shows the amount."""
    return Refusal("fees.at_counter_already", FEE(52)) if ctx.facts.get("at_counter") else None


def brought_to_counter(ctx: Context) -> Mapping[str, Any]:
    return {"at_counter": True}


def lapsed(ctx: Context) -> Mapping[str, Any]:
    return {"lapsed_on": ctx.today.isoformat()}


def refund_of(ctx: Context) -> Mapping[str, Any]:
    """The refund's own facts: the ground that the parent gave."""
    return {"ground": str(ctx.facts.get("ground", "other"))}


def something_to_refund(ctx: Context) -> Refusal | None:
    return None if amount(ctx) > 0 else Refusal("fees.nothing_to_refund", FEE(15))


def nothing_to_refund(ctx: Context) -> Refusal | None:
    return Refusal("fees.something_to_refund", FEE(15)) if amount(ctx) > 0 else None


def refunded(ctx: Context) -> Mapping[str, Any]:
    return {"refunded_on": ctx.today.isoformat(), "refund": ctx.data.refund}
