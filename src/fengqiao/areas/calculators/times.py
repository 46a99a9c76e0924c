"""How long do I have? Periods by what happened, trial limits, windows, effect, posting."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final

from fengqiao.areas.calculators import drawing, facts
from fengqiao.areas.calculators.results import (
    Calculator,
    Part,
    Result,
    cautions,
    day_note,
    link,
    missing_years,
    open_settings,
    row,
    stop,
    tone_of,
    weekday,
)
from fengqiao.core.words import has, say, word
from fengqiao.kernel.answer import Answer
from fengqiao.kernel.period import count, count_back, shanghai_date
from fengqiao.law import clocks, enforcement, limits, periods
from fengqiao.law.calendar import calendar
from fengqiao.web.templatetags.words import day as day_text
from fengqiao.web.views.pages import english

TOPICS: Final[Mapping[str, Sequence[str]]] = {
    "filing": ("complaint_filed", "correction_notice", "complaint_received", "fee_notice", "counterclaim", "divorce_ended"),
    "judgment": (
        "judgment_received", "ruling_received", "judgment_effective", "appeal_received", "fined", "notice_published",
    ),
    "mediation": ("mediator_accepted", "agreement_made", "confirmation_received", "payment_order"),
    "urgent": (
        "preservation_applied", "urgent_applied", "preserved_before_suit", "preservation_received",
        "violence_applied", "violence_order",
    ),
    "enforcement": (
        "performance_over", "enforcement_notice", "report_order", "objection_ruling", "outsider_ruling",
        "valuation_received", "distribution_received", "delisting_refused",
    ),
    "other": ("obstacle_over", "administrative_act", "petition_answered", "legal_aid_asked"),
}  # fmt: skip
RULES: Final[Mapping[str, Sequence[str]]] = {
    "complaint_filed": ("R-FIL-03.civil",),
    "correction_notice": ("R-FIL-04.correction",),
    "complaint_received": ("R-FIL-12.defence", "R-JUR-13.objection"),
    "fee_notice": ("R-FEE-31.pay",),
    "counterclaim": ("R-FEE-31.counterclaim",),
    "divorce_ended": ("R-FIL-08.bar",),
    "judgment_received": ("R-HRG-09.appeal_judgment",),
    "ruling_received": ("R-HRG-09.appeal_ruling",),
    "judgment_effective": ("R-HRG-11.retrial_application",),
    "appeal_received": ("R-HRG-09.appeal_defence",),
    "fined": ("R-PER-14.sanction_review",),
    "notice_published": ("R-SRV-10.domestic",),
    "mediator_accepted": ("R-MED-04.before_filing",),
    "agreement_made": ("R-MED-10.confirmation",),
    "confirmation_received": ("R-MED-14.objection_party",),
    "payment_order": ("R-PER-14.payment_order_object",),
    "preservation_applied": ("R-PRS-02.ruling",),
    "urgent_applied": ("R-PRS-02.before_suit",),
    "preserved_before_suit": ("R-PRS-06.sue",),
    "preservation_received": ("R-PRS-12.review",),
    "violence_applied": ("R-LIM-16.protection_order", "R-LIM-16.protection_order_urgent"),
    "violence_order": ("R-MIN-03.review", "R-MIN-03.order_term"),
    "performance_over": ("R-ENF-01.apply",),
    "enforcement_notice": ("R-ENF-03.jurisdiction_objection",),
    "report_order": ("R-ENF-09.report",),
    "objection_ruling": ("R-ENF-05.review",),
    "outsider_ruling": ("R-ENF-06.sue",),
    "valuation_received": ("R-ENF-19.objection",),
    "distribution_received": ("R-ENF-29.objection",),
    "delisting_refused": ("R-ENF-14.review",),
    "obstacle_over": ("R-PER-05.restoration",),
    "administrative_act": ("R-FIL-21.administrative_suit",),
    "petition_answered": ("R-PET-03.review_ask",),
    "legal_aid_asked": ("R-PET-12.legal_aid_decision",),
}
ABROAD: Final[Mapping[str, str]] = {
    "R-FIL-12.defence": "R-FIL-12.defence_foreign",
    "R-JUR-13.objection": "R-JUR-13.objection_foreign",
    "R-HRG-09.appeal_judgment": "R-HRG-09.appeal_foreign",
    "R-HRG-09.appeal_ruling": "R-HRG-09.appeal_foreign",
    "R-HRG-09.appeal_defence": "R-HRG-09.defence_foreign",
    "R-SRV-10.domestic": "R-SRV-10.foreign",
}
_PAPERS = {"defence", "objection", "appeal", "review", "sue", "application", "correction"}


def deadline_fields(happened: str) -> dict[str, bool]:
    """The fields to ask: a moment where hours are counted; whether abroad only where it matters."""
    rules = RULES[happened]
    asked = {"at": True} if periods.rule(rules[0]).unit == "hour" else {"day": True}
    return {**asked, "abroad": False} if rules[0] in ABROAD else asked


def rule_label(rule: periods.PeriodRule) -> str:
    return rule.note_en[:1].upper() + rule.note_en[1:] if english() else rule.note_zh


def moment_text(end: date) -> str:
    """The end of a period: the day, and the time where hours were counted."""
    text = day_text(shanghai_date(end))
    return f"{text} {end:%H:%M}" if hasattr(end, "hour") else text


def period_months(rule: periods.PeriodRule, start: date, end: date) -> list[dict[str, Any]]:
    """The calendar of a period rule."""
    if rule.unit == "hour":
        return []
    if rule.direction == "backward":
        return drawing.months(start, end, back=True, workdays=rule.unit == "workday")
    raw = count(start, rule.unit, rule.length, calendar(), roll=rule.rolls).raw
    return drawing.months(start, end, raw, workdays=rule.unit == "workday")


def period_reasons(rule: periods.PeriodRule, start: date, end: date) -> list[str]:
    """Why the end of a period is provisional: settings not confirmed, years not loaded."""
    rolled = rule.roll_setting if calendar().rest(end) is not None else None
    return [*open_settings(rule.length_setting, rolled, rule.clear_setting), *missing_years(start, end)]


def deadline(asked: facts.Deadline) -> Result:
    """The last day after what happened."""
    rules = [periods.rule(ABROAD.get(id, id) if asked.abroad else id) for id in RULES[asked.happened]]
    start = asked.at if rules[0].unit == "hour" else asked.day
    assert start is not None
    answers = [periods.end_of(rule.id, start) for rule in rules]
    first, end = rules[0], answers[0].value
    label = f"calculators.deadline.label.{asked.happened}"
    owner = word("calculators.deadline.by_court" if first.who == "court" else "calculators.deadline.by_you")
    return Result(
        label=word(label) if has(label) else f"{owner} · {rule_label(first)}",
        value=moment_text(end),
        note=day_note(shanghai_date(end)),
        tone=tone_of(shanghai_date(end)),
        parts=[Part(rule_label(r), a, r.id) for r, a in zip(rules, answers, strict=True)],
        dates=[stop(rule_label(r), shanghai_date(a.value)) for r, a in zip(rules, answers, strict=True)][1:],
        months=period_months(first, shanghai_date(start), shanghai_date(end)),
        reasons=period_reasons(first, shanghai_date(start), shanghai_date(end)),
        cautions=_deadline_cautions(first, asked.happened),
        links=_deadline_links(asked, end),
    )


def _deadline_cautions(rule: periods.PeriodRule, happened: str) -> list[str]:
    own = f"calculators.deadline.caution.{happened}"
    found = [word(own)] if has(own) else []
    if rule.who != "court" and _PAPERS & set(rule.id.split(".")[-1].split("_")):
        found += cautions("posting")
    if rule.invariable:
        found += cautions("invariable")
    elif rule.who != "court" and rule.rolls:
        found += cautions("restoration")
    return found


def _deadline_links(asked: facts.Deadline, end: date) -> list[dict[str, Any]]:
    if asked.happened == "judgment_received":
        return [
            link("posted", word("calculators.link.posted"), limit=end.isoformat()),
            link("effect", word("calculators.link.effect")),
        ]
    if asked.happened == "performance_over":
        return [link("window", word("calculators.link.window"), last_day=asked.day)]
    if asked.happened == "preserved_before_suit":
        return [link("preservation", word("calculators.link.preservation"), stage="before_suit", measured=asked.day)]
    return []


def counted(asked: facts.Count) -> Result:
    """The end of any period, by the general rules of counting."""
    back = asked.direction == "back"
    answer = (periods.latest_before if back else periods.end)(*_count_args(asked, back))
    end = answer.value
    if back:
        raw = count_back(asked.day, asked.unit, asked.n, calendar()).raw
    else:
        raw = count(asked.day, asked.unit, asked.n, calendar()).raw
    return Result(
        label=word("calculators.count.back" if back else "calculators.count.forward"),
        value=day_text(end),
        note=day_note(end),
        tone=tone_of(end),
        parts=[Part("", answer)],
        months=drawing.months(asked.day, end, raw, back=back, workdays=asked.unit == "workday"),
        reasons=missing_years(asked.day, end),
    )


def _count_args(asked: facts.Count, back: bool) -> tuple[Any, ...]:
    return (asked.day, asked.n, asked.unit) if back else (asked.day, asked.unit, asked.n)


def summons(asked: facts.Summons) -> Result:
    """The latest day for the summons, and what else counts back from a hearing."""
    rule = periods.rule("R-HRG-01.summons")
    answer = periods.end_of(rule.id, asked.hearing)
    draw = periods.end_of("R-ORG-04.draw", asked.hearing)
    safe = answer.value - timedelta(days=1)
    return Result(
        label=word("calculators.summons.by"),
        value=day_text(answer.value),
        note=day_note(answer.value),
        tone=tone_of(answer.value),
        parts=[
            Part(rule_label(rule), answer, rule.id),
            Part(rule_label(periods.rule("R-ORG-04.draw")), draw, "R-ORG-04.draw"),
        ],
        dates=[
            stop(word("calculators.summons.safe"), safe),
            stop(word("calculators.summons.draw"), draw.value),
        ],
        months=drawing.months(asked.hearing, answer.value, back=True),
        reasons=period_reasons(rule, answer.value, asked.hearing),
        cautions=cautions("summons", "summons_simple"),
    )


def trial_limit(asked: facts.TrialLimit) -> Result:
    """By when a case must be closed."""
    excluded = [(one.first, one.last) for one in asked.excluded]
    found = limits.trial_limit_detail(
        asked.procedure, asked.filed, excluded, asked.extension_months or 0, asked.extension_days or 0
    )
    limit = found.value
    dates = [
        stop(word(f"calculators.trial_limit.warning.{n}"), day)
        for n, day in zip((30, 15, 5), limit.warnings, strict=True)
    ]
    if limit.legal != limit.target:
        dates.append(stop(word("calculators.trial_limit.legal"), limit.legal))
    if limit.other != limit.target:
        dates.append(stop(word("calculators.trial_limit.other"), limit.other))
    rows = [row(word("calculators.trial_limit.excluded"), say("calculators.days", {"n": limit.excluded_days}))]
    return Result(
        label=word("calculators.trial_limit.by"),
        value=day_text(limit.target),
        note=day_note(limit.target),
        tone=tone_of(limit.target),
        parts=[Part("", found)],
        dates=dates,
        rows=rows if limit.excluded_days else [],
        months=drawing.months(asked.filed, limit.target),
        reasons=[
            *open_settings(
                "period.trial_limit_roll" if limit.legal != limit.target else None,
                "limit.excluded_first_day" if limit.excluded_days else None,
            ),
            *missing_years(limit.target),
        ],
        cautions=cautions("limit_from_filing"),
    )


def window(asked: facts.Window) -> Result:
    """The last day to apply for enforcement."""
    found = enforcement.enforcement_window(
        asked.last_day, [one.day for one in asked.interruptions], [(one.first, one.last) for one in asked.suspensions]
    )
    start = max([asked.last_day, *(one.day for one in asked.interruptions if one.day <= found.value)])
    plain = not asked.suspensions
    return Result(
        label=word("calculators.window.by"),
        value=day_text(found.value),
        note=day_note(found.value),
        tone=tone_of(found.value),
        parts=[Part("", found, "R-ENF-01.apply")],
        months=drawing.months(start, found.value, count(start, "year", 2, calendar()).raw) if plain else [],
        reasons=missing_years(asked.last_day, found.value),
        cautions=cautions("window_instalments", "window_late"),
        links=[
            link("fee", word("calculators.link.enforcement_fee"), what="enforcement"),
            link("late-interest", word("calculators.link.late_interest"), due=asked.last_day),
        ],
    )


def effect(asked: facts.Effect) -> Result:
    """From when a document has effect where nobody appeals."""
    names = [f"{n}. {p.name}" if len(asked.parties) > 1 else p.name for n, p in enumerate(asked.parties, 1)]
    served = {name: party.day for name, party in zip(names, asked.parties, strict=True)}
    abroad = tuple(name for name, party in zip(names, asked.parties, strict=True) if party.abroad)
    found = clocks.effective_day(served, asked.kind, abroad)
    return Result(
        label=word("calculators.effect.on"),
        value=day_text(found.value),
        note=day_note(found.value),
        parts=[Part("", found)],
        dates=[_party_stop(name, served[name], asked.kind, name in abroad) for name in names],
        reasons=missing_years(min(served.values()), found.value),
        cautions=cautions("effect_all", "effect_small"),
    )


def _party_stop(name: str, day: date, kind: str, abroad: bool) -> dict[str, Any]:
    id = "R-HRG-09.appeal_foreign" if abroad else f"R-HRG-09.appeal_{kind}"
    return stop(say("calculators.effect.party", {"name": name}), periods.end_of(id, day).value)


def posted(asked: facts.Posted) -> Result:
    """Whether a document sent near the end is in time."""
    found: Answer[bool] = clocks.in_time(asked.limit, asked.handed_in, by=asked.by, proof=asked.proof)
    return Result(
        label=word("calculators.posted.label"),
        value=word("calculators.posted.yes" if found.value else "calculators.posted.no"),
        note=f"{day_text(asked.handed_in)} · {weekday(asked.handed_in)}",
        tone="yes" if found.value else "no",
        parts=[Part("", found)],
        reasons=open_settings("period.courier_posting") if asked.by == "courier" else [],
        cautions=cautions("posting_proof", "restoration"),
    )


CALCULATORS = (
    Calculator(
        "deadline", "clock", facts.Deadline, deadline, "happened=judgment_received&day=2026-09-18",
        first="happened", topics=TOPICS, shown=deadline_fields,
    ),
    Calculator("posted", "mail", facts.Posted, posted, "limit=2026-02-14&handed_in=2026-02-14&by=post"),
    Calculator(
        "effect", "scale", facts.Effect, effect,
        "kind=judgment&parties-0-name=A&parties-0-day=2026-03-02&parties-1-name=B&parties-1-day=2026-03-20",
    ),
    Calculator("window", "calendar", facts.Window, window, "last_day=2024-10-03"),
    Calculator(
        "trial-limit", "pause", facts.TrialLimit, trial_limit,
        "procedure=ordinary&filed=2026-01-05&excluded-0-first=2026-03-01&excluded-0-last=2026-04-15",
    ),
    Calculator("summons", "bell", facts.Summons, summons, "hearing=2026-03-20"),
    Calculator("count", "figures", facts.Count, counted, "day=2026-04-28&n=7&unit=workday"),
)  # fmt: skip
