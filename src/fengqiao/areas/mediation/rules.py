"""The conditions of mediation, each with its article, and the facts that its moves record."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from fengqiao.kernel.citation import Citation
from fengqiao.kernel.context import Context
from fengqiao.kernel.money import text
from fengqiao.kernel.procedure import Refusal
from fengqiao.kernel.wording import plain_date, plain_money
from fengqiao.law import causes
from fengqiao.law.instruments import CPL, CPLI, OMR, TMR
from fengqiao.law.settings import setting

Guard = Callable[[Context], Refusal | None]


def sides(ctx: Context) -> list[str]:
    """The ids of all parties whose word counts, as facts keep them."""
    return [str(p.id) for p in ctx.side("claimant", "respondent")]


def mine(ctx: Context) -> list[str]:
    """The ids of the parties for whom the actor acts, of those whose word counts."""
    return [str(p.id) for p in ctx.acting if p.side in ("claimant", "respondent")]


def _given(ctx: Context, name: str) -> set[str]:
    return set(ctx.facts.get(name) or {})


def all_have(name: str, reason: str, cite: Citation) -> Guard:
    """Every side has given its word under that name."""

    def guard(ctx: Context) -> Refusal | None:
        return None if set(sides(ctx)) <= _given(ctx, name) else Refusal(reason, cite)

    return guard


def not_yet(name: str, reason: str, cite: Citation) -> Guard:
    """The parties for whom the actor acts have not all given their word yet."""

    def guard(ctx: Context) -> Refusal | None:
        own = set(mine(ctx))
        return Refusal(reason, cite) if own and own <= _given(ctx, name) else None

    return guard


all_consent = all_have("consents", "mediation.not_all_consent", CPL(125))
not_yet_consented = not_yet("consents", "mediation.already_consented", CPL(125))
all_signed = all_have("signatures", "mediation.not_all_signed", OMR(19))
not_yet_signed = not_yet("signatures", "mediation.already_signed", OMR(19))
all_applied = all_have("applications", "mediation.not_all_applied", CPL(205))
not_yet_applied = not_yet("applications", "mediation.already_applied", CPL(205))
all_agree_to_longer = all_have("longer", "mediation.not_all_agree_to_longer", OMR(24))
not_yet_agreed_to_longer = not_yet("longer", "mediation.already_agreed_to_longer", OMR(24))
all_keep_mediator = all_have("kept", "mediation.disclosure_open", OMR(13))
not_yet_kept = not_yet("kept", "mediation.already_kept", OMR(13))
all_confirmed_facts = all_have("undisputed_by", "mediation.not_all_confirmed_facts", OMR(22))
not_yet_confirmed_facts = not_yet("undisputed_by", "mediation.already_confirmed_facts", OMR(22))


def guardian_acts(ctx: Context) -> Refusal | None:
    """For a minor only the guardian can give a word that binds (CPL 60)."""
    if any(p.minor for p in ctx.acting) and not ctx.data.as_guardian:
        return Refusal("mediation.minor_needs_guardian", CPL(60), field="as_guardian")
    return None


def may_still_choose(ctx: Context) -> Refusal | None:
    """A side waits once it has named somebody, unless the other side has named somebody else."""
    choices = ctx.facts.get("choices") or {}
    own = {choices[i] for i in mine(ctx) if i in choices}
    others = {v for k, v in choices.items() if k not in mine(ctx)}
    if own and set(mine(ctx)) <= set(choices) and others <= own:
        return Refusal("mediation.already_chosen", TMR(12))
    return None


def one_choice(ctx: Context) -> Refusal | None:
    """The sides choose together: all have named, and named the same (R-MED-03)."""
    choices = ctx.facts.get("choices") or {}
    if set(sides(ctx)) <= set(choices) and len(set(choices.values())) == 1:
        return None
    return Refusal("mediation.no_joint_choice", TMR(12))


def no_joint_choice_left(ctx: Context) -> Refusal | None:
    """The court names a mediator only where the sides have not agreed on one (OMR 10)."""
    return None if one_choice(ctx) else Refusal("mediation.jointly_chosen", OMR(10))


def disclosure_settled(ctx: Context) -> Refusal | None:
    """What the mediator has disclosed has been accepted by every side (OMR 13, TMR 15)."""
    return all_keep_mediator(ctx) if ctx.facts.get("disclosure") else None


def something_disclosed(ctx: Context) -> Refusal | None:
    return None if ctx.facts.get("disclosure") else Refusal("mediation.nothing_disclosed", OMR(13))


def not_yet_replaced(ctx: Context) -> Refusal | None:
    """A side asks for another mediator once; whoever refuses again refuses mediation (OMR 14)."""
    if set(mine(ctx)) & set(ctx.facts.get("replaced_by") or ()):
        return Refusal("mediation.already_replaced", OMR(14))
    return None


def longer_proposed(ctx: Context) -> Refusal | None:
    return None if ctx.facts.get("extension") else Refusal("mediation.no_extension_proposed", OMR(24))


def within_cap(ctx: Context) -> Refusal | None:
    """Agreed extensions stay within the court's setting in all; the law itself names no ceiling (R-MED-04)."""
    cap = int(setting("mediation.prefiling_cap_days", ctx.today).value)
    left = cap - int(ctx.facts.get("extended") or 0)
    if ctx.data.days > left:
        return Refusal("mediation.extension_too_long", OMR(24), field="days", values={"days": left})
    return None


def facts_recorded(ctx: Context) -> Refusal | None:
    return None if ctx.facts.get("undisputed") else Refusal("mediation.no_facts_recorded", OMR(22))


