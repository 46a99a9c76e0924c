"""What a lawyer's desk keeps beside the record: batches of filings on their way, and the key of a calendar."""

from __future__ import annotations

from django.db import models

from fengqiao.core.models import Court, Person, Upload


class Batch(models.Model):
    """Filings from one table: looked at first, then sent row by row, each through the one door."""

    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    court = models.ForeignKey(Court, models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=20)
    firm = models.CharField(max_length=100, blank=True)
    power = models.ForeignKey(Upload, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)


class BatchRow(models.Model):
    """One row: what was read, what is wrong with it, what became of it.

    ``outcome``: wrong, ready, waiting (sent, not yet filed), filed, again (was filed before, ``no`` says as what), failed.
    """

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="rows")
    line = models.PositiveIntegerField()
    values = models.JSONField(default=dict)
    faults = models.JSONField(default=list)
    key = models.CharField(max_length=64)
    outcome = models.CharField(max_length=10, db_index=True)
    no = models.CharField(max_length=20, blank=True)
    why = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["line"]
        constraints = [models.UniqueConstraint(fields=["batch", "line"], name="batch_line")]


class CalendarKey(models.Model):
    """The secret address of a person's calendar; only its hash is kept, a new one ends the old."""

    person = models.OneToOneField(Person, models.CASCADE, related_name="+")
    key_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
