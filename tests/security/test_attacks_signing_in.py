"""Attacks on sessions, passwords and codes, each named: what somebody tries, and what becomes of it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from seeing import citizen

from fengqiao.core import clock, phonecodes, testing, throttle
from fengqiao.core.models import Account, Court, Person, PhoneCode, Standing
from fengqiao.core.sealing import fingerprint
from fengqiao.web.testing import BACKEND, STORY, Visitor, code_sent

pytestmark = pytest.mark.django_db

PHONE = "13800000001"


# Sessions


def test_the_session_key_changes_when_somebody_signs_in(court: Court, sms: testing.KeptSms) -> None:
    """Attack: session fixation: a key planted before signing in is worthless afterwards."""
    client = Client()
    visitor = Visitor()
    visitor.client = client
    visitor.get("/tell/").send({"story": STORY})
    planted = client.cookies["sessionid"].value
    client.post("/login/", {"phone": PHONE})
    client.post("/login/", {"phone": PHONE, "code": code_sent(sms, PHONE)})
    assert client.cookies["sessionid"].value != planted
    thief = Client()
    thief.cookies["sessionid"] = planted
    assert thief.get("/desk/").status_code == 302


def test_signing_out_ends_the_session_for_good(court: Court) -> None:
    """Attack: use a session after its owner has left."""
    client = citizen()
    key = client.cookies["sessionid"].value
    client.post("/logout/")
    thief = Client()
    thief.cookies["sessionid"] = key
    assert thief.get("/desk/").status_code == 302


def test_an_account_that_was_closed_is_out_at_once(court: Court) -> None:
    """Attack: go on working after the account was closed."""
    client, who = citizen(), testing.account()
    type(who).objects.filter(pk=who.pk).update(is_active=False)
    assert client.get("/desk/").status_code == 302


# Passwords and codes


def test_passwords_cannot_be_guessed_by_trying(court: Court) -> None:
    """Attack: brute force on a staff account: ten tries, then not even the right one."""
    who = testing.staff("filing_clerk")
    who.set_password("right-Password-8")
    who.save()
    client = Client()
    for n in range(10):
        answer = client.post("/login/staff/", {"username": who.username, "password": f"wrong{n}"})
        assert answer.status_code in (422, 429)
    answer = client.post("/login/staff/", {"username": who.username, "password": "right-Password-8"})
    assert answer.status_code == 429 and "暂停登录" in answer.content.decode()
    elsewhere = Client(REMOTE_ADDR="10.9.8.7")
    assert (
        elsewhere.post("/login/staff/", {"username": who.username, "password": "right-Password-8"}).status_code == 302
    )


def test_whether_an_account_exists_is_not_told(court: Court) -> None:
    """Attack: find out names of accounts from the error."""
    who = testing.staff("filing_clerk")
    who.set_password("right-Password-8")
    who.save()
    texts = []
    for name in (who.username, "nobody"):
        html = Client().post("/login/staff/", {"username": name, "password": "x"}).content.decode()
        texts.append(re.sub(r'csrfmiddlewaretoken" value="\w+', "", html))
    assert texts[0] == texts[1]


def test_a_phone_code_takes_five_tries_and_not_one_more(court: Court, sms: testing.KeptSms) -> None:
    """Attack: guess the six digits."""
    client = Client()
    client.post("/login/", {"phone": PHONE})
    right = code_sent(sms, PHONE)
    for n in range(5):
        wrong = f"{(int(right) + n + 1) % 1_000_000:06d}"
        assert client.post("/login/", {"phone": PHONE, "code": wrong}).status_code == 422
    assert client.post("/login/", {"phone": PHONE, "code": right}).status_code == 422


def test_a_phone_code_is_good_once_for_one_phone_for_five_minutes(court: Court, sms: testing.KeptSms) -> None:
    """Attack: use an old code, a used one, or one sent to another phone."""
    phonecodes.send(PHONE)
    code = code_sent(sms, PHONE)
    assert not phonecodes.check("13800000002", code)
    assert phonecodes.check(PHONE, code) and not phonecodes.check(PHONE, code)
    with clock.at(testing.NOW + timedelta(minutes=2)):
        phonecodes.send(PHONE)
        code = code_sent(sms, PHONE)
    with clock.at(testing.NOW + timedelta(minutes=7, seconds=1)):
        assert not phonecodes.check(PHONE, code)
    assert not PhoneCode.objects.filter(code_hash=code).exists()


def test_nobodys_phone_is_flooded_with_codes(court: Court, sms: testing.KeptSms) -> None:
    """Attack: send codes to somebody else's phone, one a minute at most and ten an hour."""
    client = Client()
    assert client.post("/login/", {"phone": PHONE}).status_code == 200
    assert client.post("/login/", {"phone": PHONE}).status_code == 422
    for minute in range(1, 15):
        with clock.at(testing.NOW + timedelta(minutes=minute, seconds=5)):
            client.post("/login/", {"phone": PHONE})
    assert len(sms.sent) == 10