def in_future(ctx: Context) -> Refusal | None:
    """No payment is agreed for a day that is over."""
    if any(i.due < ctx.today for i in ctx.data.instalments):
        return Refusal("mediation.instalment_in_past", TMR(24), field="instalments")
    return None


STATUS = frozenset({"离婚纠纷", "婚姻无效纠纷", "撤销婚姻纠纷", "亲子关系纠纷", "收养关系纠纷"})
TITLE = "物权确认纠纷"
TITLES = ("权确认纠纷", "权权属纠纷")


def confirmable(ctx: Context) -> Refusal | None:
    """Status, title, and what belongs to other special procedures cannot be confirmed (R-MED-12, CPLI 355)."""
    code = str(ctx.dispute.get("cause") or "")
    path = causes.cause(code).path if code else ()
    if STATUS.intersection(path):
        return Refusal("mediation.status_not_confirmable", CPLI(355))
    if TITLE in path or (path and path[-1].endswith(TITLES)):
        return Refusal("mediation.title_not_confirmable", CPLI(355))
    if code and causes.fee_kind(code) == "none":
        return Refusal("mediation.special_not_confirmable", CPLI(355))
    return None


def is_creditor(ctx: Context) -> Refusal | None:
    """That all has been done is for the one to say who is owed it."""
    if all(p.side == ctx.facts.get("payer") for p in ctx.acting):
        return Refusal("mediation.not_the_creditor", OMR(20))
    return None


def child_is(*states: str) -> Guard:
    """The judicial confirmation has ended in one of these states."""

    def guard(ctx: Context) -> Refusal | None:
        fits = ctx.child is not None and ctx.child.state in states
        return None if fits else Refusal("mediation.confirmation_went_otherwise", CPL(206))

    return guard


def chosen(ctx: Context) -> Mapping[str, Any]:
    before = ctx.facts.get("choices") or {}
    return {"choices": {**before, **dict.fromkeys(mine(ctx), ctx.data.mediator)}}


def disclosed(ctx: Context) -> Mapping[str, Any]:
    """What the mediator makes known; earlier approvals do not cover it."""
    return {"disclosure": ctx.data.model_dump(mode="json"), "kept": {}}


def replaced(ctx: Context) -> Mapping[str, Any]:
    return {"replaced_by": [*(ctx.facts.get("replaced_by") or ()), *mine(ctx)]}


def longer_asked(ctx: Context) -> Mapping[str, Any]:
    return {"extension": ctx.data.days, "longer": {}}


def extended(ctx: Context) -> Mapping[str, Any]:
    days = int(ctx.facts["extension"])
    return {"extended": int(ctx.facts.get("extended") or 0) + days, "extension": 0, "added": days, "longer": {}}


def extended_end(ctx: Context) -> date:
    """The day agreed as the new end: counted on from the present end, not from today."""
    ends = [c.due for c in ctx.clocks if c.name in ("term", "longer")]
    return (ends[-1] if ends else ctx.today) + timedelta(days=int(ctx.facts.get("added") or 0))


def undisputed(ctx: Context) -> Mapping[str, Any]:
    return {"undisputed": ctx.data.text, "undisputed_by": {}}


def agreement(ctx: Context) -> Mapping[str, Any]:
    """Keep the terms; signatures of an earlier text no longer count."""
    data = ctx.data
    return {
        "terms": data.terms,
        "clauses": _clauses(ctx),
        "payer": data.payer,
        "instalments": [{"amount": text(i.amount), "due": i.due.isoformat()} for i in data.instalments],
        "total": text(data.total),
        "due": data.last_due.isoformat() if data.last_due else None,
        "signatures": {},
    }


def _clauses(ctx: Context) -> list[str]:
    """The terms as numbered sentences: those typed, then one for each payment."""
    typed = [line.strip() for line in ctx.data.terms.splitlines() if line.strip()]
    payer = ctx.data.payer
    other = "claimant" if payer == "respondent" else "respondent"
    pays, gets = ("、".join(p.name for p in ctx.side(s)) for s in (payer, other))
    paid = [f"{pays}于{plain_date(i.due)}前向{gets}支付{plain_money(i.amount)}" for i in ctx.data.instalments]
    return [*typed, *paid]


def effective(ctx: Context) -> Mapping[str, Any]:
    """The agreement takes effect when the last of the sides has signed (OMR 19)."""
    return {
        "effective_on": ctx.today.isoformat(),
        "agreement_no": ctx.number,
        "mediator": "、".join(ctx.staff.get("mediator", ())),
    }


def effective_day(ctx: Context) -> date:
    """The day from which the thirty days of judicial confirmation are counted (CPL 205)."""
    return date.fromisoformat(ctx.facts["effective_on"])


def not_confirmed(ctx: Context) -> Mapping[str, Any]:
    return {"applications": {}}


def mediated_anew(_: Context) -> Mapping[str, Any]:
    """A new agreement is not the old one: its signatures and applications start from nothing."""
    return {"signatures": {}, "applications": {}, "extended": 0}


def unanswered(_: Context) -> Mapping[str, Any]:
    return {"outcome": "no_answer"}


def unnamed(_: Context) -> Mapping[str, Any]:
    return {"outcome": "no_mediator"}


def outcome(ctx: Context) -> Mapping[str, Any]:
    return {"outcome": ctx.data.ground if ctx.data else "time_over"}


def end_of_today(ctx: Context) -> date:
    return ctx.today
