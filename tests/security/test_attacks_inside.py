"""Attacks on drafts, files and what pages give away, each named: what somebody tries, and what becomes of it."""

from __future__ import annotations

import json
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from seeing import citizen

from fengqiao.core import clock, testing
from fengqiao.core.models import Court, Draft, Matter, Representative, Upload
from fengqiao.web import uploads
from fengqiao.web.testing import BACKEND, STORY, Visitor

pytestmark = pytest.mark.django_db

PHONE = "13800000001"


# Drafts and files


def test_a_draft_of_somebody_who_has_signed_in_is_not_opened_by_its_cookie(court: Court) -> None:
    """Attack: the draft cookie of another person, copied."""
    owner = Visitor(testing.account())
    owner.get("/tell/").send({"story": STORY})
    token = owner.client.cookies["fq_tell"].value
    for thief in (Visitor(), Visitor(testing.account("王五", "13800000009"))):
        thief.client.cookies["fq_tell"] = token
        page = thief.get("/tell/story/")
        assert STORY not in page.html
        thief.post("/tell/story/", {"story": "改掉"})
    assert Draft.objects.get(token=token).data["story"]["story"] == STORY


def test_a_draft_token_cannot_be_guessed(court: Court) -> None:
    """Attack: try draft tokens; each has 256 bits of chance."""
    visitor = Visitor()
    visitor.get("/tell/")
    assert len(visitor.client.cookies["fq_tell"].value) >= 43
    guess = Visitor()
    guess.client.cookies["fq_tell"] = "A" * 43
    assert guess.get("/tell/").form().values["story"] == [""]


def test_files_come_only_as_a_download_in_a_sandbox(court: Court) -> None:
    """Attack: a file that the clerk's browser would run."""
    client = citizen()
    testing.dispute("filing.first_instance")
    matter = Matter.objects.get()
    upload = Upload.objects.create(
        key="k" * 20,
        blob=_blob(b"%PDF-1.7 <script>alert(1)</script>"),
        name='借条".pdf\r\nX-Evil: 1',
        matter=matter,
        seq=1,
        at=clock.now(),
    )
    answer = client.get(f"/files/{upload.key}/")
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer["X-Content-Type-Options"] == "nosniff" and "X-Evil" not in answer.headers


def _blob(content: bytes) -> Any:
    return uploads.keep(BytesIO(content), name="x", kind="application/pdf", person=None).blob


def test_the_name_of_a_file_leads_nowhere(court: Court) -> None:
    """Attack: path traversal in the name of an upload."""
    visitor = Visitor()
    page = visitor.get("/tell/").send({"story": STORY}).send({"cause": testing.PRIVATE_LENDING})
    page = page.send({"principal": "1", "lent_on": "2025-03-01"})
    page = page.send({"you-name": "陈", "you-phone": PHONE, "you-address": "x", "others-0-name": "李"})
    page = page.send({}, button="evidence")
    page.send({"evidence-0-name": "a", "evidence-0-files": [SimpleUploadedFile("../../etc/passwd.pdf", b"%PDF-1.7")]})
    assert Upload.objects.get().name == "passwd.pdf"


def test_paths_of_static_files_lead_nowhere(court: Court) -> None:
    """Attack: path traversal in /static/."""
    for path in (
        "/static/../../config/settings.py",
        "/static/%2e%2e/%2e%2e/etc/passwd",
        "/static/web/..%2f..%2fapp.py",
    ):
        assert Client().get(path).status_code in (400, 404)


def test_faults_show_nothing_of_the_inside(court: Court, monkeypatch: pytest.MonkeyPatch) -> None:
    """Attack: provoke a fault and read the trace."""

    def broken(*_: Any) -> Any:
        raise RuntimeError("secret detail")

    monkeypatch.setattr("fengqiao.web.views.desk.tasks", broken)
    client = citizen(raise_request_exception=False)
    answer = client.get("/desk/")
    html = answer.content.decode()
    assert answer.status_code == 500 and "secret detail" not in html and "Traceback" not in html
    assert "12368" in html


def test_receipts_hold_nothing_that_opens_a_matter(court: Court) -> None:
    """Attack: a receipt file passed on gives the one who has it no way in."""
    matter = testing.dispute()
    raw = citizen().get(f"/r/{matter.no}/1/file/").content.decode()
    for party in matter.dispute.parties.all():
        assert party.claim_code not in raw
    assert json.loads(raw) and "13800000002" not in raw


@pytest.mark.parametrize("after", ["²", "9" * 40, "-1", "abc", "1 OR 1=1", "٣"])
def test_marks_of_lists_that_no_page_has_are_answered_calmly(court: Court, after: str) -> None:
    """Attack: odd numbers in the address."""
    client = citizen()
    assert client.get("/matters/", {"after": after, "state": after, "procedure": after}).status_code == 200
    for path in ("/desk/", "/inbox/"):
        assert client.get(path, {"page": after}).status_code == 200


@pytest.mark.parametrize("start", ["0001-01-01", "9999-12-31", "2026-13-45", "x", "-1", "2026-W10-1"])
def test_days_that_no_calendar_shows_are_answered_calmly(court: Court, start: str) -> None:
    """Attack: the ends of time in the address of the calendar."""
    client = Client()
    client.force_login(testing.staff("filing_clerk"), backend=BACKEND)
    assert client.get("/calendar/", {"from": start}).status_code == 200
    for query in ({"first": start, "last": "9999-12-31"}, {"first": "0001-01-01", "last": start}):
        assert client.get("/figures/", query).status_code == 200


def test_telling_for_somebody_gives_no_power_over_him(court: Court) -> None:
    """Attack: sue in a neighbour's name, then give the suit up for him (CPL 62)."""
    teller = testing.account("张三", "13800000071")
    suit = testing.dispute("filing.first_instance", by=teller, at=court)
    assert Representative.objects.get().kind == "teller"
    with testing.refused("core.beyond_power"):
        testing.do(suit.no, "withdraw", teller, {"reason": "不告了"})


@pytest.mark.parametrize(
    "path",
    ["/pay/callback/bank/", "/counter/reader/", "/exchange/v1/handovers", "/exchange/v1/handovers/files",
     "/handover/locker/callback/", "/offline/tell/take/"],
)  # fmt: skip
def test_a_form_where_a_signed_message_belongs_is_refused_calmly(court: Court, path: str) -> None:
    """Attack: fill the court's log with faults by sending a form with files to a machine's door."""
    answer = Client(raise_request_exception=False).post(path, {"a": SimpleUploadedFile("a.txt", b"x")})
    assert 400 <= answer.status_code < 500, answer.status_code
