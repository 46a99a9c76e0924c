"""The secret volume follows the bench of its case."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from fengqiao.core import access
from fengqiao.core.actor import SYSTEM_ACTOR, Actor
from fengqiao.core.engine import open_matter, perform
from fengqiao.core.models import Matter, Standing
from fengqiao.core.roles import SIDES
from fengqiao.core.step import Step

VOLUME = "dossier.secret_volume"
CASE = "trial.first_instance"
BENCH = ("judge", "clerk")
OUTSIDE = (*SIDES, "mediator")


def seal_volume(step: Step) -> Mapping[str, Any]:
    """Seal the volume: from now on it is seen by standing alone, and every look at it is recorded."""
    step.matter.sealed = True
    Matter.objects.filter(pk=step.matter.pk).update(sealed=True)
    return {"papers": []}


def own_secret_files(step: Step) -> None:
    """Only files that the one who files them has brought."""
    step.own_files(step.data.files, "files")


def seat_the_bench(step: Step) -> None:
    """Give the volume the bench that its case has now; whoever left the case leaves the volume."""
    now = {(s.person_id, s.role): s.name for s in _bench(step.matter.parent_id)}
    for standing in list(step.file.standings):
        if (standing.person_id, standing.role) not in now:
            step.leave(standing.role, standing.person_id)
    for (person, role), name in now.items():
        step.stand(person, name, role)


def _bench(case: int | None) -> QuerySet[Standing]:
    return Standing.objects.filter(matter_id=case, until=None).exclude(role__in=OUTSIDE)


def follow_benches(limit: int = 50) -> int:
    """Let every open volume follow its case: judges and clerks who came or left."""
    same = {"person_id": OuterRef("person_id"), "role": OuterRef("role"), "until": None}
    new = Standing.objects.filter(matter_id=OuterRef("parent_id"), until=None).exclude(role__in=OUTSIDE)
    new = new.exclude(Exists(Standing.objects.filter(matter_id=OuterRef(OuterRef("pk")), **same)))
    gone = Standing.objects.filter(matter_id=OuterRef("pk"), until=None)
    gone = gone.exclude(Exists(Standing.objects.filter(matter_id=OuterRef(OuterRef("parent_id")), **same)))
    stale = Matter.objects.filter(procedure=VOLUME, state="open").filter(Exists(new) | Exists(gone))
    numbers = list(stale.order_by("id").values_list("no", flat=True)[:limit])
    for no in numbers:
        perform(no, "follow", actor=SYSTEM_ACTOR)
    return len(numbers)


def sits(actor: Actor, case: Matter) -> bool:
    """Whether the actor sits on the bench of a case that may have a secret volume."""
    return case.procedure == CASE and _bench(case.pk).filter(person_id=actor.person, role__in=BENCH).exists()


def volume_of(case: Matter) -> Matter | None:
    """The secret volume of a case; whether it may be seen is for core.access to say."""
    return Matter.objects.filter(procedure=VOLUME, parent=case).order_by("id").first()


def open_volume(actor: Actor, case: Matter) -> str:
    """Open the secret volume of a case, once, whoever asks first; answer its number."""
    with transaction.atomic():
        access.locked(actor, case.no)
        held = volume_of(case)
        if held is not None:
            return held.no
        return open_matter(VOLUME, actor=actor, dispute=case.dispute, court=case.court, parent=case).no


