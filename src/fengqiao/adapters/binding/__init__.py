"""The Binder port: files into pages and pages into one file, in a child process with limits of its own.

What people bring is read by libraries in C; a file made to break them breaks a child, never the platform.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from fengqiao.core.ports import CannotBind, PageRead, Part, Sheets

_SECONDS = 120
_BIND_SECONDS = 900


class PdfBinder:
    """pikepdf, PDFium and Pillow behind a pipe: one task, one child, one line of JSON back."""

    def measure(self, file: Path, kind: str) -> Sheets:
        """Count the pages of a file and read its words."""
        return _sheets(_child({"do": "measure", "file": str(file), "kind": kind}))

    def part(self, file: Path, kind: str, to: Path) -> Sheets:
        """Write the file as PDF pages."""
        return _sheets(_child({"do": "part", "file": str(file), "kind": kind, "to": str(to)}))

    def scan(self, pages: Sequence[tuple[Path, PageRead]], to: Path) -> Sheets:
        """Write pictures as one PDF in which words can be found."""
        rows = [
            [str(file), read.turn, [[w.text, w.left, w.top, w.right, w.bottom] for w in read.lines]]
            for file, read in pages
        ]
        return _sheets(_child({"do": "scan", "pages": rows, "to": str(to)}))

    def bind(self, parts: Sequence[Part], to: Path, *, unnumbered: int) -> int:
        """Write all parts into one PDF with bookmarks and page numbers."""
        rows = [[str(p.file), p.title, p.chapter] for p in parts]
        task = {"do": "bind", "parts": rows, "to": str(to), "unnumbered": unnumbered}
        return int(_child(task, _BIND_SECONDS)["pages"])


def _sheets(answer: dict[str, Any]) -> Sheets:
    return Sheets(int(answer["pages"]), str(answer["text"]))


def _child(task: dict[str, Any], seconds: int = _SECONDS) -> dict[str, Any]:
    command = [sys.executable, "-m", "fengqiao.adapters.binding.child"]
    try:
        done = subprocess.run(  # noqa: S603  # our own module; the task goes in by the pipe
            command, input=json.dumps(task).encode(), capture_output=True, timeout=seconds, check=False
        )
        answer = json.loads(done.stdout) if done.returncode == 0 else {"fault": f"ended with {done.returncode}"}
    except (subprocess.TimeoutExpired, ValueError, OSError) as fault:
        raise CannotBind(str(fault)[:200]) from fault
    if "fault" in answer:
        raise CannotBind(str(answer["fault"])[:200])
    return dict(answer)
