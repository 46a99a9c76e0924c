"""Another phone: with the old one at once, by real name after a time in which the owner can stop it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from fengqiao.areas.identity import phone
from fengqiao.areas.identity.models import PhoneChange
from fengqiao.core import clock, testing
from fengqiao.core.models import Account, Court
from fengqiao.web.testing import Page, Visitor, code_sent
from fengqiao.web.views.accounts import ENTERED

NEW = "13811112222"


@pytest.fixture
def chen(court: Court) -> Account:
    return testing.account()


def visitor_of(who: Account) -> Visitor:
    visitor = Visitor(who)
    session = visitor.client.session
    session[ENTERED] = clock.now().timestamp()
    session.save()
    return visitor


def ask(visitor: Visitor, way: str, number: str = NEW) -> Page:
    return visitor.get("/account/phone/").send({"phone": number, "way": way}, holds="phone")


def username(who: Account) -> str:
    return str(Account.objects.get(pk=who.pk).username)


def test_with_both_phones_it_is_done_at_once_and_other_devices_are_out(chen: Account, sms: testing.KeptSms) -> None:
    other = Visitor()
    page = other.get("/login/").send({"phone": chen.username}, holds="phone")
    page.send({"code": code_sent(sms, chen.username)}, holds="code")
    with clock.at(testing.NOW + timedelta(minutes=2)):
        page = ask(visitor_of(chen), "old")
        wrong = page.send({"new_code": code_sent(sms, NEW), "old_code": "000000"}, holds="old_code")
        assert wrong.status == 422 and username(chen) == "13800000001"
        page = wrong.send(
            {"new_code": code_sent(sms, NEW), "old_code": code_sent(sms, "13800000001")}, holds="old_code"
        )
    assert page.url == "/account/security/" and username(chen) == NEW
    assert other.get("/account/").url.startswith("/login/")
    assert "已更换" in next(text for to, text, _ in reversed(sms.sent) if to == "13800000001")


def test_without_the_old_phone_real_name_must_have_been_shown_just_now(chen: Account, sms: testing.KeptSms) -> None:
    """Attack: a session left open, and a new phone: the account is gone."""
    assert ask(visitor_of(chen), "name").status == 422
    testing.verified(chen, at=testing.NOW - timedelta(days=2))
    assert ask(visitor_of(chen), "name").status == 422
    assert not PhoneChange.objects.exists() and sms.sent == []


def waiting(chen: Account, sms: testing.KeptSms) -> PhoneChange:
    testing.verified(chen)
    page = ask(visitor_of(chen), "name")
    page.send({"new_code": code_sent(sms, NEW)}, holds="new_code")
    return PhoneChange.objects.get()


def after(hours: int) -> datetime:
    return testing.NOW + timedelta(hours=hours)


def test_by_real_name_it_waits_and_the_old_phone_is_told(chen: Account, sms: testing.KeptSms) -> None:
    waiting(chen, sms)
    assert "撤销" in next(text for to, text, _ in reversed(sms.sent) if to == "13800000001")
    with clock.at(after(phone.cool_off_hours() - 1)):
        assert phone.due_changes() == 0 and username(chen) == "13800000001"
    with clock.at(after(phone.cool_off_hours())):
        assert phone.due_changes() == 1 and username(chen) == NEW
        assert phone.due_changes() == 0


def test_the_owner_stops_it(chen: Account, sms: testing.KeptSms) -> None:
    waiting(chen, sms)
    stranger = Visitor(testing.account("路人", "13800000099"))
    stranger.post("/account/phone/stop/")
    assert PhoneChange.objects.get().status == "waiting"
    page = Visitor(chen).get("/account/security/")
    assert NEW in page.text
    Visitor(chen).post("/account/phone/stop/")
    with clock.at(after(phone.cool_off_hours())):
        assert phone.due_changes() == 0 and username(chen) == "13800000001"


def test_a_number_of_another_account_is_not_taken(chen: Account, sms: testing.KeptSms) -> None:
    """And only whoever has its code learns that there is such an account."""
    testing.account("李小红", NEW)
    page = ask(visitor_of(chen), "old")
    assert page.url == "/account/phone/codes/"
    page = page.send({"new_code": code_sent(sms, NEW), "old_code": code_sent(sms, "13800000001")}, holds="old_code")
    assert page.status == 422 and username(chen) == "13800000001"


def test_a_number_that_was_taken_meanwhile_stops_the_change(chen: Account, sms: testing.KeptSms) -> None:
    waiting(chen, sms)
    testing.account("李小红", NEW)
    with clock.at(after(phone.cool_off_hours())):
        assert phone.due_changes() == 0
    assert PhoneChange.objects.get().status == "stopped" and username(chen) == "13800000001"


@pytest.mark.parametrize("number", ["", "123", "13800000001", "1381111222x", "9" * 500])
def test_what_is_no_new_phone_is_said(chen: Account, sms: testing.KeptSms, number: str) -> None:
    assert ask(visitor_of(chen), "old", number).status == 422
    assert sms.sent == []


def test_staff_has_no_phone_to_change(court: Court) -> None:
    assert visitor_of(testing.staff("judge")).get("/account/phone/").status == 404
