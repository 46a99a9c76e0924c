"""The people's courts: who they are, who hears appeals, whose case-number code is whose.

Source, state, certainty and known gaps of the table stand at the head of ``data/courts.txt``.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final

from fengqiao.law.outline import read_outline

_LEVELS: Final = {"S": "supreme", "H": "high", "I": "intermediate", "B": "basic"}
_OF_CODE: Final = {"s": "secondary", "d": "derived", "r": "recalled", "-": "unknown"}
_OF_NAME: Final = {"o": "official", "p": "pattern", "e": "expanded", "x": "short"}


@dataclass(frozen=True, slots=True)
class Court:
    """A court.

    ``code`` names it in this table; it is the case-number code where that is known, and
    ``number_code`` is empty where it is not. ``parent`` is the code of the court that hears its
    appeals in ordinary cases, empty for the Supreme People's Court. ``division`` is a six-digit
    area code or empty. ``certainty`` tells how sure the number code is (secondary, derived,
    recalled, unknown), ``name_certainty`` the name (official, pattern, expanded, short).
    """

    code: str
    name: str
    level: str
    parent: str
    division: str
    number_code: str
    kind: str
    certainty: str
    name_certainty: str


@cache
def _table() -> dict[str, Court]:
    table: dict[str, Court] = {}
    above: list[str] = []
    for depth, text in read_outline("courts.txt", blanks=1):
        code, marks, division, name, *kind = text.split(" ")
        del above[depth:]
        table[code] = Court(
            code=code,
            name=name,
            level=_LEVELS[marks[0]],
            parent=above[-1] if above else "",
            division="" if division == "-" else division,
            number_code="" if marks[1] == "-" else code,
            kind=kind[0] if kind else "general",
            certainty=_OF_CODE[marks[1]],
            name_certainty=_OF_NAME[marks[2]],
        )
        above.append(code)
    return table


@cache
def _by_division() -> dict[str, tuple[Court, ...]]:
    found: dict[str, list[Court]] = {}
    for one in _table().values():
        if one.division:
            found.setdefault(one.division, []).append(one)
    return {division: tuple(courts) for division, courts in found.items()}


def court(code: str) -> Court:
    """Return a court by its code. Raises ``KeyError`` if there is none."""
    return _table()[code]


def all_courts() -> tuple[Court, ...]:
    """Return all courts, each after the court that hears its appeals."""
    return tuple(_table().values())


def by_number_code(number_code: str) -> Court | None:
    """Return the court that a case number names, as 浙0681 in （2026）浙0681民初12号, or None."""
    found = _table().get(number_code)
    return found if found is not None and found.number_code else None


def appeal_court(of: Court) -> Court | None:
    """Return the court that hears ordinary appeals; None for the Supreme People's Court.

    Intellectual property, internet and finance cases may go to a special court instead.
    """
    return court(of.parent) if of.parent else None


def courts_of_division(code: str) -> tuple[Court, ...]:
    """Return the courts whose area is this division (a six-digit area code)."""
    return _by_division().get(code, ())


def search(text: str, limit: int = 20) -> list[Court]:
    """Return courts by a part of the name or the beginning of the code; closest names first."""
    wanted = text.strip()
    if not wanted:
        return []
    found = [one for one in _table().values() if wanted in one.name or one.code.startswith(wanted)]
    found.sort(key=lambda one: (one.code != wanted, not one.name.startswith(wanted), len(one.name)))
    return found[:limit]
