"""The money of an enforcement case: what is owed today with late interest, what has come in, what is held."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from fengqiao.kernel.money import ZERO, text
from fengqiao.law import enforcement, fees

Facts = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Sums:
    """The account of a case on a day, in yuan.

    ``rest`` is what the debtor still owes to the creditor, ``fee`` what it owes to the court.
    """

    principal: Decimal
    interest: Decimal
    fee: Decimal
    received: Decimal
    rest: Decimal
    working: tuple[tuple[str, str], ...] = ()


def total(rows: Any) -> Decimal:
    """The sum of rows with an ``amount``."""
    return sum((Decimal(row["amount"]) for row in rows or ()), ZERO)


def sums(facts: Facts, day: date) -> Sums:
    """Return the account on a day. Payments go to the principal first, oldest duty first (R-ENF-17)."""
    duties = sorted(facts.get("duties") or (), key=lambda d: str(d["due"]))
    payments = sorted((date.fromisoformat(r["on"]), Decimal(r["amount"])) for r in facts.get("received") or ())
    interest, lines, left = ZERO, [], payments
    for duty in duties:
        mine, left = _allocated(Decimal(duty["amount"]), left)
        paid = sum((amount for _, amount in mine), ZERO)
        open_ = paid < Decimal(duty["amount"])
        until = max(day, mine[-1][0] if mine else day) if open_ else None
        due = date.fromisoformat(duty["due"])
        found = enforcement.late_interest(Decimal(duty["amount"]), due, mine, until=until)
        interest += found.value
        lines += [(line.zh, line.en) for line in found.working]
    principal, received = total(duties), total(facts.get("received"))
    fee = fees.application_fee("enforcement", principal or None).value
    rest = max(ZERO, principal + interest - received)
    return Sums(principal, interest, fee, received, rest, tuple(lines))


Payments = list[tuple[date, Decimal]]


def _allocated(duty: Decimal, payments: Payments) -> tuple[Payments, Payments]:
    """Split the payments into those that go to this duty and those that are left for the next."""
    mine: Payments = []
    rest = list(payments)
    while duty > 0 and rest:
        day, amount = rest.pop(0)
        part = min(duty, amount)
        mine.append((day, part))
        duty -= part
        if amount > part:
            rest.insert(0, (day, amount - part))
    return mine, rest


def held(facts: Facts, day: date) -> Decimal:
    """What has come in for the creditor and has not been paid out; the court's fee is taken last."""
    now = sums(facts, day)
    for_creditor = min(now.received, now.principal + now.interest)
    return max(ZERO, for_creditor - total(facts.get("paid_out")))


def everything_paid(facts: Facts, day: date) -> bool:
    """Whether principal, interest and fee have come in and the creditor's part has gone out."""
    now = sums(facts, day)
    return bool(now.principal) and now.received >= now.principal + now.interest + now.fee and not held(facts, day)


def costs_open(facts: Facts) -> Decimal:
    """What the debtor still owes to the court of the costs of the suit; none of it is the creditor's (CPLI 207)."""
    return max(ZERO, total(facts.get("costs")) - total(facts.get("costs_received")))


def cost_left(facts: Facts, collection: str) -> Decimal | None:
    """What is still owed of one collection after a case; None where it was never in it. The oldest is paid first."""
    received = total(facts.get("costs_received"))
    for row in facts.get("costs") or ():
        paid = min(received, Decimal(row["amount"]))
        if row["collection"] == collection:
            return Decimal(row["amount"]) - paid
        received -= paid
    return None


def account(facts: Facts, day: date) -> dict[str, str]:
    """The account for a page or a record, as text in yuan."""
    now = sums(facts, day)
    costs = {"costs": text(costs_open(facts))} if facts.get("costs") else {}
    return {
        "principal": text(now.principal),
        "interest": text(now.interest),
        "fee": text(now.fee),
        "received": text(now.received),
        "paid_out": text(total(facts.get("paid_out"))),
        "held": text(held(facts, day)),
        "rest": text(now.rest),
        **costs,
    }
