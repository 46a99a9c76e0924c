"""Drafts: what somebody has begun to type. They never die while somebody may want them."""

from __future__ import annotations

from django.db import models

from fengqiao.core.models.person import Person


class Draft(models.Model):
    """A half-filled form, held by a person or by the token of a browser that has not signed in."""

    token = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=120)
    person = models.ForeignKey(Person, models.CASCADE, null=True, blank=True)
    data = models.JSONField(default=dict)
    step = models.CharField(max_length=40, blank=True)
    begun_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["person", "kind"], name="draft_person")]
