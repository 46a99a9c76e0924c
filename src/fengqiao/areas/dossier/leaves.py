"""Papers and files as PDF pages: measured once by their hash, made anew for each bundle."""

from __future__ import annotations

import logging
import shutil
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db.models import Exists, OuterRef

from fengqiao.areas.dossier.models import Leaf
from fengqiao.core import clock, ports
from fengqiao.core.models import Blob, Document, Upload
from fengqiao.core.ports import CannotBind, CannotRead, PageRead, Sheets
from fengqiao.core.words import say, word
from fengqiao.kernel.paper import Paper, escape, parse, plain
from fengqiao.web.uploads import size_text

log = logging.getLogger(__name__)

PDF, TEXT = "application/pdf", "text/plain"
PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
PAGED = PICTURES | {PDF}
_SIGNS = 60_000


def measure_some(limit: int = 20) -> int:
    """Count the pages and read the words of papers and files that are new. A bounded piece of work."""
    known = Leaf.objects.filter(hash=OuterRef("text_hash"))
    papers = list(Document.objects.filter(~Exists(known)).order_by("-pk")[:limit])
    for document in papers:
        _keep(document.text_hash, _of_document(document))
    known = Leaf.objects.filter(hash=OuterRef("sha256"))
    blobs = list(Blob.objects.filter(~Exists(known)).exclude(scan__in=("waiting", "found"))[: limit - len(papers)])
    for blob in blobs:
        _keep(blob.sha256, _of_blob(blob), unread=blob.kind in PICTURES)
    return len(papers) + len(blobs)


def read_pictures(limit: int = 1) -> int:
    """Recognise the words on photographs that were handed in, where something can read: they are found like typed ones."""
    if not ports.reader().available:
        return 0
    rows = list(Leaf.objects.filter(unread=True).order_by("at")[:limit])
    for leaf in rows:
        with TemporaryDirectory() as folder:
            try:
                found = ports.reader().read(_fetched(leaf.hash, Path(folder)))
            except (CannotRead, FileNotFoundError) as fault:
                log.warning("file %s could not be read: %s", leaf.hash, fault)
                found = PageRead()
        words = "\n".join(line.text for line in found.lines)[:_SIGNS]
        Leaf.objects.filter(pk=leaf.pk, unread=True).update(text=words.replace("\x00", ""), unread=False)
    return len(rows)


def measure(ref: str) -> Leaf:
    """Count the pages of one paper or file of a catalogue at once."""
    what, _colon, key = ref.partition(":")
    if what == "document":
        document = Document.objects.get(pk=int(key))
        return _keep(document.text_hash, _of_document(document))
    blob = Upload.objects.select_related("blob").get(key=key).blob
    return _keep(blob.sha256, _of_blob(blob), unread=blob.kind in PICTURES)


def _keep(digest: str, sheets: Sheets, *, unread: bool = False) -> Leaf:
    values = {"unread": unread and sheets.pages > 0, "pages": sheets.pages, "text": sheets.text.replace("\x00", ""), "at": clock.now()}
    return Leaf.objects.get_or_create(hash=digest, defaults=values)[0]


def _of_document(document: Document) -> Sheets:
    composed, typesetter = parse(document.text), ports.typesetter()
    return Sheets(typesetter.pages(typesetter.pdf(composed, document.issued_at)), plain(composed))


def _of_blob(blob: Blob) -> Sheets:
    if blob.kind == TEXT:
        text, typesetter = _text(blob.sha256), ports.typesetter()
        return Sheets(typesetter.pages(typesetter.pdf(_as_paper(text))), text)
    if blob.kind not in PAGED:
        return Sheets(0, "")
    with TemporaryDirectory() as folder:
        file = _fetched(blob.sha256, Path(folder))
        try:
            return ports.binder().measure(file, blob.kind)
        except CannotBind as fault:
            log.warning("file %s has no pages to be counted: %s", blob.sha256, fault)
            return Sheets(0, "")


def _fetched(digest: str, folder: Path) -> Path:
    """A copy of a stored file on the disk, streamed."""
    file = folder / "brought"
    with ports.storage().open(digest) as stored, file.open("wb") as out:
        shutil.copyfileobj(stored, out)
    return file


def _text(digest: str) -> str:
    with ports.storage().open(digest) as stored:
        raw = stored.read(_SIGNS * 4)
    for coding in ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(coding)[:_SIGNS]
        except UnicodeDecodeError as fault:
            if fault.start > len(raw) - 8:
                return raw[: fault.start].decode(coding, "ignore")[:_SIGNS]
    return ""


def _as_paper(text: str) -> Paper:
    """Typed text as it stands, small, one paragraph a line."""
    lines = [f"@to {escape(line)}" for line in text.splitlines() if line.strip()] or ["@to 　"]
    return parse("\n".join(["@compact", *lines]))


def write_part(ref: str, title: str, to: Path) -> int:
    """Write one entry of a bundle as PDF; what has no pages gets a slip that says where it is. Its pages."""
    what, _colon, key = ref.partition(":")
    if what == "document":
        document = Document.objects.get(pk=int(key))
        return _typeset(parse(document.text), to, document.issued_at)
    upload = Upload.objects.select_related("blob").get(key=key)
    blob = upload.blob
    if blob.held:
        return _slip(upload, title, to, word(f"core.scan.{blob.scan}"))
    if blob.kind == TEXT:
        return _typeset(_as_paper(_text(blob.sha256)), to)
    if blob.kind in PAGED:
        file = _fetched(blob.sha256, to.parent)
        try:
            return ports.binder().part(file, blob.kind, to).pages
        except CannotBind as fault:
            log.warning("file %s cannot be bound: %s", blob.sha256, fault)
        finally:
            file.unlink(missing_ok=True)
    return _slip(upload, title, to, word("dossier.slip.why"))


def _typeset(paper: Paper, to: Path, issued: datetime | None = None) -> int:
    made = ports.typesetter().pdf(paper, issued)
    to.write_bytes(made)
    return ports.typesetter().pages(made)


def _slip(upload: Upload, title: str, to: Path, why: str) -> int:
    """One page in the place of a file that cannot be printed: what it is, its fingerprint, where it can be opened."""
    facts = {"name": upload.name, "size": size_text(upload.blob.size), "hash": upload.blob_id}
    lines = [
        f"@title {escape(word('dossier.slip'))}",
        f"@to {escape(title)}",
        f"@to {escape(say('dossier.slip.file', facts))}",
        f"@to {escape(say('dossier.slip.hash', facts))}",
        f"@to {escape(why)}",
    ]
    to.write_bytes(ports.typesetter().pdf(parse("\n".join(["@compact", *lines]))))
    return 1
