"""A judgment walked through the one door: drafting, service, each party's own clock, effect, appeal."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.template.loader import render_to_string

from fengqiao.areas.judgments import drafting
from fengqiao.areas.judgments.area import AREA
from fengqiao.core import testing
from fengqiao.core.casefile import CaseFile
from fengqiao.core.models import Account, Deadline, Document, Matter, Notice, Party
from fengqiao.core.registry import Area, registry
from fengqiao.law import settings

pytestmark = pytest.mark.django_db

NEIGHBOURS = Area(
    "neighbours",
    procedures=(
        testing.stub("trial.first_instance", "judging closed*"),
        testing.stub("service.delivery", "pending served* failed*"),
        testing.stub("performance.title", "due performed*"),
        testing.stub("fees.case_fee", "due paid*"),
    ),
)
SECOND = testing.respondent(name="王二", phone="13800000003")


@pytest.fixture(autouse=True)
def _areas() -> Iterator[None]:
    with testing.registry_of(AREA, NEIGHBOURS):
        yield


@pytest.fixture
def judge() -> Account:
    return testing.staff("judge", name="沈法官")


def opened(judge: Account, form: str = "ordinary", n: int = 12, **told: Any) -> Matter:
    """A judgment in drafting, under a numbered trial whose fee of 1,050 has been paid."""
    trial = testing.dispute("trial.first_instance", **told)
    Matter.objects.filter(pk=trial.pk).update(number=f"（2026）浙0681民初{n}号", facts={"procedure": form})
    testing.seat(trial, "judge", judge)
    fee = testing.open_under(testing.matter(trial.no), "fees.case_fee", facts={"amount": "1050.00"})
    testing.do(fee.no, "to_paid")
    return testing.open_under(testing.matter(trial.no), "judgments.judgment")


def draft(m: Matter, **changes: Any) -> dict[str, Any]:
    loser = Party.objects.filter(dispute=m.dispute, side="respondent")[0]
    item = {"text": "被告李小红于本判决生效之日起十日内归还原告陈大明借款50000元", "amount": "50000", "days": 10}
    plain = {
        "outcome": "granted",
        "body": "原告陈大明与被告李小红民间借贷纠纷一案。\n经审理查明：借款属实。\n本院认为，应当归还。",
        "law": ["《中华人民共和国民法典》第六百七十五条"],
        "items": [item],
        "fee_shares": [{"party": loser.pk, "amount": "1050"}],
    }
    return {**plain, **changes}


def pronounce(m: Matter, judge: Account, **changes: Any) -> Matter:
    return testing.walk(m.no, [("draft", judge, draft(m, **changes)), ("pronounce", judge, None)])


def serve(m: Matter, side: str, on: date, n: int = 0) -> None:
    party = Party.objects.filter(dispute=m.dispute, side=side)[n]
    delivery = Matter.objects.get(parent=m, party=party, ended=False)
    Matter.objects.filter(pk=delivery.pk).update(facts={**delivery.facts, "served_on": on.isoformat()})
    with testing.on(on.year, on.month, on.day):
        testing.do(delivery.no, "to_served")


def test_R_PER_11_effect_the_day_after_the_last_partys_own_period(judge: Account) -> None:
    m = pronounce(opened(judge), judge)
    serve(m, "claimant", date(2026, 3, 2))
    serve(m, "respondent", date(2026, 3, 20))
    assert [d.due_on for d in Deadline.objects.filter(matter=m).order_by("due_on")] == [
        date(2026, 3, 17),
        date(2026, 4, 7),
    ]
    testing.pass_to(date(2026, 4, 6))
    assert testing.matter(m.no).state == "pronounced"
    testing.pass_to(date(2026, 4, 8))
    m = testing.matter(m.no)
    assert (m.state, m.facts["effective_on"]) == ("effective", "2026-04-08")


def test_effect_opens_the_title_with_amounts_and_days_reckoned_from_effect(judge: Account) -> None:
    m = pronounce(opened(judge), judge)
    serve(m, "claimant", date(2026, 3, 2))
    serve(m, "respondent", date(2026, 3, 20))
    testing.pass_to(date(2026, 4, 8))
    title = testing.child(m, "performance.title")
    assert title.facts["instalments"] == [{"amount": "50000.00", "due": "2026-04-20"}]  # 04-18 is a Saturday
    assert (title.facts["total"], title.facts["payer"], title.facts["due"]) == ("50000.00", "respondent", "2026-04-20")
    certificate = Document.objects.get(matter=m, kind="effect_certificate")
    assert "2026年4月8日" in certificate.text and "（2026）浙0681民初12号" in certificate.text


def test_two_sides_that_both_have_to_pay_get_a_title_each(judge: Account) -> None:
    both = [
        {"text": "被告归还原告50000元", "amount": "50000", "due": "2026-05-11"},
        {"text": "原告返还被告押金3000元", "payer": "claimant", "amount": "3000", "days": 10},
    ]
    m = pronounce(opened(judge), judge, items=both)
    serve(m, "claimant", date(2026, 3, 2))
    serve(m, "respondent", date(2026, 3, 2))
    testing.pass_to(date(2026, 3, 18))
    titles = Matter.objects.filter(parent=m, procedure="performance.title")
    assert {t.facts["payer"]: t.facts["total"] for t in titles} == {"respondent": "50000.00", "claimant": "3000.00"}


def test_claims_rejected_open_nothing_and_end_the_dispute(judge: Account) -> None:
    items = [{"text": "驳回原告陈大明的诉讼请求", "payer": "nobody"}]
    m = pronounce(opened(judge), judge, outcome="rejected", items=items)
    serve(m, "claimant", date(2026, 3, 2))
    serve(m, "respondent", date(2026, 3, 2))
    testing.pass_to(date(2026, 3, 18))
    m = testing.matter(m.no)
    assert m.state == "effective"
    assert m.dispute.closed_at is not None
    assert not Matter.objects.filter(parent=m, procedure="performance.title").exists()


def test_R_HRG_08_small_claims_judgment_takes_effect_on_service(judge: Account) -> None:
    m = pronounce(opened(judge, "small_claims"), judge)
    text = Document.objects.get(matter=m, kind="judgment").text
    assert "本判决为终审判决" in text and "上诉于" not in text
    serve(m, "claimant", date(2026, 3, 3))
    with testing.refused("judgments.final"):
        testing.do(m.no, "appeal", testing.party(m, "respondent"), {"requests": "改判", "reasons": "不服"})
    serve(m, "respondent", date(2026, 3, 5))
    m = testing.matter(m.no)
    assert (m.state, m.facts["effective_on"]) == ("effective", "2026-03-05")
    assert not Deadline.objects.filter(matter=m).exists()


def test_R_PER_04_an_appeal_posted_in_time_counts_though_it_arrives_late(judge: Account) -> None:
    m = opened(judge, respondents=[testing.respondent(), SECOND])
    clerk = testing.seat(m, "clerk", testing.staff("clerk", name="金书记"))
    m = pronounce(m, judge)
    serve(m, "claimant", date(2026, 3, 2))
    serve(m, "respondent", date(2026, 3, 2), 0)
    serve(m, "respondent", date(2026, 3, 20), 1)
    testing.pass_to(date(2026, 3, 19))
    first = Party.objects.filter(dispute=m.dispute, side="respondent")[0]
    paper = {"requests": "撤销原判，改判驳回", "reasons": "已经归还", "party": first.pk}
    with testing.on(2026, 3, 19):
        with testing.refused("judgments.appeal_too_late"):
            testing.do(m.no, "appeal", testing.party(m, "respondent"), {"requests": "改判", "reasons": "不服"})
        with testing.refused("judgments.appeal_too_late"):
            testing.do(m.no, "appeal", clerk, {**paper, "posted_on": "2026-03-18"})
        with testing.refused("judgments.whose_appeal"):
            testing.do(m.no, "appeal", clerk, {**paper, "party": None, "posted_on": "2026-03-17"})
        testing.do(m.no, "appeal", clerk, {**paper, "posted_on": "2026-03-17"})
    assert testing.matter(m.no).facts["appeals"][str(first.pk)]["on"] == "2026-03-17"


def test_an_appeal_goes_up_when_the_other_sides_time_is_over(judge: Account) -> None:
    m = pronounce(opened(judge), judge)
    serve(m, "claimant", date(2026, 3, 2))
    serve(m, "respondent", date(2026, 3, 5))
    respondent = testing.party(m, "respondent")
    with testing.on(2026, 3, 10):
        testing.do(m.no, "appeal", respondent, {"requests": "改判", "reasons": "已经还过", "amount": "50000"})
        with testing.refused("judgments.already_appealed"):
            testing.do(m.no, "appeal", respondent, {"requests": "改判", "reasons": "已经还过"})
    now = testing.matter(m.no)
    assert now.state == "appealing"
    assert now.facts["appeal_fees"][str(Party.objects.get(person=respondent.person).pk)]["amount"] == "1050.00"
    told = Notice.objects.filter(person=respondent.person, key="notice.judgments.judgment.appeal_fee").first()
    assert told is not None and told.values["appeal_court"] == "绍兴市中级人民法院"
    testing.pass_to(date(2026, 3, 18))
    now = testing.matter(m.no)
    assert (now.state, now.facts["appeal_court"]) == ("appealed", "绍兴市中级人民法院")
    assert not Matter.objects.filter(parent=m, procedure="performance.title").exists()


def test_R_HRG_09_a_party_abroad_has_thirty_days(judge: Account) -> None:
    m = opened(judge)
    away = Party.objects.get(dispute=m.dispute, side="respondent")
    m = pronounce(m, judge, abroad=[{"party": away.pk}])
    serve(m, "respondent", date(2026, 3, 2))
    serve(m, "claimant", date(2026, 3, 2))
    assert Deadline.objects.get(matter=m, party=away).due_on == date(2026, 4, 1)
    assert Deadline.objects.exclude(party=away).get(matter=m).due_on == date(2026, 3, 17)


def test_service_that_failed_is_begun_anew(judge: Account) -> None:
    m = pronounce(opened(judge), judge)
    serve(m, "claimant", date(2026, 3, 2))
    with testing.refused("judgments.all_on_their_way"):
        testing.do(m.no, "serve_again", judge)
    lost = Matter.objects.get(parent=m, procedure="service.delivery", ended=False)
    testing.do(lost.no, "to_failed")
    testing.do(m.no, "serve_again", judge)
    again = Matter.objects.get(parent=m, procedure="service.delivery", ended=False)
    assert again.party_id == lost.party_id and again.facts["about"] == "judgment"


def test_R_HRG_06_fee_shares_must_sum_to_the_fee(judge: Account) -> None:
    m = opened(judge)
    with testing.refused("judgments.no_draft"):
        testing.do(m.no, "pronounce", judge)
    with testing.refused("judgments.shares_do_not_sum"):
        testing.do(m.no, "draft", judge, draft(m, fee_shares=[]))
    with testing.refused("judgments.unknown_party"):
        testing.do(m.no, "draft", judge, draft(m, fee_shares=[{"party": 999999, "amount": "1050"}]))
    with testing.refused("judgments.due_in_past"):
        testing.do(m.no, "draft", judge, draft(m, items=[{"text": "付款", "amount": "1", "due": "2026-03-01"}]))
    with testing.refused("judgments.no_such_side"):
        testing.do(m.no, "draft", judge, draft(m, items=[{"text": "付", "payer": "third_party", "days": 10}]))
    with testing.refused("judgments.item_needs_one_end"):
        testing.do(m.no, "draft", judge, draft(m, items=[{"text": "付款", "amount": "1"}]))
    with testing.refused("judgments.item_without_payer"):
        testing.do(m.no, "draft", judge, draft(m, items=[{"text": "驳回", "payer": "nobody", "days": 3}]))
    with testing.refused("judgments.rejected_but_orders"):
        testing.do(m.no, "draft", judge, draft(m, outcome="rejected"))
    with testing.refused("core.not_yours"):
        testing.do(m.no, "draft", testing.party(m, "claimant"), draft(m))


def test_R_HRG_07_correcting_ruling_is_issued_and_served_and_starts_no_clock(judge: Account) -> None:
    m = pronounce(opened(judge), judge)
    testing.do(m.no, "correct", judge, {"wrong": "陈大朋", "right": "陈大明"})
    text = Document.objects.get(matter=m, kind="correction_ruling").text
    assert "陈大朋" in text and "陈大明" in text and "2026年3月2日" in text
    ruling = Matter.objects.filter(parent=m, facts__about="correction").first()
    assert ruling is not None
    Matter.objects.filter(pk=ruling.pk).update(facts={**ruling.facts, "served_on": "2026-03-03"})
    testing.do(ruling.no, "to_served")
    assert testing.matter(m.no).facts["served_on"] == {}
    assert not Deadline.objects.filter(matter=m).exists()


def test_the_judge_finds_the_text_drawn_up_from_the_file(judge: Account) -> None:
    m = opened(judge)
    make = registry.initial("judgments.judgment", "draft")
    assert make is not None
    found = make(CaseFile(m))
    assert "判令被告归还借款50000元" in found["body"] and "2025年3月，被告向原告借款" in found["body"]
    assert "综上所述" not in found["body"] and "审判员" not in found["body"]
    assert found["fee_shares"][0]["amount"] == "1050.00"
    assert drafting.draft_text(m) == ""
    testing.do(m.no, "draft", judge, draft(m))
    m = testing.matter(m.no)
    whole = drafting.draft_text(m)
    assert "经审理查明：借款属实" in whole and "由李小红负担1050元" in whole and "绍兴市中级人民法院" in whole
    assert make(CaseFile(m))["outcome"] == "granted"
    testing.do(m.no, "pronounce", judge)
    issued = Document.objects.get(matter=m, kind="judgment").text
    assert "经审理查明：借款属实" in issued and "沈法官" in issued and "（2026）浙0681民初12号" in issued


def test_the_page_shows_each_partys_last_day_to_appeal(judge: Account) -> None:
    m = opened(judge)
    panel = AREA.panels[0]
    assert panel.context(CaseFile(m), testing.actor(judge)) is None
    m = pronounce(m, judge)
    serve(m, "claimant", date(2026, 3, 2))
    found = panel.context(CaseFile(testing.matter(m.no)), testing.actor(judge))
    assert found is not None and [row["last"] for row in found["rows"]] == [date(2026, 3, 17), None]
    html = render_to_string(panel.template, {"panel": found})
    assert "归还原告陈大明借款50000元" in html and "绍兴市中级人民法院" in html


def test_R_PER_04_effect_waits_for_the_mail_where_the_court_has_settled_it(judge: Account, tmp_path: Path) -> None:
    own = tmp_path / "settings.yaml"
    own.write_text("settings:\n  - {id: appeal.post_wait_days, value: 5, in_force: 2024-01-01, confirmed: true}\n")
    settings.adopt(own)
    try:
        m = opened(judge)
        clerk = testing.seat(m, "clerk", testing.staff("clerk", name="金书记"))
        m = pronounce(m, judge)
        other = pronounce(opened(judge, n=13), judge)
        for one in (m, other):
            serve(one, "claimant", date(2026, 3, 2))
            serve(one, "respondent", date(2026, 3, 2))
        testing.pass_to(date(2026, 3, 22))
        late = Party.objects.get(dispute=m.dispute, side="respondent")
        letter = {"requests": "改判", "reasons": "已还", "party": late.pk, "posted_on": "2026-03-17"}
        with testing.on(2026, 3, 22):
            testing.do(m.no, "appeal", clerk, letter)
        assert testing.matter(m.no).state == "appealed"
        testing.pass_to(date(2026, 3, 23))
        other = testing.matter(other.no)
        assert (other.state, other.facts["effective_on"]) == ("effective", "2026-03-18")
    finally:
        settings.reset()


def relieved(m: Matter, outcome: str, procedure: str = "fees.case_fee", **facts: Any) -> None:
    """The record of a fee under the trial, as a decision on relief leaves it."""
    told = {"status": "decided", "outcome": outcome, "by": ["陈大明"], "until": facts.pop("until", None)}
    fee = Matter.objects.get(parent=m.parent, procedure=procedure)
    known = {"full_amount": "1050.00", "amount": "1050.00", **facts, "relief": told}
    Matter.objects.filter(pk=fee.pk).update(facts={**fee.facts, **known})


def printed(m: Matter, judge: Account) -> str:
    text: str = Document.objects.get(matter=pronounce(m, judge), kind="judgment").text
    return text


@pytest.mark.parametrize(
    ("outcome", "facts", "said"),
    [
        ("exempt", {"amount": "0.00", "percent": 100}, "本院已准予陈大明免交案件受理费1050元。"),
        ("reduce", {"amount": "630.00", "percent": 40}, "本院已准予陈大明减交案件受理费百分之四十，计420元。"),
        ("defer", {}, "本院已准予陈大明缓交案件受理费1050元至案件审结。"),
        ("defer", {"until": "2026-06-30"}, "本院已准予陈大明缓交案件受理费1050元至2026年6月30日。"),
    ],
)
def test_R_FEE_39_the_judgment_states_the_relief_from_the_fee(
    judge: Account, outcome: str, facts: dict[str, Any], said: str
) -> None:
    m = opened(judge)
    relieved(m, outcome, **facts)
    text = printed(m, judge)
    assert "案件受理费1050元，由李小红负担1050元。" + said in text
    assert "应由其他当事人负担的和准予缓交的，由负担的一方向本院交纳" in text


@pytest.mark.parametrize(("outcome", "status"), [("refuse", "decided"), ("exempt", "pending"), ("withdrawn", "withdrawn")])
def test_R_FEE_39_what_was_not_granted_is_not_in_the_judgment(judge: Account, outcome: str, status: str) -> None:
    m = opened(judge)
    fee = Matter.objects.get(parent=m.parent, procedure="fees.case_fee")
    asked = {"status": status, "outcome": outcome, "by": ["陈大明"]}
    Matter.objects.filter(pk=fee.pk).update(facts={**fee.facts, "full_amount": "1050.00", "relief": asked})
    text = printed(m, judge)
    assert "由李小红负担1050元" in text and "准予" not in text


def test_R_FEE_39_relief_on_what_was_topped_up_is_stated_too(judge: Account) -> None:
    m = opened(judge)
    assert m.parent is not None
    with testing.registry_of(Area("topping", procedures=(testing.stub("fees.top_up", "due waived*"),)), add=True):
        testing.do(testing.open_under(m.parent, "fees.top_up").no, "to_waived")
        relieved(m, "exempt", "fees.top_up", full_amount="3250.00", amount="0.00", percent=100)
        assert "本院已准予陈大明免交补交的案件受理费3250元。" in printed(m, judge)
