"""What a guard sees: the matter, its people, what was typed, and the hour. Plain data, no database."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class PartyView:
    """A party of the dispute. ``side`` is claimant, respondent or third_party."""

    id: int
    name: str
    side: str
    kind: str = "person"
    person: int | None = None
    phone: str = ""
    minor: bool = False
    bound: bool = False
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ChildView:
    """A matter opened under this one (a service of papers, a fee, a hearing)."""

    no: str
    procedure: str
    state: str
    ended: bool
    party: int | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ClockView:
    """A legal clock of the matter that runs or has run."""

    name: str
    due: date
    party: int | None = None
    running: bool = True


def nobody() -> tuple[Any, ...]:
    """The empty loader of a context built without a database."""
    return ()


@dataclass
class Context:
    """The matter as a guard sees it, at one moment, for one actor.

    ``facts`` are the matter's own, ``dispute`` those typed once for the whole dispute. ``acting`` are
    the parties for whom the actor acts (itself, or as agent). ``data`` is what the move asked and got;
    while a page only asks whether a move is open it is ``None`` and ``checks`` are not run.
    """

    no: str
    procedure: str
    version: int
    state: str
    now: datetime
    opened: date
    facts: Mapping[str, Any] = field(default_factory=dict)
    dispute: Mapping[str, Any] = field(default_factory=dict)
    parties: tuple[PartyView, ...] = ()
    relations: frozenset[str] = frozenset()
    acting: tuple[PartyView, ...] = ()
    staff: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    court: Mapping[str, Any] = field(default_factory=dict)
    number: str = ""
    parent: ChildView | None = None
    data: Any = None
    child: ChildView | None = None
    actor_person: int | None = None
    load_children: Callable[[], tuple[ChildView, ...]] = nobody
    load_clocks: Callable[[], tuple[ClockView, ...]] = nobody

    @property
    def today(self) -> date:
        """The local day (Asia/Shanghai) of ``now``."""
        return self.now.date()

    @property
    def children(self) -> tuple[ChildView, ...]:
        return self.load_children()

    @property
    def clocks(self) -> tuple[ClockView, ...]:
        return self.load_clocks()

    def side(self, *sides: str) -> tuple[PartyView, ...]:
        """The parties on the named sides, in their order."""
        return tuple(p for p in self.parties if p.side in sides)

    def of(self, procedure: str) -> tuple[ChildView, ...]:
        """The child matters of one procedure."""
        return tuple(c for c in self.children if c.procedure == procedure)

    def clock(self, name: str, party: int | None = None) -> ClockView | None:
        """The latest clock of that name (for that party, where one is named)."""
        found = [c for c in self.clocks if c.name == name and party in (None, c.party)]
        return found[-1] if found else None
