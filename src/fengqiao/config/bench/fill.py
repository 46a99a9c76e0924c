"""A court with many matters: a simulated one, copied by SQL. SQLite only; the pages are measured there.

Every row of the simulated disputes is copied with its keys moved on by a fixed step, so that each copy
is as whole as its original (parties, standings, events, papers, notices, clocks). The first copies
are alive like the original, until there are as many open matters as a county court has at a time;
the others are history: ended, nobody's turn, no clock running, papers without their text (which no list
or matter page reads). That is how a court's data grows.
Staff stay the same people; citizens are copied with their disputes.
"""

from __future__ import annotations

from typing import Any

from django.db import connection

STEP = 1_000_000
ALIVE = 3_000
"""Open matters of the whole court at a time, children included."""

_TABLES = "dispute party representative matter standing task deadline event document notice drawrecord".split()
_FOREIGN = {
    "dispute_id": "shift", "matter_id": "shift", "parent_id": "shift", "party_id": "shift", "id": "shift",
    "person_id": "person", "actor_id": "person", "on_behalf_of": "person",
}  # fmt: skip
# nine figures, where a number that was drawn has eight: no copy ever meets an original
_UNIQUE = {
    ("matter", "no"): "substr(no, 1, 5) || printf('%09d', {k} * 10000 + id) || '-' || (id % 10)",
    ("matter", "number"): "number || '-{k}'",
    ("party", "claim_code"): "printf('K%011d', {k} * 100000 + id)",
    ("event", "key"): "NULL",
    ("drawrecord", "no"): "substr(no, 1, 5) || printf('%09d', {k} * 10000 + id) || '-' || (id % 10)",
}
_HISTORY = {
    ("document", "text"): "''",
    ("matter", "ended"): "1",
    ("matter", "ended_at"): "coalesce(ended_at, changed_at)",
    ("deadline", "status"): "CASE status WHEN 'running' THEN 'stopped' ELSE status END",
    ("notice", "status"): "CASE status WHEN 'queued' THEN 'sent' ELSE status END",
}


def grow(total: int) -> int:
    """Copy until there are at least so many matters; answer how many there are."""
    with connection.cursor() as cursor:
        original = _one(cursor, f"SELECT count(*) FROM core_matter WHERE id < {STEP}")  # noqa: S608
        alive = _one(cursor, f"SELECT count(*) FROM core_matter WHERE id < {STEP} AND NOT ended")  # noqa: S608
        present = _one(cursor, "SELECT count(*) FROM core_matter")
        done = _one(cursor, f"SELECT coalesce(max(id) / {STEP}, 0) FROM core_matter")  # noqa: S608
        cursor.execute("PRAGMA synchronous=OFF")
        cursor.execute("PRAGMA foreign_keys=OFF")
        k = done
        while present < total:
            k += 1
            cursor.execute("BEGIN")
            _copy(cursor, k, history=alive * (k + 1) > ALIVE)
            cursor.execute("COMMIT")
            present += original
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("ANALYZE")
    return present


def _copy(cursor: Any, k: int, *, history: bool) -> None:
    staff = "(SELECT person_id FROM core_posting)"
    columns = _columns(cursor, "core_person")
    values = ", ".join(f"id + {k * STEP}" if c == "id" else c for c in columns)
    _insert(cursor, "core_person", columns, values, f"id < {STEP} AND id NOT IN {staff}")
    for table in _TABLES:
        if history and table == "task":
            continue
        columns = _columns(cursor, f"core_{table}")
        values = ", ".join(_value(table, c, k, staff, history) for c in columns)
        key = "matter_id" if table == "event" else "id"
        _insert(cursor, f"core_{table}", columns, values, f"{key} < {STEP}")


def _insert(cursor: Any, table: str, columns: list[str], values: str, where: str) -> None:
    names = ", ".join(f'"{c}"' for c in columns)
    cursor.execute(f"INSERT INTO {table} ({names}) SELECT {values} FROM {table} WHERE {where}")  # noqa: S608


def _value(table: str, column: str, k: int, staff: str, history: bool) -> str:
    if (table, column) in _UNIQUE:
        return _UNIQUE[table, column].format(k=k)
    if history and (table, column) in _HISTORY:
        return _HISTORY[table, column]
    kind = _FOREIGN.get(column)
    if kind == "shift":
        return f'"{column}" + {k * STEP}'
    if kind == "person":
        return f'CASE WHEN "{column}" IN {staff} THEN "{column}" ELSE "{column}" + {k * STEP} END'
    return f'"{column}"'


def _columns(cursor: Any, table: str) -> list[str]:
    cursor.execute(f"SELECT name FROM pragma_table_info('{table}')")  # noqa: S608
    return [row[0] for row in cursor.fetchall()]


def _one(cursor: Any, sql: str) -> int:
    cursor.execute(sql)
    return int(cursor.fetchone()[0])
