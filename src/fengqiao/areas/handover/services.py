"""Taking things in: a receipt for each, at once a matter of its own where they belong to one."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import Q

from fengqiao.areas.handover.facts import Intake, Thing
from fengqiao.areas.handover.models import Item, Stay
from fengqiao.core import access, clock
from fengqiao.core.actor import Actor
from fengqiao.core.engine import open_matter, perform
from fengqiao.core.models import Court, Matter, Party, Person
from fengqiao.core.step import Step

POSTS = frozenset({"service_desk", "filing_clerk"})
PROCEDURE = "handover.item"


def courts(actor: Actor) -> frozenset[int]:
    """The courts at whose windows the actor takes things in."""
    return frozenset(court for court, role in actor.posts if role in POSTS)


def named(actor: Actor, about: str) -> Matter | None:
    """The matter of a whole number or case number to which a thing belongs, for whoever may see any of its dispute.

    People bring papers with the case number, which stands on a matter that the window itself may not open; what it
    may see of the dispute already (its filing, its service) is what the item's own page shows, and no more.
    """
    text = about.strip()
    known = Q(no=text) | Q(number=text.replace("(", "（").replace(")", "）"))
    rows = Matter.objects.filter(known).exclude(procedure=PROCEDURE) if text else Matter.objects.none()
    found = rows.select_related("dispute", "court").first()
    if found is None or not access.visible(actor).filter(dispute=found.dispute_id).exists():
        return None
    return found


def take_in(
    court: Court, told: Intake, matter: Matter | None, actor: Actor, key: str, stay: Stay | None = None
) -> list[Item]:
    """Write down everything that was handed in, once for each key; all of it or nothing.

    With ``stay`` it lay in that box of the locker, and is counted with this: raises DoorError where somebody else did.
    """
    with transaction.atomic():
        held = list(Item.objects.filter(key__startswith=f"{actor.person}:{key}:").order_by("id"))
        if held:
            return held
        Court.objects.select_for_update().get(pk=court.pk)
        items = [_write(court, told, thing, actor, f"{actor.person}:{key}:{n}") for n, thing in enumerate(told.items)]
        if matter is not None:
            for item in items:
                _open(item, matter, actor)
        if stay is not None:
            Item.objects.filter(pk__in=[i.pk for i in items]).update(stay=stay)
            told_of = {"receipts": [i.number for i in items]}
            perform(stay.matter.no, "count", actor=actor, data=told_of, key=f"count:{key}")
    return items


def _write(court: Court, told: Intake, thing: Thing, actor: Actor, key: str) -> Item:
    now = clock.now()
    prefix = f"{court.pk}-{now:%Y%m%d}-"
    last = Item.objects.filter(number__startswith=prefix).order_by("-id").values_list("number", flat=True).first()
    n = int(last.rsplit("-", 1)[1]) + 1 if last else 1
    return Item.objects.create(
        code=secrets.token_urlsafe(12),
        number=f"{prefix}{n:04d}",
        key=key,
        court=court,
        **{**thing.model_dump(), "condition": thing.condition or ""},
        giver=told.giver,
        phone=told.phone or "",
        received_at=now,
        received_by=Person.objects.get(pk=actor.person),
    )


def _open(item: Item, matter: Matter, actor: Actor) -> None:
    data: dict[str, Any] = {"kind": item.kind, "title": item.title, "count": item.count, "pages": item.pages,
                            "giver": item.giver, "receipt": item.number}
    if item.condition:
        data["condition"] = item.condition
    receipt = open_matter(PROCEDURE, actor=actor, dispute=matter.dispute, court=matter.court, parent=matter, data=data,
                          key=f"handover:{item.pk}")
    item.matter = Matter.objects.get(no=receipt.no)
    item.save(update_fields=["matter"])


def attach(item: Item, matter: Matter, actor: Actor) -> None:
    """An item that waited without a matter has found it."""
    with transaction.atomic():
        row = Item.objects.select_for_update(of=("self",)).get(pk=item.pk)
        if row.matter_id is None and row.returned_at is None:
            _open(row, matter, actor)


def give_back_loose(item: Item, taker: str) -> bool:
    """Give back what never found a matter."""
    rows = Item.objects.filter(pk=item.pk, matter=None, returned_at=None)
    return bool(rows.update(returned_at=clock.now(), returned_to=taker[:100]))


def admit_giver(step: Step) -> dict[str, Any]:
    """The party who handed it in follows it; the other side is told of evidence by its own procedure."""
    rows: Sequence[Party] = step.file.rows
    for row in rows:
        if row.name == step.data.giver:
            step.stand(row.person_id, row.person.name, row.side, party=row.pk)
    return {}
