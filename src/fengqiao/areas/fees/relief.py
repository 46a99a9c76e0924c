"""Relief as a matter of its own: who may ask and for what, what is decided, what follows for the fee."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from fengqiao.kernel.answer import Answer
from fengqiao.kernel.context import ChildView, Context
from fengqiao.kernel.money import text
from fengqiao.kernel.procedure import Refusal
from fengqiao.law import periods, relief
from fengqiao.law.errors import FieldError
from fengqiao.law.instruments import FEE

BARS = {
    relief.NO_GROUND: "fees.ground_does_not_fit",
    relief.PERSONS_ONLY: "fees.ground_for_persons_only",
    relief.ORGANISATIONS_ONLY: "fees.ground_for_organisations_only",
}
LACKS = {
    "hardship": "fees.proof_of_hardship_needed",
    "standard": "fees.proof_of_standard_needed",
    "status": "fees.proof_of_status_needed",
}
RESUMED, AFTER_REFUSAL = "resumed", "after_refusal"


# —— the application, made in the fee matter ——


def ground_open(ctx: Context) -> Refusal | None:
    """The ground is one of those of this relief, and open to this applicant (FEE 44 to 47)."""
    return _bar(ctx.data.relief, ctx.data.ground, all(p.kind == "person" for p in ctx.acting))


def _bar(kind: str, ground: str, natural: bool) -> Refusal | None:
    found = relief.bar(kind, ground, natural=natural)
    if found is None:
        return None
    if kind == "exempt" and found[0] == relief.PERSONS_ONLY:
        return Refusal("fees.exemption_for_persons_only", found[1], field="relief")
    return Refusal(BARS[found[0]], found[1], field="ground")


def proofs_brought(ctx: Context) -> Refusal | None:
    """Each proof that the ground asks for is among what is brought, a file for each (FEE 48)."""
    if not ctx.data.files:
        return Refusal("fees.proof_needed", FEE(48), field="files")
    asked = relief.ground(ctx.data.relief, ctx.data.ground)
    lacking = [name for name in (asked.proofs if asked else ()) if name not in ctx.data.proofs]
    return Refusal(LACKS[lacking[0]], FEE(48), field="proofs") if lacking else None


def applied(ctx: Context) -> Mapping[str, Any]:
    """Keep the application, and how many days of the time to pay were left when it stopped."""
    running = ctx.clock("fee")
    row = ctx.data.model_dump(mode="json", include={"relief", "ground", "proofs", "statement"})
    names = {"by": [p.name for p in ctx.acting], "parties": [p.id for p in ctx.acting]}
    left = max((running.due - ctx.today).days, 1) if running else 0
    return {"relief": {**row, **names, "status": "pending", "on": ctx.today.isoformat()}, "days_left": left}


def fee_end(ctx: Context) -> Answer[date]:
    """The last day to pay: of the notice, of what the court names after a refusal, or of the days that were left."""
    mode = ctx.facts.get("pay_by")
    if mode == RESUMED:
        counted = periods.end(ctx.today, "day", int(ctx.facts["days_left"]))
        return Answer(counted.value, (FEE(22), *counted.cites), counted.working, counted.provisional)
    if mode == AFTER_REFUSAL:
        return periods.end_of("R-FEE-39.pay_after_refusal", date.fromisoformat(ctx.facts["refusal_received_on"]))
    return periods.end_of("R-FEE-31.pay", ctx.today)


# —— the decision, made in the relief's own matter ——


def kept(ctx: Context) -> Mapping[str, Any]:
    """The relief's own facts are those of the application, which the fee matter gave."""
    return {"applied_on": ctx.today.isoformat()}


def exemptible(ctx: Context) -> Refusal | None:
    """Exemption is for natural persons (FEE 44)."""
    persons = all(p.kind == "person" for p in _applicants(ctx))
    return None if persons else Refusal("fees.exemption_for_persons_only", FEE(44))


def _applicants(ctx: Context) -> tuple[Any, ...]:
    named = set(ctx.facts.get("parties", ()))
    return tuple(p for p in ctx.side("claimant") if p.id in named or not named)


def _outcome(ctx: Context, outcome: str, **more: Any) -> dict[str, Any]:
    decided = {"outcome": outcome, "reasons": ctx.data.reasons, "decided_on": ctx.today.isoformat()}
    return {**decided, **more}


def exempted(ctx: Context) -> Mapping[str, Any]:
    return _outcome(ctx, "exempt", amount="0.00")


def share_lawful(ctx: Context) -> Refusal | None:
    """A reduction is by the statute's least share or more (FEE 46)."""
    try:
        relief.reduced(Decimal(ctx.facts["full_amount"]), ctx.data.percent)
    except FieldError:
        return Refusal("fees.share_too_small", FEE(46), field="percent", values={"least": relief.least_percent()})
    return None


