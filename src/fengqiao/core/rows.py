"""Rows of a move written by fixed statements: the same columns each time, composed once.

The ORM composes every INSERT and UPDATE anew, which costs several times what the database does with
it. The door writes the same few shapes thousands of times an hour; here each is composed once.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from django.apps import apps
from django.db import connection, models

_AT_ONCE = 100


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
        values = [f.get_db_prep_save(getattr(row, f.attname), connection) for row in some for f in fields]
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
    values = [f.get_db_prep_save(getattr(row, f.attname), connection) for f in fields]
    with connection.cursor() as cursor:
        cursor.execute(statement, [*values, row.pk])


def delete_of(model: type[models.Model], column: str, value: int) -> None:
    """Delete the rows of a model whose column has the value; nothing may refer to them."""
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {quote(model._meta.db_table)} WHERE {quote(column)} = %s", [value])  # noqa: S608
