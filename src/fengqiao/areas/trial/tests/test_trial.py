"""A case at first instance from its registration to its end, through the one door."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest

from fengqiao.areas.trial.tests.stage import (
    acknowledge,
    allocating,
    everybody,
    filed,
    on,
    preparing,
    scheduled,
    serving,
    slot,
    stage,
)
from fengqiao.core import testing
from fengqiao.core.models import (
    Booking,
    Deadline,
    Document,
    DrawRecord,
    Event,
    Matter,
    Notice,
    Person,
    Standing,
)
from fengqiao.kernel import draw, draw_check

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _stage() -> Iterator[None]:
    with stage():
        yield


def due(case: Matter, name: str) -> date:
    return Deadline.objects.get(matter=case, name=name, status="running").due_on


def kinds(case: Matter) -> set[str]:
    return set(Document.objects.filter(matter=case).values_list("kind", flat=True))


def bench(case: Matter, role: str) -> str:
    return Standing.objects.get(matter=case, role=role, until=None).name


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


# —— service and defence ——


def test_R_PER_11_each_respondent_has_its_own_clock_from_its_own_service() -> None:
    two = [testing.respondent(), testing.respondent(name="赵强", phone="13800000003")]
    case = serving(respondents=two)
    first, second = Matter.objects.filter(parent=case, procedure="service.delivery").order_by("id")
    testing.do(first.no, "acknowledge", testing.party(case, "respondent", 0))
    assert testing.matter(case.no).state == "serving"
    with on("2026-03-10"):
        testing.do(second.no, "acknowledge", testing.party(case, "respondent", 1))
    assert testing.matter(case.no).state == "preparing"
    clocks = Deadline.objects.filter(matter=case, name="defence").order_by("id").values_list("party", "due_on")
    assert list(clocks) == [(first.party_id, date(2026, 3, 17)), (second.party_id, date(2026, 3, 25))]


@pytest.mark.parametrize(("procedure", "last"), [("ordinary", 17), ("simple", 17), ("small_claims", 9)])
def test_R_PER_14_the_evidence_period_follows_the_procedure(procedure: str, last: int) -> None:
    case = preparing(procedure)
    assert due(case, "evidence") == date(2026, 3, last)


def test_R_FIL_12_a_defence_stops_its_clock_and_goes_to_the_claimant() -> None:
    case = preparing()
    respondent = testing.party(case, "respondent")
    testing.do(case.no, "defend", respondent, {"text": "借款已经归还两万元。"})
    assert Deadline.objects.get(matter=case, name="defence").status == "met"
    copy = testing.child(case, "service.delivery")
    assert (copy.facts["about"], copy.party.side) == ("defence", "claimant")  # type: ignore[union-attr]
    assert Deadline.objects.get(matter=copy, name="send_by").rule == "R-FIL-12.complaint_copy"
    with testing.refused("trial.defended_already"):
        testing.do(case.no, "defend", respondent, {"text": "再说一遍"})


def test_a_defence_that_does_not_come_is_noted() -> None:
    case = preparing()
    testing.pass_to(date(2026, 3, 18))
    case = testing.matter(case.no)
    assert case.facts["no_defence"] == [testing.child(case, "service.delivery").party_id]


def test_evidence_after_its_time_carries_its_reason() -> None:
    case = preparing()
    respondent = testing.party(case, "respondent")
    receipt = {"items": [{"name": "收条", "purpose": "证明已还两万元"}]}
    testing.do(case.no, "submit_evidence", respondent, receipt)
    with on("2026-03-20"):
        with testing.refused("trial.late_evidence_reason"):
            testing.do(case.no, "submit_evidence", respondent, receipt)
        testing.do(case.no, "submit_evidence", respondent, {**receipt, "late_reason": "刚从银行调取"})
    assert [row["late"] for row in testing.matter(case.no).facts["evidence"]] == [False, True]


def test_R_SRV_12_failed_service_in_a_simple_case_makes_it_ordinary_for_the_public_notice() -> None:
    case = serving("simple")
    desk, judge = testing.staff("service_desk"), testing.staff("judge")
    first = testing.child(case, "service.delivery")
    testing.walk(
        first.no,
        [
            ("deliver_in_person", desk, {"result": "absent", "on": "2026-03-02"}),
            ("give_up", desk, {"reason": "下落不明"}),
        ],
    )
    assert testing.matter(case.no).facts["unserved"] == [first.party_id]
    testing.do(case.no, "convert_for_notice", judge, {"reason": "被告下落不明"})
    case = testing.matter(case.no)
    assert (case.facts["procedure"], case.facts["unserved"]) == ("ordinary", [])
    assert due(case, "limit") == date(2026, 9, 2), "six months, still from filing"
    assert "不再适用简易程序" in Document.objects.get(matter=case, kind="conversion_ruling").text
    again = testing.child(case, "service.delivery")
    notice = {
        "ground": "other_ways_failed",
        "published_on": "2026-03-02",
        "place": "人民法院公告网",
        "reason": "见前次送达记录",
    }
    testing.do(again.no, "publish", desk, notice)
    testing.pass_to(date(2026, 4, 2))
    case = testing.matter(case.no)
    assert case.state == "preparing"
    assert case.facts["excluded"][0] == {
        "first": "2026-03-03",
        "last": "2026-04-01",
        "ground": "public_notice",
        "note": "",
    }
    assert due(case, "limit") == date(2026, 10, 2), "30 days more"


def test_failed_service_may_be_tried_again() -> None:
    case = serving()
    desk, judge = testing.staff("service_desk"), testing.staff("judge")
    first = testing.child(case, "service.delivery")
    with testing.refused("trial.nobody_unserved"):
        testing.do(case.no, "serve_again", judge, {"party": first.party_id, "note": "换地址"})
    testing.do(first.no, "deliver_in_person", desk, {"result": "absent", "on": "2026-03-02"})
    testing.do(first.no, "give_up", desk, {"reason": "无人"})
    testing.do(case.no, "serve_again", judge, {"party": first.party_id, "note": "到工作单位送达"})
    assert testing.child(case, "service.delivery").pk != first.pk


def test_R_JUR_13_an_objection_comes_within_the_defence_period_and_stops_the_hearing() -> None:
    case = preparing()
    respondent, judge = testing.party(case, "respondent"), testing.staff("judge")
    objection = {"court": "绍兴市越城区人民法院", "reason": "被告经常居住地在越城区"}
    testing.do(case.no, "object_jurisdiction", respondent, objection)
    with testing.refused("trial.objection_open"):
        testing.do(case.no, "schedule", judge, slot())
    with on("2026-03-06"):
        testing.do(case.no, "reject_objection", judge, {"reasons": "被告住所地在本院辖区"})
    case = testing.matter(case.no)
    assert case.facts["excluded"][0]["ground"] == "jurisdiction"
    assert case.facts["excluded"][0]["last"] == "2026-03-16"
    assert "驳回" in Document.objects.get(matter=case, kind="jurisdiction_ruling").text


def test_R_JUR_13_a_late_objection_is_refused_and_a_founded_one_moves_the_case() -> None:
    late, founded = preparing(), preparing()
    objection = {"court": "绍兴市越城区人民法院", "reason": "经常居住地在越城区"}
    with on("2026-03-18"), testing.refused("trial.objection_too_late"):
        testing.do(late.no, "object_jurisdiction", testing.party(late, "respondent"), objection)
    judge = testing.staff("judge")
    testing.do(founded.no, "object_jurisdiction", testing.party(founded, "respondent"), objection)
    with testing.refused("trial.name_the_court"):
        testing.do(founded.no, "uphold_objection", judge, {"reasons": "成立"})
    ruling = {"court": "绍兴市越城区人民法院", "reasons": "被告连续居住一年以上"}
    testing.do(founded.no, "uphold_objection", judge, ruling)
    assert testing.matter(founded.no).state == "transferred"
    assert "移送绍兴市越城区人民法院" in Document.objects.get(matter=founded, kind="jurisdiction_ruling").text


# —— hearing ——


def test_no_hearing_within_the_defence_period_unless_all_agree() -> None:
    case = preparing()
    judge = testing.staff("judge")
    with testing.refused("trial.defence_period_runs"):
        testing.do(case.no, "schedule", judge, slot("2026-03-16"))
    testing.do(case.no, "schedule", judge, slot("2026-03-16", all_agree=True))
    assert testing.matter(case.no).state == "hearing"


def test_R_HRG_01_the_summons_needs_three_days_in_the_ordinary_procedure() -> None:
    case, simple = preparing(), preparing("simple")
    judge = testing.staff("judge")
    with on("2026-03-18"):
        with testing.refused("trial.summons_too_late"):
            testing.do(case.no, "schedule", judge, slot("2026-03-20"))
        testing.do(simple.no, "schedule", judge, slot("2026-03-20"))
    assert testing.matter(simple.no).state == "hearing"


def test_a_signed_hearing_leads_to_the_judgment_and_its_end_closes_the_case() -> None:
    case = scheduled()
    hearing, judge = testing.child(case, "hearings.hearing"), testing.staff("judge")
    with on("2026-03-25", 9):
        testing.do(hearing.no, "open_session", judge, everybody(case))
        testing.do(hearing.no, "record", testing.staff("clerk"), {"text": "审判员：现在开庭。"})
        testing.do(hearing.no, "confirm_transcript", testing.party(case, "claimant"))
        testing.do(hearing.no, "confirm_transcript", testing.party(case, "respondent"))
    assert testing.matter(case.no).state == "judging"
    testing.do(testing.child(case, "judgments.judgment").no, "to_effective")
    case = testing.matter(case.no)
    assert (case.state, case.facts["result"]) == ("closed", "judgment")


def test_R_LIM_24_an_adjourned_hearing_frees_its_times_and_is_counted() -> None:
    case = scheduled("simple")
    judge, hearing = testing.staff("judge"), testing.child(case, "hearings.hearing")
    assert Booking.objects.filter(matter=hearing).count() == 4
    testing.do(hearing.no, "adjourn", judge, {"ground": "new_evidence", "note": "通知新的证人到庭"})
    assert not Booking.objects.filter(matter=hearing).exists()
    case = testing.matter(case.no)
    assert (case.state, case.facts["adjournments"]) == ("preparing", 1)
    assert due(case, "next_hearing") == date(2026, 4, 27), "a month after the session; 25 April is a Saturday"
    testing.do(case.no, "schedule", judge, slot("2026-04-08"))
    second = testing.child(case, "hearings.hearing")
    with testing.refused("hearings.no_adjournment_left"):
        testing.do(second.no, "adjourn", judge, {"ground": "new_evidence", "note": "再次延期"})


def test_R_HRG_02_absent_claimants_may_be_treated_as_withdrawing_only_with_proven_summons() -> None:
    case = preparing()
    judge = testing.staff("judge")
    testing.do(case.no, "schedule", judge, slot())
    hearing = testing.child(case, "hearings.hearing")
    claimant = case.dispute.parties.get(side="claimant")
    with on("2026-03-25", 9):
        testing.do(hearing.no, "open_session", judge, everybody(case, absent=claimant.pk))
        with testing.refused("hearings.summons_not_proven"):
            testing.do(hearing.no, "record_absence", judge, {"party": claimant.pk})
        with testing.refused("trial.claimants_not_absent"):
            testing.do(case.no, "deem_withdrawn", judge, {"reason": "经传票传唤拒不到庭"})
        acknowledge(hearing, "summons")
        testing.do(hearing.no, "record_absence", judge, {"party": claimant.pk})
        testing.do(case.no, "deem_withdrawn", judge, {"reason": "经传票传唤拒不到庭"})
    case = testing.matter(case.no)
    assert (case.state, testing.matter(hearing.no).state) == ("deemed_withdrawn", "adjourned")
    assert "拒不到庭" in Document.objects.get(matter=case, kind="deemed_withdrawal_ruling").text
    assert testing.child(case, "fees.refund").facts == {"ground": "deemed_withdrawn"}


# —— the trial limit ——


@pytest.mark.parametrize(
    ("procedure", "last"),
    [("ordinary", date(2026, 9, 2)), ("simple", date(2026, 6, 2)), ("small_claims", date(2026, 5, 2))],
)
def test_R_LIM_01_to_03_the_limit_runs_from_filing(procedure: str, last: date) -> None:
    assert due(filed(procedure), "limit") == last


def test_R_LIM_22_excluded_time_moves_the_limit_and_is_shown() -> None:
    case = serving()
    judge = testing.staff("judge")
    with testing.refused("trial.before_filing"):
        interval = {"first": "2026-02-01", "last": "2026-02-10", "ground": "appraisal", "note": "鉴定"}
        testing.do(case.no, "exclude_time", judge, interval)
    with testing.refused("trial.excluded_too_long"):
        interval = {"first": "2026-04-01", "last": "2026-05-01", "ground": "adjournment", "note": "延期"}
        testing.do(case.no, "exclude_time", judge, interval)
    interval = {"first": "2026-04-01", "last": "2026-05-16", "ground": "appraisal", "note": "笔迹鉴定"}
    testing.do(case.no, "exclude_time", judge, interval)
    clock_ = Deadline.objects.get(matter=case, name="limit", status="running")
    assert clock_.due_on == date(2026, 10, 18), "46 days more"
    assert any("46" in zh for zh, _ in clock_.working)


def test_R_LIM_23_an_extension_is_asked_in_time_and_decided_by_the_president() -> None:
    case = serving("simple")
    judge, president = testing.staff("judge"), testing.staff("president")
    with testing.refused("trial.extension_too_long"):
        testing.do(case.no, "apply_extension", judge, {"months": 2, "reasons": "需要调查"})
    with on("2026-05-18"):
        assert due(case, "last_request") == date(2026, 5, 18)
    with on("2026-05-19"), testing.refused("trial.extension_too_late"):
        testing.do(case.no, "apply_extension", judge, {"months": 1, "reasons": "需要调查"})
    with on("2026-05-18"):
        testing.do(case.no, "apply_extension", judge, {"months": 1, "reasons": "需要调查取证"})
    with on("2026-06-03"), testing.refused("trial.limit_expired"):
        testing.do(case.no, "grant_extension", president, {"reason": "同意"})
    with on("2026-05-25"):
        testing.do(case.no, "grant_extension", president, {"reason": "同意"})
    assert due(case, "limit") == date(2026, 7, 2)
    text = Document.objects.get(matter=case, kind="extension_decision").text
    assert "同意延长" in text and "2026年7月2日" in text
    with on("2026-05-26"), testing.refused("trial.extended_already"):
        testing.do(case.no, "apply_extension", judge, {"months": 1, "reasons": "再延长"})


def test_R_LIM_25_a_conversion_keeps_the_filing_day_and_comes_before_the_limit_ends() -> None:
    case, late = serving("simple"), serving("simple")
    judge = testing.staff("judge")
    with on("2026-05-20"):
        testing.do(case.no, "convert", judge, {"to": "ordinary", "reason": "案情复杂"})
    assert due(case, "limit") == date(2026, 9, 2)
    with on("2026-06-03"), testing.refused("trial.conversion_not_allowed"):
        testing.do(late.no, "convert", judge, {"to": "ordinary", "reason": "案情复杂"})
    with on("2026-05-21"), testing.refused("trial.not_all_agree"):
        testing.do(case.no, "convert", judge, {"to": "simple", "reason": "双方要求"})


def test_the_limit_warns_before_it_ends_and_tells_the_head_when_it_is_over() -> None:
    case = serving("small_claims")
    testing.pass_to(date(2026, 5, 3))
    moves = list(Event.objects.filter(matter=case).values_list("move", flat=True))
    assert moves.count("warn_limit") == 2
    assert moves[-1] == "limit_over"
    assert Notice.objects.filter(matter=case, key="notice.trial.limit_over.head").exists()
    assert testing.matter(case.no).facts["limit_exceeded_on"] == "2026-05-03"


def test_R_SIM_03_small_claims_are_told_and_may_be_objected_to() -> None:
    case = preparing("small_claims")
    assert "一审终审" in Document.objects.get(matter=case, kind="response_notice").text
    respondent, judge = testing.party(case, "respondent"), testing.staff("judge")
    testing.do(case.no, "object_small_claims", respondent, {"reason": "争议很大"})
    with testing.refused("trial.procedure_objection_open"):
        testing.do(case.no, "schedule", judge, slot())
    testing.do(case.no, "convert", judge, {"to": "simple", "reason": "异议成立"})
    assert testing.matter(case.no).facts["procedure"] == "simple"
    assert due(case, "limit") == date(2026, 6, 2)
    testing.do(case.no, "schedule", judge, slot())


# —— other endings ——


def test_R_HRG_03_a_permitted_withdrawal_ends_everything_that_is_open() -> None:
    case = scheduled()
    judge, hearing = testing.staff("judge"), testing.child(case, "hearings.hearing")
    with testing.refused("trial.no_withdrawal_asked"):
        testing.do(case.no, "permit_withdrawal", judge, {"reasons": "自愿"})
    testing.do(case.no, "ask_withdrawal", testing.party(case, "claimant"), {"reason": "已经私下和解"})
    testing.do(case.no, "permit_withdrawal", judge, {"reasons": "自愿，不违反法律"})
    case = testing.matter(case.no)
    assert (case.state, testing.matter(hearing.no).state) == ("withdrawn", "adjourned")
    assert case.dispute.closed_at is not None
    assert not Booking.objects.filter(matter=hearing).exists()
    assert not Matter.objects.filter(parent=hearing, ended=False).exists()
    assert not Deadline.objects.filter(matter=case, status="running").exists()
    assert testing.child(case, "fees.refund").facts == {"ground": "withdrawn"}
    assert "withdrawal_ruling" in kinds(case)


def test_a_withdrawal_before_a_judge_is_there_is_decided_by_the_division_head() -> None:
    case = allocating()
    testing.do(case.no, "ask_withdrawal", testing.party(case, "claimant"), {"reason": "不告了"})
    testing.do(case.no, "permit_withdrawal", testing.staff("division_head"), {"reasons": "自愿"})
    assert testing.matter(case.no).state == "withdrawn"


def test_mediation_before_the_court_takes_effect_with_the_last_signature() -> None:
    case = preparing()
    judge = testing.staff("judge")
    agreed = {
        "terms": "一、被告于2026年4月30日前归还原告50000元。\n二、双方再无其他争议。",
        "instalments": [{"amount": "50000.00", "due": "2026-04-30"}],
    }
    with testing.refused("trial.instalment_in_past"):
        past = {**agreed, "instalments": [{"amount": "50000.00", "due": "2026-03-01"}]}
        testing.do(case.no, "record_mediation", judge, past)
    testing.do(case.no, "record_mediation", judge, agreed)
    testing.do(case.no, "sign_mediation", testing.party(case, "claimant"), {"agree": True})
    assert testing.matter(case.no).state == "preparing"
    testing.do(case.no, "sign_mediation", testing.party(case, "respondent"), {"agree": True})
    case = testing.matter(case.no)
    assert case.state == "mediated"
    title = testing.child(case, "performance.title")
    assert (title.facts["total"], title.facts["due"], title.facts["enforceable"]) == ("50000.00", "2026-04-30", True)
    assert Decimal(title.facts["instalments"][0]["amount"]) == Decimal("50000")
    assert "双方再无其他争议" in Document.objects.get(matter=case, kind="mediation_document").text


def test_whoever_goes_back_on_the_mediation_before_signing_lets_the_case_go_on() -> None:
    case = preparing()
    testing.do(case.no, "record_mediation", testing.staff("judge"), {"terms": "和好", "payer": "nobody"})
    testing.do(case.no, "sign_mediation", testing.party(case, "claimant"), {"agree": True})
    testing.do(case.no, "decline_mediation", testing.party(case, "respondent"), {"reason": "反悔"})
    case = testing.matter(case.no)
    assert (case.state, case.facts["mediation"]) == ("preparing", None)


def test_nobody_outside_the_case_finds_it() -> None:
    case = serving()
    stranger = testing.account("旁人", "13800000009")
    with testing.refused():
        testing.do(case.no, "ask_withdrawal", stranger, {"reason": "不告了"})


def test_R_FEE_13_a_simple_case_that_becomes_ordinary_tops_up_its_fee() -> None:
    paid, unpaid = serving("simple"), serving("simple")
    judge = testing.staff("judge")
    for case in (paid, unpaid):
        testing.do(case.no, "convert", judge, {"to": "ordinary", "reason": "案情复杂"})
        assert testing.child(case, "fees.top_up").facts == {"prepaid": True, "percent": 0}
    testing.do(testing.child(paid, "fees.top_up").no, "to_paid")
    assert (testing.matter(paid.no).state, testing.matter(paid.no).facts["top_up"]) == ("serving", "paid")
    testing.do(testing.child(unpaid, "fees.top_up").no, "to_unpaid")
    assert testing.matter(unpaid.no).state == "deemed_withdrawn"
    assert testing.child(unpaid, "fees.refund").facts == {"ground": "top_up_unpaid"}


def test_nothing_is_topped_up_where_the_procedure_stays_halved() -> None:
    case = serving("ordinary")
    testing.do(case.no, "convert", testing.staff("judge"), {"to": "simple", "reason": "双方要求", "all_agree": True})
    assert not Matter.objects.filter(parent=case, procedure="fees.top_up").exists()
