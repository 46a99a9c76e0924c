"""A matter with its people, loaded once for a transaction or a page; builds what guards see."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from fengqiao.core import clock
from fengqiao.core.actor import Actor
from fengqiao.core.models import Deadline, Matter, Party, Standing
from fengqiao.core.registry import registry
from fengqiao.core.roles import SIDES
from fengqiao.core.rows import read, read_with
from fengqiao.kernel.context import ChildView, ClockView, Context, PartyView
from fengqiao.kernel.procedure import SYSTEM, Procedure

_PARTIES = "WHERE core_party.dispute_id = %s ORDER BY core_party.position, core_party.id"
_STANDINGS = "WHERE core_standing.matter_id = %s AND core_standing.until IS NULL ORDER BY core_standing.id"


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
    """The matter, its parties and its standings, read together."""

    def __init__(self, matter: Matter, parties: Iterable[Party] | None = None) -> None:
        self.matter = matter
        self.procedure: type[Procedure] = registry.procedure(matter.procedure, matter.version)
        self.rows = (
            list(parties)
            if parties is not None
            else read_with(Party, "person", _PARTIES, matter.dispute_id)
        )
        self.parties = tuple(party_view(p) for p in self.rows)
        self._standings: list[Standing] | None = None
        self._children: tuple[ChildView, ...] | None = None
        self._clocks: tuple[ClockView, ...] | None = None

    @property
    def standings(self) -> list[Standing]:
        """The standings that hold now."""
        if self._standings is None:
            self._standings = read_with(Standing, "person", _STANDINGS, self.matter.pk)
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
            self._children = tuple(child_view(m) for m in read(Matter, "WHERE parent_id = %s ORDER BY id", self.matter.pk))
        return self._children

    def clocks(self) -> tuple[ClockView, ...]:
        if self._clocks is None:
            self.know_clocks(read(Deadline, "WHERE matter_id = %s ORDER BY id", self.matter.pk))
        return self._clocks or ()

    def know_clocks(self, rows: Iterable[Deadline]) -> None:
        """Take the matter's clocks from one who has read them all already, oldest first."""
        self._clocks = tuple(ClockView(d.name, d.due_on, d.party_id, d.status == "running") for d in rows)

    def forget(self) -> None:
        """Drop what a move may have changed, so that the next guard reads it anew."""
        self._children = self._clocks = None

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
