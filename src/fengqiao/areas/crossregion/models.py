"""The calls of other installations that have been heard, so that none is heard twice."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from django.db import IntegrityError, models, transaction

from fengqiao.core import clock

KEPT = timedelta(days=1)
"""Far longer than a signature is good for (300 seconds)."""


class Heard(models.Model):
    """The nonce of a signed call. What was signed once is listened to once."""

    member = models.CharField(max_length=60)
    nonce = models.CharField(max_length=64)
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["member", "nonce"], name="heard_once")]


def first_heard(member: str, nonce: str) -> bool:
    """Note a nonce; False where it was noted before."""
    try:
        with transaction.atomic():
            Heard.objects.create(member=member, nonce=nonce, at=clock.now())
    except IntegrityError:
        return False
    return True


def forget(limit: int = 1000) -> int:
    """Forget nonces whose signatures are long too old to be listened to."""
    over = Heard.objects.filter(at__lt=clock.now() - KEPT).order_by("at").values("pk")[:limit]
    return int(Heard.objects.filter(pk__in=list(over.values_list("pk", flat=True))).delete()[0])
