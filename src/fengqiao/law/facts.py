"""Reading facts that come as JSON: dates, moments, flags and words, each named when it is wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from fengqiao.kernel.period import shanghai_date
from fengqiao.law.errors import FieldError

Facts = Mapping[str, Any]


def as_date(value: Any, field: str) -> date:
    """Read a date; a date and time counts as its day in Shanghai. Raises FieldError."""
    if isinstance(value, date):
        return shanghai_date(value)
    if not isinstance(value, str):
        raise FieldError(field, "must be a date, YYYY-MM-DD")
    try:
        if len(value) == 10:
            return date.fromisoformat(value)
        return shanghai_date(datetime.fromisoformat(value))
    except ValueError:
        raise FieldError(field, "must be a date, YYYY-MM-DD") from None


def as_moment(value: Any, field: str) -> datetime:
    """Read a date and time. Raises FieldError."""
    if isinstance(value, datetime):
        return value
    if not isinstance(value, str) or len(value) < 16:
        raise FieldError(field, "must be a date and time, YYYY-MM-DDTHH:MM")
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        raise FieldError(field, "must be a date and time, YYYY-MM-DDTHH:MM") from None


def day(facts: Facts, name: str) -> date | None:
    """Return a date among the facts, or None where it is not there."""
    value = facts.get(name)
    return None if value in (None, "") else as_date(value, name)


def needed_day(facts: Facts, name: str) -> date:
    """Return a date that must be among the facts."""
    value = day(facts, name)
    if value is None:
        raise FieldError(name, "is needed")
    return value


def flag(facts: Facts, name: str, default: bool = False) -> bool:
    """Return a yes-or-no among the facts."""
    value = facts.get(name)
    if value is None:
        return default
    if not isinstance(value, bool):
        raise FieldError(name, "must be true or false")
    return value


def word(facts: Facts, name: str, allowed: Sequence[str], default: str | None = None) -> str:
    """Return one of a list of words among the facts."""
    value = facts.get(name, default)
    if value not in allowed:
        raise FieldError(name, "must be one of: " + ", ".join(allowed))
    return str(value)


def words(facts: Facts, name: str) -> tuple[str, ...]:
    """Return a list of words among the facts, empty where it is not there."""
    value = facts.get(name)
    if value is None:
        return ()
    if not isinstance(value, (list, tuple)) or not all(isinstance(item, str) for item in value):
        raise FieldError(name, "must be a list of words")
    return tuple(value)
