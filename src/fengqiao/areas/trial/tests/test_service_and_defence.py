"""A case at first instance while its papers are served and answered."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from fengqiao.areas.trial.tests.stage import (
    due,
    on,
    preparing,
    serving,
    slot,
    stage,
)
from fengqiao.core import testing
from fengqiao.core.models import (
    Deadline,
    Document,
    Matter,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _stage() -> Iterator[None]:
    with stage():
        yield


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
