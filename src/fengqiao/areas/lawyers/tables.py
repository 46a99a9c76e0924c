"""Reading a table of filings: .xlsx or .csv, never trusted. Formulas, archives that swell and endless sheets are refused.

The order of the columns is free; they are known by their heads. Every row becomes values by column,
every fault stands at its cell. What the further sheets (``sheets.MORE``) say of a row hangs at that row.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zipfile import BadZipFile, ZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from fengqiao.areas.lawyers import sheets
from fengqiao.areas.lawyers.sheets import Sheet

MOST_ROWS = sheets.FILINGS.most
MOST_BYTES = 5 * 1024 * 1024
MOST_UNPACKED = 40 * 1024 * 1024
MOST_CELL = 5000
_PARTS = 2000
_SHOWN = 20
_TITLES = {sheet.title: name for name, sheet in sheets.MORE.items()}

COLUMNS = sheets.FILINGS.columns
"""The columns of the first sheet."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


Cells = list[list[str]]
Line = tuple[int, dict[str, str]]


class Unreadable(ValueError):
    """The file is not a table that can be read; the text is a code of words, with the values that it names."""

    def __init__(self, code: str, **values: str) -> None:
        super().__init__(code)
        self.values = values


def read(content: bytes) -> list[tuple[int, dict[str, Any]]]:
    """Return (line, values by column) of every row that is not empty. Raises Unreadable.

    A row with further parties or evidence has them under the names of ``sheets.MORE``, each with its own line.
    """
    if len(content) > MOST_BYTES:
        raise Unreadable("lawyers.file_too_large")
    pages = _book(content) if content.startswith(b"PK\x03\x04") else {"": _csv(content)}
    found: list[tuple[int, dict[str, Any]]] = [(n, dict(v)) for n, v in _lines(sheets.FILINGS, pages.pop(""))]
    if not found:
        raise Unreadable("lawyers.no_rows")
    _hang(dict(found), {name: _lines(sheets.MORE[name], cells) for name, cells in pages.items()})
    return found


def _lines(sheet: Sheet, cells: Cells) -> list[Line]:
    """The lines of a sheet below its heads that are not empty."""
    if sheet is not sheets.FILINGS and not any(any(row) for row in cells):
        return []
    heads, rows = _heads(sheet, cells)
    found = []
    for line, row in rows:
        values = {heads[n]: text for n, text in enumerate(row) if n in heads}
        if any(values.values()):
            found.append((line, values))
        if len(found) > sheet.most:
            raise Unreadable("lawyers.too_many_rows", sheet=sheet.title, most=str(sheet.most))
    return found


def _hang(rows: Mapping[int, dict[str, Any]], more: Mapping[str, Sequence[Line]]) -> None:
    """Hang each further party and piece at its row. One that belongs nowhere may be missing in some case: nothing is read."""
    lost = []
    for name, lines in more.items():
        for line, values in lines:
            number = values.pop("row", "")
            if number.startswith(sheets.EXAMPLE):
                continue
            row = rows.get(int(number)) if number.isascii() and number.isdigit() and len(number) < 7 else None
            if row is None:
                lost.append(f"{sheets.MORE[name].title} {get_column_letter(sheets.MORE[name].place('row'))}{line}")
            else:
                row.setdefault(name, []).append({**values, "line": line})
    if lost:
        more_lost = "……" if len(lost) > _SHOWN else ""
        raise Unreadable("lawyers.row_unknown", cells="、".join(lost[:_SHOWN]) + more_lost)


def _heads(sheet: Sheet, cells: Cells) -> tuple[dict[int, str], list[tuple[int, list[str]]]]:
    """Where each column stands, and the rows below the heads."""
    known = {_plain(head): column for column, (head, _needed) in sheet.columns.items()}
    rows = list(enumerate(cells, 1))
    for line, row in rows[:10]:
        heads = {n: known[_plain(text)] for n, text in enumerate(row) if _plain(text) in known}
        if set(sheet.marks) <= set(heads.values()):
            missing = [c for c, (_head, needed) in sheet.columns.items() if needed and c not in heads.values()]
            if missing or len(set(heads.values())) < len(heads):
                break
            return heads, [(n, r) for n, r in rows if n > line]
    raise Unreadable("lawyers.columns_missing", sheet=sheet.title)


