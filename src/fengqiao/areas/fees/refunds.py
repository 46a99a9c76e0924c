"""Money going out: refunds are handed to the provider that took the payment, and asked about until done."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.db import transaction

from fengqiao.areas.fees import tickets
from fengqiao.core import access, clock, ports
from fengqiao.core.actor import SYSTEM_ACTOR
from fengqiao.core.engine import perform
from fengqiao.core.models import Matter, MoneyEntry
from fengqiao.core.payments import ProviderAway, ProviderRefused, Refunded

log = logging.getLogger(__name__)

_RETRY = (1, 5, 30, 120, 720)


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
    port = ports.payment(entry.of.channel)
    try:
        answer = port.refund(entry.order.no, entry.reference, entry.of.reference, entry.amount, entry.reason)
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
    found = MoneyEntry.objects.filter(reference=answer.refund, kind="refund")
    entry = found.select_related("matter", "of", "order__matter").first()
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
        if answer.status == "done":
            tickets.issue(entry, entry.order.matter)
        if matter is not None:
            _refund_moves(entry, matter, answer.status)
    return answer.status


def _refund_moves(entry: MoneyEntry, matter: Matter, status: str) -> None:
    """The refund ends when its last part is done; one part that fails stops it."""
    if matter.procedure != "fees.refund":
        return
    if status == "failed":
        if matter.state == "sent":
            perform(matter.no, "fail", actor=SYSTEM_ACTOR)
    elif not MoneyEntry.objects.filter(matter=matter, kind="refund").exclude(status="done").exists():
        data = {"refund": entry.reference, "amount": entry.amount}
        perform(matter.no, "confirm", actor=SYSTEM_ACTOR, data=data, key=f"refund:{entry.reference}")
