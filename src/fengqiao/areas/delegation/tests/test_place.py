"""A company takes its place in a dispute by the hand of whoever acts for it, and of nobody else."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache

from fengqiao.areas.delegation.models import Company, Mandate
from fengqiao.areas.delegation.tests.test_delegation import acting, company, uscc
from fengqiao.core import clock, ledger, testing
from fengqiao.core.models import Account, Event, Matter, Party, Representative, Standing
from fengqiao.web.shell import home_court
from fengqiao.web.testing import Page, Visitor

pytestmark = pytest.mark.django_db
NAME, BOSS = "诸暨市枫桥五金有限公司", "13800000066"
OTHER = "诸暨市店口管业有限公司"


@pytest.fixture
def helper(db: None) -> Account:
    home_court.cache_clear()
    cache.clear()
    testing.court()
    return testing.account("陈小明", "13800000077")


@pytest.fixture
def entity(helper: Account) -> Any:
    company(testing.account("周总", BOSS), uscc=uscc())
    return Company.objects.get().entity


def sued(**told: Any) -> Party:
    respondent = {"kind": "entity", "name": NAME, "id_type": "uscc", "id_number": None, **told}
    matter: Matter = testing.dispute("mediation.pre_litigation", respondents=[testing.respondent(**respondent)])
    return Party.objects.get(dispute=matter.dispute, side="respondent")


def may(entity: Any, who: Account, scope: str = "agent", disputes: tuple[int, ...] = ()) -> Mandate:
    return Mandate.objects.create(
        principal=entity,
        delegate=who.person,
        name=who.person.name,
        phone=who.person.phone,
        kind="employee",
        scope=scope,
        disputes=list(disputes),
        given_by=who.person,
        given_at=clock.now(),
        accepted_at=clock.now(),
    )


def join(visitor: Visitor, party: Party, name: str = NAME) -> Page:
    return visitor.post("/join/", {"code": party.claim_code, "name": name})


def _state() -> Any:
    parties = list(Party.objects.order_by("pk").values_list("pk", "person", "bound_at"))
    standings = list(Standing.objects.order_by("pk").values_list("person", "until"))
    return parties, standings, list(Representative.objects.order_by("pk").values_list("pk", "person", "kind"))


@pytest.mark.parametrize("scope", ["agent", "special"])
@pytest.mark.parametrize("number", [None, uscc()], ids=["number-unknown", "number-told"])
def test_who_acts_for_the_company_takes_its_place(entity: Any, helper: Account, scope: str, number: str | None) -> None:
    party = sued(id_number=number)
    visitor = acting(helper, may(entity, helper, scope))
    page = visitor.get(f"/join/{party.claim_code}/")
    assert "单位名称" in page.text and page.forms[-1].values["name"] == [NAME]
    page = join(visitor, party)
    assert page.status == 200 and page.url.startswith("/m/"), page.text
    party.refresh_from_db()
    assert party.person_id == entity.pk and party.bound_at is not None
    assert not Representative.objects.filter(party=party).exists(), "the company stands there, not the one who typed"
    assert Standing.objects.filter(party=party, person=entity, until=None).exists()
    before = _state()
    assert join(visitor, party).status == 200 and _state() == before, "sending it twice does it once"


@pytest.mark.parametrize("scope", ["look", "prepare", "papers"])
def test_an_assistant_without_that_limit_may_not(entity: Any, helper: Account, scope: str) -> None:
    party = sued()
    visitor, before = acting(helper, may(entity, helper, scope)), _state()
    assert join(visitor, party).status == 422 and _state() == before


def test_a_power_for_one_dispute_does_not_reach_into_another(entity: Any, helper: Account) -> None:
    party, known = sued(), sued()
    visitor, before = acting(helper, may(entity, helper, "special", (known.dispute_id,))), _state()
    page = join(visitor, party)
    assert page.status == 422 and "不包括代单位加入新的纠纷" in page.text and _state() == before


@pytest.mark.parametrize("told", [{"name": OTHER}, {"id_number": uscc("91330681MA2D8ABC1")}, {"kind": "person", "id_type": "resident_id"}])
def test_a_person_of_another_company_may_not(entity: Any, helper: Account, told: dict[str, Any]) -> None:
    """Attack: the code of another company, one of the same name with another number, a person of that name."""
    party = sued(**told)
    visitor, before = acting(helper, may(entity, helper)), _state()
    for name in {party.name, NAME}:
        page = join(visitor, party, name)
        assert page.status == 422 and "名称或者统一社会信用代码不一致" in page.text and _state() == before


def test_a_power_that_has_ended_takes_no_place(entity: Any, helper: Account) -> None:
    party, mandate = sued(), may(entity, helper, "look")
    visitor = acting(helper, mandate)
    Mandate.objects.filter(pk=mandate.pk).update(ended_at=clock.now())
    before = _state()
    assert join(visitor, party, "别的名称").status == 422 and _state() == before


def test_nobody_takes_the_place_of_the_side_against_which_he_stands(entity: Any, helper: Account) -> None:
    party = sued()
    Party.objects.filter(dispute=party.dispute, side="claimant").update(person=helper.person)
    visitor, before = acting(helper, may(entity, helper)), _state()
    assert join(visitor, party).status == 422 and _state() == before


def test_a_place_that_is_taken_stays_so(entity: Any, helper: Account) -> None:
    party = sued()
    join(Visitor(testing.account("李四", "13800000055")), party)
    visitor, before = acting(helper, may(entity, helper)), _state()
    page = join(visitor, party)
    assert page.status == 422 and "已经有人使用" in page.text and _state() == before


@pytest.mark.parametrize(
    ("told", "kind", "special"), [("陈小明", "legal_representative", True), (None, "legal_representative", True), ("周总", "employee", False)]
)
def test_CPL_51_only_the_representative_who_was_told_binds_the_company_at_once(
    helper: Account, told: str | None, kind: str, special: bool
) -> None:
    """Attack: whoever opens the company's post settles for it as its head."""
    party = sued(legal_representative=told)
    assert join(Visitor(helper), party).status == 200
    row = Representative.objects.get(party=party)
    assert (row.person_id, row.kind, row.special_power) == (helper.person_id, kind, special)


