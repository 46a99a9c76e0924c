"""Which draft a browser holds: by its secret cookie, or as the newest of the person who has signed in."""

from __future__ import annotations

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


def with_cookie(response: HttpResponse, draft: Draft, request: HttpRequest) -> HttpResponse:
    """Let the browser hold the draft."""
    response.set_cookie(COOKIE, draft.token, max_age=LASTS, httponly=True, samesite="Lax", secure=request.is_secure())
    return response
