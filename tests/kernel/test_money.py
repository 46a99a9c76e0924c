"""Money: exact, half up to one cent, written for people and for papers."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengqiao.kernel.money import CEILING, capital, exact, grouped, half_up, text, yuan


@pytest.mark.parametrize(
    ("given_value", "amount"),
    [("1150", "1150"), (" 0.05 ", "0.05"), (7, "7"), (Decimal("2.50"), "2.50"), ("1e3", "1000")],
)
def test_reads_amounts(given_value: str | int | Decimal, amount: str) -> None:
    assert yuan(given_value) == Decimal(amount)


@pytest.mark.parametrize("bad", ["", "abc", "NaN", "Infinity", "-1", -1, True, 1.5, None, [], CEILING + 1])
def test_refuses_what_is_no_amount(bad: object) -> None:
    with pytest.raises(ValueError):
        yuan(bad)  # type: ignore[arg-type]


def test_the_ceiling_itself_is_allowed() -> None:
    assert yuan(CEILING) == CEILING


def test_R_FEE_43_half_a_cent_goes_up() -> None:
    assert half_up(Decimal("0.005")) == Decimal("0.01")
    assert half_up(Decimal("50.025")) == Decimal("50.03")
    assert half_up(Decimal("50.0249999")) == Decimal("50.02")


def test_writes_for_interfaces_and_people() -> None:
    assert text(Decimal("1150")) == "1150.00"
    assert text(Decimal("1e6")) == "1000000.00"
    assert grouped(Decimal("1234567.00")) == "1,234,567"
    assert grouped(Decimal("1234567.5")) == "1,234,567.50"
    assert exact(Decimal("13800.0090")) == "13,800.009"
    assert exact(Decimal("100")) == "100"
    assert exact(Decimal(50) / 3) == "16.666666…"


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0", "零元整"),
        ("0.05", "伍分"),
        ("0.50", "伍角整"),
        ("10", "壹拾元整"),
        ("105", "壹佰零伍元整"),
        ("1150", "壹仟壹佰伍拾元整"),
        ("10005.50", "壹万零伍元伍角整"),
        ("16409.02", "壹万陆仟肆佰零玖元零贰分"),
        ("107000.53", "壹拾万柒仟元伍角叁分"),
        ("100000000", "壹亿元整"),
        ("100010001", "壹亿零壹万零壹元整"),
        ("300000", "叁拾万元整"),
        ("10001000", "壹仟万壹仟元整"),
        ("100005000", "壹亿零伍仟元整"),
        ("9999999999999999", "玖仟玖佰玖拾玖万亿玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元整"),
    ],
)
def test_writes_financial_numerals(amount: str, words: str) -> None:
    assert capital(Decimal(amount)) == words


def test_financial_numerals_have_a_ceiling() -> None:
    with pytest.raises(ValueError, match="too large"):
        capital(Decimal("1e16"))


@given(st.decimals(0, 10**12, places=4))
def test_rounding_moves_by_half_a_cent_at_most(amount: Decimal) -> None:
    assert abs(half_up(amount) - amount) <= Decimal("0.005")
    assert Decimal(text(amount)) == half_up(amount)
