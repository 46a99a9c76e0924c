"""What came of a simulation, counted."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from fengqiao.core.errors import DoorError, Invalid, Refused


@dataclass
class Tally:
    """Counts of moves, refusals and turns that came too late."""

    disputes: int = 0
    days: int = 0
    moves: Counter[str] = field(default_factory=Counter)
    refusals: Counter[str] = field(default_factory=Counter)
    overtaken: int = 0
    notices: int = 0
    clocks: int = 0

    def refused(self, procedure: str, move: str, error: DoorError) -> None:
        """Count a move that the door refused, under each of its reasons."""
        if isinstance(error, Refused):
            reasons = [r.reason for r in error.refusals]
        elif isinstance(error, Invalid):
            reasons = [f"{field}: {code}" for field, code, _ in error.errors]
        else:
            reasons = [type(error).__name__]
        for reason in reasons:
            self.refusals[f"{procedure}.{move} {reason}"] += 1

    @property
    def made(self) -> int:
        """All moves that people made."""
        return sum(self.moves.values())
