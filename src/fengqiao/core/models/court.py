"""Courts, their divisions and rooms, and the series from which case numbers are drawn."""

from __future__ import annotations

from django.db import models


class Court(models.Model):
    """A people's court that runs on this installation. ``code`` is that of law/courts."""

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=100)
    number_code = models.CharField(max_length=10)
    level = models.CharField(max_length=20)
    appeal_court_name = models.CharField(max_length=100, blank=True)
    division_code = models.CharField(max_length=6, blank=True)
    hotline = models.CharField(max_length=40, blank=True)

    def __str__(self) -> str:
        return self.name


class Division(models.Model):
    """A division of a court (庭): civil, fast track, enforcement ..."""

    court = models.ForeignKey(Court, models.PROTECT, related_name="divisions")
    code = models.CharField(max_length=30)
    name = models.CharField(max_length=60)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["court", "code"], name="division_code")]

    def __str__(self) -> str:
        return self.name


class Room(models.Model):
    """A courtroom or mediation room that can be booked."""

    court = models.ForeignKey(Court, models.PROTECT, related_name="rooms")
    name = models.CharField(max_length=60)
    seats = models.PositiveSmallIntegerField(default=20)
    online = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.name


class NumberSeries(models.Model):
    """The last number given in a series of case numbers (R-CNO-05): court, year, type."""

    court = models.ForeignKey(Court, models.PROTECT)
    year = models.PositiveSmallIntegerField()
    type_code = models.CharField(max_length=12)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["court", "year", "type_code"], name="number_series")]
