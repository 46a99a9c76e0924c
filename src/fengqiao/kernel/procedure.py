"""Procedures as typed text: states, moves, who may, conditions, clocks, articles.

A procedure is a class that reads like the law it follows. It is checked when it is imported
(unknown or unreachable states, traps, clocks that fire a missing move) and frozen by its
fingerprint once published: a change of law is a new version that states only the difference.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from dataclasses import field as having
from typing import Any, ClassVar

from fengqiao.kernel.asks import Asks, Nothing
from fengqiao.kernel.citation import Citation
from fengqiao.kernel.context import Context

Guard = Callable[[Context], "Refusal | None"]
Facts = Callable[[Context], Mapping[str, Any]]

SYSTEM = "system"
SIDES = ("claimant", "respondent", "third_party")
HERE = "="
LEVELS = ("none", "phone", "real_name", "face")
"""How surely a person is known, from nothing up to the face compared with the document (R-FIL-11)."""
LATER = "later"
"""Marks a field of a declaration that came after the first versions were frozen: unset, it is not part of them."""


class ProcedureError(Exception):
    """A declaration that cannot be right; raised at import."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a move cannot be made: a reason of the catalogue, its article, the field at fault.

    ``absent``: this installation has nothing of the kind, so that the move is not even shown as one that waits.
    """

    reason: str
    cite: Citation | None = None
    field: str | None = None
    values: Mapping[str, Any] = having(default_factory=dict)
    absent: bool = False


@dataclass(frozen=True, slots=True)
class Period:
    """A legal clock: its rule in the statute library, and the system move that its end makes.

    ``ends`` fixes the last day from the facts where the law leaves the date to an act (a hearing
    day, an agreed day of payment); it answers a ``date``, a ``datetime`` or a law ``Answer``.
    ``per_party`` runs one clock for each party, from that party's own service (R-PER-11).
    ``begins`` answers the day from which the law counts, where it is not the day of the move.
    An ``inner`` clock is one of the court's own work: parties are not troubled with it.
    """

    rule: str
    then: str = ""
    per_party: bool = False
    ends: Callable[[Context], Any] | None = None
    begins: Callable[[Context], Any] | None = None
    inner: bool = False


def _names(value: str | Iterable[str]) -> tuple[str, ...]:
    return tuple(value.split()) if isinstance(value, str) else tuple(value)


@dataclass(frozen=True)
class Move:
    """One step of a procedure.

    ``path`` is ``"from [from ...] -> to"``; ``"-> to"`` opens the matter; ``"a b -> ="`` stays where
    it is. ``needs`` are the conditions for the move to be open at all, ``checks`` those on what was
    typed. ``records`` answers the facts that the move adds. ``does`` names effects of the area.
    ``then`` are system moves tried at once afterwards; ``joins`` names the child procedures whose end
    makes this (system) move; a move that ``reports`` is heard by the parent before that end. An
    ``optional`` move is nobody's turn: it may be made, nobody waits. ``level`` is how surely a party must
    be known to make it (one of ``LEVELS``); ``fresh`` asks that this was checked anew, a short time ago.
    """

    path: str
    who: str | tuple[str, ...] = ()
    cite: Citation | tuple[Citation, ...] = ()
    needs: tuple[Guard, ...] = ()
    checks: tuple[Guard, ...] = ()
    asks: type[Asks] = Nothing
    records: Facts | None = None
    starts: str | tuple[str, ...] = ()
    stops: str | tuple[str, ...] = ()
    issues: str | tuple[str, ...] = ()
    notifies: str | tuple[str, ...] = ()
    opens: str | tuple[str, ...] = ()
    does: str | tuple[str, ...] = ()
    then: str | tuple[str, ...] = ()
    joins: str | tuple[str, ...] = ()
    optional: bool = False
    reports: bool = False
    level: str = having(default="", metadata={LATER: True})
    fresh: bool = having(default=False, metadata={LATER: True})
    name: str = ""

    def __post_init__(self) -> None:
        for attribute in ("who", "starts", "stops", "issues", "notifies", "opens", "does", "then", "joins"):
            object.__setattr__(self, attribute, _names(getattr(self, attribute)))
        if isinstance(self.cite, Citation):
            object.__setattr__(self, "cite", (self.cite,))
        if "->" not in self.path:
            raise ProcedureError(f"path {self.path!r} has no arrow")

    @property
    def sources(self) -> tuple[str, ...]:
        return tuple(self.path.split("->")[0].split())

    @property
    def target(self) -> str:
        return self.path.split("->")[1].strip()

    @property
    def opening(self) -> bool:
        return not self.sources

    def leads_to(self, state: str) -> str:
        """Return the state after the move, made in ``state``."""
        return state if self.target == HERE else self.target

    def allows(self, relations: Iterable[str]) -> bool:
        """Whether somebody with these relations to the matter may make the move at all."""
        held = set(relations)
        return any(role in held or (role == "party" and not held.isdisjoint(SIDES)) for role in self.who)

    def but(self, **changes: Any) -> Move:
        """Return the same move with the named differences, for a later version of the law."""
        return replace(self, **changes)


class Procedure:
    """Base of all procedures. Subclass it, write states and moves; see the module's head."""

    code: ClassVar[str] = ""
    version: ClassVar[int] = 0
    in_force: ClassVar[str] = ""
    states: ClassVar[str] = ""
    way: ClassVar[str] = ""
    number_type: ClassVar[str] = ""
    stands: ClassVar[str] = "claimant respondent third_party"
    hidden_from: ClassVar[str] = ""

    first: ClassVar[str]
    all_states: ClassVar[tuple[str, ...]]
    ends: ClassVar[frozenset[str]]
    moves: ClassVar[Mapping[str, Move]]
    periods: ClassVar[Mapping[str, Period]]
    main_way: ClassVar[tuple[str, ...]]

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if not cls.code:
            return
        words = cls.states.split()
        cls.all_states = tuple(w.rstrip("*") for w in words)
        cls.ends = frozenset(w.rstrip("*") for w in words if w.endswith("*"))
        cls.first = cls.all_states[0]
        cls.main_way = tuple(cls.way.split()) or tuple(cls.all_states)
        cls.moves = {m.name: m for m in _inherited(cls, Move)}
        cls.periods = dict(_inherited_periods(cls))
        problems = list(check(cls))
        if problems:
            raise ProcedureError(f"{cls.code} v{cls.version}: " + "; ".join(problems))

    @classmethod
    def opening(cls) -> Move:
        """The move that opens a matter of this procedure."""
        return next(m for m in cls.moves.values() if m.opening)

    @classmethod
    def leaving(cls, state: str) -> tuple[Move, ...]:
        """The moves that can be made in ``state``, in the order in which they are written."""
        return tuple(m for m in cls.moves.values() if state in m.sources)

    @classmethod
    def roles(cls) -> frozenset[str]:
        """Everybody whom some move names."""
        return frozenset(role for m in cls.moves.values() for role in m.who)


