"""How the one door says no. Every refusal says why, with its article; nothing has been changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fengqiao.kernel.procedure import Refusal


class DoorError(Exception):
    """Base of everything that perform() answers instead of a receipt."""


class NotFound(DoorError):
    """There is no such matter, or it is not for this person to know of: the two look the same."""


@dataclass
class Refused(DoorError):
    """The move cannot be made; ``refusals`` are all the reasons at once."""

    refusals: Sequence[Refusal]

    def __str__(self) -> str:
        return ", ".join(r.reason for r in self.refusals)


@dataclass
class Stale(DoorError):
    """The matter has moved on since the person saw it; ``moves`` were made meanwhile."""

    seen: int
    revision: int
    moves: Sequence[str]

    def __str__(self) -> str:
        return f"seen {self.seen}, now {self.revision}"


@dataclass
class Invalid(DoorError):
    """What was typed does not fit; ``errors`` are (path of the field, error code, values)."""

    errors: Sequence[tuple[str, str, dict[str, str]]]

    def __str__(self) -> str:
        return ", ".join(f"{field}: {code}" for field, code, _ in self.errors)
