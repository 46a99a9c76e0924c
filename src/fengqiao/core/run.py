"""All that one transaction of the door touches: matters move together, turns are written at its end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from fengqiao.core import clock, identity, numbering
from fengqiao.core.actor import SYSTEM_ACTOR, Actor, Receipt
from fengqiao.core.agents import without_authority
from fengqiao.core.casefile import CaseFile, child_view
from fengqiao.core.effects.deadlines import move_deadlines
from fengqiao.core.effects.documents import compose_papers
from fengqiao.core.effects.notices import queue_notices
from fengqiao.core.effects.tasks import refresh_tasks
from fengqiao.core.errors import Refused
from fengqiao.core.models import Court, Document, Event, Matter, Notice, Party, Representative, Standing, Upload
from fengqiao.core.registry import registry
from fengqiao.core.roles import SIDES
from fengqiao.core.rows import Writes
from fengqiao.core.step import Step
from fengqiao.core.validation import validated
from fengqiao.kernel.asks import Asks
from fengqiao.kernel.chain import GENESIS, link
from fengqiao.kernel.context import ChildView
from fengqiao.kernel.procedure import Move, Refusal

HASHED = (
    "matter_id seq procedure version move source target actor_id actor_name actor_role on_behalf_of channel"
    " data changes papers key"
).split()

MOVED = "state revision chain_head changed_at ended ended_at number facts".split()
"""The columns of a matter that a move may change."""

NO_FACTS = ("number", "dispute", "identity")
"""What an event says of itself, or what is kept elsewhere: no fact of the matter."""

_DEPTH = 40


def hashed_row(event: Event, matter_no: str) -> dict[str, Any]:
    """The columns of an event as the chain covers them, in plain JSON: all but the two hashes themselves."""
    moment = event.at.astimezone(UTC).isoformat(timespec="microseconds")
    return {"matter": matter_no, "at": moment, **{name: getattr(event, name) for name in HASHED}}


class Run:
    """One transaction of the door."""

    def __init__(self, now: datetime | None = None) -> None:
        self.now = now or clock.now()
        self.files: dict[int, CaseFile] = {}
        self.dirty: dict[int, CaseFile] = {}
        self.unsaved: dict[int, Matter] = {}
        self.writes = Writes()
        self.later: list[tuple[Matter, str, dict[str, Any], int | None, Court | None]] = []
        self.opened: list[str] = []
        self.events: list[Event] = []
        self.documents: list[Document] = []
        self.notices: list[Notice] = []
        self.depth = 0
        self.effects = 0
        self.midway: set[int] = set()
        self.to_join: dict[int, list[Step]] = {}

    def take(self, file: CaseFile) -> CaseFile:
        """Take up the file of a matter that has been read and locked."""
        file.before_reading = self.send
        self.files[file.matter.pk] = file
        return file

    def file(self, matter: Matter) -> CaseFile:
        """The case file of a matter, the same one throughout the transaction."""
        if matter.pk not in self.files:
            known = next((f for f in self.files.values() if f.matter.dispute_id == matter.dispute_id), None)
            self.take(CaseFile(matter, known.rows if known else None))
        return self.files[matter.pk]

    def make(
        self,
        file: CaseFile,
        move: Move,
        actor: Actor,
        raw: Mapping[str, Any] | Asks | None,
        *,
        key: str | None = None,
        child: ChildView | None = None,
    ) -> Receipt:
        """Make one move and all that follows from it at once. Raises Invalid or Refused."""
        step = self._begin(file, move, actor, raw, child)
        self.midway.add(file.matter.pk)
        event = self._record(step, key)
        self.midway.discard(file.matter.pk)
        self._settle(step)
        for ended in self.to_join.pop(file.matter.pk, ()):
            self._join(ended)
        if self.effects:
            self.send()
        return Receipt(no=file.matter.no, seq=event.seq, hash=event.hash, opened=tuple(self.opened))

    def attest(self, file: CaseFile, move: Move, actor: Actor, role: str, data: Asks) -> Receipt:
        """Write an event beside the procedure: the state stays, no condition is asked, nothing follows."""
        ctx = file.context(file.relations(actor), actor.person, now=self.now)
        ctx.data = data
        state, seq = file.matter.state, file.matter.revision + 1
        step = Step(
            run=self, file=file, move=move, actor=actor, role=role, ctx=ctx, now=self.now, source=state, target=state, seq=seq
        )
        event = self._record(step, None)
        return Receipt(no=file.matter.no, seq=event.seq, hash=event.hash)

    def _begin(
        self, file: CaseFile, move: Move, actor: Actor, raw: Mapping[str, Any] | Asks | None, child: ChildView | None
    ) -> Step:
        relations = file.relations(actor)
        ctx = file.context(relations, actor.person, child=child, now=self.now)
        refusals = [*refusals_of(file, move, ctx), *without_authority(file, actor, move)]
        if refusals:
            raise Refused(refusals)
        if not (actor.system and raw is None):
            ctx.data = validated(move.asks, raw)
            refusals = [r for guard in move.checks if (r := guard(ctx)) is not None]
        if refusals:
            raise Refused(refusals)
        matter = file.matter
        role = next((r for r in (*move.who, *SIDES) if r in relations), "party")
        known = identity.known(move, actor, role, file, self.now)
        return Step(
            run=self,
            file=file,
            move=move,
            actor=actor,
            role=role,
            ctx=ctx,
            now=self.now,
            source="" if move.opening else matter.state,
            target=move.leads_to(matter.state),
            seq=matter.revision + 1,
            changes={"identity": known} if known else {},
        )

    def _record(self, step: Step, key: str | None) -> Event:
        """Run the effects in their order, then write the event and the matter's new state."""
        matter, move = step.matter, step.move
        if move.records is not None:
            step.changes.update(move.records(step.ctx))
        self._run_effects(step)
        matter.facts = {**matter.facts, **{k: v for k, v in step.changes.items() if k not in NO_FACTS}}
        step.ctx.facts = matter.facts
        move_deadlines(step)
        step.file.forget()
        if move.issues:
            self.send()
        documents = compose_papers(step)
        event = self._event(step, key)
        self.events.append(event)
        self.documents += documents
        self.notices += queue_notices(step)
        self._attach_uploads(step)
        return event

    def _run_effects(self, step: Step) -> None:
        """Run the area's effects; they may read the database, and see there all that has been done before."""
        if step.move.does:
            self.send()
            self.effects += 1
            for name in step.move.does:
                step.changes.update(registry.effects[name](step) or {})
            self.effects -= 1

    def send(self) -> None:
        """Write what is waiting: matters as they stand now, and the clocks started and stopped."""
        for matter in self.unsaved.values():
            self.writes.update(matter, *MOVED)
        self.unsaved.clear()
        self.writes.send()

    def _event(self, step: Step, key: str | None) -> Event:
        matter, actor = step.matter, step.actor
        event = Event(
            matter=matter,
            seq=step.seq,
            procedure=matter.procedure,
            version=matter.version,
            move=step.move.name,
            source=step.source,
            target=step.target,
            actor_id=actor.hand,
            actor_name=actor.hand_name,
            actor_role=step.role,
            on_behalf_of=next((p.person for p in step.ctx.acting if p.person != actor.hand), None),
            channel=actor.channel,
            at=self.now,
            data=step.data.model_dump(mode="json") if step.data is not None else {},
            changes=step.changes,
            papers=step.papers,
            key=key,
            previous=matter.chain_head,
        )
        event.hash = link(event.previous, hashed_row(event, matter.no))
        matter.state, matter.revision, matter.chain_head = step.target, step.seq, event.hash
        matter.changed_at = self.now
        if step.target in step.file.procedure.ends:
            matter.ended, matter.ended_at = True, self.now
        self.unsaved[matter.pk] = matter
        self.dirty[matter.pk] = step.file
        return event

    def _attach_uploads(self, step: Step) -> None:
        keys = list(_upload_keys(step.data)) if step.data is not None else []
        if keys:
            mine = Upload.objects.filter(key__in=keys, matter=None, by_id=step.actor.person)
            mine.update(matter=step.matter, seq=step.seq)

    def _settle(self, step: Step) -> None:
        """What follows at once: child matters, the system's next moves, the parent's join."""
        self.depth += 1
        if self.depth > _DEPTH:
            raise ImproperlyConfigured(f"{step.matter.procedure}.{step.move.name} never comes to rest")
        later, self.later = self.later, []
        for parent, code, facts, party, court in later:
            here = court or parent.court
            self.open(code, dispute=parent.dispute, court=here, parent=parent, facts=facts, party=party)
        for code in step.move.opens:
            self.open(code, dispute=step.matter.dispute, court=step.matter.court, parent=step.matter)
        step.file.forget()
        for name in step.move.then:
            if self._try(step.file, step.file.procedure.moves[name]):
                break
        if step.target in step.file.procedure.ends or step.move.reports:
            self._join(step)
        self.depth -= 1

    def _try(self, file: CaseFile, move: Move, child: ChildView | None = None) -> bool:
        """Make a move of the system if it is open now; a refusal only means that it is not."""
        ctx = file.context(frozenset({"system"}), child=child, now=self.now)
        if file.matter.ended or refusals_of(file, move, ctx):
            return False
        self.make(file, move, SYSTEM_ACTOR, None, child=child)
        return True

    def _join(self, step: Step) -> None:
        parent = step.matter.parent
        if parent is None:
            return
        if parent.pk in self.midway:  # a move's own effect ended the child: one move after the other
            self.to_join.setdefault(parent.pk, []).append(step)
            return
        file = self.file(self.files[parent.pk].matter if parent.pk in self.files else parent)
        file.forget()
        for move in file.procedure.moves.values():
            if step.matter.procedure in move.joins and self._try(file, move, child_view(step.matter)):
                return

    def open(
        self,
        code: str,
        *,
        dispute: Any,
        court: Any,
        parent: Matter | None = None,
        actor: Actor = SYSTEM_ACTOR,
        data: Mapping[str, Any] | Asks | None = None,
        facts: Mapping[str, Any] | None = None,
        party: int | None = None,
        key: str | None = None,
    ) -> Receipt:
        """Open a matter of a procedure, in the version that is in force today."""
        procedure = registry.in_force(code, self.now.date())
        matter = Matter.objects.create(
            no=numbering.matter_no(self.now),
            dispute=dispute,
            court=court,
            parent=parent,
            party_id=party,
            procedure=procedure.code,
            version=procedure.version,
            state=procedure.first,
            facts=dict(facts or {}),
            sealed=bool(dispute.facts.get("sealed")),
            opened_at=self.now,
            changed_at=self.now,
            chain_head=GENESIS,
        )
        file = self.file(matter)
        file.standings, file.deadlines = [], []
        self.seat_parties(file, procedure.stands.split(), self.now)
        if parent is not None and parent.court_id == matter.court_id:
            self._seat_staff(file, self.file(parent))
        self.opened.append(matter.no)
        return self.make(file, procedure.opening(), actor, data, key=key)

    def seat_parties(self, file: CaseFile, sides: Iterable[str], now: datetime) -> None:
        """Give the parties of the sides, and those who act for them, their standing in the matter."""
        chosen: list[Party] = [p for p in file.rows if p.side in set(sides)]
        have = {(s.person_id, s.party_id) for s in file.standings}
        agents = Representative.objects.filter(party__in=chosen, until=None).select_related("person")
        by_id = {p.pk: p for p in chosen}
        wanted = [(p.person, p) for p in chosen] + [(a.person, by_id[a.party_id]) for a in agents]
        rows = [
            _stood(file, now, person=person, role=party.side, party=party, name=person.name)
            for person, party in wanted
            if (person.pk, party.pk) not in have
        ]
        file.standings = [*file.standings, *Standing.objects.bulk_create(rows)]

    def _seat_staff(self, file: CaseFile, parent: CaseFile) -> None:
        """Seat the parent's staff; a mediator has no place in what follows mediation (R-MED-03, TMR 16)."""
        rows = [
            _stood(file, self.now, person=s.person, role=s.role, name=s.name, why=s.why)
            for s in parent.standings
            if s.role not in (*SIDES, "mediator")
        ]
        file.standings = [*file.standings, *Standing.objects.bulk_create(rows)]

    def finish(self) -> None:
        """Write what happened, its papers and notices, and whose turn it is now in every matter that moved."""
        for file in self.dirty.values():
            refresh_tasks(file, self.now, self.writes)
        for written in (self.events, self.documents, self.notices):
            self.writes.insert(written)
        self.send()


def _stood(file: CaseFile, now: datetime, **who: Any) -> Standing:
    return Standing(matter=file.matter, opened_at=file.matter.opened_at, since=now, **who)


def refusals_of(file: CaseFile, move: Move, ctx: Any) -> list[Refusal]:
    """Every reason why the move is not open now: the state, the person, the conditions."""
    if not move.opening and file.matter.state not in move.sources:
        return [Refusal("core.not_in_this_state", values={"state": file.matter.state})]
    if not move.opening and not move.allows(ctx.relations):
        return [Refusal("core.not_yours", move.cite[0] if move.cite else None)]  # type: ignore[index]
    if move.opening and "system" not in ctx.relations and not move.allows(ctx.relations | {"party"}):
        return [Refusal("core.not_yours")]
    return [r for guard in move.needs if (r := guard(ctx)) is not None]


def _upload_keys(value: Any) -> Iterable[str]:
    for name, item in value:
        if name == "files" and isinstance(item, list):
            yield from (i for i in item if isinstance(i, str))
        elif isinstance(item, Asks):
            yield from _upload_keys(item)
        elif isinstance(item, list):
            for each in item:
                if isinstance(each, Asks):
                    yield from _upload_keys(each)
