"""Where the play ends the demonstration's own providers go on: with its payments in their books, and a day that does not tally.

Yesterday's files are theirs: a payment that they book a day later, a transfer without an order, an order paid twice.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from fengqiao.adapters.sandbox.bank import Row, SandboxBank
from fengqiao.areas.fees import money, reconcile
from fengqiao.areas.fees.models import Difference
from fengqiao.config import paying
from fengqiao.core import clock, ports
from fengqiao.core.models import MoneyEntry
from fengqiao.core.payments import Paid

_WITHOUT_ORDER = ("F000000000000", "1150.00", "周转竹 民间借贷案诉讼费（附言没有写缴款码）")
"""Invented: the number that the remark should have held, the amount, the subject."""
_TWICE = ("bank", "pos")


def play(until: datetime) -> int:
    """Hand the play's payments over and compare yesterday; answer how many differences wait for the cashier."""
    houses = paying.sandboxes()
    if not houses:
        return 0
    yesterday = clock.local(until).date() - timedelta(days=1)
    late = _last_of(yesterday, ())
    for name, house in houses.items():
        _take_over(house.bank, name, late.reference if late else "", yesterday)
    _without_order(houses["bank"].bank, yesterday)
    with clock.at(until):
        twice = _last_of(yesterday, _TWICE, but=late)
        if twice is not None:
            _pay_again(houses[twice.channel].bank, twice)
        for name in ports.payments():
            reconcile.fetch(name, yesterday)
    return Difference.objects.filter(settled_at=None).count()


def _day(day: date) -> tuple[datetime, datetime]:
    start = datetime.combine(day, time(), clock.ZONE)
    return start, start + timedelta(days=1)


def _last_of(day: date, channels: tuple[str, ...], but: MoneyEntry | None = None) -> MoneyEntry | None:
    """The last settled payment of a day, over one of these channels where any are named."""
    start, end = _day(day)
    rows = MoneyEntry.objects.filter(kind="payment", status="settled", at__gte=start, at__lt=end).select_related("order")
    rows = rows.filter(channel__in=channels) if channels else rows
    return rows.exclude(pk=but.pk if but else None).order_by("-at", "-id").first()


def _take_over(bank: SandboxBank, channel: str, late: str, yesterday: date) -> None:
    """Everything that was paid over a channel and went back; ``late`` is booked after midnight only."""
    entries = MoneyEntry.objects.filter(channel=channel).select_related("order", "of").order_by("id")
    paid = [e for e in entries if e.kind == "payment"]
    next_day = _day(yesterday)[1] + timedelta(seconds=30)
    payments = [_payment(e, next_day if e.reference == late else e.at) for e in paid]
    back = [_refund(e) for e in entries if e.kind == "refund" and e.status == "done" and e.of is not None]
    bank.take_over([_order(e, channel) for e in paid], payments, back)


def _order(entry: MoneyEntry, channel: str) -> Row:
    order = entry.order
    told = {"no": order.no, "provider_no": f"B{order.pk:015d}", "amount": f"{order.amount:.2f}", "subject": order.subject}
    return {**told, "return_url": "", "notify_url": paying.callback_url(channel), "status": "paid"}


def _payment(entry: MoneyEntry, at: datetime) -> Row:
    return {"no": entry.reference, "order_no": entry.order.no, "amount": f"{entry.amount:.2f}", "paid_at": _moment(at)}


def _refund(entry: MoneyEntry) -> Row:
    payment = entry.of.reference if entry.of else ""
    told = {"no": entry.reference, "order_no": entry.order.no, "payment_no": payment, "amount": f"{entry.amount:.2f}"}
    return {**told, "status": "done", "at": _moment(entry.done_at or entry.at)}


def _moment(at: datetime) -> str:
    return clock.local(at).isoformat()


def _without_order(bank: SandboxBank, day: date) -> None:
    no, amount, subject = _WITHOUT_ORDER
    at = _moment(datetime.combine(day, time(16, 20), clock.ZONE))
    told = {"no": no, "provider_no": f"B{no[1:]}", "amount": amount, "subject": subject}
    order = {**told, "return_url": "", "notify_url": paying.callback_url("bank"), "status": "paid"}
    bank.take_over([order], [{"no": f"T{no}", "order_no": no, "amount": amount, "paid_at": at}], [])


def _pay_again(bank: SandboxBank, entry: MoneyEntry) -> None:
    """Somebody else of the family pays the same order an hour later; the court takes it and sends it back."""
    at, again = entry.at + timedelta(hours=1), f"{entry.reference}2"
    bank.take_over([], [{**_payment(entry, at), "no": again}], [])
    money.take_payment(Paid(entry.order.no, again, entry.amount, at, entry.channel))
