"""Tickets: one number for each payment that is kept and for each refund of it; voided only with a reason."""

from __future__ import annotations

from django.db import transaction

from fengqiao.areas.fees.models import Ticket
from fengqiao.core import clock
from fengqiao.core.actor import Actor
from fengqiao.core.models import Matter, MoneyEntry, NumberSeries, Party

SERIES = "票"
KEPT = ("settled", "part")


class NotVoidable(Exception):
    """The ticket has been voided already."""


def _next(matter: Matter) -> str:
    year = clock.today().year
    series, _ = NumberSeries.objects.get_or_create(court=matter.court, year=year, type_code=SERIES)
    series = NumberSeries.objects.select_for_update().get(pk=series.pk)
    series.last += 1
    series.save(update_fields=["last"])
    return f"{matter.court.code}-{year}-{series.last:08d}"


def issue(entry: MoneyEntry, matter: Matter, replaces: Ticket | None = None) -> Ticket | None:
    """Issue the ticket of an entry inside the caller's transaction; one that has a ticket keeps it.

    Money that is not kept (double, late, another amount) and its way back carry none.
    """
    kept = entry if entry.kind == "payment" else entry.of
    if kept is None or kept.status not in KEPT:
        return None
    held = Ticket.objects.filter(entry=entry, voided_at=None).first()
    if held is not None:
        return held
    side = Party.objects.filter(dispute=matter.dispute_id, side="claimant").order_by("id")
    payer = "、".join(side.values_list("name", flat=True))[:200]
    return Ticket.objects.create(
        no=_next(matter),
        entry=entry,
        court=matter.court,
        payer=payer,
        amount=entry.amount,
        issued_at=clock.now(),
        replaces=replaces,
    )


def void(ticket: Ticket, reason: str, actor: Actor, *, again: bool) -> Ticket | None:
    """Void a ticket, and with ``again`` issue its successor at once; raises NotVoidable."""
    with transaction.atomic():
        held = Ticket.objects.select_for_update().filter(pk=ticket.pk, voided_at=None)
        done = held.update(voided_at=clock.now(), voided_by=actor.name[:60], void_reason=reason[:300])
        if not done:
            raise NotVoidable(ticket.no)
        matter = ticket.entry.order.matter
        return issue(ticket.entry, matter, replaces=ticket) if again else None
