"""Money coming in and going out: callbacks, lost callbacks, double and late payments, refunds.

Whatever the provider says is taken once (by its transaction number), in one transaction with the
move that follows from it. Nothing here is called with a database transaction open around a
question to the provider.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from django.db import transaction

from fengqiao.areas.fees.services import queue_refund
from fengqiao.core import access, clock, ports
from fengqiao.core.actor import SYSTEM_ACTOR
from fengqiao.core.engine import perform
from fengqiao.core.errors import DoorError
from fengqiao.core.models import Deadline, Matter, MoneyEntry, PaymentOrder
from fengqiao.core.payments import Paid, PaymentError, ProviderAway, ProviderRefused, Refunded

log = logging.getLogger(__name__)

_ASK_AFTER = (timedelta(minutes=2), timedelta(minutes=15), timedelta(hours=6))
_RETRY = (1, 5, 30, 120, 720)


class UnknownOrder(LookupError):
    """The provider speaks of an order that was never made here."""


class NotPayable(Exception):
    """The order is not open any more: it has been paid, or nothing is owed."""


def begin_payment(order_no: str, return_url: str) -> str:
    """Make the order known to the provider and return the address where it is paid.

    Raises UnknownOrder, NotPayable, and PaymentError where the provider does not answer.
    """
    order = PaymentOrder.objects.select_related("matter").filter(no=order_no).first()
    if order is None:
        raise UnknownOrder(order_no)
    if order.status != "open" or order.matter.ended:
        raise NotPayable(order_no)
    if not order.pay_url:
        placed = ports.payment().place(order.no, order.amount, order.subject, return_url=return_url)
        open_still = PaymentOrder.objects.filter(pk=order.pk, status="open")
        ask_at = clock.now() + _ASK_AFTER[0]
        if not open_still.update(provider_no=placed.provider_no, pay_url=placed.pay_url, ask_at=ask_at):
            PaymentOrder.objects.filter(pk=order.pk).exclude(status="paid").update(
                provider_no=placed.provider_no, status="closing", ask_at=clock.now()
            )
            raise NotPayable(order_no)
        return placed.pay_url
    return order.pay_url


def present_at_counter(limit: int = 50) -> int:
    """Show on the terminals what cashiers have asked to be shown."""
    waiting = PaymentOrder.objects.filter(status="open", counter="asked").order_by("id")
    done = 0
    for order in waiting[:limit]:
        try:
            placed = ports.payment().place(order.no, order.amount, order.subject, return_url="", channel="pos")
        except PaymentError as error:
            log.warning("order %s cannot be shown at the counter: %s", order.no, error)
            continue
        ask_at = clock.now() + _ASK_AFTER[0]
        PaymentOrder.objects.filter(pk=order.pk, status="open").update(
            counter="shown", provider_no=placed.provider_no, ask_at=ask_at
        )
        done += 1
    return done


def take_callback(headers: Mapping[str, str], body: bytes) -> str:
    """Take a callback of the provider and answer what it came to.

    Raises CallbackRefused where signature, time or form is wrong, UnknownOrder for a foreign order.
    """
    return take_payment(ports.payment().read_callback(headers, body))


def take_payment(paid: Paid) -> str:
    """Take one payment: settled, repeated, or double, late, mismatch (these go back in full)."""
    found = PaymentOrder.objects.filter(no=paid.order).values_list("matter__no", flat=True).first()
    if found is None:
        raise UnknownOrder(paid.order)
    with transaction.atomic():
        matter = access.locked(SYSTEM_ACTOR, found).matter
        order = PaymentOrder.objects.select_for_update().get(no=paid.order)
        if MoneyEntry.objects.filter(reference=paid.transaction).exists():
            return "repeated"
        status = _standing(order, matter, paid)
        entry = MoneyEntry.objects.create(
            order=order,
            kind="payment",
            reference=paid.transaction,
            amount=paid.amount,
            status=status,
            channel=paid.channel,
            at=paid.paid_at,
            done_at=clock.now(),
            raw={"order": paid.order, "amount": str(paid.amount), "paid_at": paid.paid_at.isoformat()},
        )
        if status != "settled":
            log.warning("payment %s on %s is %s and goes back", paid.transaction, order.no, status)
            queue_refund(entry, f"B{entry.pk:012d}", paid.amount, status, clock.now())
            return status
        order.status, order.paid_at = "paid", paid.paid_at
        order.save(update_fields=["status", "paid_at"])
        _settle(matter, paid)
    return status


def _standing(order: PaymentOrder, matter: Matter, paid: Paid) -> str:
    if order.status == "paid":
        return "double"
    if order.status != "open" or matter.ended:
        return "late"
    return "settled" if paid.amount == order.amount else "mismatch"


def _settle(matter: Matter, paid: Paid) -> None:
    perform(
        matter.no,
        "settle",
        actor=SYSTEM_ACTOR,
        data={
            "order": paid.order,
            "transaction": paid.transaction,
            "amount": paid.amount,
            "paid_at": clock.local(paid.paid_at),
            "channel": paid.channel,
        },
        key=f"paid:{paid.transaction}",
    )


def settle_lost_callbacks(limit: int = 100) -> int:
    """Ask the provider about every order that is open there and of which nothing has come."""
    due = PaymentOrder.objects.filter(status__in=["open", "closing"], ask_at__lte=clock.now()).order_by("ask_at")
    done = 0
    for order in due.exclude(provider_no="").select_related("matter")[:limit]:
        try:
            ask_provider(order)
        except PaymentError as error:
            log.warning("order %s: the provider does not answer: %s", order.no, error)
            PaymentOrder.objects.filter(pk=order.pk).update(ask_at=clock.now() + _ASK_AFTER[0])
            continue
        done += 1
    return done


def ask_provider(order: PaymentOrder) -> str:
    """Ask how an order stands, take what is new, and let the fee lapse where its time is over.

    Returns the order's status afterwards. Raises PaymentError.
    """
    over = order.status == "closing" or _time_is_over(order.matter)
    port = ports.payment()
    state = port.close(order.no) if over else port.query(order.no)
    for paid in state.payments:
        take_payment(paid)
    for refunded in state.refunds:
        take_refund(refunded)
    PaymentOrder.objects.filter(pk=order.pk).update(ask_at=_next_ask(order))
    if state.status == "closed" and not state.payments:
        _close_unpaid(order)
    order.refresh_from_db()
    return order.status


def _next_ask(order: PaymentOrder) -> datetime:
    """Soon at first, then seldom; but always right after the time to pay is over."""
    now, age = clock.now(), clock.now() - order.created_at
    wait = _ASK_AFTER[0] if age < timedelta(hours=1) else _ASK_AFTER[1] if age < timedelta(days=1) else _ASK_AFTER[2]
    running = Deadline.objects.filter(matter=order.matter_id, name="fee", status="running", due_at__gt=now).first()
    return min(now + wait, running.due_at + timedelta(minutes=1)) if running else now + wait


def _time_is_over(matter: Matter) -> bool:
    """The clock of the fee has run out, and only the open order has kept the fee from lapsing."""
    if matter.ended or matter.state != "due" or matter.facts.get("relief", {}).get("status") == "pending":
        return False
    clocks = Deadline.objects.filter(matter=matter, name="fee").order_by("-id")
    last = clocks.first()
    return last is not None and last.status == "refused"


def _close_unpaid(order: PaymentOrder) -> None:
    lapse = order.status == "open"
    PaymentOrder.objects.filter(pk=order.pk).exclude(status="paid").update(status="closed", closed_at=clock.now())
    if not lapse or not _time_is_over(order.matter):
        return
    try:
        perform(order.matter.no, "lapse", actor=SYSTEM_ACTOR, key=f"lapse:{order.no}")
    except DoorError as refusal:
        log.warning("fee %s cannot lapse: %s", order.matter.no, refusal)


def send_refunds(limit: int = 100) -> int:
    """Hand queued refunds to the provider, and ask about those under way."""
    due = MoneyEntry.objects.filter(kind="refund", status__in=["queued", "sent"], next_at__lte=clock.now())
    done = 0
    for entry in due.order_by("next_at", "id").select_related("order", "of", "matter")[:limit]:
        _send(entry)
        done += 1
    return done


def _send(entry: MoneyEntry) -> None:
    assert entry.of is not None
    try:
        answer = ports.payment().refund(entry.order.no, entry.reference, entry.of.reference, entry.amount, entry.reason)
    except ProviderAway:
        wait = _RETRY[min(entry.attempts, len(_RETRY) - 1)]
        next_at = clock.now() + timedelta(minutes=wait)
        MoneyEntry.objects.filter(pk=entry.pk).update(attempts=entry.attempts + 1, next_at=next_at)
    except ProviderRefused as refusal:
        log.error("refund %s was refused: %s", entry.reference, refusal.code)
        take_refund(Refunded(entry.reference, "failed"))
    else:
        take_refund(answer)


def take_refund(answer: Refunded) -> str:
    """Take what the provider says of a refund: done and failed move the refund's matter, once."""
    entry = MoneyEntry.objects.filter(reference=answer.refund, kind="refund").select_related("matter").first()
    if entry is None or entry.status == "done":
        return "repeated"
    if answer.status == "processing":
        later = clock.now() + timedelta(minutes=10)
        MoneyEntry.objects.filter(pk=entry.pk).update(status="sent", next_at=later)
        return "sent"
    with transaction.atomic():
        matter = access.locked(SYSTEM_ACTOR, entry.matter.no).matter if entry.matter is not None else None
        open_still = MoneyEntry.objects.filter(pk=entry.pk).exclude(status__in=["done", answer.status])
        if not open_still.update(status=answer.status, done_at=clock.now()):
            return "repeated"
        if matter is not None:
            _refund_moves(entry, matter, answer.status)
    return answer.status


