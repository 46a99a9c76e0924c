"""Tables of the hall: windows, tickets, and what became of each ticket."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from fengqiao.core.models import Court, Draft, Person

AT_WINDOW = ("called", "serving")


class Window(models.Model):
    """A window of a court's hall; open while a clerk sits at it. ``services`` are codes of reasons, blank between."""

    court = models.ForeignKey(Court, models.PROTECT, related_name="hall_windows")
    no = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=40)
    services = models.CharField(max_length=200)
    clerk = models.OneToOneField(Person, models.PROTECT, null=True, blank=True, related_name="hall_window")
    opened_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["court", "no"], name="hall_window_no")]
        ordering: ClassVar = ["no"]

    def __str__(self) -> str:
        return f"{self.no}"

    @property
    def reasons(self) -> list[str]:
        return self.services.split()


class Series(models.Model):
    """The last number given of one letter on one day."""

    court = models.ForeignKey(Court, models.PROTECT)
    day = models.DateField()
    letter = models.CharField(max_length=1)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["court", "day", "letter"], name="hall_series_once")]


class Ticket(models.Model):
    """One visit of one day. ``place_at`` is the moment by which it is ordered; ``code`` is its holder's secret.

    Stages: booked, waiting, called, serving; done, missed, cancelled, expired are ends, of which
    ``missed`` may come back once on the same day.
    """

    code = models.CharField(max_length=24, unique=True)
    key = models.CharField(max_length=80, null=True, blank=True, unique=True)
    court = models.ForeignKey(Court, models.PROTECT, related_name="hall_tickets")
    day = models.DateField()
    number = models.CharField(max_length=8)
    reason = models.CharField(max_length=20)
    channel = models.CharField(max_length=12)
    ground = models.CharField(max_length=12, blank=True)
    proved = models.BooleanField(default=False)
    slot = models.DateTimeField(null=True, blank=True)
    stage = models.CharField(max_length=10)
    place_at = models.DateTimeField()
    taken_at = models.DateTimeField()
    called_at = models.DateTimeField(null=True, blank=True)
    calls = models.PositiveSmallIntegerField(default=0)
    served_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    window = models.ForeignKey(Window, models.PROTECT, null=True, blank=True, related_name="tickets")
    outcome = models.CharField(max_length=12, blank=True)
    returns = models.PositiveSmallIntegerField(default=0)
    about = models.CharField(max_length=40, blank=True)
    draft = models.ForeignKey(Draft, models.SET_NULL, null=True, blank=True)
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["court", "day", "number"], name="hall_ticket_number"),
            models.UniqueConstraint(
                fields=["window"], condition=models.Q(stage__in=AT_WINDOW), name="hall_one_ticket_a_window"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["court", "day", "stage", "place_at"], name="hall_queue"),
            models.Index(fields=["court", "reason", "-ended_at"], name="hall_measured"),
        ]

    def __str__(self) -> str:
        return self.number


class TicketStep(models.Model):
    """What happened to a ticket, in order: taken, called, recalled, transferred ..."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="steps")
    at = models.DateTimeField()
    what = models.CharField(max_length=16)
    window = models.ForeignKey(Window, models.PROTECT, null=True, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True)
    note = models.CharField(max_length=60, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["ticket", "id"], name="hall_steps")]
