"""The trial limit (审限): reckoned from filing, with what is not counted and what is granted (R-LIM-20 to 25)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from fengqiao.kernel.answer import Answer
from fengqiao.kernel.context import Context
from fengqiao.kernel.period import add_months
from fengqiao.kernel.procedure import Refusal
from fengqiao.law import limits, periods
from fengqiao.law.errors import FieldError
from fengqiao.law.instruments import CPL, CPLI, TL00, TL19
from fengqiao.law.store import load


def procedure(ctx: Context) -> str:
    """The procedure that the case goes by: ordinary, simple or small_claims."""
    return str(ctx.facts.get("procedure", "ordinary"))


def filed(ctx: Context) -> date:
    """The day of filing, from which every limit is counted, also after a conversion (R-LIM-25)."""
    return date.fromisoformat(ctx.facts["filed_on"]) if ctx.facts.get("filed_on") else ctx.opened


def intervals(ctx: Context) -> list[tuple[date, date]]:
    """What is not counted, as (first day, last day)."""
    rows = ctx.facts.get("excluded", ())
    return [(date.fromisoformat(row["first"]), date.fromisoformat(row["last"])) for row in rows]


def detail(ctx: Context) -> Answer[limits.TrialLimit]:
    """The limit of the case as it stands now."""
    months = int(ctx.facts.get("extended_months", 0))
    return limits.trial_limit_detail(procedure(ctx), filed(ctx), intervals(ctx), extension_months=months)


def end(ctx: Context) -> Answer[date]:
    """The last day of the limit, with its working."""
    found = detail(ctx)
    return Answer(found.value.target, found.cites, found.working, found.provisional)


def _warning(ctx: Context, n: int) -> Answer[date]:
    found = detail(ctx)
    return Answer(found.value.warnings[n], (TL19(1),), found.working, found.provisional)


def warning(ctx: Context) -> Answer[date]:
    """Thirty days before the end."""
    return _warning(ctx, 0)


def last_request(ctx: Context) -> Answer[date]:
    """The last day on which an extension may be asked for: fifteen days before the end (R-LIM-23)."""
    return _warning(ctx, 1)


def last_decision(ctx: Context) -> Answer[date]:
    """The last day on which it should be decided: five days before the end."""
    return _warning(ctx, 2)


def over(ctx: Context) -> Mapping[str, Any]:
    return {"limit_exceeded_on": ctx.today.isoformat()}


def not_expired(ctx: Context) -> Refusal | None:
    """After expiry nothing can be extended or converted (R-LIM-23, R-LIM-25)."""
    last = end(ctx).value
    if ctx.today <= last:
        return None
    return Refusal("trial.limit_expired", TL19(1), values={"last": last.isoformat()})


# —— intervals that are not counted ——


def _exclude(ctx: Context, first: date, last: date, ground: str, note: str) -> dict[str, Any]:
    row = {"first": first.isoformat(), "last": last.isoformat(), "ground": ground, "note": note}
    return {"excluded": [*ctx.facts.get("excluded", ()), row]}


def excluded(ctx: Context) -> Mapping[str, Any]:
    return _exclude(ctx, ctx.data.first, ctx.data.last, ctx.data.ground, ctx.data.note)


def excluded_notice(ctx: Context, first: date, last: date) -> Mapping[str, Any]:
    """The whole time of a public notice is not counted (R-LIM-21)."""
    return _exclude(ctx, first, last, "public_notice", "")


def within_the_case(ctx: Context) -> Refusal | None:
    if ctx.data.first < filed(ctx):
        return Refusal("trial.before_filing", TL00(9), field="first")
    return None


def not_longer_than_law(ctx: Context) -> Refusal | None:
    """An adjournment for new evidence is left out for one month at most (R-LIM-21)."""
    most = load("limits.yaml")["not_counted"][ctx.data.ground].get("at_most_months")
    if most and ctx.data.last >= add_months(ctx.data.first, most):
        return Refusal("trial.excluded_too_long", TL00(9), field="last", values={"months": most})
    return None


def objection_rejected(ctx: Context) -> Mapping[str, Any]:
    """The time from the objection to the final ruling is not counted (R-LIM-21).

    In small claims the ruling is final at once; otherwise when the time to appeal is over (R-JUR-13).
    """
    objection = ctx.facts["objection"]
    final = ctx.today if procedure(ctx) == "small_claims" else periods.end_of("R-JUR-13.appeal", ctx.today).value
    ruled = {"founded": False, "reasons": ctx.data.reasons, "ruled_on": ctx.today.isoformat(), "final": str(final)}
    first = date.fromisoformat(objection["on"]) + timedelta(days=1)
    return {**_exclude(ctx, first, final, "jurisdiction", ""), "objection": {**objection, **ruled}}


# —— extension ——


def not_extended(ctx: Context) -> Refusal | None:
    if ctx.facts.get("extension_request"):
        return Refusal("trial.extension_asked_already", TL19(1))
    return Refusal("trial.extended_already", CPLI(258)) if ctx.facts.get("extended_months") else None


def request_in_time(ctx: Context) -> Refusal | None:
    """An extension is asked for fifteen days before the end at the latest (R-LIM-23)."""
    last = last_request(ctx).value
    if ctx.today <= last:
        return None
    return Refusal("trial.extension_too_late", TL19(1), values={"last": last.isoformat()})


def extension_lawful(ctx: Context) -> Refusal | None:
    """Six months in the ordinary procedure, one in the others (R-LIM-01 to 03)."""
    try:
        limits.trial_limit(procedure(ctx), filed(ctx), intervals(ctx), extension_months=ctx.data.months)
    except FieldError:
        return Refusal("trial.extension_too_long", CPLI(258), field="months")
    return None


def extension_asked(ctx: Context) -> Mapping[str, Any]:
    row = {"months": ctx.data.months, "reasons": ctx.data.reasons, "applied": ctx.today.isoformat()}
    limit = end(ctx).value
    until = limits.trial_limit(procedure(ctx), filed(ctx), intervals(ctx), extension_months=ctx.data.months).value
    return {"extension_request": {**row, "limit": limit.isoformat(), "until": until.isoformat()}}


def extension_pending(ctx: Context) -> Refusal | None:
    return None if ctx.facts.get("extension_request") else Refusal("trial.no_extension_asked", TL19(1))


def _decided(ctx: Context, approved: bool) -> dict[str, Any]:
    row = {"approved": approved, "opinion": ctx.data.reason, "decided": ctx.today.isoformat()}
    whole = {**ctx.facts["extension_request"], **row}
    return {"extension_request": None, "extensions": [*ctx.facts.get("extensions", ()), whole]}


def extended(ctx: Context) -> Mapping[str, Any]:
    return {**_decided(ctx, True), "extended_months": ctx.facts["extension_request"]["months"]}


def extension_refused(ctx: Context) -> Mapping[str, Any]:
    return _decided(ctx, False)


# —— conversion ——


def session_not_held(ctx: Context) -> Refusal | None:
    """The form of procedure is objected to before the hearing opens (CPLI 279)."""
    return Refusal("trial.session_begun", CPLI(279)) if _session_held(ctx) else None


def _session_held(ctx: Context) -> bool:
    return any(c.state in ("opened", "recorded", "signed") for c in ctx.of("hearings.hearing"))


def conversion_allowed(ctx: Context) -> Refusal | None:
    """Upwards before the limit ends; from ordinary to simple only before the hearing and if all agree."""
    last, to = end(ctx).value, ctx.data.to
    answer = limits.conversion_allowed(procedure(ctx), to, ctx.today, last, hearing_opened=_session_held(ctx))
    if not answer.value:
        return Refusal("trial.conversion_not_allowed", answer.cites[0], field="to", values={"last": last.isoformat()})
    if procedure(ctx) == "ordinary" and not ctx.data.all_agree:
        return Refusal("trial.not_all_agree", CPL(160), field="all_agree")
    return None


def _converted(ctx: Context, to: str, reason: str) -> dict[str, Any]:
    row = {"from": procedure(ctx), "to": to, "on": ctx.today.isoformat(), "reason": reason}
    done = [*ctx.facts.get("conversions", ()), row]
    return {"procedure": to, "conversions": done, "extended_months": 0, "procedure_objection": None}


def converted(ctx: Context) -> Mapping[str, Any]:
    return _converted(ctx, ctx.data.to, ctx.data.reason)


def converted_for_notice(ctx: Context) -> Mapping[str, Any]:
    """Simple rules know no public notice: the case becomes an ordinary one (R-SRV-12)."""
    return {**_converted(ctx, "ordinary", ctx.data.reason), "by_notice": True}
