"""What the platform does by itself: fire due clocks, deliver notices, seal the day. All resumable."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction

from fengqiao.core import access, clock, incoming, ledger, ports, scanning
from fengqiao.core.actor import SYSTEM_ACTOR
from fengqiao.core.effects.tasks import refresh_tasks
from fengqiao.core.engine import perform
from fengqiao.core.errors import DoorError
from fengqiao.core.models import Deadline, Matter, Notice
from fengqiao.core.registry import registry
from fengqiao.core.rows import Writes
from fengqiao.core.words import say

log = logging.getLogger(__name__)

_RETRY_MINUTES = (1, 5, 30, 120, 720)


def sweep(limit: int = 500) -> int:
    """Fire every clock that has run out: its move is made by the system, through the one door."""
    done = 0
    due = Deadline.objects.filter(status="running", due_at__lte=clock.now()).order_by("due_at", "id")
    for deadline in due.select_related("matter")[:limit]:
        _fire(deadline)
        done += 1
    return done


def _fire(deadline: Deadline) -> None:
    claimed = Deadline.objects.filter(pk=deadline.pk, status="running")
    status, note = "fired", ""
    try:
        with transaction.atomic():
            if not deadline.then:
                claimed.update(status="over", ended_at=clock.now())
                return
            if not claimed.update(status="fired", ended_at=clock.now()):
                return
            perform(
                deadline.matter.no,
                deadline.then,
                actor=SYSTEM_ACTOR,
                data={"party": deadline.party_id} if deadline.party_id else None,
                key=f"clock:{deadline.pk}",
            )
            return
    except DoorError as refusal:
        status, note = "refused", str(refusal)[:200]
        log.warning("clock %s of %s was refused: %s", deadline.name, deadline.matter.no, refusal)
    claimed.update(status=status, note=note, ended_at=clock.now())


def new_day(limit: int = 500) -> int:
    """Write anew whose turn it is where a clock ends today or ended yesterday.

    Some steps open with the day itself and not with a move (a hearing on its day): nobody would put
    them on a desk. Done once a day for each matter (``looked_on``).
    """
    today = clock.today()
    near = Deadline.objects.filter(status="running", due_on__range=(today - timedelta(days=1), today))
    waiting = Matter.objects.filter(pk__in=near.values("matter"), ended=False).exclude(looked_on=today)
    done = 0
    for no in list(waiting.values_list("no", flat=True)[:limit]):
        with transaction.atomic():
            file, writes = access.locked(SYSTEM_ACTOR, no), Writes()
            refresh_tasks(file, clock.now(), writes)
            writes.send()
            Matter.objects.filter(pk=file.matter.pk).update(looked_on=today)
        done += 1
    return done


def deliver(limit: int = 200) -> int:
    """Send the queued notices; a failure is tried again later, and in the end shown as failed."""
    queue = Notice.objects.filter(status="queued", next_at__lte=clock.now()).order_by("next_at", "id")
    sent = 0
    for notice in queue.select_related("person")[:limit]:
        _deliver(notice)
        sent += 1
    return sent


def _deliver(notice: Notice) -> None:
    notice.attempts += 1
    try:
        proof = ports.sms().send(notice.person.phone, sms_text(notice), f"notice-{notice.pk}")
    except ports.DeliveryFailed as failure:
        notice.proof = {"failure": str(failure)}
        if notice.attempts > len(_RETRY_MINUTES):
            notice.status = "failed"
        else:
            notice.next_at = clock.now() + timedelta(minutes=_RETRY_MINUTES[notice.attempts - 1])
    else:
        notice.status, notice.sent_at, notice.proof = "sent", clock.now(), proof
    notice.save(update_fields=["status", "sent_at", "proof", "attempts", "next_at"])


def sms_text(notice: Notice) -> str:
    """The message: who writes, what happened, and for a party that has not joined yet, how to."""
    values = notice.values
    text = say(notice.key, values, "zh-hans")
    how = say("core.sms_join" if "code" in values else "core.sms_look", values, "zh-hans")
    return f"【{values.get('court', '')}】{text}{how}"


def all_jobs() -> tuple[Callable[[], int], ...]:
    """Everything that is done again and again, in its order: the core's own work, then the areas'."""
    return (new_day, sweep, deliver, ledger.seal_days, scanning.look_again, incoming.sweep_incoming, *registry.jobs, *registry.preparing)


def next_due() -> datetime | None:
    """The moment at which the next clock runs out."""
    return (
        Deadline.objects.filter(status="running").order_by("due_at").values_list("due_at", flat=True).first()
    )
