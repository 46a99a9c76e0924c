"""A thing on its way: the receipt says what CPL 69 asks, and every hand is acknowledged."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fengqiao.areas.handover import figures
from fengqiao.areas.handover.models import Item
from fengqiao.core import testing
from fengqiao.core.models import Account, Matter, Notice, Task
from fengqiao.core.words import word
from fengqiao.web.testing import Visitor

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh() -> None:
    cache.clear()


def window() -> Account:
    return testing.staff("service_desk", name="收转甲")


def filing_window() -> Account:
    return testing.staff("filing_clerk", name="立案窗口")


def clerk_of(parent: Matter) -> Account:
    return testing.seat(parent, "clerk", testing.staff("clerk", name="书记员乙"))


def parent() -> Matter:
    return testing.dispute("filing.first_instance")


def thing(**changes: Any) -> dict[str, Any]:
    return {"kind": "original", "title": "借条", "count": 1, "pages": 2, "giver": "陈大明", "receipt": "1-20260302-0001", **changes}


def item(of: Matter | None = None, **changes: Any) -> Matter:
    return testing.open_under(of or parent(), "handover.item", by=window(), **thing(**changes))


def test_CPL_69_the_receipt_holds_name_pages_copies_kind_and_time() -> None:
    found = item()
    facts = found.facts
    assert [facts[k] for k in ("title", "pages", "count", "kind", "holder")] == ["借条", 2, 1, "original", "service_desk"]
    assert facts["received_at"].startswith("2026-03-02T09:00")


def test_only_the_party_who_handed_it_in_follows_it() -> None:
    found = item()
    giver, other = testing.party(found, "claimant"), testing.party(found, "respondent")
    assert Notice.objects.filter(matter=found, person_id=giver.person).exists()
    assert not Notice.objects.filter(matter=found, person_id=other.person).exists()
    with testing.refused():
        testing.do(found.no, "give_back", other, {"taker": "李小红", "identity_checked": True})


def test_from_hand_to_hand_each_acknowledged() -> None:
    whole = parent()
    clerk = clerk_of(whole)
    found = item(whole)
    testing.do(found.no, "forward", window(), {"to": "clerk"})
    assert Task.objects.filter(matter=found, person=clerk.person, moves__contains="acknowledge").exists()
    with testing.refused("handover.not_sent_to_you"):
        testing.do(found.no, "acknowledge", window(), {"found": "as_described"})
    testing.do(found.no, "acknowledge", clerk, {"found": "as_described"})
    with testing.refused("handover.not_in_your_hands"):
        testing.do(found.no, "archive", window(), {"place": "A-1"})
    testing.do(found.no, "archive", clerk, {"place": "A-1"})
    done = testing.matter(found.no)
    assert (done.state, done.facts["holder"], done.facts["place"], done.ended) == ("archived", "archive", "A-1", True)


def test_nobody_there_and_not_to_oneself() -> None:
    found = item()
    with testing.refused("handover.nobody_there"):
        testing.do(found.no, "forward", window(), {"to": "judge"})
    with testing.refused("handover.holds_it_already"):
        testing.do(found.no, "forward", window(), {"to": "service_desk"})


def test_a_difference_is_said_and_what_did_not_come_goes_back() -> None:
    whole = parent()
    clerk = clerk_of(whole)
    found = item(whole)
    testing.do(found.no, "forward", window(), {"to": "clerk"})
    with testing.refused("handover.say_the_difference"):
        testing.do(found.no, "acknowledge", clerk, {"found": "differs"})
    testing.do(found.no, "report_missing", clerk, {"remark": "信封里没有"})
    back = testing.matter(found.no)
    assert (back.state, back.facts["holder"]) == ("held", "service_desk")


def test_R_HAN_01_what_is_not_acknowledged_in_time_is_reminded_and_counted() -> None:
    whole = parent()
    clerk = clerk_of(whole)
    early, late = item(whole), item(whole, receipt="1-20260302-0002")
    for found in (early, late):
        testing.do(found.no, "forward", window(), {"to": "clerk"})
    testing.do(early.no, "acknowledge", clerk, {"found": "as_described"})
    testing.pass_to(date(2026, 3, 5))
    assert Notice.objects.filter(matter=late, key="notice.handover.item.remind", person=clerk.person).exists()
    with testing.on(2026, 3, 6):
        testing.do(late.no, "acknowledge", clerk, {"found": "as_described"})
    assert figures.in_time(testing.court().pk, date(2026, 3, 1), date(2026, 3, 31)) == (1, 2)


def test_given_back_to_a_checked_person_ends_it() -> None:
    found = item()
    with testing.refused():
        testing.do(found.no, "give_back", window(), {"taker": "陈大明"})
    testing.do(found.no, "give_back", window(), {"taker": "陈大明", "identity_checked": True})
    assert testing.matter(found.no).state == "returned"


def typed(**changes: Any) -> dict[str, Any]:
    return {"giver": "陈大明", "items-0-kind": "original", "items-0-title": "借条", "items-0-count": "1", "items-0-pages": "2", **changes}


def test_the_window_takes_two_things_in_and_prints_two_receipts() -> None:
    whole, visitor = parent(), Visitor(filing_window())
    more = {"items-1-kind": "medium", "items-1-title": "录音光盘", "items-1-count": "1"}
    form = {**typed(about=whole.no, key="k1"), **more}
    page = visitor.post("/handover/", form)
    assert page.status == 200 and page.html.count("<svg") > 2 and "借条" in page.text and "录音光盘" in page.text
    visitor.post("/handover/", form)
    assert Item.objects.count() == 2 and Matter.objects.filter(procedure="handover.item", parent=whole).count() == 2
    receipt = Item.objects.first()
    assert receipt is not None and receipt.matter is not None
    page = Visitor().get(f"/handover/c/{receipt.code}/")
    assert receipt.number in page.text and "借条" in page.text and "陈大明" not in page.text
    assert Visitor().get("/handover/c/guessed/").status == 404
    page = visitor.get(f"/m/{receipt.matter.no}/")
    assert "这件材料" in page.text and receipt.number in page.text
    assert receipt.number in visitor.get("/handover/items/").text


def test_what_has_no_case_waits_and_finds_it() -> None:
    whole, visitor = parent(), Visitor(filing_window())
    page = visitor.post("/handover/", typed())
    assert page.status == 200
    row = Item.objects.get()
    assert row.matter is None and row.number in visitor.get("/handover/").text
    page = visitor.post(f"/handover/loose/{row.pk}/", {"do": "attach", "about": "nonsense"})
    assert word("handover.no_such_matter") in page.text
    visitor.post(f"/handover/loose/{row.pk}/", {"do": "attach", "about": whole.no})
    visitor.post(f"/handover/loose/{row.pk}/", {"do": "attach", "about": whole.no})
    row.refresh_from_db()
    assert row.matter is not None and row.matter.parent_id == whole.pk
    visitor.post(f"/handover/loose/{row.pk}/", {"do": "return", "taker": "陈大明"})
    row.refresh_from_db()
    assert row.returned_at is None, "it has a case now, and goes back by a move there"


def test_wrong_input_and_other_peoples_matters() -> None:
    visitor = Visitor(filing_window())
    sealed = parent()
    Matter.objects.filter(pk=sealed.pk).update(sealed=True)
    assert visitor.post("/handover/", typed(about=sealed.no)).status == 422
    assert visitor.post("/handover/", {"giver": "x"}).status == 422
    assert visitor.post("/handover/", typed(**{"items-0-count": "0"})).status == 422
    assert visitor.post("/handover/", typed(**{"items-0-title": "一" * 10_000})).status == 422
    assert not Item.objects.exists()
    for who in (None, testing.account(), testing.staff("judge")):
        for path in ("/handover/", "/handover/items/", "/handover/sheet/?n=1"):
            page = Visitor(who).get(path)
            assert page.status == 404 or page.url.startswith("/login/")


def test_pages_ask_the_database_at_most_fifteen_times() -> None:
    whole, visitor = parent(), Visitor(filing_window())
    for n in range(8):
        visitor.post("/handover/", typed(about=whole.no if n % 2 else "", key=f"k{n}"))
    numbers = "&".join(f"n={i.number}" for i in Item.objects.all())
    for path in ("/handover/", "/handover/items/", f"/handover/sheet/?{numbers}", f"/handover/c/{Item.objects.first().code}/"):
        visitor.get(path)
        with CaptureQueriesContext(connection) as asked:
            assert visitor.get(path).status == 200
        assert len(asked) <= 15, (path, len(asked))


def test_a_window_that_may_see_nothing_of_a_dispute_attaches_nothing_to_it() -> None:
    """The attack: a number typed at the window opens a stranger's dispute."""
    whole = parent()
    assert Visitor(window()).post("/handover/", typed(about=whole.no)).status == 422
    testing.open_under(whole, "handover.item", by=filing_window(), **thing())
    assert Visitor(window()).post("/handover/", typed(about=whole.no)).status == 200, "an item of it is at this window already"


def test_passing_on_offers_only_hands_that_are_there() -> None:
    whole = parent()
    found = item(whole)
    page = Visitor(window()).get(f"/m/{found.no}/do/forward/")
    assert "还没有承办人员" in page.text and 'value="clerk"' not in page.html and 'value="judge"' not in page.html
    clerk_of(whole)
    second = item(whole, receipt="1-20260302-0002")
    page = Visitor(window()).get(f"/m/{second.no}/do/forward/")
    assert "还没有承办人员" not in page.text and 'value="clerk"' in page.html and 'value="judge"' not in page.html
    page.send({"to": "clerk"})
    assert testing.matter(second.no).state == "forwarded"
