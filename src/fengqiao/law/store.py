"""Reading the law's data files: YAML beside the code, each read once and only when asked for."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from fengqiao.kernel import yamls

DATA = Path(__file__).parent / "data"


@cache
def load(name: str) -> Any:
    """Return the content of ``data/<name>``. Callers must not change it."""
    return yamls.read(DATA / name)


def newest(versions: list[dict[str, Any]], on: date | None) -> dict[str, Any] | None:
    """Return the version in force on a day (the newest where no day is given), or None."""
    chosen: dict[str, Any] | None = None
    for version in versions:
        start: date = version["in_force"]
        if (on is None or start <= on) and (chosen is None or start >= chosen["in_force"]):
            chosen = version
    return chosen
