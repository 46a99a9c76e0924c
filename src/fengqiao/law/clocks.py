"""What happens to a period: posting, correction, separate clocks, bars, ceilings of aid.

Rules R-PER-04, R-PER-10, R-PER-11, R-FIL-08, R-HRG-08 and R-AID-01.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal

from fengqiao.kernel.answer import Answer, Line
from fengqiao.kernel.calendar import en_date, zh_date
from fengqiao.kernel.money import exact, half_up
from fengqiao.kernel.period import SHANGHAI, add_months
from fengqiao.law.errors import FieldError, one_of
from fengqiao.law.fee_parts import amount_of
from fengqiao.law.instruments import AID, CC, CPL, CPLI, REG
from fengqiao.law.periods import end_of
from fengqiao.law.settings import setting


def in_time(limit: date, handed_in: date, *, by: str = "post", proof: bool = True) -> Answer[bool]:
    """Say whether a document is in time: by postmark, not by arrival (R-PER-04).

    ``by`` is post, courier (a commercial courier; a setting) or court (handed in or online).
    Raises FieldError.
    """
    one_of("by", by, ("post", "courier", "court"))
    courier = setting("period.courier_posting")
    counts = by != "courier" or (bool(courier.value) and proof)
    value = counts and handed_in <= limit
    zh = f"{zh_date(handed_in)}{'提交' if by == 'court' else '交邮'}，期限届满日{zh_date(limit)}，"
    en = f"{'Handed in' if by == 'court' else 'Posted'} on {en_date(handed_in)}, limit {en_date(limit)}: "
    line = Line(
        zh + ("未逾期，在途时间不计。" if value else "逾期。"),
        en + ("in time; transit is not counted." if value else "late."),
    )
    return Answer(value, (CPL(85),), (line,), by == "courier" and not courier.confirmed)


def received_on(moment: datetime) -> Answer[date]:
    """Return the day on which what came online at ``moment`` counts as received (R-PER-09).

    The cut-off is midnight by the system clock unless the court's setting names another hour;
    what comes later is taken in all the same, and counts from the next day.
    """
    cutoff = setting("period.online_cutoff_hour")
    local = moment.astimezone(SHANGHAI) if moment.tzinfo else moment
    late = local.hour >= cutoff.value
    day = local.date() + timedelta(days=1 if late else 0)
    line = Line(
        f"{local:%H:%M}网上提交，截止时点{cutoff.value}时，计为{zh_date(day)}收到。",
        f"Came online at {local:%H:%M}, cut-off {cutoff.value}:00; received on {en_date(day)}.",
    )
    return Answer(day, (CC(203, 2),), (line,), late and not cutoff.confirmed)


def after_correction(corrected: date) -> Answer[date]:
    """Return the new filing deadline after corrected papers reached the court (R-PER-10)."""
    found = end_of("R-FIL-04.decision_after_correction", corrected)
    line = Line(
        "补正材料交到人民法院的次日起重新计算。",
        "The period starts again the day after the corrected papers reach the court.",
    )
    return Answer(found.value, (CPLI(126), *found.cites), (line, *found.working), found.provisional)


def effective_day(served: Mapping[str, date], kind: str = "judgment", foreign: tuple[str, ...] = ()) -> Answer[date]:
    """Return the day on which an unappealed document takes effect: after the last party's period.

    ``served`` is the day of service by party, ``foreign`` the parties without domicile in the
    PRC (30 days). Rules R-PER-11 and R-HRG-08. Raises FieldError.
    """
    one_of("kind", kind, ("judgment", "ruling"))
    if not served:
        raise FieldError("served", "at least one party is needed")
    ends, lines, provisional = [], [], False
    for party, day in served.items():
        id = "R-HRG-09.appeal_foreign" if party in foreign else f"R-HRG-09.appeal_{kind}"
        found = end_of(id, day)
        ends.append(found.value)
        provisional |= found.provisional
        lines.append(
            Line(
                f"{party}：{zh_date(day)}送达，上诉期至{zh_date(found.value)}。",
                f"{party}: served on {en_date(day)}, may appeal until {en_date(found.value)}.",
            )
        )
    day = max(ends) + timedelta(days=1)
    lines.append(
        Line(
            f"各方上诉期均届满而无人上诉的，{zh_date(day)}发生法律效力。",
            f"With no appeal from anyone it takes effect on {en_date(day)}.",
        )
    )
    return Answer(day, (CPL(158), CPLI(244)), tuple(lines), provisional)


def six_month_bar(effective: date, today: date, *, role: str = "plaintiff", new_facts: bool = False) -> Answer[bool]:
    """Say whether a new divorce or adoption suit is barred on ``today`` (R-FIL-08).

    ``role`` is the suing party's role in the former case; only the plaintiff is barred.
    """
    one_of("role", role, ("plaintiff", "defendant"))
    last = add_months(effective, 6)
    barred = role == "plaintiff" and not new_facts and today <= last
    line = Line(
        f"原告在{zh_date(last)}前没有新情况、新理由又起诉的，不予受理；被告不受限制。",
        f"Without new facts the plaintiff is barred until {en_date(last)}; the defendant is not.",
    )
    return Answer(barred, (CPL(127), CPLI(214)), (line,))


def divorce_barred_for_husband(
    today: date,
    *,
    pregnant: bool = False,
    birth: date | None = None,
    pregnancy_ended: date | None = None,
    court_finds_necessary: bool = False,
) -> Answer[bool]:
    """Say whether the husband may not sue for divorce on ``today`` (R-FIL-08, CC 1082)."""
    within_year = birth is not None and birth <= today <= add_months(birth, 12)
    within_half = pregnancy_ended is not None and pregnancy_ended <= today <= add_months(pregnancy_ended, 6)
    barred = (pregnant or within_year or within_half) and not court_finds_necessary
    line = Line(
        "女方怀孕期间、分娩后一年内或者终止妊娠后六个月内，男方不得提出离婚；女方提出或者法院认为确有必要的除外。",
        "The husband may not sue during pregnancy, within a year of birth or six months after its "
        "end, unless the court finds it necessary; the wife may.",
    )
    return Answer(barred, (CC(1082),), (line,))


def must_file_first(received: date, today: date) -> Answer[bool]:
    """Say whether the court must file first because its seven days are over (R-FIL-03)."""
    found = end_of("R-FIL-03.civil", received)
    overdue = today > found.value
    line = Line(
        f"应在{zh_date(found.value)}前决定；期满不能判定是否符合条件的，应当先行立案。",
        f"To be decided by {en_date(found.value)}; otherwise the case is filed first.",
    )
    return Answer(overdue, (REG(8),), (*found.working, line), found.provisional)


def aid_ceiling(monthly_wage: Decimal | int | str, loss: Decimal | int | str | None = None) -> Answer[Decimal]:
    """Return the usual ceiling of judicial aid in yuan (R-AID-01): months of wage, at most the loss."""
    months = setting("aid.max_months")
    most = half_up(amount_of(monthly_wage, "monthly_wage") * months.value)
    lines = [
        Line(
            f"月平均工资的{months.value}个月：{exact(most)}元。",
            f"{months.value} months of wage: {exact(most)}.",
        )
    ]
    if loss is not None and (actual := half_up(amount_of(loss, "loss"))) < most:
        most = actual
        lines.append(Line(f"不超过实际损失{exact(actual)}元。", f"At most the actual loss, {exact(actual)}."))
    return Answer(most, (AID(7),), tuple(lines), not months.confirmed)
