"""Green channels through the door: who is put first, by whom it can be changed, and what it never does."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from fengqiao.core import testing
from fengqiao.core.engine import open_under
from fengqiao.core.errors import Invalid, NotFound, Refused, Stale
from fengqiao.core.models import Event, Matter, Task
from fengqiao.core.selectors.desk import tasks
from fengqiao.core.testing import claimant, told
from fengqiao.web.testing import Visitor

pytestmark = pytest.mark.django_db

WAGES, LOAN = "civ26-205.5", testing.PRIVATE_LENDING
FILING = "filing.first_instance"


def clerk() -> Any:
    return testing.staff("filing_clerk")


def filed(cause: str = LOAN, **changes: Any) -> Matter:
    return testing.dispute(FILING, cause=cause, **changes)


def order(who: Any) -> list[str]:
    return [t.matter.no for t in tasks(testing.actor(who))]


def decide(no: str, channel: str, by: Any, reason: str = "原告持有残疾人证，生活困难。", **more: Any) -> Any:
    return open_under(no, "green.channel", actor=testing.actor(by), data={"channel": channel, "reason": reason}, **more)


def test_wages_stand_before_a_loan_that_came_first() -> None:
    loan, wages = filed(), filed(WAGES)
    assert order(clerk()) == [wages.no, loan.no]
    row = Task.objects.get(matter=wages, role="filing_clerk")
    assert row.green == "wages" and row.turn_at is not None and row.due_at is not None and row.turn_at < row.due_at


def test_an_earlier_legal_clock_is_never_hidden() -> None:
    """R-GRN-02: the loan must be decided tomorrow; wages that come now wait behind it, for that clock is the law's."""
    loan = filed()
    with testing.clock.at(testing.NOW + timedelta(days=6)):
        wages, other = filed(WAGES), filed()
        assert order(clerk()) == [loan.no, wages.no, other.no]


def test_the_parties_are_not_hurried() -> None:
    wages = filed(WAGES)
    points = [{"field": "story", "code": "unclear"}]
    testing.do(wages.no, "request_correction", clerk(), {"defects": points})
    row = Task.objects.get(matter=wages, role="claimant")
    assert row.green == "" and row.turn_at == row.due_at


def test_nobody_can_tell_a_channel() -> None:
    with pytest.raises(ValueError, match="green_channel"):
        told(green_channel={"channel": "livelihood"})


def test_a_clerk_adds_it_with_a_reason_and_a_trace() -> None:
    first, loan = filed(), filed()
    receipt = decide(loan.no, "livelihood", clerk(), key="k", seen=1)
    assert decide(loan.no, "livelihood", clerk(), key="k", seen=1).repeated
    assert order(clerk()) == [loan.no, first.no]
    event = Event.objects.get(matter__no=receipt.no, seq=1)
    assert event.changes["dispute"]["green_channel"]["reason"].startswith("原告持有残疾人证")
    decide(loan.no, "none", testing.staff("division_head"), "复核后不符合本院绿色通道条件。")
    assert order(clerk()) == [first.no, loan.no]
    assert Matter.objects.filter(procedure="green.channel", parent=loan).count() == 2


def test_it_can_be_taken_from_what_the_rule_recognised() -> None:
    first, wages = filed(), filed(WAGES)
    decide(wages.no, "none", clerk(), "实为股东之间的分红争议，案由有误。")
    assert order(clerk()) == [first.no, wages.no]


def test_who_may_not_and_what_is_no_reason() -> None:
    loan = filed()
    for who, error in (
        (testing.account(), Refused),
        (testing.staff("cashier"), NotFound),
        (testing.staff("filing_clerk", testing.court("浙0683")), NotFound),
    ):
        with testing.refused() as found:
            decide(loan.no, "livelihood", who)
        assert isinstance(found.error, error)
    with testing.refused("green.reason_too_short"):
        decide(loan.no, "livelihood", clerk(), "急")
    with testing.refused() as bad:
        decide(loan.no, "vip", clerk())
    assert isinstance(bad.error, Invalid)
    with testing.refused() as old:
        decide(loan.no, "livelihood", clerk(), seen=7)
    assert isinstance(old.error, Stale)


def test_what_is_over_is_not_put_in_order() -> None:
    loan = filed()
    testing.do(loan.no, "accept", clerk(), {})
    with testing.refused("green.over"):
        decide(loan.no, "livelihood", clerk())


def test_the_desk_and_the_matter_page_say_why_and_the_page_changes_it() -> None:
    wages = filed(WAGES)
    visitor = Visitor(clerk())
    desk = visitor.get(reverse("desk"))
    assert "绿色通道：追索劳动报酬" in desk.text and "宜于2026年3月3日" in desk.text
    page = visitor.get(reverse("matter", args=[wages.no]))
    assert "第一百零九条" in page.text and "追索劳动报酬" in page.text
    form = visitor.get(reverse("green_channel", args=[wages.no]))
    assert "目前：追索劳动报酬" in form.text
    again = form.send({"channel": "none", "reason": "急"})
    assert again.status == 409 and "别人能够核对" in again.text
    done = again.send({"channel": "none", "reason": "案由有误，实为分红争议。"})
    assert done.url == reverse("matter", args=[wages.no]) and "已决定不进入绿色通道" in done.text
    assert "绿色通道：" not in visitor.get(reverse("desk")).text


def test_a_party_reads_why_and_finds_no_way_to_change_it() -> None:
    wages = filed(WAGES, claimants=[claimant()])
    visitor = Visitor(testing.account())
    page = visitor.get(reverse("matter", args=[wages.no]))
    assert "追索劳动报酬" in page.text and reverse("green_channel", args=[wages.no]) not in page.links
    assert visitor.get(reverse("green_channel", args=[wages.no])).status == 404
