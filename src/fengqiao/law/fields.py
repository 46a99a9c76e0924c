"""Typed fields of a question: how each is read from JSON, and how it is described to people."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from fengqiao.law.errors import FieldError
from fengqiao.law.facts import as_date, as_moment
from fengqiao.law.fee_parts import amount_of

Reader = Callable[[Any, str], Any]


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a question; ``kind`` says in words what it holds."""

    name: str
    read: Reader
    kind: str
    zh: str
    en: str
    required: bool = True


def _text(value: Any, name: str) -> str:
    if not isinstance(value, str):
        raise FieldError(name, "must be text")
    return value


def _whole(value: Any, name: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise FieldError(name, "must be a whole number")
    return value


def _number(value: Any, name: str) -> Decimal:
    if isinstance(value, (bool, float)) or not isinstance(value, (str, int, Decimal)):
        raise FieldError(name, "must be a number, as text")
    try:
        return Decimal(value)
    except InvalidOperation:
        raise FieldError(name, "must be a number, as text") from None


def _flag(value: Any, name: str) -> bool:
    if not isinstance(value, bool):
        raise FieldError(name, "must be true or false")
    return value


def _start(value: Any, name: str) -> date:
    """Read a date, or a date and time where hours are counted."""
    if isinstance(value, str) and len(value) > 10:
        return as_moment(value, name)
    return as_date(value, name)


def _list(value: Any, name: str) -> Sequence[Any]:
    if not isinstance(value, list):
        raise FieldError(name, "must be a list")
    return value


def _texts(value: Any, name: str) -> tuple[str, ...]:
    return tuple(_text(item, name) for item in _list(value, name))


def _amounts(value: Any, name: str) -> tuple[Decimal, ...]:
    return tuple(amount_of(item, name) for item in _list(value, name))


def _pair(value: Any, name: str, what: str) -> tuple[Any, Any]:
    if not isinstance(value, list) or len(value) != 2:
        raise FieldError(name, f"each must be a pair [{what}]")
    return value[0], value[1]


def _intervals(value: Any, name: str) -> tuple[tuple[date, date], ...]:
    pairs = [_pair(item, name, "first, last") for item in _list(value, name)]
    return tuple((as_date(first, name), as_date(last, name)) for first, last in pairs)


def _payments(value: Any, name: str) -> tuple[tuple[date, Decimal], ...]:
    pairs = [_pair(item, name, "date, amount") for item in _list(value, name)]
    return tuple((as_date(day, name), amount_of(amount, name)) for day, amount in pairs)


def _claims(value: Any, name: str) -> tuple[tuple[str, Decimal], ...]:
    found = []
    for index, item in enumerate(_list(value, name), start=1):
        if isinstance(item, list):
            creditor, amount = _pair(item, name, "name, amount")
            found.append((_text(creditor, name), amount_of(amount, name)))
        else:
            found.append((str(index), amount_of(item, name)))
    return tuple(found)


def _dates(value: Any, name: str) -> tuple[date, ...]:
    return tuple(as_date(item, name) for item in _list(value, name))


def _facts(value: Any, name: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise FieldError(name, "must be an object")
    return value


def _field(read: Reader, kind: str) -> Callable[..., Field]:
    def make(name: str, zh: str, en: str, required: bool = True) -> Field:
        return Field(name, read, kind, zh, en, required)

    return make


text = _field(_text, "text")
whole = _field(_whole, "whole number")
yes_no = _field(_flag, "true or false")
day = _field(as_date, "date YYYY-MM-DD")
moment = _field(as_moment, "date and time YYYY-MM-DDTHH:MM")
start = _field(_start, "date, or date and time")
money = _field(amount_of, "amount in yuan, as text or whole number")
number = _field(_number, "number, as text")
texts = _field(_texts, "list of words")
amounts = _field(_amounts, "list of amounts")
dates = _field(_dates, "list of dates")
intervals = _field(_intervals, "list of [first date, last date]")
payments = _field(_payments, "list of [date, amount]")
claims = _field(_claims, "list of [name, amount] or amounts")
facts = _field(_facts, "object")
anything = _field(lambda value, _: value, "any")
