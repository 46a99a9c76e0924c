"""PDF and DOCX say the same, always the same way, whatever a name holds."""

from __future__ import annotations

import hashlib
import io
import re
import statistics
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pypdfium2 as pdfium
import pytest
from docx import Document
from docx.table import Table as WordTable
from hypothesis import given, settings
from hypothesis import strategies as st
from papers_context import KINDS, full, minimal

from fengqiao.adapters.typesetting import (
    missing_glyphs,
    typeset_docx,
    typeset_pdf,
    unprintable_glyphs,
)
from fengqiao.adapters.typesetting.glyphs import FONT_FOLDER
from fengqiao.core.papers import compose_paper
from fengqiao.kernel.paper import Paper, escape, parse, plain

FOOTER = {False: 95, True: 72}
"""Points at the foot of a page that hold only its number; by whether the paper is compact."""
COMMON = st.text(alphabet=st.sampled_from("陈阿土#\\$`[]{}()<>*_=-+/@|\"'~^&%!?;:,.aZ09 ，。《》"))


def tight(text: str) -> str:
    return re.sub(r"[\s\u200b]", "", text)


def pdf_text(paper: Paper) -> str:
    document = pdfium.PdfDocument(typeset_pdf(paper))
    foot = FOOTER[paper.compact]
    pages = [page.get_textpage().get_text_bounded(bottom=foot) for page in document]
    return "".join(pages).replace("\ufffe", "-")


def docx_text(docx: bytes) -> str:
    parts: list[str] = []
    for block in Document(io.BytesIO(docx)).iter_inner_content():
        if isinstance(block, WordTable):
            for row in block.rows:
                seen: list[object] = []
                for cell in row.cells:
                    if cell._tc not in seen:
                        seen.append(cell._tc)
                        parts.append(cell.text)
        else:
            parts.append(block.text)
    return "\n".join(parts)


@pytest.mark.parametrize("filled", [False, True], ids=["minimal", "full"])
@pytest.mark.parametrize("kind", KINDS)
def test_pdf_docx_and_plain_text_say_the_same(kind: str, filled: bool) -> None:
    paper = compose_paper(kind, full(kind) if filled else minimal(kind))
    expected = tight(plain(paper))
    assert tight(docx_text(typeset_docx(paper))) == expected
    assert tight(pdf_text(paper)) == expected


@settings(max_examples=40, deadline=None)
@given(COMMON)
def test_marks_in_a_name_are_printed_and_never_obeyed(name: str) -> None:
    paper = parse(f"@title 传票\n@party 原告：{escape(name)}。\n@table 1,1\n| 甲 | {escape(name)}\n")
    expected = tight(plain(paper))
    assert tight(docx_text(typeset_docx(paper))) == expected
    assert tight(pdf_text(paper)) == expected


@pytest.mark.parametrize(
    "name",
    [
        '#panic("x")',
        '#import "/etc/passwd": *',
        "$ x $ `raw` ```typ #1``` [b] *b* _i_ <label> @ref // c /* c",
        '"], blocks: [] }',
        "= 标题\n- 列表\n+ 编号",
        "\\u{0041} \\ \\n \\#",
        "李" * 10_000,
        "A" * 10_000,
        "",
    ],
    ids=["code", "import", "markup", "json", "lines", "escapes", "long han", "long latin", "empty"],
)
def test_injection_is_only_text(name: str) -> None:
    paper = compose_paper("summons", full("summons", cause=name))
    expected = tight(plain(paper))
    assert tight(name) in expected
    assert tight(docx_text(typeset_docx(paper))) == expected
    assert tight(pdf_text(paper)) == expected


def test_a_long_latin_word_stays_inside_the_margins() -> None:
    pdf = typeset_pdf(parse("@title 传票\n" + "A" * 500))
    page = pdfium.PdfDocument(pdf)[0].get_textpage()
    right = max(page.get_charbox(i)[2] for i in range(page.count_chars()))
    assert right <= (210 - 26) / 25.4 * 72 + 1


def test_the_same_paper_gives_the_same_bytes() -> None:
    for kind in ("judgment", "receipt", "summons"):
        first, second = (compose_paper(kind, full(kind)) for _ in range(2))
        pdf, docx = typeset_pdf(first), typeset_docx(first)
        compose_paper("transcript", full("transcript"))
        typeset_pdf(compose_paper("transcript", full("transcript")))
        assert typeset_pdf(second) == pdf
        assert typeset_docx(second) == docx


