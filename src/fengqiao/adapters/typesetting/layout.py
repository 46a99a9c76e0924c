"""Choices of layout that PDF and DOCX share."""

from __future__ import annotations

import re

from fengqiao.kernel.paper import Block, Line, Table

_FIGURE = re.compile(r"[0-9.,%—　]+[元份页]?")
_SHORT = 2


def is_centred(table: Table, index: int, text: str, span: int) -> bool:
    """Whether a body cell is centred: labels of a form, figures in a list."""
    if any(row.head for row in table.rows):
        short = index == 0 and len(text) <= _SHORT
        return span == 1 and (short or _FIGURE.fullmatch(text) is not None)
    return index % 2 == 0 and span == 1


def is_signature(block: Block | None) -> bool:
    """Whether a block belongs to the signature: office, name, date, seal."""
    return isinstance(block, Line) and block.kind in ("sign", "date")


def keeps_with_next(block: Block, following: Block | None) -> bool:
    """Whether a page may not end between two blocks."""
    if isinstance(block, Line) and block.kind in ("title", "heading"):
        return True
    if is_signature(block) and isinstance(following, Line):
        return following.kind == "note" or is_signature(following)
    return is_signature(following) or isinstance(following, Table)
