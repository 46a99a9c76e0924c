"""Complaints by elements (要素式起诉状): the facts on which a kind of suit turns, asked one by one.

A form is data (``data/elements/*.yaml``): its causes, groups of questions, the amounts that follow from
the answers, the claims that the law lets one ask, and the sentences that tell the facts. Answers are
plain JSON: days as ISO text, amounts as text, choices by their codes. Whatever follows from them is a
proposal that the party may change; no form is a condition of filing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Annotated, Any, Literal

from pydantic import Field, create_model

from fengqiao.kernel.asks import Asks, Count, Day, Kind, LongText, Money, MoneyOrNone, Text
from fengqiao.kernel.citation import Citation
from fengqiao.law import causes
from fengqiao.law.citing import cite
from fengqiao.law.store import DATA, load

GENERAL = "general"
"""The form of every cause that has none of its own."""

_RATE = Annotated[Decimal, Field(ge=0, le=1000, decimal_places=4), Kind("number")]
_QUANTITY = Annotated[Decimal, Field(gt=0, le=10_000_000, decimal_places=2), Kind("number")]
_TYPES: Mapping[str, Any] = {
    "money": Money,
    "money0": MoneyOrNone,
    "day": Day,
    "past": Day,
    "count": Count,
    "rate": _RATE,
    "quantity": _QUANTITY,
    "text": Text,
    "long": LongText,
    "tick": bool,
}


@dataclass(frozen=True, slots=True)
class Both:
    """One text in both languages."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Question:
    """One element. ``kind`` is money, money0 (zero allowed), day, past (no later than today), count, rate
    (per cent a year), quantity, text, long, tick, choice or choices. ``cites`` say why it matters.
    """

    code: str
    kind: str
    label: Both
    help: Both | None
    required: bool
    choices: Mapping[str, Both]
    cites: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """The questions of one screen."""

    code: str
    title: Both
    help: Both
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Order:
    """Two questions whose days come one after the other; ``fault`` says at the later what is wrong where they do not."""

    first: str
    last: str
    fault: Both


@dataclass(frozen=True, slots=True)
class ElementForm:
    """One form. ``amounts``, ``claims``, ``sentences`` and ``evidence`` are as the data gives them.

    ``claimed`` is the question that a sum told before answers already, ``since`` that which the day does
    from which it all began, if there are such.
    """

    code: str
    name: Both
    causes: tuple[str, ...]
    cites: tuple[Citation, ...]
    groups: tuple[Group, ...]
    amounts: Mapping[str, Mapping[str, Any]]
    claims: tuple[Mapping[str, Any], ...]
    sentences: tuple[Any, ...]
    evidence: Mapping[str, Mapping[str, Any]]
    warnings: tuple[Mapping[str, Any], ...]
    happened_on: tuple[str, ...]
    place: tuple[str, str] | None
    claimed: str
    since: str
    order: tuple[Order, ...]

    @property
    def questions(self) -> tuple[Question, ...]:
        return tuple(q for group in self.groups for q in group.questions)

    def question(self, code: str) -> Question:
        """Return a question. Raises LookupError."""
        found = next((q for q in self.questions if q.code == code), None)
        if found is None:
            raise LookupError(f"{self.code} asks no {code}")
        return found


def _both(pair: Any) -> Both:
    return Both(str(pair[0]), str(pair[1]))


def _question(row: Mapping[str, Any]) -> Question:
    return Question(
        code=row["code"],
        kind=row["kind"],
        label=_both(row["ask"]),
        help=_both(row["help"]) if "help" in row else None,
        required=bool(row.get("required")),
        choices={str(code): _both(pair) for code, pair in row.get("choices", {}).items()},
        cites=tuple(cite(text) for text in row.get("cites", ())),
    )


@cache
def _forms() -> dict[str, ElementForm]:
    return {path.stem: _form(path.stem) for path in sorted((DATA / "elements").glob("*.yaml"))}


