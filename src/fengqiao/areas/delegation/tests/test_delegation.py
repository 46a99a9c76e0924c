"""A power goes as far as its giver said and not a step further, and ends at once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from fengqiao.areas.delegation import rules
from fengqiao.areas.delegation.models import Company, Mandate
from fengqiao.core import clock, testing
from fengqiao.core.models import Account, Court, Dispute, Draft, Event, Matter, Notice, Party
from fengqiao.core.registry import registry
from fengqiao.web.shell import home_court
from fengqiao.web.testing import Page, Visitor

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n"
HELPER = "13800000077"


@pytest.fixture
def court(db: None) -> Court:
    home_court.cache_clear()
    return testing.court()


@pytest.fixture
def principal(court: Court) -> Account:
    return testing.account()


@pytest.fixture
def helper(court: Court) -> Account:
    return testing.account("陈小明", HELPER)


def power_file() -> SimpleUploadedFile:
    return SimpleUploadedFile("授权委托书.pdf", PDF, content_type="application/pdf")


def ask(visitor: Visitor, **typed: Any) -> Page:
    told = {"name": "陈小明", "phone": HELPER, "kind": "close_relative", "scope": "look", "reach": "all", **typed}
    if told["scope"] in ("papers", "agent", "special") and "power" not in told:
        told["power"] = power_file()
    return visitor.post("/delegation/new/", told)


def give(giver: Account, taker: Account | None = None, **typed: Any) -> Mandate:
    page = ask(Visitor(giver), **typed)
    made = Mandate.objects.order_by("-id").first()
    assert page.status == 200 and made is not None, page.text
    if taker is not None:
        Visitor(taker).post(f"/delegation/{made.pk}/accept/")
        made.refresh_from_db()
    return made


def acting(taker: Account, mandate: Mandate) -> Visitor:
    visitor = Visitor(taker)
    visitor.post("/delegation/act/", {"role": str(mandate.pk)})
    return visitor


def withdraws(visitor: Visitor, matter: Matter) -> Page:
    return visitor.post(f"/m/{matter.no}/do/withdraw/", {"seen": "1", "reason": "不告了"})


@pytest.fixture
def mediation(principal: Account) -> Matter:
    return testing.dispute("mediation.pre_litigation", by=principal)


@pytest.fixture
def filing(principal: Account) -> Matter:
    return testing.dispute("filing.first_instance", by=principal)


def test_nothing_is_open_before_it_is_accepted(principal: Account, helper: Account, filing: Matter) -> None:
    mandate = give(principal)
    visitor = acting(helper, mandate)
    assert visitor.get(f"/m/{filing.no}/").status == 404
    assert "请您代办" in visitor.get("/delegation/").text
    visitor.post(f"/delegation/{mandate.pk}/accept/")
    assert visitor.get(f"/m/{filing.no}/").status == 404, "accepted, but he has not chosen to act"
    visitor.post("/delegation/act/", {"role": str(mandate.pk)})
    page = visitor.get(f"/m/{filing.no}/")
    assert page.status == 200 and "您正在代陈大明办理" in page.text


def test_whoever_may_look_does_nothing(principal: Account, helper: Account, filing: Matter) -> None:
    """Attack: send a move, a draft or a reading with a power to look."""
    visitor = acting(helper, give(principal, helper))
    page = withdraws(visitor, filing)
    assert page.status == 409 and "只能查看" in page.text
    assert visitor.post(f"/m/{filing.no}/draft/withdraw/", {"reason": "x"}).status == 404
    note = Notice.objects.filter(person=principal.person, channel="inbox").first()
    if note is not None:
        visitor.get(f"/inbox/{note.pk}/")
        note.refresh_from_db()
        assert note.read_at is None
    assert testing.matter(filing.no).state == "received" and not Draft.objects.exists()


def test_an_assistant_prepares_and_the_principal_sends(principal: Account, helper: Account, filing: Matter) -> None:
    visitor = acting(helper, give(principal, helper, kind="assistant", scope="prepare"))
    assert visitor.post(f"/m/{filing.no}/draft/withdraw/", {"reason": "对方已经还钱"}).status == 204
    assert withdraws(visitor, filing).status == 409
    assert testing.matter(filing.no).state == "received"
    page = Visitor(principal).get(f"/m/{filing.no}/do/withdraw/")
    assert "不告了" in page.html, "what the assistant typed last is the principal's draft"
    page.send()
    assert testing.matter(filing.no).state == "withdrawn"


TOLD = {
    "story": {"story": "2025年3月李小红向我借款50000元，一直没有归还。"},
    "cause": {"cause": testing.PRIVATE_LENDING},
    "lending-loan": {"principal": "50000", "lent_on": "2025-03-01"},
    "people": {
        "you": {"name": "陈大明", "phone": "13800000001", "address": "枫桥镇和平路1号"},
        "others": [{"name": "李小红"}],
    },
}


def test_whoever_prepares_is_told_that_the_party_sends_and_the_party_finds_it(
    principal: Account, helper: Account
) -> None:
    mandate = give(principal, helper, kind="assistant", scope="prepare")
    visitor = acting(helper, mandate)
    visitor.get("/tell/")
    Draft.objects.update(data=TOLD)
    page = visitor.get("/tell/story/").send({"story": "2025年3月借款50000元，一直没有归还。"}, holds="story")
    assert page.url == "/tell/cause/"
    check = visitor.get("/tell/check/")
    assert "存好了，等本人提交" in check.text and "button--main" not in check.html and "特别授权" not in check.text
    before = Draft.objects.get().data
    refused = visitor.post("/tell/check/", {"way": "mediation", "true": "on"})
    assert refused.status == 409 and "只能帮着填写" in refused.text and "特别授权" not in refused.text
    assert not Dispute.objects.exists() and Draft.objects.get().data == before
    desk = Visitor(principal).get("/desk/")
    assert "陈小明帮您填好了一份材料，等您核对提交" in desk.text and "借款50000元" in desk.text
    link = next(link for link in desk.links if link.startswith("/tell/?draft="))
    assert Visitor(helper).get(link).url == "/tell/story/", "nobody else opens it by its number"
    back = Visitor(principal)
    back.get("/tell/?q=另一件事")
    mine = back.get(link)
    assert mine.url == "/tell/evidence/" and "2025年3月" in back.get("/tell/check/").text
    sent = back.get("/tell/check/").send({"way": "mediation", "true": "on"})
    assert sent.url.startswith("/r/") and "等您核对提交" not in Visitor(principal).get("/desk/").text


def test_a_draft_of_ones_own_waits_on_the_desk(principal: Account) -> None:
    assert "还没有提交" not in Visitor(principal).get("/desk/").text
    Visitor(principal).get("/tell/").send({"story": "邻居借钱不还，一直拖着。"})
    desk = Visitor(principal).get("/desk/")
    assert "您有一份材料还没有提交" in desk.text and "帮您填好" not in desk.text


def test_an_agent_with_a_general_power_sends_what_he_has_told(principal: Account, helper: Account) -> None:
    visitor = acting(helper, give(principal, helper, scope="agent"))
    visitor.get("/tell/")
    Draft.objects.update(data=TOLD)
    check = visitor.get("/tell/check/")
    assert "等本人提交" not in check.text
    assert check.send({"way": "mediation", "true": "on"}, holds="true").url.startswith("/r/")


@pytest.mark.parametrize("scope", ["papers", "agent"])
def test_withdrawal_needs_special_authority(principal: Account, helper: Account, filing: Matter, scope: str) -> None:
    """R-FIL-06, CPL 62: an agent without special authority does not withdraw."""
    visitor = acting(helper, give(principal, helper, scope=scope))
    page = withdraws(visitor, filing)
    assert page.status == 409 and "特别授权" in page.text
    assert testing.matter(filing.no).state == "received"


def test_special_authority_withdraws_and_the_record_names_both(
    principal: Account, helper: Account, filing: Matter
) -> None:
    mandate = give(principal, helper, scope="special")
    assert withdraws(acting(helper, mandate), filing).status == 200
    event = Event.objects.get(matter=filing, move="withdraw")
    assert (event.actor_id, event.on_behalf_of) == (helper.person_id, principal.person_id)
    assert event.actor_name == "陈小明"
    for who in (principal, helper):
        page = Visitor(who).get(f"/delegation/{mandate.pk}/")
        assert page.status == 200 and filing.no in page.text
    assert Notice.objects.filter(person=principal.person, key__endswith=".withdraw").exists()


def test_a_general_power_takes_ordinary_steps_and_settles_nothing(
    principal: Account, helper: Account, mediation: Matter
) -> None:
    visitor = acting(helper, give(principal, helper, scope="agent"))
    page = visitor.get(f"/m/{mediation.no}/do/withdraw/")
    assert "特别授权" in page.text
    assert visitor.post(f"/m/{mediation.no}/do/decline/", {"seen": "1", "reason": "不想调解"}).status == 200
    assert testing.matter(mediation.no).state == "declined"


def test_only_the_disputes_named(principal: Account, helper: Account, filing: Matter) -> None:
    """Attack (IDOR): with a power for one dispute, open another of the same principal."""
    other = testing.dispute("filing.first_instance", by=principal)
    mandate = give(principal, helper, scope="special", reach="some", dispute=[str(filing.dispute_id)])
    visitor = acting(helper, mandate)
    assert visitor.get(f"/m/{filing.no}/").status == 200
    for path in (f"/m/{other.no}/", f"/m/{other.no}/do/withdraw/", f"/r/{other.no}/1/"):
        assert visitor.get(path).status == 404
    assert withdraws(visitor, other).status == 404
    for path in ("/desk/", "/inbox/", "/matters/", f"/matters/?q={other.no}"):
        assert f"/m/{other.no}/" not in visitor.get(path).html
    for note in Notice.objects.filter(matter=other):
        assert other.no not in visitor.get(f"/inbox/{note.pk}/").url


def test_revoked_is_over_at_once(principal: Account, helper: Account, filing: Matter) -> None:
    """Attack: go on in a session that was begun before the power was revoked."""
    mandate = give(principal, helper, scope="special")
    visitor = acting(helper, mandate)
    assert visitor.get(f"/m/{filing.no}/").status == 200
    Visitor(principal).post(f"/delegation/{mandate.pk}/end/")
    assert visitor.get(f"/m/{filing.no}/").status == 404 and withdraws(visitor, filing).status == 404
    assert testing.matter(filing.no).state == "received"


def test_run_out_is_over(principal: Account, helper: Account, filing: Matter) -> None:
    mandate = give(principal, helper, scope="special", until="2026-03-05")
    visitor = acting(helper, mandate)
    with clock.at(testing.NOW + timedelta(days=3)):
        assert visitor.get(f"/m/{filing.no}/").status == 200
    with clock.at(testing.NOW + timedelta(days=4)):
        assert visitor.get(f"/m/{filing.no}/").status == 404 and withdraws(visitor, filing).status == 404


def test_a_stranger_knows_of_no_power(principal: Account, helper: Account, filing: Matter) -> None:
    """Attack (IDOR): read, accept, end or use the power of others by its number."""
    mandate = give(principal, scope="agent")
    thief = Visitor(testing.account("贼", "13800000088"))
    assert thief.get(f"/delegation/{mandate.pk}/").status == 404
    for way in ("accept", "end"):
        assert thief.post(f"/delegation/{mandate.pk}/{way}/").status == 404
    Visitor(helper).post(f"/delegation/{mandate.pk}/accept/")
    thief.post("/delegation/act/", {"role": str(mandate.pk)})
    assert thief.get(f"/m/{filing.no}/").status == 404
    assert thief.client.get(f"/m/{filing.no}/power/{mandate.pk}/").status_code == 404
    mandate.refresh_from_db()
    assert mandate.ended_at is None and mandate.delegate_id == helper.person_id


def test_a_delegate_stays_himself_on_pages_of_his_own(principal: Account, helper: Account) -> None:
    """Attack: use a power to give powers, to make tokens or to read the account of the principal."""
    visitor = acting(helper, give(principal, helper, scope="special"))
    assert "陈大明" not in visitor.get("/account/").html.replace("代办：陈大明", "")
    visitor.post("/account/tokens/", {"name": "x"})
    assert principal.tokens.count() == 0 and helper.tokens.count() == 1
    before = Mandate.objects.filter(principal=principal.person).count()
    ask(visitor, phone="13800000099", name="别人")
    assert Mandate.objects.filter(principal=principal.person).count() == before
    assert visitor.post("/delegation/new/", {"for": str(principal.person_id)}).status == 404


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"kind": "other", "scope": "agent"}, "只有近亲属"),
        ({"kind": "assistant", "scope": "papers"}, "只有近亲属"),
        ({"scope": "agent", "power": ""}, "请上传授权委托书"),
        ({"until": "2026-03-01"}, "日期已经过了"),
        ({"phone": "13800000001"}, "您自己的号码"),
        ({"reach": "some", "dispute": ["999999"]}, "没有找到"),
        ({"reach": "some"}, "至少勾选"),
        ({"scope": "everything"}, ""),
        ({"power": SimpleUploadedFile("a.exe", b"MZ\x00\x01"), "scope": "agent"}, ""),
    ],
)
def test_a_power_that_the_law_does_not_know_is_not_given(
    principal: Account, typed: dict[str, Any], said: str
) -> None:
    """R-FIL-06, CPL 61: who may be an agent, with a power in writing."""
    page = ask(Visitor(principal), **typed)
    assert page.status == 422 and said in page.text
    assert not Mandate.objects.exists()


def test_two_agents_at_most(principal: Account, filing: Matter) -> None:
    """CPL 61: one or two agents; whoever only reads or prepares is none."""
    for n in (1, 2):
        give(principal, phone=f"1380000006{n}", scope="agent")
    page = ask(Visitor(principal), phone="13800000063", scope="agent")
    assert page.status == 409 and "最多委托两名" in page.text
    assert ask(Visitor(principal), phone="13800000063").status == 200


def test_nobody_acts_for_both_sides_and_no_judge_for_any(principal: Account, helper: Account, filing: Matter) -> None:
    Party.objects.filter(dispute=filing.dispute, side="respondent").update(person=helper.person)
    mandate = give(principal, scope="agent")
    Visitor(helper).post(f"/delegation/{mandate.pk}/accept/")
    judge = testing.staff("judge")
    judge.person.phone = "13800000055"
    judge.person.save()
    other = give(principal, phone="13800000055", scope="agent")
    Visitor(judge).post(f"/delegation/{other.pk}/accept/")
    assert not Mandate.objects.filter(accepted_at__isnull=False).exists()


def test_the_court_reads_the_power_of_attorney(principal: Account, helper: Account, filing: Matter) -> None:
    mandate = give(principal, helper, scope="agent", reach="some", dispute=[str(filing.dispute_id)])
    clerk = Visitor(testing.staff("filing_clerk"))
    page = clerk.get(f"/m/{filing.no}/")
    assert "诉讼代理人（在线授权）" in page.text and "陈小明" in page.text
    response = clerk.client.get(f"/m/{filing.no}/power/{mandate.pk}/")
    assert response.status_code == 200 and b"".join(response.streaming_content) == PDF
    other = testing.dispute("filing.first_instance")
    assert clerk.client.get(f"/m/{other.no}/power/{mandate.pk}/").status_code == 404


def test_filing_in_the_principals_name(principal: Account, helper: Account) -> None:
    """Opening a matter is an agent's act for all disputes; a narrower power does not reach what is new."""
    allowed = registry.power_needed("filing.first_instance", "withdraw"), rules.NEEDS["filing.first_instance.correct"]
    assert allowed == ("special", "agent")
    visitor = acting(helper, give(principal, helper, scope="papers"))
    assert visitor.get("/tell/story/").status == 200 and "您正在代" not in visitor.get("/tell/story/").text