def test_one_address_cannot_send_codes_to_the_whole_town(court: Court, sms: testing.KeptSms) -> None:
    """Attack: one machine sends codes to one phone after another."""
    client = Client()
    for n in range(130):
        client.post("/login/", {"phone": f"139{n:07d}1"})
    assert len(sms.sent) == 120
    assert Client(REMOTE_ADDR="10.1.1.1").post("/login/", {"phone": PHONE}).status_code == 200


def test_a_phone_that_cannot_be_reached_is_said_calmly(court: Court) -> None:
    """A carrier that fails is no fault of the page; nothing is counted as sent."""
    page = Visitor().get("/login/").send({"phone": "13900000000"})
    assert page.status == 422 and 'id="f-phone-error"' in page.html and page.form("phone").values["phone"]


def test_enquiry_codes_cannot_be_guessed_by_trying(court: Court) -> None:
    """Attack: brute force on the enquiry page; the right code does not help either after that."""
    matter = testing.dispute()
    code = matter.dispute.parties.get(side="claimant").claim_code
    client = Client()
    for _ in range(60):
        assert client.post("/enquire/", {"no": matter.no, "code": "AAAABBBBCCCC"}).status_code == 422
    assert client.post("/enquire/", {"no": matter.no, "code": code}).status_code == 429
    with clock.at(testing.NOW + timedelta(hours=1)):
        assert client.post("/enquire/", {"no": matter.no, "code": code}).status_code == 200


def test_codes_to_take_a_place_cannot_be_guessed_by_trying(court: Court) -> None:
    """Attack: guess the code by which a party takes its place."""
    matter = testing.dispute()
    party = matter.dispute.parties.get(side="respondent")
    client = Client()
    client.force_login(testing.account("王五", "13800000009"), backend=BACKEND)
    for _ in range(10):
        assert client.post("/join/", {"code": "AAAABBBBCCCC", "name": party.name}).status_code == 422
    assert client.post("/join/", {"code": party.claim_code, "name": party.name}).status_code == 429
    assert not Standing.objects.filter(person__phone="13800000009").exists()


def test_a_code_alone_does_not_take_a_place(court: Court) -> None:
    """Attack: a code read over a shoulder, without the name."""
    matter = testing.dispute()
    party = matter.dispute.parties.get(side="respondent")
    client = Client()
    client.force_login(testing.account("王五", "13800000009"), backend=BACKEND)
    for name in ("", "王五", "李小", "李小红红", "%", "李小红\u200b"):
        assert client.post("/join/", {"code": party.claim_code, "name": name}).status_code == 422
    party.refresh_from_db()
    assert party.bound_at is None


def test_telling_a_dispute_in_anothers_name_opens_no_matter_of_his(court: Court) -> None:
    """Attack: name somebody as a party, with his phone and number, to be joined to his matters."""
    victim = testing.account("李小红", "13800000002")
    theirs = testing.dispute(by=victim, claimants=[testing.respondent()], respondents=[{"name": "赵六"}])
    attacker = testing.account("王五", "13800000009")
    testing.dispute(by=attacker, claimants=[{**testing.respondent(), "name": "李小红"}])
    client = Client()
    client.force_login(attacker, backend=BACKEND)
    assert client.get(f"/m/{theirs.no}/").status_code == 404
    theirs_client = Client()
    theirs_client.force_login(victim, backend=BACKEND)
    assert theirs_client.get("/matters/").content.decode().count('<th scope="row">') == 1


def test_the_counts_of_one_hour_do_not_run_into_the_next() -> None:
    for _ in range(3):
        throttle.count("x", "somebody")
    assert throttle.spent("x", "somebody", 3) and not throttle.spent("x", "another", 3)
    with clock.at(testing.NOW + timedelta(hours=1)):
        assert not throttle.spent("x", "somebody", 3)


@pytest.mark.parametrize("known", ["name", "number", "side"])
def test_a_code_does_not_make_one_person_another(court: Court, known: str) -> None:
    """Attack: somebody opens another's letter, types the name in it, and stands in that person's place."""
    matter = testing.dispute()
    row = matter.dispute.parties.get(side="respondent")
    thief = testing.account("丁石渡" if known == "name" else "13800000033", "13800000033")
    if known == "number":
        Person.objects.filter(pk=thief.person_id).update(name=row.name, id_hash=fingerprint("330681199001010018"))
        Person.objects.filter(pk=row.person_id).update(id_hash=fingerprint("330681199001010026"))
    if known == "side":
        thief = testing.account()
        Person.objects.filter(pk=thief.person_id).update(name=row.name)
    before = testing.snapshot()
    page = Visitor(Account.objects.get(pk=thief.pk)).post("/join/", {"code": row.claim_code, "name": row.name})
    assert page.status == 422 and ("另一个人" in page.text or "另一方" in page.text)
    assert testing.snapshot() == before
    if known != "side":
        assert Visitor(thief).get(f"/m/{matter.no}/").status == 404


def test_a_guardian_takes_the_place_of_a_child(court: Court) -> None:
    told = testing.respondent(name="李小小", born="2015-01-01", guardian="李小红")
    matter = testing.dispute(respondents=[told])
    row = matter.dispute.parties.get(side="respondent")
    mother = testing.account("李小红", "13800000034")
    assert Visitor(mother).post("/join/", {"code": row.claim_code, "name": "李小小"}).status == 200
