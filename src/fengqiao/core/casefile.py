"""A matter with its people, loaded once for a transaction or a page; builds what guards see."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from fengqiao.core import clock
from fengqiao.core.actor import Actor
from fengqiao.core.models import Deadline, Matter, Party, Standing
from fengqiao.core.registry import registry
from fengqiao.core.roles import SIDES
from fengqiao.core.rows import Ask, read, read_all
from fengqiao.kernel.context import ChildView, ClockView, Context, PartyView
from fengqiao.kernel.procedure import SYSTEM, Procedure

PARTIES = "WHERE core_party.dispute_id = {} ORDER BY core_party.position, core_party.id"
STANDINGS = "WHERE core_standing.matter_id = {} AND core_standing.until IS NULL ORDER BY core_standing.id"
DEADLINES = "WHERE core_deadline.matter_id = {} ORDER BY core_deadline.id"
_ID = "(SELECT id FROM core_matter WHERE no = %s)"
_DISPUTE = "(SELECT dispute_id FROM core_matter WHERE no = %s)"


def _nothing() -> None:
    """What is done before reading where nothing waits to be written."""


def child_view(matter: Matter) -> ChildView:
    """A matter as its parent's guards see it."""
    return ChildView(
        no=matter.no,
        procedure=matter.procedure,
        state=matter.state,
        ended=matter.ended,
        party=matter.party_id,
        facts=matter.facts,
    )


def party_view(party: Party) -> PartyView:
    """A party as guards see it."""
    return PartyView(
        id=party.id,
        name=party.name,
        side=party.side,
        kind=party.person.kind,
        person=party.person_id,
        phone=party.person.phone,
        minor=bool(party.facts.get("minor")),
        bound=party.bound_at is not None,
        facts=party.facts,
    )


class CaseFile:
    """The matter, its parties and its standings, read together.

    ``kept`` is for what an area has read about this file, by its name, so that it is read once.
    """

    def __init__(self, matter: Matter, parties: Iterable[Party] | None = None) -> None:
        self.matter = matter
        self.before_reading: Callable[[], None] = _nothing
        self.procedure: type[Procedure] = registry.procedure(matter.procedure, matter.version)
        self._rows = list(parties) if parties is not None else None
        self._parties: tuple[PartyView, ...] | None = None
        self._standings: list[Standing] | None = None
        self._children: tuple[ChildView, ...] | None = None
        self._deadlines: list[Deadline] | None = None
        self.kept: dict[str, Any] = {}

    @classmethod
    def of_number(cls, no: str, lock: str = "") -> CaseFile | None:
        """Read the file of a matter whole and at once; ``lock`` is added to the question for the matter itself.

        The lock is asked for first: what is read after it is what was written before it was given.
        """
        found, parties, standings, deadlines = read_all(
            Ask(Matter, f"WHERE core_matter.no = %s{lock}", (no,), "dispute court"),
            Ask(Party, PARTIES.format(_DISPUTE), (no,), "person"),
            Ask(Standing, STANDINGS.format(_ID), (no,), "person"),
            Ask(Deadline, DEADLINES.format(_ID), (no,)),
        )
        if not found:
            return None
        file = cls(found[0], parties)
        file.standings, file.deadlines = standings, deadlines
        return file

    @property
    def rows(self) -> list[Party]:
        """The parties of the dispute, with their persons."""
        if self._rows is None:
            self._rows = read(Party, PARTIES.format("%s"), self.matter.dispute_id, of="person")
        return self._rows

    @property
    def parties(self) -> tuple[PartyView, ...]:
        """The parties as guards see them."""
        if self._parties is None:
            self._parties = tuple(party_view(p) for p in self.rows)
        return self._parties

    def parties_changed(self) -> None:
        """Show guards the parties as their rows stand now."""
        self._parties = None

    @property
    def standings(self) -> list[Standing]:
        """The standings that hold now."""
        if self._standings is None:
            self._standings = read(Standing, STANDINGS.format("%s"), self.matter.pk, of="person")
        return self._standings

    @standings.setter
    def standings(self, value: list[Standing]) -> None:
        self._standings = value

    def relations(self, actor: Actor) -> frozenset[str]:
        """In what roles the actor stands to this matter."""
        if actor.system:
            return frozenset({SYSTEM})
        personal = {s.role for s in self.standings if s.person_id == actor.person}
        return frozenset(personal | actor.duties(self.matter.court_id))

    def acting(self, person: int | None) -> tuple[PartyView, ...]:
        """The parties for whom a person acts: itself, or those that it represents."""
        mine = {s.party_id for s in self.standings if s.person_id == person and s.role in SIDES}
        return tuple(p for p in self.parties if p.id in mine)

    def staff(self) -> dict[str, tuple[str, ...]]:
        """Names of the staff who stand in the matter, by role."""
        names: dict[str, tuple[str, ...]] = {}
        for standing in self.standings:
            if standing.role not in SIDES:
                names[standing.role] = (*names.get(standing.role, ()), standing.name)
        return names

    def children(self) -> tuple[ChildView, ...]:
        if self._children is None:
            self.before_reading()
            self._children = tuple(child_view(m) for m in read(Matter, "WHERE parent_id = %s ORDER BY id", self.matter.pk))
        return self._children

    def knows_children(self, rows: Iterable[Matter]) -> None:
        """Take the child matters as somebody has just read them."""
        self._children = tuple(child_view(m) for m in rows)

    @property
    def deadlines(self) -> list[Deadline]:
        """The matter's clocks, oldest first; the effects that start and stop them keep the list true."""
        if self._deadlines is None:
            self._deadlines = read(Deadline, DEADLINES.format("%s"), self.matter.pk)
        return self._deadlines

    @deadlines.setter
    def deadlines(self, rows: Iterable[Deadline]) -> None:
        self._deadlines = list(rows)

    def clocks(self) -> tuple[ClockView, ...]:
        """The clocks as guards see them."""
        return tuple(ClockView(d.name, d.due_on, d.party_id, d.status == "running") for d in self.deadlines)

    def forget(self) -> None:
        """Drop what other matters may have changed, so that the next guard reads it anew."""
        self._children = None

    def context(
        self,
        relations: frozenset[str],
        person: int | None = None,
        *,
        data: Any = None,
        child: ChildView | None = None,
        now: datetime | None = None,
    ) -> Context:
        """Build what a guard sees, for somebody with these relations."""
        m = self.matter
        return Context(
            no=m.no,
            procedure=m.procedure,
            version=m.version,
            state=m.state,
            now=now or clock.now(),
            opened=clock.local(m.opened_at).date(),
            facts=m.facts,
            dispute={
                **m.dispute.facts,
                "cause": m.dispute.cause,
                "title": m.dispute.title,
                "amount": str(m.dispute.amount) if m.dispute.amount is not None else None,
            },
            parties=self.parties,
            relations=relations,
            acting=self.acting(person) if person else (),
            staff=self.staff(),
            court={"code": m.court.code, "name": m.court.name, "number_code": m.court.number_code},
            number=m.number or "",
            parent=child_view(m.parent) if m.parent else None,
            data=data,
            child=child,
            actor_person=person,
            load_children=self.children,
            load_clocks=self.clocks,
        )
