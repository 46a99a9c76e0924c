"""Hints before sending: true, with their reason, and never a bar (R-FIL-20)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from fengqiao.areas.intake import hints
from fengqiao.core import testing
from fengqiao.core.told import Told
from fengqiao.core.words import say
from fengqiao.law import causes, venue
from fengqiao.law.instruments import FEE

ZHUJI = "330681"
TODAY = date(2026, 3, 2)
LENDING, DIVORCE, LEASE, TRAFFIC = "civ26-108.3", "civ26-14", "civ26-116.2", "civ26-411"
CRASH = {"form": "traffic", "answers": {"happened": "2026-01-05", "place": "浙江省诸暨市店口镇解放路口"}}


def told(**changes: Any) -> Told:
    return testing.told(**{"cause": LENDING, **changes})


def codes(whole: Told, on: date = TODAY) -> list[str]:
    return [h.code for h in hints.before_sending(whole, ZHUJI, on)]


@pytest.mark.parametrize(
    ("happened", "code"),
    [
        (date(2023, 2, 20), "limitation_passed"),
        (date(2023, 3, 1), "limitation_near"),
        (date(2023, 3, 2), "limitation_near"),
        (date(2023, 5, 28), "limitation_near"),
        (date(2023, 6, 2), None),
        (None, None),
    ],
)
def test_R_FIL_18_three_years_are_named_and_bar_nothing(happened: date | None, code: str | None):
    found = hints.limitation(told(happened_on=happened), TODAY)
    assert (found.code if found else None) == code
    assert found is None or (found.answer is not None and found.cites)


def test_R_JUR_01_the_other_side_lives_in_this_court_s_area():
    found = hints.place(told(), ZHUJI, TODAY)
    assert (found.code, found.level) == ("place_here", "good")
    assert "被告住所地" in found.values["grounds_zh"]


def test_R_JUR_03_for_a_loan_the_place_of_the_one_who_gets_the_money_will_do():
    far = [testing.respondent(address="广东省深圳市南山区1号")]
    found = hints.place(told(respondents=far), ZHUJI, TODAY)
    assert (found.code, found.level) == ("place_here_receiver", "good"), "the lender gets the money here (CPLI 18)"
    text = say(f"intake.hint.{found.code}", found.values, "zh-hans")
    assert "接收货币一方所在地" in text and "对方住在" not in text


def test_CPLI_18_without_the_other_side_s_address_it_is_presumed_and_said_what_to_add():
    unknown = [testing.respondent(address=None)]
    found = hints.place(told(respondents=unknown), ZHUJI, TODAY)
    assert (found.code, found.level) == ("place_here_presumed", "info")
    text = say(f"intake.hint.{found.code}", found.values, "zh-hans")
    assert "推定" in text and "请尽量补充对方的住址" in text and "对方住在" not in text
    assert hints.place(told(cause=DIVORCE, respondents=unknown), ZHUJI, TODAY).code == "place_open_unknown"


def test_the_ground_that_lies_here_is_named_and_no_other():
    found = hints.place(told(), ZHUJI, TODAY)
    assert found.values["hit_zh"] == "被告住所地、合同履行地"
    elsewhere = [testing.claimant(address="广东省深圳市南山区1号")]
    assert hints.place(told(claimants=elsewhere), ZHUJI, TODAY).values["hit_zh"] == "被告住所地"
    crash = hints.place(told(cause=TRAFFIC, respondents=[testing.respondent(address="四川省成都市1号")], elements=CRASH), ZHUJI, TODAY)
    assert (crash.code, crash.values["hit_zh"]) == ("place_here", "事故发生地")


def test_R_JUR_01_only_the_other_side_s_place_counts_and_it_is_elsewhere():
    far = [testing.respondent(address="广东省深圳市南山区1号")]
    assert hints.place(told(cause=DIVORCE, respondents=far), ZHUJI, TODAY).code == "place_elsewhere_named"


def test_R_JUR_06_a_lease_belongs_to_the_place_of_the_house_whoever_lives_where():
    found = hints.place(told(cause=LEASE), ZHUJI, TODAY)
    assert found.code == "place_open"
    assert "不动产" in found.values["grounds_zh"]


@pytest.mark.parametrize(
    ("address", "here"),
    [
        ("浙江省诸暨市店口镇解放路2号", True),
        ("诸暨枫桥镇", True),
        ("浙江省绍兴市嵊州市1号", False),
        ("四川省成都市1号", False),
        ("解放路2号", None),
        ("", None),
    ],
)
def test_an_address_says_whether_it_lies_in_the_county(address: str, here: bool | None):
    assert venue.lies_in(address, ZHUJI) is here


def test_R_FEE_01_the_fee_comes_with_its_working_and_the_half_beside_it():
    found = hints.fee_estimate(told(), TODAY)
    assert found is not None and found.values == {"full": "1,050", "half": "525"}
    assert found.answer is not None and found.answer.working


def test_R_FEE_a_cause_without_fee_gets_no_estimate():
    assert hints.fee_estimate(told(cause="civ26-481"), TODAY) is None


def test_R_SIM_02_without_the_province_s_wage_base_nothing_is_promised():
    assert hints.small_claims(told()) is None


def test_R_SIM_02_small_claims_by_the_wage_base(monkeypatch: pytest.MonkeyPatch):
    base = hints.procedure_choice.small_claims
    def with_base(amount: object, exclusions: tuple[str, ...] = ()) -> object:
        return base(amount, 120000, exclusions)

    monkeypatch.setattr(hints.procedure_choice, "small_claims", with_base)

    def code(amount: str, cause: str = LENDING) -> str | None:
        found = hints.small_claims(told(cause=cause, claims=[{"text": "还款", "amount": amount}]))
        return found.code if found else None

    assert code("60000.00") == "small_claims_mandatory"
    assert code("60000.01") == "small_claims_by_agreement"
    assert code("240000.01") is None
    assert code("100.00", DIVORCE) is None


def test_the_other_side_without_phone_and_address_is_a_care_not_a_bar():
    assert "no_contact" in codes(told(respondents=[{"name": "李小红"}]))
    assert "no_phone" in codes(told(respondents=[{"name": "李小红", "address": "诸暨市1号"}]))


def test_one_name_on_both_sides_is_pointed_out():
    same = [{"name": "陈大明", "phone": "13800000009", "address": "诸暨市2号"}]
    assert "same_name" in codes(told(respondents=same))
    assert "same_name" not in codes(told())


def test_nothing_to_show_yet_is_said_kindly():
    assert "no_evidence" in codes(told(evidence=[]))
    assert "no_evidence" not in codes(told())


def test_FEE_20_a_claim_for_pay_is_not_told_to_advance_the_fee() -> None:
    pay = causes.search("追索劳动报酬纠纷")[0].code
    found = hints.fee_estimate(told(cause=pay, elements=None), TODAY)
    assert found is not None and found.code == "fee_not_prepaid" and FEE(20) in found.cites
    assert "不用预交" in say("intake.hint.fee_not_prepaid", found.values, "zh-hans")
    assert hints.fee_estimate(told(), TODAY).code == "fee"
