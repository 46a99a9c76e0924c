"""Who may come in at all."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse
from django.http.request import RawPostDataException
from django.shortcuts import redirect
from django.urls import reverse

CHOSEN = "acting"
"""Where a session keeps the number of the power by which somebody has chosen to act."""

View = Callable[..., HttpResponse]


def message(request: HttpRequest) -> bytes:
    """The bytes of a machine's message; none where a form with files came instead, which has been read already."""
    try:
        return request.body
    except RawPostDataException:
        return b""


def signed_in(view: View) -> View:
    """Let only people who have signed in through; others are brought back after they have."""

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.actor.person is None:
            return redirect(f"{reverse('login')}?next={quote(request.get_full_path())}")
        return view(request, *args, **kwargs)

    return inner


def staff_only(view: View) -> View:
    """Let only people who hold a post through; for others the page is not found."""

    @wraps(view)
    @signed_in
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.actor.staff:
            raise Http404
        return view(request, *args, **kwargs)

    return inner
