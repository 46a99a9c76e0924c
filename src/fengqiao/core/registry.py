"""What the areas bring: procedures, effects, panels, indicators. Checked whole at start-up."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, Protocol

from fengqiao.core.roles import ALL
from fengqiao.kernel.procedure import Period, Procedure
from fengqiao.law import periods

if TYPE_CHECKING:
    from fengqiao.core.models import Account
    from fengqiao.core.powers import Power
    from fengqiao.core.step import Step

Effect = Callable[["Step"], Mapping[str, Any] | None]


class RegistryError(Exception):
    """The areas do not fit together; raised at start-up, with every fault."""


@dataclass(frozen=True)
class Panel:
    """A part that an area adds to the matter page: a template and the context for it."""

    code: str
    template: str
    context: Callable[[Any, Any], Mapping[str, Any] | None]
    procedures: tuple[str, ...] = ()


@dataclass(frozen=True)
class Way:
    """A way to a page of an area: the name of its address (words: ``way.<name>``), an icon, the posts that see it.

    Without ``roles`` it is a page for everybody, and stands at the foot of every page.
    """

    name: str
    icon: str = "list"
    roles: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Indicator:
    """A named figure of a court and a period (both days included).

    ``measure`` answers (numerator, denominator); ``cases`` the matters of the part ``above`` or ``below`` the
    line. Where what is counted is no matter, ``page`` is the name of the address that opens down to it.
    """

    code: str
    rule: str
    page: str = field(default="", kw_only=True)
    measure: Callable[[int, date, date], tuple[int, int]]
    cases: Callable[[int, date, date, str], Any] | None = None


class Entrance(Protocol):
    """What an area has to say when somebody signs in."""

    def before(self, account: Account) -> str:
        """The name of the page on which something more is asked before the account is let in; empty for nothing."""

    def after(self, request: Any, account: Account) -> None:
        """Take note that the account has been let in, with the session of this request."""


class Layout(Protocol):
    """How an area lays out the page of one move whose questions depend on the matter (the shape stays what is asked)."""

    def held(self, file: Any, data: Mapping[str, Any]) -> Mapping[str, Any]:
        """What the form holds, of what was typed before and of what is known."""

    def lead(self, file: Any) -> str:
        """What stands above the form instead of the move's own help; empty for that help."""

    def fields(self, file: Any, form: Any) -> list[dict[str, Any]]:
        """The fields as components/field.html takes them, named as the shape names them."""

    def kept(self, file: Any) -> Sequence[tuple[str, str]]:
        """What is not asked and stays as it is, by name and value."""


