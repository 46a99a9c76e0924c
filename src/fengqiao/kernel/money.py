"""Money in yuan: exact decimals, rounded half up to one cent, written for people and for papers."""

from __future__ import annotations

from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal, InvalidOperation

CENT = Decimal("0.01")
ZERO = Decimal("0.00")
_SIXTH = Decimal("0.000001")
CEILING = Decimal("1e15")
_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿", "万亿")


def yuan(value: Decimal | int | str) -> Decimal:
    """Return an amount in yuan as an exact decimal.

    Raises ValueError for anything that is not a plain number from 0 to 10^15 yuan; floats are
    refused because they cannot hold a cent.
    """
    try:
        if isinstance(value, (bool, float)):
            raise InvalidOperation
        amount = Decimal(value.strip() if isinstance(value, str) else value)
    except (InvalidOperation, TypeError):
        raise ValueError("an amount is a number, written as text or whole") from None
    if not amount.is_finite():
        raise ValueError("not a number")
    if amount < 0:
        raise ValueError("an amount cannot be negative")
    if amount > CEILING:
        raise ValueError("the amount is too large")
    return amount


def half_up(amount: Decimal) -> Decimal:
    """Round to one cent, half up."""
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)


def text(amount: Decimal) -> str:
    """Write with two decimals and nothing else (``1150.00``), for interfaces."""
    return f"{half_up(amount):f}"


def grouped(amount: Decimal) -> str:
    """Write for people: thousands separated, cents only where there are any (``1,150``)."""
    rounded = half_up(amount)
    whole = rounded == rounded.to_integral_value()
    return f"{rounded:,.0f}" if whole else f"{rounded:,.2f}"


def exact(amount: Decimal) -> str:
    """Write for a working: thousands separated, no trailing zeros, cut off after six decimals."""
    cut = amount.quantize(_SIXTH, rounding=ROUND_DOWN)
    plain = f"{cut:,f}".rstrip("0").rstrip(".")
    return plain if cut == amount else f"{cut:,f}…"


def _group(number: int) -> str:
    """Write 1 to 9999 in financial numerals, with inner zeros (1005 -> 壹仟零伍)."""
    out, gap = "", False
    for place in range(3, -1, -1):
        digit = number // 10**place % 10
        if digit:
            out += ("零" if gap and out else "") + _DIGITS[digit] + _PLACES[place]
            gap = False
        else:
            gap = True
    return out


def capital(amount: Decimal) -> str:
    """Write in Chinese financial numerals for receipts (``壹仟壹佰伍拾元整``).

    Raises ValueError for 10^16 yuan or more.
    """
    rounded = half_up(amount)
    whole, cents = int(rounded), int(rounded * 100 % 100)
    if whole >= 10**16:
        raise ValueError("the amount is too large")
    out, gap = "", False
    for index in range(3, -1, -1):
        group = whole // 10 ** (4 * index) % 10000
        if group:
            out += ("零" if out and (gap or group < 1000) else "") + _group(group) + _GROUPS[index]
            gap = False
        elif out:
            gap = True
    out = (out or "零") + "元"
    if not cents:
        return out + "整"
    jiao, fen = divmod(cents, 10)
    out = "" if not whole else out
    out += (_DIGITS[jiao] + "角") if jiao else ("零" if whole else "")
    return out + ((_DIGITS[fen] + "分") if fen else "整")
