"""The desk: what waits for a person today, the first clock first."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from fengqiao.core import access
from fengqiao.core.actor import Actor
from fengqiao.core.models import Task
from fengqiao.core.roles import DUTIES


def tasks(actor: Actor) -> QuerySet[Task]:
    """Whatever waits for the actor, personally or by a post, by the end of its clock."""
    if actor.person is None:
        return Task.objects.none()
    mine = Q(person_id=actor.person)
    for court, role in actor.posts:
        if role in DUTIES:
            mine |= Q(court_id=court, role=role, person=None)
    return access.within(actor, Task.objects.filter(mine)).select_related("matter", "matter__dispute").order_by("due_at", "id")
