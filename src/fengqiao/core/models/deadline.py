"""Legal clocks (期限) with their working and their article."""

from __future__ import annotations

from django.db import models

from fengqiao.core.models.dispute import Party
from fengqiao.core.models.matter import Matter


class Deadline(models.Model):
    """A clock of a matter. ``due_on`` is its last day; ``due_at`` the moment from which it has run out."""

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="deadlines")
    party = models.ForeignKey(Party, models.PROTECT, null=True, blank=True)
    name = models.CharField(max_length=40)
    rule = models.CharField(max_length=60)
    then = models.CharField(max_length=40, blank=True)
    started_at = models.DateTimeField()
    due_on = models.DateField()
    due_at = models.DateTimeField()
    status = models.CharField(max_length=10, default="running")
    ended_at = models.DateTimeField(null=True, blank=True)
    working = models.JSONField(default=list)
    cites = models.JSONField(default=list)
    provisional = models.BooleanField(default=False)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["due_at"], name="deadline_due", condition=models.Q(status="running")),
            models.Index(fields=["matter", "status"], name="deadline_matter"),
        ]
