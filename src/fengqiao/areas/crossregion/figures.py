"""How fast a court answers what other courts have taken in for it, by assisting court (R-FIL-15)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from statistics import median

from django.db.models import Exists, OuterRef, QuerySet

from fengqiao.core import clock
from fengqiao.core.models import Deadline, Matter
from fengqiao.law.settings import setting

REQUEST = "crossregion.request"
ANSWERED = ("taken", "incomplete", "not_competent")


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers to one assisting court: how many, their median in minutes of office time, how many in time."""

    code: str
    name: str
    count: int
    median: float
    in_time: int


def answers(court: int, first: datetime, last: datetime) -> list[Answers]:
    """The answers that a court gave between two moments, the assisting court with most first."""
    found = Matter.objects.filter(court=court, procedure=REQUEST, ended_at__gte=first, ended_at__lt=last)
    rows: dict[tuple[str, str], list[int]] = defaultdict(list)
    for facts in found.values_list("facts", flat=True):
        rows[facts["assisting_code"], facts["assisting"]].append(int(facts["minutes"]))
    limit = int(setting("cross_region.response_minutes").value)
    counted = [
        Answers(code, name, len(took), median(took), sum(m <= limit for m in took)) for (code, name), took in rows.items()
    ]
    return sorted(counted, key=lambda a: (-a.count, a.code))


def cases(court: int, first: datetime, last: datetime, assisting: str) -> list[Matter]:
    """The matters behind a line, the slowest answer first."""
    found = Matter.objects.filter(court=court, procedure=REQUEST, ended_at__gte=first, ended_at__lt=last)
    mine = found.filter(facts__assisting_code=assisting).select_related("dispute")
    return sorted(mine, key=lambda m: -int(m.facts["minutes"]))


def answered(court: int, first: date, last: date, part: str) -> QuerySet[Matter]:
    """What the court answered in the period (both days included); above the line those whose clock never ran out."""
    start = datetime.combine(first, time(), clock.ZONE)
    end = datetime.combine(last + timedelta(days=1), time(), clock.ZONE)
    found = Matter.objects.filter(court=court, procedure=REQUEST, ended_at__gte=start, ended_at__lt=end)
    if part == "below":
        return found
    late = Deadline.objects.filter(matter=OuterRef("pk"), name="answer", status__in=("fired", "over"))
    return found.exclude(Exists(late))


def in_time(court: int, first: date, last: date) -> tuple[int, int]:
    """The numbers of both parts."""
    return answered(court, first, last, "above").count(), answered(court, first, last, "below").count()
