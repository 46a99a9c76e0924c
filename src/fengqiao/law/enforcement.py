"""Enforcement (执行): the window to apply, late interest, the dishonest list, distribution.

Rules R-ENF-01, R-ENF-12 to R-ENF-19 and R-ENF-29.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_DOWN, Decimal

from fengqiao.kernel.answer import Answer, Line
from fengqiao.kernel.calendar import en_date, zh_date
from fengqiao.kernel.money import CENT, exact, half_up
from fengqiao.kernel.period import add_months
from fengqiao.law.errors import FieldError, one_of
from fengqiao.law.fee_parts import amount_of
from fengqiao.law.instruments import CPL, CPLI, DIS, ENI, INT, REF
from fengqiao.law.periods import end, end_of
from fengqiao.law.settings import setting
from fengqiao.law.store import load

Money = Decimal | int | str
Interval = tuple[date, date]


def enforcement_window(
    last_day: date,
    interruptions: Sequence[date] = (),
    suspensions: Sequence[Interval] = (),
) -> Answer[date]:
    """Return the last day to apply for enforcement, two years from ``last_day`` (R-ENF-01).

    ``last_day`` is the last day of the performance period (of the last instalment; the effect of
    the document where no period is fixed). An interruption restarts the two years; an obstacle in
    the last six months suspends them. A late application must still be accepted.
    """
    found = end_of("R-ENF-01.apply", last_day)
    lines, latest, provisional = list(found.working), found.value, found.provisional
    events: list[tuple[date, date | None]] = [(day, None) for day in interruptions]
    events += [(first, last) for first, last in suspensions]
    for first, last in sorted(events, key=lambda event: event[0]):
        if first > latest or first < last_day:
            lines.append(
                Line(
                    f"{zh_date(first)}不在时效期间内。",
                    f"{en_date(first)} lies outside the window.",
                )
            )
        elif last is None:
            again = end(first, "year", load("enforcement.yaml")["window_years"])
            latest, provisional = again.value, again.provisional
            lines.append(
                Line(
                    f"{zh_date(first)}时效中断，重新计算，至{zh_date(latest)}。",
                    f"Interrupted on {en_date(first)}: it restarts and ends on {en_date(latest)}.",
                )
            )
        else:
            latest = _suspended(latest, first, last, lines)
    lines.append(
        Line(
            "逾期申请的，法院应当受理；被执行人提出时效异议成立的，裁定不予执行。",
            "A late application must be accepted; only the debtor's objection leads to refusal.",
        )
    )
    return Answer(latest, (*found.cites, CPLI(481), ENI(19), ENI(20)), tuple(lines), provisional)


def _suspended(latest: date, first: date, last: date, lines: list[Line]) -> date:
    """Continue the window after an obstacle that lay in its last six months."""
    if last < first:
        raise FieldError("suspensions", f"{first} to {last} ends before it begins")
    opens = add_months(latest, -load("enforcement.yaml")["suspension_months"])
    begin = max(first, opens)
    if last < begin:
        lines.append(
            Line(
                "障碍在最后六个月之前已消除，不中止。",
                "The obstacle ended before the last six months; nothing is suspended.",
            )
        )
        return latest
    moved = last + (latest - begin) + timedelta(days=1)
    lines.append(
        Line(
            f"最后六个月内{zh_date(begin)}至{zh_date(last)}时效中止，继续计算至{zh_date(moved)}。",
            f"Suspended from {en_date(begin)} to {en_date(last)} in the last six months: "
            f"continues to {en_date(moved)}.",
        )
    )
    return moved


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of the principal that ran late up to ``day``: its counted days and its interest, unrounded, in yuan."""

    day: date
    part: Decimal
    days: int
    interest: Decimal


def late_interest_segments(
    principal: Money,
    due: date,
    payments: Sequence[tuple[date, Money]] = (),
    excluded: Sequence[Interval] = (),
    until: date | None = None,
) -> tuple[tuple[Segment, ...], Decimal]:
    """Return the segments of the late interest by day, and the principal that is still unpaid (R-ENF-17).

    The arguments are those of ``late_interest``. A payment in time is a segment of no days; what is paid
    beyond the principal is none. Raises FieldError.
    """
    rest = amount_of(principal, "principal")
    rate = Decimal(load("enforcement.yaml")["late_interest_daily"])
    first = setting("interest.first_day").value == "inclusive"
    steps = [(day, amount_of(amount, "payments")) for day, amount in payments]
    steps.sort(key=lambda step: step[0])
    if until is not None:
        steps = sorted([*steps, (until, rest)], key=lambda step: step[0])
    found: list[Segment] = []
    for day, amount in steps:
        part = min(amount, rest)
        days = _late_days(due, day, excluded, first=first)
        if part:
            found.append(Segment(day, part, days, part * rate * days))
        rest -= part
    return tuple(found), rest


