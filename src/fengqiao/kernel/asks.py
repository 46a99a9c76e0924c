"""What a move asks of the person who makes it: typed shapes, one for page, API and engine.

A shape is a pydantic model. Its field types say how the question is put (``Money``, ``LongText``,
``Files`` ...); the words of the question live in the catalogue under ``<area>.<Shape>.<field>``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from functools import cache
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from pydantic.fields import FieldInfo


@dataclass(frozen=True, slots=True)
class Kind:
    """How a field is put on a page. ``name`` is a control of web/components/field.html."""

    name: str


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200), Kind("text")]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100), Kind("text")]
LongText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=20000), Kind("textarea")]
Composition = Annotated[str, StringConstraints(min_length=1, max_length=200000), Kind("composition")]
Phone = Annotated[str, StringConstraints(strip_whitespace=True, max_length=20), Kind("phone")]
IdNumber = Annotated[str, StringConstraints(strip_whitespace=True, to_upper=True, max_length=40), Kind("id_number")]
Money = Annotated[Decimal, Field(gt=0, le=Decimal("999999999999.99"), decimal_places=2), Kind("money")]
MoneyOrNone = Annotated[Decimal, Field(ge=0, le=Decimal("999999999999.99"), decimal_places=2), Kind("money")]
Day = Annotated[date, Kind("date")]
Clock = Annotated[time, Kind("time")]
Moment = Annotated[datetime, Kind("datetime")]
Count = Annotated[int, Field(ge=0, le=1_000_000), Kind("number")]
Affirmed = Annotated[Literal[True], Kind("affirmed")]
Files = Annotated[list[str], Field(max_length=1000), Kind("files")]
PartyRef = Annotated[int, Kind("party")]
PersonRef = Annotated[int, Kind("person")]
RoomRef = Annotated[int, Kind("room")]
CauseRef = Annotated[str, StringConstraints(max_length=40), Kind("cause")]


class Asks(BaseModel):
    """Base of every shape: unknown fields are refused, text is trimmed, nothing is coerced silently."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, frozen=True)


class Nothing(Asks):
    """A move that asks nothing but the decision to make it."""


@dataclass(frozen=True, slots=True)
class Question:
    """One field of a shape as a page sees it."""

    name: str
    kind: str
    required: bool
    default: Any
    key: str
    choices: tuple[str, ...] = ()
    shape: type[Asks] | None = None
    max_length: int | None = None


def area_of(shape: type) -> str:
    """Return the area whose catalogue names the shape (``fengqiao.areas.fees.facts`` -> ``fees``)."""
    parts = shape.__module__.split(".")
    return parts[2] if len(parts) > 2 and parts[1] == "areas" else "core"


def _unwrap(annotation: Any) -> tuple[Any, str | None]:
    """Return the bare type and the Kind name found on the way through Annotated and Optional."""
    kind = None
    while True:
        origin = get_origin(annotation)
        if origin is Annotated:
            kind = kind or _outermost(get_args(annotation)[1:])
            annotation = get_args(annotation)[0]
        elif origin in (Union, UnionType):
            options = [a for a in get_args(annotation) if a is not type(None)]
            if len(options) != 1:
                return annotation, kind
            annotation = options[0]
        else:
            return annotation, kind


def _outermost(metadata: Sequence[object]) -> str | None:
    """The Kind written last: ``Annotated[PersonRef, Kind("judge")]`` asks for a judge, not for any person."""
    return next((m.name for m in reversed(metadata) if isinstance(m, Kind)), None)


def _question(shape: type[Asks], name: str, info: FieldInfo) -> Question:
    bare, kind = _unwrap(info.annotation)
    kind = _outermost(info.metadata) or kind
    choices: tuple[str, ...] = ()
    inner: type[Asks] | None = None
    if kind is None and get_origin(bare) is Literal:
        kind, choices = "choice", tuple(str(c) for c in get_args(bare))
    elif kind is None and get_origin(bare) is list:
        item, item_kind = _unwrap(get_args(bare)[0])
        if isinstance(item, type) and issubclass(item, Asks):
            kind, inner = "group", item
        elif get_origin(item) is Literal:
            kind, choices = "choices", tuple(str(c) for c in get_args(item))
        else:
            kind = f"{item_kind or 'text'}s"
    elif kind is None and isinstance(bare, type) and issubclass(bare, Asks):
        kind, inner = "section", bare
    elif kind is None:
        kind = {bool: "checkbox", int: "number", Decimal: "money", date: "date"}.get(bare, "text")
    longest = next((m.max_length for m in info.metadata if getattr(m, "max_length", None)), None)
    default = None if info.is_required() else info.get_default(call_default_factory=True)
    if isinstance(default, list):  # one question serves all readers: what one types must never stand in it
        default = tuple(default)
    return Question(
        name=name,
        kind=kind,
        required=info.is_required(),
        default=default,
        key=f"{area_of(shape)}.{shape.__name__}.{name}",
        choices=choices,
        shape=inner,
        max_length=longest,
    )


@cache
def questions(shape: type[Asks]) -> tuple[Question, ...]:
    """The fields of a shape in the order in which they are written; a shape never changes."""
    return tuple(_question(shape, name, info) for name, info in shape.model_fields.items())
