"""Files that a court elsewhere sends before its papers: in pieces, held against their SM3, looked at like any upload."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import Sum

from fengqiao.core import clock, incoming
from fengqiao.core.exchange import PIECE_BYTES, FileNote
from fengqiao.core.incoming import IncomingFault, Owner
from fengqiao.core.models import Upload
from fengqiao.core.models.document import Incoming
from fengqiao.core.scanning import Infected
from fengqiao.kernel.chain import Sm3, sm3
from fengqiao.web import uploads
from fengqiao.web.kinds import kind_of

MEMBER_BYTES = 4 * 1024**3
"""What one member may have sent and not yet named in papers, over all its references."""
_HASH = re.compile(r"[0-9a-f]{64}")
_LATER = ("core.incoming_no_room",)


class Turned(Exception):
    """A call that is not taken: the status and the code of the contract."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(code)
        self.status, self.code = status, code


def owner(member: str, reference: str) -> Owner:
    """To whom the files of a handover belong until it comes; no browser can have this name."""
    return Owner(None, _of_member(member) + sm3(reference.encode())[:30])


def _of_member(member: str) -> str:
    return f"x:{sm3(member.encode())[:30]}:"


def piece(member: str, reference: str, asked: Mapping[str, Any]) -> dict[str, Any]:
    """Take a piece of a file and tell how much is held. Raises Turned; a file that is refused is not kept."""
    note, offset, content = _note(asked), int(asked["offset"]), base64.b64decode(asked["piece"], validate=True)
    if len(content) > PIECE_BYTES or offset < 0:
        raise ValueError("a piece of another size")
    if note.size > settings.INCOMING_MAX_BYTES:
        raise Turned(409, "file_too_large")
    mine = owner(member, reference)
    if _done(mine, note.hash) is not None:
        return {"received": note.size, "whole": True}
    try:
        row = _row(member, mine, note)
        if content:
            incoming.add(row, offset, content, hashlib.sha256(content).hexdigest())
    except IncomingFault as fault:
        raise _turned(fault) from fault
    if row.received == row.size:
        _finish(row, note)
    return {"received": row.received, "whole": row.received == row.size}


def _note(asked: Mapping[str, Any]) -> FileNote:
    note = FileNote(str(asked["name"])[:200], str(asked["type"]), int(asked["size"]), str(asked["hash"]))
    if not _HASH.fullmatch(note.hash) or note.size <= 0:
        raise ValueError("a file without content or hash")
    return note


def _row(member: str, mine: Owner, note: FileNote) -> Incoming:
    """The file on its way, taken up where it stopped."""
    known = incoming.open_of(mine).filter(upload=None, place=note.hash).order_by("id").first()
    if known is not None:
        if known.size != note.size:
            raise Turned(409, "differs")
        return known
    if _held_for(member) + note.size > MEMBER_BYTES:
        raise Turned(503, "busy")
    return incoming.begin(mine, uploads.safe_name(note.name), note.size, place=note.hash, mark=note.hash[:40])


def _held_for(member: str) -> int:
    """How many bytes a member has sent, or announced, that no papers name yet."""
    since, own = clock.now() - timedelta(hours=settings.INCOMING_HOURS), _of_member(member)
    coming = Incoming.objects.filter(session__startswith=own, upload=None, expires_at__gt=clock.now())
    brought = Upload.objects.filter(session__startswith=own, matter=None, at__gt=since)
    sums = coming.aggregate(n=Sum("size")), brought.aggregate(n=Sum("blob__size"))
    return sum(int(found["n"] or 0) for found in sums)


def _turned(fault: IncomingFault) -> Turned:
    if fault.code == "core.incoming_offset":
        return Turned(409, "offset")
    if fault.code in _LATER:
        return Turned(503, "busy")
    return Turned(400, "form") if fault.code == "core.incoming_piece" else Turned(409, "files_too_many")


def _finish(row: Incoming, note: FileNote) -> Upload:
    """Make an upload of a file that has come whole; whatever is wrong with it, nothing of it stays."""
    try:
        with incoming.whole(row, note.hash, Sm3) as file:
            if kind_of(file, row.name) != note.type:
                raise Turned(409, "file_kind")
            made = uploads.keep(file, name=row.name, kind=note.type, person=None, session=row.session)
    except Infected as found:
        incoming.drop(row)
        raise Turned(409, "file_infected") from found
    except IncomingFault as fault:
        done = _done(Owner(None, row.session), note.hash)
        if done is not None:  # another call was making it whole in the same moment
            return done
        incoming.drop(row)
        raise Turned(409, "file_hash") from fault
    except Turned:
        incoming.drop(row)
        raise
    return incoming.became(row, made)


def _done(mine: Owner, digest: str) -> Upload | None:
    """The upload that a file of this hash became."""
    found = incoming.open_of(mine).filter(place=digest).exclude(upload=None).select_related("upload").first()
    return found.upload if found else None


def named(member: str, reference: str, files: Iterable[Mapping[str, Any]], evidence: int) -> dict[int, list[str]]:
    """The keys of the files that papers name, by their piece of evidence. Raises Turned where one is not here."""
    keys: dict[int, list[str]] = {}
    for told in files:
        place, upload = int(told["evidence"]), _done(owner(member, reference), str(told["hash"]))
        if not 0 <= place < evidence:
            raise ValueError("a file of no piece of evidence")
        if upload is None:
            raise Turned(409, "files_missing")
        if upload.key not in keys.setdefault(place, []):
            keys[place].append(upload.key)
    return keys
