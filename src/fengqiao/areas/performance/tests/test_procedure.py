"""Performance walked through the one door: paid, overdue, enforced, sued, late and yet accepted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from fengqiao.areas.performance import rules
from fengqiao.areas.performance.area import AREA
from fengqiao.core import clock, testing
from fengqiao.core.models import Deadline, Document, Matter, Notice
from fengqiao.core.registry import Area
from fengqiao.core.testing import do, matter, party, pass_to, refused, stub

pytestmark = pytest.mark.django_db
TITLE: dict[str, Any] = {
    "title_kind": "confirmation",
    "title_no": "（2026）浙0681诉前调确1号",
    "payer": "respondent",
    "instalments": [{"amount": "20000.00", "due": "2026-03-31"}, {"amount": "30000.00", "due": "2026-04-30"}],
    "total": "50000.00",
    "due": "2026-04-30",
    "terms": "归还借款",
    "effective_on": "2026-03-02",
    "enforceable": True,
}
PAID = {"amount": "20000.00", "paid_on": "2026-03-02", "way": "transfer"}


@pytest.fixture(autouse=True)
def _neighbours() -> Iterator[None]:
    names = (
        stub("enforcement.case", "received performed* settled* ended_round*"),
        stub("filing.first_instance", "received accepted*"),
    )
    with testing.registry_of(AREA, Area("n", procedures=names)):
        yield


def title(**facts: Any) -> Matter:
    return testing.open_about("performance.title", facts={**TITLE, **facts})


def at(day: str, hour: int = 9) -> Any:
    return clock.at(datetime.combine(date.fromisoformat(day), datetime.min.time(), clock.ZONE).replace(hour=hour))


def test_the_last_instalment_is_the_end_of_performance():
    m = title()
    assert m.state == "due"
    assert Deadline.objects.get(matter=m, name="performance").due_on == date(2026, 4, 30)


def test_paid_in_part_and_in_whole_closes_the_dispute():
    m = title()
    payer, creditor = party(m, "respondent"), party(m, "claimant")
    do(m.no, "report_payment", payer, PAID)
    assert matter(m.no).facts["remaining"] == "50000.00"
    do(m.no, "confirm_payment", creditor, {"agree": True})
    assert matter(m.no).facts["remaining"] == "30000.00"
    do(m.no, "report_receipt", creditor, {"amount": "30000.00", "received_on": "2026-03-02"})
    done = matter(m.no)
    assert done.state == "performed" and done.dispute.closed_at
    assert done.facts["remaining"] == "0.00"


def test_a_payment_denied_does_not_count():
    m = title()
    do(m.no, "report_payment", party(m, "respondent"), PAID)
    do(m.no, "deny_payment", party(m, "claimant"), {"reason": "没有收到"})
    facts = matter(m.no).facts
    assert (facts["remaining"], facts["payments"][0]["state"]) == ("50000.00", "denied")
    with refused("performance.nothing_reported"):
        do(m.no, "confirm_payment", party(m, "claimant"), {"agree": True})


def test_who_may_say_what():
    m = title()
    with refused("performance.not_the_payer"):
        do(m.no, "report_payment", party(m, "claimant"), PAID)
    with refused("performance.not_the_creditor"):
        do(m.no, "report_receipt", party(m, "respondent"), {"amount": "1.00", "received_on": "2026-03-02"})
    with refused("performance.not_the_creditor"):
        do(m.no, "declare_performed", party(m, "respondent"), {"agree": True})


def test_where_the_claimant_pays_the_respondent_is_owed():
    m = title(payer="claimant")
    do(m.no, "report_payment", party(m, "claimant"), PAID)
    do(m.no, "confirm_payment", party(m, "respondent"), {"agree": True})
    assert matter(m.no).facts["remaining"] == "30000.00"


def test_more_than_is_owed_and_days_to_come_are_refused_at_their_field():
    m = title()
    payer = party(m, "respondent")
    with refused("performance.more_than_owed"):
        do(m.no, "report_payment", payer, {**PAID, "amount": "50000.01"})
    with refused("performance.day_to_come"):
        do(m.no, "report_payment", payer, {**PAID, "paid_on": "2026-03-03"})
    do(m.no, "report_payment", payer, {**PAID, "amount": "50000.00"})
    with refused("performance.more_than_owed"):
        do(m.no, "report_payment", payer, {**PAID, "amount": "0.01"})


def test_a_duty_other_than_money_is_done_when_the_one_who_is_owed_says_so():
    m = title(payer="nobody", instalments=[], total="0.00", due="2026-03-31", terms="赔礼道歉")
    do(m.no, "declare_performed", party(m, "claimant"), {"agree": True})
    assert matter(m.no).state == "performed"


def test_overdue_both_are_told():
    m = title()
    pass_to(date(2026, 5, 1))
    assert matter(m.no).state == "overdue"
    told = Notice.objects.filter(matter=m, key="notice.performance.title.fall_overdue", channel="inbox")
    assert told.count() == 2


def test_R_ENF_01_two_years_from_the_last_day_of_performance():
    m = title(due="2026-06-30")
    assert Deadline.objects.get(matter=m, name="window").due_on == date(2028, 6, 30)


@pytest.mark.parametrize(
    ("due", "end"),
    [("2024-03-31", "2026-03-31"), ("2024-02-29", "2026-02-28"), ("2024-10-03", "2026-10-08")],
)
def test_R_ENF_01_examples_of_the_two_years(due: str, end: str):
    m = title(due=due, instalments=[{"amount": "50000.00", "due": due}], effective_on="2024-01-02")
    assert Deadline.objects.get(matter=m, name="window").due_on == date.fromisoformat(end)


def test_R_ENF_01_a_demand_lets_the_two_years_begin_anew():
    due = "2024-06-01"
    m = title(due=due, instalments=[{"amount": "50000.00", "due": due}])
    with at("2026-03-03"):
        testing.pass_to(date(2026, 3, 3))
        do(m.no, "demand", party(m, "claimant"), {"text": "请还钱"})
    assert Deadline.objects.get(matter=m, name="renewed", status="running").due_on == date(2028, 3, 3)


def test_nothing_due_nothing_to_enforce():
    m = title()
    with refused("performance.not_due_yet"):
        do(m.no, "apply_enforcement", party(m, "claimant"), {})


def test_enforcement_opens_with_what_is_still_owed_and_nothing_is_typed_again():
    m = title()
    do(m.no, "report_payment", party(m, "respondent"), PAID)
    do(m.no, "confirm_payment", party(m, "claimant"), {"agree": True})
    pass_to(date(2026, 5, 1))
    with at("2026-05-08"):
        do(m.no, "apply_enforcement", party(m, "claimant"), {"leads": ["店口镇有房一套"]})
    facts = testing.child(m, "enforcement.case").facts
    assert facts["amount"] == "30000.00" and facts["late"] is False
    assert (facts["creditor"], facts["debtor"]) == ("claimant", "respondent")
    assert facts["title_no"] == TITLE["title_no"] and facts["leads"] == ["店口镇有房一套"]


def test_a_missed_instalment_can_be_enforced_before_the_last_one_falls_due():
    m = title()
    with at("2026-04-01"):
        do(m.no, "apply_enforcement", party(m, "claimant"), {})
    case = testing.child(m, "enforcement.case")
    assert case.facts["amount"] == "20000.00"
    with at("2026-04-20"):
        do(case.no, "to_performed")
    back = matter(m.no)
    assert back.state == "due" and back.facts["remaining"] == "30000.00" and back.dispute.closed_at is None
    pass_to(date(2026, 5, 1))
    assert matter(m.no).state == "overdue"


def enforced(m: Matter, end: str) -> Matter:
    pass_to(date(2026, 5, 1))
    with at("2026-05-08"):
        do(m.no, "apply_enforcement", party(m, "claimant"), {})
        do(testing.child(m, "enforcement.case").no, f"to_{end}")
    return matter(m.no)


@pytest.mark.parametrize("end", ["performed", "settled"])
def test_enforcement_that_brings_all_closes_the_dispute(end: str):
    done = enforced(title(), end)
    assert done.state == "performed" and done.facts["remaining"] == "0.00" and done.dispute.closed_at


def test_CPLI_517_the_end_of_a_round_ends_this_matter_but_forgives_nothing():
    done = enforced(title(), "ended_round")
    assert done.state == "closed" and done.facts["remaining"] == "50000.00"


def test_R_ENF_01_after_two_years_it_is_shown_as_expired_and_still_accepted_with_a_flag():
    due = "2024-03-31"
    m = title(due=due, instalments=[{"amount": "50000.00", "due": due}], effective_on="2024-01-02")
    pass_to(date(2026, 4, 1))
    assert matter(m.no).state == "expired"
    with at("2026-04-02"):
        do(m.no, "apply_enforcement", party(m, "claimant"), {})
    assert matter(m.no).state == "enforcing"
    assert testing.child(m, "enforcement.case").facts["late"] is True


def test_R_ENF_01_after_two_years_the_debtor_may_still_pay():
    due = "2024-03-31"
    m = title(due=due, instalments=[{"amount": "50000.00", "due": due}], effective_on="2024-01-02")
    pass_to(date(2026, 4, 1))
    with at("2026-04-02"):
        do(m.no, "report_payment", party(m, "respondent"), {**PAID, "amount": "50000.00"})
        do(m.no, "confirm_payment", party(m, "claimant"), {"agree": True})
    assert matter(m.no).state == "performed"


def test_an_unconfirmed_agreement_is_not_enforced_but_sued_upon():
    m = title(title_kind="agreement", enforceable=False)
    pass_to(date(2026, 5, 1))
    with refused("performance.not_enforceable"):
        do(m.no, "apply_enforcement", party(m, "claimant"), {})
    do(m.no, "sue", party(m, "claimant"))
    assert matter(m.no).state == "closed"
    assert testing.child(m, "filing.first_instance").dispute_id == m.dispute_id


def test_whoever_has_a_title_does_not_sue_again():
    m = title()
    pass_to(date(2026, 5, 1))
    with refused("performance.is_enforceable"):
        do(m.no, "sue", party(m, "claimant"))


def test_the_certificate_of_effect_names_the_title():
    m = title()
    do(m.no, "certify", party(m, "claimant"))
    text = Document.objects.get(matter=m, kind="effect_certificate").text
    assert TITLE["title_no"] in text and "2026年3月2日" in text


def test_a_title_without_a_day_is_due_at_once():
    m = title(instalments=[], due=None)
    assert Deadline.objects.get(matter=m, name="performance").due_on == date(2026, 3, 2)


@pytest.mark.parametrize(
    ("paid", "today", "owed"),
    [
        ("0.00", "2026-03-31", "0.00"),
        ("0.00", "2026-04-01", "20000.00"),
        ("5000.00", "2026-04-01", "15000.00"),
        ("20000.00", "2026-04-01", "0.00"),
        ("20000.00", "2026-04-30", "0.00"),
        ("20000.00", "2026-05-01", "30000.00"),
    ],
)
def test_what_is_owed_by_a_day(paid: str, today: str, owed: str):
    left = str(Decimal("50000.00") - Decimal(paid))
    assert rules.owed_now({**TITLE, "paid": paid, "remaining": left}, date.fromisoformat(today)) == Decimal(owed)
