"""Court documents as DOCX, for the officer who edits a draft in a word processor."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import segno
from docx import Document
from docx.document import Document as WordDocument
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from fengqiao.adapters.typesetting.layout import is_centred, is_signature, keeps_with_next
from fengqiao.kernel.paper import Block, Line, LineKind, Paper, QRCode, Row, Table

BODY_FONT, TITLE_FONT, LATIN_FONT = "仿宋", "方正小标宋简体", "Times New Roman"
_TEXT_WIDTH = Mm(156)
_EPOCH = datetime(1980, 1, 1, tzinfo=UTC)
_CENTRE, _RIGHT, _LEFT = (
    WD_ALIGN_PARAGRAPH.CENTER,
    WD_ALIGN_PARAGRAPH.RIGHT,
    WD_ALIGN_PARAGRAPH.LEFT,
)


def typeset_docx(paper: Paper) -> bytes:
    """Return the document as DOCX, with the same text as the PDF of the same Paper.

    The fonts are named, not embedded: 仿宋 and 方正小标宋简体, which offices have. The same Paper
    gives the same bytes.
    """
    document = Document()
    _set_page(document, compact=paper.compact)
    _set_styles(document, compact=paper.compact)
    properties = document.core_properties
    properties.title, properties.author = paper.title, paper.first("court")
    properties.language, properties.comments = "zh-CN", ""
    properties.created = properties.modified = _EPOCH
    for index, block in enumerate(paper.blocks):
        following = paper.blocks[index + 1] if index + 1 < len(paper.blocks) else None
        opens = is_signature(block) and not (index and is_signature(paper.blocks[index - 1]))
        keep = keeps_with_next(block, following)
        _add(document, block, opens_signature=opens, keep=keep, compact=paper.compact)
    out = io.BytesIO()
    document.save(out)
    return _without_times(out.getvalue())


def _add(document: WordDocument, block: Block, *, opens_signature: bool, keep: bool, compact: bool) -> None:
    if isinstance(block, Line):
        paragraph = document.add_paragraph()
        body = 14 if compact else 16
        _shape(paragraph, block.kind, body)
        if opens_signature:
            paragraph.paragraph_format.space_before = Pt(28)
        paragraph.paragraph_format.keep_with_next = keep
        lines = {"court": 18, "title": 22} if compact else {"court": 22, "title": 26}
        size = {**lines, "note": 12}.get(block.kind, body)
        strong = block.kind == "heading"
        _write(paragraph, block.full, size, bold=strong, title=block.kind in ("court", "title"))
    elif isinstance(block, Table):
        _add_table(document, block, compact=compact)
    elif isinstance(block, QRCode):
        _add_code(document, block)
    else:
        document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)


def _shape(paragraph: Paragraph, kind: LineKind, size: int) -> None:
    """Give a line the indent, the side and the spacing of its kind."""
    form = paragraph.paragraph_format
    if kind in ("court", "title"):
        form.alignment, form.line_spacing_rule = _CENTRE, WD_LINE_SPACING.SINGLE
        form.space_after = Pt(14 if kind == "title" else 6)
        if kind == "title":
            paragraph.style = "Heading 1"
    elif kind == "number":
        form.alignment, form.space_after = _RIGHT, Pt(14)
    elif kind in ("sign", "date"):
        form.alignment, form.right_indent = _RIGHT, Pt(2 * size)
    elif kind == "note":
        form.alignment, form.line_spacing = _LEFT, Pt(19)
        form.left_indent, form.first_line_indent = Pt(24), Pt(-24)
    elif kind != "to":
        form.first_line_indent = Pt(2 * size)
        if kind == "heading":
            paragraph.style = "Heading 2"


def _write(paragraph: Paragraph, text: str, size: float, *, bold: bool = False, title: bool = False) -> None:
    for index, part in enumerate(text.split("\n")):
        run = paragraph.add_run()
        if index:
            run.add_break()
        run.add_text(part)
        run.font.size, run.font.bold = Pt(size), bold
        if title:
            _set_fonts(run, TITLE_FONT)


def _set_fonts(target: Run | Any, east_asian: str) -> None:
    target.font.name = LATIN_FONT
    fonts = target.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    fonts.set(qn("w:eastAsia"), east_asian)


def _add_table(document: WordDocument, table: Table, *, compact: bool) -> None:
    columns = len(table.widths)
    grid = document.add_table(rows=0, cols=columns, style="Table Grid")
    grid.autofit = False
    widths = [int(_TEXT_WIDTH * width / sum(table.widths)) for width in table.widths]
    ordered = sorted(table.rows, key=lambda row: not row.head)
    for row in ordered:
        cells = grid.add_row().cells
        for cell, width in zip(cells, widths, strict=True):
            cell.width = width
        last = len(row.cells) - 1
        if last < columns - 1:
            cells[last].merge(cells[-1])
        _fill_row(cells, row, table, compact=compact)
        if row.head:
            _repeat(grid.rows[-1]._tr)
    closing = document.add_paragraph()
    closing.paragraph_format.line_spacing = Pt(10)


def _fill_row(cells: Sequence[Any], row: Row, table: Table, *, compact: bool) -> None:
    last = len(row.cells) - 1
    for index, text in enumerate(row.cells):
        span = len(table.widths) - last if index == last else 1
        centred = row.head or is_centred(table, index, text, span)
        cells[index].vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
        paragraph = cells[index].paragraphs[0]
        paragraph.paragraph_format.alignment = _CENTRE if centred else _LEFT
        paragraph.paragraph_format.line_spacing = Pt(20 if compact else 22)
        _write(paragraph, text, 12 if compact else 14, bold=row.head)


def _repeat(row: Any) -> None:
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row.get_or_add_trPr().append(mark)


def _add_code(document: WordDocument, code: QRCode) -> None:
    picture = io.BytesIO()
    segno.make(code.data, micro=False).save(picture, kind="png", scale=8, border=2)
    holder = document.add_paragraph()
    holder.paragraph_format.alignment = _CENTRE
    holder.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
    holder.paragraph_format.keep_with_next = True
    shape = holder.add_run().add_picture(picture, width=Mm(26))
    shape._inline.docPr.set("descr", code.data)
    caption = document.add_paragraph()
    caption.paragraph_format.alignment = _CENTRE
    _write(caption, code.caption, 12)


def _set_page(document: WordDocument, *, compact: bool) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = (Mm(28), Mm(26)) if compact else (Mm(37), Mm(35))
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.footer_distance = Mm(18 if compact else 25)
    footer = section.footer.paragraphs[0]
    footer.alignment = _CENTRE
    _write(footer, "— ", 14)
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    footer._p.append(field)
    _write(footer, " —", 14)


def _set_styles(document: WordDocument, *, compact: bool) -> None:
    normal: Any = document.styles["Normal"]
    normal.font.size = Pt(14 if compact else 16)
    normal.paragraph_format.line_spacing = Pt(22 if compact else 28)
    normal.paragraph_format.space_after = Pt(0)
    for name in ("Normal", "Heading 1", "Heading 2"):
        style: Any = document.styles[name]
        _set_fonts(style, BODY_FONT)
        language = OxmlElement("w:lang")
        language.set(qn("w:val"), "zh-CN")
        language.set(qn("w:eastAsia"), "zh-CN")
        style.element.get_or_add_rPr().append(language)
        if name != "Normal":
            style.font.color.rgb = None
            style.paragraph_format.space_before = Pt(0)


def _without_times(package: bytes) -> bytes:
    """Write the package again without the time of day, so that equal papers give equal bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(out, "w") as new:
        for entry in old.infolist():
            info = zipfile.ZipInfo(entry.filename, date_time=(1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(info, old.read(entry))
    return out.getvalue()
