"""Litigation costs: tables, halving, shares, changes, and what makes them provisional."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengqiao.kernel.money import half_up
from fengqiao.law import fees, settings, tariff
from fengqiao.law.errors import FieldError
from fengqiao.law.instruments import CPLI, FEE, FEE23
from fengqiao.law.tariff import entry

CENT = Decimal("0.01")
amounts = st.decimals(0, 10**9, places=2)
TABLES = ("property", "divorce", "personality", "enforcement", "preservation")


@pytest.fixture
def own_settings() -> Iterator[None]:
    yield
    settings.reset()


def adopt(folder: Path, id: str, value: str) -> None:
    path = folder / "own.yaml"
    path.write_text(f"settings: [{{id: {id}, value: {value}, in_force: 2025-01-01, confirmed: true}}]")
    settings.adopt(path)


@pytest.mark.parametrize("name", TABLES)
def test_bands_join_and_are_continuous_to_a_cent_at_each_edge(name: str) -> None:
    table = entry("tables", name)
    assert table.bands[0].over == table.flat_up_to
    assert table.bands[-1].up_to is None
    for lower, upper in zip(table.bands, table.bands[1:], strict=False):
        assert lower.up_to == upper.over
    for band in table.bands:
        at, _ = tariff.progressive(table, band.over)
        above, _ = tariff.progressive(table, band.over + CENT)
        assert 0 <= above - at <= CENT * band.percent / 100


@given(amounts, amounts)
def test_a_higher_amount_never_costs_less(a: Decimal, b: Decimal) -> None:
    low, high = sorted((a, b))
    for kind in ("property", "enforcement", "preservation", "payment_order", "bankruptcy"):
        ask = fees.case_fee if kind == "property" else fees.application_fee
        assert ask(kind, low).value <= ask(kind, high).value


@given(amounts, st.lists(st.sampled_from(["simple", "mediated", "withdrawn"]), min_size=1, max_size=5))
def test_R_FEE_10_halved_once_whatever_the_combination(amount: Decimal, reductions: list[str]) -> None:
    exact, _ = tariff.progressive(entry("tables", "property"), amount)
    assert fees.case_fee("property", amount, reductions=reductions).value == half_up(exact / 2)


@given(st.lists(amounts, min_size=1, max_size=5))
def test_R_FEE_05_several_claims_pay_on_their_sum(parts: list[Decimal]) -> None:
    together = fees.mixed_fee(parts).value
    assert together == fees.case_fee("property", sum(parts)).value


@given(amounts)
def test_sum_of_parts(amount: Decimal) -> None:
    changed = fees.simple_to_ordinary(amount).value
    paid = fees.case_fee("property", amount, reductions=["simple"]).value
    assert paid + changed.top_up == fees.case_fee("property", amount).value
    assert changed.refund_if_unpaid == half_up(paid / 2)


@given(amounts, amounts)
def test_R_FEE_14_changing_back_and_forth_costs_nothing(a: Decimal, b: Decimal) -> None:
    there, back = fees.fee_change(a, b).value, fees.fee_change(b, a).value
    assert (there.top_up, there.refund) == (back.refund, back.top_up)
    late = fees.fee_change(a, b, "after_end_of_investigation").value
    assert late.refund == 0
    assert late.borne == there.refund


@given(amounts)
def test_caps_hold(amount: Decimal) -> None:
    assert fees.application_fee("preservation", amount).value <= 5000
    assert fees.application_fee("bankruptcy", amount).value <= 300000


def test_R_FEE_01_working_shows_every_band_and_the_articles() -> None:
    found = fees.case_fee("property", 150000, reductions=["simple", "mediated"])
    assert [line.zh for line in found.working] == [
        "财产案件，数额150,000元。",
        "不超过10,000元的部分，50元。",
        "超过10,000元至100,000元的部分90,000元，按2.5%计2,250元。",
        "超过100,000元至200,000元的部分50,000元，按2%计1,000元。",
        "合计3,300元。",
        "适用简易程序、以调解方式结案，减半：1,650元。",
        "应交纳1650.00元。",
    ]
    assert found.working[0].en == "Property case, amount 150,000."
    assert found.cites == (FEE(13), FEE(16), FEE(15), CPLI(206))
    assert not found.provisional


def test_R_FEE_01_the_lowest_band_has_one_line_and_no_sum() -> None:
    assert [line.zh for line in fees.case_fee("property", 1).working] == [
        "财产案件，数额1元。",
        "不超过10,000元的部分，50元。",
        "应交纳50.00元。",
    ]
    assert fees.case_fee("property", 1, reductions=["simple"]).cites == (FEE(13), FEE(16))


def test_R_FEE_01_an_amount_on_an_edge_stays_in_the_lower_band() -> None:
    assert [line.zh for line in fees.case_fee("property", 100000).working] == [
        "财产案件，数额100,000元。",
        "不超过10,000元的部分，50元。",
        "超过10,000元至100,000元的部分90,000元，按2.5%计2,250元。",
        "合计2,300元。",
        "应交纳2300.00元。",
    ]


def test_R_FEE_43_rounding_is_said_and_provisional() -> None:
    found = fees.case_fee("property", 10001)
    assert found.value == Decimal("50.03")
    assert found.provisional
    assert "50.025元，四舍五入到分：50.03元" in found.working[-2].zh


def test_R_FEE_43_no_double_rounding() -> None:
    for cents in range(1, 3000):
        amount = Decimal(10000) + Decimal(cents) / 100
        exact, _ = tariff.progressive(entry("tables", "property"), amount)
        assert fees.application_fee("payment_order", amount).value == half_up(exact / 3)


def test_R_FEE_02_base_comes_from_the_court_or_the_question(tmp_path: Path, own_settings: None) -> None:
    assert fees.case_fee("divorce").provisional
    assert not fees.case_fee("divorce", base=200).provisional
    assert fees.case_fee("divorce", base=50).value == 50
    assert fees.case_fee("divorce", base=300).value == 300
    for bad in (49, 301, "49.99", "300.01"):
        with pytest.raises(FieldError, match=r"must be from 50\.00 to 300\.00") as error:
            fees.case_fee("divorce", base=bad)
        assert error.value.field == "base"
    adopt(tmp_path, "fee.divorce_base", '"200.00"')
    found = fees.case_fee("divorce", 500000)
    assert found.value == 1700
    assert not found.provisional
    assert "已确认" in found.working[1].zh


def test_R_FEE_02_property_up_to_the_edge_costs_nothing_more() -> None:
    assert fees.case_fee("divorce", "200000.02", 200).value == Decimal("200.00")
    assert fees.case_fee("divorce", 200002, 200).value == Decimal("200.01")
    assert "不另行交纳" in fees.case_fee("divorce", 1, 200).working[2].zh


def test_R_FEE_10_settings_decide_the_open_cases(tmp_path: Path, own_settings: None) -> None:
    adopt(tmp_path, "fee.deemed_withdrawal_halves", "false")
    found = fees.case_fee("property", 100000, reductions=["deemed_withdrawn"])
    assert found.value == 2300
    assert not found.provisional
    adopt(tmp_path, "fee.deemed_withdrawal_halves", "true")
    found = fees.case_fee("property", 100000, reductions=["deemed_withdrawn"])
    assert found.value == 1150
    assert not found.provisional


def test_R_FEE_11_counterclaim_is_halved_before_anything_else() -> None:
    found = fees.case_fee("property", 150000, stage="counterclaim", reductions=["simple"])
    assert "反诉与本诉合并审理，减半" in found.working[-3].zh
    assert "不再重复减半" in found.working[-2].zh
    assert FEE(18) in found.cites
    third = fees.case_fee("property", 150000, stage="third_party")
    assert "第三人" in third.working[-2].zh


def test_R_FEE_12_appeal_says_on_what_it_is_counted() -> None:
    found = fees.case_fee("property", 400000, stage="appeal", reductions=["simple", "withdrawn"])
    assert found.value == Decimal("3650.00")
    assert FEE(17) in found.cites
    assert any("第二审不适用简易程序" in line.zh for line in found.working)
    assert FEE(17) not in fees.case_fee("property", 400000).cites


def test_R_FEE_08_exempt_kinds_cost_nothing_even_halved() -> None:
    for kind in ("confirmation", "special_procedure", "dismissal", "administrative_compensation"):
        found = fees.case_fee(kind, reductions=["simple"])
        assert found.value == 0
        assert not found.provisional
        assert "减半" not in "".join(line.zh for line in found.working)


def test_R_FEE_08_security_interest_follows_the_setting(tmp_path: Path, own_settings: None) -> None:
    assert fees.application_fee("security_interest", 100000).value == 0
    adopt(tmp_path, "fee.security_interest", "property")
    found = fees.application_fee("security_interest", 100000)
    assert found.value == 2300
    assert not found.provisional
    assert CPLI(204) in found.cites


def test_R_FEE_16_objection_fee_is_never_halved() -> None:
    found = fees.case_fee("jurisdiction_objection", base=80, reductions=["mediated"])
    assert found.value == 80
    assert "该项费用不减半" in found.working[-2].zh
    assert "不减半" not in "".join(x.zh for x in fees.case_fee("jurisdiction_objection", base=80).working)


def test_R_FEE_20_not_prepaid_and_21_prepaid(tmp_path: Path, own_settings: None) -> None:
    own = fees.application_fee("enforcement", 100000)
    foreign = fees.application_fee("foreign_recognition", 100000)
    assert own.value == foreign.value == 1400
    assert "不预交" in own.working[-2].zh
    assert "实际执行金额" in own.working[-2].zh
    assert "由申请人预交" in foreign.working[-2].zh
    assert fees.application_fee("enforcement").value == 500
    assert fees.application_fee("enforcement").provisional
    assert FEE(20) in own.cites
    assert FEE(10) in foreign.cites
    adopt(tmp_path, "fee.enforcement_basis", "applied")
    assert "申请执行金额" in fees.application_fee("enforcement", 100000).working[-2].zh


def test_R_FEE_26_cap_is_said_only_where_it_bites() -> None:
    at = fees.application_fee("bankruptcy", 111640000)
    over = fees.application_fee("bankruptcy", "111640001")
    assert at.value == over.value == 300000
    assert "最高不超过" not in "".join(line.zh for line in at.working)
    assert "最高不超过300,000元" in over.working[-2].zh
    assert "1/2" in at.working[-2].zh


def test_R_FEE_22_cap_is_said_only_where_it_bites() -> None:
    assert "最高不超过" not in "".join(x.zh for x in fees.application_fee("preservation", 896000).working)
    assert "最高不超过5,000元" in "".join(x.zh for x in fees.application_fee("preservation", 896001).working)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("maritime_fund", 10000),
        ("maritime_injunction", 5000),
        ("maritime_lien", 5000),
        ("maritime_claim_registration", 1000),
        ("general_average", 1000),
        ("public_summons", 100),
        ("arbitration_set_aside", 400),
    ],
)
def test_R_FEE_27_fees_per_case(kind: str, value: int) -> None:
    assert fees.application_fee(kind).value == value


def test_R_FEE_29_liquidation_is_half_without_a_cap() -> None:
    found = fees.application_fee("compulsory_liquidation", 200000000)
    assert found.value == Decimal("520900.00")
    assert FEE23(1) in found.cites


def test_R_FEE_13_other_kinds_are_topped_up_too() -> None:
    assert fees.simple_to_ordinary(kind="labour").value.top_up == 5
    found = fees.simple_to_ordinary(10001)
    assert found.value.top_up == Decimal("25.02")
    assert found.provisional
    assert not fees.simple_to_ordinary(100000).provisional
    assert CPLI(199) in found.cites


def test_R_FEE_14_equal_amounts_change_nothing() -> None:
    change = fees.fee_change(100000, 100000)
    assert (change.value.top_up, change.value.refund, change.value.borne) == (0, 0, 0)
    assert FEE(21) in change.cites
    assert FEE(35) not in change.cites
    assert FEE(35) in fees.fee_change(200000, 100000, "after_end_of_investigation").cites
    assert fees.fee_change(100000, 10001).provisional
    assert fees.fee_change(10001, 100000).provisional
    assert not fees.fee_change(100000, 200000).provisional


def test_R_FEE_14_a_claim_without_an_amount_stays_of_its_kind() -> None:
    for kind, bare in (("ip", "ip"), ("property", "other")):
        change = fees.fee_change(None, 100000, kind=kind).value
        assert change.top_up == fees.case_fee(kind, 100000).value - fees.case_fee(bare).value


def test_R_FEE_14_a_halved_fee_changes_by_half() -> None:
    assert fees.fee_change(100000, 200000, reductions=["simple"]).value.top_up == 1000


@pytest.mark.parametrize(
    ("field", "call"),
    [
        ("kind", lambda: fees.case_fee("none", 1)),
        ("kind", lambda: fees.application_fee("none", 1)),
        ("stage", lambda: fees.case_fee("property", 1, stage="third")),
        ("reductions", lambda: fees.case_fee("property", 1, reductions=["poor"])),
        ("amount", lambda: fees.case_fee("property")),
        ("amount", lambda: fees.case_fee("property", "x")),
        ("amount", lambda: fees.application_fee("payment_order")),
        ("amount", lambda: fees.application_fee("bankruptcy")),
        ("when", lambda: fees.fee_change(1, 2, "later")),
        ("from_amount", lambda: fees.fee_change("x", 2)),
        ("to_amount", lambda: fees.fee_change(1, "x")),
        ("amounts", lambda: fees.mixed_fee([], 0)),
        ("amounts", lambda: fees.mixed_fee(["x"])),
        ("base", lambda: fees.case_fee("divorce", base="x")),
    ],
)
def test_wrong_inputs_name_their_field(field: str, call: object) -> None:
    with pytest.raises(FieldError) as error:
        call()  # type: ignore[operator]
    assert error.value.field == field
    assert str(error.value)


def test_tables_are_held_from_their_date_on() -> None:
    assert fees.case_fee("property", 1, on=date(2007, 4, 1)).value == 50
    with pytest.raises(LookupError):
        fees.case_fee("property", 1, on=date(2007, 3, 31))
    with pytest.raises(LookupError):
        entry("tables", "none")


def test_R_FEE_05_says_why() -> None:
    assert "合并计算" in fees.mixed_fee([80000], 1).working[0].zh
    several = fees.mixed_fee([], 2, base=80, reductions=["simple"])
    assert several.value == 40
    assert "按一件" in several.working[0].zh
    assert CPLI(201) in several.cites


def test_R_FEE_05_one_claim_is_enough() -> None:
    assert fees.mixed_fee([], 1, base=80).value == 80
    with pytest.raises(FieldError):
        fees.mixed_fee([])


def test_R_FEE_10_words_say_once_only_where_there_is_more_than_one_ground() -> None:
    one = fees.case_fee("property", 100000, reductions=["simple"])
    two = fees.case_fee("property", 100000, reductions=["simple", "withdrawn"])
    assert one.working[-2].en == "Simple procedure: half, 1,150."
    assert two.working[-2].en == "Simple procedure, withdrawn (once only): half, 1,150."


def test_R_FEE_11_words_name_the_claim() -> None:
    ask = fees.case_fee
    assert ask("property", 150000, stage="counterclaim").working[-2].en.startswith("Counterclaim merged")
    assert ask("property", 150000, stage="third_party").working[-2].en.startswith("Independent third")


def test_a_missing_amount_is_written_as_nothing() -> None:
    assert fees.application_fee("preservation").working[0].zh == "申请保全，数额0元。"
    assert fees.case_fee("divorce", base=200).working[0].zh == "离婚案件，数额0元。"


def test_R_FEE_21_cites_what_makes_it_prepaid() -> None:
    assert fees.application_fee("foreign_recognition", 1).cites == (FEE(14), FEE(10), FEE(20))


def test_R_FEE_14_small_changes_are_topped_up() -> None:
    assert fees.fee_change(100000, 100001).value.top_up == Decimal("0.02")
    assert "补交0.00元" in fees.fee_change(5, 6).working[-1].zh


def test_R_FEE_13_is_provisional_where_only_the_half_is_rounded() -> None:
    assert not fees.case_fee("property", "10000.40").provisional
    assert fees.simple_to_ordinary("10000.40").provisional


def test_R_FEE_05_own_table_unless_the_court_says_otherwise(tmp_path: Path, own_settings: None) -> None:
    assert fees.case_fee("personality", 200000, 300).value == 1300
    adopt(tmp_path, "fee.mixed_own_table", "false")
    assert fees.case_fee("personality", 200000, 300).value == 4300
    assert fees.case_fee("divorce", None, 300).value == 300
