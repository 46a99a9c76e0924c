"""The port of the smart locker (智能柜) of the handover centre: boxes that are reserved, opened by codes, released.

The contract is docs/contracts/locker.md. Every call may be repeated: the reference, and for a code its number,
make a repeated call the same call.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

Size = Literal["small", "medium", "large"]
State = Literal["empty", "reserved", "filled", "taken", "overdue", "faulty"]
What = Literal["filled", "taken", "door_open"]


class LockerAway(Exception):
    """Nothing came back that can be trusted: the call may have been done or not, and is repeated."""


class LockerRefuses(Exception):
    """The locker does not take the call; ``code`` says why (``full reference_unknown differs form signature``)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class TidingsRefused(Exception):
    """A message that claims to come from the locker and is not believed: signature, time or form."""


@dataclass(frozen=True, slots=True)
class Box:
    """A box as the locker sees it. ``seq`` grows with everything that happens to the reference, from 1.

    ``filled_by`` and ``taken_by`` are the numbers of the codes that opened it (0: a key of the house).
    """

    reference: str
    box: str
    site: str
    state: State
    seq: int
    filled_at: datetime | None = None
    filled_by: int = 0
    taken_at: datetime | None = None
    taken_by: int = 0
    door_open: bool = False


@dataclass(frozen=True, slots=True)
class Tidings:
    """What the locker says by itself: that something happened, and the box as it was right after."""

    what: What
    box: Box


class Locker(Protocol):
    """A locker. ``configured`` is False where this installation has none."""

    @property
    def configured(self) -> bool:
        """Whether there is a locker at all; known without a call."""

    def reserve(self, reference: str, size: Size, holder: str, until: datetime) -> Box:
        """Keep a box for somebody until a moment; ``holder`` is what its screen shows. Raises LockerAway, LockerRefuses."""

    def admit(self, reference: str, opening: int, code: str, until: datetime) -> None:
        """Let a code open the box once; those with a lower number die. Raises LockerAway, LockerRefuses."""

    def state(self, reference: str) -> Box:
        """Ask for the box. Raises LockerAway, LockerRefuses."""

    def release(self, reference: str) -> Box:
        """Give the box up: ``empty``; one in which something lies stays as it is. Raises LockerAway, LockerRefuses."""

    def read_callback(self, headers: Mapping[str, str], body: bytes) -> Tidings:
        """Read what the locker sent by itself. Raises TidingsRefused."""


class NoLocker:
    """No locker is set: nothing is offered."""

    configured = False

    def reserve(self, reference: str, size: Size, holder: str, until: datetime) -> Box:
        """Raise LockerAway."""
        raise LockerAway("no locker is set: see LOCKER_URL")

    def admit(self, reference: str, opening: int, code: str, until: datetime) -> None:
        """Raise LockerAway."""
        raise LockerAway("no locker is set: see LOCKER_URL")

    def state(self, reference: str) -> Box:
        """Raise LockerAway."""
        raise LockerAway("no locker is set: see LOCKER_URL")

    def release(self, reference: str) -> Box:
        """Raise LockerAway."""
        raise LockerAway("no locker is set: see LOCKER_URL")

    def read_callback(self, headers: Mapping[str, str], body: bytes) -> Tidings:
        """Raise TidingsRefused."""
        raise TidingsRefused("no locker is set: see LOCKER_URL")