def late_interest(
    principal: Money,
    due: date,
    payments: Sequence[tuple[date, Money]] = (),
    excluded: Sequence[Interval] = (),
    until: date | None = None,
) -> Answer[Decimal]:
    """Return the extra interest for late performance in yuan (R-ENF-17).

    0.0175% a day on the unpaid principal from the day after ``due`` to each payment; payments go
    to the principal first. ``until`` is the day up to which an unpaid rest is counted; ``excluded``
    are stays of enforcement that the debtor did not ask for. Raises FieldError.
    """
    segments, rest = late_interest_segments(principal, due, payments, excluded, until)
    daily = exact(Decimal(load("enforcement.yaml")["late_interest_daily"]) * 100)
    lines = [
        Line(
            f"{exact(s.part)}元×日{daily}%×{s.days}日（至{zh_date(s.day)}）＝{exact(s.interest)}元。",
            f"{exact(s.part)} × {daily}% a day × {s.days} days (to {en_date(s.day)}) = {exact(s.interest)}.",
        )
        for s in segments
        if s.days
    ]
    if rest and until is None:
        lines.append(Line(f"尚有本金{exact(rest)}元未付，利息继续计算。", f"{exact(rest)} is unpaid and still runs."))
    total = sum((s.interest for s in segments), Decimal(0))
    rounded = half_up(total)
    lines.append(Line(f"合计{rounded}元。", f"Sum: {rounded}."))
    open_point = bool(total) and not setting("interest.first_day").confirmed
    return Answer(rounded, (CPL(264), INT(1), INT(2), INT(3)), tuple(lines), open_point)


def _late_days(due: date, day: date, excluded: Sequence[Interval], *, first: bool) -> int:
    """Count the days of delay: the due day itself only if the court's setting says so."""
    begin = due if first else due + timedelta(days=1)
    counted = (day - begin).days + 1
    if counted <= 0:
        return 0
    stayed: set[date] = set()
    for start, last in excluded:
        if last < start:
            raise FieldError("excluded", f"{start} to {last} ends before it begins")
        low, high = max(start, begin), min(last, day)
        stayed.update(low + timedelta(days=n) for n in range((high - low).days + 1))
    return counted - len(stayed)


@dataclass(frozen=True, slots=True)
class Removal:
    """When an entry leaves the dishonest list.

    ``automatic`` is False where a judge decides; ``expires`` is the end of a fixed term.
    """

    remove_by: date | None
    expires: date | None
    automatic: bool


def listing_removal(
    ground: int,
    listed: date,
    event: str | None = None,
    event_date: date | None = None,
    extra_years: int = 0,
) -> Answer[Removal]:
    """Return when an entry must be removed from the dishonest list (R-ENF-13).

    ``ground`` is 1 (no fixed term; removed 3 working days after a removal event) or 2 to 6 (two
    years, plus 1 to 3 for violence or several grounds; the events do not remove it). Raises
    FieldError.
    """
    data = load("enforcement.yaml")["listing"]
    if isinstance(ground, bool) or ground not in (1, 2, 3, 4, 5, 6):
        raise FieldError("ground", "must be from 1 to 6")
    if event is not None:
        one_of("event", event, data["removal_events"])
        if event_date is None:
            raise FieldError("event_date", "is needed with an event")
    if ground == 1:
        return _without_term(event, event_date)
    if extra_years not in data["extra_years"]:
        raise FieldError("extra_years", "must be from 0 to 3")
    expires = add_months(listed, 12 * (data["term_years"] + extra_years))
    found = end_of("R-ENF-13.removal", expires)
    lines = [
        Line(
            f"期限{data['term_years'] + extra_years}年，自{zh_date(listed)}至{zh_date(expires)}；"
            f"届满后三个工作日内删除，最迟{zh_date(found.value)}。",
            f"Term {data['term_years'] + extra_years} years, to {en_date(expires)}; removed within "
            f"3 working days, by {en_date(found.value)}.",
        )
    ]
    if event is not None:
        lines.append(
            Line(
                "有期限的失信信息不因该事由自动删除；积极履行的，人民法院可以决定提前删除。",
                "An entry with a term is not removed by that event; the court may shorten it.",
            )
        )
    value = Removal(found.value, expires, event is None)
    return Answer(value, (DIS(2), DIS(10)), tuple(lines), found.provisional)


