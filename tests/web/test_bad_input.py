"""Bad input: a clear message at the field, in the person's language, nothing lost, nothing half-done."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings

from fengqiao.core import testing
from fengqiao.core.models import Blob, Court, Dispute, Draft, Event, Upload
from fengqiao.web.testing import STORY, Page, Visitor, code_sent, tell

pytestmark = pytest.mark.django_db

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog >>\nendobj\n"


def at_field(page: Page, field: str) -> bool:
    """Whether the page refuses, and says so at this field and at its head, with what was typed."""
    return page.status == 422 and f'href="#f-{field}"' in page.html and f'id="f-{field}-error"' in page.html


def you(**changes: str) -> dict[str, str]:
    return {"you-name": "陈大明", "you-phone": "13800000001", "you-address": "枫桥镇和平路1号", **changes}


LOAN = {"principal": "50000", "lent_on": "2025-03-01"}


def step_you(visitor: Visitor) -> Page:
    page = visitor.get("/tell/").send({"story": STORY}).send({"cause": testing.PRIVATE_LENDING})
    return page.send(LOAN)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("you-id_number", "330681199002300011"),
        ("you-id_number", "330681199001010011"),
        ("you-id_number", "33068119900101001"),
        ("you-phone", "1380000"),
        ("you-phone", ""),
        ("you-name", ""),
        ("you-name", "陈" * 10_000),
        ("you-address", "路" * 10_000),
        ("you-born", "2026-02-30"),
        ("you-born", "不知道"),
    ],
    ids=lambda v: v[:20],
)
def test_a_wrong_answer_is_refused_at_its_field_and_stays_typed(court: Court, field: str, value: str) -> None:
    page = step_you(Visitor()).send({**you(**{field: value}), "others-0-name": "李小红"})
    assert at_field(page, field), (page.status, page.text[:1500])
    assert page.form().values[field] == [value]
    assert page.form().values["you-address"] == [value if field == "you-address" else "枫桥镇和平路1号"]
    assert Draft.objects.get().data["people"]["you"]["address"]
    assert not Dispute.objects.exists()


def test_the_same_refusal_in_english(court: Court) -> None:
    visitor = Visitor()
    visitor.client.cookies["django_language"] = "en"
    page = step_you(visitor).send(you(**{"you-id_number": "330681199001010011"}))
    assert at_field(page, "you-id_number")
    assert "number" in page.text and "身份证" not in page.text


def test_a_minor_needs_a_guardian_and_is_taken_with_one(court: Court) -> None:
    visitor = Visitor()
    page = step_you(visitor).send(you(**{"you-born": "2012-05-01"}))
    assert at_field(page, "you-guardian"), page.text[:1500]
    assert page.send({"you-guardian": "陈父", "others-0-name": "李小红"}).url == "/tell/evidence/"


def test_a_day_that_has_not_come_is_refused(court: Court) -> None:
    page = Visitor().get("/tell/").send({"story": STORY}).send({"cause": testing.PRIVATE_LENDING})
    page = page.send({**LOAN, "lent_on": "2026-03-03"})
    assert at_field(page, "lent_on")
    assert page.form().values["principal"] == ["50000"] and page.form().values["lent_on"] == ["2026-03-03"]


@pytest.mark.parametrize("amount", ["-1", "0", "1e400", "NaN", "Infinity", "12.345", "五万", "9" * 40])
def test_a_sum_that_is_none_is_refused(court: Court, amount: str) -> None:
    page = Visitor().get("/tell/").send({"story": STORY}).send({"cause": testing.PRIVATE_LENDING})
    page = page.send({**LOAN, "principal": amount})
    assert at_field(page, "principal"), (page.status, page.text[:800])


def test_a_sum_typed_with_commas_is_understood(court: Court) -> None:
    visitor = Visitor()
    check = tell(visitor, **{"lending-loan": {"principal": "50,000.50"}})
    assert "50000.5" in check.text.replace(",", "")


@pytest.mark.parametrize("story", ["", "   ", "字" * 20_001])
def test_a_story_that_is_empty_or_endless_is_refused(court: Court, story: str) -> None:
    page = Visitor().get("/tell/").send({"story": story})
    assert at_field(page, "story")


def test_a_cause_that_does_not_exist_is_refused(court: Court) -> None:
    page = Visitor().get("/tell/").send({"story": STORY}).send({"cause": "civ26-999.9"})
    assert page.status == 422 and page.url == "/tell/cause/"


def test_one_person_on_both_sides_is_found_at_the_last_look(court: Court) -> None:
    check = tell(Visitor(testing.account()), people={"others-0-name": "陈大明", "others-0-phone": "13800000001"})
    assert "card--now" in check.html
    assert check.visitor.post("/tell/check/", {"way": "filing", "true": "on"}).status == 422
    assert not Dispute.objects.exists()


def test_control_characters_are_answered_calmly(court: Court) -> None:
    visitor = Visitor()
    page = visitor.get("/tell/")
    sent = page.send({"story": "一\x00二"})
    assert sent.status == 400 and "没有任何内容被提交" in sent.text
    assert visitor.get("/matters/%00/").status == 404
    assert visitor.get("/m/26%0011/").status == 404
    assert visitor.get("/?q=%00").status == 400
    assert visitor.post("/login/staff/", {"username": "a\x00b", "password": "x"}).status == 400


def evidence(visitor: Visitor, *files: Any) -> Page:
    """The answer to the question on evidence, with these files."""
    page = step_you(visitor).send({**you(), "others-0-name": "李小红"})
    page = page.send({}, button="evidence")
    assert page.url == "/tell/evidence/"
    return page.send({"evidence-0-name": "借条", "evidence-0-files": list(files)})


def test_files_that_somebody_brings_travel_with_the_dispute_through_login(court: Court, sms: testing.KeptSms) -> None:
    visitor = Visitor()
    page = evidence(visitor, SimpleUploadedFile("借条.png", PNG), SimpleUploadedFile("转账.pdf", PDF))
    assert page.url == "/tell/check/", page.text[:1500]
    again = visitor.get("/tell/evidence/")
    assert "借条.png" in again.text and "转账.pdf" in again.text
    check = again.send()
    visitor.client.force_login(testing.account(), backend="django.contrib.auth.backends.ModelBackend")
    assert len(Draft.objects.get().data["evidence"]["evidence"][0]["files"]) == 2, "going back lost nothing"
    assert check.url == "/tell/check/"


def test_files_brought_before_signing_in_are_in_the_matter_afterwards(court: Court, sms: testing.KeptSms) -> None:
    visitor = Visitor()
    check = evidence(visitor, SimpleUploadedFile("借条.png", PNG))
    page = check.send({"way": "mediation", "true": "on"}).send({"phone": "13800000001"})
    receipt = page.send({"code": code_sent(sms, "13800000001")}).send({"true": "on"})
    assert receipt.url.startswith("/r/"), receipt.text[:500]
    upload = Upload.objects.get()
    assert upload.matter is not None and upload.by == testing.account().person
    matter = visitor.get(f"/m/{upload.matter.no}/")
    assert f"/files/{upload.key}/" in matter.links
    got = visitor.client.get(f"/files/{upload.key}/")
    assert b"".join(got.streaming_content) == PNG


def test_a_file_unticked_is_let_go(court: Court) -> None:
    visitor = Visitor()
    evidence(visitor, SimpleUploadedFile("借条.png", PNG), SimpleUploadedFile("转账.pdf", PDF))
    again = visitor.get("/tell/evidence/")
    first = again.form().values["evidence-0-files"][0]
    again.send({"evidence-0-files": [first]})
    assert Draft.objects.get().data["evidence"]["evidence"][0]["files"] == [first]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.pdf", b""),
        ("page.pdf", b"<!doctype html><html><script>alert(1)</script></html>"),
        ("picture.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
        ("picture.png", b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
        ("program.exe", b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00" + bytes(200)),
        ("script.txt", b"#!/bin/sh\nrm -rf /\n" + bytes(8)),
        ("page.txt", b"  \n<html><body onload=alert(1)>"),
        ("bom.txt", "\ufeff<html><script>alert(1)</script>".encode()),
        ("wide.txt", "<html>".encode("utf-16")),
    ],
    ids=lambda v: v if isinstance(v, str) else "",
)
def test_a_file_that_may_not_be_taken_is_refused_at_its_field(court: Court, name: str, content: bytes) -> None:
    page = evidence(Visitor(), SimpleUploadedFile(name, content))
    assert at_field(page, "evidence-0-files"), (page.status, page.text[:1000])
    assert name in page.text
    assert page.form().values["evidence-0-name"] == ["借条"]
    assert not Upload.objects.exists() and not Blob.objects.exists()


def test_a_good_file_beside_a_bad_one_is_not_lost(court: Court) -> None:
    page = evidence(Visitor(), SimpleUploadedFile("借条.png", PNG), SimpleUploadedFile("x.exe", b"MZ" + bytes(100)))
    assert at_field(page, "evidence-0-files")
    assert "借条.png" in page.text
    assert page.send().url == "/tell/check/"


def test_a_file_of_60_mb_is_refused_and_not_kept(court: Court) -> None:
    with override_settings(UPLOAD_MAX_BYTES=60_000):
        page = evidence(Visitor(), SimpleUploadedFile("big.png", PNG + bytes(60_000)))
    assert at_field(page, "evidence-0-files") and "50 MB" in page.text
    assert not Blob.objects.exists()


class Unread:
    """A body that must not be read."""

    def __len__(self) -> int:
        return 2_400_000_000

    def readline(self, *size: int) -> bytes:
        raise AssertionError("the body was read")

    def read(self, *size: int) -> bytes:
        raise AssertionError("the body was read")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_file_of_more_than_2_gb_is_refused_before_a_byte_is_read(court: Court, language: str) -> None:
    visitor = Visitor()
    visitor.client.cookies["django_language"] = language
    visitor.get("/tell/")
    answer = visitor.client.generic(
        "POST",
        "/tell/evidence/",
        content_type="multipart/form-data; boundary=x",
        **{"CONTENT_LENGTH": "2400000000", "wsgi.input": Unread()},
    )
    assert answer.status_code == 413
    assert ("220 MB" in answer.content.decode()) and answer["Connection"] == "close"
    assert "No" in answer.content.decode() or language != "en"


@pytest.mark.parametrize("length", ["-1", "abc", "１２", "1e3"])
def test_a_length_that_is_no_number_is_refused(court: Court, length: str) -> None:
    answer = Visitor().client.generic(
        "POST", "/enquire/", content_type="text/plain", **{"CONTENT_LENGTH": length, "wsgi.input": Unread()}
    )
    assert answer.status_code == 400


def test_a_form_with_far_too_many_fields_is_refused_calmly(court: Court) -> None:
    visitor = Visitor()
    visitor.get("/tell/")
    sent = visitor.post("/tell/story/", {f"x{n}": "1" for n in range(20_050)})
    assert sent.status == 400 and "没有看懂这次提交" in sent.text
    assert not Event.objects.exists()


def test_every_fault_of_a_person_is_shown_at_once_each_at_its_field(court: Court) -> None:
    page = Visitor().get("/tell/").send({"story": STORY}).send({"cause": testing.PRIVATE_LENDING})
    you = {"you-name": "陈大明", "you-phone": "12345", "you-id_number": "110105194912310021"}
    page = page.send(LOAN).send({**you, "you-born": "2999-01-01", "you-address": "枫桥镇", "others-0-name": "李小红"})
    assert page.url.startswith("/tell/people/")
    for fault in ("电话号码不对", "证件号码不对", "日期不能晚于今天"):
        assert fault in page.text
