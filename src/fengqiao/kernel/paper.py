"""Court documents as data: a small line-oriented language, its parser, and the words it needs.

One source text is parsed to one :class:`Paper`; PDF, DOCX and plain text are made from that
Paper alone, so that all three say the same.

The language: a line is a paragraph (first line indented by two characters) unless it begins
with a directive. Blank lines are ignored.

======================= ==================================================================
``@court X``            name of the court, centred
``@title X``            name of the document, centred, the largest line
``@number X``           case number, right-aligned
``@heading X``          sub-heading
``@party X``            one party or agent
``@item X``             numbered 一、二、三、 (a line of another kind starts the count again)
``@point X``            numbered 1. 2. 3. (an ``@item`` starts the count again)
``@to X``               addressee, flush left; also any other line without indent
``@sign LABEL | NAME``  signature, right-aligned; the label is spread to five characters
``@date X``             date of the document, right-aligned
``@note X``             note after the signature (附)
``@table 2,5,3``        a table with relative column widths; its rows follow as
                        ``|! a | b`` (head) or ``| a | b``; the last cell of a short row
                        fills the rest of the row
``@qr DATA | X``        a QR code with text under it
``@page``               page break
``@compact``            set the whole document small (14 pt on 22 pt, not 16 pt on 28 pt)
======================= ==================================================================

Values that people typed are put in with :func:`escape`; nothing in an escaped value can begin
a directive, end a line or a cell.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias, cast

from fengqiao.kernel.citation import chinese_number

LineKind = Literal[
    "court", "title", "number", "heading", "party", "item", "point",
    "to", "sign", "date", "note", "paragraph",
]  # fmt: skip
LINE_KINDS: frozenset[str] = frozenset(
    "court title number heading party item point to sign date note paragraph".split()
)
UNPRINTABLE = "〓"
"""The printer's mark for a character that cannot be set; stands for control characters."""

_ESCAPES = {"\\": "\\\\", "@": "\\@", "|": "\\|", "\n": "\\n"}
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_CELL_BAR = re.compile(r"(?<!\\)((?:\\\\)*)\|")
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))
_LINE_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_SIGN_WIDTH = 5
_QR_BYTES = 800


class PaperError(ValueError):
    """A document text that cannot be read; the message names the line."""


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph of a document. ``label`` is the number of an item or the office of a signer."""

    kind: LineKind
    text: str
    label: str = ""

    @property
    def full(self) -> str:
        """The text with its label, exactly as every output prints it."""
        if self.kind == "sign":
            return f"{self.label}\u3000{self.text}" if self.label else self.text
        return self.label + self.text


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table; ``head`` rows are printed bold and repeat on each page."""

    cells: tuple[str, ...]
    head: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A ruled table. ``widths`` are relative; a row has at most ``len(widths)`` cells."""

    widths: tuple[int, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class QRCode:
    """A QR code that holds ``data``, with ``caption`` printed under it."""

    data: str
    caption: str


@dataclass(frozen=True, slots=True)
class PageBreak:
    """The following block starts a new page."""


Block: TypeAlias = Line | Table | QRCode | PageBreak


@dataclass(frozen=True, slots=True)
class Paper:
    """A court document: its blocks in reading order. ``compact`` is for forms and receipts."""

    blocks: tuple[Block, ...]
    compact: bool = False

    def first(self, kind: LineKind) -> str:
        """Return the text of the first line of this kind, or the empty string."""
        found = (b.text for b in self.blocks if isinstance(b, Line) and b.kind == kind)
        return next(found, "")

    @property
    def title(self) -> str:
        """What a reader's window shows: court, document and number."""
        parts = (self.first("court"), self.first("title"), self.first("number"))
        return " ".join(part for part in parts if part)


def clean(text: str) -> str:
    """Return text that every output can hold, with ``\\n`` as the only line break.

    Characters without ink (zero-width space, soft hyphen, byte order mark) are dropped. Control
    characters, lone surrogates, non-characters and direction overrides, which could hide or turn
    round what a document says, become 〓, so that nothing is lost unseen. A tab becomes a space.
    """
    text = _LINE_BREAKS.sub("\n", text.replace("\t", " ")).translate(_INVISIBLE)
    return "".join(UNPRINTABLE if _is_unprintable(c) else c for c in text)


def _is_unprintable(char: str) -> bool:
    if char == "\n":
        return False
    return unicodedata.category(char) in ("Cc", "Cf", "Cs", "Co") or (ord(char) & 0xFFFE) == 0xFFFE


def escape(value: str, *, keep_lines: bool = False) -> str:
    """Return a typed value so that it can stand in a document text without being read as one.

    Line breaks become spaces; with ``keep_lines`` they stay, as new paragraphs in a paragraph and
    as new lines in a table cell.
    """
    text = clean(value).strip()
    if not keep_lines:
        text = re.sub(r" *\n\s*", " ", text)
    return "".join(_ESCAPES.get(char, char) for char in text)


