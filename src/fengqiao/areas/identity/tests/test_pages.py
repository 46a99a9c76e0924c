"""The pages of identity: a check passed, failed, unanswered, by hand, at the counter; and who may not."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from stdnum.cn import ric

from fengqiao.adapters.sandbox.identity import SandboxIdentity
from fengqiao.areas.identity import checks
from fengqiao.core import clock, testing, throttle
from fengqiao.core.models import Account, Court, IdentityCheck, Person
from fengqiao.core.sealing import unseal
from fengqiao.web.testing import Page, Visitor, code_sent

BODY = "33060019850307001"
NUMBER = BODY + ric.calc_check_digit(BODY + "0")
DOCUMENT = {"name": "陈大明", "id_type": "resident_id", "number": NUMBER}


@pytest.fixture
def chen(court: Court) -> Account:
    return testing.account()


def verify(who: Account, sms: testing.KeptSms, **typed: str) -> Page:
    """Type a document, then the code."""
    visitor = Visitor(who)
    page = visitor.get("/identity/?next=/inbox/").send({**DOCUMENT, **typed}, holds="number")
    assert page.url.startswith("/identity/code/"), page.text
    return page.send({"code": code_sent(sms, who.person.phone)}, holds="code")


def person(who: Account) -> Person:
    return Person.objects.get(pk=who.person_id)


def test_by_document_and_code_one_is_known_and_comes_back(chen: Account, sms: testing.KeptSms) -> None:
    page = verify(chen, sms)
    assert page.url == "/inbox/"
    known = person(chen)
    assert (known.verified, known.name, unseal(known.id_sealed)) == ("real_name", "陈大明", NUMBER)
    check = IdentityCheck.objects.get()
    assert (check.status, check.means, check.level) == ("passed", "real_name", "real_name")
    kept = " ".join(str(v) for v in IdentityCheck.objects.values().get().values())
    assert NUMBER not in kept, "no number in clear is kept"
    assert "已实名核验" in Visitor(chen).get("/account/").text


def test_mismatch_and_unknown_look_the_same_and_lead_on(chen: Account, sms: testing.KeptSms) -> None:
    """Attack: the court is used to find out whose document a number is."""
    alarms = []
    for minute, name in enumerate(("陈异", "陈无")):
        with clock.at(testing.NOW.replace(minute=2 * minute)):
            page = verify(chen, sms, name=name)
        assert page.status == 409
        assert any(link.startswith("/identity/by-hand/") for link in page.links)
        alarms.append(re.search(r"error-list.*?<h2>(.*?)</h2>", page.html, re.S)[1])  # type: ignore[index]
    assert alarms[0] == alarms[1]
    assert person(chen).verified == "phone"


def test_a_provider_that_does_not_answer_counts_against_nobody(
    chen: Account, sms: testing.KeptSms, provider: SandboxIdentity
) -> None:
    for minute, fault in enumerate(("away", "slow", "forged")):
        provider.faults = [fault]
        with clock.at(testing.NOW.replace(minute=2 * minute)):
            page = verify(chen, sms)
        assert page.status == 409 and "暂时没有答复" in page.text
        assert IdentityCheck.objects.latest("id").status == "away"
    assert person(chen).verified == "phone"


def test_guessing_is_stopped(chen: Account, sms: testing.KeptSms) -> None:
    for _ in range(checks.TRIES_HOURLY):
        throttle.count("identity", str(chen.person_id))
    assert verify(chen, sms).status == 429
    assert not IdentityCheck.objects.exists()


def test_a_wrong_code_asks_no_register(chen: Account) -> None:
    page = Visitor(chen).get("/identity/").send(DOCUMENT, holds="number").send({"code": "000000"}, holds="code")
    assert page.status == 422
    assert not IdentityCheck.objects.exists()


@pytest.mark.parametrize(
    "typed",
    [
        {"number": "123"},
        {"number": "330681198503070010"},
        {"name": ""},
        {"name": "长" * 101},
        {"number": "9" * 10_000},
        {"id_type": "passport", "number": "!!"},
    ],
)
def test_what_is_no_document_is_said_at_its_field(chen: Account, typed: dict[str, str], sms: testing.KeptSms) -> None:
    page = Visitor(chen).post("/identity/document/", {**DOCUMENT, **typed})
    assert page.status == 422 and "field--wrong" in page.html
    assert sms.sent == []


def test_an_account_does_not_pass_to_another_person(chen: Account, sms: testing.KeptSms) -> None:
    verify(chen, sms)
    with clock.at(testing.NOW.replace(hour=11)):
        page = verify(chen, sms, name="李小红", id_type="passport", number="E12345678")
    assert page.status == 409 and person(chen).name == "陈大明"
    assert IdentityCheck.objects.latest("id").reason == "other_document"


def test_a_foreigner_is_checked_by_passport(chen: Account, sms: testing.KeptSms) -> None:
    verify(chen, sms, name="JOHN SMITH", id_type="passport", number="p1234567")
    known = person(chen)
    assert (known.verified, known.id_type, known.name) == ("real_name", "passport", "JOHN SMITH")


def begun(who: Account) -> str:
    """Begin a face check; the number of the check."""
    answer = Client()
    answer.force_login(who, backend="django.contrib.auth.backends.ModelBackend")
    found = answer.post("/identity/face/", {"next": "/inbox/"})
    assert found.status_code == 302 and found["Location"].startswith("/provider/face/"), found.content.decode()[:500]
    return IdentityCheck.objects.latest("id").no


@pytest.mark.parametrize(("way", "status", "level"), [("pass", "passed", "face"), ("fail", "failed", "real_name")])
def test_a_face_check_is_believed_from_the_provider_alone(
    chen: Account, sms: testing.KeptSms, provider: SandboxIdentity, way: str, status: str, level: str
) -> None:
    verify(chen, sms)
    no = begun(chen)
    back = f"/identity/face/{no}/?next=/inbox/&status=passed"
    page = Visitor(chen).get(back)
    assert person(chen).verified == "real_name", "what the browser says is not believed"
    assert IdentityCheck.objects.get(no=no).status == "open" and "还没有结果" in page.text
    provider.visit(IdentityCheck.objects.get(no=no).reference, way)
    page = Visitor(chen).get(back)
    assert (IdentityCheck.objects.get(no=no).status, person(chen).verified) == (status, level)
    assert page.url.startswith("/inbox/") == (way == "pass")
    decided = IdentityCheck.objects.get(no=no).decided_at
    with clock.at(testing.NOW.replace(hour=12)):
        Visitor(chen).get(back)
    assert IdentityCheck.objects.get(no=no).decided_at == decided, "a result that comes twice is one result"
    if way == "fail":
        assert any(link.startswith("/identity/by-hand/") for link in page.links), "never a dead end"


def test_anothers_face_check_is_not_found(chen: Account, sms: testing.KeptSms) -> None:
    """Attack: IDOR. The number of another's check in the address."""
    verify(chen, sms)
    no = begun(chen)
    stranger = testing.account("路人", "13800000099")
    assert Visitor(stranger).get(f"/identity/face/{no}/").status == 404


