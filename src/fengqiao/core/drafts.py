"""Drafts: what somebody has begun to type is kept on the server until it is sent or thrown away."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from fengqiao.core import clock
from fengqiao.core.models import Draft
from fengqiao.core.sealing import fingerprint

PICKUP_LASTS = timedelta(days=3)
"""How long a prepared case waits for its teller at the counter under its code."""

TELL, TELL_COOKIE = "tell", "fq_tell"
"""The kind of a dispute that is being told, and the cookie by which a browser holds it."""


def new_key() -> str:
    """A fresh key that makes one form safe to send twice."""
    return secrets.token_urlsafe(16)


def held(person: int | None, kind: str) -> Draft | None:
    """The person's draft of this kind, if there is one."""
    if person is None:
        return None
    return Draft.objects.filter(person_id=person, kind=kind).order_by("-changed_at").first()


def keep(person: int | None, kind: str, data: Mapping[str, Any]) -> None:
    """Keep the answers typed so far."""
    if person is None:
        return
    now = clock.now()
    values = {"data": dict(data), "changed_at": now}
    if not Draft.objects.filter(person_id=person, kind=kind).update(**values):
        Draft.objects.create(person_id=person, kind=kind, token=secrets.token_urlsafe(32), begun_at=now, **values)


def drop(person: int | None, kind: str) -> None:
    """Throw a draft away: it was sent."""
    Draft.objects.filter(person_id=person, kind=kind).delete()


def by_token(token: str, kind: str) -> Draft | None:
    """A draft of a browser that has not signed in, by the secret that it holds."""
    return Draft.objects.filter(token=token, kind=kind).first() if token else None


def at_hand(token: str, person: int | None, kind: str) -> Draft | None:
    """The draft that a browser holds, unless it is another person's; else the newest of whoever has signed in."""
    found = by_token(token, kind)
    return found if found is not None and found.person_id in (None, person) else held(person, kind)


def forget(token: str) -> None:
    """Throw away what a browser was telling, if nobody has taken it to himself and no code leads back to it."""
    if token:
        Draft.objects.filter(token=token, kind=TELL, person=None, pickup_hash="").delete()


def begin(kind: str, data: Mapping[str, Any] | None = None, person: int | None = None) -> Draft:
    """Begin a draft for a browser; its token is the only way back to it."""
    now = clock.now()
    token = secrets.token_urlsafe(32)
    return Draft.objects.create(
        token=token, kind=kind, person_id=person, data=dict(data or {}), begun_at=now, changed_at=now
    )


def pickup_code(draft: Draft, now: datetime) -> str:
    """Give a draft a code of eight digits by which a clerk at the counter can take it up; an earlier one is void."""
    code = f"{secrets.randbelow(10**8):08d}"
    draft.pickup_hash, draft.pickup_until = fingerprint(f"pickup:{code}"), now + PICKUP_LASTS
    draft.save(update_fields=["pickup_hash", "pickup_until"])
    return code


def by_pickup_code(code: str, now: datetime) -> Draft | None:
    """The draft that a code leads to while it lasts. Whoever asks counts the tries."""
    digits = "".join(c for c in code if c.isdigit())
    if len(digits) != 8:
        return None
    found = Draft.objects.filter(pickup_hash=fingerprint(f"pickup:{digits}"), kind=TELL)
    return found.filter(pickup_until__gt=now).first()


def hand_to(draft: Draft, person: int) -> bool:
    """Put a draft into one person's hands alone; its code is used up. False where another was quicker."""
    return bool(
        Draft.objects.filter(pk=draft.pk).exclude(pickup_hash="").update(
            person_id=person, token=secrets.token_urlsafe(32), pickup_hash="", pickup_until=None
        )
    )


def save(draft: Draft, data: Mapping[str, Any], step: str = "") -> None:
    """Write the answers of one step into a browser's draft."""
    draft.data, draft.step, draft.changed_at = dict(data), step or draft.step, clock.now()
    draft.save(update_fields=["data", "step", "changed_at"])
