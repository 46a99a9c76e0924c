"""Reading a table of filings: .xlsx or .csv, never trusted. Formulas, archives that swell and endless sheets are refused.

The order of the columns is free; they are known by their heads. Every row becomes values by column,
every fault stands at its cell.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zipfile import BadZipFile, ZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

MOST_ROWS = 500
MOST_BYTES = 5 * 1024 * 1024
MOST_UNPACKED = 40 * 1024 * 1024
MOST_CELL = 5000
_SCAN = 2000

COLUMNS: dict[str, tuple[str, bool]] = {
    "claimant": ("原告姓名或名称", True),
    "claimant_id": ("原告证件号码", True),
    "claimant_phone": ("原告电话", True),
    "claimant_address": ("原告住址", True),
    "legal_representative": ("原告法定代表人", False),
    "respondent": ("被告姓名或名称", True),
    "respondent_id": ("被告证件号码", False),
    "respondent_phone": ("被告电话", False),
    "respondent_address": ("被告住址", False),
    "cause": ("案由", True),
    "amount": ("请求金额（元）", False),
    "claim": ("诉讼请求", True),
    "happened_on": ("发生日期", False),
    "story": ("事实和理由", True),
    "evidence": ("证据名称（分号隔开）", False),
}
"""The columns: the head in the table, and whether it must be filled."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Unreadable(ValueError):
    """The file is not a table that can be read; the text is a code of words."""


def read(content: bytes) -> list[tuple[int, dict[str, str]]]:
    """Return (line, values by column) of every row that is not empty. Raises Unreadable."""
    if len(content) > MOST_BYTES:
        raise Unreadable("lawyers.file_too_large")
    cells = _sheet(content) if content.startswith(b"PK\x03\x04") else _csv(content)
    heads, rows = _heads(cells)
    found = []
    for line, row in rows:
        values = {heads[n]: text for n, text in enumerate(row) if n in heads}
        if any(values.values()):
            found.append((line, values))
        if len(found) > MOST_ROWS:
            raise Unreadable("lawyers.too_many_rows")
    if not found:
        raise Unreadable("lawyers.no_rows")
    return found


def _heads(cells: Iterable[Sequence[str]]) -> tuple[dict[int, str], list[tuple[int, Sequence[str]]]]:
    """Where each column stands, and the rows below the heads."""
    known = {_plain(head): column for column, (head, _needed) in COLUMNS.items()}
    rows = list(enumerate(cells, 1))
    for line, row in rows[:10]:
        heads = {n: known[_plain(text)] for n, text in enumerate(row) if _plain(text) in known}
        if "claimant" in heads.values() and "respondent" in heads.values():
            missing = [COLUMNS[c][0] for c in COLUMNS if COLUMNS[c][1] and c not in heads.values()]
            if missing or len(set(heads.values())) < len(heads):
                raise Unreadable("lawyers.columns_missing")
            return heads, [(n, r) for n, r in rows if n > line]
    raise Unreadable("lawyers.columns_missing")


def _plain(text: str) -> str:
    return text.replace(" ", "").replace("*", "").replace("(", "（").replace(")", "）")


def _sheet(content: bytes) -> Iterable[Sequence[str]]:
    """The first sheet. The archive is weighed before anything of it is unpacked."""
    try:
        with ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
        if len(parts) > _SCAN or sum(p.file_size for p in parts) > MOST_UNPACKED:
            raise Unreadable("lawyers.file_too_large")
        if any(p.filename.lower().endswith("vbaproject.bin") for p in parts):
            raise Unreadable("lawyers.not_a_table")
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        rows = sheet.iter_rows(max_row=_SCAN, max_col=60, values_only=True)
        return [[_text(value) for value in row] for row in rows]
    except Unreadable:
        raise
    except (BadZipFile, KeyError, IndexError, ValueError, TypeError, OSError, EOFError, AttributeError) as error:
        raise Unreadable("lawyers.not_a_table") from error
    except Exception as error:  # a parser that is fed garbage may raise anything: none of it is a fault of ours
        raise Unreadable("lawyers.not_a_table") from error


def _csv(content: bytes) -> list[list[str]]:
    for coding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(coding)
        except UnicodeDecodeError:
            continue
        if "\x00" in text:
            break
        try:
            rows = list(csv.reader(io.StringIO(text)))[:_SCAN]
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


def template(example: Sequence[str]) -> bytes:
    """The table to fill in, with its heads and one row as an example."""
    book = Workbook()
    sheet = book.active
    sheet.title = "批量立案"
    for n, (head, needed) in enumerate(COLUMNS.values(), 1):
        cell = sheet.cell(1, n, head + ("*" if needed else ""))
        cell.font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(n)].width = 22
        for line in range(2, MOST_ROWS + 2):
            sheet.cell(line, n).number_format = "@"
        sheet.cell(2, n, safe(example[n - 1]))
    sheet.freeze_panes = "A2"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def report(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A report as CSV that opens in any spreadsheet and runs nothing."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(heads)
    writer.writerows([[safe(str(cell)) for cell in row] for row in rows])
    return b"\xef\xbb\xbf" + out.getvalue().encode()