def test_who_took_a_place_stands_in_the_chain_once(entity: Any, helper: Account) -> None:
    """The one act that lets somebody act for a party cannot be done, or undone, without a trace."""
    party = sued()
    matter = Matter.objects.get(dispute=party.dispute)
    visitor = acting(helper, may(entity, helper))
    assert join(visitor, party).status == 200
    event = Event.objects.get(matter=matter, move="take_place")
    assert (event.actor_id, event.on_behalf_of, event.actor_role) == (helper.person_id, entity.pk, "respondent")
    assert event.data == {"side": "respondent", "party": party.pk} and event.source == event.target == matter.state
    assert [fault for fault in ledger.walk_chains() if fault] == []
    assert join(visitor, party).status == 200, "whoever has the place comes in again"
    assert Event.objects.filter(move="take_place").count() == 1
    page = visitor.get(f"/m/{matter.no}/")
    assert "凭查询码加入" in page.text and "core.move" not in page.text


def test_a_code_that_fits_nobody_or_the_wrong_name_leaves_no_event(helper: Account) -> None:
    party = sued()
    before = Event.objects.count()
    assert join(Visitor(helper), party, "别的公司").status == 422
    assert Visitor(helper).post("/join/", {"code": "ABCDEFGHJKLM", "name": NAME}).status == 422
    assert Event.objects.count() == before


def test_a_place_in_a_dispute_that_is_over_is_taken_without_an_event(helper: Account) -> None:
    party = sued()
    Matter.objects.filter(dispute=party.dispute).update(ended=True)
    before = Event.objects.count()
    assert join(Visitor(helper), party).status == 200
    assert Event.objects.count() == before and Party.objects.get(pk=party.pk).bound_at is not None