def company(asker: Account, **typed: Any) -> Page:
    told = {"name": "诸暨市枫桥五金有限公司", "uscc": "91330681MA2D8ABC0K", "legal_name": "周总"}
    told |= {"legal_phone": "13800000066", "licence": SimpleUploadedFile("营业执照.pdf", PDF), "true": "on"}
    return Visitor(asker).post("/company/new/", {**told, **typed})


def uscc(seventeen: str = "91330681MA2D8ABC0") -> str:
    signs = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    total = sum(signs.index(c) * pow(3, n, 31) for n, c in enumerate(seventeen))
    return seventeen + signs[(31 - total % 31) % 31]


def test_a_company_opens_by_the_word_of_its_legal_representative(court: Court, helper: Account) -> None:
    assert company(helper, uscc="91330681MA2D8ABC00" if uscc()[-1] != "0" else "91330681MA2D8ABC01").status == 422
    assert company(helper, uscc=uscc()).status == 200
    made = Company.objects.get()
    assert "代办：" not in Visitor(helper).get("/delegation/").html
    thief = Visitor(testing.account("贼", "13800000088"))
    assert thief.post(f"/company/{made.pk}/confirm/", {"word": "yes"}).status == 404
    boss = testing.account("周总", "13800000066")
    Visitor(boss).post(f"/company/{made.pk}/confirm/", {"word": "yes"})
    assert set(Mandate.objects.filter(principal=made.entity).values_list("kind", flat=True)) == {
        "legal_representative",
        "administrator",
    }
    assert Mandate.objects.get(kind="administrator").scope == "agent", "no special authority without a word (CPL 62)"
    page = ask(Visitor(helper), **{"for": str(made.entity_id)}, phone="13800000044", kind="employee", scope="agent")
    assert page.status == 200, page.text
    assert ask(Visitor(helper), **{"for": str(made.entity_id)}, phone="13800000043", scope="agent").status == 422


