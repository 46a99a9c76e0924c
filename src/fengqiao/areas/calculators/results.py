"""What a calculator answers, ready for its page: one value, its dates, its working, why it is provisional."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode

from fengqiao.core import clock
from fengqiao.core.words import has, say, word
from fengqiao.kernel.answer import Answer, Line
from fengqiao.kernel.asks import Asks
from fengqiao.kernel.calendar import WEEKDAYS_EN, WEEKDAYS_ZH
from fengqiao.kernel.citation import Citation
from fengqiao.law.calendar import calendar
from fengqiao.law.settings import Setting, setting
from fengqiao.law.store import load
from fengqiao.web.templatetags.words import day as day_text
from fengqiao.web.templatetags.words import money as money_text
from fengqiao.web.views.pages import english

SOON = 3
ISO_DAY = len("2026-01-01")
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Part:
    """One answer of the library with the rule that gave it (empty where there are several)."""

    title: str
    answer: Answer[Any]
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """The answer of a page. ``value`` is shown big; ``tone`` is yes, no, now or empty.

    ``dates`` and ``rows`` are label and value, ``table`` and ``bands`` as their templates take
    them, ``months`` as components/month.html, ``reasons`` say why it is provisional, ``cautions``
    what to mind, ``links`` lead on with the same inputs.
    """

    label: str
    value: str
    parts: Sequence[Part]
    note: str = ""
    tone: str = ""
    dates: Sequence[Row] = ()
    rows: Sequence[Row] = ()
    table: Row | None = None
    bands: Row | None = None
    months: Sequence[Row] = ()
    reasons: Sequence[str] = ()
    cautions: Sequence[str] = ()
    links: Sequence[Row] = ()
    text: str = ""

    @property
    def provisional(self) -> bool:
        return any(part.answer.provisional for part in self.parts)


@dataclass(frozen=True, slots=True)
class Calculator:
    """One calculator: what it asks, how it answers, an example as a query.

    Where ``first`` names a field, its choices are shown as a page of their own, by ``topics``;
    ``shown`` then names the fields to ask for that choice and whether each is needed.
    ``private`` ones are posted, so that what is typed stands in no address.
    """

    code: str
    icon: str
    shape: type[Asks]
    work: Callable[[Any], Result]
    example: str = ""
    first: str = ""
    topics: Mapping[str, Sequence[str]] = field(default_factory=dict)
    shown: Callable[[str], Mapping[str, bool]] | None = None
    private: bool = False

    @property
    def title(self) -> str:
        return word(f"calculators.calc.{self.code}")

    @property
    def url(self) -> str:
        return reverse("calculator", args=[self.code])

    @property
    def choices(self) -> list[str]:
        return [choice for topic in self.topics.values() for choice in topic]


def line_text(line: Line) -> str:
    """A line of a working in the reader's language."""
    return line.en if english() else line.zh


def weekday(day: date) -> str:
    """The day of the week in the reader's language."""
    return (WEEKDAYS_EN if english() else WEEKDAYS_ZH)[day.weekday()]


def left_text(day: date) -> str:
    """How far a day is from today, in words."""
    n = (day - clock.today()).days
    key = "today" if n == 0 else "left" if n > 0 else "past"
    return say(f"calculators.left.{key}", {"n": abs(n)})


def tone_of(day: date) -> str:
    """``now`` where a day is near."""
    return "now" if 0 <= (day - clock.today()).days <= SOON else ""


def day_note(day: date) -> str:
    """The day of the week, and how far it is from today."""
    return f"{weekday(day)} · {left_text(day)}"


def stop(label: str, day: date, note: str = "") -> Row:
    """A row of the list of dates."""
    return {"label": label, "day": day_text(day), "iso": day.isoformat(), "note": note or day_note(day)}


def row(label: str, value: str) -> Row:
    return {"label": label, "value": value}


def yuan_text(amount: Decimal) -> str:
    return f"¥{money_text(amount)}"


def joined(items: Sequence[str]) -> str:
    return ", ".join(items) if english() else "、".join(items)


def link(code: str, label: str, **query: Any) -> Row:
    """A link to another calculator with what is known already."""
    known = {k: v for k, v in query.items() if v not in (None, "")}
    target = reverse("calculator", args=[code])
    return {"url": f"{target}?{urlencode(known)}" if known else target, "label": label}


def open_settings(*ids: str | None) -> list[str]:
    """The settings among ``ids`` that the court has not confirmed, in words."""
    found = [setting(id) for id in dict.fromkeys(ids) if id]
    return [
        say("calculators.reason.setting", {"text": _open_point(s), "owner": s.owner, "id": s.id})
        for s in found
        if not s.confirmed
    ]


def _open_point(one: Setting) -> str:
    """What a setting leaves open: in everyday words, as long as it stands at the value that they speak of."""
    plain = f"calculators.open.{one.id}"
    shipped = next(row["value"] for row in load("settings.yaml")["settings"] if row["id"] == one.id)
    if has(plain) and one.value == shipped:
        return word(plain)
    return (one.en if english() else one.zh).rstrip("。.")


def missing_years(*days: date) -> list[str]:
    """The years from the first to the last day whose holiday notice is not loaded, in words."""
    held = calendar().years
    years = [y for y in range(min(days).year, max(days).year + 1) if y not in held]
    return [say("calculators.reason.year", {"year": "、".join(map(str, years))})] if years else []


def cautions(*names: str) -> list[str]:
    return [word(f"calculators.caution.{name}") for name in names]


def cite_row(cite: Citation) -> Row:
    """An article with the date of its text, and a link to everything that rests on it."""
    version = cite.instrument.version
    return {
        "text": cite.en if english() else cite.zh,
        "version": day_text(version) if len(version) == ISO_DAY else version,
        "url": f"{reverse('law_rules')}?{urlencode({'q': f'{cite.instrument.code} {cite.article}'})}",
    }
