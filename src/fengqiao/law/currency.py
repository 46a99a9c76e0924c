"""Costs of a claim in foreign currency (R-FEE-41): the amount in yuan, and the fee on it.

The rate is never held here: it is given with the day of its publication, and must be that of the
day on which the first-instance court decided to accept the case (FEE 55).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation

from fengqiao.kernel.answer import Answer, Line
from fengqiao.kernel.citation import Citation
from fengqiao.kernel.money import exact, half_up
from fengqiao.law.calendar import calendar
from fengqiao.law.errors import FieldError, one_of
from fengqiao.law.fee_parts import amount_of
from fengqiao.law.fees import APPLICATION_KINDS, CASE_KINDS, application_fee, case_fee
from fengqiao.law.instruments import FEE
from fengqiao.law.settings import setting

Money = Decimal | int | str
_CODE = re.compile(r"[A-Z]{3}")
_MOST = Decimal(1_000_000)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Converted:
    """The amount in yuan and the fee on it."""

    amount: Decimal
    fee: Decimal


@dataclass(frozen=True, slots=True)
class Rate:
    """A published rate: so many yuan for ``per`` units of ``currency``, published on ``day``."""

    currency: str
    yuan: Decimal
    per: int
    day: date


def rate_of(currency: str, rate: Money, day: date, per: int = 1) -> Rate:
    """Read a rate. Raises FieldError: a code that is none, a rate that is not above zero."""
    if not _CODE.fullmatch(currency) or currency in ("CNY", "RMB"):
        raise FieldError("currency", "must be the three-letter code of a foreign currency, such as USD")
    if per not in (1, 100, 10000):
        raise FieldError("per", "must be one of: 1, 100, 10000")
    try:
        value = Decimal(str(rate))
    except InvalidOperation:
        raise FieldError("rate", "must be a number") from None
    if not value.is_finite() or not 0 < value <= _MOST:
        raise FieldError("rate", f"must be more than 0, at most {_MOST}")
    return Rate(currency, value, per, day)


def _check_day(rate: Rate, accepted: date) -> Line | None:
    """Say why an earlier rate may stand in for that of the day. Raises FieldError where it may not."""
    if rate.day == accepted:
        return None
    gap = [rate.day + n * _DAY for n in range(1, min((accepted - rate.day).days, 30) + 1)]
    open_point = setting("fee.rate_rest_day", accepted)
    rests = rate.day < accepted and (accepted - rate.day).days <= len(gap)
    if not rests or open_point.value != "previous" or any(calendar().rest(day) is None for day in gap):
        raise FieldError("rate_day", "must be the rate of the day on which the first court accepted the case")
    return Line(
        f"受理之日{accepted}为休假日，没有公布汇率，取之前最近一次{rate.day}公布的汇率（设置fee.rate_rest_day）。",
        f"No rate was published on {accepted}, a rest day: the last one before, of {rate.day} "
        "(setting fee.rate_rest_day).",
    )


def foreign_currency(
    amount: Money,
    rate: Rate,
    accepted: date,
    kind: str = "property",
    base: Money | None = None,
    reductions: Sequence[str] = (),
    stage: str = "first",
) -> Answer[Converted]:
    """Return a claim in foreign currency in yuan, and the case or application fee on it.

    ``accepted`` is the day on which the court of first instance decided to accept the case, on
    appeal and retrial too. Raises FieldError.
    """
    one_of("kind", kind, (*CASE_KINDS, *APPLICATION_KINDS))
    foreign = amount_of(amount)
    stand_in = _check_day(rate, accepted)
    raw = foreign * rate.yuan / rate.per
    yuan = half_up(raw)
    if kind in CASE_KINDS:
        fee = case_fee(kind, amount_of(yuan), base, reductions, stage, accepted)
    else:
        fee = application_fee(kind, amount_of(yuan), base, accepted)
    lines = [
        Line(
            f"以法院决定受理案件之日（{accepted}）国家公布的汇率换算：{rate.per}{rate.currency}合{rate.yuan}元人民币。",
            f"Rate published by the state for {accepted}, the day of acceptance: {rate.per} {rate.currency} "
            f"= {rate.yuan} yuan.",
        ),
        *([stand_in] if stand_in else []),
        Line(
            f"{exact(foreign)}{rate.currency}×{rate.yuan}÷{rate.per}＝{exact(raw)}元，记{exact(yuan)}元。",
            f"{exact(foreign)} {rate.currency} x {rate.yuan} / {rate.per} = {exact(raw)}, taken as {exact(yuan)} yuan.",
        ),
    ]
    if stage == "appeal":
        lines.append(
            Line("上诉、申请再审仍用第一审受理之日的汇率。", "Appeal and retrial keep the rate of first instance.")
        )
    cites: tuple[Citation, ...] = (FEE(55), *fee.cites)
    unsettled = not setting("fee.rate_kind", accepted).confirmed
    rest = stand_in is not None and not setting("fee.rate_rest_day", accepted).confirmed
    provisional = fee.provisional or unsettled or rest
    return Answer(Converted(yuan, fee.value), tuple(dict.fromkeys(cites)), (*lines, *fee.working), provisional)
