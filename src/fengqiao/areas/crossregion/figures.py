"""How fast a court answers what other courts have taken in for it, by assisting court (R-FIL-15)."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from statistics import median

from django.db.models import Exists, OuterRef, QuerySet

from fengqiao.core import clock
from fengqiao.core.models import Deadline, Matter
from fengqiao.law.answering import office_minutes
from fengqiao.law.settings import setting

REQUEST = "crossregion.request"
ANSWERED = ("taken", "incomplete", "not_competent")
LATE = ("fired", "over")


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers to one assisting court: how many, their median in minutes of office time, how many in time.

    ``open_late`` are those not yet answered whose time is over: they count as not in time.
    """

    code: str
    name: str
    count: int
    median: float | None
    in_time: int
    open_late: int = 0

    @property
    def owed(self) -> int:
        """All that have been answered or should have been."""
        return self.count + self.open_late


def answers(court: int, first: datetime, last: datetime) -> list[Answers]:
    """The answers that a court gave between two moments, the assisting court with most first."""
    found = Matter.objects.filter(court=court, procedure=REQUEST, ended_at__gte=first, ended_at__lt=last)
    rows: dict[tuple[str, str], list[int]] = defaultdict(list)
    for facts in found.values_list("facts", flat=True):
        rows[facts["assisting_code"], facts["assisting"]].append(int(facts["minutes"]))
    late: Counter[tuple[str, str]] = Counter()
    for facts in _overdue(court, first, last).values_list("facts", flat=True):
        late[facts["assisting_code"], facts["assisting"]] += 1
    limit = int(setting("cross_region.response_minutes").value)
    counted = [_answers(key, rows.get(key, []), late[key], limit) for key in {**rows, **late}]
    return sorted(counted, key=lambda a: (-a.owed, a.code))


def _answers(key: tuple[str, str], took: list[int], late: int, limit: int) -> Answers:
    in_time = sum(minutes <= limit for minutes in took)
    return Answers(*key, len(took), median(took) if took else None, in_time, late)


def _overdue(court: int, first: datetime, last: datetime) -> QuerySet[Matter]:
    """What still waits for an answer although its time ran out between two moments."""
    ran_out = Deadline.objects.filter(matter=OuterRef("pk"), name="answer", status__in=LATE, due_at__gte=first, due_at__lt=last)
    return Matter.objects.filter(Exists(ran_out), court=court, procedure=REQUEST, ended=False)


def minutes(matter: Matter) -> int:
    """The office minutes that an answer took, or has been waited for until now."""
    if "minutes" in matter.facts:
        return int(matter.facts["minutes"])
    return office_minutes(datetime.fromisoformat(str(matter.facts["asked_at"])), clock.now())


def cases(court: int, first: datetime, last: datetime, assisting: str) -> list[Matter]:
    """The matters behind a line: what is overdue and still unanswered, then the slowest answer first."""
    found = Matter.objects.filter(court=court, procedure=REQUEST, ended_at__gte=first, ended_at__lt=last)
    mine = found.filter(facts__assisting_code=assisting).select_related("dispute")
    late = _overdue(court, first, last).filter(facts__assisting_code=assisting).select_related("dispute")
    return [*sorted(late, key=lambda m: -minutes(m)), *sorted(mine, key=lambda m: -minutes(m))]


def answered(court: int, first: date, last: date, part: str) -> QuerySet[Matter]:
    """What the court answered in the period (both days included), or should have; above the line those in time.

    In time is what was answered before its clock ran out; what is overdue and unanswered counts below alone.
    """
    start = datetime.combine(first, time(), clock.ZONE)
    end = datetime.combine(last + timedelta(days=1), time(), clock.ZONE)
    found = Matter.objects.filter(court=court, procedure=REQUEST, ended_at__gte=start, ended_at__lt=end)
    if part == "below":
        return found | Matter.objects.filter(pk__in=_overdue(court, start, end).values("pk"))
    late = Deadline.objects.filter(matter=OuterRef("pk"), name="answer", status__in=LATE)
    return found.exclude(Exists(late))


def in_time(court: int, first: date, last: date) -> tuple[int, int]:
    """The numbers of both parts."""
    return answered(court, first, last, "above").count(), answered(court, first, last, "below").count()
