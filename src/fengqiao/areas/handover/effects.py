"""What the moves about the locker do: who may follow them, and what is to be said to the locker next."""

from __future__ import annotations

from typing import Any

from fengqiao.areas.handover.models import Item, Stay
from fengqiao.core.errors import Refused
from fengqiao.core.models import Party, Person, Standing
from fengqiao.core.roles import SIDES
from fengqiao.core.step import Step
from fengqiao.kernel.procedure import Refusal
from fengqiao.law.instruments import CPL, OLR

LIVE = ("asked", "reserved", "closing")
AT_ONCE = 3
"""How many boxes one person may hold for drops at the same time, so that nobody can fill the locker."""


def admit_dropper(step: Step) -> dict[str, Any]:
    """The party that drops (or its agent) follows it, and nobody else of the parties. Refused for whoever is none."""
    own = Standing.objects.filter(matter=step.matter.parent, person=step.actor.person, role__in=SIDES, until=None)
    stood = own.order_by("id").first()
    if stood is None or stood.person_id is None:
        raise Refused([Refusal("handover.parties_only", OLR(12))])
    if Stay.objects.filter(person=stood.person_id, purpose="drop", status__in=LIVE).count() >= AT_ONCE:
        raise Refused([Refusal("handover.too_many_boxes", OLR(12), values={"n": AT_ONCE})])
    step.stand(stood.person_id, stood.name, stood.role, party=stood.party_id)
    return {"dropper": stood.name}


def admit_fetcher(step: Step) -> dict[str, Any]:
    """The party that shall fetch it follows it from now on."""
    row = next(p for p in step.file.rows if p.pk == step.data.party)
    step.stand(row.person_id, row.person.name, row.side, party=row.pk)
    return {}


def ask_box(step: Step) -> dict[str, Any]:
    """Write down that a box is wanted; the locker is asked when this is on the record."""
    drop = step.matter.procedure == "handover.drop"
    person = step.actor.person if drop else Party.objects.get(pk=step.data.party).person_id
    stay = Stay.objects.create(
        reference=f"{step.matter.no}-{step.seq}",
        matter=step.matter,
        court=step.matter.court,
        person=Person.objects.get(pk=person),
        purpose="drop" if drop else "fetch",
        size=step.data.size,
        asked_at=step.now,
        ask_at=step.now,
    )
    return {"stay": stay.reference}


def _of(step: Step) -> Any:
    return Stay.objects.filter(matter=step.matter, status__in=LIVE)


def send_code(step: Step) -> dict[str, Any]:
    """The party gets its code when this is on the record."""
    _of(step).update(code_due=True, ask_at=step.now)
    return {}


def close_box(step: Step) -> dict[str, Any]:
    """The box is not needed any more; no code is sent for it."""
    _of(step).update(status="closing", code_due=False, ask_at=step.now)
    return {}


def end_stay(step: Step) -> dict[str, Any]:
    """There was no box: nothing is to be given up."""
    _of(step).update(status="full", code_due=False)
    return {}


def counted_here(step: Step) -> dict[str, Any]:
    """The receipts are those of things that the window took from this box, and of no others."""
    known = set(Item.objects.filter(stay__matter=step.matter).values_list("number", flat=True))
    if not known or known != set(step.data.receipts):
        raise Refused([Refusal("handover.other_receipts", CPL(69), field="receipts")])
    return {}