def _form(code: str) -> ElementForm:
    raw = load(f"elements/{code}.yaml")
    groups = tuple(
        Group(g["code"], _both(g["title"]), _both(g["help"]), tuple(_question(q) for q in g["questions"]))
        for g in raw["groups"]
    )
    place = raw.get("place")
    return ElementForm(
        code=code,
        name=_both(raw["name"]),
        causes=tuple(raw["causes"]),
        cites=tuple(cite(text) for text in raw["cites"]),
        groups=groups,
        amounts=raw.get("amounts", {}),
        claims=tuple(raw.get("claims", ())),
        sentences=tuple(raw.get("sentences", ())),
        evidence=raw.get("evidence", {}),
        warnings=tuple(raw.get("warnings", ())),
        happened_on=tuple(raw.get("happened_on", ())),
        place=(place["from"], place["ground"]) if place else None,
        claimed=raw.get("claimed", ""),
        since=raw.get("since", ""),
        order=tuple(Order(row["first"], row["last"], _both(row["say"])) for row in raw.get("order", ())),
    )


def forms() -> tuple[ElementForm, ...]:
    """Return every form, the general one included."""
    return tuple(_forms().values())


def form(code: str) -> ElementForm:
    """Return a form. Raises LookupError."""
    found = _forms().get(code)
    if found is None:
        raise LookupError(f"no form of elements {code}")
    return found


@cache
def _by_cause() -> dict[str, ElementForm]:
    return {cause: one for one in forms() for cause in one.causes}


def form_for(cause: str) -> ElementForm:
    """Return the form of a cause, or of the nearest cause above it, else the general one."""
    while cause:
        if cause in _by_cause():
            return _by_cause()[cause]
        try:
            cause = causes.cause(cause).parent
        except LookupError:
            break
    return form(GENERAL)


def _type(question: Question) -> Any:
    if question.kind in ("choice", "choices"):
        codes = Literal[tuple(question.choices)]  # type: ignore[valid-type]
        return codes if question.kind == "choice" else list[codes]  # type: ignore[valid-type]
    return _TYPES[question.kind]


def _field(question: Question) -> tuple[Any, Any]:
    kind = _type(question)
    if question.kind == "tick":
        return kind, False
    if question.kind == "choices":
        return kind, Field(default_factory=list)
    return (kind, ...) if question.required else (kind | None, None)


@cache
def shape(form_code: str, group_code: str = "") -> type[Asks]:
    """Return what a group asks, or the whole form, as a shape of kernel.asks. Raises LookupError."""
    one = form(form_code)
    asked = [g for g in one.groups if group_code in ("", g.code)]
    if not asked:
        raise LookupError(f"{form_code} has no group {group_code}")
    fields: dict[str, Any] = {q.code: _field(q) for group in asked for q in group.questions}
    made: type[Asks] = create_model(_name(form_code), __base__=Asks, __module__=__name__, **fields)
    return made


def _name(form_code: str) -> str:
    return f"Elements{form_code.title()}"


def words() -> Iterator[tuple[str, str, str]]:
    """Yield (key, Chinese, English) of every question and choice, for the catalogue of words."""
    for one in forms():
        for question in one.questions:
            key = f"core.{_name(one.code)}.{question.code}"
            yield key, question.label.zh, question.label.en
            if question.help:
                yield f"{key}.help", question.help.zh, question.help.en
            for code, choice in question.choices.items():
                yield f"{key}.{code}", choice.zh, choice.en
        for row in one.order:
            yield _fault(one.code, row), row.fault.zh, row.fault.en


def _fault(form_code: str, order: Order) -> str:
    return f"core.{_name(form_code)}.{order.last}.before_{order.first}"


def _day(value: Any) -> date | None:
    """The day that was answered; None for what is no day, which its field says by itself."""
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value)) if value else None
    except ValueError:
        return None


def wrong_days(form_code: str, answers: Mapping[str, Any], today: date) -> Iterator[tuple[str, str]]:
    """Yield (question, code of the fault) for every day of the past that is still to come, and for every day
    that lies before one which it cannot precede.
    """
    one = form(form_code)
    days = {q.code: day for q in one.questions if q.kind in ("day", "past") and (day := _day(answers.get(q.code)))}
    late = {q.code for q in one.questions if q.kind == "past" and q.code in days and days[q.code] > today}
    yield from ((q.code, "core.date_in_future") for q in one.questions if q.code in late)
    for row in one.order:
        if row.first in days and row.last in days and row.first not in late and days[row.last] < days[row.first]:
            yield row.last, _fault(form_code, row)
