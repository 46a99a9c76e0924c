"""Joining, consenting, stale pages, double clicks, foreign numbers: the generic pages, walked as people do."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from fengqiao.core import jobs, testing
from fengqiao.core.models import Court, Document, Draft, Event, Matter, Notice, Party, Standing
from fengqiao.web.testing import Visitor

pytestmark = pytest.mark.django_db


@pytest.fixture
def matter(court: Court) -> Matter:
    return testing.dispute()


def joined(matter: Matter, who_phone: str = "13800000002") -> Visitor:
    """The other side, joined with the code of its message."""
    party = Party.objects.get(dispute=matter.dispute, side="respondent")
    visitor = Visitor(testing.account(party.name, who_phone))
    visitor.get("/join/").send({"code": party.claim_code, "name": party.name})
    return visitor


def test_the_other_side_joins_by_the_code_of_its_message_and_consents(matter: Matter, sms: testing.KeptSms) -> None:
    jobs.deliver()
    message = next(text for to, text, _ in sms.sent if to == "13800000002")
    code = Party.objects.get(side="respondent").claim_code
    assert code in message
    visitor = Visitor()
    page = visitor.get(f"/join/{code}/")
    assert page.url.startswith("/login/")
    page = page.send({"phone": "13800000002"})
    digits = re.search(r"\d{6}", sms.sent[-1][1])
    assert digits
    page = page.send({"code": digits[0]})
    assert page.url == f"/join/{code}/" and page.form().values["code"] == [code]
    page = page.send({"name": "李小红"})
    assert page.url == f"/m/{matter.no}/" and "您已作为李小红加入" in page.text
    assert Notice.objects.filter(person__phone="13800000002", channel="inbox").exists()
    consent = page.visitor.get(f"/m/{matter.no}/do/consent/")
    done = consent.send({"agree": "on"})
    assert done.url == f"/m/{matter.no}/"
    assert testing.matter(matter.no).state == "choosing"


def test_a_wrong_code_and_a_wrong_name_are_refused_at_their_fields(matter: Matter) -> None:
    party = Party.objects.get(side="respondent")
    visitor = Visitor(testing.account("李小红", "13800000002"))
    wrong = visitor.get("/join/").send({"code": "AAAABBBBCCCC", "name": "李小红"})
    assert wrong.status == 422 and 'id="f-code-error"' in wrong.html
    other = visitor.get("/join/").send({"code": party.claim_code, "name": "李小明"})
    assert other.status == 422 and 'id="f-name-error"' in other.html
    assert other.form().values["code"] == [party.claim_code]
    assert not Standing.objects.filter(person=testing.account("李小红", "13800000002").person).exists()


def test_a_place_that_is_taken_cannot_be_taken_again(matter: Matter) -> None:
    joined(matter)
    party = Party.objects.get(side="respondent")
    thief = Visitor(testing.account("王五", "13800000009"))
    page = thief.get("/join/").send({"code": party.claim_code, "name": party.name})
    assert page.status == 422 and "12368" in page.text
    assert thief.get(f"/m/{matter.no}/").status == 404


def test_a_stale_page_says_what_has_changed_and_keeps_what_was_typed(matter: Matter) -> None:
    visitor = joined(matter)
    desk = Visitor(testing.staff("mediation_desk"))
    assert desk.get(f"/m/{matter.no}/").status == 200
    page = visitor.get(f"/m/{matter.no}/do/decline/")
    testing.do(matter.no, "consent", testing.party(matter, "respondent"), {"agree": True})
    late = page.send({"reason": "我想直接起诉"})
    assert late.status == 409
    changed = {e.move for e in Event.objects.filter(matter=matter, seq__gt=2)}
    assert changed == {"consent", "refer"}
    assert "有了新的进展" in late.text
    assert late.form("reason").values["reason"] == ["我想直接起诉"]
    assert testing.matter(matter.no).state == "choosing"
    assert Draft.objects.get(person=testing.account("李小红", "13800000002").person).data["reason"] == "我想直接起诉"
    assert late.send().url == f"/m/{matter.no}/"
    assert testing.matter(matter.no).state == "declined"


def test_a_double_click_makes_one_event(matter: Matter) -> None:
    visitor = joined(matter)
    page = visitor.get(f"/m/{matter.no}/do/decline/")
    first = page.send({"reason": "不同意"})
    events = Event.objects.count()
    second = page.send({"reason": "不同意"})
    assert first.url == second.url == f"/m/{matter.no}/"
    assert Event.objects.count() == events
    assert Event.objects.filter(matter=matter, move="decline").count() == 1


def test_two_clicks_on_a_move_that_stays_open_make_one_event(court: Court) -> None:
    filed = testing.dispute("filing.first_instance")
    visitor = Visitor(testing.account())
    page = visitor.get(f"/m/{filed.no}/do/withdraw/")
    page.send({"reason": "已经和解"})
    page.send({"reason": "已经和解"})
    assert Event.objects.filter(matter=filed, move="withdraw").count() == 1


def test_an_empty_answer_is_refused_at_its_field_and_nothing_is_written(matter: Matter) -> None:
    visitor = joined(matter)
    page = visitor.get(f"/m/{matter.no}/do/decline/").send({"reason": "  "})
    assert page.status == 422 and 'href="#f-reason"' in page.html
    assert Event.objects.filter(matter=matter, move="decline").count() == 0


@pytest.mark.parametrize("seen", ["", "abc", "-1", "²", "9" * 30, "1.5"])
def test_a_page_number_that_no_page_has_is_only_a_stale_page(matter: Matter, seen: str) -> None:
    visitor = joined(matter)
    page = visitor.post(f"/m/{matter.no}/do/decline/", {"seen": seen, "reason": "不同意"})
    assert page.status == 409 and testing.matter(matter.no).state == "offered"


@pytest.mark.parametrize(
    "path",
    ["/m/{no}/", "/m/{no}/do/consent/", "/m/{no}/do/decline/", "/r/{no}/1/", "/r/{no}/1/file/"],
)
def test_a_foreign_number_looks_like_one_that_does_not_exist(matter: Matter, path: str) -> None:
    stranger = Visitor(testing.account("王五", "13800000009"))
    foreign, absent = stranger.get(path.format(no=matter.no)), stranger.get(path.format(no="2603-00000000-0"))
    assert foreign.status == absent.status == 404
    assert foreign.text == absent.text


def test_a_move_that_is_not_mine_leads_back_to_the_matter(matter: Matter) -> None:
    page = Visitor(testing.account()).get(f"/m/{matter.no}/do/consent/")
    assert page.url == f"/m/{matter.no}/" and "不能由您办理" in page.text
    assert Visitor(testing.account()).get(f"/m/{matter.no}/do/fly/").status == 404


def test_a_draft_of_a_move_is_kept_by_itself_and_shown_again(matter: Matter) -> None:
    visitor = joined(matter)
    kept = visitor.client.post(f"/m/{matter.no}/draft/decline/", {"reason": "还在想"})
    assert kept.status_code == 204
    page = visitor.get(f"/m/{matter.no}/do/decline/")
    assert page.form("reason").values["reason"] == ["还在想"] and "草稿已保存" in page.text


def test_enquiry_by_number_and_code_shows_only_how_far_it_has_come(matter: Matter) -> None:
    code = Party.objects.get(side="claimant").claim_code
    page = Visitor().get("/enquire/").send({"no": matter.no, "code": code.lower()})
    assert page.status == 200 and (matter.number or "") in page.text and "2026年3月" in page.text
    assert "李小红" not in page.text and "陈大明" not in page.text and "50000" not in page.text
    wrong = Visitor().get("/enquire/").send({"no": matter.no, "code": "AAAABBBBCCCC"})
    assert wrong.status == 422 and wrong.form("no").values["no"] == [matter.no]


def test_the_desk_shows_what_waits_and_leads_straight_to_the_move(matter: Matter) -> None:
    desk = joined(matter).get("/desk/")
    assert f"/m/{matter.no}/do/consent/" in desk.links
    assert f"/m/{matter.no}/" in Visitor(testing.account()).get("/desk/").links


def test_messages_lead_to_their_matter_and_are_noted_as_read(matter: Matter) -> None:
    visitor = joined(matter)
    inbox = visitor.get("/inbox/")
    link = next(link for link in inbox.links if re.fullmatch(r"/inbox/\d+/", link))
    assert visitor.get(link).url == f"/m/{matter.no}/"
    assert Notice.objects.filter(channel="inbox", read_at=None, person__phone="13800000002").count() == 0


def test_the_receipt_file_is_verified_on_the_page(matter: Matter) -> None:
    visitor = Visitor(testing.account())
    raw = visitor.client.get(f"/r/{matter.no}/1/file/").content
    page = visitor.get("/verify/").send({"file": SimpleUploadedFile("receipt.json", raw)})
    assert page.status == 200 and ("flash--info" in page.html or "flash--success" in page.html)
    broken = visitor.get("/verify/").send({"file": SimpleUploadedFile("receipt.json", b"{}")})
    assert "flash--error" in broken.html


def test_tokens_are_made_shown_once_and_taken_back(court: Court) -> None:
    visitor = Visitor(testing.account())
    page = visitor.get("/account/").send({"name": "我的程序"}, holds="name")
    found = re.search(r"fq_[\w-]{40,}", page.text)
    assert found and "我的程序" in page.text
    program = Visitor()
    header = {"HTTP_AUTHORIZATION": f"Bearer {found[0]}"}
    assert program.client.get("/api/matters", **header).status_code == 200
    again = visitor.get("/account/")
    assert found[0] not in again.html
    revoke = next(f for f in again.forms if f.action.endswith("/revoke/"))
    visitor.post(revoke.action)
    assert program.client.get("/api/matters", **header).status_code == 401


def test_the_language_of_the_account_is_kept_for_other_devices(court: Court, sms: testing.KeptSms) -> None:
    who = testing.account()
    page = Visitor(who).get("/account/").send({"language": "en"}, holds="language")
    assert "Language saved" in page.text
    fresh = Visitor()
    code_page = fresh.get("/login/").send({"phone": who.username})
    digits = re.search(r"\d{6}", sms.sent[-1][1])
    assert digits
    assert 'lang="en"' in code_page.send({"code": digits[0]}).html


def test_the_next_item_follows_the_one_named_and_at_the_end_says_so() -> None:
    first, second = (testing.dispute("filing.first_instance") for _ in range(2))
    clerk = Visitor(testing.staff("filing_clerk"))
    assert clerk.get(f"/desk/next/?after={first.no}").url == f"/m/{second.no}/"
    assert clerk.get(f"/desk/next/?after={second.no}").url == f"/m/{first.no}/"
    assert clerk.get("/desk/next/?after=nothing").url == f"/m/{first.no}/"
    testing.do(second.no, "withdraw", testing.account(), {"reason": "x"})
    done = clerk.get(f"/desk/next/?after={first.no}")
    assert done.url == "/desk/" and "待办里没有别的事项了" in done.text


def test_the_receipt_of_who_has_no_enquiry_code_asks_for_none(court: Court) -> None:
    own = testing.dispute("filing.first_instance")
    text = Visitor(testing.account()).get(f"/r/{own.no}/1/").text
    assert "输入查询码" in text and "查询码 " in text
    lawyer = testing.account("何律师", "13800000033")
    agents = [{"name": "何律师", "phone": "13800000033", "kind": "lawyer", "firm": "浙江某某律师事务所"}]
    told = testing.dispute("filing.first_instance", by=lawyer, claimants=[testing.claimant(representatives=agents)])
    text = Visitor(lawyer).get(f"/r/{told.no}/1/").text
    assert "收件回执" in text and "查询码" not in text
    papers = {m.no: Document.objects.get(matter=m, kind="receipt").text for m in (own, told)}
    assert "查询码" in papers[own.no] and "查询码" not in papers[told.no]


def test_too_few_for_a_share_is_said_in_small_type(court: Court) -> None:
    html = Visitor(testing.staff("president")).get("/figures/").html
    assert '<p class="stat__note">件数太少，不计算比例' in html and '<p class="stat__value">件数' not in html
