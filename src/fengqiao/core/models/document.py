"""Papers issued by moves, and files that people upload."""

from __future__ import annotations

from django.db import models

from fengqiao.core.models.matter import Matter
from fengqiao.core.models.person import Person


class Blob(models.Model):
    """A stored file, addressed by its content. ``kind`` is found from the bytes, not from the name.

    ``scan`` says what the virus scanner made of it: empty (never looked at: no scanner was set), ``waiting``
    (held, not given out, until it was looked at), ``clean``, ``skipped`` (larger than the scanner takes) or
    ``found`` (never given out; ``finding`` names what was found).
    """

    sha256 = models.CharField(max_length=64, primary_key=True)
    size = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=60)
    stored_at = models.DateTimeField()
    scan = models.CharField(max_length=10, blank=True, default="")
    finding = models.CharField(max_length=120, blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["scan", "stored_at"], name="blob_scan")]

    @property
    def held(self) -> bool:
        """Whether the file may not be given out: not looked at yet, or something was found in it."""
        return self.scan in ("waiting", "found")


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


class Incoming(models.Model):
    """A file on its way in, piece by piece. ``received`` bytes of it lie safely on the disk.

    ``place`` is the field that asked for it, ``mark`` how the browser tells it from other files of the same name;
    with both, a browser that was closed finds its file again. ``upload`` is what became of it.
    """

    key = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=200)
    size = models.PositiveBigIntegerField()
    received = models.PositiveBigIntegerField(default=0)
    place = models.CharField(max_length=160, blank=True)
    mark = models.CharField(max_length=40, blank=True)
    by = models.ForeignKey(Person, models.CASCADE, null=True, blank=True)
    session = models.CharField(max_length=64, blank=True)
    upload = models.ForeignKey(Upload, models.CASCADE, null=True, blank=True)
    begun_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        indexes = [
            models.Index(fields=["by", "expires_at"], name="incoming_person"),
            models.Index(fields=["session", "expires_at"], name="incoming_session"),
        ]


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
