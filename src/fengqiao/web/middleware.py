"""Puts the actor behind each request, and turns away what cannot be a page of ours before it is read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control
from django.utils.functional import SimpleLazyObject

from fengqiao.core.actor import NOBODY, Actor, acting, actor_of
from fengqiao.core.powers import LOOK, PAPERS
from fengqiao.core.registry import registry
from fengqiao.web.guard import CHOSEN
from fengqiao.web.views import errors


def actor_for(request: HttpRequest) -> Actor:
    """The actor of a request; nobody where no one has signed in."""
    if not request.user.is_authenticated:
        return NOBODY
    place = getattr(request, "place", None)
    own = actor_of(request.user, channel=place.channel if place else "web")
    return _in_place_of_another(request, own) or own


ACTING = frozenset("join join_code desk inbox read matters matter move draft paper upload receipt receipt_file".split())
"""The generic pages at which a delegate stands in the principal's place; at all others everybody is himself."""
_LOOKERS_FORMS = ("move", "join", "join_code")
_OF_COMPANIES = ("join", "join_code")
"""A person takes his place himself; a company by whoever acts for it."""


def _in_place_of_another(request: HttpRequest, own: Actor) -> Actor | None:
    """The actor by the power that this browser has chosen, if it still holds and reaches this page."""
    chosen, match = request.session.get(CHOSEN), request.resolver_match
    if chosen is None or match is None or match.view_name not in ACTING | registry.acting or own.person is None:
        return None
    power = next((p for p in registry.mandates(own.person) if p.id == chosen), None)
    if power is None or (match.view_name in _OF_COMPANIES and not power.entity):
        return None
    writes = request.method not in ("GET", "HEAD", "OPTIONS") and match.view_name not in _LOOKERS_FORMS
    if power.scope == LOOK and writes:
        return None
    if match.view_name in registry.acting and (power.disputes or power.scope in (LOOK, PAPERS)):
        return None
    return acting(power)


class ActorMiddleware:
    """Gives every request ``request.actor``, looked up when first asked for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = SimpleLazyObject(lambda: actor_for(request))  # type: ignore[attr-defined]
        response = self.get_response(request)
        if not response.has_header("Cache-Control") and request.session.get(SESSION_KEY):
            patch_cache_control(response, private=True, no_store=True)
        return response


class IntakeMiddleware:
    """Answers a request that is too large, or that holds what no keyboard types, without working on it.

    Too large is decided by the announced length alone, before a byte of the body is read. A NUL
    character fits no column of the database: it is refused once, here.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not length.isascii() or not length.isdigit():
            return errors.bad_request(request)
        if int(length) > settings.REQUEST_MAX_BYTES:
            return errors.too_large(request)
        if "\x00" in request.path_info:
            return errors.not_found(request)
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *view: Any) -> HttpResponse | None:
        """Look at what was typed, once it is known which page is meant."""
        for typed in (request.GET, request.POST):
            if any("\x00" in name or any("\x00" in v for v in values) for name, values in typed.lists()):
                return errors.bad_request(request)
        return None
