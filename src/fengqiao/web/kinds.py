"""What a file is, found from its content: never trusted, never unpacked further than is needed to know.

The name decides nothing but which of two office formats an archive claims to be.
"""

from __future__ import annotations

import os
import struct
from pathlib import PurePath
from typing import BinaryIO
from zipfile import ZipFile

import puremagic
from django.core.files.uploadedfile import UploadedFile

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
KINDS = frozenset({*ALLOWED.values(), *(kind for _, kind in OFFICE.values()), *OLD_OFFICE.values(), TEXT})

ACCEPT = ",".join(["image/*", "audio/*", "video/*", ".pdf", ".txt", *OFFICE, *OLD_OFFICE])
"""What a file field offers to choose; a convenience for people, not a check."""

_ARCHIVE, _COMPOUND = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BRANDS = {brand: ".heif" for brand in (b"heic", b"heix", b"hevc", b"mif1", b"msf1")} | {b"M4A ": ".m4a"}
HEAD = 8192
_ENTRIES, _DIRECTORY_BYTES, _UNPACKED_BYTES, _RATIO = 5000, 2 * 1024 * 1024, 1024**3, 200
_END, _END_SIZE, _TYPES, _TYPES_BYTES = b"PK\x05\x06", 22, "[Content_Types].xml", 1024 * 1024
_OLD_MACROS = "_VBA_PROJECT".encode("utf-16-le")
_STEP = 1024 * 1024

Stream = BinaryIO | UploadedFile


def kind_of(file: Stream, name: str) -> str | None:
    """The media type found from the content, or None where it is not one that may be taken."""
    file.seek(0)
    head = file.read(HEAD)
    file.seek(0)
    ending = PurePath(name).suffix.lower()
    if head.startswith(_ARCHIVE):
        return _office(file, ending)
    if head.startswith(_COMPOUND):
        return OLD_OFFICE.get(ending) if not _holds(file, _OLD_MACROS) else None
    return _by_head(head, ending)


def hopeless(head: bytes, name: str) -> bool:
    """Whether the first bytes alone show that the file cannot be taken: nobody need send the rest of it."""
    if head.startswith((_ARCHIVE, _COMPOUND)):
        return PurePath(name).suffix.lower() not in {*OFFICE, *OLD_OFFICE}
    return _by_head(head[:HEAD], PurePath(name).suffix.lower()) is None


def _by_head(head: bytes, ending: str) -> str | None:
    if head[4:8] == b"ftyp" and head[8:12] in _BRANDS:
        return ALLOWED[_BRANDS[head[8:12]]]
    try:
        found = [m.extension for m in puremagic.magic_string(head)]
    except (puremagic.PureError, ValueError):
        return TEXT if ending == ".txt" and _is_text(head) else None
    return next((ALLOWED[extension] for extension in found if extension in ALLOWED), None)


def _holds(file: Stream, wanted: bytes) -> bool:
    """Whether a sequence of bytes stands anywhere in the file; read piece by piece."""
    tail = b""
    try:
        while part := file.read(_STEP):
            if wanted in tail + part:
                return True
            tail = part[-len(wanted) :]
        return False
    finally:
        file.seek(0)


def _office(file: Stream, ending: str) -> str | None:
    folder, kind = OFFICE.get(ending, ("", ""))
    if not folder or not _modest(file):
        return None
    try:
        with ZipFile(file) as archive:  # type: ignore[arg-type]
            return kind if _is_document(archive, folder) else None
    except Exception:  # bytes that are no archive fail in many ways, in the reader and in zlib
        return None
    finally:
        file.seek(0)


def _modest(file: Stream) -> bool:
    """Whether the archive ends where the file ends and lists no more than a document does.

    Looked at before the list is read, so that a list of a million entries is never built.
    """
    file.seek(0, os.SEEK_END)
    size = file.tell()
    file.seek(max(0, size - _END_SIZE - 0xFFFF))
    tail = file.read(_END_SIZE + 0xFFFF)
    file.seek(0)
    at = tail.rfind(_END)
    if at < 0 or len(tail) - at < _END_SIZE:
        return False
    _disk, _start, _here, entries, length, offset, comment = struct.unpack("<HHHHIIH", tail[at + 4 : at + _END_SIZE])
    whole = len(tail) - at == _END_SIZE + comment and offset + length == size - (len(tail) - at)
    return whole and 0 < entries <= _ENTRIES and length <= _DIRECTORY_BYTES


def _is_document(archive: ZipFile, folder: str) -> bool:
    entries = archive.infolist()
    names = [e.filename for e in entries]
    unpacked, packed = sum(e.file_size for e in entries), sum(e.compress_size for e in entries)
    if unpacked > _UNPACKED_BYTES or unpacked > _RATIO * max(packed, 4096):
        return False
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        return False
    if not any(name.startswith(folder) for name in names):
        return False
    return _TYPES not in names or _without_macros(archive)


def _without_macros(archive: ZipFile) -> bool:
    """Whether the document's own list of its parts names no macros, whatever the parts are called."""
    with archive.open(_TYPES) as listed:
        text = listed.read(_TYPES_BYTES + 1)
    return len(text) <= _TYPES_BYTES and b"macroenabled" not in text.lower() and b"vbaproject" not in text.lower()


def _is_text(head: bytes) -> bool:
    """Plain words in UTF-8 or GB 18030, and no markup that a browser might run."""
    for coding in ("utf-8-sig", "gb18030"):
        try:
            text = head[:-4].decode(coding) if len(head) == HEAD else head.decode(coding)
        except UnicodeDecodeError as error:
            if error.start < len(head) - 8:
                continue
            text = head[: error.start].decode(coding, "ignore")
        clean = all(c.isprintable() or c in "\r\n\t\u3000" or c.isspace() for c in text)
        return clean and not text.lstrip().startswith("<")
    return False
