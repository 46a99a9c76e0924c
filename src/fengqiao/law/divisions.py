"""Administrative divisions: names by six-digit area code, for addresses and identity numbers.

Source, state and certainty of the table stand at the head of ``data/divisions.txt``.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final

from fengqiao.law.outline import read_outline

_LEVELS: Final = {2: "province", 4: "prefecture", 6: "county"}


@dataclass(frozen=True, slots=True)
class Division:
    """A province, prefecture or county. ``code`` has six digits; ``parent`` is empty at the top."""

    code: str
    name: str
    level: str
    parent: str


@dataclass(frozen=True, slots=True)
class Birthplace:
    """What the first six digits of an identity number say.

    ``exact`` is False where the code is no longer in use and only the place above it is known.
    """

    divisions: tuple[Division, ...]
    exact: bool

    @property
    def name(self) -> str:
        """The place from the province down, in one word."""
        return "".join(one.name for one in self.divisions)


@cache
def _table() -> dict[str, Division]:
    table: dict[str, Division] = {}
    above: list[str] = []
    for depth, text in read_outline("divisions.txt", blanks=2):
        digits, name = text.split(" ")
        del above[depth:]
        parent = above[-1].ljust(6, "0") if above else ""
        above.append("".join(above[-1:]) + digits)
        code = above[-1].ljust(6, "0")
        table[code] = Division(code, name, _LEVELS[len(above[-1])], parent)
    return table


@cache
def _children() -> dict[str, tuple[Division, ...]]:
    found: dict[str, list[Division]] = {}
    for one in _table().values():
        found.setdefault(one.parent, []).append(one)
    return {parent: tuple(children) for parent, children in found.items()}


def division(code: str) -> Division:
    """Return a division. Raises ``KeyError`` if there is no such code in the table."""
    return _table()[code]


def children(code: str = "") -> tuple[Division, ...]:
    """Return what lies directly below a division, in order of code; without a code: provinces."""
    return _children().get(code, ())


def path(code: str) -> tuple[Division, ...]:
    """Return the division with all above it, the province first. Raises ``KeyError``."""
    found = [division(code)]
    while found[0].parent:
        found.insert(0, division(found[0].parent))
    return tuple(found)


def full_name(code: str) -> str:
    """Return the name as in an address: 浙江省绍兴市诸暨市. Raises ``KeyError``."""
    return "".join(one.name for one in path(code))


def search(text: str, limit: int = 20) -> list[Division]:
    """Return divisions by name or by the beginning of the code; exact names first."""
    wanted = text.strip()
    if not wanted:
        return []
    found = [one for one in _table().values() if wanted in one.name or one.code.startswith(wanted)]
    found.sort(key=lambda one: (one.name != wanted, not one.name.startswith(wanted), one.code))
    return found[:limit]


def birthplace(identity_number: str) -> Birthplace | None:
    """Return the place of first registration that an identity number names, or None.

    Codes that were abolished since (many numbers carry one) give the prefecture or province.
    """
    code = identity_number[:6]
    for known, exact in ((code, True), (code[:4] + "00", False), (code[:2] + "0000", False)):
        if len(code) == 6 and known in _table():
            return Birthplace(path(known), exact)
    return None
