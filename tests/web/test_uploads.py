"""What may be brought is decided by the content of a file, not by its name."""

from __future__ import annotations

import io
import zipfile

import docx
import hypothesis
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengqiao.web.kinds import KINDS, hopeless, kind_of
from fengqiao.web.uploads import size_text

pytestmark = pytest.mark.pure


def archive(*names: str) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as made:
        for name in names:
            made.writestr(name, "x")
    return held.getvalue()


def word_file() -> bytes:
    held = io.BytesIO()
    docx.Document().save(held)
    return held.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("转账.pdf", b"%PDF-1.7\n", "application/pdf"),
        ("任何名字", b"%PDF-1.7\n", "application/pdf"),
        ("照片.png", b"\x89PNG\r\n\x1a\n", "image/png"),
        ("照片.jpg", b"\xff\xd8\xff\xe1\x00\x10Exif", "image/jpeg"),
        ("IMG_0001.HEIC", b"\x00\x00\x00\x24ftypmif1\x00\x00\x00\x00mif1heic", "image/heic"),
        ("录音.m4a", b"\x00\x00\x00\x1cftypM4A \x00\x00\x00\x00", "audio/mp4"),
        ("录像.mp4", b"\x00\x00\x00\x20ftypisom\x00\x00\x02\x00", "video/mp4"),
        ("录像.mov", b"\x00\x00\x00\x14ftypqt  ", "video/quicktime"),
        ("语音.amr", b"#!AMR\n", "audio/amr"),
        ("合同.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(40), "application/msword"),
        ("聊天.txt", "你好，钱什么时候还？".encode(), "text/plain"),
        ("聊天.txt", "你好，钱什么时候还？".encode("gbk"), "text/plain"),
        ("聊天.txt", ("还钱" * 5000).encode(), "text/plain"),
        ("聊天.txt", ("还钱" * 5000 + "a").encode("gbk"), "text/plain"),
    ],
)
def test_what_people_bring_is_taken_for_what_it_is(name: str, content: bytes, kind: str) -> None:
    assert kind_of(io.BytesIO(content), name) == kind


def test_a_word_file_is_taken_and_an_archive_under_its_name_is_not() -> None:
    assert (kind_of(io.BytesIO(word_file()), "合同.docx") or "").endswith("wordprocessingml.document")
    assert kind_of(io.BytesIO(archive("a.exe")), "合同.docx") is None
    assert kind_of(io.BytesIO(archive("word/document.xml", "word/vbaProject.bin")), "合同.docx") is None
    assert kind_of(io.BytesIO(archive("xl/workbook.xml")), "合同.docx") is None
    assert kind_of(io.BytesIO(archive("META-INF/MANIFEST.MF")), "app.jar") is None
    assert kind_of(io.BytesIO(word_file()[:500]), "合同.docx") is None


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.png", b"hello"),
        ("a.pdf", b"<html><script>alert(1)</script>%PDF-1.7"),
        ("a.txt", b"\x00\x01\x02\x03"),
        ("a.txt", b"\xff\xfe<\x00h\x00"),
        ("a.html", b"hello"),
        ("a.txt", b"   <svg onload=alert(1)>"),
        ("a.exe", b"MZ\x90\x00\x03" + bytes(100)),
        ("a.sh", b"#!/bin/sh\nrm -rf /\n"),
        ("a.msi", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(40)),
    ],
)
def test_what_a_browser_or_a_computer_might_run_is_not_taken(name: str, content: bytes) -> None:
    assert kind_of(io.BytesIO(content), name) is None


def test_sizes_as_people_read_them() -> None:
    assert [size_text(n) for n in (1, 1536, 60 * 1024 * 1024)] == ["0.1 kB", "1.5 kB", "60.0 MB"]


# Fuzzed: whatever the bytes and the name, an answer, and only one of the kinds that may be taken


NAMES = st.sampled_from(["a.pdf", "a.docx", "a.xlsx", "a.doc", "a.xls", "a.txt", "a.png", "a.html", "a.svg", "", "." * 300])
HEADS = st.sampled_from([b"", b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"%PDF-", b"\xff\xd8\xff\xe0"])


@given(head=HEADS, rest=st.binary(max_size=600), name=NAMES)
@hypothesis.settings(max_examples=300)
def test_any_bytes_have_a_kind_that_may_be_taken_or_none(head: bytes, rest: bytes, name: str) -> None:
    file = io.BytesIO(head + rest)
    kind = kind_of(file, name)
    assert kind is None or kind in KINDS
    assert file.tell() == 0, "whoever stores it reads it from the beginning"
    if hopeless(head + rest, name):
        assert kind is None


PARTS = st.lists(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1, max_size=12), max_size=6, unique=True)


@given(names=PARTS, cut=st.integers(0, 400), flip=st.integers(0, 4000))
def test_broken_archives_are_answered_calmly(names: list[str], cut: int, flip: int) -> None:
    content = bytearray(archive("word/document.xml", "[Content_Types].xml", *names))
    content[flip % len(content)] ^= 0xFF
    assert kind_of(io.BytesIO(bytes(content[: len(content) - cut])), "a.docx") in (None, *KINDS)


@given(space=st.text(" \n\t\ufeff", max_size=20), tag=st.sampled_from(["<svg", "<!DOCTYPE html>", "<html>", "<script>", "<?xml"]))
def test_markup_is_never_taken_under_any_name(space: str, tag: str) -> None:
    """Attack: SVG or HTML under the name of a picture or a text."""
    content = f"{space}{tag} onload=alert(1)>".encode()
    for name in ("a.png", "a.txt", "a.jpg", "a.docx", "a.pdf"):
        assert kind_of(io.BytesIO(content), name) is None


def test_a_polyglot_of_archive_and_something_else_is_not_a_document() -> None:
    """Attack: a file that is one thing from its beginning and another from its end."""
    good = word_file()
    assert kind_of(io.BytesIO(good + b"<html><script>"), "a.docx") is None
    assert kind_of(io.BytesIO(b"MZ" + good), "a.docx") is None
    assert kind_of(io.BytesIO(b"PK\x03\x04<html>" + good), "a.docx") is None
    assert kind_of(io.BytesIO(b"GIF89a" + good), "a.docx") == "image/gif", "taken for what a viewer takes it for"


def test_a_part_without_a_name_is_answered_calmly() -> None:
    """Attack: an archive whose part is called NUL, which readers cut to nothing."""
    content = archive("word/document.xml", "[Content_Types].xml", "QQ").replace(b"QQ", b"\0Q")
    assert kind_of(io.BytesIO(content), "a.docx") in (None, *KINDS)


def test_a_bomb_is_not_a_document() -> None:
    """Attack: an archive that grows a thousandfold, and one that lists a million parts."""
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("word/document.xml", bytes(20_000_000))
    assert len(bomb.getvalue()) < 50_000 and kind_of(bomb, "a.docx") is None
    many = archive("word/document.xml", *(f"{n}" for n in range(6000)))
    assert kind_of(io.BytesIO(many), "a.docx") is None


def test_macros_are_found_under_another_name() -> None:
    """Attack: a document with macros whose parts are renamed; an old one with a macro project."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as made:
        made.writestr("[Content_Types].xml", "<Override ContentType='application/vnd.ms-word.document.macroEnabled.main+xml'/>")
        made.writestr("word/document.xml", "x")
        made.writestr("word/other.bin", "x")
    assert kind_of(held, "a.docx") is None
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1_100_000) + "_VBA_PROJECT".encode("utf-16-le")
    assert kind_of(io.BytesIO(old), "a.doc") is None
