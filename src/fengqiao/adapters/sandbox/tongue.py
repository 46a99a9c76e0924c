"""The language in which a sandbox's pages speak: that of the platform's own pages in the same browser."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.http import parse_cookie
from django.utils import translation
from django.utils.translation.trans_real import parse_accept_lang_header


@contextmanager
def spoken(environ: Mapping[str, Any]) -> Iterator[str]:
    """Speak as the cookie of the platform says, else as the browser asks, else Chinese."""
    chosen = parse_cookie(environ.get("HTTP_COOKIE", "")).get(settings.LANGUAGE_COOKIE_NAME, "")
    asked = [chosen, *(code for code, _weight in parse_accept_lang_header(environ.get("HTTP_ACCEPT_LANGUAGE", "")))]
    code = next(filter(None, map(_known, asked)), settings.LANGUAGE_CODE)
    with translation.override(code):
        yield code


def _known(code: str) -> str:
    try:
        return translation.get_supported_language_variant(code) if code else ""
    except LookupError:
        return ""
