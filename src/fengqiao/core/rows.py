"""Rows of a move read and written by fixed statements: the same columns each time, composed once.

The ORM composes every statement anew, which costs several times what the database does with it. The
door reads and writes the same few shapes thousands of times an hour; here each is composed once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any, TypeVar

from django.apps import apps
from django.db import connection, models

_AT_ONCE = 100

M = TypeVar("M", bound=models.Model)
Converters = list[tuple[int, Any, list[Callable[..., Any]]]]


_AS_IT_IS = (models.CharField, models.TextField, models.IntegerField, models.BooleanField, models.ForeignKey)


def _stored(field: Any, value: Any) -> Any:
    """A value as the database takes it; most are taken as they are, which spares the field's own ways."""
    return value if isinstance(field, _AS_IT_IS) else field.get_db_prep_save(value, connection)


@cache
def _inserted(label: str) -> tuple[list[Any], str]:
    model = apps.get_model(label)
    fields = [f for f in model._meta.concrete_fields if not isinstance(f, models.AutoField)]
    columns = ", ".join(connection.ops.quote_name(f.column) for f in fields)
    return fields, f"INSERT INTO {connection.ops.quote_name(model._meta.db_table)} ({columns}) VALUES "  # noqa: S608


def insert(rows: Sequence[models.Model]) -> None:
    """Insert rows of one model, in one statement for each hundred. Their keys are not read back."""
    for start in range(0, len(rows), _AT_ONCE):
        some = rows[start : start + _AT_ONCE]
        fields, head = _inserted(some[0]._meta.label)
        values = [_stored(f, getattr(row, f.attname)) for row in some for f in fields]
        one = f"({', '.join(['%s'] * len(fields))})"
        with connection.cursor() as cursor:
            cursor.execute(head + ", ".join([one] * len(some)), values)


@cache
def _updated(label: str, names: tuple[str, ...]) -> tuple[list[Any], str]:
    model = apps.get_model(label)
    fields = [model._meta.get_field(name) for name in names]
    quote = connection.ops.quote_name
    columns = ", ".join(f"{quote(f.column)} = %s" for f in fields)
    return fields, f"UPDATE {quote(model._meta.db_table)} SET {columns} WHERE id = %s"  # noqa: S608


def update(row: models.Model, *names: str) -> None:
    """Write the named columns of one row."""
    fields, statement = _updated(row._meta.label, names)
    values = [_stored(f, getattr(row, f.attname)) for f in fields]
    with connection.cursor() as cursor:
        cursor.execute(statement, [*values, row.pk])


def update_where(model: type[models.Model], changes: Mapping[str, Any], condition: str, *values: Any) -> None:
    """Write columns of all rows that meet a condition (SQL after ``WHERE``, with ``%s`` for the values)."""
    quote = connection.ops.quote_name
    fields = [model._meta.get_field(name) for name in changes]
    columns = ", ".join(f"{quote(f.column)} = %s" for f in fields)
    stored = [_stored(f, value) for f, value in zip(fields, changes.values(), strict=True)]
    with connection.cursor() as cursor:
        statement = f"UPDATE {quote(model._meta.db_table)} SET {columns} WHERE {condition}"  # noqa: S608
        cursor.execute(statement, [*stored, *values])


def delete_of(model: type[models.Model], column: str, value: int) -> None:
    """Delete the rows of a model whose column has the value; nothing may refer to them."""
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {quote(model._meta.db_table)} WHERE {quote(column)} = %s", [value])  # noqa: S608


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


def read(model: type[M], condition: str, *values: Any) -> list[M]:
    """The rows that meet a condition (SQL from ``WHERE`` on, with ``%s`` for the values)."""
    columns = ", ".join(_read(model._meta.label)[0])
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns} FROM {model._meta.db_table} {condition}", values)  # noqa: S608
        return [_made(model, list(row)) for row in cursor.fetchall()]


def read_with(model: type[M], of: str, condition: str, *values: Any) -> list[M]:
    """The same, each row with the row that its foreign key ``of`` (which is never empty) refers to."""
    key = model._meta.get_field(of)
    other = key.related_model
    mine, theirs = _read(model._meta.label)[0], _read(other._meta.label)[0]
    table, joined = model._meta.db_table, other._meta.db_table
    head = (
        f"SELECT {', '.join([*mine, *theirs])} FROM {table} JOIN {joined}"  # noqa: S608
        f" ON {joined}.id = {table}.{key.column} "
    )
    with connection.cursor() as cursor:
        cursor.execute(head + condition, values)
        rows = cursor.fetchall()
    found = []
    for row in rows:
        made = _made(model, list(row[: len(mine)]))
        setattr(made, of, _made(other, list(row[len(mine) :])))
        found.append(made)
    return found
