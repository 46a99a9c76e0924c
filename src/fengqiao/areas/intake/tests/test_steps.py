"""The way through the front door: one question at a time, every fault at its step and field."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from decimal import Decimal
from typing import Any

import pytest

from fengqiao.areas.intake import offers, steps, telling
from fengqiao.core.errors import Invalid
from fengqiao.core.told import Told
from fengqiao.core.validation import validated

LENDING = "civ26-108.3"
GOOD: dict[str, Any] = {
    "story": {"story": "2025年3月他向我借钱三万元，写了借条，到期一直不还。"},
    "cause": {"cause": LENDING},
    "lending-loan": {"principal": "30000", "lent_on": "2025-03-01", "due_on": "2026-09-30"},
    "people": {
        "you": {"name": "陈大明", "phone": "13800000001", "address": "浙江省诸暨市枫桥镇和平路1号"},
        "others": [{"name": "李小红", "phone": "13800000002"}],
    },
    "evidence": {"evidence": [{"name": "借条"}]},
    "check": {"way": "mediation", "true": True},
}
PLAIN = "civ26-6"
"""A cause without a form of its own."""


def people(**changes: Any) -> dict[str, Any]:
    return {**deepcopy(GOOD["people"]), **changes}


def you(**changes: Any) -> dict[str, Any]:
    return people(you={**GOOD["people"]["you"], **changes})


def draft(**changes: Any) -> dict[str, Any]:
    """A draft told right, with the named steps changed; None takes a step out."""
    whole = {**deepcopy(GOOD), **changes}
    return {k: v for k, v in whole.items() if v is not None}


def wrong(data: Mapping[str, Any]) -> dict[str, str]:
    """The faults of a draft: path to code."""
    with pytest.raises(Invalid) as caught:
        telling.told_of(data)
    return {path: code for path, code, _ in caught.value.errors}


def test_what_was_answered_becomes_what_is_told():
    told = telling.told_of(draft())
    assert told.cause == LENDING
    assert told.amount == Decimal("30000.00")
    assert told.claims[0].text == "被告归还借款本金30,000元"
    assert [p.name for p in told.claimants] == ["陈大明"]
    assert [p.name for p in told.respondents] == ["李小红"]
    assert telling.procedure_of(draft()) == "mediation.pre_litigation"


def test_R_FIL_14_filing_at_once_is_a_choice_of_its_own():
    assert telling.procedure_of(draft(check={"way": "filing", "true": True})) == "filing.first_instance"


def test_an_empty_draft_names_every_step_that_is_missing():
    assert {path.split(".")[0] for path in wrong({})} == {"story", "cause", "claims", "people"}


def test_a_money_cause_asks_the_sum_first():
    general = draft(cause={"cause": "civ26-144"}, **{"lending-loan": None})
    assert steps.claims_shape(general).model_fields.keys() >= {"amount", "more"}
    assert list(steps.claims_shape(general).model_fields)[0] == "amount"
    assert list(steps.claims_shape(draft()).model_fields) == ["claims"], "they follow from the elements"
    assert list(steps.claims_shape(draft(cause={"cause": "civ26-14"})).model_fields) == ["claims"]


def test_no_sum_for_a_money_claim_is_said_at_the_sum():
    assert wrong(draft(cause={"cause": "civ26-144"}, claims={"text": "还我钱"})) == {"claims.amount": "missing"}


@pytest.mark.parametrize("amount", ["0", "-1", "12.345", "三万", "1e400"])
def test_a_sum_that_is_none_is_refused(amount: str):
    assert set(wrong(draft(cause={"cause": "civ26-144"}, claims={"amount": amount}))) == {"claims.amount"}


def test_a_name_of_ten_thousand_characters_is_refused_at_the_name():
    assert wrong(draft(people=you(name="陈" * 10_000))) == {"people.you.name": "string_too_long"}


def test_a_broken_identity_number_is_refused_at_the_number():
    assert wrong(draft(people=you(id_number="330681199001011234"))) == {"people.you.id_number": "core.id_number_invalid"}


def test_a_broken_phone_of_the_other_side_is_refused_at_its_place():
    others = [{"name": "李小红"}, {"name": "王强", "phone": "12"}]
    assert wrong(draft(people=people(others=others))) == {"people.others.1.phone": "core.phone_invalid"}


def test_a_minor_is_asked_for_the_guardian():
    assert wrong(draft(people=you(born="2012-05-01"))) == {"people.you.guardian": "core.minor_needs_guardian"}
    assert telling.told_of(draft(people=you(born="2012-05-01", guardian="陈父"))).claimants[0].is_minor


def test_a_day_in_the_future_is_refused():
    loan = {**GOOD["lending-loan"], "lent_on": "2027-01-01"}
    found = wrong(draft(**{"lending-loan": loan}))
    assert found["lending-loan.lent_on"] == "core.date_in_future"


def test_every_fault_of_a_group_is_told_at_once():
    loan = {"principal": "三万", "lent_on": "2027-01-01", "due_on": "2026-09-30"}
    assert wrong(draft(**{"lending-loan": loan})) == {
        "lending-loan.principal": "decimal_parsing",
        "lending-loan.lent_on": "core.date_in_future",
        "claims.amount": "missing",
    }


def test_a_loan_is_not_paid_back_before_it_is_made():
    """Limitation is reckoned from the day of repayment."""
    fault = "core.ElementsLending.due_on.before_lent_on"
    loan = {**GOOD["lending-loan"], "due_on": "2025-02-28"}
    assert wrong(draft(**{"lending-loan": loan}))["lending-loan.due_on"] == fault
    told = telling.told_of(draft()).model_dump(mode="json")
    told["elements"]["answers"]["due_on"] = "2025-02-28"
    with pytest.raises(Invalid) as caught:
        validated(Told, told)
    assert [(path, code) for path, code, _ in caught.value.errors] == [("elements", fault)], "nor by another door"


def test_a_day_of_one_group_is_held_against_that_of_another():
    groups = {"sale-contract": {"made_on": "2025-03-02"}, "sale-breach": {"pay_by": "2025-03-01"}}
    found = wrong(draft(cause={"cause": "civ26-88"}, **groups))
    assert found["sale-breach.pay_by"] == "core.ElementsSale.pay_by.before_made_on"


def test_the_day_told_without_a_line_is_put_where_the_form_asks_for_it():
    told = draft(story={**GOOD["story"], "happened_on": "2025-03-01"}, **{"lending-loan": None, "claims": {"amount": "5"}})
    assert steps.told_before(told, steps.step(told, "lending-loan")) == {"principal": "5", "lent_on": "2025-03-01"}
    general = {**told, "cause": {"cause": PLAIN}}
    assert steps.told_before(general, steps.step(general, "general-basics")) == {"happened": "2025-03-01"}
    assert steps.put(told, "story", {"story": "改了"})["story"] == {"story": "改了", "happened_on": "2025-03-01"}
    for day in ("2027-01-01", "昨天", "", None):
        none = {**general, "story": {"happened_on": day}}
        assert steps.told_before(none, steps.step(none, "general-basics")) == {}


def test_a_party_cannot_stand_on_both_sides():
    others = [{"name": "陈大明"}]
    assert wrong(draft(people=people(others=others))) == {"people.others.0.name": "intake.party_on_both_sides"}


def test_two_people_of_one_name_who_live_apart_are_let_through():
    others = [{"name": "陈大明", "phone": "13800000009", "address": "浙江省诸暨市店口镇解放路2号"}]
    assert len(telling.told_of(draft(people=people(others=others))).respondents) == 1


def test_nobody_is_named_twice_on_one_side():
    others = [{"name": "李小红"}, {"name": "李小红"}]
    assert wrong(draft(people=people(others=others))) == {"people.others.1.name": "intake.party_twice"}


def test_all_faults_of_all_steps_are_told_at_once():
    found = wrong(draft(story={"story": ""}, people=people(others=[]), **{"lending-loan": {"lent_on": "2025-03-01"}}))
    assert set(found) == {"story.story", "lending-loan.principal", "claims.amount", "people.others"}


def test_unknown_answers_are_refused():
    assert wrong(draft(evidence={"judge": "me"})) == {"evidence.judge": "extra_forbidden"}


@pytest.mark.parametrize("code", ["crim24-1", "civ26-p4", "nothing", "civ26-s10"])
def test_only_a_civil_cause_that_can_be_filed_is_taken(code: str):
    assert "cause.cause" in wrong(draft(cause={"cause": code}))


def test_the_first_open_question_is_shown_and_then_the_next():
    assert steps.next_step({}) == "story"
    assert steps.next_step(draft(**{"lending-loan": {}})) == "lending-loan"
    assert steps.next_step(draft(evidence=None)) == "evidence"
    assert steps.next_step(draft()) == "check"
    assert steps.next_step(draft(), "story") == "cause"
    assert steps.next_step(draft(), "cause") == "lending-loan"
    assert steps.next_step(draft(), "lending-loan") == "people", "the claims follow from the elements"
    assert steps.next_step(draft(cause={"cause": PLAIN}), "general-basics") == "claims"
    assert steps.next_step(draft(), "check") == "check"
    assert steps.previous_step(draft(), "story") is None
    assert steps.progress(draft(), "check") == (6, 6)


def test_elements_left_out_for_now_lead_to_the_claims_and_on():
    bare = {name: GOOD[name] for name in ("story", "cause")}
    assert steps.next_step(bare, "lending-loan") == "people", "the claims may still follow"
    left = steps.leave_out(bare, "lending-loan")
    assert steps.next_step(left, "lending-loan") == "claims"
    left = steps.put(left, "claims", {"amount": "30000"})
    assert steps.next_step(left, "claims") == "people" and steps.next_step(left) == "people"
    told = telling.told_of({**draft(**{"lending-loan": None, "claims": {"amount": "30000"}}), "skipped": ["lending-loan"]})
    assert told.elements is None and told.amount == Decimal("30000")


def test_half_an_answer_that_was_left_out_keeps_nothing_back_until_it_is_taken_up_again():
    half = draft(**{"lending-loan": {"rate": "12"}, "claims": {"amount": "30000"}})
    assert wrong(half).keys() == {"lending-loan.principal", "lending-loan.lent_on"}
    left = steps.leave_out(half, "lending-loan")
    assert telling.told_of(left).elements is None
    row = next(row for row in steps.summary(left) if row["step"] == "lending-loan")
    assert row["faults"] == [] and row["values"] == {}
    assert wrong(steps.put(left, "lending-loan", {"rate": "12"})) == wrong(half)
    assert steps.leave_out({"skipped": "x"}, "evidence")["skipped"] == ["evidence"]


def test_another_cause_chosen_later_loses_no_claim():
    more = [{"text": "请求对方道歉"}]
    told = telling.told_of(draft(cause={"cause": PLAIN}, claims={"amount": "30000.00", "more": more}))
    assert [c.text for c in told.claims] == ["请求对方支付30,000元", "请求对方道歉"]
    assert [c.amount for c in told.claims] == [Decimal("30000.00"), None]
    told = telling.told_of(draft(cause={"cause": "civ26-144"}, claims={"claims": [{"text": "道歉"}, {"amount": "5.00"}]}))
    assert [c.amount for c in told.claims] == [Decimal("5.00"), None]


def test_claims_that_follow_from_the_elements_stand_until_they_are_corrected():
    corrected = draft(claims={"claims": [{"text": "归还本金", "amount": "20000.00"}]})
    assert steps.corrected_claims(corrected) and not steps.corrected_claims(draft())
    assert telling.told_of(corrected).amount == Decimal("20000.00")


def test_the_elements_travel_with_what_is_told():
    told = telling.told_of(draft())
    assert told.elements is not None and told.elements.form == "lending"
    assert told.elements.answers["principal"] == "30000"
    assert told.happened_on is not None and told.happened_on.isoformat() == "2025-03-01"


def test_evidence_can_be_left_out():
    assert telling.told_of(draft(evidence=None)).evidence == []


def test_causes_are_offered_from_the_story_with_the_words_that_point_to_them():
    first = offers.offered_causes(draft())[0]
    assert first.code == LENDING
    assert "借" in first.reason_zh and first.plain_zh


def test_causes_are_found_by_plain_words_and_by_official_name():
    assert LENDING in [c.code for c in offers.searched_causes("民间借贷")]
    assert LENDING in [c.code for c in offers.searched_causes("借钱不还")]
    assert offers.searched_causes("  ") == []


def test_the_summary_shows_each_step_and_what_is_wrong_with_it():
    rows = {row["step"]: row for row in steps.summary(draft(people=people(others=[]), evidence=None))}
    assert rows["story"]["values"]["story"].startswith("2025年3月")
    assert rows["people"]["faults"] and not rows["people"]["values"]
    assert rows["evidence"] == {"step": "evidence", "answered": False, "faults": [], "values": {}}


def test_a_draft_full_of_rubbish_breaks_nothing():
    rubbish = dict.fromkeys(steps.codes(draft()), "x")
    assert wrong(rubbish)
    assert offers.offered_causes(rubbish) == []
    assert wrong(rubbish | {"cause": {"cause": 7}, "claims": {"more": "x", "claims": [1]}})
    assert steps.next_step(rubbish) == "story"
    assert len(steps.summary(rubbish)) == 5
