"""The claim is changed while the case goes on: until when, what it costs, what the other side gets (R-HRG-04)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from fengqiao.areas.trial import rules, timing
from fengqiao.kernel.context import ChildView, Context
from fengqiao.kernel.money import text
from fengqiao.kernel.procedure import Refusal
from fengqiao.law import causes, fees, procedure_choice
from fengqiao.law.errors import FieldError
from fengqiao.law.instruments import CPL, CPLI, FEE

TOP_UP, ABOUT = "fees.top_up", "claim_change"
BEGUN = ("opened", "recorded", "signed", "adjourned")


# —— asking ——


def no_change_pending(ctx: Context) -> Refusal | None:
    """One change is decided, and paid for, before the next is asked."""
    if ctx.facts.get("change"):
        return Refusal("trial.change_asked_already", CPL(143))
    if any(not c.ended and is_change(c) for c in ctx.of(TOP_UP)):
        return Refusal("trial.change_fee_open", FEE(21))
    return None


def debate_not_over(ctx: Context) -> Refusal | None:
    """The claim is changed until the debate ends (CPLI 232): with the transcript the session is over."""
    if any(c.state == "recorded" for c in ctx.of(rules.HEARING)):
        return Refusal("trial.debate_over", CPLI(232))
    return None


def _total(claims: list[Mapping[str, Any]]) -> Decimal | None:
    amounts = [Decimal(str(c["amount"])) for c in claims if c.get("amount") is not None]
    return sum(amounts, Decimal()) if amounts else None


def _written(amount: Decimal | None) -> str | None:
    return None if amount is None else text(amount)


def _claims(ctx: Context) -> list[dict[str, Any]]:
    """The claims as they were typed, with their amounts written alike."""
    rows = [claim.model_dump(mode="json") for claim in ctx.data.claims]
    return [{**row, "amount": _written(None if row["amount"] is None else Decimal(row["amount"]))} for row in rows]


def _held(ctx: Context) -> list[dict[str, Any]]:
    kept = ctx.dispute.get("claims", [])
    return [{"text": c["text"], "amount": _written(None if c.get("amount") is None else Decimal(str(c["amount"])))} for c in kept]


def something_changed(ctx: Context) -> Refusal | None:
    return Refusal("trial.claims_unchanged", CPL(54), field="claims") if _claims(ctx) == _held(ctx) else None


def change_asked(ctx: Context) -> Mapping[str, Any]:
    """Keep the change with the amounts before and after; both are sums of the claims."""
    claims, before = _claims(ctx), _held(ctx)
    amounts = {"from": _written(_total(before)), "to": _written(_total(claims))}
    who = {"by": [p.name for p in ctx.acting], "on": ctx.today.isoformat(), "reason": ctx.data.reason}
    return {"change": {"claims": claims, "before": before, **amounts, **who}}


# —— deciding ——


def change_pending(ctx: Context) -> Refusal | None:
    return None if ctx.facts.get("change") else Refusal("trial.no_change_asked", CPL(143))


def session_begun(ctx: Context) -> Refusal | None:
    """Only in a session that has begun can the court's investigation be over."""
    if ctx.data.investigation_over and not any(c.state in BEGUN for c in ctx.of(rules.HEARING)):
        return Refusal("trial.no_session_yet", FEE(21), field="investigation_over")
    return None


def fee_change(ctx: Context) -> dict[str, str]:
    """What the change costs or gives back, by the tables (FEE 21, 35)."""
    change, kind = ctx.facts["change"], _kind(ctx)
    if kind == "none":
        return dict.fromkeys(("top_up", "refund", "borne"), "0.00")
    when = fees.WHEN[1] if ctx.data.investigation_over else fees.WHEN[0]
    reductions = () if timing.procedure(ctx) == "ordinary" else (timing.procedure(ctx),)
    found = fees.fee_change(change["from"], change["to"], when, reductions, ctx.today, kind).value
    return {"top_up": text(found.top_up), "refund": text(found.refund), "borne": text(found.borne)}


def _kind(ctx: Context) -> str:
    return causes.fee_kind(str(ctx.dispute["cause"])) if ctx.dispute.get("cause") else "property"


