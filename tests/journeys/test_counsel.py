"""A lawyer who comes by a power given on the platform: no hearing is put on top of his, and his calendar shows them all."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from fengqiao.areas.delegation import services as delegation
from fengqiao.areas.delegation.facts import Given
from fengqiao.areas.delegation.models import Mandate
from fengqiao.areas.hearings import suggestions
from fengqiao.areas.lawyers import diary
from fengqiao.core import clock, testing
from fengqiao.core.actor import actor_of
from fengqiao.core.casefile import CaseFile
from fengqiao.core.models import Account, Booking, Matter, Room
from fengqiao.core.registry import Area
from fengqiao.core.testing import account, claimant, dispute, open_under, registry_of, stub
from fengqiao.web.testing import Visitor

pytestmark = pytest.mark.django_db
START = datetime(2026, 3, 25, 9, 0, tzinfo=clock.ZONE)


def engaged(client: Account, scope: str, lawyer: Account, kind: str = "lawyer") -> Mandate:
    told = Given.model_construct(phone=lawyer.person.phone, name=lawyer.person.name, kind=kind, scope=scope, until=None, power=[])
    made = Mandate.objects.create(
        principal=client.person, delegate=lawyer.person, name=told.name, phone=told.phone, kind=kind, scope=scope,
        given_by=client.person, given_at=clock.now(), accepted_at=clock.now(),
    )  # fmt: skip
    assert delegation.held(lawyer.person_id)
    return made


def case_of(client: Account, judge: str) -> Matter:
    case = dispute("testing.case", claimants=[claimant(name=client.person.name, phone=client.person.phone)], by=client)
    testing.seat(case, "judge", testing.staff("judge", name=judge))
    return case


def hearing(case: Matter, room: str, start: datetime = START) -> Matter:
    where = Room.objects.get_or_create(court=case.court, name=room)[0]
    facts = {"start": start.isoformat(), "minutes": 60, "room": where.pk, "procedure": "ordinary", "public": True}
    return open_under(case, "hearings.hearing", facts=facts)


@pytest.mark.parametrize(("kind", "scope", "kept"), [("lawyer", "agent", True), ("lawyer", "look", False), ("close_relative", "agent", False)])
def test_a_lawyers_hearings_do_not_overlap_whoever_his_clients_are(kind: str, scope: str, kept: bool) -> None:
    with registry_of(Area("testing", procedures=(stub("testing.case"),)), add=True):
        lawyer = account("许律师", "13900000031")
        one, two = account("甲客户", "13900000032"), account("乙客户", "13900000033")
        for client in (one, two):
            engaged(client, scope, lawyer, kind)
        first, second = case_of(one, "judge甲"), case_of(two, "judge乙")
        hearing(first, "第一法庭")
        assert Booking.objects.filter(resource=f"lawyer:{lawyer.person_id}").count() == (2 if kept else 0)
        if not kept:
            hearing(second, "第二法庭")
            return
        with testing.refused("hearings.clash"):
            hearing(second, "第二法庭")
        assert all(slot.start != START for slot in suggestions.next_times(CaseFile(second), 20))


def test_the_calendar_gathers_the_hearings_of_all_clients_and_leads_into_their_place() -> None:
    """What a client shows to his lawyer is reached in the client's place only."""
    with registry_of(Area("testing", procedures=(stub("testing.case"),)), add=True):
        lawyer = account("许律师", "13900000031")
        one, two = account("甲客户", "13900000032"), account("乙客户", "13900000033")
        power = engaged(one, "agent", lawyer)
        engaged(two, "look", lawyer)
        shown = hearing(case_of(one, "judge甲"), "第一法庭")
        hearing(case_of(two, "judge乙"), "第二法庭", START + timedelta(days=1))
        with clock.at(START - timedelta(days=7)):
            assert [(s.no, s.power, s.principal) for s in diary.sittings(actor_of(lawyer))] == [(shown.no, power.pk, "甲客户")]
            visitor = Visitor(lawyer)
            assert visitor.get(f"/m/{shown.no}/").status == 404
            page = visitor.get("/lawyer/")
            assert "代甲客户办理" in page.text and f"/m/{shown.no}/" not in page.html
            visitor.post("/delegation/act/", {"role": str(power.pk)})
            assert visitor.get(f"/m/{shown.no}/").status == 200
            assert [s.no for s in diary.sittings(actor_of(one))] == [shown.no], "everybody's own are there as before"
