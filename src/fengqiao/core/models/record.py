"""Records kept beside the events: draws that can be replayed, bookings, and who looked at what."""

from __future__ import annotations

from django.db import models

from fengqiao.core.models.court import Court
from fengqiao.core.models.matter import Matter


class DrawRecord(models.Model):
    """A random assignment, published as it was held; ``fengqiao draw verify`` replays it."""

    no = models.CharField(max_length=20, unique=True)
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="draws")
    purpose = models.CharField(max_length=40)
    record = models.JSONField()
    held_at = models.DateTimeField()


class Booking(models.Model):
    """A half-hour of a judge, a room or a lawyer. The constraint, not the code, forbids a clash."""

    court = models.ForeignKey(Court, models.PROTECT)
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="bookings")
    resource = models.CharField(max_length=40)
    slot = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["resource", "slot"], name="booking_no_clash")]
        indexes = [models.Index(fields=["court", "slot"], name="booking_day")]


class AccessRecord(models.Model):
    """Somebody read a sealed matter."""

    matter = models.ForeignKey(Matter, models.PROTECT)
    person_id = models.BigIntegerField(null=True)
    name = models.CharField(max_length=100)
    at = models.DateTimeField(db_index=True)
    what = models.CharField(max_length=60)
