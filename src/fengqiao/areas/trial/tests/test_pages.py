"""The pages of a case, its service and its hearing, as clerk, judge and party see them."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from fengqiao.areas.trial.tests.stage import allocating, everybody, on, preparing, room, scheduled, serving, stage
from fengqiao.core import testing
from fengqiao.core.models import Account
from fengqiao.web.shell import home_court
from fengqiao.web.testing import Page, Visitor

pytestmark = pytest.mark.django_db
KEYS = re.compile(r"\b(?:trial|service|hearings|notice|paper)\.[a-z_]+(?:\.[A-Za-z_]+)*")


@pytest.fixture(autouse=True)
def _stage() -> Iterator[None]:
    home_court.cache_clear()
    testing.court()
    with stage():
        yield
    home_court.cache_clear()


def shown(who: Account, path: str) -> Page:
    """A page that is there and shows no bare key of the catalogue."""
    page = Visitor(who).get(path)
    assert page.status == 200, page.status
    text = re.sub(r"<[^>]*>", " ", page.text)
    assert not KEYS.findall(text), KEYS.findall(text)
    return page


def claimant() -> Account:
    return testing.account()


def test_the_case_shows_both_ends_of_its_limit_and_what_is_not_counted() -> None:
    case = serving()
    interval = {"first": "2026-04-01", "last": "2026-05-16", "ground": "appraisal", "note": "笔迹鉴定"}
    testing.do(case.no, "exclude_time", testing.staff("judge"), interval)
    for who in (testing.staff("judge"), claimant()):
        page = shown(who, f"/m/{case.no}/")
        assert "2026年10月18日" in page.text, "the target"
        assert "2026年10月19日" in page.text, "the legal end: 18 October is a Sunday"
        assert "笔迹鉴定" in page.text and "鉴定期间" in page.text


def test_the_sides_read_what_the_other_has_said() -> None:
    case = preparing()
    testing.do(case.no, "defend", testing.party(case, "respondent"), {"text": "借款已经归还两万元。"})
    page = shown(claimant(), f"/m/{case.no}/")
    assert "借款已经归还两万元" in page.text and "答辩至" in page.text


def test_the_clerk_finds_the_next_free_time_filled_in_and_books_it() -> None:
    room()
    case = preparing()
    clerk = testing.staff("clerk")
    assert "各方都有空的最近时间" in shown(clerk, f"/m/{case.no}/").text
    page = shown(clerk, f"/m/{case.no}/do/schedule/")
    values = page.form().values
    assert values["day"] == ["2026-03-18"], "the day after the time for the defence"
    assert values["time"][0].startswith("09:00")
    page.send({})
    assert testing.matter(case.no).state == "hearing"
    hearing = testing.child(case, "hearings.hearing")
    assert "第一法庭" in shown(clerk, f"/m/{hearing.no}/").text


def test_the_session_and_its_transcript_begin_with_what_is_known() -> None:
    case = scheduled()
    hearing, clerk = testing.child(case, "hearings.hearing"), testing.staff("clerk")
    with on("2026-03-25", 9):
        assert "陈大明" in shown(clerk, f"/m/{hearing.no}/do/open_session/").text
        testing.do(hearing.no, "open_session", testing.staff("judge"), everybody(case))
        page = shown(clerk, f"/m/{hearing.no}/do/record/")
        assert "核对当事人身份" in page.form().values["text"][0]
        shown(claimant(), f"/m/{hearing.no}/")


def test_a_service_shows_every_attempt_to_the_one_who_is_served_and_hides_it_from_the_other() -> None:
    case = serving()
    delivery = testing.child(case, "service.delivery")
    desk = testing.staff("service_desk")
    testing.do(delivery.no, "mail", desk, {"tracking": "EMS123456"})
    text = shown(desk, f"/m/{delivery.no}/").text
    assert "EMS123456" in text and "未经本人确认的地址" in text and "应诉通知书" in text
    assert Visitor(claimant()).get(f"/m/{delivery.no}/").status == 404


@pytest.mark.parametrize("move", ["mail", "deliver_in_person", "publish", "confirm_address"])
def test_the_forms_of_service_are_worded(move: str) -> None:
    delivery = testing.child(serving(), "service.delivery")
    shown(testing.staff("service_desk"), f"/m/{delivery.no}/do/{move}/")


@pytest.mark.parametrize("move", ["exclude_time", "apply_extension", "convert", "record_mediation", "ask_recusal"])
def test_the_forms_of_the_judge_are_worded(move: str) -> None:
    case = preparing()
    shown(testing.staff("judge"), f"/m/{case.no}/do/{move}/")


@pytest.mark.parametrize("move", ["submit_evidence", "ask_withdrawal", "ask_recusal"])
def test_the_forms_of_the_party_are_worded(move: str) -> None:
    case = preparing()
    shown(claimant(), f"/m/{case.no}/do/{move}/")


def test_the_head_confirms_triage_with_one_click() -> None:
    case = allocating("simple")
    testing.staff("judge")
    page = shown(testing.staff("division_head"), f"/m/{case.no}/do/confirm_triage/")
    page.send({})
    assert testing.matter(case.no).state == "serving"
