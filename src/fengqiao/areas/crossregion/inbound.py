"""The addresses at which other installations hand papers in: only what a member has signed just now is listened to."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from fengqiao.areas.crossregion import taking_in
from fengqiao.areas.crossregion.files_in import Turned
from fengqiao.areas.crossregion.models import first_heard
from fengqiao.core import ports
from fengqiao.core.errors import DoorError
from fengqiao.core.exchange import Call, NotSigned, body_of
from fengqiao.web.guard import message

log = logging.getLogger(__name__)

ROOT = "/exchange"
LARGEST = 4 * 1024 * 1024
"""Bytes of one call: papers of many parties, or a piece of a file in Base64."""
_FORM = (KeyError, TypeError, ValueError, AttributeError, LookupError, RecursionError, DoorError)

Work = Callable[[str, Mapping[str, Any]], dict[str, Any]]


@csrf_exempt
@require_POST
def handovers(request: HttpRequest) -> HttpResponse:
    """Take papers in."""
    return _answered(request, taking_in.take)


@csrf_exempt
@require_POST
def handovers_query(request: HttpRequest) -> HttpResponse:
    """Answer what has become of them."""
    return _answered(request, taking_in.query)


@csrf_exempt
@require_POST
def handovers_files(request: HttpRequest) -> HttpResponse:
    """Take a piece of a file."""
    return _answered(request, taking_in.files)


def _answered(request: HttpRequest, work: Work) -> HttpResponse:
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST:
        return HttpResponse(status=413)
    try:
        call = ports.exchange_gate().heard(request.path_info.removeprefix(ROOT), request.headers, message(request))
    except NotSigned as fault:
        log.warning("a call of the exchange was not listened to: %s", fault)
        return _said(401, body_of({"code": "signature"}), {})
    status, told = _done(call, work)
    answer = body_of(told)
    return _said(status, answer, ports.exchange_gate().signed(call, answer))


def _said(status: int, answer: bytes, headers: Mapping[str, str]) -> HttpResponse:
    return HttpResponse(answer, status=status, content_type="application/json", headers=dict(headers))


def _done(call: Call, work: Work) -> tuple[int, dict[str, Any]]:
    """Do what a member asks; what is not of the form, or not taken, changes nothing."""
    if not 16 <= len(call.nonce) <= 64 or not call.nonce.isalnum():
        return 400, {"code": "form"}
    if not first_heard(call.member, call.nonce):
        return 401, {"code": "replayed"}
    try:
        if b"\\u0000" in call.body:
            raise ValueError("a sign that no keyboard types")
        return 200, work(call.member, json.loads(call.body))
    except Turned as turned:
        log.info("a call of %s was turned away: %s", call.member, turned.code)
        return turned.status, {"code": turned.code}
    except _FORM as fault:
        log.warning("a call of %s is not of the form: %r", call.member, fault)
        return 400, {"code": "form"}
