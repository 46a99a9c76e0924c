"""What may be brought is decided by the content of a file, not by its name."""

from __future__ import annotations

import io
import zipfile

import docx
import pytest

from fengqiao.web.uploads import kind_of, size_text

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