def reduced(ctx: Context) -> Mapping[str, Any]:
    """The amount after the reduction, with its working."""
    left = relief.reduced(Decimal(ctx.facts["full_amount"]), ctx.data.percent)
    working = [[line.zh, line.en] for line in left.working]
    cites = [[c.zh, c.en] for c in left.cites]
    said = {"amount": text(left.value), "percent": ctx.data.percent}
    return _outcome(ctx, "reduce", **said, reduction=working, reduction_cites=cites)


def until_ahead(ctx: Context) -> Refusal | None:
    """The day until which the fee waits lies ahead."""
    named = ctx.data.until
    return Refusal("fees.until_in_past", FEE(47), field="until") if named and named <= ctx.today else None


def deferred(ctx: Context) -> Mapping[str, Any]:
    until = ctx.data.until.isoformat() if ctx.data.until else None
    return _outcome(ctx, "defer", amount=ctx.facts["full_amount"], until=until)


def refused(ctx: Context) -> Mapping[str, Any]:
    return _outcome(ctx, "refuse", amount=ctx.facts["full_amount"])


def withdrawn(ctx: Context) -> Mapping[str, Any]:
    return {"outcome": "withdrawn", "decided_on": ctx.today.isoformat()}


def told(ctx: Context) -> Mapping[str, Any]:
    """The day on which the refusal was received, or on which every way of reaching the applicant had failed."""
    served = ctx.child.facts.get("served_on") if ctx.child else None
    return {"received_on": served or ctx.today.isoformat()}


def about_decision(ctx: Context) -> Refusal | None:
    """The papers that were served are the decision."""
    if ctx.child is not None and ctx.child.facts.get("about") == "relief_decision":
        return None
    return Refusal("fees.no_relief_pending", FEE(48))


# —— what follows in the fee matter ——


def _child(ctx: Context) -> ChildView:
    if ctx.child is None:
        raise LookupError("this move joins a child")
    return ctx.child


def _came_to(ctx: Context, outcome: str) -> Refusal | None:
    held = ctx.facts.get("relief", {}).get("status") == "pending"
    if held and _child(ctx).facts.get("outcome") == outcome:
        return None
    return Refusal("fees.no_relief_pending", FEE(48))


def was_exempted(ctx: Context) -> Refusal | None:
    return _came_to(ctx, "exempt")


def was_reduced(ctx: Context) -> Refusal | None:
    return _came_to(ctx, "reduce")


def was_deferred(ctx: Context) -> Refusal | None:
    return _came_to(ctx, "defer")


def was_refused(ctx: Context) -> Refusal | None:
    return _came_to(ctx, "refuse")


def was_withdrawn(ctx: Context) -> Refusal | None:
    return _came_to(ctx, "withdrawn")


def _taken(ctx: Context) -> dict[str, Any]:
    """What the decision says, beside the application that the fee matter keeps."""
    names = ("outcome", "reasons", "decided_on", "percent", "until")
    said = {name: _child(ctx).facts[name] for name in names if _child(ctx).facts.get(name) is not None}
    return {"relief": {**ctx.facts["relief"], **said, "status": "decided"}}


def fee_exempted(ctx: Context) -> Mapping[str, Any]:
    return {**_taken(ctx), "waived": "exempt", "amount": "0.00", "percent": 100}


def fee_reduced(ctx: Context) -> Mapping[str, Any]:
    """The amount of the decision, with one more line of working; a new notice gives the time to pay anew."""
    made = _child(ctx).facts
    return {
        **_taken(ctx),
        "amount": made["amount"],
        "percent": made["percent"],
        "working": [*ctx.facts["working"], *made["reduction"]],
        "cites": [*ctx.facts["cites"], *made["reduction_cites"]],
        "demanded_on": ctx.today.isoformat(),
        "pay_by": "",
    }


def fee_deferred(ctx: Context) -> Mapping[str, Any]:
    """The amount stays owed; the closing account collects it (FEE 47, 53)."""
    return {**_taken(ctx), "waived": "defer", "deferred": True}


def fee_refused(ctx: Context) -> Mapping[str, Any]:
    """The time that the court names runs from the receipt of the refusal (FEE 22)."""
    day = _child(ctx).facts.get("received_on", ctx.today.isoformat())
    return {**_taken(ctx), "demanded_on": ctx.today.isoformat(), "pay_by": AFTER_REFUSAL, "refusal_received_on": day}


def fee_resumed(ctx: Context) -> Mapping[str, Any]:
    """The time to pay goes on with the days that were left; an application is made once."""
    held = {**ctx.facts["relief"], "status": "withdrawn", "withdrawn_on": ctx.today.isoformat()}
    return {"relief": held, "pay_by": RESUMED}


def ended_with_case(ctx: Context) -> Mapping[str, Any]:
    return {"ended_on": ctx.today.isoformat()}
