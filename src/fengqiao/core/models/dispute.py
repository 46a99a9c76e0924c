"""The dispute: one record, its parties typed once, its agreed facts carried from matter to matter."""

from __future__ import annotations

from django.db import models

from fengqiao.core.models.court import Court
from fengqiao.core.models.person import Person


class Dispute(models.Model):
    """A dispute (纠纷). ``facts`` hold what was told once: story, cause, claims, amount, evidence."""

    court = models.ForeignKey(Court, models.PROTECT, related_name="disputes")
    title = models.CharField(max_length=200)
    cause = models.CharField(max_length=40, blank=True)
    amount = models.DecimalField(max_digits=16, decimal_places=2, null=True, blank=True)
    facts = models.JSONField(default=dict)
    channel = models.CharField(max_length=20, default="web")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.title


class Party(models.Model):
    """A person on one side of a dispute. Parties are a list, never ``respondent1``."""

    dispute = models.ForeignKey(Dispute, models.PROTECT, related_name="parties")
    person = models.ForeignKey(Person, models.PROTECT, related_name="parties")
    side = models.CharField(max_length=12)
    position = models.PositiveIntegerField(default=0)
    name = models.CharField(max_length=100)
    claim_code = models.CharField(max_length=16, unique=True)
    bound_at = models.DateTimeField(null=True, blank=True)
    facts = models.JSONField(default=dict)

    class Meta:
        ordering = ["position", "id"]
        indexes = [
            models.Index(fields=["dispute", "position"], name="party_order"),
            models.Index(fields=["name", "dispute"], name="party_name"),
        ]

    @property
    def address(self) -> str:
        """Where this party is reached in this dispute: as told, corrected or confirmed here, else as it is known."""
        return str(self.facts.get("address") or self.person.address)


class Representative(models.Model):
    """An agent ad litem (诉讼代理人) of a party, with the scope of the power (R-FIL-06)."""

    party = models.ForeignKey(Party, models.PROTECT, related_name="representatives")
    person = models.ForeignKey(Person, models.PROTECT)
    kind = models.CharField(max_length=20)
    firm = models.CharField(max_length=100, blank=True)
    special_power = models.BooleanField(default=False)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
