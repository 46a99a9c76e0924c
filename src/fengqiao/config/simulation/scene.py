"""What a player sees when it is his turn: the matter, who he is in it, chance, and the hour."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from random import Random
from typing import Any

from fengqiao.core.casefile import CaseFile
from fengqiao.core.models import Matter
from fengqiao.kernel.context import Context
from fengqiao.kernel.procedure import Move

_SILENT = 0.08


@dataclass
class Scene:
    """One player's turn in one matter. ``person`` is None while it is a post's turn and nobody has taken it."""

    matter: Matter
    role: str
    person: int | None
    chance: Random
    now: datetime
    move: Move | None = None

    @cached_property
    def file(self) -> CaseFile:
        return CaseFile(self.matter)

    @cached_property
    def ctx(self) -> Context:
        """What guards would see for this player."""
        relations = {s.role for s in self.file.standings if s.person_id == self.person} | {self.role}
        return self.file.context(frozenset(relations), self.person, now=self.now)

    @property
    def facts(self) -> dict[str, Any]:
        return dict(self.matter.facts)

    @property
    def today(self) -> date:
        return self.now.date()

    @property
    def amount(self) -> Decimal:
        """What the dispute is about, in yuan; nothing where it is not about money."""
        return self.matter.dispute.amount or Decimal()

    def sides(self, side: str) -> list[Any]:
        """The parties of a side, as rows."""
        return [p for p in self.file.rows if p.side == side]

    def names(self, side: str) -> str:
        """The names of a side, as a sentence has them."""
        return "、".join(p.name for p in self.sides(side))

    def lean(self, question: str) -> float:
        """How this dispute leans in a question that several people decide alike: 0 to 1, the same for all."""
        return Random(f"{self.matter.dispute.title}:{self.matter.dispute_id}:{question}").random()  # noqa: S311

    def silent(self) -> bool:
        """Whether the respondent is one of those who never answer, whatever they are sent."""
        return self.lean("silent") < _SILENT

    def picks(self, odds: float) -> bool:
        """Chance says yes this often."""
        return self.chance.random() < odds
