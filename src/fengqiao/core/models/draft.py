"""Drafts: what somebody has begun to type. They never die while somebody may want them."""

from __future__ import annotations

from django.db import models

from fengqiao.core.models.person import Person


class Draft(models.Model):
    """A half-filled form, held by a person or by the token of a browser that has not signed in.

    ``pickup_hash`` finds the one that its teller wants to finish at the counter, by a code that lasts for days.
    """

    token = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=120)
    person = models.ForeignKey(Person, models.CASCADE, null=True, blank=True)
    data = models.JSONField(default=dict)
    step = models.CharField(max_length=40, blank=True)
    begun_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    pickup_hash = models.CharField(max_length=64, blank=True, default="")
    pickup_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["person", "kind"], name="draft_person"),
            models.Index(fields=["pickup_hash"], name="draft_pickup", condition=~models.Q(pickup_hash="")),
        ]
