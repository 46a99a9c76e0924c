"""What is kept beside the record: how many pages a file has and its words, and bundles on their way."""

from __future__ import annotations

from django.db import models

from fengqiao.core.models import Matter, Person


class Leaf(models.Model):
    """The pages and words of one paper or file, by the hash of its content: measured once for all disputes.

    ``pages`` 0: it has none to be printed (sound, pictures that move, a broken file); a slip stands for it. ``unread``: a
    picture on which nobody has looked for words yet.
    """

    hash = models.CharField(max_length=64, primary_key=True)
    pages = models.PositiveIntegerField()
    text = models.TextField(blank=True)
    unread = models.BooleanField(default=False)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["at"], name="leaf_unread", condition=models.Q(unread=True))]


class Binding(models.Model):
    """A bundle that somebody asked for: the parts one by one, then the whole. ``plan`` names its parts in order.

    ``counts`` are the pages of the parts that are done.
    """

    key = models.CharField(max_length=40, unique=True)
    matter = models.ForeignKey(Matter, models.CASCADE)
    person = models.ForeignKey(Person, models.CASCADE)
    plan = models.JSONField()
    counts = models.JSONField(default=list)
    total = models.PositiveIntegerField()
    done = models.PositiveIntegerField(default=0)
    stage = models.CharField(max_length=10, default="waiting")
    pages = models.PositiveIntegerField(default=0)
    fault = models.CharField(max_length=200, blank=True)
    asked_at = models.DateTimeField()
    held_until = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        indexes = [models.Index(fields=["stage", "asked_at"], name="binding_queue")]
