"""Court documents as PDF/A-2a and PDF/UA-1, set by typst."""

from __future__ import annotations

import io
import json
import re
import threading
from datetime import datetime
from functools import lru_cache
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any, Final, Literal

import segno
import typst

from fengqiao.adapters.typesetting.glyphs import (
    all_fonts,
    fallback_families,
    missing_glyphs,
    own_fonts,
    unprintable_glyphs,
)
from fengqiao.adapters.typesetting.layout import is_centred, is_signature
from fengqiao.kernel.paper import Block, Line, Paper, QRCode, Row, Table

STANDARDS: Final[list[Literal["a-2a", "ua-1"]]] = ["a-2a", "ua-1"]
_LONG_RUN = re.compile(r"[!-\u2e7f]{24,}")


def typeset_pdf(paper: Paper, *, issued: datetime | None = None) -> bytes:
    """Return the document as PDF: tagged, archivable, its text extractable, its language Chinese.

    ``issued`` (with a time zone) is the date in the file's properties, which archives require;
    left out, it is 1970-01-01. The same arguments give the same bytes with the same fonts.
    Characters outside the committed fonts are taken from the machine's fonts; what no font has is
    printed as its code point 〔U+2B73A〕 (ask :func:`unprintable_glyphs` and tell the user).
    """
    source = json.dumps(_document(paper), ensure_ascii=False)
    missing = missing_glyphs(source)
    inputs = {"paper": source}
    fonts = own_fonts()
    if missing:
        fonts = all_fonts()
        for char in unprintable_glyphs(source):
            source = source.replace(char, f"〔U+{ord(char):04X}〕")
        inputs = {"paper": source, "fallback": "|".join(fallback_families())}
    with _LOCK:
        pdf = _compiler(fonts is not own_fonts()).compile(
            input=_template(),
            format="pdf",
            sys_inputs=inputs,
            pdf_standards=[*STANDARDS],
            timestamp=int(issued.timestamp()) if issued else 0,
        )
    if not isinstance(pdf, bytes):
        raise RuntimeError("typst returned no PDF")
    return pdf


_LOCK = threading.Lock()


@lru_cache(maxsize=2)
def _compiler(system: bool) -> typst.Compiler:
    return typst.Compiler(font_paths=all_fonts() if system else own_fonts())


@lru_cache(maxsize=1)
def _template() -> bytes:
    return Path(__file__).with_name("court.typ").read_bytes()


def _document(paper: Paper) -> dict[str, Any]:
    blocks: list[dict[str, Any]] = []
    for signed, group in groupby(paper.blocks, is_signature):
        if signed:
            lines = [_breakable(b.full) for b in group if isinstance(b, Line)]
            blocks.append({"type": "signature", "lines": lines})
        else:
            blocks.extend(map(_block, group))
    for block, following in pairwise(blocks):
        block["sticky"] = following["type"] in ("signature", "table") or (
            block["type"] == "signature" and following.get("kind") == "note"
        )
    return {
        "title": paper.title or "文书",
        "author": paper.first("court"),
        "compact": paper.compact,
        "blocks": blocks,
    }


def _block(block: Block) -> dict[str, Any]:
    if isinstance(block, Line):
        return {"type": "line", "kind": block.kind, "text": _breakable(block.full)}
    if isinstance(block, Table):
        heads = [row for row in block.rows if row.head]
        return {
            "type": "table",
            "widths": block.widths,
            "head": [_cells(block, row) for row in heads],
            "rows": [_cells(block, row) for row in block.rows if not row.head],
        }
    if isinstance(block, QRCode):
        svg = io.BytesIO()
        segno.make(block.data, micro=False).save(svg, kind="svg", border=2)
        return {
            "type": "qr",
            "svg": svg.getvalue().decode("utf-8"),
            "alt": block.data,
            "text": _breakable(block.caption),
        }
    return {"type": "page"}


def _cells(table: Table, row: Row) -> list[dict[str, Any]]:
    spans = [1] * len(row.cells)
    spans[-1] += len(table.widths) - len(row.cells)
    return [
        {
            "text": _breakable(text),
            "span": span,
            "strong": row.head,
            "centred": row.head or is_centred(table, index, text, span),
        }
        for index, (text, span) in enumerate(zip(row.cells, spans, strict=True))
    ]


def _breakable(text: str) -> str:
    """Let long runs without spaces (fingerprints, addresses) break at the end of a line."""
    return _LONG_RUN.sub(lambda m: "\u200b".join(re.findall(".{1,8}", m[0])), text)