def _refund_moves(entry: MoneyEntry, matter: Matter, status: str) -> None:
    """The refund ends when its last part is done; one part that fails stops it."""
    if status == "failed":
        if matter.state == "sent":
            perform(matter.no, "fail", actor=SYSTEM_ACTOR)
    elif not MoneyEntry.objects.filter(matter=matter, kind="refund").exclude(status="done").exists():
        data = {"refund": entry.reference, "amount": entry.amount}
        perform(matter.no, "confirm", actor=SYSTEM_ACTOR, data=data, key=f"refund:{entry.reference}")


def reconcile(day: date) -> list[str]:
    """Compare the provider's statement of a day with the record; what is missing here is taken.

    Returns the differences in words for the cashier's log. Raises PaymentError.
    """
    found = []
    lines = ports.payment().statement(day)
    held = {e.reference: e for e in MoneyEntry.objects.filter(reference__in=[line.reference for line in lines])}
    for line in lines:
        entry = held.get(line.reference)
        if entry is None and line.kind == "payment":
            outcome = take_payment(Paid(line.order, line.reference, line.amount, line.at, "web"))
            found.append(f"{line.reference}: missing here, taken as {outcome}")
        elif entry is None or entry.amount != line.amount:
            found.append(f"{line.reference}: {line.kind} of {line.amount} does not agree with the record")
    start = datetime.combine(day, time(), clock.ZONE)
    ours = MoneyEntry.objects.filter(kind="payment", at__gte=start, at__lt=start + timedelta(days=1))
    known = {line.reference for line in lines}
    found += [f"{e.reference}: not on the statement" for e in ours if e.reference not in known]
    return found


class DailyReconciliation:
    """Compares yesterday's statement once a day, from six in the morning; safe to do again."""

    def __init__(self) -> None:
        self.done: date | None = None
        self.__name__ = "reconcile_daily"

    def __call__(self) -> int:
        now = clock.now()
        yesterday = now.date() - timedelta(days=1)
        if now.hour < 6 or self.done == yesterday:
            return 0
        try:
            differences = reconcile(yesterday)
        except PaymentError as error:
            log.warning("no statement of %s: %s", yesterday, error)
            return 0
        self.done = yesterday
        for difference in differences:
            log.warning("statement of %s: %s", yesterday, difference)
        return 1
