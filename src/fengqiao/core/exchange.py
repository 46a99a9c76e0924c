"""The port of the exchange between courts: papers handed to a court that runs elsewhere, and its answer.

The contract is docs/contracts/court-exchange.md. Both calls may be repeated: the reference makes a
repeated call the same call.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, Protocol

Outcome = Literal["waiting", "taken", "incomplete", "not_competent"]


class CourtAway(Exception):
    """Nothing came back that can be trusted: the call may have been done or not, and is repeated."""


class CourtRefuses(Exception):
    """The other side does not take the call; its code says why (``differs court_unknown reference_unknown form``)."""


@dataclass(frozen=True, slots=True)
class Taken:
    """The other court's receipt: its own number, the SM3 hash of what it holds, and when it got it."""

    number: str
    hash: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Reply:
    """What the other court has answered; ``facts`` as the contract has them for each outcome."""

    outcome: Outcome
    at: datetime | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)


class CourtExchange(Protocol):
    """Hands papers to courts of other installations."""

    def courts(self) -> Mapping[str, str]:
        """The courts that can be reached, name by code; known without a call."""

    def hand_over(self, reference: str, court: str, papers: Mapping[str, Any]) -> Taken:
        """Lay papers before a court. Raises CourtAway or CourtRefuses."""

    def reply(self, reference: str, court: str) -> Reply:
        """Ask for the answer. Raises CourtAway or CourtRefuses."""


class NoExchange:
    """An installation that is connected with no other."""

    def courts(self) -> Mapping[str, str]:
        """No court."""
        return {}

    def hand_over(self, reference: str, court: str, papers: Mapping[str, Any]) -> Taken:
        """Raise CourtAway."""
        raise CourtAway("no exchange is connected")

    def reply(self, reference: str, court: str) -> Reply:
        """Raise CourtAway."""
        raise CourtAway("no exchange is connected")
