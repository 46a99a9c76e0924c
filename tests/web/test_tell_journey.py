"""Journeys through the front door: from the first word to the receipt, with and without an account."""

from __future__ import annotations

import re

import pytest

from fengqiao.core import testing
from fengqiao.core.models import Court, Dispute, Draft, Event, Matter, Representative
from fengqiao.web.testing import STORY, Page, Visitor, code_sent, tell

pytestmark = pytest.mark.django_db


def test_somebody_without_an_account_tells_signs_in_and_has_the_receipt(court: Court, sms: testing.KeptSms) -> None:
    visitor = Visitor()
    front = visitor.get("/")
    assert "/tell/?situation=money" in front.links
    check = tell(visitor)
    assert Draft.objects.get().person_id is None
    login = check.send({"true": "on"})
    assert login.url.startswith("/login/")
    code_page = login.send({"phone": "13800000001"})
    back = code_page.send({"code": code_sent(sms, "13800000001")})
    assert back.url == "/tell/check/"
    receipt = back.send({"true": "on"})
    assert receipt.url.startswith("/r/")
    matter = Matter.objects.get(procedure="mediation.pre_litigation")
    event = Event.objects.get(matter=matter, seq=1)
    assert matter.no in receipt.text and event.hash in receipt.text
    assert "<svg" in receipt.html and re.search(r"2026年3月\d+日", receipt.text)
    assert "中华人民共和国民事诉讼法" in receipt.text or "依据" in receipt.text
    assert not Draft.objects.filter(kind="tell").exists()
    assert matter.dispute.facts["story"] == STORY
    assert event.actor_name == "陈大明", "the other side reads this name; a phone number is nobody's business"


def test_somebody_with_an_account_is_not_asked_for_a_code_again(court: Court) -> None:
    visitor = Visitor(testing.account())
    check = tell(visitor, way="filing")
    receipt = check.send({"true": "on"})
    assert receipt.url.startswith("/r/")
    filed = Matter.objects.get()
    assert filed.procedure == "filing.first_instance"
    assert filed.dispute.parties.get(side="claimant").person == testing.account().person


def test_what_the_account_knows_is_not_asked_again(court: Court) -> None:
    who = testing.account()
    page = Visitor(who).get("/tell/").send({"story": STORY}).send({"cause": testing.PRIVATE_LENDING})
    page = page.send({"principal": "50000", "lent_on": "2025-03-01"})
    form = page.form()
    assert form.values["you-name"] == ["陈大明"] and form.values["you-phone"] == ["13800000001"]


def test_a_draft_is_found_again_by_the_browser_that_began_it(court: Court) -> None:
    visitor = Visitor()
    visitor.get("/tell/?q=邻居借钱不还").send({"story": STORY})
    again = visitor.get("/tell/")
    assert again.url == "/tell/cause/"
    assert STORY in visitor.get("/tell/story/").form().values["story"]


def test_a_draft_is_found_again_on_another_device_by_the_same_person(court: Court) -> None:
    who = testing.account()
    Visitor(who).get("/tell/").send({"story": STORY})
    other = Visitor(who).get("/tell/")
    assert other.url == "/tell/cause/"
    assert other.visitor.get("/tell/story/").form().values["story"] == [STORY]


def test_whoever_leaves_the_elements_out_comes_to_the_end(court: Court) -> None:
    visitor = Visitor(testing.account())
    page = visitor.get("/tell/").send({"story": STORY}).send({"cause": testing.PRIVATE_LENDING})
    page = page.send({"rate": "12"}, button="skip")
    assert page.url == "/tell/claims/"
    page = page.send({"amount": "50000"})
    assert page.url == "/tell/people/"
    page = page.send({"you-address": "枫桥镇和平路1号", "others-0-name": "李小红"}).send({}, button="skip")
    assert page.url == "/tell/check/" and "暂时没有填，不影响提交" in page.text
    assert visitor.get("/tell/").url == "/tell/check/", "what was left out is not asked again by itself"
    assert visitor.get("/tell/lending-loan/").form().values["rate"] == ["12"], "what was typed is kept"
    assert page.send({"way": "mediation", "true": "on"}).url.startswith("/r/")
    assert Dispute.objects.get().facts.get("elements") is None


def test_what_keeps_the_button_away_is_said_with_the_way_to_it(court: Court) -> None:
    visitor = Visitor(testing.account())
    assert "button--main" in tell(visitor).html
    Draft.objects.filter(kind="tell").update(data={**Draft.objects.get().data, "lending-loan": {"rate": "12"}})
    page = visitor.get("/tell/check/")
    assert "button--main" not in page.html and "填好才能提交" in page.text
    assert "实际借出多少钱（元）：请填写这一项" in page.text
    assert page.links.count("/tell/lending-loan/?back=check") == 2, "at its card and above the empty place of the button"
    page.send({"way": "mediation", "true": "on"})
    assert not Dispute.objects.exists()


def test_what_is_typed_is_kept_by_the_page_before_anything_is_sent(court: Court) -> None:
    visitor = Visitor()
    visitor.get("/tell/")
    kept = visitor.client.post("/tell/story/draft/", {"story": "写到一半"})
    assert kept.status_code == 200
    assert visitor.get("/tell/story/").form().values["story"] == ["写到一半"]


def test_words_of_the_front_page_are_not_asked_again(court: Court) -> None:
    page = Visitor().get("/tell/?q=老板拖欠工资三个月")
    assert page.form().values["story"] == ["老板拖欠工资三个月"]


def test_a_change_from_the_last_look_leads_back_to_the_last_look(court: Court) -> None:
    visitor = Visitor()
    check = tell(visitor)
    link = next(link for link in check.links if link.startswith("/tell/claims/"))
    back = visitor.get(link).send({"claims-0-amount": "48000"})
    assert back.url == "/tell/check/"
    assert "48000" in back.text.replace(",", "")


