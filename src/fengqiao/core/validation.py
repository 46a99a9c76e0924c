"""What was typed against what the move asks: one place for page, API and engine."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from fengqiao.core.errors import Invalid
from fengqiao.kernel.asks import Asks


def validated(shape: type[Asks], raw: Mapping[str, Any] | Asks | None) -> Asks:
    """Return the typed answers; raises Invalid with every fault at its field, all at once."""
    if isinstance(raw, shape):
        return raw
    unreadable: list[tuple[str, str, dict[str, str]]] = [(path, "core.text_unreadable", {}) for path in _with_nul(raw)]
    if unreadable:
        raise Invalid(unreadable)
    try:
        return shape.model_validate(dict(raw or {}))
    except ValidationError as error:
        raise Invalid([_fault(dict(e)) for e in error.errors(include_url=False)]) from error


def _with_nul(value: Any, path: str = "") -> Iterator[str]:
    """The places of texts that hold a NUL character, which no database keeps."""
    if isinstance(value, str):
        if "\x00" in value:
            yield path or "__all__"
    elif isinstance(value, Mapping):
        for name, item in value.items():
            yield from _with_nul(item, f"{path}.{name}" if path else str(name))
    elif isinstance(value, list | tuple):
        for n, item in enumerate(value):
            yield from _with_nul(item, f"{path}.{n}")


def _fault(error: dict[str, Any]) -> tuple[str, str, dict[str, str]]:
    path = ".".join(str(part) for part in error["loc"]) or "__all__"
    values = {k: str(v) for k, v in (error.get("ctx") or {}).items() if k != "error"}
    kind = str(error["type"])
    if kind == "value_error":
        kind = str((error.get("ctx") or {}).get("error", kind))
    return path, kind, values
