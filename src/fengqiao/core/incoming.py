"""Files on their way in, piece by piece over a poor line. What was acknowledged lies on the disk.

A piece is taken only at the place where the last one ended, and only with its SHA-256; the whole is
taken only with its SHA-256. So a piece sent twice does nothing, one that is lost is asked for again,
and two browsers that send at once cannot mix. Nothing is ever held in memory but one piece.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO, Protocol

from django.conf import settings
from django.db.models import Q, QuerySet, Sum

from fengqiao.core import clock
from fengqiao.core.models import Upload
from fengqiao.core.models.document import Incoming

_COPY = 256 * 1024
_UNCLAIMED_DAYS = 30


class Hashing(Protocol):
    """A hash being made, as ``hashlib`` has it."""

    def update(self, data: bytes, /) -> None: ...

    def hexdigest(self) -> str: ...


class IncomingFault(Exception):
    """A piece or a whole was not taken. ``code`` is the reason, ``offset`` where to go on (if one can)."""

    def __init__(self, code: str, offset: int | None = None) -> None:
        super().__init__(code)
        self.code, self.offset = code, offset


@dataclass(frozen=True, slots=True)
class Owner:
    """To whom a file belongs: a person, or a browser that has not signed in."""

    person: int | None
    session: str

    def mine(self) -> Q:
        """What belongs to this person or browser; of nobody, nothing."""
        found = Q(pk__in=[])
        if self.person:
            found |= Q(by_id=self.person)
        if self.session:
            found |= Q(session=self.session)
        return found


def open_of(owner: Owner) -> QuerySet[Incoming]:
    """The owner's files on the way that have not run out."""
    return Incoming.objects.filter(owner.mine(), expires_at__gt=clock.now())


def begin(owner: Owner, name: str, size: int, *, place: str = "", mark: str = "") -> Incoming:
    """Announce a file. The same file announced again, by the same owner at the same place, goes on where it was.

    Raises IncomingFault: too large, empty, too many at once, no room.
    """
    if size > settings.INCOMING_MAX_BYTES:
        raise IncomingFault("core.incoming_too_large")
    if size <= 0:
        raise IncomingFault("core.file_empty")
    mine = open_of(owner).filter(upload=None)
    if mark:
        known = mine.filter(name=name, size=size, place=place, mark=mark).first()
        if known is not None:
            return known
    if mine.count() >= settings.INCOMING_OPEN:
        raise IncomingFault("core.incoming_too_many")
    if quota_left(owner) < size:
        raise IncomingFault("core.incoming_quota")
    _folder().mkdir(parents=True, exist_ok=True)
    if shutil.disk_usage(_folder()).free < settings.INCOMING_SPARE_BYTES + size:
        raise IncomingFault("core.incoming_no_room")
    now = clock.now()
    return Incoming.objects.create(
        key=secrets.token_urlsafe(18),
        name=name,
        size=size,
        place=place,
        mark=mark,
        by_id=owner.person,
        session="" if owner.person else owner.session,
        begun_at=now,
        expires_at=now + timedelta(hours=settings.INCOMING_HOURS),
    )


def quota_left(owner: Owner) -> int:
    """How many bytes more this owner may bring before handing something in."""
    most = settings.INCOMING_QUOTA["person" if owner.person else "browser"]
    since = clock.now() - timedelta(days=_UNCLAIMED_DAYS)
    brought = Upload.objects.filter(owner.mine(), matter=None, at__gt=since).aggregate(n=Sum("blob__size"))["n"] or 0
    coming = open_of(owner).filter(upload=None).aggregate(n=Sum("size"))["n"] or 0
    return int(most - brought - coming)


def found(owner: Owner, key: str) -> Incoming:
    """The owner's file of this key; another's is not found. Raises IncomingFault."""
    row = open_of(owner).filter(key=key).select_related("upload__blob").first()
    if row is None:
        raise IncomingFault("core.incoming_unknown")
    return row


def add(row: Incoming, offset: int, piece: bytes, digest: str) -> int:
    """Take a piece at its place and answer where the next one begins. Raises IncomingFault."""
    if row.upload_id is not None or offset != row.received:
        raise IncomingFault("core.incoming_offset", row.received)
    if not piece or len(piece) > settings.INCOMING_PIECE_BYTES or offset + len(piece) > row.size:
        raise IncomingFault("core.incoming_piece", row.received)
    if hashlib.sha256(piece).hexdigest() != digest.lower():
        raise IncomingFault("core.incoming_hash", row.received)
    _write(row, offset, piece)
    after = offset + len(piece)
    if not Incoming.objects.filter(pk=row.pk, received=offset, upload=None).update(received=after):
        row.refresh_from_db(fields=["received"])
        raise IncomingFault("core.incoming_offset", row.received)
    row.received = after
    return after


def _write(row: Incoming, offset: int, piece: bytes) -> None:
    """Put a piece on the disk before anybody is told that it was taken."""
    _folder().mkdir(parents=True, exist_ok=True)
    descriptor = os.open(_place(row), os.O_RDWR | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "r+b") as file:
        file.seek(offset)
        file.write(piece)
        file.flush()
        os.fsync(file.fileno())


def whole(row: Incoming, digest: str, hashing: Callable[[], Hashing] = hashlib.sha256) -> BinaryIO:
    """The complete file, as a copy that no piece on its way can change any more. Raises IncomingFault.

    A whole whose hash (SHA-256, or of another kind) is another than announced is thrown away: it has to come
    again from the beginning.
    """
    if row.received != row.size:
        raise IncomingFault("core.incoming_offset", row.received)
    copy: BinaryIO = tempfile.TemporaryFile(dir=_folder())
    made, left = hashing(), row.size
    try:
        with _place(row).open("rb") as file:
            while left and (part := file.read(min(_COPY, left))):
                made.update(part)
                copy.write(part)
                left -= len(part)
    except FileNotFoundError:
        left = row.size
    if left or made.hexdigest() != digest.lower():
        copy.close()
        _start_over(row)
        raise IncomingFault("core.incoming_hash", 0)
    copy.seek(0)
    return copy


def _start_over(row: Incoming) -> None:
    Incoming.objects.filter(pk=row.pk, upload=None).update(received=0)
    _place(row).unlink(missing_ok=True)


def became(row: Incoming, upload: Upload) -> Upload:
    """Note what a file became, once: where another request was quicker, its upload is the one that counts."""
    if Incoming.objects.filter(pk=row.pk, upload=None).update(upload=upload):
        _place(row).unlink(missing_ok=True)
        return upload
    upload.delete()
    first = Incoming.objects.select_related("upload__blob").get(pk=row.pk).upload
    if first is None:
        raise IncomingFault("core.incoming_unknown")
    return first


def drop(row: Incoming) -> None:
    """Give a file up, and forget what had come of it."""
    Incoming.objects.filter(pk=row.pk).delete()
    _place(row).unlink(missing_ok=True)


def claim(session: str, person: int) -> None:
    """Make the files that a browser was sending before somebody signed in that person's own."""
    Incoming.objects.filter(session=session, by=None).update(by_id=person, session="")


def sweep_incoming(limit: int = 200) -> int:
    """Forget files that stopped halfway and were not taken up again."""
    over = list(Incoming.objects.filter(expires_at__lte=clock.now()).order_by("expires_at")[:limit])
    for row in over:
        drop(row)
    return len(over)


def _folder() -> Path:
    return Path(settings.DATA_DIR) / "incoming"


def _place(row: Incoming) -> Path:
    return _folder() / f"{row.pk}.part"
