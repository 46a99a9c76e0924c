"""Drafts: what somebody has begun to type is kept on the server until it is sent or thrown away."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from fengqiao.core import clock
from fengqiao.core.models import Draft


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


def begin(kind: str, data: Mapping[str, Any] | None = None, person: int | None = None) -> Draft:
    """Begin a draft for a browser; its token is the only way back to it."""
    now = clock.now()
    token = secrets.token_urlsafe(32)
    return Draft.objects.create(
        token=token, kind=kind, person_id=person, data=dict(data or {}), begun_at=now, changed_at=now
    )


def save(draft: Draft, data: Mapping[str, Any], step: str = "") -> None:
    """Write the answers of one step into a browser's draft."""
    draft.data, draft.step, draft.changed_at = dict(data), step or draft.step, clock.now()
    draft.save(update_fields=["data", "step", "changed_at"])
