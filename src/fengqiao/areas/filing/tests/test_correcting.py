"""The page of a correction: the named points alone, each with what the clerk said; nothing else changes."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from fengqiao.areas.filing.tests.test_filing import ADDRESS, ask, defect
from fengqiao.core import drafts
from fengqiao.core.models import Dispute, Document, Event, Matter, Upload
from fengqiao.core.sealing import masked, seal
from fengqiao.core.testing import account, do, matter, refused
from fengqiao.law import causes
from fengqiao.web.testing import Visitor

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n"


def page_of(filing: Matter, **more: Any) -> Any:
    return Visitor(account()).get(f"/m/{filing.no}/do/correct/", **more)


def test_one_wrong_element_is_one_short_page(filing: Matter, clerk: Any) -> None:
    ask(filing.no, clerk, defect(note="写到门牌号"))
    page = page_of(filing)
    form = page.forms[-1]
    asked = [name for name in form.controls if name.startswith("answers")]
    assert asked == ["answers-0-field", "answers-0-value"], "no list of points to choose from, no second row"
    assert form.values["answers-0-field"] == [ADDRESS]
    assert "第1被告的住址" in page.text and "法院说：不足以确定被告。写到门牌号。" in page.text
    assert "法院请您补正 1 处，2026年3月9日前交" in page.text
    assert "其他内容照原来的" in page.text and "移除" not in page.text and "再加一项" not in page.text
    done = page.send({"answers-0-value": "浙江省诸暨市店口镇解放路2号"})
    assert done.status == 200 and matter(filing.no).state == "received"
    assert filing.dispute.parties.get(side="respondent").facts["address"].endswith("解放路2号")


def test_what_was_told_before_a_rule_of_today_can_still_be_corrected(filing: Matter, clerk: Any) -> None:
    answers = {"principal": "50000", "lent_on": "2025-03-01", "due_on": "2025-02-01"}
    facts = {**filing.dispute.facts, "elements": {"form": "lending", "answers": answers}}
    Dispute.objects.filter(pk=filing.dispute_id).update(facts=facts)
    ask(filing.no, clerk, defect(note="写到门牌号"))
    page_of(filing).send({"answers-0-value": "浙江省诸暨市店口镇解放路2号"})
    assert matter(filing.no).state == "received"
    assert matter(filing.no).dispute.facts["elements"]["answers"] == answers


def test_the_page_is_english_for_who_reads_english(filing: Matter, clerk: Any) -> None:
    ask(filing.no, clerk, defect("claims.0.amount", "unclear"))
    text = page_of(filing, HTTP_ACCEPT_LANGUAGE="en").text
    assert "Points to correct: 1, by 9 March 2026" in text and "The court says: unclear" in text and "All else stays as it is" in text


def test_each_point_has_its_own_control_and_the_clerks_reasons(filing: Matter, clerk: Any) -> None:
    points = [
        defect("claims.0.amount", "unclear"),
        defect("claimants.0.sex", "missing"),
        defect("cause", "wrong_cause"),
        defect("claimants.0.born", "missing"),
        defect("evidence", "no_proof"),
        defect("story", "unclear"),
        defect("story", "contradictory"),
    ]
    ask(filing.no, clerk, *points)
    page = page_of(filing)
    controls = page.forms[-1].controls
    kinds = [controls.get(f"answers-{n}-value") for n in range(6)]
    assert kinds[1:4] == ["radio", "select", "date"] and kinds[4] is None and kinds[5] == "textarea"
    assert controls["answers-4-files"] == "file" and "answers-0-files" not in controls
    assert "民间借贷纠纷" in page.html and "不够具体" not in page.html
    assert page.text.count("法院说：") == 7
    assert page.forms[-1].values["answers-2-value"] == [filing.dispute.cause], "what stands there is chosen already"
    files = {"answers-4-files": SimpleUploadedFile("转账.pdf", PDF)}
    other = causes.search("小额借款合同纠纷")[0].code
    given = {"answers-1-value": "女", "answers-3-value": "1990-01-01", "answers-5-value": "2025年3月1日借款五万元。"}
    done = page.send({**given, **files, "answers-0-value": "60000", "answers-2-value": other})
    assert matter(filing.no).state == "received", done.text
    after = matter(filing.no).dispute
    assert after.facts["story"].startswith("2025年3月1日") and after.amount == 60000
    assert Upload.objects.get().matter_id == filing.pk


@pytest.mark.parametrize(
    "posted",
    [
        {"answers-0-field": "story", "answers-0-value": "另一个故事，全是新编的"},
        {"answers-1-field": "claims.0.amount", "answers-1-value": "9999999"},
        {"answers-1-field": "respondents.0.name", "answers-1-value": "别人"},
        {"answers-1-field": ADDRESS, "answers-1-value": "再写一次"},
        {"answers-1-field": "claimants.0.electronic_service", "answers-1-value": "true"},
        {"answers-0-value": "", "story": "夹带"},
    ],
)
def test_a_posted_change_of_another_point_changes_nothing(filing: Matter, clerk: Any, posted: dict[str, str]) -> None:
    """Attack: a point that the notice does not name rides along, or stands in the place of the one it names."""
    ask(filing.no, clerk)
    before, events = _state(filing), Event.objects.count()
    page = page_of(filing)
    sent = {"answers-0-field": ADDRESS, "answers-0-value": "浙江省诸暨市解放路2号", "seen": page.forms[-1].values["seen"][0]}
    refused = Visitor(account()).post(f"/m/{filing.no}/do/correct/", {**sent, **posted})
    assert refused.status in (409, 422), refused.text
    assert _state(filing) == before and Event.objects.count() == events and matter(filing.no).state == "correcting"


def test_a_field_beside_the_answers_is_read_by_nobody(filing: Matter, clerk: Any) -> None:
    """Attack: another field of the complaint is posted beside the form, under its own name."""
    ask(filing.no, clerk)
    story = filing.dispute.facts["story"]
    seen = page_of(filing).forms[-1].values["seen"][0]
    sent = {"answers-0-field": ADDRESS, "answers-0-value": "浙江省诸暨市解放路2号", "seen": seen}
    Visitor(account()).post(f"/m/{filing.no}/do/correct/", {**sent, "story": "夹带", "claims-0-amount": "1"})
    assert matter(filing.no).state == "received"
    after = matter(filing.no).dispute
    assert after.facts["story"] == story and after.amount == filing.dispute.amount


def _state(filing: Matter) -> Any:
    after = matter(filing.no).dispute
    rows = after.parties.order_by("pk").values_list("name", "facts", "person__phone", "person__address")
    return after.facts, after.amount, after.title, after.cause, list(rows)


def test_a_fault_stands_at_its_point_and_what_was_typed_stays(filing: Matter, clerk: Any) -> None:
    ask(filing.no, clerk, defect(), defect("claims.0.amount", "unclear"))
    page = page_of(filing).send({"answers-0-value": "浙江省诸暨市解放路2号", "answers-1-value": "五万"})
    assert page.status == 422
    assert page.forms[-1].values["answers-0-value"] == ["浙江省诸暨市解放路2号"]
    assert 'aria-describedby="f-answers-1-value-help f-answers-1-value-error"' in page.html
    empty = page_of(filing).send({"answers-0-value": "", "answers-1-value": "50000"})
    assert empty.status == 422 and 'href="#f-answers-0-value"' in empty.html and "请填写补正后的内容" in empty.text
    assert matter(filing.no).state == "correcting"


def test_a_draft_of_an_earlier_notice_does_not_come_back(filing: Matter, clerk: Any) -> None:
    drafts.keep(account().person_id, f"{filing.no}/correct", {"answers": [{"field": "story", "value": "旧草稿"}]})
    ask(filing.no, clerk)
    page = page_of(filing)
    assert page.forms[-1].values["answers-0-field"] == [ADDRESS] and "旧草稿" not in page.html


def test_identity_numbers_in_the_fold_are_masked(filing: Matter, clerk: Any) -> None:
    ask(filing.no, clerk)
    person = filing.dispute.parties.get(side="claimant").person
    person.id_sealed, person.id_type = seal("330681199001010018"), "resident_id"
    person.save()
    page = page_of(filing)
    assert masked("330681199001010018") in page.text and "330681199001010018" not in page.html


BORN, GUARDIAN = "claimants.0.born", "claimants.0.guardian"


def test_CPL_60_a_birthday_that_shows_a_minor_brings_the_guardian_along(filing: Matter, clerk: Any) -> None:
    assert filing.version == 3
    ask(filing.no, clerk, defect(BORN, "contradictory"))
    page = page_of(filing)
    values, before = page.forms[-1].values, _state(filing)
    assert [values[f"answers-{n}-field"] for n in (0, 1)] == [[BORN], [GUARDIAN]]
    assert "第1原告的出生日期显示未满十八周岁的，请一并填写" in page.text
    without = page.send({"answers-0-value": "2012-05-01", "answers-1-value": ""})
    assert without.status == 422 and 'href="#f-answers-1-value"' in without.html and "请填写法定代理人" in without.text
    assert _state(filing) == before and matter(filing.no).state == "correcting"
    page_of(filing).send({"answers-0-value": "2012-05-01", "answers-1-value": "陈大山"})
    assert matter(filing.no).state == "received"
    row = filing.dispute.parties.get(side="claimant")
    assert row.facts["minor"] is True and row.facts["guardian"] == "陈大山"
    assert matter(filing.no).facts["corrected"] == [BORN, GUARDIAN]


def test_an_adults_birthday_needs_no_guardian_and_leaves_none(filing: Matter, clerk: Any) -> None:
    ask(filing.no, clerk, defect(BORN, "contradictory"))
    page_of(filing).send({"answers-0-value": "1989-05-01", "answers-1-value": ""})
    assert matter(filing.no).state == "received" and matter(filing.no).facts["corrected"] == [BORN]
    assert "guardian" not in filing.dispute.parties.get(side="claimant").facts


@pytest.mark.parametrize("field", ["respondents.0.guardian", "claimants.0.name", "claimants.0.sex"])
def test_nothing_but_what_a_named_point_needs_comes_along(filing: Matter, clerk: Any, field: str) -> None:
    """Attack: behind a birthday that is asked for, another point is changed."""
    ask(filing.no, clerk, defect(BORN, "contradictory"))
    before = _state(filing)
    rows = [{"field": BORN, "value": "1989-05-01"}, {"field": field, "value": "别人"}]
    with refused("filing.not_noticed"):
        do(filing.no, "correct", account(), {"answers": rows})
    assert _state(filing) == before and matter(filing.no).state == "correcting"


def test_a_guardian_that_is_known_is_not_taken_away_by_an_empty_answer(filing: Matter, clerk: Any) -> None:
    row = filing.dispute.parties.get(side="claimant")
    row.facts = {**row.facts, "guardian": "陈大山"}
    row.save()
    ask(filing.no, clerk, defect(BORN, "contradictory"))
    assert GUARDIAN not in page_of(filing).html
    do(filing.no, "correct", account(), {"answers": [{"field": BORN, "value": "2012-05-01"}, {"field": GUARDIAN}]})
    assert filing.dispute.parties.get(side="claimant").facts["guardian"] == "陈大山"


def test_REG_7_what_stood_there_before_is_no_correction(filing: Matter, clerk: Any) -> None:
    ask(filing.no, clerk, defect("claims.0.amount", "unclear"), defect())
    before = _state(filing)
    sent = {"answers-0-value": "50,000.00", "answers-1-value": "浙江省诸暨市解放路2号"}
    again = page_of(filing).send(sent)
    assert again.status == 422 and "这一项与原来写的一样" in again.text and "坚持按原材料起诉" in again.text
    assert _state(filing) == before and matter(filing.no).state == "correcting"
    page_of(filing).send({**sent, "answers-0-value": "50000.01"})
    assert matter(filing.no).state == "received"


def test_CPL_124_what_is_corrected_stands_in_the_complaint_that_is_served(filing: Matter, clerk: Any) -> None:
    ask(filing.no, clerk, defect(), defect("evidence.0.source", "missing"))
    page_of(filing).send({"answers-0-value": "浙江省诸暨市店口镇新村12号", "answers-1-value": "被告亲笔书写"})
    assert matter(filing.no).state == "received"
    first, second = Document.objects.filter(matter=filing, kind="complaint").order_by("id")
    assert "店口镇新村12号" in second.text and "被告亲笔书写" in second.text and "以本份为准" in second.text
    assert "店口镇新村12号" not in first.text and "以本份为准" not in first.text
