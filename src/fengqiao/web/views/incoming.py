"""Files in pieces, over HTTP: announce, send a piece at its place, ask where to go on, finish, give up.

=======================================  =======================================================
``POST   /incoming/``                    ``name size place mark``: 201 with ``key offset piece``
``GET    /incoming/``                    ``?place=``: the files of this place that stopped halfway
``GET    /incoming/<key>/``              where to go on
``PUT    /incoming/<key>/?offset=N``     a piece, with its SHA-256 in ``X-Piece-Hash``
``POST   /incoming/<key>/``              ``sha256`` of the whole: the upload that it became
``DELETE /incoming/<key>/``              gives it up
=======================================  =======================================================

A refusal is ``{"code", "text"}``, with ``offset`` where it is only the place that was wrong (409).
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_http_methods

from fengqiao.core import incoming, throttle
from fengqiao.core.incoming import IncomingFault
from fengqiao.core.models.document import Incoming
from fengqiao.core.words import say
from fengqiao.web import uploads
from fengqiao.web.kinds import HEAD, hopeless

ANNOUNCED_PER_HOUR = 400
"""How many files may be announced from one address without signing in."""

_STATUS = {
    "core.incoming_offset": 409,
    "core.incoming_hash": 409,
    "core.incoming_unknown": 404,
    "core.incoming_piece": 413,
    "core.incoming_too_large": 413,
    "core.incoming_too_many": 429,
    "core.incoming_no_room": 507,
}
_DIGITS = 15


@require_http_methods(["GET", "HEAD", "POST"])
def files(request: HttpRequest) -> HttpResponse:
    """Announce a file, or list those that stopped halfway."""
    if request.method != "POST":
        place = request.GET.get("place", "")[:160]
        mine = incoming.open_of(uploads.owner(request)).filter(place=place, upload=None).order_by("id")
        return _answer({"files": [_row(row) for row in mine[: settings.INCOMING_OPEN]]})
    name = uploads.safe_name(request.POST.get("name", ""))
    try:
        _throttled(request)
        row = incoming.begin(
            uploads.owner(request),
            name,
            _number(request.POST.get("size", "")),
            place=request.POST.get("place", "")[:160],
            mark=request.POST.get("mark", "")[:40],
        )
    except IncomingFault as fault:
        return _refused(fault, name)
    return _answer(_row(row), 201)


@require_http_methods(["GET", "HEAD", "PUT", "POST", "DELETE"])
def file(request: HttpRequest, key: str) -> HttpResponse:
    """One file on its way; another person's is not found."""
    try:
        row = incoming.found(uploads.owner(request), key)
        if request.method == "PUT":
            return _piece(request, row)
        if request.method == "POST":
            return _finish(request, row)
    except IncomingFault as fault:
        return _refused(fault)
    if request.method == "DELETE":
        incoming.drop(row)
        return HttpResponse(status=204)
    return _answer(_row(row))


def _piece(request: HttpRequest, row: Incoming) -> HttpResponse:
    """Take one piece. The body is read no further than a piece may be long."""
    offset = _number(request.GET.get("offset", ""))
    most = settings.INCOMING_PIECE_BYTES
    if int(request.META.get("CONTENT_LENGTH") or 0) > most:
        raise IncomingFault("core.incoming_piece", row.received)
    piece = request.read(most + 1)
    if offset == 0 and (len(piece) >= HEAD or len(piece) == row.size) and hopeless(piece, row.name):
        incoming.drop(row)
        return _refused(IncomingFault("core.file_kind"), row.name)
    incoming.add(row, offset, piece, request.headers.get("X-Piece-Hash", ""))
    return _answer(_row(row))


def _finish(request: HttpRequest, row: Incoming) -> HttpResponse:
    try:
        upload = uploads.finish(row, request.POST.get("sha256", ""))
    except ValueError as fault:
        return _refused(IncomingFault(str(fault)), row.name)
    return _answer(uploads.held_row(upload), 201)


def _throttled(request: HttpRequest) -> None:
    if request.actor.person is None:
        address = str(request.META.get("REMOTE_ADDR", ""))
        if throttle.count("incoming", address) > ANNOUNCED_PER_HOUR:
            raise IncomingFault("core.incoming_too_many")


def _number(text: str) -> int:
    """A whole number as our page writes it; -1 for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _DIGITS else -1


def _row(row: Incoming) -> dict[str, Any]:
    return {
        "key": row.key,
        "name": row.name,
        "size": row.size,
        "offset": row.received,
        "piece": settings.INCOMING_PIECE_BYTES,
        "expires": row.expires_at.isoformat(),
    }


def _refused(fault: IncomingFault, name: str = "") -> HttpResponse:
    most = settings.INCOMING_MAX_BYTES // (1024 * 1024)
    body = {"code": fault.code, "text": say(fault.code, {"name": name, "most": most})}
    if fault.offset is not None:
        body["offset"] = fault.offset
    return _answer(body, _STATUS.get(fault.code, 422))


def _answer(body: dict[str, Any], status: int = 200) -> JsonResponse:
    response = JsonResponse(body, status=status)
    response["Cache-Control"] = "no-store"
    return response
