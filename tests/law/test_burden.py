"""Who bears the costs, claims in foreign currency, internet courts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengqiao.kernel.answer import Answer
from fengqiao.law import fees, settings
from fengqiao.law.ask import answer_line
from fengqiao.law.burden import Burden, Outcome, cost_burden, outcomes, shares
from fengqiao.law.currency import Converted, foreign_currency, rate_of
from fengqiao.law.errors import FieldError
from fengqiao.law.instruments import CPLI, FEE
from fengqiao.law.internet_courts import internet_court, matters

CENT = Decimal("0.01")
money = st.decimals(0, 10**9, places=2)
positive = st.decimals(CENT, 10**9, places=2)


@pytest.fixture
def own_settings() -> Iterator[None]:
    """What a test lets the court confirm ends with it."""
    yield
    settings.reset()


def borne(fee: Any, outcome: str, **more: Any) -> Answer[Burden]:
    case = {name: more.pop(name) for name in tuple(more) if name in Outcome.__dataclass_fields__}
    return cost_burden(fee, Outcome(outcome, **case), **more)


def both(found: Answer[Burden]) -> tuple[str, str]:
    return str(found.value.claimant), str(found.value.respondent)


@pytest.mark.parametrize(
    ("outcome", "shares", "article"),
    [
        ("won", ("0.00", "2300.00"), 29),
        ("lost", ("2300.00", "0.00"), 29),
        ("withdrawn", ("2300.00", "0.00"), 34),
        ("act_changed", ("0.00", "2300.00"), 34),
        ("retrial_request", ("2300.00", "0.00"), 32),
        ("payment_order_unopposed", ("0.00", "2300.00"), 36),
        ("payment_order_opposed", ("2300.00", "0.00"), 36),
        ("public_summons", ("2300.00", "0.00"), 37),
        ("enforcement", ("0.00", "2300.00"), 38),
        ("preservation", ("2300.00", "0.00"), 38),
    ],
)
def test_R_FEE_34_where_the_law_says_who_bears_it(outcome: str, shares: tuple[str, str], article: int) -> None:
    found = borne("2300", outcome)
    assert both(found) == shares
    assert FEE(article) in found.cites
    assert found.value.decided_by == "law"
    assert not found.provisional


def test_R_FEE_34_won_in_part_is_a_guide_and_the_court_decides() -> None:
    found = borne("2300", "partial", claimed="100000", awarded="70000")
    assert both(found) == ("690.00", "1610.00")
    assert found.value.decided_by == "court"
    assert found.provisional
    assert "以人民法院决定的数额为准" in found.working[1].zh


@pytest.mark.parametrize("outcome", ["partial", "mediated", "divorce", "enforcement_settled"])
def test_R_FEE_34_no_share_is_invented_where_nothing_is_given(outcome: str) -> None:
    found = borne("2300", outcome)
    assert (found.value.claimant, found.value.respondent, found.value.refund) == (None, None, None)
    assert found.value.decided_by == "court"
    assert found.provisional


def test_R_FEE_34_settled_by_mediation_as_agreed() -> None:
    found = borne("1150", "mediated", agreed="500")
    assert both(found) == ("650.00", "500.00")
    assert found.value.decided_by == "parties"
    assert not found.provisional
    with pytest.raises(FieldError, match="at most 1,150"):
        borne("1150", "mediated", agreed="1150.01")


def test_R_FEE_34_a_winner_may_bear_a_part_of_its_own_will() -> None:
    assert both(borne("1000", "won", volunteered="300")) == ("300.00", "700.00")
    assert both(borne("1000", "lost", volunteered="300")) == ("700.00", "300.00")


def said(found: Answer[Any]) -> str:
    return "".join(line.zh for line in found.working)


def test_R_FEE_34_what_is_borne_of_free_will_is_said_with_its_article() -> None:
    found = borne("1000", "withdrawn", volunteered="300")
    assert "被告自愿负担300元" in said(found) and FEE(29) in found.cites
    assert "原告自愿负担300元" in said(borne("1000", "won", volunteered="300"))
    plain = borne("1000", "withdrawn")
    assert "自愿" not in said(plain) and FEE(29) not in plain.cites


def test_R_FEE_40_the_working_says_how_the_money_moves() -> None:
    won = borne("1000", "won")
    assert "法院退还原告预交的1,000元" in said(won) and "直接支付" not in said(won) and CPLI(207) in won.cites
    direct = borne("1000", "won", direct=True)
    assert "由被告直接支付1,000元" in said(direct) and "退还原告" not in said(direct)
    enforced = borne("1000", "enforcement", direct=True)
    assert "直接支付" not in said(enforced) and "退还原告" not in said(enforced)
    assert CPLI(207) not in borne("1000", "lost").cites


def test_R_FEE_34_what_was_dropped_late_is_the_claimants_even_if_it_wins() -> None:
    found = borne("1000", "won", dropped="200")
    assert both(found) == ("200.00", "800.00")
    assert FEE(35) in found.cites
    assert both(borne("1000", "won", dropped="1000")) == ("1000.00", "0.00")


def test_R_FEE_34_late_evidence_costs_the_one_who_was_late() -> None:
    assert both(borne("1000", "lost", late_evidence="150", late_side="respondent")) == ("850.00", "150.00")
    found = borne("1000", "won", late_evidence="150", late_side="claimant")
    assert both(found) == ("150.00", "850.00")
    assert FEE(40) in found.cites and "因原告自身原因" in said(found)
    assert "因被告自身原因" in said(borne("1000", "lost", late_evidence="150", late_side="respondent"))
    with pytest.raises(FieldError):
        borne("1000", "won", late_evidence="150", late_side="judge")


def test_R_FEE_34_joint_debtors_bear_it_together_others_by_their_stakes() -> None:
    together = borne("1000", "won", members=[("甲", 1), ("乙", 2)], joint=True)
    assert together.value.each == ()
    assert CPLI(203) in together.cites
    apart = borne("1000", "won", members=[("甲", 1), ("乙", 2)])
    assert apart.value.each == (("甲", Decimal("333.33")), ("乙", Decimal("666.67")))
    assert apart.provisional
    assert FEE(29) in borne("1000", "act_changed", members=[("甲", 1), ("乙", 2)]).cites
    with pytest.raises(FieldError):
        borne("1000", "won", members=[("甲", 0)])


def test_R_FEE_40_the_winner_is_refunded_by_the_court_and_the_loser_pays_the_court() -> None:
    found = borne("2300", "won").value
    assert (found.refund, found.to_court) == (Decimal("2300.00"), Decimal("2300.00"))
    direct = borne("2300", "won", direct=True).value
    assert (direct.refund, direct.to_court) == (Decimal(0), Decimal(0))
    enforced = borne("2300", "enforcement").value
    assert (enforced.refund, enforced.to_court) == (Decimal(0), Decimal("2300.00"))


def test_R_FEE_34_wrong_amounts_are_refused_at_their_field() -> None:
    for field, case in {
        "awarded": {"claimed": "10", "awarded": "10.01"},
        "claimed": {"claimed": "0", "awarded": "0"},
        "dropped": {"dropped": "1001"},
        "late_evidence": {"dropped": "900", "late_evidence": "101"},
    }.items():
        with pytest.raises(FieldError) as error:
            borne("1000", "partial", **case)
        assert error.value.field == field
    with pytest.raises(FieldError) as error:
        borne("1000", "drawn")
    assert error.value.field == "outcome"


@given(fee=money, claimed=positive, part=st.decimals(0, 1, places=4), dropped=st.decimals(0, 1, places=2))
def test_R_FEE_34_the_two_shares_make_up_the_fee_to_the_cent(
    fee: Decimal, claimed: Decimal, part: Decimal, dropped: Decimal
) -> None:
    awarded = (claimed * part).quantize(CENT)
    for outcome in outcomes():
        case = {"claimed": claimed, "awarded": min(awarded, claimed), "agreed": 0, "dropped": min(fee, dropped)}
        found = borne(fee, outcome, **case).value
        assert found.claimant is not None
        assert found.respondent is not None
        assert found.claimant + found.respondent == fee
        assert min(found.claimant, found.respondent) >= 0


@given(whole=money, weights=st.lists(positive, min_size=1, max_size=8))
def test_R_FEE_34_shares_make_up_the_whole_and_keep_to_their_weight(whole: Decimal, weights: list[Decimal]) -> None:
    parts = shares(whole, weights)
    assert sum(parts) == whole
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part - whole * weight / sum(weights)) < CENT + Decimal("1e-9")


@given(fee=money, claimed=positive, a=money, b=money)
def test_R_FEE_34_who_wins_more_never_bears_more(fee: Decimal, claimed: Decimal, a: Decimal, b: Decimal) -> None:
    low, high = sorted((min(a, claimed), min(b, claimed)))
    less = borne(fee, "partial", claimed=claimed, awarded=low).value.claimant
    more = borne(fee, "partial", claimed=claimed, awarded=high).value.claimant
    assert less is not None
    assert more is not None
    assert more <= less


def usd(amount: Any, rate: str = "7.1", day: str = "2026-03-02", accepted: str = "2026-03-02", **more: Any) -> Any:
    held = rate_of("USD", rate, date.fromisoformat(day), more.pop("per", 1))
    found: Answer[Converted] = foreign_currency(amount, held, date.fromisoformat(accepted), **more)
    return found


def test_R_FEE_41_the_rate_of_the_day_of_acceptance() -> None:
    found = usd("10000")
    assert (str(found.value.amount), str(found.value.fee)) == ("71000.00", "1575.00")
    assert found.cites[0] == FEE(55)
    assert found.provisional, "which published rate counts is not confirmed"
    assert str(usd("10000", "710", per=100).value.amount) == "71000.00"


def test_R_FEE_41_rates_of_small_units_and_of_ten_thousand() -> None:
    assert rate_of("USD", "7.1", date(2026, 3, 2)).per == 1
    assert rate_of("JPY", "0.05", date(2026, 3, 2)).yuan == Decimal("0.05")
    assert rate_of("VND", "2.8", date(2026, 3, 2), 10000).per == 10000


@pytest.mark.parametrize(
    ("confirmed", "day", "provisional"),
    [
        (("fee.rate_kind",), "2026-03-08", False),
        (("fee.rate_kind",), "2026-03-06", True),
        (("fee.rate_kind", "fee.rate_rest_day"), "2026-03-06", False),
        (("fee.rate_rest_day",), "2026-03-06", True),
    ],
)
def test_R_FEE_41_provisional_until_the_court_has_confirmed_what_is_open(
    tmp_path: Path, own_settings: None, confirmed: tuple[str, ...], day: str, provisional: bool
) -> None:
    for name in confirmed:
        file = tmp_path / f"{name}.yaml"
        value = settings.setting(name, date(2026, 3, 8)).value
        file.write_text(f"settings: [{{id: {name}, value: {value}, in_force: 2025-01-01, confirmed: true}}]")
        settings.adopt(file)
    assert usd("10000", day=day, accepted="2026-03-08").provisional is provisional


@pytest.mark.parametrize(("day", "accepted"), [("2026-02-27", "2026-03-02"), ("2026-03-03", "2026-03-02")])
def test_R_FEE_41_a_rate_of_another_working_day_is_refused(day: str, accepted: str) -> None:
    with pytest.raises(FieldError) as error:
        usd("10000", day=day, accepted=accepted)
    assert error.value.field == "rate_day"


def test_R_FEE_41_on_a_rest_day_the_last_rate_before_stands_in() -> None:
    found = usd("10000", day="2026-03-06", accepted="2026-03-08")
    assert str(found.value.amount) == "71000.00"
    assert any("休假日" in line.zh for line in found.working)
    with pytest.raises(FieldError):
        usd("10000", day="2025-03-06", accepted="2026-03-08")


def test_R_FEE_41_appeal_keeps_the_rate_of_first_instance_and_fees_are_those_of_the_tariff() -> None:
    found = usd("10000", stage="appeal")
    assert any("仍用第一审" in line.zh for line in found.working)
    assert found.value.fee == fees.case_fee("property", 71000, stage="appeal").value
    assert usd("10000", kind="preservation").value.fee == fees.application_fee("preservation", 71000).value
    assert usd("10000", reductions=["simple"]).value.fee == Decimal("787.50")


@pytest.mark.parametrize(
    ("currency", "rate", "per", "field"),
    [
        ("usd", "7", 1, "currency"),
        ("CNY", "1", 1, "currency"),
        ("USD", "0", 1, "rate"),
        ("USD", "-1", 1, "rate"),
        ("USD", "NaN", 1, "rate"),
        ("USD", "x", 1, "rate"),
        ("USD", "1000000.01", 1, "rate"),
        ("USD", "7", 10, "per"),
    ],
)
def test_R_FEE_41_a_rate_that_is_none_is_refused(currency: str, rate: str, per: int, field: str) -> None:
    with pytest.raises(FieldError) as error:
        rate_of(currency, rate, date(2026, 3, 2), per)
    assert error.value.field == field


@given(a=st.decimals(0, 10**7, places=2), b=st.decimals(0, 10**7, places=2))
def test_R_FEE_41_more_foreign_money_is_never_less_in_yuan(a: Decimal, b: Decimal) -> None:
    low, high = sorted((a, b))
    assert usd(low).value.amount <= usd(high).value.amount
    assert usd(low).value.fee <= usd(high).value.fee


@pytest.mark.parametrize("matter", list(matters()))
@pytest.mark.parametrize(("city", "code"), [("北京", "京0491"), ("浙江省杭州市", "浙0192"), ("广州市", "粤0192")])
def test_R_JUR_11_the_listed_cases_go_to_the_internet_court_of_the_city(matter: str, city: str, code: str) -> None:
    found = internet_court(matter, city, date(2025, 11, 1), 3000)
    assert (found.value.competent, found.value.code) == (True, code)
    assert not found.provisional


def test_R_JUR_11_other_places_other_cases_and_larger_sums_do_not() -> None:
    assert not internet_court("data", "绍兴市").value.competent
    unlisted = internet_court("other", "杭州市")
    assert not unlisted.value.competent
    assert unlisted.provisional, "the list is a shortened one"
    assert internet_court("data", "杭州市", amount="499999999.99").value.competent
    assert not internet_court("data", "杭州市", amount="500000000").value.competent


@pytest.mark.parametrize(
    ("question", "field"),
    [
        ({"matter": "land", "city": "杭州"}, "matter"),
        ({"matter": "data", "city": " "}, "city"),
        ({"matter": "data", "city": "杭州", "filed": "2025-10-31"}, "filed"),
    ],
)
def test_R_JUR_11_what_is_not_held_is_refused(question: dict[str, str], field: str) -> None:
    found = json.loads(answer_line(json.dumps({"ask": "internet_court", **question})))
    assert found["error"]["field"] == field
