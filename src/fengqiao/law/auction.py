"""Online judicial sale (网络司法拍卖): prices, deposits, notices, bidding. Rules R-ENF-20 to R-ENF-27."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from fengqiao.kernel.answer import Answer, Line
from fengqiao.kernel.calendar import en_date, zh_date
from fengqiao.kernel.money import CENT, exact
from fengqiao.law.errors import FieldError, one_of
from fengqiao.law.fee_parts import amount_of
from fengqiao.law.instruments import AUC
from fengqiao.law.periods import end_of
from fengqiao.law.store import load

PROPERTIES = ("movable", "real_estate", "right")
Money = Decimal | int | str


@dataclass(frozen=True, slots=True)
class Prices:
    """The lowest start price of a round and the range of the deposit, in yuan."""

    lowest_start: Decimal
    deposit_low: Decimal
    deposit_high: Decimal


@dataclass(frozen=True, slots=True)
class Notices:
    """The latest days for the notice and for telling the parties before it."""

    notice_by: date
    parties_told_by: date


@dataclass(frozen=True, slots=True)
class Bid:
    """One bid: its time by the platform's system, and its price in yuan where it matters."""

    at: datetime
    price: Decimal | None = None
    bidder: str | None = None


@dataclass(frozen=True, slots=True)
class Bidding:
    """How the bidding ended: when, and the winning bid (None: no valid bid)."""

    ends: datetime
    winner: Bid | None


def _share(name: str) -> Decimal:
    return Decimal(str(load("enforcement.yaml")["auction"][name]))


def prices(
    round: int,
    valuation: Money | None = None,
    former_start: Money | None = None,
    start: Money | None = None,
) -> Answer[Prices]:
    """Return the lowest start price and the deposit range.

    Round 1 needs the ``valuation`` (or market price), round 2 the ``former_start`` price.
    ``start`` is the chosen start price; the deposit is a share of it. Raises FieldError.
    """
    if isinstance(round, bool) or round not in (1, 2):
        raise FieldError("round", "must be 1 or 2")
    if round == 1:
        reference = amount_of(valuation, "valuation")
        lowest = (reference * _share("first_share")).quantize(CENT, rounding=ROUND_CEILING)
        line = Line(
            f"一拍起拍价不低于评估价（市价）{exact(reference)}元的70%：{exact(lowest)}元。",
            f"First round: at least 70% of {exact(reference)}, {exact(lowest)}.",
        )
    else:
        reference = amount_of(former_start, "former_start")
        lowest = (reference * (1 - _share("second_cut"))).quantize(CENT, rounding=ROUND_CEILING)
        line = Line(
            f"二拍降价不超过前次起拍价{exact(reference)}元的20%：不低于{exact(lowest)}元。",
            f"Second round: at most 20% below the former start price {exact(reference)}, so at least {exact(lowest)}.",
        )
    base = lowest if start is None else amount_of(start, "start")
    if base < lowest:
        raise FieldError("start", f"must be at least {lowest}")
    pledge = deposit(base)
    cites = (AUC(10 if round == 1 else 26), *pledge.cites)
    return Answer(Prices(lowest, *pledge.value), cites, (line, *pledge.working))


def deposit(start: Money) -> Answer[tuple[Decimal, Decimal]]:
    """Return the least and the greatest deposit for a start price in yuan (R-ENF-22). Raises FieldError."""
    base = amount_of(start, "start")
    low = (base * _share("deposit_low")).quantize(CENT, rounding=ROUND_CEILING)
    high = (base * _share("deposit_high")).quantize(CENT, rounding=ROUND_FLOOR)
    line = Line(
        f"保证金为起拍价{exact(base)}元的5%至20%：{exact(low)}元至{exact(high)}元。",
        f"Deposit 5% to 20% of {exact(base)}: {exact(low)} to {exact(high)}.",
    )
    return Answer((low, high), (AUC(17),), (line,))


def notices(round: int, property: str, opening: date) -> Answer[Notices]:
    """Return by when the notice must be public and the parties told (R-ENF-20, 21).

    Raises FieldError.
    """
    one_of("property", property, PROPERTIES)
    if isinstance(round, bool) or round not in (1, 2):
        raise FieldError("round", "must be 1 or 2")
    kind = "movables" if property == "movable" else "real_estate"
    notice = end_of(f"R-ENF-{'20' if round == 1 else '21'}.notice_{kind}", opening)
    told = end_of("R-ENF-20.parties_told", notice.value)
    value = Notices(notice.value, told.value)
    cites = tuple(dict.fromkeys((*notice.cites, *told.cites)))
    return Answer(value, cites, (*notice.working, *told.working), told.provisional)


def second_round_by(failed_on: date) -> Answer[date]:
    """Return the last day for the second round, 30 days after failure (R-ENF-21)."""
    return end_of("R-ENF-21.second_round", failed_on)


def bidding(ends: datetime, bids: Sequence[Bid], start: Money | None = None) -> Answer[Bidding]:
    """Return when the bidding ends and who wins (R-ENF-23).

    A bid in the last five minutes moves the end to five minutes after that bid, again and again.
    Bids after the end or below the start price are invalid; the highest price wins, the earlier
    at equal price. Without prices the last valid bid wins.
    """
    zones = {bid.at.tzinfo is None for bid in bids} | {ends.tzinfo is None}
    if len(zones) > 1:
        raise FieldError("bids", "times must all have a zone or all have none")
    floor = None if start is None else amount_of(start, "start")
    span = timedelta(minutes=load("enforcement.yaml")["auction"]["extension_minutes"])
    winner: Bid | None = None
    lines = []
    for bid in sorted(bids, key=lambda one: one.at):
        if bid.at > ends:
            lines.append(Line(f"{bid.at:%H:%M:%S}出价时竞价已结束，无效。", f"{bid.at:%H:%M:%S}: too late."))
            continue
        if floor is not None and bid.price is not None and bid.price < floor:
            lines.append(Line(f"{bid.at:%H:%M:%S}出价低于起拍价，无效。", f"{bid.at:%H:%M:%S}: below start."))
            continue
        if winner is None or winner.price is None or bid.price is None or bid.price > winner.price:
            winner = bid
        if bid.at >= ends - span:
            ends = bid.at + span
            lines.append(
                Line(
                    f"{bid.at:%H:%M:%S}在结束前五分钟内出价，顺延至{ends:%H:%M:%S}。",
                    f"A bid at {bid.at:%H:%M:%S} in the last five minutes moves the end to {ends:%H:%M:%S}.",
                )
            )
    lines.append(
        Line(
            f"竞价于{zh_date(ends.date())}{ends:%H:%M:%S}结束。",
            f"Bidding ends on {en_date(ends.date())} at {ends:%H:%M:%S}.",
        )
    )
    return Answer(Bidding(ends, winner), (AUC(18), AUC(20)), tuple(lines))
