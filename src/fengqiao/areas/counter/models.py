"""Places where people come to the court, and what a window's card reader has just read."""

from __future__ import annotations

from django.db import models

from fengqiao.core.models import Court, Person


class Station(models.Model):
    """A place with its own sign: a window of the hall, a kiosk, a station in a town or a village.

    ``code`` stands in its QR sign and in the channel of what is done there. ``reader_key`` is the sealed
    secret with which the card reader at a window signs what it has read; empty where there is none.
    """

    KINDS = [("window", "window"), ("kiosk", "kiosk"), ("tribunal", "tribunal"), ("village", "village"), ("agency", "agency")]

    court = models.ForeignKey(Court, models.PROTECT, related_name="+")
    code = models.CharField(max_length=8, unique=True)
    name = models.CharField(max_length=60)
    kind = models.CharField(max_length=10, choices=KINDS)
    place = models.CharField(max_length=120, blank=True)
    reader_key = models.TextField(blank=True)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["court", "kind"], name="station_court")]

    def __str__(self) -> str:
        return self.name


class CardRead(models.Model):
    """A card that was laid on a window's reader: sealed, for a few minutes, for one use.

    ``nonce`` is the reader's own number of the reading: the same one is never taken twice.
    """

    station = models.ForeignKey(Station, models.CASCADE, related_name="reads")
    nonce = models.CharField(max_length=64, unique=True)
    sealed = models.TextField()
    read_at = models.DateTimeField()
    used_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["station", "-read_at"], name="card_read_newest")]
