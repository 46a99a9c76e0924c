"""Rows of a move read and written by fixed statements: the same columns each time, composed once.

The ORM composes every statement anew, which costs several times what the database does with it. The
door reads and writes the same few shapes thousands of times an hour; here each is composed once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

from django.apps import apps
from django.db import connection, models

_AT_ONCE = 100

M = TypeVar("M", bound=models.Model)
Converters = list[tuple[int, Any, list[Callable[..., Any]]]]


_AS_IT_IS = (models.CharField, models.TextField, models.IntegerField, models.BooleanField, models.ForeignKey)


Stores = list[tuple[str, Callable[..., Any] | None]]
"""Attributes and what turns each into what the database takes; most are taken as they are (``None``)."""


def _stores(fields: Iterable[Any]) -> Stores:
    return [(f.attname, None if isinstance(f, _AS_IT_IS) else f.get_db_prep_save) for f in fields]


def _stored(stores: Stores, values: Iterable[Any]) -> list[Any]:
    return [
        value if prepare is None else prepare(value, connection)
        for (_name, prepare), value in zip(stores, values, strict=True)
    ]


@cache
def _inserted(label: str) -> tuple[Stores, str]:
    model = apps.get_model(label)
    fields = [f for f in model._meta.concrete_fields if not isinstance(f, models.AutoField)]
    columns = ", ".join(connection.ops.quote_name(f.column) for f in fields)
    return _stores(fields), f"INSERT INTO {connection.ops.quote_name(model._meta.db_table)} ({columns}) VALUES "  # noqa: S608


@cache
def _updated(label: str, names: tuple[str, ...]) -> tuple[Stores, str]:
    model = apps.get_model(label)
    fields = [model._meta.get_field(name) for name in names]
    quote = connection.ops.quote_name
    columns = ", ".join(f"{quote(f.column)} = %s" for f in fields)
    return _stores(fields), f"UPDATE {quote(model._meta.db_table)} SET {columns} WHERE "  # noqa: S608


@contextmanager
def _together(count: int) -> Iterator[None]:
    """Send so many statements without waiting for each one's answer, where the driver can (PostgreSQL's pipeline mode).

    A fault of any of them is raised at the end, as the fault that it would have been.
    """
    if count < 2 or connection.vendor != "postgresql":
        yield
        return
    with connection.wrap_database_errors, connection.connection.pipeline():
        yield


class Writes:
    """Writes of one transaction, kept in their order and sent together.

    Whoever is going to read what they write calls ``send`` first.
    """

    def __init__(self) -> None:
        self._waiting: list[tuple[str, list[Any]]] = []

    def insert(self, rows: Sequence[models.Model]) -> None:
        """Insert rows of one model, in one statement for each hundred. Their keys are not read back."""
        for start in range(0, len(rows), _AT_ONCE):
            some = rows[start : start + _AT_ONCE]
            stores, head = _inserted(some[0]._meta.label)
            values = [v for row in some for v in _stored(stores, (getattr(row, name) for name, _ in stores))]
            one = f"({', '.join(['%s'] * len(stores))})"
            self._waiting.append((head + ", ".join([one] * len(some)), values))

    def update(self, row: models.Model, *names: str) -> None:
        """Write the named columns of one row."""
        changes = {name: getattr(row, row._meta.get_field(name).attname) for name in names}
        self.update_where(type(row), changes, "id = %s", row.pk)

    def update_where(self, model: type[models.Model], changes: Mapping[str, Any], condition: str, *values: Any) -> None:
        """Write columns of all rows that meet a condition (SQL after ``WHERE``, with ``%s`` for the values)."""
        stores, head = _updated(model._meta.label, tuple(changes))
        self._waiting.append((head + condition, [*_stored(stores, changes.values()), *values]))

    def delete_of(self, model: type[models.Model], column: str, value: int) -> None:
        """Delete the rows of a model whose column has the value; nothing may refer to them."""
        quote = connection.ops.quote_name
        statement = f"DELETE FROM {quote(model._meta.db_table)} WHERE {quote(column)} = %s"  # noqa: S608
        self._waiting.append((statement, [value]))

    def send(self) -> None:
        """Send what waits."""
        waiting, self._waiting = self._waiting, []
        if not waiting:
            return
        with _together(len(waiting)), connection.cursor() as cursor:
            for statement, values in waiting:
                cursor.execute(statement, values)


@cache
def _read(label: str) -> tuple[list[str], list[str], Converters]:
    """The columns of a model, their attributes, and what turns stored values into Python's."""
    model = apps.get_model(label)
    quote, table = connection.ops.quote_name, model._meta.db_table
    columns, attributes, converters = [], [], []
    for n, field in enumerate(model._meta.concrete_fields):
        column = field.get_col(table)
        found = [*connection.ops.get_db_converters(column), *column.get_db_converters(connection)]
        columns.append(f"{quote(table)}.{quote(field.column)}")
        attributes.append(field.attname)
        if found:
            converters.append((n, column, found))
    return columns, attributes, converters


def _made(model: type[M], values: list[Any]) -> M:
    _columns, attributes, converters = _read(model._meta.label)
    for n, column, found in converters:
        for convert in found:
            values[n] = convert(values[n], column, connection)
    return model.from_db("default", attributes, values)


@dataclass(frozen=True, slots=True)
class Ask:
    """A question for rows of a model: those that meet a condition (SQL from ``WHERE`` on, ``%s`` for the values).

    Each row comes with those that its foreign keys ``of`` (which are never empty) refer to.
    """

    model: type[models.Model]
    condition: str
    values: tuple[Any, ...]
    of: str = ""


@cache
def _asked(label: str, of: str) -> tuple[str, list[tuple[str, Any, int]]]:
    """What the statement of a question begins with, and the referred models with the width of their columns."""
    model = apps.get_model(label)
    table = model._meta.db_table
    columns, joins, others = [*_read(label)[0]], "", []
    for name in of.split():
        key = model._meta.get_field(name)
        other: Any = key.related_model
        theirs = _read(other._meta.label)[0]
        columns += theirs
        joins += f" JOIN {other._meta.db_table} ON {other._meta.db_table}.id = {table}.{key.column}"
        others.append((name, other, len(theirs)))
    return f"SELECT {', '.join(columns)} FROM {table}{joins} ", others  # noqa: S608


def read_all(*asks: Ask) -> list[list[Any]]:
    """Ask several questions at once; a row that several answers refer to is one object in all of them."""
    cursors = []
    with _together(len(asks)):
        for ask in asks:
            cursor = connection.cursor()
            cursor.execute(_asked(ask.model._meta.label, ask.of)[0] + ask.condition, ask.values)
            cursors.append(cursor)
    shared: dict[tuple[Any, Any], Any] = {}
    found = []
    for ask, cursor in zip(asks, cursors, strict=True):
        with cursor:
            found.append([_with_others(ask, row, shared) for row in cursor.fetchall()])
    return found


def _with_others(ask: Ask, row: Sequence[Any], shared: dict[tuple[Any, Any], Any]) -> Any:
    at = len(_read(ask.model._meta.label)[0])
    made = _made(ask.model, list(row[:at]))
    for name, other, width in _asked(ask.model._meta.label, ask.of)[1]:
        key = (other, row[at])
        if key not in shared:
            shared[key] = _made(other, list(row[at : at + width]))
        setattr(made, name, shared[key])
        at += width
    return made


def read(model: type[M], condition: str, *values: Any, of: str = "") -> list[M]:
    """The rows that meet a condition; see ``Ask``."""
    return read_all(Ask(model, condition, values, of))[0]
