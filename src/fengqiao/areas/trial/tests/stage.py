"""A case on the stage of the tests: with its services and hearings, its neighbours played by stand-ins."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from fengqiao.areas.hearings.area import AREA as HEARINGS
from fengqiao.areas.service.area import AREA as SERVICE
from fengqiao.areas.trial.area import AREA as TRIAL
from fengqiao.core import clock, testing
from fengqiao.core.models import Deadline, Document, Matter, Party, Room, Standing
from fengqiao.core.registry import Area

NEIGHBOURS = Area(
    "testing",
    procedures=(
        testing.stub("testing.origin"),
        testing.stub("fees.case_fee", states="due paid* waived* unpaid*"),
        testing.stub("fees.refund", states="due paid*"),
        testing.stub("fees.top_up", states="due paid* nothing* unpaid*"),
        testing.stub("judgments.judgment", states="drafting effective* appealed*"),
        testing.stub("performance.title", states="due performed*"),
    ),
)


@contextmanager
def stage() -> Iterator[None]:
    """Run with these three areas and their stand-ins."""
    with testing.registry_of(TRIAL, SERVICE, HEARINGS, NEIGHBOURS):
        yield


def on(day: str, hour: int = 10, minute: int = 0) -> Any:
    """Hold the clock at an hour of a day."""
    return clock.at(datetime.fromisoformat(f"{day}T{hour:02d}:{minute:02d}:00"))


def filed(procedure: str = "ordinary", **told: Any) -> Matter:
    """A case as filing hands it over."""
    origin = testing.dispute("testing.origin", **told)
    facts = {"procedure": procedure, "filed_on": clock.today().isoformat(), "received": clock.today().isoformat()}
    return testing.open_under(origin, "trial.first_instance", facts=facts)


def allocating(procedure: str = "ordinary", **told: Any) -> Matter:
    """A case whose fee is paid."""
    case = filed(procedure, **told)
    testing.do(testing.child(case, "fees.case_fee").no, "to_paid")
    return testing.matter(case.no)


def serving(procedure: str = "ordinary", **told: Any) -> Matter:
    """A case with a judge and a clerk."""
    head, _, _ = testing.staff("division_head"), testing.staff("judge"), testing.staff("clerk")
    case = allocating(procedure, **told)
    return testing.walk(case.no, [("confirm_triage", head, {})])


def preparing(procedure: str = "ordinary", **told: Any) -> Matter:
    """A case whose respondent has confirmed receipt of the complaint."""
    case = serving(procedure, **told)
    acknowledge(case, "complaint")
    return testing.matter(case.no)


def acknowledge(parent: Matter, about: str) -> None:
    """Every party confirms receipt of what is on its way to it under this matter."""
    deliveries = Matter.objects.filter(parent=parent, procedure="service.delivery", ended=False)
    for delivery in deliveries.select_related("dispute"):
        if delivery.facts["about"] == about:
            testing.do(delivery.no, "acknowledge", Party.objects.get(pk=delivery.party_id).person)


def room(name: str = "第一法庭") -> Room:
    """A courtroom."""
    return Room.objects.get_or_create(court=testing.court(), name=name)[0]


def slot(day: str = "2026-03-25", time: str = "09:00", **more: Any) -> dict[str, Any]:
    """What scheduling asks."""
    return {"day": day, "time": time, "minutes": 60, "room": room().pk, **more}


def scheduled(procedure: str = "ordinary", **told: Any) -> Matter:
    """A case whose hearing is set for 25 March 2026, 9:00, everybody summoned."""
    case = preparing(procedure, **told)
    testing.do(case.no, "schedule", testing.staff("judge"), slot())
    acknowledge(testing.child(case, "hearings.hearing"), "summons")
    return testing.matter(case.no)


def everybody(case: Matter, absent: int | None = None) -> dict[str, Any]:
    """Who has come to the session: all parties but one, where it is named."""
    rows = [{"party": p.pk, "here": p.pk != absent} for p in case.dispute.parties.order_by("position")]
    return {"parties": rows, "identities_verified": True}


def due(case: Matter, name: str) -> date:
    return Deadline.objects.get(matter=case, name=name, status="running").due_on


def kinds(case: Matter) -> set[str]:
    return set(Document.objects.filter(matter=case).values_list("kind", flat=True))


def bench(case: Matter, role: str) -> str:
    return Standing.objects.get(matter=case, role=role, until=None).name
