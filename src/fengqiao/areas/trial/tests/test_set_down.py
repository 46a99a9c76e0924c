"""A hearing that is set takes no time away from anybody: defence and objections stay open until it begins."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from fengqiao.areas.trial.tests.stage import acknowledge, everybody, on, preparing, slot, stage
from fengqiao.core import testing
from fengqiao.core.models import Matter

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _stage() -> Iterator[None]:
    with stage():
        yield


def set_down(procedure: str = "ordinary", day: str = "2026-04-20") -> Matter:
    """Set for a day after the time for the defence, while that time still runs."""
    case = preparing(procedure)
    testing.do(case.no, "schedule", testing.staff("judge"), slot(day))
    return testing.matter(case.no)


def test_R_FIL_12_the_defence_is_taken_while_its_time_runs_although_a_hearing_is_set() -> None:
    case = set_down()
    respondent = testing.party(case, "respondent")
    testing.do(case.no, "defend", respondent, {"text": "不欠这笔钱"})
    assert testing.matter(case.no).state == "hearing"


def test_R_JUR_13_jurisdiction_is_objected_to_and_decided_although_a_hearing_is_set() -> None:
    case = set_down()
    objection = {"court": "杭州市西湖区人民法院", "reason": "被告住所地在西湖区"}
    testing.do(case.no, "object_jurisdiction", testing.party(case, "respondent"), objection)
    testing.do(case.no, "reject_objection", testing.staff("judge"), {"reasons": "合同履行地在本院辖区"})
    assert testing.matter(case.no).state == "hearing"


def test_R_SIM_02_small_claims_are_objected_to_until_the_hearing_begins() -> None:
    asked, late = set_down("small_claims"), set_down("small_claims", "2026-04-21")
    testing.do(asked.no, "object_small_claims", testing.party(asked, "respondent"), {"reason": "争议较大"})
    testing.do(asked.no, "keep_procedure", testing.staff("judge"), {"reason": "事实清楚"})
    assert testing.matter(asked.no).state == "hearing"
    hearing = testing.child(late, "hearings.hearing")
    acknowledge(hearing, "summons")
    with on("2026-04-21"):
        testing.do(hearing.no, "open_session", testing.staff("clerk"), everybody(late))
        with testing.refused("trial.session_begun"):
            testing.do(late.no, "object_small_claims", testing.party(late, "respondent"), {"reason": "争议较大"})
