"""Queueing the notices of a move, in its own transaction, once for each person and channel."""

from __future__ import annotations

from typing import Any

from fengqiao.core.models import Notice, Person
from fengqiao.core.roles import SIDES
from fengqiao.core.step import Step


def queue_notices(step: Step) -> list[Notice]:
    """Return the outbox rows for everybody whom the move notifies, but not for its maker."""
    key = f"notice.{step.matter.procedure}.{step.move.name}"
    values = {
        "no": step.matter.no,
        "number": step.matter.number or step.matter.no,
        "title": step.matter.dispute.title,
        "court": step.matter.court.name,
    }
    told: dict[tuple[int, str], Notice] = {}
    codes = {row.person_id: row.claim_code for row in step.file.rows if row.bound_at is None}
    for person in _recipients(step):
        own = {**values, "code": codes[person.pk]} if person.pk in codes else values
        _tell(step, told, person, key, own)
    if step.extra_notices:
        named = Person.objects.in_bulk([person for person, _, _ in step.extra_notices])
        for person_id, own_key, more in step.extra_notices:
            _tell(step, told, named[person_id], own_key, {**values, **more})
    return list(told.values())


def _recipients(step: Step) -> list[Person]:
    roles = {side for role in step.move.notifies for side in (SIDES if role == "party" else (role,))}
    found: dict[int, Person] = {}
    for standing in step.file.standings:
        if standing.role in roles and standing.person_id != step.actor.hand:
            found[standing.person_id] = standing.person
    return list(found.values())


def _tell(
    step: Step, told: dict[tuple[int, str], Notice], person: Person, key: str, values: dict[str, Any]
) -> None:
    """Whoever has not yet taken its place gets its code (``code``) with every message, until it has."""
    for channel in ("inbox", "sms") if person.phone else ("inbox",):
        told[person.pk, channel] = Notice(
            matter=step.matter,
            seq=step.seq,
            person=person,
            channel=channel,
            key=key,
            values=values,
            next_at=step.now,
            status="kept" if channel == "inbox" else "queued",
        )