def _plain(text: str) -> str:
    return text.replace(" ", "").replace("*", "").replace("(", "（").replace(")", "）")


def _book(content: bytes) -> dict[str, Cells]:
    """The first sheet under "", the further ones by name. The archive is weighed before anything of it is unpacked."""
    try:
        with ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
        if len(parts) > _PARTS or sum(p.file_size for p in parts) > MOST_UNPACKED:
            raise Unreadable("lawyers.file_too_large")
        if any(p.filename.lower().endswith("vbaproject.bin") for p in parts):
            raise Unreadable("lawyers.not_a_table")
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
        first, *others = book.worksheets
        pages = {"": _cells(first, sheets.FILINGS)}
        for page in others:
            name = _TITLES.get(page.title.strip(), "")
            pages |= {name: _cells(page, sheets.MORE[name])} if name else {}
        return pages
    except Unreadable:
        raise
    except (BadZipFile, KeyError, IndexError, ValueError, TypeError, OSError, EOFError, AttributeError) as error:
        raise Unreadable("lawyers.not_a_table") from error
    except Exception as error:  # a parser that is fed garbage may raise anything: none of it is a fault of ours
        raise Unreadable("lawyers.not_a_table") from error


def _cells(page: Any, sheet: Sheet) -> Cells:
    """The cells of a sheet as text. Four times the rows that it may have are looked at, for gaps between them."""
    page.reset_dimensions()
    rows = page.iter_rows(max_row=4 * sheet.most, max_col=4 * len(sheet.columns), values_only=True)
    return [[_text(value) for value in row] for row in rows]


def _csv(content: bytes) -> Cells:
    for coding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(coding)
        except UnicodeDecodeError:
            continue
        if "\x00" in text:
            break
        try:
            rows = list(csv.reader(io.StringIO(text)))[: 4 * MOST_ROWS]
        except csv.Error as error:
            raise Unreadable("lawyers.not_a_table") from error
        return [[_text(cell) for cell in row[:60]] for row in rows]
    raise Unreadable("lawyers.not_a_table")


def _text(value: Any) -> str:
    """A cell as text: days as ISO, whole numbers without a point, nothing longer than a cell may be."""
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return value.isoformat()[:10]
    if isinstance(value, float):
        return format(Decimal(repr(value)).normalize(), "f")
    return str(value).replace("\x00", "").strip()[: MOST_CELL + 1]


def is_formula(text: str) -> bool:
    """Whether a cell would be run by a program that opens it."""
    return text.startswith(_FORMULA)


def safe(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if is_formula(text) else text


def template(examples: Mapping[str, Sequence[Sequence[str]]], explained: Sequence[str]) -> bytes:
    """The table to fill in: each sheet with its heads and its examples (by title), and a sheet that explains it."""
    book = Workbook()
    _blank(book.active, sheets.FILINGS, examples, MOST_ROWS + 2)
    for sheet in sheets.MORE.values():
        _blank(book.create_sheet(), sheet, examples, MOST_ROWS + 2)
    page = book.create_sheet("说明")
    page.column_dimensions["A"].width = 100
    for n, text in enumerate(explained, 1):
        cell = page.cell(n, 1, safe(text))
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _blank(page: Any, sheet: Sheet, examples: Mapping[str, Sequence[Sequence[str]]], lines: int) -> None:
    """Heads, cells that keep what is typed as text, and the examples."""
    page.title = sheet.title
    for n, (head, needed) in enumerate(sheet.columns.values(), 1):
        page.cell(1, n, head + ("*" if needed else "")).font = Font(bold=True)
        page.column_dimensions[get_column_letter(n)].width = 22
        for line in range(2, lines):
            page.cell(line, n).number_format = "@"
        for line, example in enumerate(examples[sheet.title], 2):
            page.cell(line, n, safe(example[n - 1]))
    page.freeze_panes = "A2"


def report(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A report as CSV that opens in any spreadsheet and runs nothing."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(heads)
    writer.writerows([[safe(str(cell)) for cell in row] for row in rows])
    return b"\xef\xbb\xbf" + out.getvalue().encode()
