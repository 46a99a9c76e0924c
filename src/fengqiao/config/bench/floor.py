"""The floor under the door: the very statements that moves wrote, written again by plain SQL.

While a move is made its writes are caught. Afterwards the same rows go, in the same number of commits
and over the same connection, into shadow tables that have the same columns, keys and indexes and had
the same contents to begin with (so that numbers run on alike). What the floor leaves out is all that the
door is for: reading, guards, articles, papers, the chain.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.db import connection

PREFIX = "floor_"
_WRITES = re.compile(r'^(INSERT INTO|UPDATE|DELETE FROM) "?(core_\w+)"?', re.IGNORECASE)
_TABLE = re.compile(r"\bcore_\w+")

Statement = tuple[str, Any]


@contextmanager
def caught(into: list[Statement]) -> Iterator[None]:
    """Catch every write to the core's tables."""

    def keep(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        if _WRITES.match(sql):
            into.extend((sql, row) for row in (params if many else [params]))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(keep):
        yield


def lay() -> None:
    """Make the shadow tables, with the contents that the real ones have now."""
    tables = [m._meta.db_table for m in apps.get_app_config("core").get_models()]
    with connection.cursor() as cursor:
        for table in tables:
            (_on_sqlite if connection.vendor == "sqlite" else _on_postgres)(cursor, table)


def _on_sqlite(cursor: Any, table: str) -> None:
    cursor.execute("SELECT sql FROM sqlite_master WHERE tbl_name = %s AND sql IS NOT NULL ORDER BY type DESC", [table])
    for (sql,) in cursor.fetchall():
        name = re.compile(r'(CREATE TABLE|CREATE (?:UNIQUE )?INDEX|ON) "(\w+)"')
        cursor.execute(name.sub(lambda m: f'{m[1]} "{PREFIX}{m[2]}"', sql))
    cursor.execute(f'INSERT INTO "{PREFIX}{table}" SELECT * FROM "{table}"')  # noqa: S608
    cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
    for (last,) in cursor.fetchall():
        cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [PREFIX + table])
        cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [PREFIX + table, last])


def _on_postgres(cursor: Any, table: str) -> None:
    cursor.execute(f'CREATE TABLE "{PREFIX}{table}" (LIKE "{table}" INCLUDING ALL)')
    cursor.execute(f'INSERT INTO "{PREFIX}{table}" OVERRIDING SYSTEM VALUE SELECT * FROM "{table}"')  # noqa: S608
    cursor.execute("SELECT pg_get_serial_sequence(%s, 'id') WHERE EXISTS (SELECT 1 FROM information_schema.columns"
                   " WHERE table_name = %s AND column_name = 'id' AND is_identity = 'YES')", [table, table])  # fmt: skip
    row = cursor.fetchone()
    if row and row[0]:
        cursor.execute(
            f"SELECT setval(pg_get_serial_sequence('{PREFIX}{table}', 'id'), s.last_value, s.is_called) FROM {row[0]} s"  # noqa: S608
        )


def shadowed(statements: list[Statement]) -> list[Statement]:
    """The same statements against the shadow tables, in the driver's own marks."""
    mark = "?" if connection.vendor == "sqlite" else "%s"
    return [(_TABLE.sub(PREFIX + r"\g<0>", sql).replace("%s", mark), params) for sql, params in statements]


def write(commits: list[list[Statement]]) -> None:
    """Write each group of statements in one commit, straight through the driver."""
    raw = connection.connection
    cursor = raw.cursor()
    for statements in commits:
        cursor.execute("BEGIN IMMEDIATE" if connection.vendor == "sqlite" else "BEGIN")
        for sql, params in statements:
            cursor.execute(sql, params)
        cursor.execute("COMMIT")
    cursor.close()


def differing() -> list[str]:
    """The tables in which the floor has not written as many rows as the door."""
    found = []
    with connection.cursor() as cursor:
        for table in ("core_event", "core_matter", "core_task", "core_deadline", "core_document", "core_notice"):
            cursor.execute(f'SELECT (SELECT count(*) FROM "{table}"), (SELECT count(*) FROM "{PREFIX}{table}")')  # noqa: S608
            if len(set(cursor.fetchone())) > 1:
                found.append(table)
    return found
