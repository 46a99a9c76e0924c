"""What a question about the law is refused with."""

from __future__ import annotations

from collections.abc import Iterable


class FieldError(ValueError):
    """An input that cannot be used: ``field`` names it, ``str()`` says why."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(reason)
        self.field = field or "facts"


def one_of(field: str, value: object, allowed: Iterable[str]) -> None:
    """Raise FieldError unless ``value`` is one of the allowed words."""
    words = tuple(allowed)
    if value not in words:
        raise FieldError(field, "must be one of: " + ", ".join(words))