def test_the_date_of_the_file_is_the_date_of_issue() -> None:
    paper = parse("@title 传票\n甲")
    issued = datetime(2026, 11, 21, 9, 5, tzinfo=UTC)
    pdf = pdfium.PdfDocument(typeset_pdf(paper, issued=issued))
    assert pdf.get_metadata_dict()["CreationDate"].startswith("D:20261121")
    assert typeset_pdf(paper, issued=issued) != typeset_pdf(paper)


def test_the_pdf_is_tagged_archivable_titled_and_chinese() -> None:
    pdf = typeset_pdf(compose_paper("judgment", full("judgment")))
    document = pdfium.PdfDocument(pdf)
    metadata = document.get_metadata_dict()
    assert metadata["Title"] == "浙江省诸暨市人民法院 民事判决书 （2026）浙0681民初123号"
    assert metadata["Author"] == "浙江省诸暨市人民法院"
    assert document.is_tagged()
    assert b"/Lang(zh-CN)" in pdf
    assert b"<pdfaid:part>2</pdfaid:part>" in pdf
    assert b"<pdfaid:conformance>A</pdfaid:conformance>" in pdf
    assert b"<pdfuaid:part>1</pdfuaid:part>" in pdf


def test_a_signature_never_stands_alone_on_a_page() -> None:
    for length in range(15, 24):
        paper = parse("@court 法院\n@title 判决书\n" + "正文。\n" * length + "@sign 审判员 | 陈法官\n@date 今日")
        last = list(pdfium.PdfDocument(typeset_pdf(paper)))[-1]
        assert "正文" in last.get_textpage().get_text_bounded()


def test_a_rare_name_is_printed_with_a_font_of_the_machine_or_as_its_code_point() -> None:
    name = "\U00020bb7\U000323ae"
    assert missing_glyphs(f"陈{name}") == set(name)
    unprintable = unprintable_glyphs(name)
    assert "\U000323ae" in unprintable
    paper = parse(f"@title 传票\n被传唤人{name}")
    printed = tight(pdf_text(paper))
    for char in name:
        expected = f"〔U+{ord(char):04X}〕" if char in unprintable else char
        assert expected in printed
    assert name in docx_text(typeset_docx(paper))


def test_common_rare_characters_of_names_are_in_our_fonts() -> None:
    assert missing_glyphs("喆堃祎昇珺玥翀旸甯龑犇骉燊赟頔芃垚䶮㛃〇○（）【】〓□■") == set()


def test_the_fonts_are_the_ones_in_the_readme_and_small() -> None:
    readme = (FONT_FOLDER / "README.md").read_text(encoding="utf-8")
    files = sorted(FONT_FOLDER.glob("*.otf"))
    assert len(files) == 2
    for file in files:
        assert f"| {file.name} | `{hashlib.sha256(file.read_bytes()).hexdigest()}` |" in readme
    assert sum(file.stat().st_size for file in files) <= 10_000_000
    assert "SIL OPEN FONT LICENSE" in (FONT_FOLDER / "OFL.txt").read_text(encoding="utf-8")


def test_many_threads_may_typeset_at_once() -> None:
    papers = [compose_paper(kind, full(kind)) for kind in KINDS[:8]]
    alone = [typeset_pdf(paper) for paper in papers]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(typeset_pdf, papers)) == alone
        rare = list(pool.map(typeset_pdf, [parse("@title 票\n\U00020bb7")] * 4))
    assert len(set(rare)) == 1


def test_a_judgment_is_set_within_its_budget() -> None:
    typeset_pdf(parse("@title 预热"))
    times = []
    for number in range(5):
        paper = compose_paper("judgment", full("judgment", cause=f"买卖合同纠纷{number}"))
        start = time.perf_counter()
        typeset_pdf(paper)
        times.append(time.perf_counter() - start)
    assert statistics.median(times) < 0.3


def test_a_qr_code_holds_its_data_beside_its_text() -> None:
    paper = compose_paper("receipt", full("receipt"))
    docx = typeset_docx(paper)
    with zipfile.ZipFile(io.BytesIO(docx)) as package:
        names = package.namelist()
        body = package.read("word/document.xml").decode("utf-8")
    assert any(name.startswith("word/media/") for name in names)
    assert 'descr="https://court.example/r/2026-000123"' in body
    assert "扫码查询办理进度" in pdf_text(paper)
