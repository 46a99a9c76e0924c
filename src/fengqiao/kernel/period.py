"""The arithmetic of procedural periods, with its working in words.

How to count is in CPL art. 85 and CC arts. 201 to 203: the hour and the day of the starting event
are not counted; months and years end on the corresponding day; a period whose last day is a rest
day ends on the next working day; time inside the period is never added.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Literal, get_args
from zoneinfo import ZoneInfo

from fengqiao.kernel.answer import Line
from fengqiao.kernel.calendar import Calendar, en_date, zh_date

Unit = Literal["hour", "day", "month", "year", "workday"]
UNITS: tuple[str, ...] = get_args(Unit)
SHANGHAI = ZoneInfo("Asia/Shanghai")
LONGEST = {"hour": 24 * 366, "day": 36600, "month": 1200, "year": 100, "workday": 2500}
_ZH = {
    "hour": "小时",
    "day": "日",
    "month": "个月",
    "year": "年",
    "workday": "个工作日",
}
_EN = {
    "hour": "hour",
    "day": "day",
    "month": "month",
    "year": "year",
    "workday": "working day",
}


@dataclass(frozen=True, slots=True)
class Reckoning:
    """A period that was counted.

    ``raw`` is the end before rest days are looked at, ``end`` the end in law; both are datetimes
    for hour periods. ``on_rest_day`` says that ``raw`` is a rest day, ``provisional`` that a year
    was needed whose calendar is not loaded.
    """

    raw: date
    end: date
    on_rest_day: bool
    provisional: bool
    lines: tuple[Line, ...]


def length_zh(n: int, unit: str) -> str:
    """Write a length in Chinese (``15日``, ``3个工作日``)."""
    return f"{n}{_ZH[unit]}"


def length_en(n: int, unit: str) -> str:
    """Write a length in English (``15 days``)."""
    return f"{n} {_EN[unit]}{'' if n == 1 else 's'}"


def check_length(n: int, unit: str) -> None:
    """Raise ValueError unless ``n`` is a whole number of a known unit, from 1 to about a century."""
    if unit not in LONGEST:
        raise ValueError("unit must be one of: " + ", ".join(UNITS))
    if isinstance(n, bool) or not isinstance(n, int) or not 1 <= n <= LONGEST[unit]:
        raise ValueError(f"n must be a whole number from 1 to {LONGEST[unit]}")


def add_months(day: date, n: int) -> date:
    """Return the corresponding day n months later (or earlier), clamped to the month's last day."""
    months = day.year * 12 + day.month - 1 + n
    year, month = divmod(months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def shanghai_date(moment: date) -> date:
    """Return the calendar day in Shanghai; a datetime without zone is read as Shanghai time."""
    if isinstance(moment, datetime):
        return (moment.astimezone(SHANGHAI) if moment.tzinfo else moment).date()
    return moment


def next_hour(moment: datetime) -> datetime:
    """Return the hour after the one in which ``moment`` lies; that first hour is not counted."""
    return moment.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)


def _rolled(raw: date, calendar: Calendar, lines: list[Line], *, roll: bool) -> Reckoning:
    """Move an end that falls on a rest day, and say why it moves or why not."""
    reason = calendar.rest(raw)
    end = raw if reason is None or not roll else calendar.working_day_from(raw)
    if reason is not None and roll:
        lines.append(
            Line(
                f"末日{zh_date(raw)}为法定休假日（{reason.zh}），以其后第一个工作日{zh_date(end)}为届满日。",
                f"The last day, {en_date(raw)}, is a rest day ({reason.en}); "
                f"the period ends on the next working day, {en_date(end)}.",
            )
        )
    elif reason is not None:
        lines.append(
            Line(
                f"末日{zh_date(raw)}为法定休假日（{reason.zh}），本项期间不作顺延。",
                f"The last day, {en_date(raw)}, is a rest day ({reason.en}); this period is not moved.",
            )
        )
    elif calendar.is_make_up(raw):
        lines.append(
            Line(
                f"末日{zh_date(raw)}因调休为工作日，不顺延。",
                f"The last day, {en_date(raw)}, is a make-up working day; it is not moved.",
            )
        )
    return _checked(raw, end, reason is not None, calendar, lines)


def _checked(raw: date, end: date, on_rest_day: bool, calendar: Calendar, lines: list[Line]) -> Reckoning:
    """Close a reckoning, marking it where a year is not loaded."""
    years = range(min(raw, end).year, max(raw, end).year + 1)
    missing = [year for year in years if year not in calendar.years]
    for year in missing:
        lines.append(
            Line(
                f"{year}年的放假安排尚未载入，仅按双休日推算，结果为暂定。",
                f"The holiday notice for {year} is not loaded; only weekends were considered, "
                "so the result is provisional.",
            )
        )
    return Reckoning(raw, end, on_rest_day, bool(missing), tuple(lines))


