"""Which draft a browser holds: by its secret cookie, or as the newest of the person who has signed in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse

from fengqiao.core import drafts
from fengqiao.core.models import Draft

COOKIE, KIND = drafts.TELL_COOKIE, drafts.TELL
LASTS = 180 * 24 * 3600


def held(request: HttpRequest) -> Draft | None:
    """The draft that this browser holds, or the newest of the person who has signed in; it is his from then on."""
    person = request.actor.person
    found = drafts.at_hand(request.COOKIES.get(COOKIE, ""), person, KIND)
    if found is not None and person and found.person_id is None:
        Draft.objects.filter(pk=found.pk).update(person_id=person)
        found.person_id = person
    return found


def own(request: HttpRequest, number: str) -> Draft | None:
    """The draft of this number, if it is that of the person who has signed in."""
    person = request.actor.person
    if person is None or not (number.isdecimal() and number.isascii() and len(number) < 19):
        return None
    return Draft.objects.filter(pk=int(number), person_id=person, kind=KIND).first()


def save(request: HttpRequest, draft: Draft, data: Mapping[str, Any], step: str) -> None:
    """Keep the answers of a step; a draft that was filled in by somebody for another says by whom, under ``prepared``."""
    kept = {name: value for name, value in data.items() if name != "prepared"}
    if request.actor.power:
        kept["prepared"] = request.actor.hand_name
    drafts.save(draft, kept, step)


def with_cookie(response: HttpResponse, draft: Draft, request: HttpRequest) -> HttpResponse:
    """Let the browser hold the draft."""
    response.set_cookie(COOKIE, draft.token, max_age=LASTS, httponly=True, samesite="Lax", secure=request.is_secure())
    return response
