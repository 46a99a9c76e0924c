"""The clock of a cross-region filing (R-FIL-15): minutes of office time in which the competent court answers.

No text fixes it. The minutes and the office hours are settings of the courts that have agreed on them.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta

from fengqiao.kernel.answer import Answer, Line
from fengqiao.law.calendar import calendar
from fengqiao.law.instruments import REG
from fengqiao.law.settings import setting

_LONGEST = 400


def answer_by(start: datetime) -> Answer[datetime]:
    """Return the moment at which the minutes to answer are over, counted in office time only."""
    minutes, hours = setting("cross_region.response_minutes"), setting("cross_region.office_hours")
    opens, closes = (time.fromisoformat(part) for part in str(hours.value).split("-"))
    left, now = timedelta(minutes=int(minutes.value)), start
    for _ in range(_LONGEST):
        begin = max(now, now.replace(hour=opens.hour, minute=opens.minute, second=0, microsecond=0))
        end = now.replace(hour=closes.hour, minute=closes.minute, second=0, microsecond=0)
        if calendar().rest(now.date()) is None and begin < end:
            if begin + left <= end:
                return _answer(begin + left, int(minutes.value), str(hours.value), minutes.confirmed)
            left -= end - begin
        now = (now + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    raise ValueError("no office hours in a year")


def office_minutes(start: datetime, end: datetime) -> int:
    """Return how many whole minutes of office time lie between two moments: what a court needed to answer."""
    opens, closes = (time.fromisoformat(p) for p in str(setting("cross_region.office_hours").value).split("-"))
    total, day = timedelta(), start.replace(hour=0, minute=0, second=0, microsecond=0)
    while day <= end:
        if calendar().rest(day.date()) is None:
            begin = max(start, day.replace(hour=opens.hour, minute=opens.minute))
            until = min(end, day.replace(hour=closes.hour, minute=closes.minute))
            total += max(until - begin, timedelta())
        day += timedelta(days=1)
    return int(total.total_seconds() // 60)


def _answer(end: datetime, minutes: int, hours: str, confirmed: bool) -> Answer[datetime]:
    lines = (
        Line(
            f"管辖法院应当在{minutes}分钟内答复（设置cross_region.response_minutes）。",
            f"The court with jurisdiction answers within {minutes} minutes (setting cross_region.response_minutes).",
        ),
        Line(f"只计工作日{hours}的办公时间。", f"Only office hours, {hours} on working days, are counted."),
        Line(f"{end:%Y-%m-%d %H:%M}届满。", f"It ends on {end:%Y-%m-%d at %H:%M}."),
    )
    return Answer(end, (REG(2),), lines, not confirmed)
