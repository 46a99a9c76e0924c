"""Choices of layout that PDF and DOCX share."""

from __future__ import annotations

import re

from fengqiao.kernel.paper import Table

_FIGURE = re.compile(r"[0-9.,%—　]+[元份页]?")
_SHORT = 4


def is_centred(table: Table, index: int, text: str, span: int) -> bool:
    """Whether a body cell is centred: labels of a form, figures in a list."""
    if any(row.head for row in table.rows):
        short = index == 0 and len(text) <= _SHORT
        return span == 1 and (short or _FIGURE.fullmatch(text) is not None)
    return index % 2 == 0 and span == 1
