"""Reading our own reference tables: text trees in which indentation says what belongs to what."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

DATA = Path(__file__).parent / "data"


def read_outline(name: str, blanks: int) -> Iterator[tuple[int, str]]:
    """Yield (depth, text) for each line of ``data/<name>``; ``blanks`` make one level.

    Lines that start with ``#`` and empty lines are left out. Raises ``ValueError`` if a line stands
    more than one level below the line above it.
    """
    last = -1
    for number, line in enumerate((DATA / name).read_text("utf-8").splitlines(), 1):
        text = line.lstrip(" ")
        if not text or text[0] == "#":
            continue
        depth, odd = divmod(len(line) - len(text), blanks)
        if odd or depth > last + 1:
            raise ValueError(f"{name}, line {number}: wrong indentation")
        last = depth
        yield depth, text
