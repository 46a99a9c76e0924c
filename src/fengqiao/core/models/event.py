"""Events (留痕): what happened, hash-chained; and the daily tree heads over all of them."""

from __future__ import annotations

from django.db import models

from fengqiao.core.models.matter import Matter


class Event(models.Model):
    """One move that was made. Never changed, never deleted; every column is under ``hash``."""

    pk = models.CompositePrimaryKey("matter_id", "seq")
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="events")
    seq = models.PositiveIntegerField()
    procedure = models.CharField(max_length=60)
    version = models.PositiveSmallIntegerField()
    move = models.CharField(max_length=40)
    source = models.CharField(max_length=40, blank=True)
    target = models.CharField(max_length=40)
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=100)
    actor_role = models.CharField(max_length=30)
    on_behalf_of = models.BigIntegerField(null=True)
    channel = models.CharField(max_length=20)
    at = models.DateTimeField(db_index=True)
    data = models.JSONField(default=dict)
    changes = models.JSONField(default=dict)
    papers = models.JSONField(default=list)
    key = models.CharField(max_length=80, null=True, unique=True)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["seq"]


class TreeHead(models.Model):
    """The published head of the court's log (an RFC 6962 tree over all events) at the end of a day."""

    day = models.DateField(unique=True)
    size = models.PositiveBigIntegerField()
    root = models.CharField(max_length=64)
    signed = models.TextField()
    tree = models.JSONField(default=dict)
    published_at = models.DateTimeField()


class TreeNode(models.Model):
    """A whole subtree of the log, kept so that one entry can be proved without reading them all."""

    pk = models.CompositePrimaryKey("level", "position")
    level = models.PositiveSmallIntegerField()
    position = models.PositiveBigIntegerField()
    hash = models.CharField(max_length=64)
