"""The one clock. Everything asks here what time it is, so that tests and the simulation can say."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")
_held: ContextVar[datetime | None] = ContextVar("held", default=None)
_everywhere: datetime | None = None
_ahead = timedelta()


def now() -> datetime:
    """The present moment, aware, in Asia/Shanghai, to the microsecond."""
    return _held.get() or _everywhere or datetime.now(UTC).astimezone(ZONE) + _ahead


def run_ahead(by: timedelta) -> None:
    """Let the clock of the whole process run so much ahead of the true time (a demonstration, never a court)."""
    global _ahead
    _ahead = by


def hold(moment: datetime | None) -> None:
    """Hold the clock of the whole process, in all its threads, until another moment or None is given.

    For a server that a test drives; ``at`` holds it for the present flow of work alone.
    """
    global _everywhere
    _everywhere = moment.astimezone(ZONE) if moment else None


def today() -> date:
    """The present day in Asia/Shanghai."""
    return now().date()


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Hold the clock at ``moment`` (aware, or taken as Asia/Shanghai)."""
    held = moment.astimezone(ZONE) if moment.tzinfo else moment.replace(tzinfo=ZONE)
    token = _held.set(held)
    try:
        yield
    finally:
        _held.reset(token)


def local(moment: datetime) -> datetime:
    """The same moment on the wall clock of Asia/Shanghai."""
    return moment.astimezone(ZONE)
