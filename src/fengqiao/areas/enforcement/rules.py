"""The conditions of enforcement, each with its article, and the facts that its moves record."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from fengqiao.areas.enforcement.money import everything_paid, held, sums
from fengqiao.kernel.context import Context
from fengqiao.kernel.money import text
from fengqiao.kernel.period import add_months
from fengqiao.kernel.procedure import Refusal
from fengqiao.law import periods, preservation
from fengqiao.law.errors import FieldError
from fengqiao.law.instruments import AST, CPL, CPLI, DIS, END16, HCO, PAY17, SET

SERVICE = "service.delivery"
Facts = Mapping[str, Any]


def is_creditor(ctx: Context) -> Refusal | None:
    if any(p.side == ctx.facts.get("creditor") for p in ctx.acting):
        return None
    return Refusal("enforcement.not_the_creditor", CPL(247))


def is_debtor(ctx: Context) -> Refusal | None:
    if any(p.side == ctx.facts.get("debtor") for p in ctx.acting):
        return None
    return Refusal("enforcement.not_the_debtor", CPL(252))


def received_on(ctx: Context) -> date:
    """The day on which the application reached the court: what the ten days are counted from (CPLI 480)."""
    return date.fromisoformat(ctx.facts["applied_on"])


# —— notice and report ——


def notified(ctx: Context) -> Facts:
    return {
        "notice": {"on": ctx.today.isoformat(), "days": ctx.data.days, "account": ctx.data.account},
        "notice_served": {},
    }


def notice_served(ctx: Context) -> Refusal | None:
    """The notice and the order to report have reached a debtor."""
    about = ctx.child.facts.get("about") if ctx.child else ""
    if ctx.child and about == "enforcement_notice" and ctx.child.state == "served":
        return None
    return Refusal("enforcement.notice_not_served", CPL(251))


def day_of_service(ctx: Context) -> date:
    return date.fromisoformat(ctx.child.facts["served_on"]) if ctx.child else ctx.today


def note_service(ctx: Context) -> Facts:
    party = str(ctx.child.party) if ctx.child else ""
    return {"notice_served": {**ctx.facts.get("notice_served", {}), party: day_of_service(ctx).isoformat()}}


def report_awaited(ctx: Context) -> Refusal | None:
    """A debtor reports once; changes afterwards are added (AST 7)."""
    return is_debtor(ctx)


def reported(ctx: Context) -> Facts:
    entry = {"on": ctx.today.isoformat(), **ctx.data.model_dump(mode="json", exclude={"truthful"})}
    mine = [str(p.id) for p in ctx.acting]
    return {"reports": {**ctx.facts.get("reports", {}), **dict.fromkeys(mine, entry)}}


def report_missing(ctx: Context) -> Refusal | None:
    """Only who has not reported is late."""
    party = str(ctx.data.party) if ctx.data else ""
    if party and party in ctx.facts.get("reports", {}):
        return Refusal("enforcement.has_reported", AST(3))
    return None


def note_no_report(ctx: Context) -> Facts:
    return {"no_report": sorted({*ctx.facts.get("no_report", ()), ctx.data.party if ctx.data else 0})}


# —— measures ——


def day_not_to_come(ctx: Context) -> Refusal | None:
    field = next(name for name in ("taken_on", "on", "from_day") if hasattr(ctx.data, name))
    if getattr(ctx.data, field) > ctx.today:
        return Refusal("enforcement.day_to_come", CPLI(485), field=field)
    return None


def _expiry(asset: str, day: date, years: int) -> Refusal | None:
    try:
        preservation.expiry(asset, day, years)
    except FieldError:
        return Refusal("enforcement.term_too_long", CPLI(485), field="years")
    return None


def term_allowed(ctx: Context) -> Refusal | None:
    """Deposits at most one year, movables two, real estate and other rights three (R-PRS-08)."""
    return _expiry(ctx.data.asset, ctx.data.taken_on, ctx.data.years)


def within_debt(ctx: Context) -> Refusal | None:
    """What is taken stays within what is owed, with interest and costs (R-PRS-10; SEI 19)."""
    now = sums(ctx.facts, ctx.today)
    frozen = [m["value"] for m in measures(ctx) if standing(m, ctx.today)]
    found = preservation.scope(
        now.rest, now.fee, [*frozen, ctx.data.value], indivisible=ctx.data.asset in ("real_estate", "movable")
    )
    if found.value.within:
        return None
    cite = found.cites[0] if found.cites else CPLI(485)
    return Refusal("enforcement.over_limit", cite, field="value", values={"excess": text(found.value.excess)})


def measures(ctx: Context) -> list[dict[str, Any]]:
    """All measures, in the order in which they were taken; the first is number one."""
    return list(ctx.facts.get("measures", ()))


def standing(measure: Mapping[str, Any], day: date) -> bool:
    """Whether a measure holds on a day: neither lifted nor run out."""
    return not measure.get("lifted") and day <= date.fromisoformat(measure["expires"])


def taken(ctx: Context) -> Facts:
    data = ctx.data
    end = preservation.expiry(data.asset, data.taken_on, data.years).value
    row = {
        "asset": data.asset,
        "property": data.property,
        "value": text(data.value),
        "taken_on": data.taken_on.isoformat(),
        "expires": end.expires.isoformat(),
        "renew_by": end.renew_by.isoformat(),
        "lifted": "",
    }
    return {"measures": [*measures(ctx), row]}


def measure_named(ctx: Context) -> Refusal | None:
    """The number names a measure that still holds; one that has run out cannot be renewed."""
    rows = measures(ctx)
    if ctx.data.number <= len(rows) and standing(rows[ctx.data.number - 1], ctx.today):
        return None
    return Refusal("enforcement.no_such_measure", CPLI(485), field="number")


def renewal_allowed(ctx: Context) -> Refusal | None:
    rows = measures(ctx)
    if ctx.data.number > len(rows):
        return None
    return _expiry(rows[ctx.data.number - 1]["asset"], ctx.data.from_day, ctx.data.years)


def renewed(ctx: Context) -> Facts:
    rows = measures(ctx)
    row = rows[ctx.data.number - 1]
    end = preservation.expiry(row["asset"], ctx.data.from_day, ctx.data.years).value
    rows[ctx.data.number - 1] = {
        **row, "expires": end.expires.isoformat(), "renew_by": end.renew_by.isoformat(), "warned": False
    }
    return {"measures": rows}


def lifted(ctx: Context) -> Facts:
    rows = measures(ctx)
    rows[ctx.data.number - 1] = {**rows[ctx.data.number - 1], "lifted": ctx.today.isoformat(), "why": ctx.data.why}
    return {"measures": rows}


def some_measure(ctx: Context) -> Refusal | None:
    if any(standing(m, ctx.today) for m in measures(ctx)):
        return None
    return Refusal("enforcement.no_measure", CPLI(485))


def _latest(ctx: Context) -> Mapping[str, Any]:
    """The measure that the move has just taken or renewed."""
    number = getattr(ctx.data, "number", None)
    rows = measures(ctx)
    return rows[number - 1] if number else rows[-1]


def renewal_day(ctx: Context) -> date:
    """The last day to ask for renewal: seven days before the end (PRE 18)."""
    return date.fromisoformat(_latest(ctx)["renew_by"])


def expiry_day(ctx: Context) -> date:
    """The last day of the measure."""
    return date.fromisoformat(_latest(ctx)["expires"])


def runs_out_soon(ctx: Context) -> Refusal | None:
    """A measure ends within days and nobody has been warned."""
    due = [m for m in measures(ctx) if _to_warn(m, ctx.today)]
    return None if due else Refusal("enforcement.nothing_runs_out", CPLI(485))


def _to_warn(measure: Mapping[str, Any], today: date) -> bool:
    reached = date.fromisoformat(measure["renew_by"]) < today
    return reached and standing(measure, today) and not measure.get("warned")


def warned(ctx: Context) -> Facts:
    return {"measures": [{**m, "warned": True} if _to_warn(m, ctx.today) else m for m in measures(ctx)]}


def has_run_out(ctx: Context) -> Refusal | None:
    """A measure that was not renewed has lost its effect (SEI 27)."""
    over = [m for m in measures(ctx) if not m["lifted"] and not standing(m, ctx.today)]
    return None if over else Refusal("enforcement.nothing_runs_out", CPLI(485))


def run_out(ctx: Context) -> Facts:
    rows = [
        m if m["lifted"] or standing(m, ctx.today) else {**m, "lifted": m["expires"], "why": "expired"}
        for m in measures(ctx)
    ]
    return {"measures": rows}


# —— restrictions ——


def restrictions(ctx: Context) -> list[dict[str, Any]]:
    return list(ctx.facts.get("restrictions", ()))


def against_debtor(ctx: Context) -> Refusal | None:
    """A restriction is put on a debtor of this case (HCO 1; DIS 1)."""
    if ctx.data.party in {p.id for p in ctx.side(ctx.facts["debtor"])}:
        return None
    return Refusal("enforcement.not_a_debtor", HCO(1), field="party")


def not_a_minor(ctx: Context) -> Refusal | None:
    """Minors are never listed (DIS 4)."""
    if ctx.data.kind == "dishonest" and any(p.minor for p in ctx.parties if p.id == ctx.data.party):
        return Refusal("enforcement.minor_not_listed", DIS(4), field="party")
    return None


def time_has_run(ctx: Context) -> Refusal | None:
    """Consumption is restricted when the time in the notice has passed without performance (HCO 1)."""
    notice = ctx.facts["notice"]
    for day in ctx.facts.get("notice_served", {}).values():
        if periods.end(date.fromisoformat(day), "day", int(notice["days"])).value < ctx.today:
            return None
    return Refusal("enforcement.notice_still_runs", HCO(1))


def proposed_restriction(ctx: Context) -> Facts:
    row = {**ctx.data.model_dump(mode="json"), "proposed_on": ctx.today.isoformat(), "ordered_on": ""}
    return {"restrictions": [*restrictions(ctx), row]}


def restriction_waits(ctx: Context) -> Refusal | None:
    if any(not r["ordered_on"] for r in restrictions(ctx)):
        return None
    return Refusal("enforcement.no_proposal", HCO(5))


def ordered_restriction(ctx: Context) -> Facts:
    """The president has signed; what is listed as dishonest is restricted in consumption too (HCO 1)."""
    today = ctx.today.isoformat()
    fresh = [r for r in restrictions(ctx) if not r["ordered_on"]]
    return {
        "restrictions": [{**r, "ordered_on": r["ordered_on"] or today} for r in restrictions(ctx)],
        "restricted": sorted({r["party"] for r in fresh}),
    }


# —— money ——


def came_in(ctx: Context) -> Facts:
    row = {"amount": text(ctx.data.amount), "on": ctx.data.on.isoformat(), "way": ctx.data.way}
    return {"received": [*ctx.facts.get("received", ()), row]}


def arrival(ctx: Context) -> date:
    """The day of the finance notice of arrival: from it the thirty days run (PAY17 10)."""
    return date.fromisoformat(ctx.facts["received"][-1]["on"])


def money_held(ctx: Context) -> Refusal | None:
    if held(ctx.facts, ctx.today) > 0:
        return None
    return Refusal("enforcement.nothing_held", PAY17(10))


def paid_out(ctx: Context) -> Facts:
    row = {"amount": text(held(ctx.facts, ctx.today)), "on": ctx.today.isoformat()}
    return {"paid_out": [*ctx.facts.get("paid_out", ()), row]}


def all_paid(ctx: Context) -> Refusal | None:
    """Principal, late interest and the fee have come in, and the creditor has its money (ENW 64)."""
    if everything_paid(ctx.facts, ctx.today):
        return None
    now = sums(ctx.facts, ctx.today)
    return Refusal("enforcement.not_all_paid", CPL(264), values={"rest": text(now.rest)})


def orders_money(ctx: Context) -> Refusal | None:
    """Duties other than money are for the creditor to confirm."""
    return None if ctx.facts.get("duties") else Refusal("enforcement.no_money_ordered", CPL(247))


# —— settlement and the end of a round ——


def due_to_come(ctx: Context) -> Refusal | None:
    if ctx.data.due < ctx.today:
        return Refusal("enforcement.settlement_in_past", SET(1), field="due")
    return None


def settled(ctx: Context) -> Facts:
    terms = {"terms": ctx.data.terms, "due": ctx.data.due.isoformat(), "on": ctx.today.isoformat()}
    return {"settlement": terms}


def settlement_day(ctx: Context) -> date:
    """The last agreed day: from it the two years to resume run (SET 10)."""
    return date.fromisoformat(ctx.facts["settlement"]["due"])


def broken(ctx: Context) -> Facts:
    return {"settlement": {**ctx.facts["settlement"], "broken_on": ctx.today.isoformat()}}


def three_months_over(ctx: Context) -> Refusal | None:
    """A round does not end before three months have passed since filing (END16 1)."""
    filed = date.fromisoformat(ctx.facts["filed_on"])
    if add_months(filed, 3) < ctx.today:
        return None
    return Refusal("enforcement.three_months_not_over", END16(1), values={"from": add_months(filed, 3).isoformat()})


def notice_has_reached(ctx: Context) -> Refusal | None:
    """The notice and the order to report have been served (END16 1)."""
    return None if ctx.facts.get("notice_served") else Refusal("enforcement.notice_not_served", END16(1))


def restricted(ctx: Context) -> Refusal | None:
    """Consumption has been restricted (END16 1)."""
    if any(r["ordered_on"] for r in restrictions(ctx)):
        return None
    return Refusal("enforcement.not_restricted", END16(1))


def nothing_left_to_sell(ctx: Context) -> Refusal | None:
    """What has been found has been disposed of; an unsold car keeps the round open (END16 1)."""
    left = [m for m in measures(ctx) if standing(m, ctx.today)]
    if not left:
        return None
    return Refusal("enforcement.property_left", END16(1), values={"property": left[0]["property"]})


def round_end_proposed(ctx: Context) -> Facts:
    found = {"findings": ctx.data.findings, "on": ctx.today.isoformat(), "checked": True}
    return {"round_end": found}


def end_is_proposed(ctx: Context) -> Refusal | None:
    return None if ctx.facts.get("round_end") else Refusal("enforcement.end_not_proposed", CPLI(517))


def creditor_or_officer(ctx: Context) -> Refusal | None:
    """The creditor's word, or the officer's for it; the debtor's alone does not do (SET 9)."""
    return None if "enforcement_officer" in ctx.relations else is_creditor(ctx)