ITEMS = ["admit", "waive", "change", "settle", "counterclaim", "appeal"]


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ({"scope": "special"}, "须逐项勾选"),
        ({"scope": "special", "powers": ITEMS[:-1]}, "须逐项勾选"),
        ({"scope": "agent", "powers": ["settle"]}, "请选择特别授权"),
        ({"scope": "look"}, ""),
    ],
)
def test_CPL_62_special_authority_is_ticked_item_by_item(court: Court, helper: Account, typed: Any, reason: str) -> None:
    company(helper, uscc=uscc())
    made, boss = Company.objects.get(), Visitor(testing.account("周总", "13800000066"))
    page = boss.get(f"/company/{made.pk}/confirm/")
    assert "成为单位账户管理员" in page.text and page.forms[-1].controls.get("powers") == "checkbox"
    refused = boss.post(f"/company/{made.pk}/confirm/", {"word": "yes", **typed})
    assert refused.status == 422 and reason in refused.text
    assert not Mandate.objects.exists() and Company.objects.get().confirmed_at is None
    boss.post(f"/company/{made.pk}/confirm/", {"word": "yes", "scope": "special", "powers": ITEMS})
    assert Mandate.objects.get(kind="administrator").scope == "special"


def test_a_company_is_listed_for_its_people_and_not_among_whom_they_let_act(court: Court, helper: Account) -> None:
    company(helper, uscc=uscc())
    name, made, boss = "诸暨市枫桥五金有限公司", Company.objects.get(), testing.account("周总", "13800000066")
    pending = Visitor(helper).get("/delegation/").text
    assert name in pending.partition("单位账户 公司等")[2] and "等待法定代表人确认" in pending
    assert name not in Visitor(testing.account("路人", "13800000099")).get("/delegation/").text
    Visitor(boss).post(f"/company/{made.pk}/confirm/", {"word": "yes"})
    for who, kind in ((helper, "单位管理员 · 一般代理"), (boss, "法定代表人 · 特别授权")):
        lists, _, section = Visitor(who).get("/delegation/").text.partition("单位账户 公司等")
        assert name in section and "已开通" in section and kind in section
        assert "还没有授权别人" in lists and name not in lists.partition("可以请家人")[2]
    other = Visitor(testing.account("贼", "13800000088"))
    assert other.get(f"/company/{made.pk}/confirm/").status == 404