@dataclass(frozen=True)
class Area:
    """A business area. ``urls`` is the dotted name of its URL module, if it has pages of its own; ``ways`` lead there.

    ``paper_context`` answers, by paper kind, what a template needs besides the common context (from the
    Step). ``initial`` answers, by ``<procedure>.<move>``, what a move's form already knows (from the CaseFile).
    ``elsewhere`` answers, by ``<procedure>.<move>``, the address of a page of the area's own for that move.
    ``along`` are kinds of papers that go along with the dispute: whoever sees a matter opened under theirs reads them.
    ``layouts`` answers, by ``<procedure>.<move>``, how the area lays out the generic page of a move (see ``Layout``).
    ``powers`` class moves of any area, ``<procedure>.<move>``, by the power of an agent that they need
    (core.powers); ``mandates`` answers the powers that a person holds now, ``counsel`` the lawyers (person, name) who act
    for the parties of a file by such a power; ``acting`` are the names of pages at which a delegate stands in
    the principal's place.
    ``entrance`` looks at everybody who signs in (see ``Entrance``).
    ``jobs`` are done by the worker again and again, each a bounded piece; they answer how much they did. Jobs that
    are only ``preparing`` what a reader may ask for change nothing of the record; a play leaves them to the worker.
    """

    code: str
    procedures: tuple[type[Procedure], ...] = ()
    effects: Mapping[str, Effect] = field(default_factory=dict)
    panels: tuple[Panel, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    ways: tuple[Way, ...] = ()
    urls: str = ""
    paper_context: Mapping[str, Callable[[Any], Mapping[str, Any]]] = field(default_factory=dict)
    initial: Mapping[str, Callable[[Any], Mapping[str, Any]]] = field(default_factory=dict)
    elsewhere: Mapping[str, Callable[[Any], str]] = field(default_factory=dict)
    layouts: Mapping[str, Layout] = field(default_factory=dict)
    along: frozenset[str] = frozenset()
    entrance: Entrance | None = None
    jobs: tuple[Callable[[], int], ...] = ()
    preparing: tuple[Callable[[], int], ...] = ()
    powers: Mapping[str, str] = field(default_factory=dict)
    mandates: Callable[[int], Sequence[Power]] | None = None
    counsel: Callable[[Any], Mapping[int, str]] | None = None
    acting: tuple[str, ...] = ()


class Registry:
    """All areas of an installation, by name."""

    def __init__(self) -> None:
        self.areas: dict[str, Area] = {}
        self._procedures: dict[tuple[str, int], type[Procedure]] = {}
        self._versions: dict[str, list[type[Procedure]]] = {}
        self._seen: dict[str, list[str]] = {}
        self.effects: dict[str, Effect] = {}
        self.paper_context: dict[str, Callable[[Any], Mapping[str, Any]]] = {}
        self._initial: dict[str, Callable[[Any], Mapping[str, Any]]] = {}
        self._elsewhere: dict[str, Callable[[Any], str]] = {}
        self._layouts: dict[str, Layout] = {}
        self.entrances: list[Entrance] = []
        self.jobs: list[Callable[[], int]] = []
        self.preparing: list[Callable[[], int]] = []
        self.powers: dict[str, str] = {}
        self.acting: set[str] = set()
        self.along: set[str] = set()
        self._mandates: list[Callable[[int], Sequence[Power]]] = []
        self._counsel: list[Callable[[Any], Mapping[int, str]]] = []

    def add(self, area: Area) -> None:
        """Take in an area; names are unique over all areas."""
        self.areas[area.code] = area
        self._seen.clear()
        for procedure in area.procedures:
            self._procedures[procedure.code, procedure.version] = procedure
            versions = self._versions.setdefault(procedure.code, [])
            versions.append(procedure)
            versions.sort(key=lambda p: p.in_force, reverse=True)
        for name, effect in area.effects.items():
            if name in self.effects:
                raise RegistryError(f"effect {name} is defined twice")
            self.effects[name] = effect
        self.paper_context.update(area.paper_context)
        self._initial.update(area.initial)
        self._elsewhere.update(area.elsewhere)
        self._layouts.update(area.layouts)
        self.powers.update(area.powers)
        self.acting.update(area.acting)
        self.along.update(area.along)
        if area.mandates and area.mandates not in self._mandates:
            self._mandates.append(area.mandates)
        if area.counsel and area.counsel not in self._counsel:
            self._counsel.append(area.counsel)
        if area.entrance is not None:
            self.entrances.append(area.entrance)
        self.jobs.extend(job for job in area.jobs if job not in self.jobs)
        self.preparing.extend(job for job in area.preparing if job not in self.preparing)

    def procedure(self, code: str, version: int) -> type[Procedure]:
        """The procedure to which a running matter is pinned."""
        return self._procedures[code, version]

    def in_force(self, code: str, on: date) -> type[Procedure]:
        """The version for a matter that opens on that day; LookupError where none is in force."""
        for procedure in self._versions.get(code, []):
            if procedure.in_force <= on.isoformat():
                return procedure
        raise LookupError(f"no version of {code} is in force on {on}")

    def procedures(self) -> Iterable[type[Procedure]]:
        """Every registered version, by code."""
        return [self._procedures[k] for k in sorted(self._procedures)]

    def initial(self, procedure: str, move: str) -> Callable[[Any], Mapping[str, Any]] | None:
        """What answers the first contents of a move's form, if the area has any."""
        return self._initial.get(f"{procedure}.{move}")

    def elsewhere(self, procedure: str, move: str) -> Callable[[Any], str] | None:
        """What answers the address of the area's own page for a move, if it has one."""
        return self._elsewhere.get(f"{procedure}.{move}")

    def layout(self, procedure: str, move: str) -> Layout | None:
        """How the area lays out the page of a move, if it has a say."""
        return self._layouts.get(f"{procedure}.{move}")

    def power_needed(self, procedure: str, move: str) -> str:
        """The power that an agent needs for a move: special authority where no area says otherwise (CPL 62)."""
        return self.powers.get(f"{procedure}.{move}", "special")

    def mandates(self, person: int) -> list[Power]:
        """The powers to act for others that a person holds now."""
        return [power for answer in self._mandates for power in answer(person)]

    def counsel(self, file: Any) -> dict[int, str]:
        """The lawyers who act for the parties of a case file by a power that was given on the platform, by person."""
        return {person: name for answer in self._counsel for person, name in answer(file).items()}

    def codes(self) -> list[str]:
        return sorted(self._versions)

    def ways(self, roles: frozenset[str]) -> list[Way]:
        """The ways to areas' pages for somebody with these posts; for everybody where there are none."""
        found = [way for _, area in sorted(self.areas.items()) for way in area.ways]
        return [way for way in found if way.roles & roles or not (way.roles or roles)]

    def current(self) -> Iterable[type[Procedure]]:
        """The newest version of each procedure."""
        return [self._versions[code][0] for code in self.codes()]

    def area_of(self, procedure: str) -> Area:
        """The area that brought a procedure."""
        return next(a for a in self.areas.values() if any(p.code == procedure for p in a.procedures))

    def seen_by(self, duty: str) -> list[str]:
        """The procedures in which a duty is named: what a post may see (deny by default)."""
        if duty not in self._seen:
            self._seen[duty] = sorted({p.code for p in self.procedures() if duty in p.roles()})
        return self._seen[duty]

    def hidden_from(self, role: str) -> list[str]:
        """The procedures that whoever stands in this role in the dispute may not look into by any post."""
        return sorted({p.code for p in self.procedures() if role in p.hidden_from.split()})

    def check(self) -> None:
        """Prove that every name meets its fellow; raise RegistryError with all faults at once."""
        faults = [f for p in self.procedures() for f in self._faults(p)]
        moves = {f"{p.code}.{name}" for p in self.procedures() for name in p.moves}
        faults += [f"a power is named for {name}, which is no move" for name in self.powers if name not in moves]
        if faults:
            raise RegistryError("\n".join(faults))

    def _faults(self, procedure: type[Procedure]) -> Iterable[str]:
        where = f"{procedure.code} v{procedure.version}"
        for move in procedure.moves.values():
            for code in (*move.opens, *move.joins):
                if code not in self._versions:
                    yield f"{where}.{move.name} names unknown procedure {code}"
            for role in move.who:
                if role not in ALL:
                    yield f"{where}.{move.name} names unknown role {role}"
            for effect in move.does:
                if effect not in self.effects:
                    yield f"{where}.{move.name} names unknown effect {effect}"
        for name, period in procedure.periods.items():
            yield from _period_faults(where, name, period)


def _period_faults(where: str, name: str, period: Period) -> Iterable[str]:
    try:
        periods.rule(period.rule)
    except LookupError:
        yield f"{where}.{name} follows unknown rule {period.rule}"


registry = Registry()
