"""The port of the remote window: a person at home or in a village, a clerk at the window, one conversation by video.

No adapter stands behind it yet: an installation has ``NoVideo``, and no page offers what is not there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


class VideoAway(Exception):
    """The house of the rooms gave no answer that can be relied on; the call may be repeated."""


@dataclass(frozen=True, slots=True)
class VideoRoom:
    """A room that is open: each person's own way in, by the person's reference, until a moment."""

    ways: Mapping[str, str]
    until: datetime


class RemoteWindow(Protocol):
    """Opens rooms for a conversation by video. The same ``reference`` is the same room."""

    @property
    def available(self) -> bool:
        """Whether there is anything that opens rooms."""

    def open(self, reference: str, title: str, people: Mapping[str, str], until: datetime) -> VideoRoom:
        """Open a room for people (name by reference); raises VideoAway."""

    def close(self, reference: str) -> None:
        """Close a room, for everybody and at once; raises VideoAway."""


class NoVideo:
    """There are no rooms."""

    available = False

    def open(self, reference: str, title: str, people: Mapping[str, str], until: datetime) -> VideoRoom:
        """Raise VideoAway."""
        raise VideoAway("no house of video rooms is set")

    def close(self, reference: str) -> None:
        """Raise VideoAway."""
        raise VideoAway("no house of video rooms is set")
