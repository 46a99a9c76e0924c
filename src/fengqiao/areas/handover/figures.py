"""Whether what was passed on is acknowledged in time, as cases above and below the line."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.db.models import Exists, OuterRef, QuerySet

from fengqiao.core import clock
from fengqiao.core.models import Deadline, Event, Matter


def cases(court: int, first: date, last: date, part: str) -> QuerySet[Matter]:
    """Items that were acknowledged in the period; above the line those whose clock never ran out."""
    start = datetime.combine(first, time(), clock.ZONE)
    end = datetime.combine(last + timedelta(days=1), time(), clock.ZONE)
    done = Event.objects.filter(matter=OuterRef("pk"), move="acknowledge", at__gte=start, at__lt=end)
    found = Matter.objects.filter(Exists(done), court=court, procedure="handover.item")
    if part == "below":
        return found
    late = Deadline.objects.filter(matter=OuterRef("pk"), name="acknowledge_by", status__in=("fired", "over"))
    return found.exclude(Exists(late))


def in_time(court: int, first: date, last: date) -> tuple[int, int]:
    """The numbers of both parts."""
    return cases(court, first, last, "above").count(), cases(court, first, last, "below").count()