def test_the_member_of_a_company_acts_and_reads_in_its_name(court: Court, helper: Account) -> None:
    boss = testing.account("周总", "13800000066")
    company(boss, uscc=uscc())
    made = Company.objects.get()
    filing = testing.dispute("filing.first_instance")
    party = filing.dispute.parties.get(side="claimant")
    Party.objects.filter(pk=party.pk).update(person=made.entity)
    filing.standings.filter(party=party).update(person=made.entity)
    Notice.objects.filter(matter=filing).update(person=made.entity)
    mandate = Mandate.objects.create(
        principal=made.entity,
        delegate=helper.person,
        name="陈小明",
        phone=HELPER,
        kind="employee",
        scope="agent",
        given_by=boss.person,
        given_at=clock.now(),
        accepted_at=clock.now(),
    )
    assert "的" in Visitor(helper).get("/inbox/").text
    visitor = acting(helper, mandate)
    assert visitor.get(f"/m/{filing.no}/").status == 200
    assert withdraws(visitor, filing).status == 409
    assert withdraws(acting(boss, Mandate.objects.get(kind="legal_representative")), filing).status == 200


def test_a_choice_sent_from_another_site_is_refused(principal: Account, helper: Account) -> None:
    """Attack: CSRF: let somebody act in another's place without knowing."""
    mandate = give(principal, helper)
    client = Client(enforce_csrf_checks=True)
    client.force_login(helper, backend="django.contrib.auth.backends.ModelBackend")
    assert client.post("/delegation/act/", {"role": mandate.pk}).status_code == 403


def test_every_power_named_is_a_move(court: Court) -> None:
    registry.check()
