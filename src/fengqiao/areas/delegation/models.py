"""Powers to act for another, and the accounts of companies. They belong to no dispute; what is done by them does."""

from __future__ import annotations

from django.db import models

from fengqiao.core.models import Person, Upload


class Mandate(models.Model):
    """One person lets another act in its place, with limits (授权). It holds once accepted, until it ends.

    ``disputes`` empty means all, those to come included. ``until`` is the last day. ``scope`` and
    ``kind`` are those of rules.py; ``power`` is the power of attorney, where the law asks for one.
    """

    principal = models.ForeignKey(Person, models.PROTECT, related_name="mandates_given")
    delegate = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="mandates_held")
    name = models.CharField(max_length=100)
    phone = models.CharField(max_length=20, db_index=True)
    kind = models.CharField(max_length=24)
    scope = models.CharField(max_length=10)
    disputes = models.JSONField(default=list)
    until = models.DateField(null=True, blank=True)
    power = models.ForeignKey(Upload, models.PROTECT, null=True, blank=True, related_name="+")
    given_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    ended_why = models.CharField(max_length=12, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["delegate", "ended_at"], name="mandate_held"),
            models.Index(fields=["principal", "ended_at"], name="mandate_given"),
        ]


class Entry(models.Model):
    """Somebody took up a power: when, for the log that both sides read. What was done then is in the events."""

    mandate = models.ForeignKey(Mandate, models.CASCADE, related_name="entries")
    at = models.DateTimeField()


class Company(models.Model):
    """The account of an entity: who asked for it, and that its legal representative confirmed it."""

    entity = models.OneToOneField(Person, models.PROTECT, related_name="company")
    legal_name = models.CharField(max_length=100)
    legal_phone = models.CharField(max_length=20, db_index=True)
    licence = models.ForeignKey(Upload, models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    refused_at = models.DateTimeField(null=True, blank=True)
