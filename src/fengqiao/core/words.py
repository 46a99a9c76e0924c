"""Words for people, by key, in the language of the reader. The catalogues are gettext's."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils import translation
from django.utils.translation import get_language, gettext

from fengqiao.kernel.wording import plain_date


def word(key: str) -> str:
    """The words of a key in the active language; the key itself where the catalogue lacks it."""
    return gettext(key)


def move_word(procedure: str, move: str) -> str:
    """The words of what happened in a matter: a move of its procedure, or something beside it (``core.move``)."""
    own = f"{procedure}.move.{move}"
    return gettext(own) if has(own) else gettext(f"core.move.{move}")


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


_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)( \d\d:\d\d)?")


def day_in_words(day: date) -> str:
    """A day as the reader's language writes it: ``2026年12月7日``, ``7 December 2026``."""
    if get_language() == "en":
        return f"{day.day} {day:%B %Y}"
    return plain_date(day)


def written(value: Any) -> Any:
    """A day in figures (2026-12-07), with its time of day or without, in words; everything else as it is."""
    found = _MOMENT.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        return value
    try:
        return day_in_words(date.fromisoformat(found[1])) + (found[2] or "")
    except ValueError:  # somebody's own text that is no day: 2026-02-31
        return value


def _fill(text: str, values: Mapping[str, Any]) -> str:
    if "{" not in text:
        return text
    return text.format_map(_Known({name: written(value) for name, value in values.items()}))
