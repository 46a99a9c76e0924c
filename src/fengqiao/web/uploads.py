"""Files that people bring: never trusted. Type by content, size before storing, shown only as download."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from pathlib import PurePath
from typing import Any, BinaryIO
from zipfile import BadZipFile, ZipFile

import puremagic
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest

from fengqiao.core import clock, ports
from fengqiao.core.models import Blob, Upload
from fengqiao.kernel.asks import Asks, questions

Fault = tuple[str, str, dict[str, str]]

ALLOWED = {
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".heif": "image/heic",
    ".mp3": "audio/mpeg",
    ".mpga": "audio/mpeg",
    ".m4a": "audio/mp4",
    ".amr": "audio/amr",
    ".wav": "audio/wav",
    ".mp4": "video/mp4",
    ".mov": "video/quicktime",
}
"""Kinds told by the first bytes alone."""

OFFICE = {
    ".docx": ("word/", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ".xlsx": ("xl/", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}
"""Archives that are a document only with this folder in them, and without macros."""

OLD_OFFICE = {".doc": "application/msword", ".wps": "application/msword", ".xls": "application/vnd.ms-excel"}
TEXT = "text/plain"
_ARCHIVE, _COMPOUND = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BRANDS = {brand: ".heif" for brand in (b"heic", b"heix", b"hevc", b"mif1", b"msf1")} | {b"M4A ": ".m4a"}
_HEAD = 8192


def kind_of(file: BinaryIO | UploadedFile, name: str) -> str | None:
    """The media type found from the content, or None where it is not one that may be taken.

    The name decides nothing but which of two office formats an archive claims to be.
    """
    head = file.read(_HEAD)
    file.seek(0)
    ending = PurePath(name).suffix.lower()
    if head.startswith(_ARCHIVE):
        return _office(file, ending)
    if head.startswith(_COMPOUND):
        return OLD_OFFICE.get(ending)
    if head[4:8] == b"ftyp" and head[8:12] in _BRANDS:
        return ALLOWED[_BRANDS[head[8:12]]]
    try:
        found = [m.extension for m in puremagic.magic_string(head)]
    except (puremagic.PureError, ValueError):
        return TEXT if ending == ".txt" and _is_text(head) else None
    return next((ALLOWED[extension] for extension in found if extension in ALLOWED), None)


def _office(file: BinaryIO | UploadedFile, ending: str) -> str | None:
    folder, kind = OFFICE.get(ending, ("", ""))
    try:
        with ZipFile(file) as archive:  # type: ignore[arg-type]
            names = archive.namelist()
    except (BadZipFile, ValueError, OSError, NotImplementedError):
        return None
    finally:
        file.seek(0)
    macros = any(name.lower().endswith("vbaproject.bin") for name in names)
    return kind if folder and not macros and any(name.startswith(folder) for name in names) else None


def _is_text(head: bytes) -> bool:
    """Plain words in UTF-8 or GB 18030, and no markup that a browser might run."""
    for coding in ("utf-8-sig", "gb18030"):
        try:
            text = head[:-4].decode(coding) if len(head) == _HEAD else head.decode(coding)
        except UnicodeDecodeError as error:
            if error.start < len(head) - 8:
                continue
            text = head[: error.start].decode(coding, "ignore")
        clean = all(c.isprintable() or c in "\r\n\t\u3000" or c.isspace() for c in text)
        return clean and not text.lstrip().startswith("<")
    return False


def store(file: UploadedFile, *, person: int | None, session: str = "") -> Upload:
    """Store one file; raises ValueError with an error code where it may not be taken."""
    if (file.size or 0) > settings.UPLOAD_MAX_BYTES:
        raise ValueError("core.file_too_large")
    if not file.size:
        raise ValueError("core.file_empty")
    kind = kind_of(file, file.name or "")
    if kind is None:
        raise ValueError("core.file_kind")
    return keep(file, name=file.name or "file", kind=kind, person=person, session=session)


def keep(stream: BinaryIO | UploadedFile, *, name: str, kind: str, person: int | None, session: str = "") -> Upload:
    """Put a checked stream into the store and enter it."""
    digest, size = ports.storage().put(stream)  # type: ignore[arg-type]
    now = clock.now()
    blob, _made = Blob.objects.get_or_create(sha256=digest, defaults={"size": size, "kind": kind, "stored_at": now})
    shown = "".join(c for c in name if c.isprintable() and c not in '/\\"<>|:*?')[-120:] or "file"
    key = secrets.token_urlsafe(18)
    return Upload.objects.create(key=key, blob=blob, name=shown, by_id=person, session=session, at=now)


def take(request: HttpRequest, shape: type[Asks], data: dict[str, Any], prefix: str = "") -> list[Fault]:
    """Store the files of a form and put their keys into its answers; return what could not be taken."""
    faults: list[Fault] = []
    for q in questions(shape):
        name = f"{prefix}{q.name}"
        if q.kind == "files":
            faults += _take(request, name, q.name, data)
        elif q.kind == "section" and q.shape:
            faults += take(request, q.shape, data.setdefault(q.name, {}), f"{name}-")
        elif q.kind == "group" and q.shape:
            for n, row in enumerate(data.get(q.name, ())):
                faults += take(request, q.shape, row, f"{name}-{n}-")
    return faults


def _take(request: HttpRequest, name: str, field: str, data: dict[str, Any]) -> list[Fault]:
    faults: list[Fault] = []
    keys = list(own_keys(request, data.get(field, ())))
    for file in request.FILES.getlist(name):
        try:
            upload = store(file, person=request.actor.person, session=request.session.session_key or "")
        except ValueError as fault:
            faults.append((name, str(fault), {"name": file.name or ""}))
        else:
            keys.append(upload.key)
    if keys:
        data[field] = keys
    else:
        data.pop(field, None)
    return faults


def own_keys(request: HttpRequest, keys: Any) -> list[str]:
    """Of the keys sent back by a form, those of files that this person or browser brought."""
    mine = Upload.objects.filter(key__in=[k for k in keys if isinstance(k, str)], matter=None)
    person, session = request.actor.person, request.session.session_key or ""
    return [u.key for u in mine if (person and u.by_id == person) or (session and u.session == session)]


def claim(session: str | None, person: int) -> None:
    """Make the files that a browser brought before somebody signed in that person's own."""
    if session:
        Upload.objects.filter(session=session, by=None, matter=None).update(by_id=person)


def held(keys: Iterable[str]) -> list[dict[str, str]]:
    """The files that a form holds already, as components/field.html shows them; unticked they are let go."""
    found = {u.key: u for u in Upload.objects.filter(key__in=list(keys)).select_related("blob")}
    rows = [found[key] for key in keys if key in found]
    return [{"key": u.key, "label": u.name, "size_text": size_text(u.blob.size)} for u in rows]


def size_text(size: int) -> str:
    """A size in bytes as people read it."""
    return f"{size / 1024 / 1024:,.1f} MB" if size >= 1024 * 1024 else f"{max(size / 1024, 0.1):,.1f} kB"


def of_person(person: int | None, keys: Iterable[str]) -> set[str]:
    """Of these keys, those of files that this person brought and has not handed in yet."""
    if person is None:
        return set()
    return set(Upload.objects.filter(key__in=list(keys), matter=None, by_id=person).values_list("key", flat=True))
