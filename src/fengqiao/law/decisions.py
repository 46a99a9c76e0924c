"""Decisions by table: whether something holds, from facts that are true or false, with the reasons.

The tables are in ``data/decisions.yaml``. A decision is a proposal to the judge or clerk.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from fengqiao.kernel.answer import Answer, Line
from fengqiao.kernel.citation import Citation
from fengqiao.law.citing import cite
from fengqiao.law.errors import FieldError
from fengqiao.law.store import load

Labels = Mapping[str, list[str]]


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether it holds; ``missing`` and ``barring`` name the facts that speak against it."""

    holds: bool
    missing: tuple[str, ...]
    barring: tuple[str, ...]
    why: str
    why_en: str


@dataclass(frozen=True, slots=True)
class Table:
    """One decision table; facts by name with their label in Chinese and English."""

    id: str
    zh: str
    en: str
    status: str
    cites: tuple[Citation, ...]
    all: Labels
    any: tuple[Labels, ...]
    none: Labels
    holds: Line
    fails: Line

    @property
    def facts(self) -> dict[str, list[str]]:
        """Every fact of the table with its labels."""
        found = dict(self.all)
        for group in self.any:
            found.update(group)
        found.update(self.none)
        return found


@cache
def tables() -> dict[str, Table]:
    """Return every decision table by id, in the order of the file."""
    return {id: _built(id, row) for id, row in load("decisions.yaml").items()}


def _built(id: str, row: dict[str, Any]) -> Table:
    return Table(
        id=id,
        zh=row["zh"],
        en=row["en"],
        status=row["status"],
        cites=tuple(cite(text) for text in row["cites"]),
        all=row.get("all", {}),
        any=tuple(row.get("any", ())),
        none=row.get("none", {}),
        holds=Line(*row["holds"]),
        fails=Line(*row["fails"]),
    )


def decide(id: str, facts: Mapping[str, Any]) -> Answer[Decision]:
    """Decide by a table. A fact that is not given counts as false.

    Raises FieldError for an unknown table, an unknown fact, or a fact that is not true or false.
    """
    table = tables().get(id)
    if table is None:
        raise FieldError("rule", "must be one of: " + ", ".join(tables()))
    known = table.facts
    for name, value in facts.items():
        if name not in known:
            raise FieldError(name, "must be one of: " + ", ".join(known))
        if not isinstance(value, bool):
            raise FieldError(name, "must be true or false")
    true = {name for name, value in facts.items() if value}
    missing = [name for name in table.all if name not in true]
    for group in table.any:
        if not true & set(group):
            missing.extend(group)
    barring = [name for name in table.none if name in true]
    holds = not missing and not barring
    lines = _reasons(table, true, missing, barring)
    conclusion = table.holds if holds else table.fails
    value = Decision(holds, tuple(missing), tuple(barring), conclusion.zh, conclusion.en)
    return Answer(value, table.cites, (*lines, conclusion), table.status == "U")


def _reasons(table: Table, true: set[str], missing: list[str], barring: list[str]) -> list[Line]:
    """Say which facts speak for it, which are missing, and which stand against it."""
    lines = []
    support = [name for name in table.facts if name in true and name not in barring]
    for names, zh, en in (
        (support, "具备：", "Given: "),
        (missing, "缺少（或者缺少其中之一）：", "Missing (or one of these): "),
        (barring, "排除情形：", "Barred by: "),
    ):
        if names:
            lines.append(
                Line(
                    zh + "、".join(table.facts[name][0] for name in names) + "。",
                    en + "; ".join(table.facts[name][1] for name in names) + ".",
                )
            )
    return lines
