"""While the other court's answer is waited for: its clock, what is overdue, and a court that cannot be chosen."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from fengqiao.areas.crossregion import figures
from fengqiao.areas.crossregion.tests.test_crossregion import HERE, THERE, _courts, clerk, handed, told
from fengqiao.core import clock, ports, testing
from fengqiao.core.exchange import NoExchange
from fengqiao.core.models import Court, Matter, Task
from fengqiao.core.selectors.desk import tasks
from fengqiao.core.testing import do, matter, respondent
from fengqiao.web.testing import Visitor

pytestmark = pytest.mark.django_db
__all__ = ["_courts"]

AWAY = "浙0603"
KEQIAO = respondent(address="浙江省绍兴市柯桥区柯桥街道1号")


def test_assisting_court_and_party_see_by_when_the_answer_is_due() -> None:
    assisted, request = handed()
    for who in (clerk(), testing.account()):
        text = Visitor(who).get(reverse("matter", args=[assisted.no])).text
        assert "管辖法院应当在此前答复 2026年3月2日 09:30" in text and "收到材料的日期 2026年3月2日" in text
    testing.pass_to(testing.NOW + timedelta(minutes=31))
    with clock.at(testing.NOW + timedelta(minutes=40)):
        assert "09:30（已经逾期" in Visitor(testing.account()).get(reverse("matter", args=[assisted.no])).text
        do(request.no, "take_over", clerk(THERE))
    assert "应当在此前答复" not in Visitor(testing.account()).get(reverse("matter", args=[assisted.no])).text


def test_overdue_and_unanswered_counts_as_not_in_time() -> None:
    _assisted, request = handed()
    do(request.no, "take_over", clerk(THERE))
    _again, late = handed()
    testing.pass_to(testing.NOW + timedelta(minutes=31))
    here, first, day = Court.objects.get(code=THERE).pk, testing.NOW, testing.NOW.date()
    with clock.at(testing.NOW + timedelta(minutes=45)):
        (row,) = figures.answers(here, first, first + timedelta(days=1))
        assert (row.count, row.in_time, row.open_late, row.owed) == (1, 1, 1, 2)
        assert [m.no for m in figures.cases(here, first, first + timedelta(days=1), HERE)] == [late.no, request.no]
        assert figures.in_time(here, day, day) == (1, 2)
        text = Visitor(clerk(THERE)).get(reverse("cross_region_figures") + f"?assisting={HERE}").text
        assert "50%" in text and "1/2" in text and "逾期未答复 1" in text and "已等45分钟，还没有答复" in text
        do(late.no, "take_over", clerk(THERE))
    (row,) = figures.answers(here, first, first + timedelta(days=1))
    assert (row.count, row.in_time, row.open_late) == (2, 1, 0)


def test_with_nothing_but_an_overdue_one_the_page_still_opens() -> None:
    handed()
    testing.pass_to(testing.NOW + timedelta(minutes=31))
    with clock.at(testing.NOW + timedelta(minutes=45)):
        assert "0/1" in Visitor(clerk(THERE)).get(reverse("cross_region_figures")).text


def test_what_is_overdue_comes_first_on_the_desk() -> None:
    _assisted, late = handed()
    testing.pass_to(testing.NOW + timedelta(minutes=31))
    with clock.at(testing.NOW + timedelta(minutes=35)):
        _again, fresh = handed()
        assert [t.matter.no for t in tasks(testing.actor(clerk(THERE)))] == [late.no, fresh.no]
        assert Task.objects.get(matter=late, role="filing_clerk").due_at == testing.NOW + timedelta(minutes=30)
        page = Visitor(clerk(THERE)).get(reverse("desk"))
        assert page.html.index(late.no) < page.html.index(fresh.no) and "clock--overdue" in page.html


def test_a_proposed_court_that_is_not_connected_is_said_with_what_to_do() -> None:
    assisted = told(respondents=[KEQIAO], claimants=[testing.claimant(address=None)])
    visitor = Visitor(clerk())
    assert "没有接入" in visitor.get(reverse("matter", args=[assisted.no])).text
    page = visitor.get(reverse("move", args=[assisted.no, "hand_over"]))
    assert "建议的绍兴市柯桥区人民法院没有接入" in page.text and "12368" in page.text
    assert "已按案由和住所地填好建议的法院" not in page.text
    with testing.refused("crossregion.court_not_here"):
        do(assisted.no, "hand_over", clerk(), {"court": AWAY, "checked": True})
    form = next(f for f in page.forms if "seen" in f.controls)
    again = visitor.post(reverse("move", args=[assisted.no, "hand_over"]), {"checked": "on", "seen": form.values["seen"][0]})
    assert again.status == 422 and 'id="f-court-error"' in again.html and matter(assisted.no).state == "received"


def test_a_proposed_court_of_the_exchange_is_filled_in() -> None:
    class Reached(NoExchange):
        def courts(self) -> dict[str, str]:
            return {AWAY: "绍兴市柯桥区人民法院"}

    ports.connect(exchange=Reached())
    try:
        assisted: Matter = told(respondents=[KEQIAO])
        page = Visitor(clerk()).get(reverse("move", args=[assisted.no, "hand_over"]))
        assert next(f for f in page.forms if "seen" in f.controls).values["court"] == [AWAY]
        assert "已按案由和住所地填好建议的法院" in page.text and "没有接入" not in page.text
    finally:
        ports.connect(exchange=NoExchange())
