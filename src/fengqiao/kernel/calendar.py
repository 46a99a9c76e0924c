"""The calendar of legal rest days: weekends, public holidays, and make-up working days.

A calendar knows which years it was loaded for. Any other year is counted by weekends alone, and
whoever asks is told so, because the yearly notice may move both holidays and working days.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

WEEKDAYS_ZH = ("星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日")
WEEKDAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Name:
    """What a day is called, in both languages."""

    zh: str
    en: str


WEEKEND = Name("双休日", "weekend")


def zh_date(day: date) -> str:
    """Write a date for a Chinese working: ``2026年2月14日（星期六）``."""
    return f"{day.year}年{day.month}月{day.day}日（{WEEKDAYS_ZH[day.weekday()]}）"


def en_date(day: date) -> str:
    """Write a date for an English working: ``Sat 2026-02-14``."""
    return f"{WEEKDAYS_EN[day.weekday()]} {day.isoformat()}"


class Calendar:
    """Rest days and working days of the loaded years.

    ``off`` are days off by law or by the yearly notice, ``work`` the Saturdays and Sundays that
    the notice makes working days, ``years`` the years whose notice is loaded.
    """

    def __init__(self, off: Mapping[date, Name], work: Mapping[date, Name], years: Iterable[int]) -> None:
        self._off = dict(off)
        self._work = dict(work)
        self.years = frozenset(years)

    def rest(self, day: date) -> Name | None:
        """Return why ``day`` is a rest day, or None for a working day."""
        if day in self._off:
            return self._off[day]
        if day.weekday() >= 5 and day not in self._work:
            return WEEKEND
        return None

    def is_make_up(self, day: date) -> bool:
        """True for a Saturday or Sunday that the yearly notice makes a working day."""
        return day in self._work

    def loaded(self, day: date) -> bool:
        """True where the notice for the year of ``day`` is loaded."""
        return day.year in self.years

    def working_day_from(self, day: date) -> date:
        """Return ``day`` itself if it is a working day, else the first working day after it."""
        while self.rest(day) is not None:
            day += ONE_DAY
        return day

    def add_working_days(self, day: date, n: int) -> date:
        """Return the n-th working day after ``day``."""
        while n:
            day += ONE_DAY
            if self.rest(day) is None:
                n -= 1
        return day

    def subtract_working_days(self, day: date, n: int) -> date:
        """Return the n-th working day before ``day``."""
        while n:
            day -= ONE_DAY
            if self.rest(day) is None:
                n -= 1
        return day
