"""How long one will wait, from the service times that were measured, with its working."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from math import ceil
from statistics import median
from typing import Any

from django.db.models import Count

from fengqiao.areas.hall.models import Ticket, Window
from fengqiao.areas.hall.queue import waiting
from fengqiao.areas.hall.reasons import BY_CODE, number
from fengqiao.core import clock
from fengqiao.core.words import say

SAMPLES = 50
FEW = 5


@dataclass(frozen=True, slots=True)
class Estimate:
    """Who is ahead, how long one takes, how many windows serve; ``minutes`` is None where no window is open."""

    ahead: int
    each: int
    samples: int
    windows: tuple[int, ...]

    @property
    def minutes(self) -> int | None:
        return ceil(self.ahead * self.each / len(self.windows)) if self.windows else None

    @property
    def working(self) -> list[str]:
        """The working, line by line, in the language of the reader."""
        lines = [say("hall.working.ahead", {"n": self.ahead})]
        lines.append(say("hall.working.measured" if self.samples >= FEW else "hall.working.supposed",
                         {"minutes": self.each, "n": self.samples}))
        if not self.windows:
            return [*lines, say("hall.working.none_open", {})]
        lines.append(say("hall.working.windows", {"n": len(self.windows), "which": "、".join(map(str, self.windows))}))
        lines.append(say("hall.working.sum", {"ahead": self.ahead, "each": self.each, "windows": len(self.windows),
                                              "minutes": self.minutes}))
        return lines


def measured(court: int, reason: str) -> tuple[int, int]:
    """Minutes that one visit of this kind takes (median of the newest fifty) and how many were measured."""
    since = clock.now() - timedelta(days=number("measured_days"))
    rows = Ticket.objects.filter(court=court, reason=reason, stage="done", ended_at__gte=since).order_by("-ended_at")
    spans = [(end - start).total_seconds() / 60 for start, end in rows.values_list("served_at", "ended_at")[:SAMPLES]]
    if len(spans) < FEW:
        return BY_CODE[reason].minutes, len(spans)
    return max(1, round(median(spans))), len(spans)


def open_windows(court: int) -> list[Window]:
    """The windows at which somebody sits."""
    return list(Window.objects.filter(court=court).exclude(clerk=None).order_by("no"))


def estimate(ticket: Ticket) -> Estimate:
    """For one ticket: those ahead whom one of the same windows will call."""
    windows = [w for w in open_windows(ticket.court_id) if ticket.reason in w.reasons]
    reasons = sorted({ticket.reason, *(r for w in windows for r in w.reasons)})
    ahead = waiting(ticket.court_id, reasons).filter(place_at__lte=ticket.place_at)
    ahead = ahead.exclude(place_at=ticket.place_at, id__gte=ticket.pk)
    each, samples = measured(ticket.court_id, ticket.reason)
    return Estimate(ahead.count(), each, samples, tuple(w.no for w in windows))


def outlook(court: int) -> dict[str, dict[str, Any]]:
    """For each reason: how many wait and which windows serve it."""
    counts = dict(waiting(court).order_by().values_list("reason").annotate(n=Count("id")))
    windows = open_windows(court)
    return {
        code: {"waiting": counts.get(code, 0), "windows": [w.no for w in windows if code in w.reasons]} for code in BY_CODE
    }