def _without_term(event: str | None, event_date: date | None) -> Answer[Removal]:
    if event is None or event_date is None:
        line = Line(
            "第一项情形没有固定期限，出现应当删除的情形时删除。",
            "Ground 1 has no fixed term; removed when a removal event occurs.",
        )
        return Answer(Removal(None, None, False), (DIS(2), DIS(10)), (line,))
    found = end_of("R-ENF-13.removal", event_date)
    return Answer(Removal(found.value, None, True), found.cites, found.working, found.provisional)


@dataclass(frozen=True, slots=True)
class Share:
    """What one creditor gets, in yuan."""

    name: str
    claim: Decimal
    paid: Decimal


def pro_rata(net: Decimal, claims: Sequence[Decimal]) -> list[Decimal]:
    """Split an amount by claims to the cent; the parts add up to it exactly, none exceeds its claim.

    The cents left over go to the largest remainders, earlier claims first.
    """
    total = sum(claims, Decimal(0))
    if net >= total:
        return list(claims)
    raw = [net * claim / total for claim in claims]
    parts = [part.quantize(CENT, rounding=ROUND_DOWN) for part in raw]
    left = int((net - sum(parts, Decimal(0))) / CENT)
    order = sorted(range(len(claims)), key=lambda i: (parts[i] - raw[i], i))
    for i in order[:left]:
        parts[i] += CENT
    return parts


def distribution(
    net: Money,
    claims: Sequence[tuple[str, Money]],
    priority: Sequence[tuple[str, Money]] = (),
    debtor: str = "natural",
) -> Answer[tuple[Share, ...]]:
    """Distribute what is left after costs among creditors (R-ENF-29): priority claims in their
    order, then the ordinary ones pro rata. Raises FieldError; not open against an enterprise entity.
    """
    one_of("debtor", debtor, ("natural", "organisation", "enterprise"))
    if debtor == "enterprise":
        raise FieldError("debtor", "an enterprise entity goes to bankruptcy, with consent")
    rest = half_up(amount_of(net, "net"))
    shares, lines = [], []
    for name, claim in priority:
        owed = half_up(amount_of(claim, "priority"))
        paid = min(owed, rest)
        rest -= paid
        shares.append(Share(name, owed, paid))
        lines.append(Line(f"优先受偿：{name}{exact(paid)}元。", f"Priority: {name} {exact(paid)}."))
    owed_all = [half_up(amount_of(claim, "claims")) for _, claim in claims]
    total = sum(owed_all, Decimal(0))
    lines.append(
        Line(
            f"可供普通债权分配{exact(rest)}元，普通债权合计{exact(total)}元，按比例受偿。",
            f"{exact(rest)} for ordinary claims of {exact(total)}, pro rata.",
        )
    )
    for (name, _), owed, paid in zip(claims, owed_all, pro_rata(rest, owed_all), strict=True):
        shares.append(Share(name, owed, paid))
        lines.append(Line(f"{name}：{exact(paid)}元。", f"{name}: {exact(paid)}."))
    return Answer(tuple(shares), (CPLI(506), CPLI(508), ENI(17)), tuple(lines))


def network_price(prices: Sequence[Money]) -> Answer[Decimal]:
    """Return the reference price by network inquiry: the mean of all platforms (R-ENF-19)."""
    if not prices:
        raise FieldError("prices", "at least one price is needed")
    values = [amount_of(price, "prices") for price in prices]
    mean = half_up(sum(values, Decimal(0)) / len(values))
    line = Line(
        f"{len(values)}家平台报价的平均值为{exact(mean)}元。",
        f"Mean of {len(values)} platforms: {exact(mean)}.",
    )
    return Answer(mean, (REF(10), REF(13)), (line,))
