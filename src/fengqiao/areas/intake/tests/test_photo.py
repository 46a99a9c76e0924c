"""A photographed complaint: the PDF, the form filled to be corrected, what is said where nothing can read."""

from __future__ import annotations

import io
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image, ImageDraw, ImageFont

import fengqiao
from fengqiao.adapters.binding import PdfBinder
from fengqiao.adapters.reading import RapidReader
from fengqiao.areas.intake import photo
from fengqiao.core import ports, testing
from fengqiao.core.models import Court, Draft, Upload
from fengqiao.core.ports import PageRead, ReadLine
from fengqiao.web.shell import home_court
from fengqiao.web.testing import BACKEND, Page, Visitor

pytestmark = pytest.mark.pure

LINES = [
    "民事起诉状",
    "原告：陈大明，男，1965年3月2日出生，汉族，农民，住浙江省诸暨市枫桥镇和平路1号，电话13800000001。",
    "被告：李小红，女，住枫桥镇新村2号。",
    "诉讼请求：",
    "1.判令被告归还借款50000元；",
    "事实与理由：",
    "2025年3月1日，被告向原告借款50000元，一直没有归还。",
]
FONT = Path(fengqiao.__file__).parent / "adapters/typesetting/fonts/FengqiaoSerifSC-Regular.otf"
HAS_OCR = find_spec("rapidocr") is not None and find_spec("onnxruntime") is not None


class Told:
    """A reader that reads the same page each time."""

    available = True

    def __init__(self) -> None:
        self.seen = 0

    def read(self, file: Path) -> PageRead:
        self.seen += 1
        step = 0.8 / len(LINES)
        return PageRead(0, tuple(ReadLine(t, 0.1, 0.1 + n * step, 0.9, 0.1 + n * step + 0.04) for n, t in enumerate(LINES)))


@pytest.fixture
def court(db: None) -> Iterator[Court]:
    home_court.cache_clear()
    ports.connect(binder=PdfBinder(), reader=ports.NoReader())
    yield testing.court()
    ports.connect(reader=ports.NoReader())
    home_court.cache_clear()


def jpeg(turn: int = 0, words: bool = False) -> bytes:
    page = Image.new("RGB", (1000, 1300), "white")
    if words:
        draw, font = ImageDraw.Draw(page), ImageFont.truetype(str(FONT), 30)
        for n, line in enumerate(["民事起诉状", "原告：陈大明，男。", "被告：李小红，女。", "诉讼请求：", "1.判令被告归还借款50000元。"]):
            draw.text((80, 100 + 90 * n), line, font=font, fill="black")
    held = io.BytesIO()
    page.rotate(turn, expand=True).save(held, "JPEG")
    return held.getvalue()


def chosen(visitor: Visitor, *files: SimpleUploadedFile) -> Page:
    visitor.get("/tell/")
    return visitor.get("/tell/photo/").send({"files": list(files)})


def read_all() -> None:
    while photo.read_some():
        pass


def test_a_photographed_complaint_fills_the_form_and_each_field_says_so(court: Court) -> None:
    reader = Told()
    ports.connect(reader=reader)
    visitor = Visitor()
    assert "/tell/photo/" in visitor.get("/tell/").links
    page = chosen(visitor, SimpleUploadedFile("1.jpg", jpeg()), SimpleUploadedFile("2.jpg", jpeg(90)))
    assert "0 / 2" in page.text and page.response["Refresh"]
    photo.read_some()
    assert "1 / 2" in visitor.get(page.url).text
    read_all()
    assert reader.seen == 2
    filled = visitor.get(page.url).send({})
    assert filled.url == "/tell/story/" and "从照片识别" in filled.text
    assert "一直没有归还" in filled.form().values["story"][0]
    them = visitor.get("/tell/people/")
    assert them.form("you-name").values["you-name"] == ["陈大明"] and "从照片识别" in them.text
    assert them.form("others-0-name").values["others-0-name"] == ["李小红"]
    them.send({"others-0-name": "李小虹"})
    draft = Draft.objects.get(kind="tell")
    assert draft.data["people"]["others"][0]["name"] == "李小虹", "what was read can be corrected"
    assert draft.data["claims"]["amount"] == "50000.00"
    you = draft.data["people"]["you"]
    assert (you["ethnicity"], you["occupation"]) == ("汉族", "农民")
    key = draft.data["evidence"]["evidence"][0]["files"][0]
    with ports.storage().open(Upload.objects.get(key=key).blob_id) as stored:
        whole = stored.read()
    with pikepdf.open(io.BytesIO(whole)) as made:
        assert len(made.pages) == 2
    text = pypdfium2.PdfDocument(whole)[0].get_textpage().get_text_range()
    assert "判令被告归还借款50000元" in text, "words can be found in the PDF"


