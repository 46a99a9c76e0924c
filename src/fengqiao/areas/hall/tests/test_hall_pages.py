"""The pages of the hall over HTTP: what each person finds, and what nobody gets."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fengqiao.areas.hall import pages, queue
from fengqiao.areas.hall.models import Ticket, Window
from fengqiao.areas.hall.queue import Wish
from fengqiao.core import clock, drafts, testing
from fengqiao.core.words import word
from fengqiao.web import shell
from fengqiao.web.testing import Visitor

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def hall() -> list[Window]:
    cache.clear()
    shell.home_court.cache_clear()
    here = testing.court()
    return [
        Window.objects.create(court=here, no=1, name="立案", services="filing papers"),
        Window.objects.create(court=here, no=2, name="收费", services="fees"),
    ]


def clerk(role: str = "filing_clerk", name: str = "窗口甲") -> Visitor:
    return Visitor(testing.staff(role, name=name))


def sat(role: str = "filing_clerk") -> Visitor:
    visitor = clerk(role)
    window = Window.objects.get(no=1)
    assert visitor.post(f"/hall/window/{window.pk}/sit/").status == 200
    return visitor


def act(visitor: Visitor, do: str, **typed: Any) -> Any:
    held = Ticket.objects.filter(stage__in=("called", "serving")).first()
    return visitor.post("/hall/window/act/", {"do": do, "ticket": held.code if held else "", **typed})


def test_from_the_guide_to_the_window_and_done() -> None:
    citizen, staff = Visitor(), sat()
    page = citizen.get("/hall/")
    assert "网上立案" in page.text and "1 号窗口" in page.text
    page = citizen.get("/hall/take/?reason=filing").send({})
    assert page.url.startswith("/hall/t/") and "A001" in page.text and "前面还有" in page.text
    code = page.url.split("/")[3]
    assert citizen.get("/hall/take/").url == page.url, "one browser holds one number"
    act(staff, "next")
    page = citizen.get(f"/hall/t/{code}/")
    assert "请到 1 号窗口" in page.text
    assert "A001" in Visitor().get("/hall/screen/").text
    act(staff, "start")
    assert "正在 1 号窗口办理" in citizen.get(f"/hall/t/{code}/").text
    act(staff, "done", outcome="handled")
    assert "已经办完" in citizen.get(f"/hall/t/{code}/").text
    assert citizen.get("/hall/take/?reason=fees").send({}).url != page.url


def test_no_page_of_the_hall_shows_a_name_to_the_public() -> None:
    staff = sat()
    queue.take(testing.court(), Wish("filing"), testing.actor(testing.account()))
    act(staff, "next")
    for path in ("/hall/", "/hall/screen/"):
        text = Visitor().get(path).text
        assert "陈大明" not in text and "窗口甲" not in text


def test_a_guessed_code_finds_nothing() -> None:
    assert Visitor().get("/hall/t/AAAAAAAAAAAAAAAA/").status == 404
    assert Visitor().get("/hall/kiosk/forged/").status == 404


@pytest.mark.parametrize("path", ["/hall/window/", "/hall/give/", "/hall/manage/", "/hall/tickets/", "/hall/windows/new/", "/hall/window/draft/"])
def test_citizens_and_posts_without_a_window_find_no_staff_page(path: str) -> None:
    assert Visitor(testing.account()).get(path).status == 404
    assert Visitor(testing.staff("enforcement_officer")).get(path).status == 404


def test_a_window_clerk_who_is_no_manager_arranges_nothing(hall: list[Window]) -> None:
    visitor = clerk()
    assert visitor.get("/hall/manage/").status == 404
    assert visitor.post(f"/hall/windows/{hall[0].pk}/", {"no": "9", "name": "x", "services": ["fees"]}).status == 404
    hall[0].refresh_from_db()
    assert hall[0].no == 1


def test_a_window_of_another_court_is_not_found() -> None:
    other = Window.objects.create(court=testing.court("浙0602"), no=1, name="外院", services="filing")
    assert clerk().post(f"/hall/window/{other.pk}/sit/").status == 404
    assert clerk("service_desk").get(f"/hall/windows/{other.pk}/").status == 404


def test_a_stale_page_and_a_second_press_change_nothing() -> None:
    staff = sat()
    first = queue.take(testing.court(), Wish("filing"))
    queue.take(testing.court(), Wish("filing"))
    act(staff, "next")
    page = staff.post("/hall/window/act/", {"do": "next"})
    assert word("hall.refused.busy") in page.text
    act(staff, "done", outcome="answered")
    page = staff.post("/hall/window/act/", {"do": "done", "ticket": first.code, "outcome": "handled"})
    assert word("hall.refused.moved_on") in page.text
    first.refresh_from_db()
    assert first.outcome == "answered"


def test_the_matter_opens_only_for_whoever_may_see_it() -> None:
    matter = testing.dispute("filing.first_instance")
    mediator_desk = Visitor(testing.staff("cashier", name="收费乙"))
    staff = sat()
    queue.take(testing.court(), Wish("filing", about=matter.no))
    page = act(staff, "next")
    assert f"/m/{matter.no}/" in page.links
    act(staff, "done", outcome="handled")
    two = Window.objects.get(no=2)
    mediator_desk.post(f"/hall/window/{two.pk}/sit/")
    queue.take(testing.court(), Wish("fees", about=matter.no))
    page = mediator_desk.post("/hall/window/act/", {"do": "next"})
    assert f"/m/{matter.no}/" not in page.links and matter.no in page.text


def test_a_draft_comes_along_only_if_asked_and_is_read_only_at_the_own_window() -> None:
    citizen, staff = Visitor(), sat()
    draft = drafts.begin("tell", {"story": {"story": "邻居借钱不还"}})
    citizen.client.cookies["fq_tell"] = draft.token
    citizen.get("/hall/take/?reason=filing").send({}, holds="draft")
    assert Ticket.objects.get().draft is None
    citizen.post("/hall/take/again/")
    citizen.get("/hall/take/?reason=filing").send({"draft": ["1"]}, holds="draft")
    assert staff.get("/hall/window/draft/").status == 404
    act(staff, "next")
    assert staff.get("/hall/window/draft/").status == 404, "the first number has no draft"
    act(staff, "done", outcome="handled")
    act(staff, "next")
    assert "邻居借钱不还" in staff.get("/hall/window/draft/").text
    assert clerk(name="窗口乙").get("/hall/window/draft/").status == 404
    act(staff, "done", outcome="handled")
    assert staff.get("/hall/window/draft/").status == 404


def test_numbers_by_phone_are_throttled_and_by_machine_are_not(monkeypatch: pytest.MonkeyPatch) -> None:
    """The attack: one telephone empties the queue's numbers for the whole court."""
    monkeypatch.setattr(pages, "TAKEN_HOURLY", 3)
    codes = [Visitor().post("/hall/take/", {"reason": "filing"}).status for _ in range(5)]
    assert codes == [200, 200, 200, 429, 429]
    token = pages.kiosk_token(testing.court())
    page = Visitor().post(f"/hall/kiosk/{token}/", {"reason": "fees", "ground": "soldier", "key": "k"})
    assert page.status == 200 and "C001" in page.text and "<svg" in page.html
    Visitor().post(f"/hall/kiosk/{token}/", {"reason": "fees", "ground": "soldier", "key": "k"})
    assert Ticket.objects.filter(channel="kiosk").count() == 1


