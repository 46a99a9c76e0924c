"""Puts the actor behind each request: who it is, and the posts held today."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from fengqiao.core.actor import NOBODY, Actor, actor_of
from fengqiao.core.models import Account


def actor_for(request: HttpRequest) -> Actor:
    """The actor of a request; nobody where no one has signed in."""
    if not request.user.is_authenticated:
        return NOBODY
    account = Account.objects.select_related("person").get(pk=request.user.pk)
    return actor_of(account, channel="web")


class ActorMiddleware:
    """Gives every request ``request.actor``, looked up when first asked for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = SimpleLazyObject(lambda: actor_for(request))  # type: ignore[attr-defined]
        return self.get_response(request)
