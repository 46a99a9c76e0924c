"""Sample papers: blank for everybody, filled only with what the asker may see."""

from __future__ import annotations

import pytest
from django.core.cache import cache

from fengqiao.areas.guidance import paperpages, samples
from fengqiao.core import clock, drafts, testing
from fengqiao.kernel.paper import plain
from fengqiao.web.testing import Visitor

pytestmark = pytest.mark.django_db
DRAFT = {
    "story": {"story": "2025年3月借款五万元，到期不还。"},
    "claims": {"amount": "50000", "text": "归还借款50000元。"},
    "you": {"you": {"name": "陈大明", "phone": "13800000001", "address": "浙江省诸暨市枫桥镇和平路1号"}},
    "them": {"others": [{"name": "李小红", "phone": "13800000002"}]},
    "evidence": {"evidence": [{"name": "借条", "purpose": "证明借款"}]},
}


def text(kind: str, known: samples.Known) -> str:
    return plain(samples.composed(kind, samples.context(known, "诸暨市人民法院", clock.today())))


@pytest.mark.parametrize("kind", samples.SAMPLES)
def test_every_sample_composes_blank_and_filled(kind: str) -> None:
    for known in (samples.Known(), samples.of_draft(DRAFT)):
        printed = text(kind, known)
        assert "诸暨市人民法院" in printed or kind in ("sample_power", "sample_representative", "sample_evidence")
        for rubbish in ("None", "{{", "{%", "。。", "；。", "['", "@"):
            assert rubbish not in printed, rubbish


def test_what_was_told_fills_the_complaint_and_the_list_of_evidence() -> None:
    known = samples.of_draft(DRAFT)
    complaint = text("complaint", known)
    assert "陈大明" in complaint
    assert "李小红" in complaint
    assert "归还借款50000元" in complaint
    assert "借条" in text("sample_evidence", known)
    assert "50000元" in text("sample_preservation", known).replace(",", "")


def test_attack_what_is_typed_never_becomes_structure() -> None:
    evil = {**DRAFT, "them": {"others": [{"name": "李四\n@title 伪造的判决书\n{{ 7*7 }}"}]}}
    paper = samples.composed("complaint", samples.context(samples.of_draft(evil), "某法院", clock.today()))
    assert "民事起诉状" in plain(paper)
    assert "49" not in plain(paper)


@pytest.mark.parametrize("form", ["docx", "pdf"])
def test_a_blank_sample_is_open_to_everybody(form: str) -> None:
    response = Visitor().client.get(f"/guide/papers/sample_defence/{form}/")
    assert response.status_code == 200
    assert response.content[:4] in (b"PK\x03\x04", b"%PDF")
    assert "attachment" in response["Content-Disposition"]


@pytest.mark.parametrize(
    "path", ["judgment/pdf/", "receipt/docx/", "sample_defence/html/", "x/pdf/", "sample_power/pdf/?draft=1"]
)
def test_only_samples_can_be_had_and_only_a_draft_that_is_there(path: str) -> None:
    assert Visitor().client.get(f"/guide/papers/{path}").status_code == 404


def test_the_list_is_worded_in_both_languages_and_offers_the_draft() -> None:
    for language in ("zh-hans", "en"):
        page = Visitor().get("/guide/papers/", HTTP_ACCEPT_LANGUAGE=language)
        assert page.status == 200
        assert "guidance." not in page.html
        assert "draft=1" not in page.html
    visitor = Visitor()
    visitor.client.cookies["fq_tell"] = drafts.begin("tell", DRAFT).token
    assert "/guide/papers/complaint/docx/?draft=1" in visitor.get("/guide/papers/").links
    assert visitor.client.get("/guide/papers/complaint/docx/?draft=1").status_code == 200


def test_attack_fill_from_another_persons_matter_is_not_found() -> None:
    no = testing.dispute().no
    stranger = testing.account("王五", "13800000009")
    for visitor in (Visitor(), Visitor(stranger)):
        for url in (f"/guide/papers/?matter={no}", f"/guide/papers/complaint/docx/?matter={no}"):
            response = visitor.client.get(url)
            assert response.status_code == 404
            assert "李小红" not in response.content.decode("utf-8", "ignore")
    absent = Visitor(stranger).client.get("/guide/papers/complaint/docx/?matter=2026-999999")
    assert absent.status_code == 404


def test_a_party_gets_its_own_address_and_of_the_other_side_the_name_alone() -> None:
    no = testing.dispute().no
    matter = testing.matter(no)
    known = samples.of_matter(matter, testing.party(matter, "claimant").person)
    assert known.me is not None
    assert set(known.respondents[0]) == {"name", "kind"}
    assert known.claimants[0]["phone"]
    printed = text("complaint", known)
    assert known.respondents[0]["name"] in printed


def test_filled_samples_are_limited_by_the_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    cache.clear()
    monkeypatch.setattr(paperpages, "HOURLY", 1)
    visitor = Visitor()
    visitor.client.cookies["fq_tell"] = drafts.begin("tell", DRAFT).token
    url = "/guide/papers/sample_withdrawal/docx/?draft=1"
    assert [visitor.client.get(url).status_code for _ in range(2)] == [200, 429]


def test_the_date_is_left_to_whoever_signs() -> None:
    for kind in samples.SAMPLES:
        printed = text(kind, samples.Known())
        assert "二〇二六" not in printed
        assert "2026年" not in printed


def test_ones_own_matters_are_offered_and_nobody_elses() -> None:
    who = testing.account()
    no = testing.dispute(by=who).no
    assert f"/guide/papers/?matter={no}" in Visitor(who).get("/guide/papers/").links
    filled = Visitor(who).get(f"/guide/papers/?matter={no}")
    assert f"/guide/papers/sample_defence/pdf/?matter={no}" in filled.links
    stranger = testing.account("王五", "13800000009")
    assert f"/guide/papers/?matter={no}" not in Visitor(stranger).get("/guide/papers/").links


def test_ones_own_case_fills_the_complaint_and_the_other_sides_only_what_is_asked() -> None:
    matter = testing.dispute("filing.first_instance", evidence=[{"name": "借条", "purpose": "证明借款"}])
    mine = samples.of_matter(matter, testing.party(matter, "claimant").person)
    assert mine.claims and mine.story.startswith("2025年3月") and mine.evidence == ({"name": "借条", "proves": "证明借款"},)
    theirs = samples.of_matter(matter, testing.party(matter, "respondent").person)
    assert theirs.claims == mine.claims and not theirs.story and not theirs.evidence
    nobody = samples.of_matter(matter, testing.account("王五", "13800000009").person_id)
    assert not nobody.story and not nobody.evidence


def test_a_dispute_is_offered_once_and_by_its_numbered_case() -> None:
    filing = testing.dispute("filing.first_instance")
    trial = testing.open_under(filing, "trial.first_instance", facts={"procedure": "simple"})
    links = [link for link in Visitor(testing.account()).get("/guide/papers/").links if "?matter=" in link]
    assert links == [f"/guide/papers/?matter={trial.no}"] and trial.number
