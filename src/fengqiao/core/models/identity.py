"""Checks of who somebody is: each asked, each answered, none ever thrown away."""

from __future__ import annotations

from django.db import models

from fengqiao.core.models.person import Person


class IdentityCheck(models.Model):
    """One check of one person. No picture, no measure of a face and no number in clear is kept.

    ``means`` is real_name (name, document and phone compared with the register), face (compared with the
    document's picture by the provider), card (seen by staff) or manual (asked of staff). ``status`` is open,
    passed, failed, away (the provider did not answer) or over (not finished in time). ``reference`` is the
    provider's; ``by`` is the member of staff who decided.
    """

    no = models.CharField(max_length=24, unique=True)
    person = models.ForeignKey(Person, models.PROTECT, related_name="identity_checks")
    level = models.CharField(max_length=20)
    means = models.CharField(max_length=20)
    status = models.CharField(max_length=10, default="open")
    name = models.CharField(max_length=100)
    id_type = models.CharField(max_length=20)
    id_hash = models.CharField(max_length=64)
    id_masked = models.CharField(max_length=40)
    reason = models.CharField(max_length=30, blank=True)
    note = models.CharField(max_length=500, blank=True)
    reference = models.CharField(max_length=80, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="identity_decisions")
    asked_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["person", "status", "decided_at"], name="identity_of_person"),
            models.Index(fields=["status", "means", "asked_at"], name="identity_waiting"),
        ]

    def __str__(self) -> str:
        return self.no
