"""The figures of a court: each a pair of queries, so that it opens down to its cases (R-KPI-01 to 21)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Exists, OuterRef, QuerySet, Value

from fengqiao.core import clock
from fengqiao.core.models import Deadline, Event, Matter

Cases = QuerySet[Matter]
TRIAL, MEDIATION, FILING = "trial.first_instance", "mediation.pre_litigation", "filing.first_instance"
SMALL = 20
"""Below this denominator a share says nothing and is not shown as one (R-KPI-30)."""


@dataclass(frozen=True, slots=True)
class Span:
    """A court and a period of days, both included."""

    court: int
    first: date
    last: date

    @property
    def start(self) -> datetime:
        return datetime.combine(self.first, time(), clock.ZONE)

    @property
    def end(self) -> datetime:
        return datetime.combine(self.last + timedelta(days=1), time(), clock.ZONE)

    def opened(self, procedure: str) -> Cases:
        """Matters of a procedure that were opened in the period."""
        found = Matter.objects.filter(court=self.court, procedure=procedure)
        return found.filter(opened_at__gte=self.start, opened_at__lt=self.end)

    def ended(self, procedure: str) -> Cases:
        """Matters of a procedure that ended in the period."""
        found = Matter.objects.filter(court=self.court, procedure=procedure)
        return found.filter(ended_at__gte=self.start, ended_at__lt=self.end)

    def carried(self, procedure: str) -> Cases:
        """Matters that were open when the period began."""
        found = Matter.objects.filter(court=self.court, procedure=procedure, opened_at__lt=self.start)
        return found.exclude(ended_at__lt=self.start)


@dataclass(frozen=True, slots=True)
class Figure:
    """A named share: the cases above and the cases below the line."""

    code: str
    rule: str
    above: Callable[[Span], Cases]
    below: Callable[[Span], Cases]


def handled(span: Span) -> Cases:
    """Carried over or newly filed: what there was to close."""
    return span.carried(TRIAL) | span.opened(TRIAL)


def in_time(span: Span) -> Cases:
    """Closed before the trial limit ran out, legal deductions and extensions counted in."""
    late = Deadline.objects.filter(matter=OuterRef("pk"), name="limit", status__in=("fired", "over", "refused"))
    return span.ended(TRIAL).exclude(Exists(late))


def on_the_spot(span: Span) -> Cases:
    """Accepted on the day on which the complaint came, without a correction."""
    accepted = Event.objects.filter(matter=OuterRef("pk"), target="accepted", at__date=OuterRef("opened_at__date"))
    return span.opened(FILING).filter(state="accepted").filter(Exists(accepted))


def accepted_at_once(span: Span) -> Cases:
    """Accepted without any round of correction."""
    corrected = Event.objects.filter(matter=OuterRef("pk"), target="correcting")
    return span.opened(FILING).filter(state="accepted").exclude(Exists(corrected))


FIGURES = (
    Figure("closing_rate", "R-KPI-01", lambda s: s.ended(TRIAL), handled),
    Figure("closed_to_new", "R-KPI-02", lambda s: s.ended(TRIAL), lambda s: s.opened(TRIAL)),
    Figure("in_time_rate", "R-KPI-03", in_time, lambda s: s.ended(TRIAL)),
    Figure("mediated_rate", "R-KPI-09", lambda s: s.ended(TRIAL).filter(state="mediated"), lambda s: s.ended(TRIAL)),
    Figure(
        "mediation_success",
        "R-KPI-10",
        lambda s: s.ended(MEDIATION).filter(state="settled"),
        lambda s: s.ended(MEDIATION),
    ),
    Figure("on_the_spot", "R-KPI-11", on_the_spot, lambda s: s.opened(FILING).filter(state="accepted")),
    Figure("first_pass", "R-KPI-11", accepted_at_once, lambda s: s.opened(FILING).filter(ended=True)),
    Figure(
        "simple_rate",
        "R-KPI-13",
        lambda s: s.opened(TRIAL).filter(facts__procedure__in=("simple", "small_claims")),
        lambda s: s.opened(TRIAL),
    ),
    Figure(
        "voluntary",
        "R-KPI-17",
        lambda s: s.ended("performance.title").filter(state="performed"),
        lambda s: s.ended("performance.title"),
    ),
    Figure(
        "electronic_service",
        "R-KPI-18",
        lambda s: s.ended("service.delivery").filter(state="served", facts__method="electronic"),
        lambda s: s.ended("service.delivery").filter(state="served"),
    ),
)
BY_CODE = {f.code: f for f in FIGURES}


def counts(span: Span) -> list[tuple[int, int]]:
    """The numerator and denominator of every figure, in the order of FIGURES, asked in one query."""
    asked = [part(span) for figure in FIGURES for part in (figure.above, figure.below)]
    rows = [_counted(cases, n) for n, cases in enumerate(asked)]
    found = dict(rows[0].union(*rows[1:], all=True).values_list("place", "n"))
    numbers = [found.get(n, 0) for n in range(len(asked))]
    return list(zip(numbers[::2], numbers[1::2], strict=True))


def _counted(cases: Cases, place: int) -> Cases:
    return cases.order_by().annotate(place=Value(place)).values("place").annotate(n=Count("pk"))