def change_admitted(ctx: Context) -> Mapping[str, Any]:
    """The claims are those from now on; a small claim that has grown too large goes on as a simple case (CPLI 278)."""
    said = {"reasons": ctx.data.reasons, "admitted_on": ctx.today.isoformat(), "fee": fee_change(ctx)}
    done = [*ctx.facts.get("claim_changes", ()), {**ctx.facts["change"], **said}]
    return {"change": None, "claim_changes": done, **_no_longer_small(ctx)}


def _no_longer_small(ctx: Context) -> dict[str, Any]:
    amount = ctx.facts["change"]["to"]
    if timing.procedure(ctx) != "small_claims" or _is_small(amount):
        return {}
    row = {"from": "small_claims", "to": "simple", "on": ctx.today.isoformat(), "reason": ctx.data.reasons}
    return {"procedure": "simple", "conversions": [*ctx.facts.get("conversions", ()), row]}


def _is_small(amount: str | None) -> bool:
    if amount is None:
        return False
    try:
        return procedure_choice.small_claims(amount).value in (procedure_choice.MANDATORY, procedure_choice.BY_AGREEMENT)
    except FieldError:
        return False


def change_rejected(ctx: Context) -> Mapping[str, Any]:
    row = {**ctx.facts["change"], "refused": ctx.data.reason, "refused_on": ctx.today.isoformat()}
    return {"change": None, "changes_refused": [*ctx.facts.get("changes_refused", ()), row]}


# —— the other side ——


def change_served(ctx: Context) -> Refusal | None:
    return _reached(ctx, "served")


def change_not_served(ctx: Context) -> Refusal | None:
    return _reached(ctx, "failed")


def _reached(ctx: Context, state: str) -> Refusal | None:
    child = ctx.child
    if child is not None and child.facts.get("about") == ABOUT and child.state == state:
        return None
    return Refusal("trial.no_change_asked", CPL(143))


def change_to_answer(ctx: Context) -> Refusal | None:
    """There is a change, and the party has not answered it yet."""
    last = (ctx.facts.get("claim_changes") or [{}])[-1]
    if not last or last.get("undone_on") or {str(p.id) for p in ctx.acting} & set(last.get("answers", {})):
        return Refusal("trial.no_change_to_answer", CPL(128))
    return None


def change_answered(ctx: Context) -> Mapping[str, Any]:
    *earlier, last = ctx.facts["claim_changes"]
    row = {**ctx.data.model_dump(mode="json"), "on": ctx.today.isoformat()}
    answers = {**last.get("answers", {}), **dict.fromkeys([str(p.id) for p in ctx.acting], row)}
    return {"claim_changes": [*earlier, {**last, "answers": answers}]}


def answer_lapsed(ctx: Context) -> Mapping[str, Any]:
    """Who does not answer a changed claim loses nothing by it: the case goes on (CPL 128)."""
    return {"no_answer": [*ctx.facts.get("no_answer", ()), ctx.data.party]} if ctx.data else {}


def answer_time_over(ctx: Context) -> Refusal | None:
    """No hearing within anybody's time to answer the changed claim, unless all agree."""
    due = max((c.due for c in ctx.clocks if c.name == "answer" and c.running), default=None)
    if due is None or ctx.data.day > due or ctx.data.all_agree:
        return None
    return Refusal("trial.defence_period_runs", CPLI(224), field="day", values={"last": due.isoformat()})


# —— its fee ——


def is_change(child: ChildView) -> bool:
    """Whether a top-up is that of a changed claim (and not of a conversion)."""
    return "to_amount" in child.facts


def for_conversion(ctx: Context) -> Refusal | None:
    if ctx.child is not None and not is_change(ctx.child):
        return None
    return Refusal("trial.fee_not_settled", CPLI(199))


def for_change(ctx: Context) -> Refusal | None:
    if ctx.child is not None and is_change(ctx.child):
        return None
    return Refusal("trial.fee_not_settled", FEE(21))


def change_undone(ctx: Context) -> Mapping[str, Any]:
    """Only what was added counts as withdrawn, the suit goes on (FEE 22; CPLI 213 for the part: U)."""
    *earlier, last = ctx.facts["claim_changes"]
    return {"claim_changes": [*earlier, {**last, "undone_on": ctx.today.isoformat()}]}