def test_a_draft_of_before_is_not_mixed_with_the_paper_unless_asked(court: Court) -> None:
    """The claims of one matter never go with the people of another."""
    ports.connect(reader=Told())
    visitor = Visitor()
    visitor.get("/tell/").send({"story": "我自己写的经过"})
    visitor.get("/tell/people/").send({"others-0-name": "王二"})
    old = Draft.objects.get(kind="tell")
    page = chosen(visitor, SimpleUploadedFile("1.jpg", jpeg()))
    read_all()
    asked = visitor.get(page.url)
    assert "没有提交的草稿" in asked.text and "双方是谁？" in asked.text and "只填空着的" in asked.text
    filled = asked.send({}, button="new")
    assert "一直没有归还" in filled.form().values["story"][0]
    made = Draft.objects.filter(kind="tell").exclude(pk=old.pk).get()
    assert [p["name"] for p in made.data["people"]["others"]] == ["李小红"]
    assert Draft.objects.get(pk=old.pk).data == old.data, "the old draft stays as it was"


def test_what_was_typed_is_not_overwritten(court: Court) -> None:
    ports.connect(reader=Told())
    visitor = Visitor()
    visitor.get("/tell/").send({"story": "我自己写的经过"})
    page = chosen(visitor, SimpleUploadedFile("1.jpg", jpeg()))
    read_all()
    assert visitor.get(page.url).send({}, button="held").form().values["story"] == ["我自己写的经过"]
    assert Draft.objects.get(kind="tell").data["claims"]["amount"] == "50000.00"


def test_without_a_reader_the_page_says_so_and_the_pictures_become_a_pdf(court: Court) -> None:
    visitor = Visitor()
    assert "没有安装文字识别" in visitor.get("/tell/photo/").text
    page = chosen(visitor, SimpleUploadedFile("1.jpg", jpeg()))
    read_all()
    done = visitor.get(page.url)
    assert "照常填写" in done.text
    done.send({})
    assert Draft.objects.get(kind="tell").data["evidence"]["evidence"][0]["files"]


def test_what_is_no_picture_is_refused_at_its_field(court: Court) -> None:
    page = chosen(Visitor(), SimpleUploadedFile("a.pdf", b"%PDF-1.7\n"))
    assert page.status == 422 and "不是照片" in page.text
    assert chosen(Visitor()).status == 422


def test_another_persons_pictures_are_not_found(court: Court) -> None:
    """Attack: another's address of what was read, another's picture by its key."""
    visitor = Visitor()
    page = chosen(visitor, SimpleUploadedFile("1.jpg", jpeg()))
    read_all()
    thief = Client()
    assert thief.get(page.url).status_code == 404 and thief.post(page.url).status_code == 404
    thief.force_login(testing.account(), backend=BACKEND)
    assert thief.get(page.url).status_code == 404
    key = Upload.objects.order_by("id").first().key  # type: ignore[union-attr]
    assert thief.post("/tell/photo/", {"files": [key]}).status_code == 422


def test_a_broken_picture_is_said_and_nothing_else_breaks(court: Court) -> None:
    visitor = Visitor()
    page = chosen(visitor, SimpleUploadedFile("1.jpg", b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(50)))
    read_all()
    assert "没有合成" in visitor.get(page.url).text


@pytest.mark.slow
@pytest.mark.skipif(not HAS_OCR, reason="the extra ocr is not installed")
@pytest.mark.parametrize("turn", [0, 180, 90])
def test_a_page_is_read_whichever_way_it_was_held(tmp_path: Path, turn: int) -> None:
    file = tmp_path / "page.jpg"
    file.write_bytes(jpeg(turn, words=True))
    found = RapidReader().read(file)
    assert (found.turn + turn) % 360 == 0
    text = "".join(line.text for line in found.lines)
    assert text.startswith("民事起诉状") and "归还借款50000元" in text
