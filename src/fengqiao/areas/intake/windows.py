"""Long lists on one page at a time: five hundred parties stay usable, without scripts too.

A page shows a window of each list of its shape; what is posted goes back to its place in the draft.
Hidden fields ``from-<list>`` and ``shown-<list>`` say which window it was; they are clamped, so that
nobody writes outside the list.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import QueryDict

from fengqiao.areas.intake.steps import Fault
from fengqiao.kernel.asks import Asks, questions
from fengqiao.web.forms import answers, answers_with_empty_rows

SIZE = 10
"""Entries shown at once."""


class Windows:
    """The lists of one step: what is kept, and which part of each is on the page."""

    def __init__(self, shape: type[Asks], stored: Mapping[str, Any], start: Mapping[str, int] | None = None) -> None:
        self.shape = shape
        self.names = [q.name for q in questions(shape) if q.kind == "group"]
        self.rows = {name: _rows(stored.get(name)) for name in self.names}
        self.start = {name: 0 for name in self.names}
        for name, at in (start or {}).items():
            self.open(name, at)

    def open(self, name: str, index: int) -> None:
        """Show the window in which an entry lies."""
        if name in self.start:
            last = max(len(self.rows[name]) - 1, 0)
            self.start[name] = min(max(index, 0), last) // SIZE * SIZE

    def shown(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """The answers of a step with each list cut to its window."""
        cut = {n: self.rows[n][self.start[n] : self.start[n] + SIZE] for n in self.names if self.rows[n]}
        return {**data, **cut}

    def hidden(self) -> list[dict[str, Any]]:
        """The hidden fields of a page. What was kept while typing takes the place of the empty entry shown."""
        fields = []
        for name in self.names:
            count = len(self.rows[name][self.start[name] : self.start[name] + SIZE])
            count = count or int(_shows_one(self.shape, name))
            fields += [{"name": f"from-{name}", "value": self.start[name]}, {"name": f"shown-{name}", "value": count}]
        return fields

    def put(self, post: QueryDict, posted: Mapping[str, Any]) -> dict[str, Any]:
        """Put what was posted into its place; return the answers of the whole step."""
        for name in self.names:
            first = min(number(post.get(f"from-{name}")), len(self.rows[name]))
            count = min(number(post.get(f"shown-{name}")), SIZE)
            self.rows[name][first : first + count] = _rows(posted.get(name))
            self.open(name, first)
        return {**posted, **{name: rows for name, rows in self.rows.items() if rows}}

    def faults_shown(self, faults: Sequence[Fault]) -> tuple[list[Fault], int]:
        """The faults as the page numbers its entries, and how many lie outside the windows."""
        found, elsewhere = list[Fault](), 0
        for path, code, values in faults:
            head, *rest = path.split(".")
            if head not in self.start or not rest or not rest[0].isdigit():
                found.append((path, code, values))
                continue
            at = int(rest[0]) - self.start[head]
            if 0 <= at < SIZE:
                found.append((".".join([head, str(at), *rest[1:]]), code, values))
            else:
                elsewhere += 1
        return found, elsewhere

    def links(self, name: str) -> list[dict[str, Any]]:
        """The other windows of a list, to be reached by a button that keeps what is typed."""
        count = len(self.rows[name])
        if count <= SIZE:
            return []
        return [
            {"value": f"{name}.{at}", "label": f"{at + 1}–{min(at + SIZE, count)}", "current": at == self.start[name]}
            for at in range(0, count, SIZE)
        ]


def _rows(value: Any) -> list[Any]:
    return [row for row in value if isinstance(row, Mapping)] if isinstance(value, list) else []


def number(text: str | None) -> int:
    """A small whole number from a hidden field; 0 for anything else."""
    return int(text) if text and text.isdecimal() and len(text) < 6 else 0


def place(text: str) -> tuple[str, int] | None:
    """Read ``others.30`` as a list and the place in it."""
    name, _, index = text.partition(".")
    return (name, int(index)) if index.isdecimal() and len(index) < 6 else None


def rearranged(shape: type[Asks], post: QueryDict, stored: Mapping[str, Any]) -> tuple[dict[str, Any], Windows] | None:
    """The answers after "add another" or "remove" was pressed, and the windows to show; None where neither was."""
    add, remove = post.get("add"), post.get("remove")
    if not (add or remove):
        return None
    windows = Windows(shape, stored)
    whole = windows.put(post, answers_with_empty_rows(shape, post))
    name, _, index = (remove or "").rpartition("-")
    if add in windows.rows:
        rows = windows.rows[add]
        rows += [{}] if rows or not _shows_one(shape, add) else [{}, {}]
        windows.open(add, len(rows) - 1)
    elif name in windows.rows and index.isdecimal():
        at = windows.start[name] + int(index)
        windows.rows[name][at : at + 1] = []
        windows.open(name, at)
    return {**whole, **windows.rows}, windows


def _shows_one(shape: type[Asks], name: str) -> bool:
    return any(q.name == name and q.required for q in questions(shape))


def read(shape: type[Asks], post: QueryDict, stored: Mapping[str, Any], *, empty: bool = False) -> dict[str, Any]:
    """Read a page into the whole answers of its step; with ``empty`` an unfilled entry stays."""
    posted = answers_with_empty_rows(shape, post) if empty else answers(shape, post)
    return Windows(shape, stored).put(post, posted)
