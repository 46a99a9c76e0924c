"""Files that people bring: never trusted. Type by content, size before storing, looked at for viruses, download only."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from typing import Any, BinaryIO

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest

from fengqiao.core import clock, incoming, ports, scanning
from fengqiao.core.incoming import Owner
from fengqiao.core.models import Blob, Upload
from fengqiao.core.models.document import Incoming
from fengqiao.core.words import say, word
from fengqiao.kernel.asks import Asks, questions
from fengqiao.web.kinds import ACCEPT, kind_of

Fault = tuple[str, str, dict[str, str]]

def store(file: UploadedFile, *, person: int | None, session: str = "") -> Upload:
    """Store one file; raises ValueError with an error code where it may not be taken."""
    if (file.size or 0) > settings.UPLOAD_MAX_BYTES:
        raise ValueError("core.file_too_large")
    if not file.size:
        raise ValueError("core.file_empty")
    kind = kind_of(file, file.name or "")
    if kind is None:
        raise ValueError("core.file_kind")
    if (person or session) and incoming.quota_left(Owner(person, session)) < file.size:
        raise ValueError("core.incoming_quota")
    return keep(file, name=file.name or "file", kind=kind, person=person, session=session)


def keep(stream: BinaryIO | UploadedFile, *, name: str, kind: str, person: int | None, session: str = "") -> Upload:
    """Look at a checked stream for viruses, put it into the store and enter it. Raises ValueError (Infected)."""
    scan = scanning.look(stream)  # type: ignore[arg-type]
    digest, size = ports.storage().put(stream)  # type: ignore[arg-type]
    values = {"size": size, "kind": kind, "stored_at": clock.now(), "scan": scan}
    blob, made = Blob.objects.get_or_create(sha256=digest, defaults=values)
    if blob.scan == "found":
        raise scanning.Infected("core.file_infected")
    if not made and scan not in ("", "waiting", blob.scan):
        Blob.objects.filter(pk=blob.pk).exclude(scan="found").update(scan=scan)
        blob.scan = scan
    key = secrets.token_urlsafe(18)
    return Upload.objects.create(
        key=key, blob=blob, name=safe_name(name), by_id=person, session=session, at=clock.now()
    )


def safe_name(name: str) -> str:
    """A file's name as it is shown and offered for download: the last part of a path, nothing that leads anywhere."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(c for c in last if c.isprintable() and c not in '/\\"<>|:*?')[-120:] or "file"


def finish(row: Incoming, digest: str) -> Upload:
    """Make an upload of a file that has come in pieces; the second time it answers the first one's.

    Raises IncomingFault where it is not whole, ValueError where its content may not be taken.
    """
    if row.upload is not None:
        return row.upload
    with incoming.whole(row, digest) as file:
        kind = kind_of(file, row.name)
        try:
            if kind is None:
                raise ValueError("core.file_kind")
            made = keep(file, name=row.name, kind=kind, person=row.by_id, session=row.session)
        except ValueError:
            incoming.drop(row)
            raise
    return incoming.became(row, made)


def limits() -> dict[str, Any]:
    """What a file field says before anything is sent: kinds, number, size; and the size where a file comes in pieces."""
    values = {"files": settings.UPLOAD_MAX_FILES, "all": settings.REQUEST_MAX_BYTES // 1024**2 // 10 * 10}
    small, large = settings.UPLOAD_MAX_BYTES // 1024**2, settings.INCOMING_MAX_BYTES // 1024**2
    return {
        "accept": ACCEPT,
        "max_bytes": settings.UPLOAD_MAX_BYTES,
        "max_files": settings.UPLOAD_MAX_FILES,
        "pieces_bytes": settings.INCOMING_MAX_BYTES,
        "limits_text": say("core.file_limits", {**values, "size": small}),
        "pieces_text": say("core.file_limits_pieces", {**values, "size": large}),
    }


def owner(request: HttpRequest) -> Owner:
    """To whom the files of this request belong; a browser that has not signed in gets a session for them."""
    if request.actor.person is None and not request.session.session_key:
        request.session.save()
    return Owner(request.actor.person, request.session.session_key or "")


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
    keys = own_keys(request, data.get(field, ()))
    for bad in Upload.objects.filter(key__in=keys, blob__scan="found"):
        faults.append((name, "core.file_infected", {"name": bad.name}))
        keys.remove(bad.key)
    files = request.FILES.getlist(name)
    if len(files) > settings.UPLOAD_MAX_FILES:
        faults.append((name, "core.files_too_many", {"most": settings.UPLOAD_MAX_FILES}))
        files = files[: settings.UPLOAD_MAX_FILES]
    for file in files:
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
    """Of the keys sent back by a form, those of files that this person or browser brought, in the form's order."""
    asked = list(dict.fromkeys(k for k in keys if isinstance(k, str)))
    owned = Owner(request.actor.person, request.session.session_key or "").mine()
    mine = set(Upload.objects.filter(owned, key__in=asked, matter=None).values_list("key", flat=True))
    return [key for key in asked if key in mine]


def claim(session: str | None, person: int) -> None:
    """Make the files that a browser brought before somebody signed in that person's own."""
    if session:
        Upload.objects.filter(session=session, by=None, matter=None).update(by_id=person)
        incoming.claim(session, person)


def held(keys: Iterable[str]) -> list[dict[str, str]]:
    """The files that a form holds already, as components/field.html shows them; unticked they are let go."""
    found = {u.key: u for u in Upload.objects.filter(key__in=list(keys)).select_related("blob")}
    rows = [found[key] for key in keys if key in found]
    return [held_row(upload) for upload in rows]


def held_row(upload: Upload) -> dict[str, str]:
    """One file as a form holds it: its name, its size, and whether it is still being looked at."""
    size = size_text(upload.blob.size)
    if upload.blob.held:
        size = f"{size} · {word(f'core.scan.{upload.blob.scan}')}"
    return {"key": upload.key, "label": upload.name, "size_text": size}


def size_text(size: int) -> str:
    """A size in bytes as people read it."""
    return f"{size / 1024 / 1024:,.1f} MB" if size >= 1024 * 1024 else f"{max(size / 1024, 0.1):,.1f} kB"


def of_person(person: int | None, keys: Iterable[str]) -> set[str]:
    """Of these keys, those of files that this person brought and has not handed in yet."""
    if person is None:
        return set()
    mine = Upload.objects.filter(key__in=list(keys), matter=None, by_id=person).exclude(blob__scan="found")
    return set(mine.values_list("key", flat=True))
