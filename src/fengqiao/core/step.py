"""One move while it is being made: what the effects may read, and the few things that they may do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from fengqiao.core import numbering
from fengqiao.core.actor import Actor
from fengqiao.core.casefile import CaseFile
from fengqiao.core.errors import Refused
from fengqiao.core.models import Court, Matter, Standing, Upload
from fengqiao.kernel.context import Context
from fengqiao.kernel.procedure import Move, Refusal

if TYPE_CHECKING:
    from fengqiao.core.run import Run


@dataclass
class Step:
    """A move in the making. An area's effect gets it, does its work, and answers facts to record."""

    run: Run
    file: CaseFile
    move: Move
    actor: Actor
    role: str
    ctx: Context
    now: datetime
    source: str
    target: str
    seq: int
    changes: dict[str, Any] = field(default_factory=dict)
    papers: list[dict[str, str]] = field(default_factory=list)
    extra_notices: list[tuple[int, str, Mapping[str, Any]]] = field(default_factory=list)

    @property
    def matter(self) -> Matter:
        return self.file.matter

    @property
    def data(self) -> Any:
        return self.ctx.data

    def stand(self, person: int, name: str, role: str, *, party: int | None = None, why: str = "") -> None:
        """Give a person a standing in the matter from now on; giving it twice changes nothing."""
        if any(s.person_id == person and s.role == role and s.party_id == party for s in self.file.standings):
            return
        row = Standing.objects.create(
            matter=self.matter, person_id=person, role=role, name=name, party_id=party, since=self.now, why=why[:200]
        )
        self.file.standings = [*self.file.standings, row]

    def leave(self, role: str, person: int | None = None) -> None:
        """End the standings of a role (of one person, where named)."""
        ended = [s for s in self.file.standings if s.role == role and person in (None, s.person_id)]
        Standing.objects.filter(pk__in=[s.pk for s in ended]).update(until=self.now)
        self.file.standings = [s for s in self.file.standings if s not in ended]

    def admit_sides(self, *sides: str) -> None:
        """Give the parties of these sides, and their agents, their place in the matter."""
        self.run.seat_parties(self.file, sides, self.now)

    def number(self, type_code: str) -> str:
        """Give the matter its case number, of the year of this day."""
        number = numbering.next_case_number(self.matter.court, self.now.year, type_code)
        self.matter.number = number
        self.ctx.number = number
        self.changes["number"] = number
        return number

    def open(
        self,
        code: str,
        *,
        facts: Mapping[str, Any] | None = None,
        party: int | None = None,
        court: Court | None = None,
    ) -> str:
        """Open a child matter of the same dispute after this move is recorded; answers nothing to wait for.

        With ``court`` it is another court's matter: that court's posts see it, nobody of this one does.
        """
        self.run.later.append((self.matter, code, dict(facts or {}), party, court))
        return code

    def move_dispute(self) -> None:
        """The dispute is from now on this matter's court's: what is told later is not open to the court before."""
        dispute = self.matter.dispute
        dispute.court = self.matter.court
        dispute.save(update_fields=["court"])

    def tell(self, person: int, key: str, values: Mapping[str, Any] | None = None) -> None:
        """Tell one person something besides the move's own notice."""
        self.extra_notices.append((person, key, dict(values or {})))

    def amend_dispute(self, **changes: Any) -> None:
        """Change what is told once for the whole dispute: ``cause``, ``amount`` or keys of its facts."""
        dispute = self.matter.dispute
        for key, value in changes.items():
            if key in ("cause", "amount", "title"):
                setattr(dispute, key, value)
            else:
                dispute.facts = {**dispute.facts, key: value}
        dispute.save(update_fields=["cause", "amount", "title", "facts"])
        self.changes["dispute"] = {k: str(v) if k == "amount" else v for k, v in changes.items()}

    def order_anew(self) -> None:
        """Write anew whose turn it is in every open matter of the dispute: its place in the worklists has changed."""
        for matter in Matter.objects.filter(dispute=self.matter.dispute_id, ended=False).select_related("court"):
            matter.dispute = self.matter.dispute
            file = self.run.file(matter)
            self.run.dirty[matter.pk] = file

    def own_files(self, keys: Sequence[str], field: str) -> None:
        """Raise Refused unless every file named was brought by the one who acts and belongs nowhere yet."""
        mine = Upload.objects.filter(key__in=keys, matter=None, by_id=self.actor.person).count()
        if mine < len(set(keys)):
            raise Refused([Refusal("core.file_unknown", field=field)])

    def close_dispute(self) -> None:
        """The dispute is over: nothing about it remains to be done."""
        self.matter.dispute.closed_at = self.now
        self.matter.dispute.save(update_fields=["closed_at"])
