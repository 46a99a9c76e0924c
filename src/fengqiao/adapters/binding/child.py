"""The child process of the binder: reads one task from its input, answers one line. See adapters/binding/__init__.py."""

from __future__ import annotations

import json
import resource
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
from PIL import Image, ImageOps

from fengqiao.adapters.binding import layer

MEMORY = 2 * 1024**3
"""The child's address space; PDFium and Pillow fail beyond it instead of taking the machine down."""

PIXELS = 120_000_000
A4 = (595, 842)
MARGIN, LONG_SIDE, QUALITY = 24, 2480, 82
TEXT = 200_000
TEXT_PAGES = 500
_BATCH = 100
PICTURES = ("image/png", "image/jpeg", "image/gif", "image/webp")


def measure(task: dict[str, Any]) -> dict[str, Any]:
    """Pages and words of a PDF, or of a picture (one page, no words)."""
    if task["kind"] in PICTURES:
        with _picture(task["file"]):
            return {"pages": 1, "text": ""}
    if task["kind"] != "application/pdf":
        raise ValueError("a kind without pages")
    return _words(task["file"])


def part(task: dict[str, Any]) -> dict[str, Any]:
    """The same as PDF pages of its own: a picture upright on A4; a PDF without what it might do by itself."""
    if task["kind"] in PICTURES:
        with _picture(task["file"]) as picture:
            page_of(picture, Path(task["to"]))
        return {"pages": 1, "text": ""}
    if task["kind"] != "application/pdf":
        raise ValueError("a kind without pages")
    found = _words(task["file"])
    with pikepdf.open(task["file"]) as made:
        plain(made)
        made.save(task["to"])
    return found


def page_of(picture: Image.Image, to: Path, turn: int = 0) -> None:
    """One A4 page with the picture as large as the paper allows, as JPEG of a sensible size."""
    upright = layer.upright(ImageOps.exif_transpose(picture).convert("RGB"), turn)
    upright.thumbnail((LONG_SIDE, LONG_SIDE))
    wide = upright.width > upright.height
    paper = (A4[1], A4[0]) if wide else A4
    scale = min((paper[0] - 2 * MARGIN) / upright.width, (paper[1] - 2 * MARGIN) / upright.height)
    dots = max(30.0, 72 / scale)
    upright.save(to, "PDF", resolution=dots, quality=QUALITY)
    with pikepdf.open(to, allow_overwriting_input=True) as made:
        page = made.pages[0]
        box = [float(v) for v in page.MediaBox]  # type: ignore[attr-defined]
        left, low = (paper[0] - box[2]) / 2, (paper[1] - box[3]) / 2
        page.MediaBox = pikepdf.Array([-left, -low, paper[0] - left, paper[1] - low])
        if "/CropBox" in page:
            del page.CropBox
        made.save(to)


def plain(made: pikepdf.Pdf) -> None:
    """Take out what a file might do by itself when it is opened: scripts, actions, attachments, forms' actions."""
    for name in ("/OpenAction", "/AA", "/Names", "/AcroForm", "/Collection", "/Outlines"):
        if name in made.Root:
            del made.Root[name]
    for page in made.pages:
        for name in ("/AA", "/Annots"):
            if name in page:
                del page[name]


def _picture(file: str) -> Image.Image:
    Image.MAX_IMAGE_PIXELS = PIXELS
    opened = Image.open(file, formats=("PNG", "JPEG", "GIF", "WEBP"))
    if opened.width * opened.height > PIXELS:
        raise ValueError("too many pixels")
    return opened


def _words(file: str) -> dict[str, Any]:
    document = pypdfium2.PdfDocument(file)
    try:
        pages, held, length = len(document), [], 0
        for n in range(min(pages, TEXT_PAGES)):
            page = document[n]
            text = page.get_textpage().get_text_range()
            page.close()
            held.append(text)
            length += len(text)
            if length > TEXT:
                break
        return {"pages": pages, "text": "\n".join(held)[:TEXT]}
    finally:
        document.close()


