"""What the cashier keeps beside the record: ways to pay, tickets, the providers' daily files, differences."""

from __future__ import annotations

from django.db import models

from fengqiao.core import clock
from fengqiao.core.models import Court, MoneyEntry, PaymentOrder


class Placement(models.Model):
    """An order as one provider knows it. ``status`` is open, closing (to be closed there), paid or closed.

    ``account`` holds what a transfer needs, ``code`` what is scanned, ``good_until`` how long code and page may be
    used (None: as long as the order is open), ``ask_at`` when to ask next.
    """

    order = models.ForeignKey(PaymentOrder, models.PROTECT, related_name="placements")
    channel = models.CharField(max_length=10)
    provider_no = models.CharField(max_length=64)
    pay_url = models.CharField(max_length=400, blank=True)
    code = models.CharField(max_length=400, blank=True)
    account = models.JSONField(default=dict)
    status = models.CharField(max_length=10, default="open")
    placed_at = models.DateTimeField()
    good_until = models.DateTimeField(null=True, blank=True)
    ask_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["order", "channel"], name="placement_once")]
        indexes = [
            models.Index(
                fields=["ask_at"], name="placement_ask", condition=models.Q(status__in=["open", "closing"])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order_id} {self.channel}"

    @property
    def stale(self) -> bool:
        """Whether code and page have run out."""
        return self.good_until is not None and self.good_until <= clock.now()


class Ticket(models.Model):
    """The ticket of one movement of money. One that holds stands for an entry; a voided one says why."""

    no = models.CharField(max_length=40, unique=True)
    entry = models.ForeignKey(MoneyEntry, models.PROTECT, related_name="tickets")
    court = models.ForeignKey(Court, models.PROTECT, related_name="+")
    payer = models.CharField(max_length=200)
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    issued_at = models.DateTimeField()
    replaces = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="replaced_by")
    voided_at = models.DateTimeField(null=True, blank=True)
    voided_by = models.CharField(max_length=60, blank=True)
    void_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["entry"], condition=models.Q(voided_at=None), name="ticket_one_for_an_entry"
            ),
        ]

    def __str__(self) -> str:
        return self.no


class StatementDay(models.Model):
    """The daily file of one provider, as it was fetched and compared."""

    channel = models.CharField(max_length=10)
    day = models.DateField()
    fetched_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["channel", "day"], name="statement_once")]

    def __str__(self) -> str:
        return f"{self.channel} {self.day}"


class StatementRow(models.Model):
    """One line of a daily file, and the entry of ours that it was matched to."""

    statement = models.ForeignKey(StatementDay, models.CASCADE, related_name="rows")
    kind = models.CharField(max_length=10)
    order_no = models.CharField(max_length=64)
    reference = models.CharField(max_length=64)
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    at = models.DateTimeField()
    entry = models.ForeignKey(MoneyEntry, models.PROTECT, null=True, blank=True, related_name="+")


class Difference(models.Model):
    """Something on which a daily file and the record do not agree; somebody settles it and says how and why.

    ``kind``: no_order (money without order), no_money (a movement of ours that the file lacks), amount,
    double (a line twice, or an order paid twice), missed (taken by the reconciliation), refund_unknown.
    """

    statement = models.ForeignKey(StatementDay, models.CASCADE, related_name="differences")
    kind = models.CharField(max_length=16)
    reference = models.CharField(max_length=64)
    order_no = models.CharField(max_length=64, blank=True)
    entry = models.ForeignKey(MoneyEntry, models.PROTECT, null=True, blank=True, related_name="+")
    theirs = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    ours = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    found_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.CharField(max_length=60, blank=True)
    how = models.CharField(max_length=20, blank=True)
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["statement", "kind", "reference"], name="difference_once"),
        ]
        indexes = [
            models.Index(fields=["found_at"], name="difference_open", condition=models.Q(settled_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.reference}"
