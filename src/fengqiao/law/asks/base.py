"""What every ask is made of, and how values are put into JSON."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from fengqiao.kernel.answer import Answer
from fengqiao.kernel.money import text as money_text
from fengqiao.law import fields as f
from fengqiao.law.errors import FieldError

Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Ask:
    """One kind of question: its fields, what it answers, and an example with its value."""

    name: str
    zh: str
    en: str
    fields: tuple[f.Field, ...]
    run: Callable[[Values], Answer[Any]]
    example: dict[str, Any]
    value: Any


def plain(value: Any) -> Any:
    """Turn a value into what JSON can hold: money with two decimals, dates as ISO."""
    if isinstance(value, Decimal):
        return money_text(value)
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    return value


def with_value(answer: Answer[Any], value: Any) -> Answer[Any]:
    """Return the answer with another value, made ready for JSON."""
    return Answer(plain(value), answer.cites, answer.working, answer.provisional)


def same(answer: Answer[Any]) -> Answer[Any]:
    """Return the answer with its value made ready for JSON."""
    return with_value(answer, answer.value)


def as_object(answer: Answer[Any]) -> Answer[Any]:
    """Return the answer with its dataclass value as an object."""
    return with_value(answer, asdict(answer.value))


def like(given: Any, found: date) -> str:
    """Write a moment in the form of the question: with or without seconds."""
    if not isinstance(found, datetime):
        return found.isoformat()
    clock = str(given)[11:].split("+")[0].split("Z")[0]
    return found.isoformat(timespec="minutes" if len(clock) <= 5 else "seconds")


def nested(values: Values) -> Values:
    """Return the facts, given as an object or as fields of the question itself."""
    facts = {key: value for key, value in values.items() if key not in ("id", "facts") and value is not None}
    return {**facts, **(values.get("facts") or {})}


def joined(answers: list[Answer[Any]], value: Values, field: str) -> Answer[Any]:
    """Join several answers into one; raises FieldError where nothing was asked."""
    if not answers:
        raise FieldError(field, "nothing to compute from")
    cites = tuple(dict.fromkeys(cite for one in answers for cite in one.cites))
    working = tuple(line for one in answers for line in one.working)
    return Answer(plain(value), cites, working, any(one.provisional for one in answers))
