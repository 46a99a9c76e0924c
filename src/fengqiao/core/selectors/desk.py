"""The desk: what waits for a person today, the first clock first.

A dispute in a green channel has an earlier clock of the court's own, and by that clock it takes its place:
it comes before all that can wait longer, and never before a legal clock that ends earlier.
"""

from __future__ import annotations

from django.db.models import F, Q, QuerySet

from fengqiao.core import access
from fengqiao.core.actor import Actor
from fengqiao.core.models import Task
from fengqiao.core.roles import DUTIES


def tasks(actor: Actor) -> QuerySet[Task]:
    """Whatever waits for the actor, personally or by a post, by its clock; what has none comes last."""
    if actor.person is None:
        return Task.objects.none()
    mine = Q(person_id=actor.person)
    for court, role in actor.posts:
        if role in DUTIES:
            mine |= Q(court_id=court, role=role, person=None)
    rows = access.within(actor, Task.objects.filter(mine)).select_related("matter", "matter__dispute")
    return rows.order_by(F("turn_at").asc(nulls_last=True), F("due_at").asc(nulls_last=True), "id")
