"""Dates and money in words."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengqiao.kernel.wording import chinese_date, plain_date, plain_money, rmb_words

DIGIT = {c: i for i, c in enumerate("零壹贰叁肆伍陆柒捌玖")}
UNIT = {"拾": 10, "佰": 100, "仟": 1000}


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("12500", "人民币壹万贰仟伍佰元整"),
        ("0", "人民币零元整"),
        ("0.05", "人民币伍分"),
        ("0.50", "人民币伍角整"),
        ("0.55", "人民币伍角伍分"),
        ("10.05", "人民币壹拾元零伍分"),
        ("16.67", "人民币壹拾陆元陆角柒分"),
        ("100", "人民币壹佰元整"),
        ("1005", "人民币壹仟零伍元整"),
        ("10500", "人民币壹万零伍佰元整"),
        ("100000", "人民币壹拾万元整"),
        ("1000010", "人民币壹佰万零壹拾元整"),
        ("100000000", "人民币壹亿元整"),
        ("100010000", "人民币壹亿零壹万元整"),
        ("1000000000000", "人民币壹万亿元整"),
        ("1234500000000", "人民币壹万贰仟叁佰肆拾伍亿元整"),
        ("10000000000001", "人民币壹拾万亿零壹元整"),
        ("-1150", "人民币负壹仟壹佰伍拾元整"),
    ],
)
def test_amounts_in_words(amount: str, words: str) -> None:
    assert rmb_words(Decimal(amount)) == words


def value_of(words: str) -> Decimal:
    """Read the words back, independently of how they were written."""
    text = words.removeprefix("人民币").removesuffix("整")
    yuan, _, cents = text.rpartition("元") if "元" in text else ("", "", text)
    total = section = digit = 0
    for char in yuan:
        if char in DIGIT:
            digit = DIGIT[char]
        elif char in UNIT:
            section, digit = section + digit * UNIT[char], 0
        elif char == "万":
            total, section, digit = total + (section + digit) * 10**4, 0, 0
        else:
            total, section, digit = (total + section + digit) * 10**8, 0, 0
    result = Decimal(total + section + digit)
    for mark, share in (("角", "0.1"), ("分", "0.01")):
        if mark in cents:
            result += DIGIT[cents[cents.index(mark) - 1]] * Decimal(share)
    return result


@given(st.decimals(min_value=0, max_value=Decimal("999999999999.99"), places=2))
def test_amounts_in_words_read_back_to_the_amount(amount: Decimal) -> None:
    words = rmb_words(amount)
    assert value_of(words) == amount
    assert "零零" not in words


@pytest.mark.parametrize("amount", ["0.001", "NaN", "Infinity", "10000000000000000"])
def test_what_cannot_be_an_amount_is_refused(amount: str) -> None:
    with pytest.raises(ValueError, match="cannot|not an amount|too large"):
        rmb_words(Decimal(amount))


@pytest.mark.parametrize(("amount", "text"), [("1150", "1150元"), ("16.7", "16.70元"), ("1E+5", "100000元")])
def test_amounts_in_figures(amount: str, text: str) -> None:
    assert plain_money(Decimal(amount)) == text


def test_dates() -> None:
    assert chinese_date(date(2026, 11, 21)) == "二〇二六年十一月二十一日"
    assert chinese_date(date(2030, 10, 10)) == "二〇三〇年十月十日"
    assert plain_date(date(2026, 3, 2)) == "2026年3月2日"
