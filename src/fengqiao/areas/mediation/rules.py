"""The conditions of mediation, each with its article, and the facts that its moves record."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from fengqiao.kernel.context import Context
from fengqiao.kernel.procedure import Refusal
from fengqiao.law.instruments import CPL, OMR, TMR


def sides(ctx: Context) -> list[str]:
    """The ids of all parties whose word counts, as facts keep them."""
    return [str(p.id) for p in ctx.side("claimant", "respondent")]


def mine(ctx: Context) -> list[str]:
    """The ids of the parties for whom the actor acts."""
    return [str(p.id) for p in ctx.acting]


def _with(ctx: Context, name: str, value: Any) -> Mapping[str, Any]:
    return {name: {**ctx.facts.get(name, {}), **dict.fromkeys(mine(ctx), value)}}


def offered_by(ctx: Context) -> Mapping[str, Any]:
    """Whoever asks for mediation has agreed to it."""
    agreed = [str(p.id) for p in ctx.side("claimant")]
    return {"consents": dict.fromkeys(agreed, ctx.now.isoformat())}


def consented(ctx: Context) -> Mapping[str, Any]:
    return _with(ctx, "consents", ctx.now.isoformat())


def chosen(ctx: Context) -> Mapping[str, Any]:
    return _with(ctx, "choices", ctx.data.mediator)


def signed(ctx: Context) -> Mapping[str, Any]:
    return _with(ctx, "signatures", ctx.now.isoformat())


def applied(ctx: Context) -> Mapping[str, Any]:
    return _with(ctx, "applications", ctx.now.isoformat())


def agreement(ctx: Context) -> Mapping[str, Any]:
    """Keep the terms; signatures of an earlier text no longer count."""
    return {
        "terms": ctx.data.terms,
        "payer": ctx.data.payer,
        "instalments": [i.model_dump(mode="json") for i in ctx.data.instalments],
        "total": str(ctx.data.total),
        "due": ctx.data.last_due.isoformat() if ctx.data.last_due else None,
        "signatures": {},
    }


def effective(ctx: Context) -> Mapping[str, Any]:
    """The agreement takes effect when the last of the sides has signed (OMR 19)."""
    return {"effective_on": ctx.today.isoformat()}


def extended(ctx: Context) -> Mapping[str, Any]:
    return {"extension": ctx.data.days}


def extended_end(ctx: Context) -> date:
    """The day agreed as the new end: counted on from the present end, not from today."""
    clock = ctx.clock("term")
    start = clock.due if clock else ctx.today
    return start + timedelta(days=int(ctx.facts.get("extension", 0)))


def outcome(ctx: Context) -> Mapping[str, Any]:
    return {"outcome": ctx.data.ground if ctx.data else "time_over", "note": ctx.data.note if ctx.data else ""}


def _all_have(ctx: Context, name: str) -> bool:
    return set(sides(ctx)) <= set(ctx.facts.get(name, {}))


def all_consent(ctx: Context) -> Refusal | None:
    """Mediation before filing needs the consent of every side (R-MED-01)."""
    return None if _all_have(ctx, "consents") else Refusal("mediation.not_all_consent", CPL(125))


def not_yet_consented(ctx: Context) -> Refusal | None:
    if ctx.acting and set(mine(ctx)) <= set(ctx.facts.get("consents", {})):
        return Refusal("mediation.already_consented", CPL(125))
    return None


def not_yet_chosen(ctx: Context) -> Refusal | None:
    if ctx.acting and set(mine(ctx)) <= set(ctx.facts.get("choices", {})):
        return Refusal("mediation.already_chosen", TMR(12))
    return None


def one_choice(ctx: Context) -> Refusal | None:
    """The sides choose together: all have named, and named the same (R-MED-03)."""
    choices = ctx.facts.get("choices", {})
    if _all_have(ctx, "choices") and len(set(choices.values())) == 1:
        return None
    return Refusal("mediation.no_joint_choice", TMR(12))


def no_joint_choice_left(ctx: Context) -> Refusal | None:
    """The court names a mediator only where the sides have not agreed on one (OMR 10)."""
    return None if one_choice(ctx) else Refusal("mediation.jointly_chosen", OMR(10))


def not_yet_signed(ctx: Context) -> Refusal | None:
    if ctx.acting and set(mine(ctx)) <= set(ctx.facts.get("signatures", {})):
        return Refusal("mediation.already_signed", OMR(19))
    return None


def all_signed(ctx: Context) -> Refusal | None:
    """Every side has signed the same text (R-MED-08)."""
    return None if _all_have(ctx, "signatures") else Refusal("mediation.not_all_signed", OMR(19))


def not_yet_applied(ctx: Context) -> Refusal | None:
    if ctx.acting and set(mine(ctx)) <= set(ctx.facts.get("applications", {})):
        return Refusal("mediation.already_applied", CPL(205))
    return None


def all_applied(ctx: Context) -> Refusal | None:
    """The parties apply for judicial confirmation together (R-MED-10)."""
    return None if _all_have(ctx, "applications") else Refusal("mediation.not_all_applied", CPL(205))


def confirmable(ctx: Context) -> Refusal | None:
    """Status relations cannot be confirmed (R-MED-12)."""
    if str(ctx.dispute.get("cause_kind")) == "status":
        return Refusal("mediation.status_not_confirmable", CPL(205))
    return None


def in_future(ctx: Context) -> Refusal | None:
    """No payment is agreed for a day that is over."""
    if any(i.due < ctx.today for i in ctx.data.instalments):
        return Refusal("mediation.instalment_in_past", TMR(22), field="instalments")
    return None


def child_confirmed(ctx: Context) -> Refusal | None:
    """The court has confirmed the agreement."""
    return None if ctx.child and ctx.child.state == "confirmed" else Refusal("mediation.not_confirmed", CPL(206))


def child_not_confirmed(ctx: Context) -> Refusal | None:
    """The court has not confirmed the agreement."""
    return None if ctx.child and ctx.child.state != "confirmed" else Refusal("mediation.not_confirmed", CPL(206))
