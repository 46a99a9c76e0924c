"""Periods drawn on the calendar, fees drawn as bands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from fengqiao.core import clock
from fengqiao.core.words import say, word
from fengqiao.kernel.money import half_up
from fengqiao.kernel.period import add_months
from fengqiao.law.calendar import calendar
from fengqiao.law.tariff import HUNDRED, Entry
from fengqiao.web.templatetags.words import money
from fengqiao.web.views.pages import english

DAY = timedelta(days=1)
DRAWN_WHOLE = 4
"""Up to so many months a period is drawn whole; of a longer one, its first month and its last ones."""


def months(
    start: date, end: date, raw: date | None = None, *, back: bool = False, workdays: bool = False
) -> list[dict[str, Any]]:
    """Draw a period: ``start`` is not counted, ``raw`` is the end before rest days moved it to ``end``.

    A period counted back lies before ``start``. In working days only those are marked as counted.
    """
    raw = raw or end
    marks = _marks(start, end, raw, back=back, workdays=workdays)
    first, last = min(start, end, raw), max(start, end, raw)
    firsts = list(_firsts(first, last))
    if len(firsts) <= DRAWN_WHOLE:
        return [_month(one, marks, start, end) for one in firsts]
    tail = [one for one in firsts[1:] if one >= min(raw, end).replace(day=1)] if not back else firsts[-1:]
    skipped = len(firsts) - 1 - len(tail)
    drawn = [_month(firsts[0], marks, start, end), *(_month(one, marks, start, end) for one in tail)]
    drawn[1]["gap"] = say("calculators.month.gap", {"n": skipped})
    return drawn


def _firsts(first: date, last: date) -> Iterable[date]:
    one = first.replace(day=1)
    while one <= last:
        yield one
        one = add_months(one, 1)


def _marks(start: date, end: date, raw: date, *, back: bool, workdays: bool) -> dict[date, str]:
    low, high = (end, start) if back else (start, max(raw, end))
    marks = {}
    one = low
    while one <= high:
        if not (workdays and calendar().rest(one) is not None):
            marks[one] = "rolled" if not back and one >= raw and raw != end else "count"
        one += DAY
    marks[start] = "start"
    marks[end] = "due"
    return marks


def _month(first: date, marks: dict[date, str], start: date, end: date) -> dict[str, Any]:
    following = add_months(first, 1)
    one = first - timedelta(days=first.weekday())
    weeks = []
    while one < following:
        weeks.append([_day(one + n * DAY, first, marks, start, end) for n in range(7)])
        one += 7 * DAY
    caption = f"{first:%B %Y}" if english() else f"{first.year}年{first.month}月"
    return {"caption": caption, "weeks": weeks, "back": end < start}


def _day(day: date, first: date, marks: dict[date, str], start: date, end: date) -> dict[str, Any]:
    if day.month != first.month:
        return {"day": day.day, "out": True, "mark": ""}
    return {
        "day": day.day,
        "off": calendar().rest(day) is not None,
        "today": day == clock.today() and day != end,
        "label": _label(day, start, end),
        "mark": marks.get(day, ""),
    }


def _label(day: date, start: date, end: date) -> str:
    if day == end:
        return word("calculators.month.due")
    if day == start:
        return word("calculators.month.start" if start < end else "calculators.month.event")
    rest = calendar().rest(day)
    if rest is not None and day.weekday() < 5:
        return word("calculators.month.off") if english() else rest.zh.removesuffix("节") or rest.zh
    return word("calculators.month.work") if calendar().is_make_up(day) else ""


def bands(table: Entry, amount: Decimal, base: Decimal | None, due: Decimal) -> dict[str, Any]:
    """Draw a tariff: every band with its rate, the part of the amount that lies in it, and its fee."""
    parts: list[tuple[Decimal, Decimal | None, str, Decimal, Decimal]] = []
    if base is not None:
        parts.append((Decimal(0), None, "", Decimal(0), base))
    low = min(amount, table.flat_up_to)
    if table.flat_up_to:
        parts.append((Decimal(0), table.flat_up_to, "", low, table.flat))
    for band in table.bands:
        top = amount if band.up_to is None else min(amount, band.up_to)
        part = max(top - band.over, Decimal(0))
        parts.append((band.over, band.up_to, f"{band.percent.normalize():f}%", part, part * band.percent / HUNDRED))
    most = max(fee for *_, fee in parts) or Decimal(1)
    rows = [_band(part, most, n == 0 and base is not None) for n, part in enumerate(parts)]
    total = sum((fee for *_, fee in parts), Decimal(0))
    return {
        "rows": rows,
        "total": money(half_up(total)),
        "cap": money(table.cap) if table.cap and total > table.cap else "",
        "due": money(due),
    }


def _band(part: tuple[Decimal, Decimal | None, str, Decimal, Decimal], most: Decimal, base: bool) -> dict[str, Any]:
    low, high, rate, inside, fee = part
    if base:
        label = word("calculators.band.base")
    elif not low:
        label = say("calculators.band.up_to", {"high": short(high)})
    elif high is None:
        label = say("calculators.band.over", {"low": short(low)})
    else:
        label = say("calculators.band.between", {"low": short(low), "high": short(high)})
    return {
        "label": label,
        "rate": rate or word("calculators.band.fixed"),
        "part": "" if base else money(inside),
        "fee": money(half_up(fee)),
        "bar": int(fee * 100 / most) if fee else 0,
        "reached": bool(inside) or base or not low,
    }


def short(amount: Decimal | None) -> str:
    """A round amount of a tariff: ``10 万``, ``100,000``."""
    whole = amount or Decimal(0)
    if not english() and whole >= 10000 and whole % 10000 == 0:
        return f"{whole / 10000:f}".rstrip("0").rstrip(".") + "万" if whole % 100000 else f"{int(whole / 10000)}万"
    return f"{whole:,.0f}"


def table(
    caption: str, columns: Sequence[tuple[str, bool]], rows: Iterable[Sequence[str]], foot: Sequence[str] = ()
) -> dict[str, Any]:
    """A table as components/table.html takes it; ``columns`` are (label, numbers)."""

    def cells(values: Sequence[str]) -> list[dict[str, Any]]:
        return [{"text": v, "num": num, "label": label} for v, (label, num) in zip(values, columns, strict=True)]

    return {
        "caption": caption,
        "columns": [{"label": label, "num": num} for label, num in columns],
        "rows": [{"cells": cells(values)} for values in rows],
        "foot": [{"text": v or "\u00a0", "num": num} for v, (_l, num) in zip(foot, columns, strict=False)],
    }