def test_a_child_is_not_asked_for_its_face_and_a_passport_leads_to_staff(chen: Account, sms: testing.KeptSms) -> None:
    verify(chen, sms)
    Person.objects.filter(pk=chen.person_id).update(born="2015-01-01")
    page = Visitor(chen).post("/identity/face/", {})
    assert page.status == 409 and any(link.startswith("/identity/by-hand/") for link in page.links)


def ask(who: Account, **typed: str) -> IdentityCheck:
    Visitor(who).get("/identity/by-hand/").send({**DOCUMENT, "note": "手机号是儿子办的", **typed}, holds="note")
    return IdentityCheck.objects.get(person=who.person, means="manual", status="open")


def test_by_hand_staff_compares_with_the_document_itself(chen: Account) -> None:
    check, clerk = ask(chen), testing.staff("filing_clerk")
    desk = Visitor(clerk).get("/identity/desk/")
    assert "陈大明" in desk.text and NUMBER not in desk.html
    page = Visitor(clerk).get(f"/identity/desk/{check.no}/")
    assert "手机号是儿子办的" in page.text and NUMBER not in page.html
    wrong = page.send({"number": "E12345678", "seen": "card"}, holds="number", button="confirm")
    assert wrong.status == 422 and person(chen).verified == "phone"
    page.send({"number": NUMBER, "seen": "card"}, holds="number", button="confirm")
    check.refresh_from_db()
    assert (check.status, check.by_id, check.level) == ("passed", clerk.person_id, "face")
    assert person(chen).verified == "face"
    again = Visitor(clerk).post(f"/identity/desk/{check.no}/", {"do": "refuse", "why": "?"})
    assert again.url == "/identity/desk/" and IdentityCheck.objects.get(pk=check.pk).status == "passed"


