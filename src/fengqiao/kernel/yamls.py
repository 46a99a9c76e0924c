"""YAML, read the safe way: numbers, words, lists and days, never an object of somebody's choosing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

# The C parser is ten times as fast, and every process reads dozens of these files when it starts.
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def parse(text: str | bytes) -> Any:
    """Return what a YAML text holds; raises ``yaml.YAMLError`` where it is none."""
    return yaml.load(text, Loader=_Loader)  # noqa: S506, TID251 - both are safe loaders


def read(path: Path) -> Any:
    """Return what a YAML file (UTF-8) holds."""
    return parse(path.read_bytes())