def _hours(start: datetime, n: int, calendar: Calendar, *, roll: bool) -> Reckoning:
    moment = start.astimezone(SHANGHAI) if start.tzinfo else start
    first = next_hour(moment)
    raw = first + timedelta(hours=n)
    lines = [
        Line(
            f"{zh_date(moment.date())}{moment:%H:%M}所在的小时不计入，自{first:%H:%M}起算。",
            f"The hour of {en_date(moment.date())} {moment:%H:%M} is not counted; the period runs from {first:%H:%M}.",
        ),
        Line(
            f"{n}小时，至{zh_date(raw.date())}{raw:%H:%M}止。",
            f"{length_en(n, 'hour')} end on {en_date(raw.date())} at {raw:%H:%M}.",
        ),
    ]
    if not roll:
        rest = calendar.rest(raw.date())
        if rest is None:
            return Reckoning(raw, raw, False, False, tuple(lines))
        lines.append(
            Line(
                f"届满时在休假日（{rest.zh}），以时计算的期间不顺延。",
                f"It ends on a rest day ({rest.en}); a period in hours is not moved.",
            )
        )
        return Reckoning(raw, raw, True, False, tuple(lines))
    day = _rolled(raw.date(), calendar, lines, roll=True)
    if not day.on_rest_day:
        return Reckoning(raw, raw, False, day.provisional, day.lines)
    end = raw.replace(year=day.end.year, month=day.end.month, day=day.end.day)
    return Reckoning(raw, end, True, day.provisional, day.lines)


def _first_day(start: date) -> Line:
    return Line(
        f"起算事由发生之日{zh_date(start)}不计入，自次日起算。",
        f"The day of the starting event, {en_date(start)}, is not counted; the period runs from the next day.",
    )


def _workdays(start: date, n: int, calendar: Calendar) -> Reckoning:
    end = calendar.add_working_days(start, n)
    lines = [
        _first_day(start),
        Line(
            f"只计工作日（含调休上班日），第{n}个工作日为{zh_date(end)}。",
            f"Only working days count (make-up days included); working day {n} is {en_date(end)}.",
        ),
    ]
    checked = _checked(start + timedelta(days=1), end, False, calendar, lines)
    return replace(checked, raw=end)


def count(start: date, unit: str, n: int, calendar: Calendar, *, roll: bool = True) -> Reckoning:
    """Count ``n`` units forward from ``start``, the day (or moment) of the starting event.

    Hour periods need a datetime. Raises ValueError for an unknown unit or length, or a date past
    the end of the calendar.
    """
    check_length(n, unit)
    try:
        if unit == "hour":
            if not isinstance(start, datetime):
                raise ValueError("a period in hours needs a date and a time")
            return _hours(start, n, calendar, roll=roll)
        day = shanghai_date(start)
        if unit == "workday":
            return _workdays(day, n, calendar)
        if unit == "day":
            raw = day + timedelta(days=n)
        else:
            raw = add_months(day, n * 12 if unit == "year" else n)
        lines = [
            _first_day(day),
            Line(
                f"期间{length_zh(n, unit)}，至{zh_date(raw)}。",
                f"{length_en(n, unit)} end on {en_date(raw)}.",
            ),
        ]
        if unit in ("month", "year") and raw.day != day.day:
            lines.append(
                Line(
                    "当月没有对应日，以该月最后一日为届满日。",
                    "The month has no corresponding day; its last day is taken.",
                )
            )
        return _rolled(raw, calendar, lines, roll=roll)
    except OverflowError:
        raise ValueError("the date lies outside the calendar") from None


def count_back(event: date, unit: str, n: int, calendar: Calendar) -> Reckoning:
    """Count ``n`` units back from ``event``: the latest day that is still in time.

    Rest days do not move it; being earlier is always safe. Raises ValueError as ``count`` does.
    """
    check_length(n, unit)
    try:
        if unit == "hour":
            if not isinstance(event, datetime):
                raise ValueError("a period in hours needs a date and a time")
            moment = event.astimezone(SHANGHAI) if event.tzinfo else event
            latest: date = moment - timedelta(hours=n)
        elif unit == "workday":
            latest = calendar.subtract_working_days(shanghai_date(event), n)
        elif unit == "day":
            latest = shanghai_date(event) - timedelta(days=n)
        else:
            latest = add_months(shanghai_date(event), -(n * 12 if unit == "year" else n))
    except OverflowError:
        raise ValueError("the date lies outside the calendar") from None
    line = Line(
        f"自{zh_date(shanghai_date(event))}向前推{length_zh(n, unit)}，"
        f"最迟为{zh_date(shanghai_date(latest))}；休假日不影响倒推。",
        f"Counted back {length_en(n, unit)} from {en_date(shanghai_date(event))}: "
        f"{en_date(shanghai_date(latest))} at the latest; rest days do not move it.",
    )
    if unit == "workday":
        checked = _checked(latest, shanghai_date(event), False, calendar, [line])
        return replace(checked, raw=latest, end=latest)
    return Reckoning(latest, latest, False, False, (line,))
