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
