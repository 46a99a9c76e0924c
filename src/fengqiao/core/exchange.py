"""The ports of the exchange between courts: papers handed to a court that runs elsewhere, and those that come in.

The contract is docs/contracts/court-exchange.md. Every call may be repeated: the reference makes a
repeated call the same call.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, Protocol

Outcome = Literal["waiting", "taken", "incomplete", "not_competent"]
PIECE_BYTES = 1024 * 1024
"""The largest piece in which a file travels."""
FILE_REFUSALS = frozenset({"file_kind", "file_infected", "file_too_large", "files_too_many"})
"""Codes that mean: this file will not be taken, however often it is sent."""


def body_of(told: Mapping[str, Any]) -> bytes:
    """The one form in which a message is signed and hashed: UTF-8, keys in order, no blanks."""
    return json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


class CourtAway(Exception):
    """Nothing came back that can be trusted: the call may have been done or not, and is repeated."""


class CourtRefuses(Exception):
    """The other side does not take the call; its text is the contract's code."""


@dataclass(frozen=True, slots=True)
class Taken:
    """The other court's receipt: its own number, the SM3 hash of what it holds, and when it got it.

    ``due`` is the end of its time to answer and ``files`` the SM3 hashes of the files that it holds (since 1.1).
    """

    number: str
    hash: str
    at: datetime
    due: datetime | None = None
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reply:
    """What the other court has answered; ``facts`` as the contract has them for each outcome."""

    outcome: Outcome
    at: datetime | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FileNote:
    """A file on its way: its name, its media type, its size in bytes, the SM3 hash of its content."""

    name: str
    type: str
    size: int
    hash: str


@dataclass(frozen=True, slots=True)
class FileHeld:
    """How much of a file the other court holds, and whether it has taken the whole."""

    received: int
    whole: bool


class CourtExchange(Protocol):
    """Hands papers to courts of other installations."""

    def courts(self) -> Mapping[str, str]:
        """The courts that can be reached, name by code; known without a call."""

    def hand_over(self, reference: str, court: str, papers: Mapping[str, Any]) -> Taken:
        """Lay papers before a court. Raises CourtAway or CourtRefuses."""

    def send_piece(self, reference: str, court: str, note: FileNote, offset: int, piece: bytes) -> FileHeld:
        """Send a piece of a file; an empty one asks where to go on. Raises CourtAway or CourtRefuses."""

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

    def send_piece(self, reference: str, court: str, note: FileNote, offset: int, piece: bytes) -> FileHeld:
        """Raise CourtAway."""
        raise CourtAway("no exchange is connected")

    def reply(self, reference: str, court: str) -> Reply:
        """Raise CourtAway."""
        raise CourtAway("no exchange is connected")


class NotSigned(Exception):
    """A call that no member has signed just now."""


@dataclass(frozen=True, slots=True)
class Call:
    """A call whose signature was verified: by which member, with which nonce, and what it asks."""

    member: str
    nonce: str
    body: bytes


class ExchangeGate(Protocol):
    """Knows the members that may hand papers in here, by their keys."""

    def heard(self, path: str, headers: Mapping[str, str], body: bytes) -> Call:
        """Verify a call to ``path`` (below the exchange's address). Raises NotSigned."""

    def signed(self, call: Call, told: bytes) -> dict[str, str]:
        """The headers that sign an answer to a call."""


class NoMembers:
    """Nobody may hand anything in."""

    def heard(self, path: str, headers: Mapping[str, str], body: bytes) -> Call:
        """Raise NotSigned."""
        raise NotSigned("this installation has no members: see EXCHANGE_MEMBERS")

    def signed(self, call: Call, told: bytes) -> dict[str, str]:
        """No headers."""
        return {}