def test_wrong_input_is_refused_in_words() -> None:
    visitor = Visitor()
    for typed in ({"reason": "president"}, {}, {"reason": "filing", "about": "一" * 10_000, "ground": "x" * 5000, "key": "k" * 9000}):
        page = visitor.post("/hall/take/", typed)
        assert page.status in (200, 422), page.status
    assert Ticket.objects.count() == 1 and len(Ticket.objects.get().about) == 40
    with clock.at(datetime(2026, 3, 1, 10, 0, tzinfo=clock.ZONE)):
        page = Visitor().post("/hall/take/", {"reason": "filing"})
        assert page.status == 422 and word("hall.refused.closed") in page.text
    manager = Visitor(testing.staff("service_desk"))
    for no in ("0", "100", "x", "²", ""):
        assert manager.post("/hall/windows/new/", {"no": no, "name": "新", "services": ["fees"]}).status == 422
    assert manager.post("/hall/windows/new/", {"no": "1", "name": "新", "services": ["fees"]}).status == 422
    assert manager.post("/hall/windows/new/", {"no": "3", "name": "新", "services": ["fees"]}).status == 200
    for path in ("/hall/manage/?day=x", "/hall/tickets/?day=9999-12-31&page=x&window=9999999&stage=x&reason=x"):
        assert manager.get(path).status == 200


def test_booking_and_arriving_by_phone() -> None:
    citizen = Visitor(testing.account())
    page = citizen.get("/hall/book/?reason=filing")
    page = page.send({"slot": ["2026-03-03T10:00:00+08:00"]})
    assert "已经约好" in page.text, page.text
    assert citizen.post("/hall/book/", {"slot": "nonsense", "reason": "filing"}).status == 422
    with clock.at(datetime(2026, 3, 3, 9, 50, tzinfo=clock.ZONE)):
        assert "请等候" in citizen.get(page.url).send(button="check_in").text
    assert Visitor().get("/hall/book/").url.startswith("/login/")


def test_the_figures_open_down_to_the_steps_of_a_ticket() -> None:
    staff, manager = sat(), Visitor(testing.staff("service_desk"))
    ticket = queue.take(testing.court(), Wish("filing", ground="elderly"))
    act(staff, "next"), act(staff, "shown"), act(staff, "start"), act(staff, "done", outcome="incomplete")
    page = manager.get("/hall/manage/")
    assert "办完" in page.text
    assert "A001" in manager.get("/hall/tickets/?stage=served").text
    text = manager.get(f"/hall/tickets/{ticket.pk}/").text
    for step in ("取号", "叫号", "优先证件已核对", "开始办理", "办完", "缺材料，已一次告知", "窗口甲"):
        assert step in text
    assert word("indicator.hall.served") in Visitor(testing.staff("president")).get("/figures/").text


def test_pages_ask_the_database_at_most_fifteen_times() -> None:
    staff, manager = sat("service_desk"), Visitor(testing.staff("service_desk", name="窗口甲"))
    for n in range(30):
        with clock.at(clock.now() + timedelta(seconds=n)):
            ticket = queue.take(testing.court(), Wish("filing" if n % 2 else "fees"))
    act(staff, "next")
    for visitor, path in (
        (Visitor(), "/hall/"), (Visitor(), "/hall/screen/"), (Visitor(), f"/hall/t/{ticket.code}/"), (Visitor(), "/hall/take/"),
        (staff, "/hall/window/"), (manager, "/hall/manage/"), (manager, "/hall/tickets/"), (manager, f"/hall/tickets/{ticket.pk}/"),
    ):
        visitor.get(path)
        with CaptureQueriesContext(connection, ) as asked:
            assert visitor.get(path).status == 200
        assert len(asked) <= 15, (path, len(asked), [q["sql"][:100] for q in asked])
