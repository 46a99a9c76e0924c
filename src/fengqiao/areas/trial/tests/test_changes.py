"""The claim changes while the case goes on: until when, at what fee, with what time for the other side (R-HRG-04)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from fengqiao.areas.trial.procedure import FirstInstance
from fengqiao.areas.trial.procedure2 import FirstInstanceToppedUp
from fengqiao.areas.trial.tests.stage import (
    acknowledge,
    everybody,
    on,
    preparing,
    scheduled,
    serving,
    slot,
    stage,
)
from fengqiao.core import ledger, testing
from fengqiao.core.models import Deadline, Document, Event, Matter

MORE = [{"text": "判令被告归还借款80000元", "amount": "80000"}]
LESS = [{"text": "判令被告归还借款30000元", "amount": "30000"}]
WHY = {"reason": "查明还有一笔借款。"}
ADMIT = {"reasons": "与本案系同一法律关系，可以合并审理"}


@pytest.fixture(autouse=True)
def _stage(db: None) -> Iterator[None]:
    with stage():
        yield


def ask(case: Matter, claims: list[dict[str, Any]] = MORE) -> Matter:
    testing.do(case.no, "change_claim", testing.party(case, "claimant"), {"claims": claims, **WHY})
    return testing.matter(case.no)


def admitted(case: Matter, claims: list[dict[str, Any]] = MORE, **more: Any) -> Matter:
    testing.do(ask(case, claims).no, "admit_change", testing.staff("judge"), {**ADMIT, **more})
    return testing.matter(case.no)


def fee_children(case: Matter) -> list[tuple[str, Any]]:
    rows = Matter.objects.filter(parent=case, procedure__in=["fees.top_up", "fees.refund"]).order_by("id")
    return [(m.procedure, m.facts) for m in rows]


def test_R_HRG_04_the_judge_admits_and_the_dispute_has_the_new_claims_everywhere() -> None:
    case = preparing()
    with testing.refused("trial.no_change_asked"):
        testing.do(case.no, "admit_change", testing.staff("judge"), ADMIT)
    assert ask(case).dispute.amount == 50000, "nothing changes before it is decided"
    with testing.refused("trial.change_asked_already"):
        ask(case, LESS)
    with testing.refused("core.not_yours"):
        testing.do(case.no, "admit_change", testing.party(case, "respondent"), ADMIT)
    testing.do(case.no, "admit_change", testing.staff("judge"), ADMIT)
    case = testing.matter(case.no)
    assert case.dispute.amount == 80000 and case.dispute.facts["claims"][0]["amount"] == "80000.00"
    paper = Document.objects.get(matter=case, kind="claim_change_notice").text
    assert "80,000" in paper or "80000" in paper
    assert "补交案件受理费" in paper and "750" in paper


def test_R_FEE_14_more_is_topped_up_by_the_tables_and_nobody_types_the_fee() -> None:
    case = admitted(preparing())
    assert case.facts["claim_changes"][-1]["fee"] == {"top_up": "750.00", "refund": "0.00", "borne": "0.00"}
    (name, facts), = fee_children(case)
    assert name == "fees.top_up"
    assert (facts["from_amount"], facts["to_amount"], facts["prepaid"]) == ("50000.00", "80000.00", True)
    for procedure in (FirstInstance, FirstInstanceToppedUp):
        assert not [n for m in procedure.moves.values() for n in m.asks.model_fields if "fee" in n]


def test_R_FEE_14_in_simple_procedure_half_is_topped_up() -> None:
    assert admitted(preparing("simple")).facts["claim_changes"][-1]["fee"]["top_up"] == "375.00"


def test_R_FEE_14_unpaid_only_what_was_added_counts_as_withdrawn() -> None:
    case = admitted(preparing())
    with testing.refused("trial.change_fee_open"):
        ask(case, LESS)
    testing.do(testing.child(case, "fees.top_up").no, "to_unpaid")
    case = testing.matter(case.no)
    assert (case.state, case.ended) == ("preparing", False), "the suit goes on"
    assert case.dispute.amount == 50000 and case.dispute.facts["claims"][0]["amount"] == "50000.00"
    assert case.facts["claim_changes"][-1]["undone_on"] == "2026-03-02"
    assert [name for name, _ in fee_children(case)] == ["fees.top_up"], "nothing is refunded"


def test_R_FEE_14_paid_the_case_goes_on_with_the_larger_claim() -> None:
    case = admitted(preparing())
    testing.do(testing.child(case, "fees.top_up").no, "to_paid")
    case = testing.matter(case.no)
    assert (case.state, case.facts["top_up"], case.dispute.amount) == ("preparing", "paid", 80000)


def test_R_FEE_13_a_conversion_that_is_not_topped_up_still_ends_the_suit() -> None:
    case = serving("simple")
    testing.do(case.no, "convert", testing.staff("judge"), {"to": "ordinary", "reason": "案情复杂"})
    testing.do(testing.child(case, "fees.top_up").no, "to_unpaid")
    assert testing.matter(case.no).state == "deemed_withdrawn"


def test_R_FEE_14_less_before_the_investigation_ends_goes_back() -> None:
    case = preparing()
    ask(case, LESS)
    with testing.refused("trial.no_session_yet"):
        testing.do(case.no, "admit_change", testing.staff("judge"), {**ADMIT, "investigation_over": True})
    testing.do(case.no, "admit_change", testing.staff("judge"), ADMIT)
    case = testing.matter(case.no)
    assert case.facts["claim_changes"][-1]["fee"] == {"top_up": "0.00", "refund": "500.00", "borne": "0.00"}
    assert fee_children(case) == [("fees.refund", {"ground": "claim_reduced"})]


def test_R_FEE_14_less_after_the_investigation_is_borne_by_whoever_dropped_it() -> None:
    case = scheduled()
    with on("2026-03-25", 9):
        hearing = testing.child(case, "hearings.hearing")
        testing.do(hearing.no, "open_session", testing.staff("clerk"), everybody(case))
        case = admitted(case, LESS, investigation_over=True)
    assert case.facts["claim_changes"][-1]["fee"] == {"top_up": "0.00", "refund": "0.00", "borne": "500.00"}
    assert fee_children(case) == []


def test_R_HRG_04_not_once_the_debate_is_over() -> None:
    case = scheduled()
    with on("2026-03-25", 9):
        hearing = testing.child(case, "hearings.hearing")
        testing.do(hearing.no, "open_session", testing.staff("clerk"), everybody(case))
        ask(case)
        testing.do(hearing.no, "record", testing.staff("clerk"), {"text": "审判员：法庭辩论终结。"})
        with testing.refused("trial.debate_over"):
            testing.do(case.no, "admit_change", testing.staff("judge"), ADMIT)
        testing.do(case.no, "reject_change", testing.staff("judge"), {"reason": "法庭辩论已经终结"})
        with testing.refused("trial.debate_over"):
            ask(case)
    assert testing.matter(case.no).facts["changes_refused"][0]["to"] == "80000.00"


def test_R_HRG_04_nothing_changed_and_not_for_one_of_several_claimants() -> None:
    case = preparing()
    with testing.refused("trial.claims_unchanged"):
        ask(case, [{"text": "判令被告归还借款50000元", "amount": "50000"}])
    two = preparing(claimants=[testing.claimant(), testing.claimant(name="陈二", phone="13800000005")])
    with testing.refused("trial.not_all_claimants"):
        ask(two)


def test_R_HRG_04_the_other_side_has_time_to_answer_from_its_service() -> None:
    case = preparing()
    evidence = Deadline.objects.get(matter=case, name="evidence", status="running")
    with on("2026-03-06"):
        case = admitted(case)
        assert not Deadline.objects.filter(matter=case, name="answer").exists(), "not served yet"
    with on("2026-03-09"):
        acknowledge(case, "claim_change")
    answer = Deadline.objects.get(matter=case, name="answer")
    assert (answer.due_on, answer.status, answer.provisional) == (date(2026, 3, 24), "running", True)
    anew = Deadline.objects.get(matter=case, name="evidence", status="running")
    assert (evidence.due_on, anew.due_on) == (date(2026, 3, 17), date(2026, 3, 24))
    judge = testing.staff("judge")
    with on("2026-03-18"):
        with testing.refused("trial.defence_period_runs"):
            testing.do(case.no, "schedule", judge, slot("2026-03-24"))
        respondent = testing.party(case, "respondent")
        testing.do(case.no, "answer_change", respondent, {"text": "第二笔没有借过。"})
        with testing.refused("trial.no_change_to_answer"):
            testing.do(case.no, "answer_change", respondent, {"text": "再次"})
        testing.do(case.no, "schedule", judge, slot("2026-03-24"))


def test_who_does_not_answer_lets_the_case_go_on() -> None:
    case = admitted(preparing())
    acknowledge(case, "claim_change")
    testing.pass_to(date(2026, 3, 18))
    assert testing.matter(case.no).facts["no_answer"] == [case.dispute.parties.get(side="respondent").pk]
    assert Deadline.objects.get(matter=case, name="answer").status == "fired"


def test_R_SIM_02_a_small_claim_that_grows_too_large_goes_on_as_a_simple_case() -> None:
    case = admitted(preparing("small_claims"), [{"text": "归还借款", "amount": "900000"}])
    assert case.facts["procedure"] == "simple"
    assert case.facts["conversions"][-1]["from"] == "small_claims"
    assert Deadline.objects.get(matter=case, name="limit", status="running").due_on == date(2026, 6, 2)


def test_two_at_once_admit_once() -> None:
    case = ask(preparing())
    seen = case.revision
    testing.do(case.no, "admit_change", testing.staff("judge"), ADMIT, seen=seen)
    with testing.refused():
        testing.do(case.no, "admit_change", testing.staff("judge"), ADMIT, seen=seen)
    assert len(fee_children(case)) == 1


# —— who submits evidence is known anew ——


def test_R_FIL_11_evidence_and_mediation_ask_who_it_is_anew() -> None:
    for name in ("submit_evidence", "sign_mediation"):
        assert (FirstInstanceToppedUp.moves[name].level, FirstInstanceToppedUp.moves[name].fresh) == ("real_name", True)
        assert FirstInstance.moves[name].level == "", "running matters of version 1 stay as they were"


def test_R_FIL_11_evidence_online_is_refused_until_the_person_is_verified() -> None:
    case = preparing()
    who = testing.account("陈大明", "13800000001")
    online = testing.actor_of(who, "web")
    item = {"items": [{"name": "转账记录"}]}
    with testing.refused("core.identity_real_name"):
        testing.do(case.no, "submit_evidence", online, item)
    with on("2026-03-03", 8):
        testing.verified(who)
    with on("2026-03-04", 8), testing.refused("core.identity_again"):
        testing.do(case.no, "submit_evidence", testing.actor_of(who, "web"), item)
    with on("2026-03-04", 9):
        testing.verified(who)
        testing.do(case.no, "submit_evidence", testing.actor_of(who, "web"), item)


def test_a_case_that_settles_while_a_changed_claim_is_on_its_way_ends_by_one_move_after_the_other() -> None:
    """The delivery ends within the move that ends the case; its news comes after, when nothing is open any more."""
    case = admitted(preparing())
    assert Matter.objects.filter(parent=case, procedure="service.delivery", ended=False).exists()
    testing.do(testing.child(case, "fees.top_up").no, "to_paid")
    testing.do(case.no, "record_mediation", testing.staff("judge"), {"terms": "和好", "payer": "nobody"})
    for side in ("claimant", "respondent"):
        testing.do(case.no, "sign_mediation", testing.party(case, side), {"agree": True})
    case = testing.matter(case.no)
    seqs = list(Event.objects.filter(matter=case).order_by("seq").values_list("seq", flat=True))
    assert (case.state, case.ended) == ("mediated", True)
    assert seqs == list(range(1, case.revision + 1)) and ledger.broken_chain(case) is None
