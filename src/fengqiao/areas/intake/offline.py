"""What was told without a line: written in the browser, taken in as a draft when the line is back, once.

The key is made by the browser, 256 random bits. It alone names the draft, so that the same telling
sent twice, from two tabs or after a lost answer, is one draft; and what is sent from that draft
carries its token as the key of the door, so that it is one dispute.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fengqiao.areas.intake import steps
from fengqiao.areas.intake.holding import KIND, with_cookie
from fengqiao.core import clock, drafts, throttle
from fengqiao.core.models import Draft
from fengqiao.web.guard import message
from fengqiao.web.views.accounts import address
from fengqiao.web.views.install import same_for_all

KEY = re.compile(r"[0-9a-f]{64}")
MOST_BYTES = 100_000
HOURLY = 120
"""Tellings that one network address may hand in within an hour."""
LENGTHS = {
    "story": 20000,
    "happened_on": 10,
    "amount": 20,
    "text": 500,
    "name": 100,
    "phone": 20,
    "address": 200,
    "other_name": 100,
    "other_phone": 20,
}
"""The fields of the form, and how many signs of each are taken."""


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The form that works without a line; the same for everybody."""
    language = request.GET.get("l")
    if language:
        with override("en" if language.startswith("en") else "zh-hans"):
            return same_for_all(request, "intake/offline.html", _("先写下来"))
    return same_for_all(request, "intake/offline.html", _("先写下来"))


@require_http_methods(["GET", "POST"])
@never_cache
def take(request: HttpRequest) -> HttpResponse:
    """Answer the token of this browser (GET); take in what was told (POST)."""
    if request.method == "GET":
        return JsonResponse({"token": get_token(request)})
    if throttle.spent("offline", address(request), HOURLY):
        return JsonResponse({}, status=429)
    told = _read(request)
    if told is None:
        return JsonResponse({}, status=422)
    throttle.count("offline", address(request))
    key, values = told
    now = clock.now()
    kept = {"kind": KIND, "data": as_draft(values), "person_id": request.actor.person}
    Draft.objects.get_or_create(token=token_of(key), defaults={**kept, "begun_at": now, "changed_at": now})
    return JsonResponse({"taken": True})


def token_of(key: str) -> str:
    """The token of the draft that this key names."""
    return sha256(f"fq-offline:{key}".encode()).hexdigest()


def _read(request: HttpRequest) -> tuple[str, dict[str, str]] | None:
    """The key and the fields, cut to their lengths; None for anything that our form does not send."""
    body = message(request)
    if len(body) > MOST_BYTES:
        return None
    try:
        sent = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(sent, dict) or not isinstance(sent.get("values"), dict):
        return None
    key, values = sent.get("key"), sent["values"]
    if not isinstance(key, str) or not KEY.fullmatch(key):
        return None
    typed = {name: values.get(name, "") for name in LENGTHS}
    if any(not isinstance(value, str) or "\x00" in value for value in typed.values()):
        return None
    return key, {name: value.strip()[: LENGTHS[name]] for name, value in typed.items()}


def as_draft(values: Mapping[str, str]) -> dict[str, Any]:
    """The answers of the front door's steps, as far as they were told."""
    claim = {name: values[name] for name in ("amount", "text") if values[name]}
    you = {name: values[name] for name in ("name", "phone", "address") if values[name]}
    other = {name: values[f"other_{name}"] for name in ("name", "phone") if values[f"other_{name}"]}
    story = {name: values[name] for name in ("story", "happened_on") if values[name]}
    told = {
        "story": story,
        "claims": {**claim, "claims": [claim]} if claim else {},
        "you": {"you": you} if you else {},
        "them": {"others": [other]} if other else {},
    }
    return {step: answers for step, answers in told.items() if answers}


@require_POST
def go_on(request: HttpRequest) -> HttpResponse:
    """Take up the draft that this browser's key names, at the first question that is still open."""
    key = request.POST.get("key", "")
    draft = drafts.by_token(token_of(key), KIND) if KEY.fullmatch(key) else None
    if draft is None:
        return redirect("tell")
    if draft.person_id not in (None, request.actor.person):
        raise Http404
    return with_cookie(redirect("tell_step", steps.next_step(draft.data)), draft, request)