def _inherited(cls: type, kind: type[Move]) -> Iterable[Move]:
    found: dict[str, Move | None] = {}
    for base in reversed(cls.__mro__):
        for name, value in vars(base).items():
            if isinstance(value, kind):
                found[name] = replace(value, name=name)
            elif name in found and value is None:
                found[name] = None
    return [m for m in found.values() if m is not None]


def _inherited_periods(cls: type) -> Iterable[tuple[str, Period]]:
    for base in reversed(cls.__mro__):
        for name, value in vars(base).items():
            if isinstance(value, Period):
                yield name, value


def check(procedure: type[Procedure]) -> Iterable[str]:
    """Yield what is wrong with a declaration, in words; nothing where it is sound."""
    known = set(procedure.all_states)
    openings = [m for m in procedure.moves.values() if m.opening]
    if len(openings) != 1:
        yield f"needs exactly one opening move, has {len(openings)}"
    for move in procedure.moves.values():
        yield from _check_move(procedure, move, known)
    for name, period in procedure.periods.items():
        if period.then and period.then not in procedure.moves:
            yield f"period {name} fires unknown move {period.then}"
        elif period.then and SYSTEM not in procedure.moves[period.then].who:
            yield f"period {name} fires {period.then}, which the system may not make"
    for state in procedure.main_way:
        if state not in known:
            yield f"way names unknown state {state}"
    yield from _check_reach(procedure)


def _check_move(procedure: type[Procedure], move: Move, known: set[str]) -> Iterable[str]:
    if not move.who:
        yield f"{move.name} may be made by nobody"
    if not move.cite:
        yield f"{move.name} cites no article"
    for state in (*move.sources, move.target):
        if state not in known and state != HERE:
            yield f"{move.name} names unknown state {state}"
    for state in procedure.ends.intersection(move.sources):
        yield f"{move.name} leaves the end state {state}"
    yield from _check_names(procedure, move)


def _check_names(procedure: type[Procedure], move: Move) -> Iterable[str]:
    for period in (*move.starts, *move.stops):
        if period not in procedure.periods:
            yield f"{move.name} names unknown period {period}"
    for name in move.then:
        if name not in procedure.moves or SYSTEM not in procedure.moves[name].who:
            yield f"{move.name} is followed by {name}, which is no move of the system"
    if move.joins and SYSTEM not in move.who:
        yield f"{move.name} joins a child but is not the system's"
    if move.level and move.level not in LEVELS[1:]:
        yield f"{move.name} asks for the unknown level {move.level}"
    if move.fresh and move.level not in LEVELS[2:]:
        yield f"{move.name} asks for a fresh check without a level that can be checked anew"


def _check_reach(procedure: type[Procedure]) -> Iterable[str]:
    reached = {m.target for m in procedure.moves.values() if m.opening}
    while True:
        more = {
            m.target
            for m in procedure.moves.values()
            if m.target != HERE and reached.intersection(m.sources) and m.target not in reached
        }
        if not more:
            break
        reached |= more
    for state in procedure.all_states:
        if state not in reached:
            yield f"state {state} is unreachable"
        leaves = any(state in m.sources and m.target not in (HERE, state) for m in procedure.moves.values())
        if state not in procedure.ends and not leaves:
            yield f"state {state} is a trap"
