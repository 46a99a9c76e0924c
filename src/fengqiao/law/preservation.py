"""Preservation (保全): security, clocks, duration and renewal, scope. Rules R-PRS-01 to R-PRS-22."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from fengqiao.kernel.answer import Answer, Line
from fengqiao.kernel.calendar import en_date, zh_date
from fengqiao.kernel.money import exact, half_up
from fengqiao.kernel.period import add_months
from fengqiao.law.errors import FieldError, one_of
from fengqiao.law.fee_parts import amount_of
from fengqiao.law.instruments import CPL, CPLI, PRE, SEI
from fengqiao.law.settings import setting
from fengqiao.law.store import load

STAGES = ("in_suit", "before_suit")
ASSETS = ("deposit", "movable", "real_estate", "other_right")
ALARMS = (60, 30, 10, 7)
Money = Decimal | int | str


@dataclass(frozen=True, slots=True)
class Expiry:
    """When a measure ends: ``expires`` (by the court's convention), ``corresponding`` by CC 202,
    ``renew_by`` the last day to ask for renewal, ``alarms`` 60, 30, 10 and 7 days before.
    """

    expires: date
    corresponding: date
    renew_by: date
    alarms: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class Scope:
    """Whether what is frozen stays within the claim; ``excess`` in yuan."""

    within: bool
    excess: Decimal


def security(amount: Money, stage: str = "in_suit") -> Answer[Decimal]:
    """Return the security in yuan: in suit the ceiling, before suit the full amount (R-PRS-03).

    Raises FieldError.
    """
    one_of("stage", stage, STAGES)
    claim = amount_of(amount)
    if stage == "before_suit":
        line = Line(
            f"诉前保全，担保数额应当相当于请求保全数额{exact(claim)}元；情况特殊的，法院可以酌情处理。",
            f"Before suit: security equal to the amount, {exact(claim)}; the court may adjust it.",
        )
        return Answer(half_up(claim), (CPL(104), CPLI(152)), (line,))
    share = Decimal(str(load("enforcement.yaml")["security_share"]))
    most = half_up(claim * share)
    line = Line(
        f"诉讼中保全，责令担保的，不超过请求保全数额的{exact(share * 100)}%：{exact(most)}元（上限，不是标准）。",
        f"In suit: at most {exact(share * 100)}% of the amount, {exact(most)} (a ceiling, no tariff).",
    )
    return Answer(most, (CPL(103), PRE(5)), (line,))


def expiry(asset: str, measured_on: date, years: int | None = None) -> Answer[Expiry]:
    """Return when a measure of ``years`` (default: the longest allowed) ends (R-PRS-08, 09).

    Raises FieldError for a term over the maximum of the asset.
    """
    one_of("asset", asset, ASSETS)
    longest = load("enforcement.yaml")["freeze_years"][asset]
    term = longest if years is None else years
    if isinstance(term, bool) or not isinstance(term, int) or not 1 <= term <= longest:
        raise FieldError("years", f"must be from 1 to {longest} for this asset")
    corresponding = add_months(measured_on, 12 * term)
    convention = setting("preservation.expiry")
    ends = corresponding - timedelta(days=1 if convention.value == "earlier" else 0)
    renew = ends - timedelta(days=7)
    lines = (
        Line(
            f"期限{term}年（最长{longest}年），自{zh_date(measured_on)}起，至{zh_date(ends)}"
            f"（按对应日为{zh_date(corresponding)}）。",
            f"{term} of at most {longest} years from {en_date(measured_on)}: to {en_date(ends)} "
            f"({en_date(corresponding)} by the corresponding day).",
        ),
        Line(
            f"申请续行保全应在届满七日前提出，最迟{zh_date(renew)}；逾期不续，效力自行消灭。",
            f"Ask for renewal 7 days before, by {en_date(renew)}; unrenewed, the effect ends.",
        ),
    )
    value = Expiry(ends, corresponding, renew, tuple(ends - timedelta(days=n) for n in ALARMS))
    return Answer(value, (CPLI(485), PRE(18), SEI(27)), lines, not convention.confirmed)


def scope(claim: Money, costs: Money, frozen: Sequence[Money], *, indivisible: bool = False) -> Answer[Scope]:
    """Compare the value of what is frozen with claim and costs (R-PRS-10). Raises FieldError."""
    allowed = amount_of(claim, "claim") + amount_of(costs, "costs")
    total = sum((amount_of(value, "frozen") for value in frozen), Decimal(0))
    excess = max(total - allowed, Decimal(0))
    within = not excess or (indivisible and len(frozen) == 1)
    line = Line(
        f"查封冻结财产价值{exact(total)}元，请求与费用合计{exact(allowed)}元"
        + ("，未明显超标的额。" if within else f"，超出{exact(excess)}元，应当解除超出部分。"),
        f"Frozen {exact(total)} against claim and costs {exact(allowed)}"
        + (": within." if within else f": {exact(excess)} too much, to be released."),
    )
    return Answer(Scope(within, half_up(excess)), (CPL(105), PRE(15), SEI(19)), (line,))
