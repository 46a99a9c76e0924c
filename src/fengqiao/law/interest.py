"""Interest on money owed: the loan prime rate of a day, the ceiling of an agreed rate, and what has run up.

Simple interest by days of a year of 365; the day from which it runs counts, the day up to which it is
reckoned does not. Rates are per cent a year. Law: CC 680, 676; PLI 24, 25, 28; SCI 18; CWI 26.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from fengqiao.kernel.answer import Answer, Line
from fengqiao.kernel.money import exact, half_up
from fengqiao.law.citing import cite
from fengqiao.law.errors import FieldError
from fengqiao.law.instruments import CC, CWI, PLI
from fengqiao.law.store import load

YEAR = 365


def prime_rate(on: date) -> Answer[Decimal]:
    """Return the one-year loan prime rate in force on a day. Raises FieldError before the first quote."""
    data = load("lpr.yaml")
    found: dict[str, Any] | None = next((q for q in reversed(data["quotes"]) if q["from"] <= on), None)
    if found is None:
        raise FieldError("on", "there was no loan prime rate yet on that day")
    rate = Decimal(found["rate"])
    line = Line(
        f"{on.isoformat()}适用的一年期贷款市场报价利率（LPR）为年{exact(rate)}%（{found['from'].isoformat()}起）。",
        f"The one-year LPR on {on.isoformat()} is {exact(rate)}% a year (since {found['from'].isoformat()}).",
    )
    return Answer(rate, (), (line,), on > data["checked_until"])


def agreed_rate(rate: Decimal, made: date) -> Answer[Decimal]:
    """Return the agreed rate of a private loan as far as the law lets it stand: four times the LPR (PLI 25)."""
    cap = load("lpr.yaml")["lending_cap"]
    prime = prime_rate(made)
    ceiling = prime.value * cap["times"]
    cites = tuple(cite(text) for text in cap["cites"])
    if rate <= ceiling:
        line = Line(
            f"约定年利率{exact(rate)}%，没有超过合同成立时LPR的四倍{exact(ceiling)}%。",
            f"The agreed {exact(rate)}% a year is within four times the LPR, {exact(ceiling)}%.",
        )
        return Answer(rate, cites, (*prime.working, line), prime.provisional)
    line = Line(
        f"约定年利率{exact(rate)}%，超过合同成立时LPR的四倍，按{exact(ceiling)}%计算。",
        f"The agreed {exact(rate)}% a year is over four times the LPR; {exact(ceiling)}% is taken.",
    )
    return Answer(ceiling, cites, (*prime.working, line), prime.provisional)


def run_up(principal: Decimal, rate: Decimal, since: date, until: date) -> Answer[Decimal]:
    """Return the interest of a principal from a day up to another, the latter not counted; none if it comes earlier."""
    days = max((until - since).days, 0)
    value = half_up(principal * rate / 100 * days / YEAR)
    line = Line(
        f"{exact(principal)}元 × {exact(rate)}% × {days}天（{since.isoformat()}至{until.isoformat()}）÷ 365 = {exact(value)}元。",
        f"{exact(principal)} × {exact(rate)}% × {days} days ({since.isoformat()} to {until.isoformat()}) ÷ 365 = {exact(value)}.",
    )
    return Answer(value, (), (line,))


def of_loan(principal: Decimal, rate: Decimal | None, made: date, due: date | None, until: date) -> Answer[Decimal]:
    """Return the interest of a private loan up to a day.

    Without an agreed rate none runs before the loan is due (CC 680), and the LPR of that day after it
    (PLI 28); an agreed rate runs from the day of the loan, as far as the law lets it stand (PLI 25).
    """
    if rate:
        allowed = agreed_rate(rate, made)
        ran = run_up(principal, allowed.value, made, until)
        return Answer(ran.value, (*allowed.cites, CC(676)), (*allowed.working, *ran.working), allowed.provisional)
    nothing = Line("没有约定利息，借款期内不计利息。", "No interest was agreed: none runs during the loan.")
    if due is None or due >= until:
        return Answer(Decimal("0.00"), (CC(680),), (nothing,))
    late = overdue(principal, due, until)
    return Answer(late.value, (CC(680), PLI(28)), (nothing, *late.working), late.provisional)


def overdue(principal: Decimal, due: date, until: date, times: Decimal = Decimal(1)) -> Answer[Decimal]:
    """Return the interest for late payment at a multiple of the LPR of the day on which it was due."""
    prime = prime_rate(due)
    rate = prime.value * times
    more = () if times == 1 else (
        Line(f"按LPR的{exact(times)}倍即{exact(rate)}%计算。", f"Taken at {exact(times)} times the LPR: {exact(rate)}%."),
    )
    ran = run_up(principal, rate, due, until)
    return Answer(ran.value, (), (*prime.working, *more, *ran.working), prime.provisional)


def of_price(price: Decimal, due: date, until: date) -> Answer[Decimal]:
    """Return the loss by late payment of a price without an agreed penalty (SCI 18): the LPR plus 30 per cent."""
    rule = load("lpr.yaml")["sale_overdue"]
    found = overdue(price, due, until, Decimal(rule["times"]))
    return Answer(found.value, tuple(cite(text) for text in rule["cites"]), found.working, found.provisional)


def of_works(price: Decimal, due: date, until: date) -> Answer[Decimal]:
    """Return the interest on an unpaid price of construction works without an agreed rate (CWI 26)."""
    found = overdue(price, due, until)
    return Answer(found.value, (CWI(26),), found.working, found.provisional)
