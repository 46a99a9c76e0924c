"""A case at first instance from its hearing to its end: hearings, the trial limit, every other ending."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest

from fengqiao.areas.trial.tests.stage import (
    acknowledge,
    allocating,
    due,
    everybody,
    filed,
    kinds,
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
    Event,
    Matter,
    Notice,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _stage() -> Iterator[None]:
    with stage():
        yield


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
