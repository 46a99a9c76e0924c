"""Judicial confirmation walked through the one door."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from fengqiao.areas.confirmation.area import AREA
from fengqiao.core import clock, testing
from fengqiao.core.models import Account, Deadline, Document, Matter, Person, Standing
from fengqiao.core.registry import Area
from fengqiao.core.testing import do, matter, party, pass_to, refused, staff, stub

pytestmark = pytest.mark.django_db
AGREED: dict[str, Any] = {
    "terms": "李小红归还借款。",
    "clauses": ["李小红归还借款", "李小红于2026年4月30日前向陈大明支付50000元"],
    "payer": "respondent",
    "instalments": [{"amount": "50000.00", "due": "2026-04-30"}],
    "total": "50000.00",
    "due": "2026-04-30",
    "effective_on": "2026-02-27",
    "agreement_no": "（2026）浙0681诉前调1号",
    "mediator": "调解员甲",
}
HEARD = {"way": "in_person", "both_present": True, "identities": True, "voluntary": True, "record": "双方到场核实"}


@pytest.fixture(autouse=True)
def _neighbours() -> Iterator[None]:
    with testing.registry_of(AREA, Area("n", procedures=(stub("performance.title", "due performed*"),))):
        yield


@pytest.fixture
def clerk() -> Account:
    return staff("filing_clerk")


@pytest.fixture
def judges() -> list[Person]:
    return [staff("judge", name=f"法官{n}").person for n in "甲乙"]


def received(**facts: Any) -> Matter:
    return testing.open_about("confirmation.judicial", facts={**AGREED, **facts})


def assigned(clerk: Account, **facts: Any) -> Matter:
    m = received(**facts)
    do(m.no, "accept", clerk)
    return matter(m.no)


def judge_of(m: Matter) -> Person:
    return Standing.objects.get(matter=m, role="judge", until=None).person


def test_R_MED_12_the_agreement_comes_over_and_nothing_is_typed_again():
    m = received()
    assert m.facts["total"] == "50000.00" and m.facts["agreement_date"] == "2026-02-27"
    assert {p.name for p in m.dispute.parties.all()} == {"陈大明", "李小红"}


def test_R_MED_13_accepted_it_gets_its_number_its_judge_by_draw_and_thirty_days(clerk: Account, judges: list[Person]):
    m = assigned(clerk)
    assert m.state == "assigned" and "诉前调确" in (m.number or "")
    assert judge_of(m) in judges and m.facts["draw"]
    assert Deadline.objects.get(matter=m, name="decision").due_on == date(2026, 4, 1)


def test_R_MED_12_not_accepted_with_coded_grounds_and_a_ruling(clerk: Account):
    m = received()
    with refused("too_short"):
        do(m.no, "not_accept", clerk, {"grounds": [], "reasons": "无"})
    grounds = ["status_relation", "title"]
    do(m.no, "not_accept", clerk, {"grounds": grounds, "reasons": "协议涉及解除收养关系和房屋确权"})
    done = matter(m.no)
    assert done.state == "rejected" and done.facts["grounds"] == grounds
    ruling = Document.objects.get(matter=m, kind="confirmation_nonacceptance").text
    assert "第三项、第五项" in ruling and "不予受理" in ruling


def test_undecided_in_seven_days_the_court_has_it(judges: list[Person]):
    m = received()
    pass_to(date(2026, 3, 10))
    assert matter(m.no).state == "accepted" and matter(m.no).facts["unreviewed"] is True
    do(m.no, "assign", staff("division_head"))
    assert matter(m.no).state == "assigned"


def test_R_MED_12_nothing_is_confirmed_before_both_sides_were_heard_together(clerk: Account, judges: list[Person]):
    m = assigned(clerk)
    judge = judge_of(m)
    with refused("confirmation.not_verified"):
        do(m.no, "confirm", judge)
    with refused():
        do(m.no, "verify", judge, {**HEARD, "both_present": False})
    do(m.no, "verify", judge, HEARD)
    with refused("confirmation.already_verified"):
        do(m.no, "verify", judge, HEARD)
    do(m.no, "confirm", judge)
    assert matter(m.no).state == "confirmed"


def test_R_MED_14_confirmed_it_can_be_enforced_and_performance_follows(clerk: Account, judges: list[Person]):
    m = assigned(clerk)
    do(m.no, "verify", judge_of(m), HEARD)
    do(m.no, "confirm", judge_of(m))
    facts = testing.child(m, "performance.title").facts
    assert facts["enforceable"] is True and facts["title_kind"] == "confirmation"
    assert facts["title_no"] == matter(m.no).number
    assert (facts["total"], facts["due"], facts["payer"]) == ("50000.00", "2026-04-30", "respondent")
    ruling = Document.objects.get(matter=m, kind="confirmation_ruling").text
    assert "调解协议有效" in ruling and "50000元" in ruling and AGREED["agreement_no"] in ruling


def test_CPLI_358_what_is_not_voluntary_is_not_confirmed(clerk: Account, judges: list[Person]):
    m = assigned(clerk)
    do(m.no, "verify", judge_of(m), {**HEARD, "voluntary": False})
    with refused("confirmation.not_voluntary"):
        do(m.no, "confirm", judge_of(m))
    do(m.no, "reject", judge_of(m), {"ground": "involuntary", "reasons": "一方受胁迫签订协议"})
    ruling = Document.objects.get(matter=m, kind="confirmation_rejection").text
    assert "第四项" in ruling and "一方受胁迫签订协议" in ruling
    assert not Matter.objects.filter(procedure="performance.title").exists()


def test_CPLI_355_2_what_should_not_have_been_accepted_is_rejected(clerk: Account, judges: list[Person]):
    m = assigned(clerk)
    do(m.no, "reject", judge_of(m), {"ground": "title", "reasons": "协议内容涉及房屋所有权确认"})
    assert matter(m.no).facts["ground"] is None
    ruling = Document.objects.get(matter=m, kind="confirmation_rejection").text
    assert "第三百五十五条" in ruling and "第三百五十八条" not in ruling


def test_an_agreement_without_terms_is_not_clear_enough(clerk: Account, judges: list[Person]):
    m = assigned(clerk, terms="")
    do(m.no, "verify", judge_of(m), HEARD)
    with refused("confirmation.terms_missing"):
        do(m.no, "confirm", judge_of(m))


@pytest.mark.parametrize("side", ["claimant", "respondent"])
def test_CPLI_357_a_party_may_withdraw_before_the_ruling(clerk: Account, judges: list[Person], side: str):
    m = assigned(clerk)
    do(m.no, "withdraw", party(m, side), {"reason": "想自己履行"})
    assert matter(m.no).state == "withdrawn"


def test_CPLI_357_a_missed_supplement_may_be_treated_as_withdrawal(clerk: Account, judges: list[Person]):
    m = assigned(clerk)
    judge = judge_of(m)
    with refused("confirmation.day_is_over"):
        do(m.no, "ask_supplement", judge, {"what": "房产证", "until": "2026-03-02"})
    do(m.no, "ask_supplement", judge, {"what": "房产证", "until": "2026-03-09"})
    with refused("confirmation.supplement_not_missed"):
        do(m.no, "deem_withdrawn", judge)
    with clock.at(testing.NOW.replace(day=10)):
        do(m.no, "deem_withdrawn", judge)
    assert matter(m.no).state == "withdrawn"


def test_CPLI_356_what_was_supplemented_is_no_withdrawal(clerk: Account, judges: list[Person]):
    m = assigned(clerk)
    judge = judge_of(m)
    with refused("confirmation.nothing_asked"):
        do(m.no, "supply", party(m, "claimant"), {"note": "随便"})
    do(m.no, "ask_supplement", judge, {"what": "房产证", "until": "2026-03-09"})
    do(m.no, "supply", party(m, "claimant"), {"note": "房产证复印件"})
    with clock.at(testing.NOW.replace(day=10)), refused("confirmation.supplement_not_missed"):
        do(m.no, "deem_withdrawn", judge)


def test_CPL_47_a_judge_who_steps_down_is_not_drawn_again_and_both_are_heard_anew(
    clerk: Account, judges: list[Person]
):
    m = assigned(clerk)
    first = judge_of(m)
    do(m.no, "verify", first, HEARD)
    do(m.no, "recuse", first, {"reason": "与当事人是亲属"})
    m = matter(m.no)
    assert m.state == "assigned" and judge_of(m) != first
    with refused("confirmation.not_verified"):
        do(m.no, "confirm", judge_of(m))


def test_CPL_187_the_president_prolongs_once_counted_on_from_the_end(clerk: Account, judges: list[Person]):
    m = assigned(clerk)
    head = staff("president")
    do(m.no, "prolong", head, {"days": 30, "reason": "需要向调解组织核实"})
    assert Deadline.objects.get(matter=m, name="longer", status="running").due_on == date(2026, 5, 1)
    with refused("confirmation.already_longer"):
        do(m.no, "prolong", head, {"days": 1, "reason": "再延"})


def test_only_the_judge_drawn_decides(clerk: Account, judges: list[Person]):
    m = assigned(clerk)
    do(m.no, "verify", judge_of(m), HEARD)
    other = next(j for j in judges if j != judge_of(m))
    for who in (clerk, party(m, "claimant")):
        with refused("core.not_yours"):
            do(m.no, "confirm", who)
    with refused():
        do(m.no, "confirm", other)
