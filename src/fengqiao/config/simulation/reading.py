"""Rows read by fixed statements: the play asks the same few questions before each of its thousands of moves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, TypeVar

from django.db import connection, models

from fengqiao.core import clock
from fengqiao.core.models import Court, Dispute, Matter

M = TypeVar("M", bound=models.Model)


@cache
def _shape(model: type[models.Model]) -> tuple[str, list[str], list[tuple[int, Any, list[Callable[..., Any]]]]]:
    """The beginning of a SELECT of all columns, their attributes, and what turns stored values into Python's."""
    quote, table = connection.ops.quote_name, model._meta.db_table
    columns, attributes, converters = [], [], []
    for n, field in enumerate(model._meta.concrete_fields):
        column = field.get_col(table)
        found = [*connection.ops.get_db_converters(column), *column.get_db_converters(connection)]
        columns.append(f"{quote(table)}.{quote(field.column)}")
        attributes.append(field.attname)
        if found:
            converters.append((n, column, found))
    return f"SELECT {', '.join(columns)} FROM {quote(table)} ", attributes, converters  # noqa: S608


def read(model: type[M], condition: str, *values: Any) -> list[M]:
    """The rows that meet a condition, written as SQL with ``%s`` for the values."""
    head, attributes, converters = _shape(model)
    with connection.cursor() as cursor:
        cursor.execute(head + condition, values)
        rows = cursor.fetchall()
    return [_made(model, attributes, converters, list(row)) for row in rows]


def _made(model: type[M], attributes: list[str], converters: Sequence[tuple[int, Any, Any]], row: list[Any]) -> M:
    for n, column, found in converters:
        for convert in found:
            row[n] = convert(row[n], column, connection)
    return model.from_db("default", attributes, row)


def matter(pk: int, court: Court) -> Matter:
    """A matter with its dispute and its parent."""
    found = read(Matter, "WHERE id = %s", pk)[0]
    found.dispute, found.court = read(Dispute, "WHERE id = %s", found.dispute_id)[0], court
    if found.parent_id:
        found.parent = read(Matter, "WHERE id = %s", found.parent_id)[0]
    return found


def open_matters(dispute: int, court: Court) -> list[Matter]:
    """The matters of a dispute that have not ended, with the dispute."""
    found = read(Matter, "WHERE dispute_id = %s AND NOT ended ORDER BY id", dispute)
    if found:
        whole = read(Dispute, "WHERE id = %s", dispute)[0]
        for each in found:
            each.dispute, each.court = whole, court
    return found


def turns(ids: Sequence[int]) -> list[tuple[int, str, int | None, str]]:
    """(matter, role, person, moves waited for) of everybody who stands in the matters or whose turn it is."""
    marks = ", ".join(["%s"] * len(ids))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT matter_id, role, person_id, '' FROM core_standing WHERE matter_id IN ({marks})"  # noqa: S608
            " AND until IS NULL ORDER BY id",
            ids,
        )
        standing = cursor.fetchall()
        cursor.execute(
            f"SELECT matter_id, role, person_id, moves FROM core_task WHERE matter_id IN ({marks}) ORDER BY id",  # noqa: S608
            ids,
        )
        return [*standing, *cursor.fetchall()]


def waited_for(matter: int, role: str, person: int | None) -> list[str]:
    """The moves for which this role is waited for in a matter."""
    mine = [] if person is None else [person]
    whose = "person_id IS NULL" if person is None else "person_id = %s"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT moves FROM core_task WHERE matter_id = %s AND role = %s AND {whose}",  # noqa: S608
            [matter, role, *mine],
        )
        return [move for (moves,) in cursor.fetchall() for move in moves.split()]


def clocks_due() -> list[int]:
    """The disputes of which a clock has run out by now, the first first."""
    now = connection.ops.adapt_datetimefield_value(clock.now())
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT m.dispute_id FROM core_deadline d JOIN core_matter m ON m.id = d.matter_id"
            " WHERE d.status = 'running' AND d.due_at <= %s ORDER BY d.due_at, d.id",
            [now],
        )
        return list(dict.fromkeys(row[0] for row in cursor.fetchall()))
