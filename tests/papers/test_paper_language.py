"""The language of documents: what is typed can never become structure."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengqiao.kernel.paper import (
    UNPRINTABLE,
    Line,
    PageBreak,
    PaperError,
    QRCode,
    Row,
    Table,
    clean,
    escape,
    parse,
    plain,
    spread,
)

NASTY = st.text(
    alphabet=st.one_of(
        st.sampled_from(list("@|\\\n\r\t #$`[]{}*_<>\u2028\u200b\u202e\x00\x85n！民")),
        st.characters(),
    ),
    max_size=60,
)


@given(NASTY)
def test_an_escaped_value_stays_one_paragraph_and_keeps_its_text(value: str) -> None:
    paper = parse(f"原告{escape(value)}诉称")
    expected = " ".join(part for part in (p.strip(" ") for p in clean(value).split("\n")) if part)
    assert [type(b) for b in paper.blocks] == [Line]
    assert "".join(plain(paper).split()) == "".join(f"原告{expected}诉称".split())


@given(NASTY)
def test_an_escaped_value_at_the_start_of_a_line_is_never_a_directive(value: str) -> None:
    for block in parse(escape(value)).blocks:
        assert isinstance(block, Line)
        assert block.kind == "paragraph"


@given(NASTY, NASTY)
def test_an_escaped_value_stays_in_its_cell(left: str, right: str) -> None:
    source = f"@table 1,1\n| {escape(left)} | {escape(right, keep_lines=True)}\n"
    (table,) = parse(source).blocks
    assert isinstance(table, Table)
    assert len(table.rows) == 1
    assert len(table.rows[0].cells) == 2


@given(NASTY)
def test_kept_lines_become_paragraphs_and_nothing_else(value: str) -> None:
    paper = parse(f"@party {escape(value, keep_lines=True)}")
    kinds = [block.kind for block in paper.blocks if isinstance(block, Line)]
    assert len(kinds) == len(paper.blocks)
    assert kinds[1:] == ["paragraph"] * len(kinds[1:])


@given(NASTY)
def test_any_text_is_read_or_refused_with_its_line(text: str) -> None:
    try:
        plain(parse(text))
    except PaperError as error:
        assert str(error).startswith("line ")


@given(st.text())
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert clean(clean(text)) == clean(text)


def test_control_and_direction_characters_are_shown_not_lost() -> None:
    assert clean("张\x00三\u202e四\ud800五\ue000") == "张〓三〓四〓五〓"
    assert UNPRINTABLE == "〓"
    assert clean("张\u200b三\ufeff") == "张三"


def test_items_and_points_are_numbered_and_start_again_after_other_lines() -> None:
    source = "@item 甲\n@point 子\n@point 丑\n@item 乙\n@point 寅\n正文\n@item 丙"
    assert plain(parse(source)).split("\n") == [
        "一、甲", "1. 子", "2. 丑", "二、乙", "1. 寅", "正文", "一、丙",
    ]  # fmt: skip


def test_an_item_of_several_paragraphs_does_not_break_the_count() -> None:
    assert plain(parse("@item 甲\\n续\n@item 乙")) == "一、甲\n续\n二、乙"


def test_every_block_is_read() -> None:
    source = (
        "@compact\n@court 法院\n@title 判决书\n@number 号\n@table 2,1\n|! 甲 | 乙\n\n| 丙\n"
        "@qr https://x.example/a\\|b | 扫码\n@page\n@sign 审判员 | 张三\n@date 二〇二六年"
    )
    paper = parse(source)
    assert paper.compact
    assert paper.title == "法院 判决书 号"
    assert paper.blocks[3:6] == (
        Table((2, 1), (Row(("甲", "乙"), head=True), Row(("丙",)))),
        QRCode("https://x.example/a|b", "扫码"),
        PageBreak(),
    )
    assert plain(paper).endswith("审　判　员　张　三\n二〇二六年")


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("@titel X", "line 1: unknown directive @titel"),
        ("甲\n| a | b", "line 2: a table row without @table"),
        ("@table 1,1\n| a | b | c", "line 2: 3 cells in a table of 2 columns"),
        ("@table a,b", "line 1: table widths must be whole numbers"),
        ("@table 0,1", "line 1: table widths must be 1 or more"),
        ("@qr | 扫码", "line 1: a QR code needs data"),
        (f"@qr {'a' * 801} | 扫码", "line 1: a QR code needs data of 1 to 800 bytes"),
    ],
)
def test_a_wrong_text_is_refused_with_the_reason(source: str, reason: str) -> None:
    with pytest.raises(PaperError, match=reason.replace("|", r"\|")):
        parse(source)


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [
        ("审判员", 5, "审　判　员"),
        ("人民陪审员", 5, "人民陪审员"),
        ("张三", 3, "张　三"),
        ("陈阿土", 3, "陈阿土"),
        ("Li", 3, "Li"),
        ("张", 3, "张"),
    ],
)
def test_offices_and_names_are_spread(text: str, width: int, expected: str) -> None:
    assert spread(text, width) == expected