def test_staff_refuses_only_with_a_reason_and_the_person_can_ask_again(chen: Account) -> None:
    check, clerk = ask(chen), testing.staff("filing_clerk")
    page = Visitor(clerk).get(f"/identity/desk/{check.no}/")
    assert page.send({"why": " "}, holds="why", button="refuse").status == 422
    page.send({"why": "照片看不清"}, holds="why", button="refuse")
    assert "未通过" in Visitor(chen).get("/identity/").text
    again = ask(chen, note="重新提交")
    newer = ask(chen, note="再次提交")
    again.refresh_from_db()
    assert (again.status, newer.status) == ("over", "open")


def test_nobody_checks_himself(court: Court) -> None:
    clerk = testing.staff("filing_clerk")
    Person.objects.filter(pk=clerk.person_id).update(phone="13800000055")
    check = ask(clerk, name=clerk.person.name)
    page = Visitor(clerk).post(f"/identity/desk/{check.no}/", {"do": "confirm", "number": NUMBER, "seen": "card"})
    assert page.status == 422 and IdentityCheck.objects.get(pk=check.pk).status == "open"


@pytest.mark.parametrize("role", ["judge", "mediator", "cashier", "president", ""])
def test_for_all_others_the_desk_is_not_found(chen: Account, role: str) -> None:
    check = ask(chen)
    who = testing.staff(role) if role else testing.account("路人", "13800000099")
    for url in ("/identity/desk/", f"/identity/desk/{check.no}/"):
        assert Visitor(who).get(url).status == 404
        assert Visitor(who).post(url, {"do": "confirm", "number": NUMBER, "seen": "card"}).status == 404
    assert person(chen).verified == "phone"


def test_a_card_at_the_counter(chen: Account) -> None:
    clerk = testing.staff("service_desk")
    desk = Visitor(clerk).get("/identity/desk/")
    unknown = desk.send({**DOCUMENT, "phone": "13811111111"}, holds="phone")
    assert unknown.status == 422 and not IdentityCheck.objects.exists()
    desk.send({**DOCUMENT, "phone": chen.username}, holds="phone")
    check = IdentityCheck.objects.get()
    assert (check.means, check.level, check.by_id) == ("card", "face", clerk.person_id)
    assert person(chen).verified == "face"


def test_whoever_has_not_signed_in_is_led_to_do_so(court: Court) -> None:
    for url in ("/identity/", "/identity/code/", "/identity/by-hand/", "/identity/desk/"):
        assert Visitor().get(url).url.startswith("/login/"), url


@pytest.mark.parametrize("evil", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_nobody_is_led_out_of_the_house(chen: Account, sms: testing.KeptSms, evil: str) -> None:
    """Attack: open redirect."""
    page = Visitor(chen).get(f"/identity/?next={evil}").send(DOCUMENT, holds="number")
    assert evil not in page.html
    answer: Any = page.send({"code": code_sent(sms, chen.person.phone)}, holds="code")
    assert answer.url in ("/desk/", "/identity/")


def test_the_pages_ask_the_database_little(chen: Account, django_assert_max_num_queries: Any) -> None:
    check, clerk = ask(chen), testing.staff("filing_clerk")
    for who, url in (
        (chen, "/identity/"),
        (chen, "/account/"),
        (clerk, "/identity/desk/"),
        (clerk, f"/identity/desk/{check.no}/"),
    ):
        visitor = Visitor(who)
        visitor.get(url)
        with django_assert_max_num_queries(15):
            visitor.get(url)
