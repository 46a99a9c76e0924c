"""Template filters: words by key, money, days."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django import template
from django.utils import translation

from fengqiao.core import clock
from fengqiao.core.words import day_in_words
from fengqiao.core.words import word as _word

register = template.Library()


@register.filter
def word(key: str, prefix: str = "") -> str:
    """The words of a key of the catalogue: ``{{ state|word:prefix }}``."""
    return _word(f"{prefix}{key}")


@register.filter
def money(value: Any) -> str:
    """An amount in yuan with two decimals and thousands: ``1,234.50``."""
    try:
        return f"{Decimal(str(value)):,.2f}"
    except (InvalidOperation, TypeError):
        return ""


@register.filter
def day(value: date | datetime | str | None) -> str:
    """A day as the reader's language writes it."""
    if not value:
        return ""
    if isinstance(value, str):
        value = date.fromisoformat(value[:10])
    if isinstance(value, datetime):
        value = clock.local(value).date()
    return day_in_words(value)


@register.filter
def short_day(value: datetime) -> str:
    """A day without its year where that is this year: ``11月22日``, ``22 Nov``."""
    held = clock.local(value)
    english = translation.get_language() == "en"
    if held.year != clock.today().year:
        return day(held)
    return f"{held.day} {held:%b}" if english else f"{held.month}月{held.day}日"


@register.filter
def moment(value: datetime | None) -> str:
    """A day and the time of day, on the wall clock of the court."""
    if value is None:
        return ""
    held = clock.local(value)
    return f"{day(held)} {held:%H:%M}"
