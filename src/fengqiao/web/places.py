"""Where a browser stands: at home, at a station, at a kiosk of the hall, or at a window with a clerk.

A place is put into a signed cookie by the area that keeps the places; what is done from it carries
the place as its channel, and a kiosk leaves no trace of the one who used it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.core import signing
from django.http import HttpRequest, HttpResponse

from fengqiao.core import drafts

COOKIE = "fq_place"
SALT = "fengqiao.place"
KINDS = ("station", "kiosk", "counter")
IDLE_SECONDS = 120
"""How long a kiosk waits for the next touch before it clears itself (a setting of the house, not of the law)."""
LASTS = {"station": timedelta(hours=12), "kiosk": timedelta(days=400), "counter": timedelta(hours=12)}


@dataclass(frozen=True, slots=True)
class Place:
    """A place of one of KINDS, by its code."""

    kind: str
    code: str

    @property
    def channel(self) -> str:
        """The channel of what is done from here (an event's has at most 20 signs)."""
        return f"{self.kind}:{self.code}"[:20]


def put(response: HttpResponse, place: Place, request: HttpRequest) -> HttpResponse:
    """Let the browser know where it stands."""
    value = signing.dumps([place.kind, place.code], salt=SALT)
    age = int(LASTS[place.kind].total_seconds())
    response.set_cookie(COOKIE, value, max_age=age, httponly=True, samesite="Lax", secure=request.is_secure())
    return response


def of(request: HttpRequest) -> Place | None:
    """Where this browser stands; None for one at home, or whose cookie does not hold."""
    value = request.COOKIES.get(COOKIE)
    if not value:
        return None
    try:
        kind, code = signing.loads(value, salt=SALT)
        age = LASTS[kind]
        signing.loads(value, salt=SALT, max_age=age)
    except (signing.BadSignature, ValueError, TypeError, KeyError):
        return None
    return Place(kind, code)


class KioskMiddleware:
    """At a kiosk nothing is kept by the browser. (A page that nobody touches goes back to the start: base.html, kiosk.js.)"""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.place = of(request)  # type: ignore[attr-defined]
        response = self.get_response(request)
        place = request.place  # type: ignore[attr-defined]
        if place is None or place.kind != "kiosk":
            return response
        response["Cache-Control"] = "no-store"
        return response


def forget(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Clear whatever the last one left in this browser: sign-in, answers, language; the place itself stays."""
    request.session.flush()
    for name in request.COOKIES:
        if name not in (COOKIE, "fq_type"):
            response.delete_cookie(name)
    drafts.forget(request.COOKIES.get(drafts.TELL_COOKIE, ""))
    response["Clear-Site-Data"] = '"cache", "storage"'
    response["Cache-Control"] = "no-store"
    return response
