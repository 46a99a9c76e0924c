"""Notices: the outbox, written in the transaction of the move, delivered by the worker."""

from __future__ import annotations

from django.db import models

from fengqiao.core.models.matter import Matter
from fengqiao.core.models.person import Person


class Notice(models.Model):
    """One notice to one person over one channel; the same event never tells the same person twice."""

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="notices")
    seq = models.PositiveIntegerField()
    person = models.ForeignKey(Person, models.PROTECT, related_name="notices")
    channel = models.CharField(max_length=10)
    key = models.CharField(max_length=120)
    values = models.JSONField(default=dict)
    status = models.CharField(max_length=10, default="queued")
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    proof = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["matter", "seq", "person", "channel"], name="notice_once"),
        ]
        indexes = [
            models.Index(fields=["next_at"], name="notice_queue", condition=models.Q(status="queued")),
            models.Index(fields=["person", "channel", "-id"], name="notice_inbox"),
            models.Index(
                fields=["person"], name="notice_unread", condition=models.Q(channel="inbox", read_at=None)
            ),
        ]
