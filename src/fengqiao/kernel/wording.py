"""Dates and money as court documents write them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from fengqiao.kernel.citation import chinese_number

_YEAR_DIGITS = str.maketrans("0123456789", "〇一二三四五六七八九")
_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_UNITS = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿", "万亿")
_CENT = Decimal("0.01")
_LIMIT = Decimal(10) ** 16


def chinese_date(day: date) -> str:
    """Return a date in Chinese numerals, as under a judgment: 二〇二六年十一月二十一日."""
    year = str(day.year).translate(_YEAR_DIGITS)
    return f"{year}年{chinese_number(day.month)}月{chinese_number(day.day)}日"


def plain_date(day: date) -> str:
    """Return a date in Arabic numerals, as it stands in running text: 2026年11月21日."""
    return f"{day.year}年{day.month}月{day.day}日"


def plain_money(amount: Decimal | int) -> str:
    """Return an amount in yuan for running text: 12500 -> ``12500元``, 16.7 -> ``16.70元``.

    Raises:
        ValueError: the amount is not finite or has parts of a cent.
    """
    exact = _cents(amount)
    return f"{exact:.0f}元" if exact == exact.to_integral_value() else f"{exact:.2f}元"


def rmb_words(amount: Decimal | int) -> str:
    """Return an amount in capital Chinese numerals: 12500 -> 人民币壹万贰仟伍佰元整.

    Follows the Payment and Settlement Measures (支付结算办法, appendix on filling in bills): 零 for
    zeros between digits, 整 after yuan or jiao, nothing after fen. Zero is 人民币零元整 and a
    negative amount begins 人民币负.

    Raises:
        ValueError: the amount is not finite, has parts of a cent, or is 10^16 yuan or more.
    """
    exact = _cents(amount)
    if abs(exact) >= _LIMIT:
        raise ValueError(f"amount too large for words: {amount}")
    yuan, cents = divmod(int(abs(exact) * 100), 100)
    jiao, fen = divmod(cents, 10)
    words = f"{_integer_words(yuan)}元" if yuan or not cents else ""
    if jiao:
        words += f"{_DIGITS[jiao]}角"
    if fen:
        words += ("零" if yuan and not jiao else "") + f"{_DIGITS[fen]}分"
    return f"人民币{'负' if exact < 0 else ''}{words}{'' if fen else '整'}"


def _cents(amount: Decimal | int) -> Decimal:
    value = Decimal(amount)
    if not value.is_finite():
        raise ValueError(f"not an amount: {amount}")
    if value != value.quantize(_CENT):
        raise ValueError(f"parts of a cent cannot be printed: {amount}")
    return value.quantize(_CENT)


def _integer_words(number: int) -> str:
    if not number:
        return _DIGITS[0]
    words, gap = "", False
    groups = [number // 10000**i % 10000 for i in range(len(_GROUPS))]
    for index in range(len(_GROUPS) - 1, -1, -1):
        group = groups[index]
        if not group:
            gap = bool(words)
            continue
        if words and (gap or group < 1000):
            words += "零"
        gap = False
        # One 亿 serves both groups above it: 1,2345,0000,0000 is 壹万贰仟叁佰肆拾伍亿.
        unit = "万" if index == 3 and groups[2] else _GROUPS[index]
        words += _group_words(group) + unit
    return words


def _group_words(group: int) -> str:
    words, gap = "", False
    for place in range(3, -1, -1):
        digit = group // 10**place % 10
        if digit:
            words += ("零" if gap else "") + _DIGITS[digit] + _UNITS[place]
            gap = False
        elif words:
            gap = True
    return words
