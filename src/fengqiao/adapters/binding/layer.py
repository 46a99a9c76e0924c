"""Photographs as one PDF in which words can be found: each picture upright, its recognised words invisible above it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pikepdf
from PIL import Image

_MAP = b"""/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def
1 begincodespacerange <0000> <FFFF> endcodespacerange
1 beginbfrange <0000> <FFFF> <0000> endbfrange
endcmap CMapName currentdict /CMap defineresource pop end end"""


def scan(task: dict[str, Any], page_of: Any, opened: Any) -> dict[str, Any]:
    """One PDF of all pictures of the task, in their order. The pages of it and their words."""
    words = []
    with pikepdf.new() as whole:
        font = _font(whole)
        for n, (file, turn, lines) in enumerate(task["pages"]):
            place = Path(f"{task['to']}.{n}")
            with opened(file) as picture:
                page_of(picture, place, turn)
            with pikepdf.open(place) as one:
                whole.pages.extend(one.pages)
            _lay(whole.pages[-1], font, lines)
            words += [text for text, *_box in lines]
            place.unlink()
        whole.save(task["to"])
        return {"pages": len(whole.pages), "text": "\n".join(words)}


def _font(whole: pikepdf.Pdf) -> pikepdf.Object:
    """A font without shapes: every sign is its own number, so that what is copied is what was read."""
    name = pikepdf.Name
    descriptor = pikepdf.Dictionary(
        Type=name.FontDescriptor, FontName=name.STSong_Light, Flags=4, FontBBox=[0, -200, 1000, 900], ItalicAngle=0,
        Ascent=880, Descent=-120, CapHeight=880, StemV=80,
    )  # fmt: skip
    below = pikepdf.Dictionary(
        Type=name.Font, Subtype=name.CIDFontType0, BaseFont=name.STSong_Light, DW=1000,
        CIDSystemInfo=pikepdf.Dictionary(Registry="Adobe", Ordering="Identity", Supplement=0),
        FontDescriptor=whole.make_indirect(descriptor),
    )  # fmt: skip
    return whole.make_indirect(
        pikepdf.Dictionary(
            Type=name.Font, Subtype=name.Type0, BaseFont=name.STSong_Light, Encoding=name("/Identity-H"),
            DescendantFonts=[whole.make_indirect(below)], ToUnicode=whole.make_stream(_MAP),
        )
    )  # fmt: skip


def _lay(page: pikepdf.Page, font: pikepdf.Object, lines: list[Any]) -> None:
    """Each line at its place, as wide as it is in the picture, drawn with nothing."""
    wide, high = (float(page.MediaBox[2]) - float(page.MediaBox[0])), (float(page.MediaBox[3]) - float(page.MediaBox[1]))
    left, low = -float(page.MediaBox[0]), -float(page.MediaBox[1])
    picture_wide, picture_high = wide - 2 * left, high - 2 * low
    page.contents_add(b"q", prepend=True)
    name = page.add_resource(font, pikepdf.Name.Font)
    drawn = [f"Q q BT 3 Tr {name} 1 Tf"]
    for text, from_x, from_y, to_x, to_y in lines:
        signs = [c for c in text if ord(c) < 0x10000]
        if not signs:
            continue
        size = max(1.0, (to_y - from_y) * picture_high * 0.9)
        stretch = max(1.0, (to_x - from_x) * picture_wide) / (size * len(signs))
        x, y = from_x * picture_wide, (1 - to_y) * picture_high + size * 0.12
        code = "".join(f"{ord(c):04X}" for c in signs)
        drawn.append(f"{size * stretch:.3f} 0 0 {size:.3f} {x:.2f} {y:.2f} Tm <{code}> Tj")
    page.contents_add((" ".join(drawn) + " ET Q").encode())


def upright(picture: Image.Image, turn: int) -> Image.Image:
    """The picture turned counter-clockwise by so many degrees."""
    return picture.rotate(turn, expand=True) if turn else picture
