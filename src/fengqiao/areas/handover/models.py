"""What was handed in, item by item, with the receipt that was given for it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from fengqiao.core.models import Court, Matter, Person


class Item(models.Model):
    """One thing that was handed in at a window. ``code`` is the secret of its printed receipt.

    An item of a matter is a matter of its own (``handover.item``), which holds where it is; one that belongs to
    no matter yet waits here, and leaves for its matter or back to its giver (``returned_at``).
    """

    code = models.CharField(max_length=24, unique=True)
    number = models.CharField(max_length=20, unique=True)
    key = models.CharField(max_length=90, unique=True)
    court = models.ForeignKey(Court, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12)
    title = models.CharField(max_length=200)
    count = models.PositiveIntegerField(default=1)
    pages = models.PositiveIntegerField(default=0)
    condition = models.CharField(max_length=200, blank=True)
    giver = models.CharField(max_length=100)
    phone = models.CharField(max_length=20, blank=True)
    received_at = models.DateTimeField()
    received_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    matter = models.OneToOneField(Matter, models.PROTECT, null=True, blank=True, related_name="+")
    returned_at = models.DateTimeField(null=True, blank=True)
    returned_to = models.CharField(max_length=100, blank=True)
    stay = models.ForeignKey("Stay", models.PROTECT, null=True, blank=True, related_name="items")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["court", "-id"], name="handover_newest"),
            models.Index(
                fields=["court", "received_at"],
                name="handover_loose",
                condition=models.Q(matter=None, returned_at=None),
            ),
        ]

    def __str__(self) -> str:
        return self.number


class Stay(models.Model):
    """The use of one box of the smart locker: by a drop (``handover.drop``) or for an item to be fetched.

    What happened is on the record of ``matter``; here stands what the court and the locker have still to say to each
    other. ``status``: asked (of the locker), reserved, full (there was no box), closing (to be given up), closed.
    ``seq`` is the last that is known of the box; whatever the locker says of earlier times is old.
    """

    reference = models.CharField(max_length=40, unique=True)
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="+")
    court = models.ForeignKey(Court, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=6)
    size = models.CharField(max_length=6)
    status = models.CharField(max_length=8, default="asked")
    site = models.CharField(max_length=100, blank=True)
    box = models.CharField(max_length=20, blank=True)
    seq = models.PositiveIntegerField(default=0)
    asked_at = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    filled_at = models.DateTimeField(null=True, blank=True)
    taken_at = models.DateTimeField(null=True, blank=True)
    door_open = models.BooleanField(default=False)
    faulty = models.BooleanField(default=False)
    code_due = models.BooleanField(default=False)
    ask_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["ask_at"], name="handover_stay_ask", condition=~models.Q(status__in=["closed", "full"])),
            models.Index(fields=["matter", "-id"], name="handover_stay_matter"),
            models.Index(
                fields=["court", "filled_at"],
                name="handover_stay_court",
                condition=~models.Q(status__in=["closed", "full"]),
            ),
            models.Index(fields=["person"], name="handover_stay_person", condition=~models.Q(status__in=["closed", "full"])),
        ]

    def __str__(self) -> str:
        return self.reference


class Opening(models.Model):
    """A code that opens the box once, and for whom it was made. Only its keyed hash is kept."""

    stay = models.ForeignKey(Stay, models.PROTECT, related_name="openings")
    n = models.PositiveIntegerField()
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    code_hash = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    until = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["stay", "n"], name="handover_opening_once")]
