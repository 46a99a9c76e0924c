"""What somebody may do in a matter now, and why not: the same rule that the door enforces."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fengqiao.core.actor import Actor
from fengqiao.core.agents import without_authority
from fengqiao.core.casefile import CaseFile
from fengqiao.kernel.procedure import Move, Refusal


@dataclass(frozen=True, slots=True)
class Offer:
    """A move that a person might make, with every reason why it is not open (none: it is)."""

    move: Move
    refusals: Sequence[Refusal] = ()

    @property
    def open(self) -> bool:
        return not self.refusals


def offers(file: CaseFile, actor: Actor) -> list[Offer]:
    """The moves of the present state that are this person's to make, open or not."""
    relations = file.relations(actor)
    ctx = file.context(relations, actor.person)
    found = []
    for move in file.procedure.leaving(file.matter.state):
        if actor.system or not move.allows(relations):
            continue
        refusals = [r for guard in move.needs if (r := guard(ctx)) is not None]
        if any(r.absent for r in refusals):
            continue
        found.append(Offer(move, [*refusals, *without_authority(file, actor, move)]))
    return found
