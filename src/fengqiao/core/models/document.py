"""Papers issued by moves, and files that people upload."""

from __future__ import annotations

from django.db import models

from fengqiao.core.models.matter import Matter
from fengqiao.core.models.person import Person


class Blob(models.Model):
    """A stored file, addressed by its content. ``kind`` is found from the bytes, not from the name."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    size = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=60)
    stored_at = models.DateTimeField()


class Upload(models.Model):
    """A file that somebody brought, and where it belongs."""

    key = models.CharField(max_length=40, unique=True)
    blob = models.ForeignKey(Blob, models.PROTECT)
    name = models.CharField(max_length=200)
    matter = models.ForeignKey(Matter, models.PROTECT, null=True, blank=True, related_name="uploads")
    seq = models.PositiveIntegerField(null=True, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True)
    session = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField()


class Document(models.Model):
    """A paper issued by a move. ``text`` is its composition; PDF and DOCX are made from it."""

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="documents")
    seq = models.PositiveIntegerField()
    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=120)
    text = models.TextField()
    text_hash = models.CharField(max_length=64)
    audience = models.CharField(max_length=60, blank=True)
    issued_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["matter", "seq", "kind"], name="document_once")]
