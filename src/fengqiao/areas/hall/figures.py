"""The figures of a hall, counted from its tickets; each opens down to the tickets."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from statistics import mean
from typing import Any

from fengqiao.areas.hall.models import Ticket

_PLACES = ("reason", "window__no")


@dataclass
class Count:
    """Tickets of one kind: how many, and how long they waited and took, in minutes."""

    taken: int = 0
    waiting: int = 0
    served: int = 0
    missed: int = 0
    given_up: int = 0
    waits: tuple[float, ...] = ()
    takes: tuple[float, ...] = ()

    @property
    def wait(self) -> str:
        """The mean wait until the call, in minutes."""
        return f"{mean(self.waits):.0f}" if self.waits else "—"

    @property
    def take(self) -> str:
        """The mean time at the window, in minutes."""
        return f"{mean(self.takes):.0f}" if self.takes else "—"


_STAGES = {"waiting": "waiting", "called": "waiting", "serving": "waiting", "done": "served", "missed": "missed",
           "cancelled": "given_up", "expired": "given_up"}


def of_days(court: int, first: date, last: date) -> tuple[Count, dict[str, Count], dict[int, Count]]:
    """All tickets of a span of days: together, by reason, by window. Bookings that have not come yet do not count."""
    rows = Ticket.objects.filter(court=court, day__range=(first, last)).exclude(stage="booked").values_list(
        "reason", "window__no", "stage", "taken_at", "slot", "called_at", "served_at", "ended_at"
    )
    whole, reasons, windows = Count(), {}, {}
    for reason, window, stage, *times in rows:
        held: list[Count] = [whole, reasons.setdefault(reason, Count())]
        if window is not None:
            held.append(windows.setdefault(window, Count()))
        for count in held:
            _add(count, stage, times)
    return whole, reasons, windows


def _add(count: Count, stage: str, times: Iterable[Any]) -> None:
    taken, slot, called, served, ended = times
    count.taken += 1
    part = _STAGES[stage]
    setattr(count, part, getattr(count, part) + 1)
    if called is not None and slot is None:
        count.waits = (*count.waits, max(0.0, (called - taken).total_seconds() / 60))
    if stage == "done" and served and ended:
        count.takes = (*count.takes, (ended - served).total_seconds() / 60)


def in_time(court: int, first: date, last: date) -> tuple[int, int]:
    """Numbers that were served, of all that were called: what is left are those who did not come any more."""
    rows = Ticket.objects.filter(court=court, day__range=(first, last))
    return rows.filter(stage="done").count(), rows.filter(stage__in=("done", "missed")).count()