def parse(text: str) -> Paper:
    """Return the document that a text in this language describes.

    Raises:
        PaperError: an unknown directive, a table row without a table, bad table widths, a row
            with more cells than columns, or a QR code without data or with more than it can hold.
    """
    blocks: list[Block] = []
    table: tuple[tuple[int, ...], list[Row]] | None = None
    counter, compact = _Counter(), False
    for number, raw in enumerate(clean(text).split("\n"), start=1):
        line = raw.strip()
        if not line:
            continue
        if line == "@compact":
            compact = True
            continue
        if table and not line.startswith("|"):
            blocks.append(Table(table[0], tuple(table[1])))
            table = None
        try:
            if line.startswith("|"):
                _add_row(table, line)
            elif line.split(" ", 1)[0] == "@table":
                table = (_widths(line.removeprefix("@table")), [])
            else:
                blocks.extend(counter.numbered(tuple(_blocks(line))))
        except PaperError as error:
            raise PaperError(f"line {number}: {error}") from None
    if table:
        blocks.append(Table(table[0], tuple(table[1])))
    return Paper(tuple(blocks), compact)


def _widths(text: str) -> tuple[int, ...]:
    try:
        widths = tuple(int(part) for part in text.split(","))
    except ValueError:
        raise PaperError(f"table widths must be whole numbers, not {text.strip()!r}") from None
    if min(widths) < 1:
        raise PaperError("table widths must be 1 or more")
    return widths


def _add_row(table: tuple[tuple[int, ...], list[Row]] | None, line: str) -> None:
    if table is None:
        raise PaperError("a table row without @table")
    head = line.startswith("|!")
    cells = tuple(_unescape(c) for c in _split(line[2:] if head else line[1:]))
    if len(cells) > len(table[0]):
        raise PaperError(f"{len(cells)} cells in a table of {len(table[0])} columns")
    table[1].append(Row(cells, head))


def _split(text: str) -> list[str]:
    """Split at bars that are not escaped."""
    return [part.strip() for part in _CELL_BAR.sub("\\1\x00", text).split("\x00")]


def _unescape(text: str) -> str:
    return _ESCAPED.sub(lambda m: "\n" if m[1] == "n" else m[1], text)


def _blocks(line: str) -> Iterator[Block]:
    name, _, rest = line.partition(" ")
    if not name.startswith("@"):
        paragraphs = (part.strip() for part in _unescape(line).split("\n"))
        yield from (Line("paragraph", part) for part in paragraphs if part)
    elif name == "@page":
        yield PageBreak()
    elif name == "@qr":
        data, *caption = _split(rest)
        if not data or len(data.encode()) > _QR_BYTES:
            raise PaperError(f"a QR code needs data of 1 to {_QR_BYTES} bytes")
        yield QRCode(_unescape(data), _one_line(" ".join(caption)))
    elif name == "@sign":
        label, *names = _split(rest)
        yield Line("sign", spread(_one_line(" ".join(names)), 3), spread(_one_line(label)))
    elif name[1:] in LINE_KINDS:
        parts = [part.strip() for part in _unescape(rest).split("\n") if part.strip()]
        for kind, part in zip([name[1:]] + ["paragraph"] * len(parts), parts, strict=False):
            yield Line(cast("LineKind", kind), part)
    else:
        raise PaperError(f"unknown directive {name}")


def _one_line(text: str) -> str:
    return " ".join(_unescape(text).split("\n"))


class _Counter:
    """Numbers the items and points of a document, source line by source line."""

    def __init__(self) -> None:
        self.items = self.points = 0

    def numbered(self, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
        if not blocks:
            return blocks
        head = blocks[0]
        if isinstance(head, Line) and head.kind == "item":
            self.items, self.points = self.items + 1, 0
            head = Line("item", head.text, f"{chinese_number(self.items)}、")
        elif isinstance(head, Line) and head.kind == "point":
            self.points += 1
            head = Line("point", head.text, f"{self.points}. ")
        else:
            self.items = self.points = 0
        return head, *blocks[1:]


def spread(text: str, width: int = _SIGN_WIDTH) -> str:
    """Spread a short Chinese word to ``width`` characters, as offices and names stand over a seal.

    ``审判员`` becomes ``审　判　员`` and, at width 3, ``张三`` becomes ``张　三``. Longer words
    and words in other scripts stay as they are.
    """
    if not 2 <= len(text) < width or not all("\u4e00" <= c <= "\u9fff" for c in text):
        return text
    return "\u3000".join(text)


def plain(paper: Paper) -> str:
    """Return the document as plain text, one line for each paragraph or table row."""
    lines: list[str] = []
    for block in paper.blocks:
        if isinstance(block, Line):
            lines.append(block.full)
        elif isinstance(block, Table):
            lines.extend("\t".join(row.cells) for row in block.rows)
        elif isinstance(block, QRCode):
            lines.append(block.caption)
    return "\n".join(line for line in lines if line)
