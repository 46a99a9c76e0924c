"""A case at first instance from its registration to its judge, through the one door."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date

import pytest

from fengqiao.areas.trial.tests.stage import (
    allocating,
    bench,
    due,
    filed,
    preparing,
    serving,
    slot,
    stage,
)
from fengqiao.core import testing
from fengqiao.core.models import (
    Document,
    DrawRecord,
    Event,
    Notice,
    Person,
)
from fengqiao.kernel import draw, draw_check

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _stage() -> Iterator[None]:
    with stage():
        yield


# —— registration and fee ——


def test_a_registered_case_has_its_number_its_notice_and_its_fee_child() -> None:
    case = filed()
    assert (case.state, case.number) == ("registered", "（2026）浙0681民初1号")
    assert testing.child(case, "fees.case_fee").facts == {"procedure": "ordinary"}
    assert "民初1号" in Document.objects.get(matter=case, kind="acceptance_notice").text
    assert not Notice.objects.filter(matter=case, person__name="李小红").exists(), "the respondent is told by service"


def test_R_FIL_09_an_unpaid_fee_counts_as_withdrawal_and_ends_the_dispute() -> None:
    case = filed()
    testing.do(testing.child(case, "fees.case_fee").no, "to_unpaid")
    case = testing.matter(case.no)
    assert (case.state, case.dispute.closed_at is not None) == ("deemed_withdrawn", True)
    assert "未在规定期限内预交" in Document.objects.get(matter=case, kind="deemed_withdrawal_ruling").text


@pytest.mark.parametrize("end", ["to_paid", "to_waived"])
def test_a_settled_fee_lets_the_case_go_on(end: str) -> None:
    case = filed()
    testing.do(testing.child(case, "fees.case_fee").no, end)
    assert testing.matter(case.no).state == "allocating"


# —— triage and the draw ——


def test_another_procedure_than_proposed_needs_its_reason() -> None:
    head, _ = testing.staff("division_head"), testing.staff("judge")
    case = allocating("simple")
    with testing.refused("trial.change_needs_reason"):
        testing.do(case.no, "confirm_triage", head, {"procedure": "ordinary"})
    testing.do(case.no, "confirm_triage", head, {"procedure": "ordinary", "reason": "事实争议较大"})
    case = testing.matter(case.no)
    assert (case.state, case.facts["procedure"]) == ("serving", "ordinary")
    assert case.facts["triage_reasons"] == [["事实争议较大", "事实争议较大"]]


def test_R_SIM_02_small_claims_are_not_open_without_the_wage_base_or_a_sum() -> None:
    head, _ = testing.staff("division_head"), testing.staff("judge")
    case = allocating("simple")
    wanted = {"procedure": "small_claims", "reason": "标的小"}
    with testing.refused("trial.wage_base_missing"):
        testing.do(case.no, "confirm_triage", head, wanted)
    other = allocating("simple", claims=[{"text": "判令被告停止侵害"}])
    with testing.refused("trial.not_a_money_claim"):
        testing.do(other.no, "confirm_triage", head, wanted)


def test_R_ORG_01_the_judge_is_drawn_from_the_eligible_and_the_draw_can_be_replayed() -> None:
    court, head = testing.court(), testing.staff("division_head")
    for name in ("甲法官", "乙法官", "丙法官"):
        testing.staff("judge", name=name)
    testing.staff("judge", name="休假法官", away_from=date(2026, 3, 1), away_to=date(2026, 3, 31))
    testing.staff("judge", name="满额法官", load_cap=0)
    related = testing.staff("judge", name="亲属法官")
    testing.staff("clerk")
    case = allocating()
    relation = {"person": related.person_id, "ground": "relative", "note": "原告之妻弟"}
    testing.do(case.no, "declare_relation", head, relation)
    testing.do(case.no, "confirm_triage", head, {})
    record = DrawRecord.objects.get(matter=case, purpose="judge.assignment")
    gone = {e["id"]: e["reason"] for e in record.record["exclusions"]}
    assert gone[str(related.person_id)] == "recusal"
    assert sorted(gone.values()) == ["leave", "load_cap", "recusal"]
    assert bench(case, "judge") in {"甲法官", "乙法官", "丙法官"}
    held = draw.DrawRecord.from_json(json.dumps(record.record))
    assert draw_check.verify(held).ok
    paper = Document.objects.get(matter=case, kind="assignment_notice").text
    assert record.no in paper and "亲属法官" in paper and "依法应当回避" in paper
    told = Notice.objects.filter(matter=case, person__name="李小红", key="notice.trial.assigned").first()
    assert told is not None and told.values["draw"] == record.no
    assert court.pk == case.court_id


def test_R_ORG_05_whoever_has_the_identity_number_of_a_party_does_not_judge() -> None:
    number = "11010519491231002X"
    case_told = testing.respondent(id_number=number)
    head = testing.staff("division_head")
    same, other = testing.staff("judge", name="李小红本人"), testing.staff("judge", name="别的法官")
    case = allocating(respondents=[case_told])
    Person.objects.filter(pk=same.person_id).update(id_hash=case.dispute.parties.get(side="respondent").person.id_hash)
    testing.do(case.no, "confirm_triage", head, {})
    assert bench(case, "judge") == other.person.name


def test_simple_cases_go_to_the_fast_track_where_there_is_one() -> None:
    head = testing.staff("division_head")
    testing.staff("judge", name="民庭法官", division="civil")
    testing.staff("judge", name="速裁法官", division="fast_track")
    simple, ordinary = allocating("simple"), allocating("ordinary")
    testing.do(simple.no, "confirm_triage", head, {})
    testing.do(ordinary.no, "confirm_triage", head, {})
    assert (bench(simple, "judge"), bench(ordinary, "judge")) == ("速裁法官", "民庭法官")


def test_the_draw_favours_those_with_fewer_open_cases() -> None:
    case = serving()
    assert bench(case, "judge") == "judge甲"
    testing.staff("judge", name="judge乙")
    second = allocating()
    testing.do(second.no, "confirm_triage", testing.staff("division_head"), {})
    pool = DrawRecord.objects.get(matter=second, purpose="judge.assignment").record["pool"]
    assert {one["name"]: one["load"] for one in pool} == {"judge甲": 1, "judge乙": 0}


def test_without_an_eligible_judge_nothing_is_confirmed() -> None:
    head = testing.staff("division_head")
    testing.staff("judge", load_cap=0)
    case = allocating()
    with testing.refused("core.nobody_eligible"):
        testing.do(case.no, "confirm_triage", head, {})


def test_R_ORG_01_reassignment_needs_a_ground_and_both_parties_are_told() -> None:
    case = serving()
    testing.staff("judge", name="新法官")
    head = testing.staff("division_head")
    with testing.refused("trial.designation_not_open"):
        data = {"ground": "other", "note": "点名", "to": testing.staff("judge", name="新法官").person_id}
        testing.do(case.no, "reassign", head, data)
    testing.do(case.no, "reassign", head, {"ground": "left_post", "note": "原法官调往中院"})
    assert bench(case, "judge") == "新法官"
    delivery = testing.child(case, "service.delivery")
    assert bench(delivery, "judge") == "新法官", "who takes over the case takes over what is open under it"
    event = Event.objects.get(matter=case, move="reassign")
    told = set(Notice.objects.filter(matter=case, seq=event.seq).values_list("person__name", flat=True))
    assert {"陈大明", "李小红", "judge甲"} <= told


def test_R_ORG_01_a_related_case_may_be_given_to_the_judge_who_has_the_other() -> None:
    case = serving()
    other = testing.staff("judge", name="关联案法官")
    data = {"ground": "related_case", "note": "与（2026）浙0681民初9号关联", "to": other.person_id}
    testing.do(case.no, "reassign", testing.staff("division_head"), data)
    assert bench(case, "judge") == "关联案法官"
    assert DrawRecord.objects.filter(matter=case, purpose="judge.assignment").count() == 1
    papers = Document.objects.filter(matter=case, kind="assignment_notice").order_by("seq")
    assert "指定分案" in papers.last().text  # type: ignore[union-attr]


def test_R_ORG_05_an_upheld_recusal_draws_anew_without_the_one_who_withdrew() -> None:
    case = serving()
    testing.staff("judge", name="新法官")
    ask = {"ground": "relative", "facts": "承办法官系被告表兄"}
    testing.do(case.no, "ask_recusal", testing.party(case, "claimant"), ask)
    assert due(case, "recusal") == date(2026, 3, 5)
    with testing.refused("trial.recusal_asked_already"):
        testing.do(case.no, "ask_recusal", testing.party(case, "respondent"), ask)
    testing.do(case.no, "uphold_recusal", testing.staff("president"), {"reason": "经查属实"})
    assert bench(case, "judge") == "新法官"
    record = DrawRecord.objects.filter(matter=case, purpose="judge.assignment").latest("pk")
    assert (record.record["round"], record.record["exclusions"][0]["reason"]) == (2, "recusal")


def test_R_ORG_05_while_a_recusal_is_undecided_nothing_is_scheduled() -> None:
    case = preparing()
    testing.do(case.no, "ask_recusal", testing.party(case, "claimant"), {"ground": "contact", "facts": "不当接触"})
    with testing.refused("trial.recusal_undecided"):
        testing.do(case.no, "schedule", testing.staff("judge"), slot())
    testing.do(case.no, "reject_recusal", testing.staff("president"), {"reason": "没有事实依据"})
    testing.do(case.no, "schedule", testing.staff("judge"), slot())
