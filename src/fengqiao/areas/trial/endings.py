"""How a case ends without a judgment: withdrawn, treated as withdrawn, mediated."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fengqiao.kernel.context import Context
from fengqiao.kernel.procedure import Refusal
from fengqiao.law.instruments import CPL, CPLI


def fee_default(ctx: Context) -> Mapping[str, Any]:
    return {"ground": "unpaid", "ended_on": ctx.today.isoformat()}


def judgment_pronounced(ctx: Context) -> Refusal | None:
    """The trial, and its limit, end with the pronouncement; effect and appeal are the judgment's own (R-LIM-20)."""
    if ctx.child is not None and ctx.child.state in ("pronounced", "effective", "appealed"):
        return None
    return Refusal("trial.no_judgment_yet", CPL(151))


def judged(ctx: Context) -> Mapping[str, Any]:
    """The case is closed by judgment, on the day of its pronouncement."""
    return {"result": "judgment", "ended_on": ctx.today.isoformat()}


# —— withdrawal ——


def all_claimants(ctx: Context) -> Refusal | None:
    """One claimant cannot end the suit of the others (CPL 55)."""
    if {p.id for p in ctx.side("claimant")} <= {p.id for p in ctx.acting}:
        return None
    return Refusal("trial.not_all_claimants", CPL(55))


def no_withdrawal_pending(ctx: Context) -> Refusal | None:
    return Refusal("trial.withdrawal_asked_already", CPL(148)) if ctx.facts.get("withdrawal") else None


def withdrawal_asked(ctx: Context) -> Mapping[str, Any]:
    return {"withdrawal": {"reason": ctx.data.reason, "asked": ctx.today.isoformat()}}


def withdrawal_pending(ctx: Context) -> Refusal | None:
    return None if ctx.facts.get("withdrawal") else Refusal("trial.no_withdrawal_asked", CPL(148))


def respondent_heard(ctx: Context) -> Refusal | None:
    """Once the debate has ended, the respondent's objection counts (R-HRG-03)."""
    if ctx.state == "judging" and ctx.data.respondent_objects:
        return Refusal("trial.respondent_objects", CPLI(238), field="respondent_objects")
    return None


def withdrawal_permitted(ctx: Context) -> Mapping[str, Any]:
    return {"withdrawal": {**ctx.facts["withdrawal"], "ruling": ctx.data.reasons}, "ended_on": ctx.today.isoformat()}


def withdrawal_refused(ctx: Context) -> Mapping[str, Any]:
    row = {**ctx.facts["withdrawal"], "refused": ctx.data.reason}
    return {"withdrawal": None, "withdrawals_refused": [*ctx.facts.get("withdrawals_refused", ()), row]}


def claimants_absent(ctx: Context) -> Refusal | None:
    """Every claimant was summoned with proof and stayed away, or left, without good reason (R-HRG-02)."""
    held = ctx.of("hearings.hearing")
    rows = held[-1].facts.get("absences", ()) if held and not held[-1].ended else ()
    gone = {row["party"] for row in rows if not row["justified"]}
    if held and {p.id for p in ctx.side("claimant")} <= gone:
        return None
    return Refusal("trial.claimants_not_absent", CPL(146))


def absent_default(ctx: Context) -> Mapping[str, Any]:
    return {"ground": "absent", "reasons": ctx.data.reason, "ended_on": ctx.today.isoformat()}


# —— mediation before the court ——


def not_in_the_past(ctx: Context) -> Refusal | None:
    if any(i.due < ctx.today for i in ctx.data.instalments):
        return Refusal("trial.instalment_in_past", CPL(96), field="instalments")
    return None


def mediation_recorded(ctx: Context) -> Mapping[str, Any]:
    """Keep the terms; signatures under an earlier text no longer count."""
    return {
        "mediation": {
            "terms": ctx.data.terms,
            "payer": ctx.data.payer,
            "instalments": [i.model_dump(mode="json") for i in ctx.data.instalments],
            "total": f"{ctx.data.total:.2f}",
            "due": ctx.data.last_due.isoformat() if ctx.data.last_due else None,
            "signatures": {},
        }
    }


def mediation_open(ctx: Context) -> Refusal | None:
    return None if ctx.facts.get("mediation") else Refusal("trial.no_mediation_recorded", CPL(100))


def _signers(ctx: Context) -> set[str]:
    return {str(p.id) for p in ctx.side("claimant", "respondent")}


def _mine(ctx: Context) -> set[str]:
    return {str(p.id) for p in ctx.acting}


def not_yet_signed(ctx: Context) -> Refusal | None:
    signed = set((ctx.facts.get("mediation") or {}).get("signatures", {}))
    if ctx.acting and _mine(ctx) <= signed:
        return Refusal("trial.signed_already", CPL(100))
    return None


def mediation_signed(ctx: Context) -> Mapping[str, Any]:
    whole = ctx.facts["mediation"]
    signatures = {**whole["signatures"], **dict.fromkeys(_mine(ctx), ctx.now.isoformat())}
    return {"mediation": {**whole, "signatures": signatures}}


def mediation_declined(ctx: Context) -> Mapping[str, Any]:
    """Whoever goes back on it before signing ends the attempt: the case goes on (CPL 102)."""
    row = {**ctx.facts["mediation"], "declined": ctx.data.reason, "by": sorted(_mine(ctx))}
    return {"mediation": None, "mediations_failed": [*ctx.facts.get("mediations_failed", ()), row]}


def all_signed(ctx: Context) -> Refusal | None:
    """The mediation document takes effect when the last of the sides has signed for it (CPLI 149)."""
    whole = ctx.facts.get("mediation") or {}
    if whole and _signers(ctx) <= set(whole["signatures"]):
        return None
    return Refusal("trial.not_all_signed", CPLI(149))


def mediation_took_effect(ctx: Context) -> Mapping[str, Any]:
    return {"effective_on": ctx.today.isoformat(), "ended_on": ctx.today.isoformat()}