def bind(task: dict[str, Any]) -> dict[str, Any]:
    """All parts in one file. Joined a hundred at a time, so that only so many are open at once."""
    to, rows = Path(task["to"]), task["parts"]
    starts, pages, joined = [], 0, []
    for first in range(0, len(rows), _BATCH):
        place = to.with_name(f"{to.name}.{first}")
        with pikepdf.new() as some:
            for file, _title, _chapter in rows[first : first + _BATCH]:
                with pikepdf.open(file) as one:
                    starts.append(pages)
                    pages += len(one.pages)
                    some.pages.extend(one.pages)
            some.save(place)
        joined.append(place)
    unnumbered = starts[task["unnumbered"]] if task["unnumbered"] < len(starts) else pages
    with pikepdf.new() as whole:
        held = [pikepdf.open(place) for place in joined]
        for one in held:
            whole.pages.extend(one.pages)
        _number(whole, unnumbered)
        _bookmark(whole, rows, starts)
        whole.save(to, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        for one in held:
            one.close()
    for place in joined:
        place.unlink()
    return {"pages": pages, "peak_kb": _peak_kb()}


def _peak_kb() -> int:
    """The most memory that this program has held, in kB. (getrusage would count what the parent held when it forked.)"""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next((int(line.split()[1]) for line in lines if line.startswith("VmHWM:")), 0)


def _bookmark(whole: pikepdf.Pdf, rows: list[list[str]], starts: list[int]) -> None:
    """One bookmark for each part, below the bookmark of its chapter."""
    with whole.open_outline() as outline:
        chapter, above = "", None
        for (_file, title, name), page in zip(rows, starts, strict=True):
            if name and name != chapter:
                above = pikepdf.OutlineItem(name, page)
                outline.root.append(above)
            chapter = name
            item = pikepdf.OutlineItem(title, page)
            (above.children if name and above is not None else outline.root).append(item)


def _number(whole: pikepdf.Pdf, unnumbered: int) -> None:
    """The number of each page of the file, in its upper right corner as one holds it."""
    font = whole.make_indirect(
        pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    )
    for n, page in enumerate(whole.pages):
        if n < unnumbered:
            continue
        page.contents_add(b"q", prepend=True)
        name = page.add_resource(font, pikepdf.Name.Font)
        page.contents_add(f"Q q BT {name} 10 Tf 0 g {_corner(page)} Tm ({n - unnumbered + 1}) Tj ET Q".encode())


def _corner(page: pikepdf.Page) -> str:
    """The text matrix of the upper right corner, whichever way the page is turned."""
    left, low, right, high = (float(v) for v in page.trimbox)
    turned = int(page.get("/Rotate", 0)) % 360
    return {
        90: f"0 1 -1 0 {left + 24:.1f} {high - 48:.1f}",
        180: f"-1 0 0 -1 {left + 48:.1f} {low + 24:.1f}",
        270: f"0 -1 1 0 {right - 24:.1f} {low + 48:.1f}",
    }.get(turned, f"1 0 0 1 {right - 48:.1f} {high - 24:.1f}")


def scan(task: dict[str, Any]) -> dict[str, Any]:
    """Pictures as one PDF with their words."""
    return layer.scan(task, page_of, _picture)


TASKS: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "measure": measure,
    "part": part,
    "bind": bind,
    "scan": scan,
}


def main() -> int:
    """Do one task; what goes wrong is answered, not raised."""
    warnings.simplefilter("ignore")
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    task = json.loads(sys.stdin.buffer.read())
    try:
        answer = TASKS[task["do"]](task)
    except Exception as fault:  # a file made to break a library must become an answer
        answer = {"fault": f"{type(fault).__name__}: {fault}"[:300]}
    sys.stdout.write(json.dumps(answer))
    return 0


if __name__ == "__main__":
    sys.exit(main())
