"""One-time codes to a phone: six digits, five minutes, five tries; only the hash is kept."""

from __future__ import annotations

import hmac
import secrets
from datetime import timedelta

from django.db.models import F

from fengqiao.core import clock, ports
from fengqiao.core.models import PhoneCode
from fengqiao.core.sealing import fingerprint
from fengqiao.core.words import say
from fengqiao.law import identity

LASTS = timedelta(minutes=5)
PAUSE = timedelta(seconds=60)
HOURLY = 10
TRIES = 5


class NotAPhone(ValueError):
    """The number is not that of a mobile phone."""


class TooMany(Exception):
    """A code was sent a moment ago, or too many within the hour."""


def _mobile(phone: str) -> bool:
    return bool(phone) and identity.check("phone", phone).value.valid


def send(phone: str) -> None:
    """Send a fresh code; the ones before no longer count. Raises NotAPhone or TooMany."""
    if not _mobile(phone):
        raise NotAPhone(phone)
    now = clock.now()
    recent = PhoneCode.objects.filter(phone=phone, sent_at__gt=now - timedelta(hours=1))
    if recent.filter(sent_at__gt=now - PAUSE, used=False).exists() or recent.count() >= HOURLY:
        raise TooMany(phone)
    PhoneCode.objects.filter(phone=phone, used=False).update(used=True)
    code = f"{secrets.randbelow(1_000_000):06d}"
    row = PhoneCode.objects.create(
        phone=phone, code_hash=fingerprint(f"{phone}:{code}"), sent_at=now, expires_at=now + LASTS
    )
    ports.sms().send(phone, say("core.sms_code", {"code": code}), f"code-{row.pk}")


def check(phone: str, code: str) -> bool:
    """Whether the code is the one that was sent to this phone; each is good once."""
    row = PhoneCode.objects.filter(phone=phone, used=False, expires_at__gt=clock.now()).order_by("-id").first()
    if row is None or not PhoneCode.objects.filter(pk=row.pk, tries__lt=TRIES).update(tries=F("tries") + 1):
        return False
    if not hmac.compare_digest(row.code_hash, fingerprint(f"{phone}:{code}")):
        return False
    return bool(PhoneCode.objects.filter(pk=row.pk, used=False).update(used=True))