def test_an_unfinished_draft_shows_every_gap_at_the_last_look_and_cannot_be_sent(court: Court) -> None:
    visitor = Visitor(testing.account())
    visitor.get("/tell/").send({"story": STORY})
    check = visitor.get("/tell/check/")
    assert "card--now" in check.html
    sent = visitor.post("/tell/check/", {"way": "mediation", "true": "on"})
    assert sent.status == 422 and not Dispute.objects.exists()


def test_sending_twice_opens_one_dispute(court: Court) -> None:
    visitor = Visitor(testing.account())
    tell(visitor)
    draft = Draft.objects.get()
    first = visitor.post("/tell/check/", {"way": "mediation", "true": "on"})
    Draft.objects.bulk_create([draft])
    visitor.client.cookies["fq_tell"] = draft.token
    second = visitor.post("/tell/check/", {"way": "mediation", "true": "on"})
    assert first.url == second.url
    assert Dispute.objects.count() == 1 and Event.objects.filter(move="offer").count() == 1


def test_begin_again_puts_the_old_draft_away(court: Court) -> None:
    visitor = Visitor()
    visitor.get("/tell/").send({"story": STORY})
    fresh = visitor.post("/tell/again/")
    assert fresh.form().values["story"] == [""]


def test_the_address_of_beginning_again_puts_nothing_away_when_it_is_only_opened(court: Court) -> None:
    """Attack: a link that puts away what somebody has written."""
    visitor = Visitor()
    visitor.get("/tell/").send({"story": STORY})
    before = list(Draft.objects.values())
    opened = visitor.get("/tell/again/")
    assert opened.status == 200 and opened.url.startswith("/tell/")
    assert list(Draft.objects.values()) == before
    assert STORY in str(visitor.get("/tell/story/").form().values["story"])


def test_causes_are_found_by_name_without_scripts(court: Court) -> None:
    visitor = Visitor()
    visitor.get("/tell/").send({"story": STORY})
    page = visitor.get("/tell/cause/?find=抚养费")
    assert "抚养费" in page.text
    assert page.form().controls["cause"] == "radio"


def test_another_claim_is_added_and_taken_away_without_scripts(court: Court) -> None:
    visitor = Visitor()
    tell(visitor)
    page = visitor.get("/tell/claims/")
    assert page.form().values["claims-0-amount"] == ["50000.00"]
    more = page.send({}, button="add")
    assert "claims-2-amount" in more.form().controls or "claims-1-amount" in more.form().controls
    count = sum(name.endswith("-amount") for name in more.form().controls)
    less = more.send({}, button=f"claims-{count - 1}")
    assert sum(name.endswith("-amount") for name in less.form().controls) == count - 1
    assert less.form().values["claims-0-amount"] == ["50000.00"]


def test_every_page_of_the_way_comes_in_english_too(court: Court) -> None:
    visitor = Visitor()
    visitor.client.cookies["django_language"] = "en"
    check = tell(visitor)
    assert 'lang="en"' in check.html and "下一步" not in check.text and "提交" not in check.text


def at_people(visitor: Visitor, way: str = "/tell/") -> Page:
    page = visitor.get(way).send({"story": STORY}).send({"cause": testing.PRIVATE_LENDING})
    return page.send({"principal": "50000", "lent_on": "2025-03-01"})


def test_a_lawyer_files_for_a_client_and_stands_among_the_agents(court: Court) -> None:
    """He was asked for the claimant's place with his own name in it, and filed as the claimant of a stranger's suit."""
    lawyer = testing.account("许桥言", "13800000041")
    bench = Visitor(lawyer).get("/lawyer/")
    assert "/tell/?for=lawyer" in bench.links
    page = at_people(Visitor(lawyer), "/tell/?for=lawyer")
    form = page.form("you-name")
    assert form.values["you-name"] == [""] and form.values["agents-0-name"] == ["许桥言"]
    assert form.values["agents-0-phone"] == ["13800000041"] and "您替谁起诉" in page.text
    client = {"you-name": "甲客户", "you-phone": "13800000042", "you-address": "浙江省诸暨市枫桥镇1号"}
    page.send({**client, "others-0-name": "李小红", "others-0-phone": "13800000002"}, holds="you-name").send({})
    page.visitor.post("/tell/check/", {"way": "filing"})
    page.visitor.get("/tell/check/").send({"true": "on"})
    filing = Matter.objects.get(procedure="filing.first_instance")
    claimant = filing.dispute.parties.get(side="claimant")
    assert claimant.name == "甲客户" and claimant.bound_at is None
    agent = Representative.objects.get(party=claimant)
    assert (agent.person_id, agent.kind, agent.special_power) == (lawyer.person_id, "lawyer", False)


def test_one_may_turn_from_ones_own_suit_to_anothers_and_back(court: Court) -> None:
    visitor = Visitor(testing.account())
    page = at_people(visitor)
    assert "替别人起诉？" in page.text and page.form("you-name").values["you-name"] == ["陈大明"]
    page.send({"others-0-name": "李小红"}, holds="you-name")
    page = visitor.post("/tell/people/", {"agency": "relative"})
    form = page.form("you-name")
    assert form.values["you-name"] == [""] and form.values["agents-0-name"] == ["陈大明"]
    assert form.values["others-0-name"] == ["李小红"], "what was told of the other side stays"
    form = visitor.post("/tell/people/", {"agency": "own"}).form("you-name")
    assert form.values["you-name"] == ["陈大明"] and "agents-0-name" not in form.values
    assert visitor.post("/tell/people/", {"agency": "president"}).form("you-name").values["you-name"] == ["陈大明"]
