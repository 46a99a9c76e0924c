"""Enquiry without an account shows no more than it may, and tells apart nothing that it must not."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fengqiao.core import clock, testing
from fengqiao.core.models import Court, Matter, Party
from fengqiao.web.testing import Page, Visitor, code_sent

PHONE = "13800000001"


def code_of(matter: Matter, side: str = "claimant") -> str:
    return str(matter.dispute.parties.get(side=side).claim_code)


def ask(no: str, code: str, visitor: Visitor | None = None) -> Page:
    return (visitor or Visitor()).get("/enquire/").send({"no": no, "code": code})


def names(matter: Matter) -> list[str]:
    return [p.name for p in Party.objects.filter(dispute=matter.dispute)]


@pytest.fixture
def filing(court: Court) -> Matter:
    cache.clear()
    return testing.dispute("filing.first_instance")


def test_state_turn_and_clock_are_said_and_nothing_else(filing: Matter) -> None:
    page = ask(filing.no, code_of(filing).lower())
    assert page.status == 200 and "立案人员" in page.text or "现在等谁办" in page.text
    assert filing.no in page.text
    told = [*names(filing), filing.dispute.title, filing.dispute.facts["story"][:8], PHONE, "/papers/", "/files/"]
    assert not [word for word in told if word in page.html]


def test_every_reason_for_nothing_is_one_answer(filing: Matter) -> None:
    """Attack: learn from the answer which numbers exist, which are sealed, which concern a child."""
    hidden = testing.dispute("filing.first_instance")
    Matter.objects.filter(pk=hidden.pk).update(sealed=True)
    child = testing.dispute("filing.first_instance")
    Party.objects.filter(dispute=child.dispute, side="claimant").update(facts={"minor": True})
    cases = [
        ("2603-99999999-9", code_of(filing)),
        (filing.no, "AAAABBBBCCCC"),
        (hidden.no, code_of(hidden)),
        (child.no, code_of(child)),
        (filing.no, code_of(hidden)),
    ]
    answers = set()
    for no, code in cases:
        page = ask(no, code)
        assert page.status == 422
        answers.add(page.text.replace(no, "").replace(code, ""))
    assert len(answers) == 1


def test_unknown_number_and_wrong_code_cost_the_same(filing: Matter) -> None:
    """Attack: measure the time of the answer; both are the same single query."""
    asked = []
    for no, code in (("2603-99999999-9", "AAAABBBBCCCC"), (filing.no, "AAAABBBBCCCC")):
        with CaptureQueriesContext(connection) as found:
            ask(no, code)
        asked.append([q["sql"].replace(no, "?") for q in found if "core_standing" in q["sql"]])
    assert asked[0] == asked[1] and len(asked[0]) == 1


def test_the_other_side_does_not_hear_of_a_filing_before_it_is_accepted(filing: Matter) -> None:
    """Attack: use one's own code with the number of a matter in which one has no place yet."""
    assert ask(filing.no, code_of(filing, "respondent")).status == 422


def test_more_is_said_to_whoever_holds_the_phone(filing: Matter, sms: testing.KeptSms) -> None:
    visitor = Visitor()
    page = ask(filing.no, code_of(filing), visitor)
    phone = filing.dispute.parties.get(side="claimant").person.phone
    assert phone not in page.html
    page = page.visitor.post("/enquire/code/")
    assert phone not in page.html
    wrong = page.send({"sms": "000000"}, holds="sms")
    assert wrong.status == 422 and "办理经过" not in wrong.text
    shown = wrong.send({"sms": code_sent(sms, phone)}, holds="sms")
    assert shown.status == 200 and "办理经过" in shown.text
    assert not [name for name in names(filing) if name in shown.html]
    assert "/papers/" not in shown.html


def test_nothing_stays_on_a_shared_machine(filing: Matter, sms: testing.KeptSms) -> None:
    visitor = Visitor()
    ask(filing.no, code_of(filing), visitor)
    with clock.at(testing.NOW + timedelta(minutes=11)):
        assert visitor.post("/enquire/code/").url == "/enquire/"
    ask(filing.no, code_of(filing), visitor)
    visitor.post("/enquire/end/")
    assert visitor.post("/enquire/code/").url == "/enquire/" and sms.sent == []
    assert "no-store" in Visitor().get("/enquire/").response["Cache-Control"]


def test_a_phone_is_not_flooded(filing: Matter, sms: testing.KeptSms) -> None:
    """Attack: send message after message to a party's phone."""
    visitor = Visitor()
    ask(filing.no, code_of(filing), visitor)
    for minute in range(9):
        with clock.at(testing.NOW + timedelta(minutes=minute, seconds=minute * 2)):
            last = visitor.post("/enquire/code/")
    assert last.status == 429 and len(sms.sent) == 5


def test_the_code_of_one_enquiry_opens_no_other(filing: Matter, sms: testing.KeptSms) -> None:
    """Attack: prove one's own phone, then read another's matter; the proof belongs to one enquiry."""
    other = testing.dispute("filing.first_instance", claimants=[testing.claimant(phone="13800000009", name="王五")])
    visitor = Visitor()
    ask(filing.no, code_of(filing), visitor)
    visitor.post("/enquire/code/")
    code = code_sent(sms, filing.dispute.parties.get(side="claimant").person.phone)
    ask(other.no, code_of(other), visitor)
    assert visitor.post("/enquire/more/", {"sms": code}).status == 422


def test_the_receipt_leads_to_the_enquiry(filing: Matter) -> None:
    page = Visitor().get(f"/enquire/?no={filing.no}")
    assert page.form("no").values["no"] == [filing.no]


def test_the_app_can_be_installed_and_keeps_no_page_of_a_person(court: Court) -> None:
    """Attack: read from the store of a shared phone what somebody before has seen."""
    someone = Visitor(testing.account("13800000001", "陈大明"))
    made = someone.client.get("/app.webmanifest")
    assert made["Content-Type"].startswith("application/manifest+json")
    assert {i["sizes"] for i in made.json()["icons"]} == {"192x192", "512x512"}
    for icon in made.json()["icons"]:
        assert someone.client.get(icon["src"]).status_code == 200
    script = someone.client.get("/sw.js").content.decode()
    assert "陈大明" not in script and '"/offline/"' in script
    for path in ("/offline/", "/offline/tell/", "/offline/?l=en"):
        html = someone.client.get(path).content.decode()
        assert "陈大明" not in html and "退出登录" not in html
    assert "No line just now" in someone.client.get("/offline/?l=en").content.decode()
