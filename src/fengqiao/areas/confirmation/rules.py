"""The conditions of judicial confirmation, each with its article, and the facts that its moves record."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from fengqiao.areas.confirmation.facts import ITEMS
from fengqiao.kernel.context import Context
from fengqiao.kernel.procedure import Refusal
from fengqiao.law.instruments import CPL, CPLI, TL00

CARRIED = ("terms", "clauses", "payer", "instalments", "total", "due", "agreement_no", "mediator")


def applied_for(ctx: Context) -> Mapping[str, Any]:
    """The agreement comes over from mediation as it was signed: nothing is typed again."""
    agreed = {**(ctx.parent.facts if ctx.parent else {}), **ctx.facts}
    kept = {name: agreed[name] for name in CARRIED if name in agreed}
    return {**kept, "agreement_date": agreed.get("effective_on") or agreed.get("agreement_date")}


def accepted(ctx: Context) -> Mapping[str, Any]:
    return {"accepted": ctx.today.isoformat()}


def accepted_unreviewed(ctx: Context) -> Mapping[str, Any]:
    """Nobody decided in time: the court has it now, and the judge reviews what was not reviewed."""
    return {"accepted": ctx.today.isoformat(), "unreviewed": True}


def not_accepted(ctx: Context) -> Mapping[str, Any]:
    return {"stage": "not_accepted", "grounds": list(ctx.data.grounds), "reasons": ctx.data.reasons}


def supplement_asked(ctx: Context) -> Mapping[str, Any]:
    return {"supplement": ctx.data.what, "supplement_until": ctx.data.until.isoformat(), "supplied": []}


def supplement_end(ctx: Context) -> date:
    """The day that the judge has set."""
    return date.fromisoformat(ctx.facts["supplement_until"])


def supplied(ctx: Context) -> Mapping[str, Any]:
    by = [str(p.id) for p in ctx.acting]
    return {"supplied": [*(ctx.facts.get("supplied") or ()), *by]}


def verified(ctx: Context) -> Mapping[str, Any]:
    return {"verified_on": ctx.today.isoformat(), "voluntary": ctx.data.voluntary}


def rejected(ctx: Context) -> Mapping[str, Any]:
    return {
        "stage": "rejected",
        "ground_code": ctx.data.ground,
        "ground": ITEMS.get(ctx.data.ground),
        "reasons": ctx.data.reasons,
    }


def withdrawn(ctx: Context) -> Mapping[str, Any]:
    return {"withdrawn_for": getattr(ctx.data, "reason", "supplement_missing")}


def longer(ctx: Context) -> Mapping[str, Any]:
    return {"longer": int(ctx.data.days)}


def longer_end(ctx: Context) -> date:
    """Counted on from the present end, not from the day of the approval."""
    clock = ctx.clock("decision")
    return (clock.due if clock else ctx.today) + timedelta(days=int(ctx.facts.get("longer") or 0))


def day_to_come(ctx: Context) -> Refusal | None:
    if ctx.data.until <= ctx.today:
        return Refusal("confirmation.day_is_over", CPLI(356), field="until")
    return None


def supplement_open(ctx: Context) -> Refusal | None:
    if not ctx.facts.get("supplement"):
        return Refusal("confirmation.nothing_asked", CPLI(356))
    return None


def not_yet_supplied(ctx: Context) -> Refusal | None:
    given = set(ctx.facts.get("supplied") or ())
    if ctx.acting and {str(p.id) for p in ctx.acting} <= given:
        return Refusal("confirmation.already_supplied", CPLI(356))
    return None


def supplement_missed(ctx: Context) -> Refusal | None:
    """Treated as withdrawn only where the day set is over and nothing has come (CPLI 357)."""
    until = ctx.facts.get("supplement_until")
    if not until or ctx.facts.get("supplied") or date.fromisoformat(until) >= ctx.today:
        return Refusal("confirmation.supplement_not_missed", CPLI(357))
    return None


def not_yet_verified(ctx: Context) -> Refusal | None:
    return Refusal("confirmation.already_verified", CPLI(356)) if ctx.facts.get("verified_on") else None


def both_verified(ctx: Context) -> Refusal | None:
    """Both sides have been heard together (CPLI 356)."""
    return None if ctx.facts.get("verified_on") else Refusal("confirmation.not_verified", CPLI(356))


def voluntary(ctx: Context) -> Refusal | None:
    """What was found not to be voluntary is not confirmed (CPLI 358)."""
    if ctx.facts.get("verified_on") and not ctx.facts.get("voluntary"):
        return Refusal("confirmation.not_voluntary", CPLI(358))
    return None


def clear(ctx: Context) -> Refusal | None:
    """An agreement without terms cannot be confirmed: its content is not clear (CPLI 358)."""
    return None if ctx.facts.get("terms") else Refusal("confirmation.terms_missing", CPLI(358))


def not_yet_longer(ctx: Context) -> Refusal | None:
    """The time is prolonged once (TL00 2)."""
    return Refusal("confirmation.already_longer", TL00(2)) if ctx.facts.get("longer") else None


def clock_runs(ctx: Context) -> Refusal | None:
    clock = ctx.clock("decision")
    return None if clock and clock.running else Refusal("confirmation.time_is_over", CPL(187))
