"""Why people come to the hall, and who is called earlier: plain lists, words in words.yaml."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from fengqiao.core import clock
from fengqiao.law.calendar import calendar
from fengqiao.law.settings import setting


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason of visit: its letter on tickets, the page that does it online, minutes until some are measured."""

    code: str
    letter: str
    icon: str
    minutes: int
    online: str = ""


REASONS = (
    Reason("filing", "A", "gavel", 20, "tell"),
    Reason("papers", "B", "papers", 8),
    Reason("fees", "C", "money", 8, "calculators"),
    Reason("enquiry", "D", "search", 6, "enquire"),
    Reason("mediation", "E", "handshake", 15, "tell"),
    Reason("judge", "F", "chat", 10),
    Reason("enforcement", "G", "scale", 12),
    Reason("preservation", "H", "lock", 15),
    Reason("copies", "K", "copy", 10),
    Reason("advice", "L", "people", 12, "law_rules"),
    Reason("petition", "M", "mail", 20),
)
BY_CODE = {r.code: r for r in REASONS}
GROUNDS = ("elderly", "disabled", "pregnant", "soldier", "hearing")
OUTCOMES = ("handled", "answered", "online", "incomplete", "elsewhere")
ENDS = ("done", "missed", "cancelled", "expired")


def minutes(name: str) -> timedelta:
    """A setting of the hall that is a number of minutes."""
    return timedelta(minutes=int(setting(f"hall.{name}").value))


def number(name: str) -> int:
    """A setting of the hall that is a number."""
    return int(setting(f"hall.{name}").value)


def hours(day: date) -> tuple[datetime, datetime] | None:
    """When the hall is open on a day; None on a day of rest."""
    if calendar().rest(day) is not None:
        return None
    opens, closes = (time.fromisoformat(str(setting(f"hall.{n}").value)) for n in ("opens", "closes"))
    return datetime.combine(day, opens, clock.ZONE), datetime.combine(day, closes, clock.ZONE)


def slots(day: date) -> list[datetime]:
    """The half-hours of a day that can be booked."""
    held = hours(day)
    if held is None:
        return []
    first, last = held
    count = int((last - first) / timedelta(minutes=30))
    return [first + n * timedelta(minutes=30) for n in range(count)]


def booking_days(today: date) -> list[date]:
    """The working days for which one may book."""
    days = []
    day = today
    while len(days) < number("booking_days"):
        day += timedelta(days=1)
        if calendar().rest(day) is None:
            days.append(day)
    return days
