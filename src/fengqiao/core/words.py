"""Words for people, by key, in the language of the reader. The catalogues are gettext's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import translation
from django.utils.translation import gettext


def word(key: str) -> str:
    """The words of a key in the active language; the key itself where the catalogue lacks it."""
    return gettext(key)


def has(key: str) -> bool:
    """Whether the catalogue of the active language knows the key."""
    return gettext(key) != key


def say(key: str, values: Mapping[str, Any], language: str | None = None) -> str:
    """The words of a key with its values filled in, in a named language."""
    if language is None:
        return _fill(gettext(key), values)
    with translation.override(language):
        return _fill(gettext(key), values)


class _Known(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return ""


def _fill(text: str, values: Mapping[str, Any]) -> str:
    return text.format_map(_Known(values)) if "{" in text else text
