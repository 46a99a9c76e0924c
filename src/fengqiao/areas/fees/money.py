"""Money coming in over four channels: callbacks, lost callbacks, double and late payments, parts.

Whatever a provider says is taken once (by its transaction number), in one transaction with the
move that follows from it. Nothing here is called with a database transaction open around a
question to a provider.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction

from fengqiao.areas.fees import tickets
from fengqiao.areas.fees.models import Placement
from fengqiao.areas.fees.services import queue_refund
from fengqiao.core import access, clock, ports
from fengqiao.core.actor import SYSTEM_ACTOR
from fengqiao.core.engine import perform
from fengqiao.core.errors import DoorError
from fengqiao.core.models import Deadline, Matter, MoneyEntry, PaymentOrder
from fengqiao.core.payments import OrderState, Paid, PaymentError, ProviderRefused
from fengqiao.core.registry import registry

log = logging.getLogger(__name__)

_ASK_AFTER = (timedelta(minutes=2), timedelta(minutes=15), timedelta(hours=6))
OPEN = ("open", "closing")


class UnknownOrder(LookupError):
    """The provider speaks of an order that was never made here."""


class NotPayable(Exception):
    """The order is not open any more: it has been paid, or nothing is owed."""


def begin_payment(order_no: str, channel: str, return_url: str = "", payer_address: str = "") -> Placement:
    """Make the order known to the provider of a channel and return how it is paid there.

    What has run out there (a code, a page) is asked for anew, for the same order.

    Raises UnknownOrder, NotPayable, and PaymentError where the provider does not answer.
    """
    order = PaymentOrder.objects.select_related("matter").filter(no=order_no).first()
    if order is None or channel not in ports.payments():
        raise UnknownOrder(order_no)
    if order.status != "open" or order.matter.ended:
        raise NotPayable(order_no)
    held = Placement.objects.filter(order=order, channel=channel).first()
    if held is not None and not held.stale:
        return held
    port = ports.payment(channel)
    placed = port.place(order.no, order.amount, order.subject, return_url=return_url, payer_address=payer_address)
    with transaction.atomic():
        open_still = PaymentOrder.objects.select_for_update().filter(pk=order.pk, status="open").exists()
        now = clock.now()
        way = {"pay_url": placed.pay_url, "code": placed.code, "good_until": placed.lasts and now + placed.lasts}
        made, _ = Placement.objects.update_or_create(
            order=order,
            channel=channel,
            defaults=way,
            create_defaults={
                **way,
                "provider_no": placed.provider_no,
                "account": dict(placed.account),
                "status": "open" if open_still else "closing",
                "placed_at": now,
                "ask_at": now + _ASK_AFTER[0] if open_still else now,
            },
        )
    if not open_still:
        PaymentOrder.objects.filter(pk=order.pk, status="closed").update(status="closing")
        raise NotPayable(order_no)
    return made


def present_at_counter(limit: int = 50) -> int:
    """Show on the terminals what cashiers have asked to be shown."""
    waiting = PaymentOrder.objects.filter(status="open", counter="asked").order_by("id")
    done = 0
    for order in waiting[:limit]:
        try:
            begin_payment(order.no, "pos")
        except (PaymentError, NotPayable, UnknownOrder) as error:
            log.warning("order %s cannot be shown at the counter: %r", order.no, error)
            continue
        PaymentOrder.objects.filter(pk=order.pk, status="open").update(counter="shown")
        done += 1
    return done


def take_callback(channel: str, headers: Mapping[str, str], body: bytes) -> str:
    """Take a callback of a channel's provider and answer what it came to.

    Raises CallbackRefused where signature, time or form is wrong, UnknownOrder for a foreign order.
    """
    return take_payment(ports.payment(channel).read_callback(headers, body))


def take_payment(paid: Paid) -> str:
    """Take one payment: settled, part, repeated, or double, late, mismatch (these go back in full)."""
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
        if status not in ("settled", "part"):
            log.warning("payment %s on %s is %s and goes back", paid.transaction, order.no, status)
            queue_refund(entry, f"B{entry.pk:012d}", paid.amount, status, clock.now())
            return status
        order.status, order.paid_at = ("paid" if status == "settled" else "closed"), paid.paid_at
        order.save(update_fields=["status", "paid_at"])
        _no_other_way(order, paid.channel)
        _settle(matter, paid, "settle" if status == "settled" else "take_part")
        if status == "settled":
            _no_relief_left(matter)
        tickets.issue(entry, matter)
    return status


def _standing(order: PaymentOrder, matter: Matter, paid: Paid) -> str:
    if order.status == "paid":
        return "double"
    if order.status != "open" or matter.ended:
        return "late"
    if paid.amount == order.amount:
        return "settled"
    in_parts = paid.channel == "bank" and paid.amount < order.amount
    takes = "take_part" in registry.procedure(matter.procedure, matter.version).moves
    takes = takes and matter.facts.get("relief", {}).get("status") != "pending"
    return "part" if in_parts and takes else "mismatch"


def _no_other_way(order: PaymentOrder, channel: str) -> None:
    """What has been paid over one channel is closed at all others, so that nobody pays it twice."""
    held = Placement.objects.filter(order=order)
    held.filter(channel=channel).update(status="paid")
    held.filter(status="open").exclude(channel=channel).update(status="closing", ask_at=clock.now())


def _settle(matter: Matter, paid: Paid, move: str) -> None:
    perform(
        matter.no,
        move,
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


def _no_relief_left(matter: Matter) -> None:
    """An application for relief has no object once the whole fee has been paid."""
    for no in Matter.objects.filter(parent=matter, procedure="fees.relief", ended=False).values_list("no", flat=True):
        perform(no, "discontinue", actor=SYSTEM_ACTOR, key=f"paid:{no}")


def settle_lost_callbacks(limit: int = 100) -> int:
    """Ask the providers about every order that is open there and of which nothing has come."""
    due = Placement.objects.filter(status__in=OPEN, ask_at__lte=clock.now()).order_by("ask_at", "id")
    done = 0
    for way in due.select_related("order__matter")[:limit]:
        try:
            _ask(way)
        except PaymentError as error:
            log.warning("order %s: %s does not answer: %s", way.order.no, way.channel, error)
            Placement.objects.filter(pk=way.pk).update(ask_at=clock.now() + _ASK_AFTER[0])
            continue
        done += 1
    return done


def ask_providers(order: PaymentOrder) -> str:
    """Ask every provider that knows an order how it stands there; returns the order's status afterwards.

    Raises PaymentError.
    """
    for way in Placement.objects.filter(order=order, status__in=OPEN).select_related("order__matter"):
        _ask(way)
    order.refresh_from_db()
    return order.status


def _ask(way: Placement) -> None:
    """Ask one provider, take what is new, and let the fee lapse where its time is over."""
    order = way.order
    over = way.status == "closing" or order.status != "open" or _time_is_over(order.matter)
    state = _answer(way, over=over)
    for paid in state.payments:
        take_payment(paid)
    ended = {"paid": "paid", "closed": "closed"}.get(state.status)
    change = {"status": ended} if ended else {"ask_at": _next_ask(order)}
    Placement.objects.filter(pk=way.pk).update(**change)
    if ended == "closed" and not Placement.objects.filter(order=order, status__in=[*OPEN, "paid"]).exists():
        _close_unpaid(order)


def _answer(way: Placement, *, over: bool) -> OrderState:
    """What the provider says; an order that it does not know (nobody has scanned the code yet) has not been paid."""
    port = ports.payment(way.channel)
    try:
        return port.close(way.order.no) if over else port.query(way.order.no)
    except ProviderRefused as refusal:
        if refusal.code != "order_unknown":
            raise
        return OrderState(way.order.no, "closed" if over else "open")


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
    order.refresh_from_db()
    lapse = order.status == "open"
    PaymentOrder.objects.filter(pk=order.pk).exclude(status="paid").update(status="closed", closed_at=clock.now())
    if not lapse or not _time_is_over(order.matter):
        return
    try:
        perform(order.matter.no, "lapse", actor=SYSTEM_ACTOR, key=f"lapse:{order.no}")
    except DoorError as refusal:
        log.warning("fee %s cannot lapse: %s", order.matter.no, refusal)
