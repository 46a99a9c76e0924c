"""Tokens of the API: shown once when they are made, kept as a keyed hash."""

from __future__ import annotations

import secrets
from datetime import timedelta

from fengqiao.core import clock
from fengqiao.core.actor import Actor, actor_of
from fengqiao.core.models import Account, ApiToken
from fengqiao.core.sealing import fingerprint

PREFIX = "fq_"
LASTS = timedelta(days=365)


def issue(account: Account, name: str) -> str:
    """Make a token for an account and return it; it cannot be read again."""
    token = PREFIX + secrets.token_urlsafe(32)
    now = clock.now()
    ApiToken.objects.create(
        account=account, name=name[:60], token_hash=fingerprint(token), created_at=now, expires_at=now + LASTS
    )
    return token


def actor_behind(token: str) -> Actor | None:
    """The actor whose token this is; None for an unknown or expired one, or an account that was closed."""
    row = ApiToken.objects.filter(token_hash=fingerprint(token)).select_related("account__person").first()
    if row is None or (row.expires_at and row.expires_at <= clock.now()) or not row.account.is_active:
        return None
    today = clock.today()
    if row.last_used_on != today:
        ApiToken.objects.filter(pk=row.pk).update(last_used_on=today)
    return actor_of(row.account, channel="api")


def revoke(account: Account, pk: int) -> bool:
    """Take a token of this account back; whether there was one."""
    deleted, _ = ApiToken.objects.filter(pk=pk, account=account).delete()
    return bool(deleted)
