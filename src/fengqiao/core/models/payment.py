"""Payment orders, and every movement of money that the payment provider reported on them."""

from __future__ import annotations

from django.db import models

from fengqiao.core.models.matter import Matter


class PaymentOrder(models.Model):
    """An amount that the platform asks for, fixed when the order is made; nobody types it.

    ``status`` is open, paid, closing (a provider has still to close it) or closed. ``counter`` is
    asked or shown where the payer pays at the terminal of the service hall. Which providers know of the
    order, and when to ask them, is kept by the area of fees (``Placement``).
    """

    no = models.CharField(max_length=24, unique=True)
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="payment_orders")
    subject = models.CharField(max_length=120)
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    status = models.CharField(max_length=10, default="open")
    counter = models.CharField(max_length=10, blank=True)
    created_at = models.DateTimeField()
    paid_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.no


class MoneyEntry(models.Model):
    """One movement of money on an order: a payment that came in, or a refund that goes out.

    ``reference`` is the provider's transaction of a payment and our own number of a refund; a
    second row for the same movement cannot be written. Payments: settled, part, double, late, mismatch.
    Refunds: queued, sent, done, failed.
    """

    order = models.ForeignKey(PaymentOrder, models.PROTECT, related_name="entries")
    kind = models.CharField(max_length=10)
    reference = models.CharField(max_length=64, unique=True)
    of = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="refunds")
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    status = models.CharField(max_length=10)
    channel = models.CharField(max_length=20, blank=True)
    reason = models.CharField(max_length=40, blank=True)
    matter = models.ForeignKey(Matter, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True, blank=True)
    raw = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["at"], name="money_entry_at"),
            models.Index(
                fields=["next_at"], name="money_entry_due", condition=models.Q(status__in=["queued", "sent"])
            ),
        ]
