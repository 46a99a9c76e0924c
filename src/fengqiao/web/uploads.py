"""Files that people bring: never trusted. Type by content, size before storing, shown only as download."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from typing import Any, BinaryIO

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
    ".heic": "image/heic",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".mp3": "audio/mpeg",
    ".wav": "audio/wav",
    ".mp4": "video/mp4",
    ".mov": "video/quicktime",
    ".txt": "text/plain",
}


def kind_of(head: bytes, name: str) -> str | None:
    """The media type found from the first bytes, or None where it is not one that a file may hold."""
    try:
        found = [m.extension for m in puremagic.magic_string(head, name)]
    except (puremagic.PureError, ValueError):
        found = []
    for extension in found:
        if extension in ALLOWED:
            return ALLOWED[extension]
    if not found and _is_text(head):
        return ALLOWED[".txt"]
    return None


def _is_text(head: bytes) -> bool:
    if b"\x00" in head or head.lstrip()[:1] == b"<":
        return False
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start >= len(head) - 4
    return True


def store(file: UploadedFile, *, person: int | None, session: str = "") -> Upload:
    """Store one file; raises ValueError with an error code where it may not be taken."""
    if (file.size or 0) > settings.UPLOAD_MAX_BYTES:
        raise ValueError("core.file_too_large")
    if not file.size:
        raise ValueError("core.file_empty")
    head = file.read(8192)
    file.seek(0)
    kind = kind_of(head, file.name or "")
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
