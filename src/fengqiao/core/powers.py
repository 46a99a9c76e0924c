"""Powers to act for another: what a delegate may do in the place of a party, checked at every use.

A delegate stands where the principal stands (``Actor.person``), within the power (``Actor.power``):
only in the disputes named, only for the moves that its scope covers, only while it lasts. Whatever
is not classed by an area counts as an act that needs special authority (CPL 62): deny by default.
Events name the hand that acted and the person on whose behalf.
"""

from __future__ import annotations

from dataclasses import dataclass

from fengqiao.core.registry import registry
from fengqiao.kernel.procedure import Move, Refusal
from fengqiao.law.instruments import CPL

LOOK, PREPARE, PAPERS, AGENT, SPECIAL = SCOPES = ("look", "prepare", "papers", "agent", "special")
"""What a delegate may do, each more than the one before: read; fill in what the principal sends; hand in
papers; act as an agent with a general power; act also where the law asks for special authority."""

ACTS = (PAPERS, AGENT, SPECIAL)
"""The scopes by which somebody acts before the court, and so is an agent ad litem (CPL 61)."""


@dataclass(frozen=True, slots=True)
class Power:
    """One power that holds now. ``disputes`` empty means all; ``entity``: the principal is a company."""

    id: int
    principal: int
    principal_name: str
    hand: int
    hand_name: str
    scope: str
    disputes: frozenset[int] = frozenset()
    entity: bool = False

    def covers(self, dispute: int) -> bool:
        """Whether the power reaches this dispute."""
        return not self.disputes or dispute in self.disputes

    def allows(self, needed: str) -> bool:
        """Whether a move that needs this scope may be made."""
        return self.scope in ACTS and ACTS.index(self.scope) >= ACTS.index(needed)


def beyond(power: Power | None, procedure: str, move: Move) -> list[Refusal]:
    """Why a move is not covered by a power; nothing where it is, or where somebody acts in person."""
    if power is None:
        return []
    if move.opening:
        return beyond_opening(power)
    if power.allows(registry.power_needed(procedure, move.name)):
        return []
    return [_beyond(power)]


def beyond_opening(power: Power | None) -> list[Refusal]:
    """Why nothing new may be begun by a power; nothing where it may, or where somebody acts in person."""
    if power is None or (power.allows(AGENT) and not power.disputes):
        return []
    return [_beyond(power)]


def _beyond(power: Power) -> Refusal:
    reason = {LOOK: "core.power_looks_only", PREPARE: "core.power_prepares_only"}.get(power.scope, "core.beyond_power")
    return Refusal(reason, CPL(62))
