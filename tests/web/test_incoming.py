"""Files in pieces: the protocol, its owner, its limits; whatever is sent in whatever order, nothing wrong is kept."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client, override_settings
from hypothesis import given
from hypothesis import settings as pace
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from fengqiao.core import clock, incoming, ports, testing
from fengqiao.core.incoming import IncomingFault, Owner
from fengqiao.core.models import Blob, Court, Upload
from fengqiao.core.models.document import Incoming
from fengqiao.web.testing import BACKEND, STORY, Visitor, code_sent

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7\n" + bytes(range(256)) * 40


@pytest.fixture(autouse=True)
def _fresh() -> None:
    cache.clear()
    for left in staged():  # of a test before: its row is gone with its transaction
        left.unlink()


def sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def announce(client: Client, content: bytes = PDF, name: str = "借条.pdf", **more: str) -> Any:
    return client.post("/incoming/", {"name": name, "size": len(content), "place": "/tell/evidence/#f", **more})


def piece(client: Client, key: str, offset: int, content: bytes, digest: str | None = None) -> Any:
    headers = {"X-Piece-Hash": sha(content) if digest is None else digest}
    return client.put(f"/incoming/{key}/?offset={offset}", content, "application/octet-stream", headers=headers)


def finish(client: Client, key: str, content: bytes = PDF) -> Any:
    return client.post(f"/incoming/{key}/", {"sha256": sha(content)})


def citizen(phone: str = "13800000001") -> Client:
    """A client of a citizen who has signed in."""
    client = Client()
    client.force_login(testing.account(phone=phone), backend=BACKEND)
    return client


def staged() -> list[Path]:
    return list((Path(settings.DATA_DIR) / "incoming").glob("*.part"))


def test_a_file_comes_in_pieces_and_goes_on_where_the_line_broke(court: Court) -> None:
    client = citizen()
    begun = announce(client, mark="1700").json()
    assert begun["offset"] == 0
    assert piece(client, begun["key"], 0, PDF[:4000]).json()["offset"] == 4000
    again = announce(client, mark="1700").json()
    assert (again["key"], again["offset"]) == (begun["key"], 4000), "a page loaded anew finds the file again"
    assert client.get("/incoming/?place=%2Ftell%2Fevidence%2F%23f").json()["files"][0]["offset"] == 4000
    assert piece(client, begun["key"], 4000, PDF[4000:]).json()["offset"] == len(PDF)
    done = finish(client, begun["key"])
    assert done.status_code == 201 and done.json()["label"] == "借条.pdf"
    upload = Upload.objects.get()
    assert upload.key == done.json()["key"] and upload.blob_id == sha(PDF) and upload.blob.kind == "application/pdf"
    with ports.storage().open(upload.blob_id) as kept:
        assert kept.read() == PDF
    assert not staged()


def test_a_browser_that_has_not_signed_in_hands_its_file_in_after_it_has(court: Court, sms: testing.KeptSms) -> None:
    visitor = Visitor()
    visitor.get("/tell/").send({"story": STORY})
    key = announce(visitor.client).json()["key"]
    piece(visitor.client, key, 0, PDF[:100])
    visitor.post("/login/", {"phone": "13800000001"})
    visitor.post("/login/", {"phone": "13800000001", "code": code_sent(sms, "13800000001")})
    assert piece(visitor.client, key, 100, PDF[100:]).status_code == 200
    assert finish(visitor.client, key).status_code == 201
    assert Upload.objects.get().by == testing.account(phone="13800000001").person


def test_the_order_in_which_files_are_handed_in_is_the_forms(court: Court) -> None:
    client = citizen()
    keys = []
    for name in "甲乙丙":
        key = announce(client, name=f"{name}.pdf").json()["key"]
        piece(client, key, 0, PDF)
        keys.append(finish(client, key).json()["key"])
    visitor = Visitor()
    visitor.client = client
    visitor.get("/tell/")
    visitor.post("/tell/story/", {"story": STORY})
    typed = {"evidence-0-name": "借条", "evidence-0-files": [keys[2], keys[0], keys[1]]}
    visitor.post("/tell/evidence/", typed)
    assert visitor.get("/tell/evidence/").form("evidence-0-name").values["evidence-0-files"] == [keys[2], keys[0], keys[1]]


# Attacks


def test_another_persons_file_on_its_way_is_not_found(court: Court) -> None:
    """Attack: another person's upload id, in every way in which it can be used."""
    key = announce(citizen()).json()["key"]
    for other in (citizen("13800000009"), Client()):
        assert other.get(f"/incoming/{key}/").status_code == 404
        assert piece(other, key, 0, PDF).status_code == 404
        assert finish(other, key).status_code == 404
        assert other.delete(f"/incoming/{key}/").status_code == 404
        assert other.get("/incoming/?place=%2Ftell%2Fevidence%2F%23f").json()["files"] == []
    assert Incoming.objects.get().received == 0


@pytest.mark.parametrize("key", ["..", "%2e%2e%2f%2e%2e", "....//", "1", "x" * 4000, "a%00b"])
def test_the_key_of_a_file_leads_nowhere(court: Court, key: str) -> None:
    """Attack: path traversal in the key."""
    assert citizen().get(f"/incoming/{key}/").status_code in (302, 404)
    assert piece(citizen(), key, 0, PDF).status_code in (404, 405)


def test_the_name_of_a_file_in_pieces_leads_nowhere(court: Court) -> None:
    """Attack: path traversal in the announced name."""
    client = citizen()
    key = announce(client, name="../../etc/cron.d/passwd.pdf\r\nX-Evil: 1").json()["key"]
    piece(client, key, 0, PDF)
    finish(client, key)
    assert Upload.objects.get().name == "passwd.pdfX-Evil 1"


def test_an_oversized_piece_is_not_taken(court: Court) -> None:
    """Attack: a piece that is longer than a piece may be, or than the file was announced to be."""
    client = citizen()
    with override_settings(INCOMING_PIECE_BYTES=1000):
        key = announce(client).json()["key"]
        assert piece(client, key, 0, PDF[:1001]).status_code == 413
    small = announce(client, b"%PDF-1.7\n").json()["key"]
    assert piece(client, small, 0, PDF[:100]).status_code == 413
    assert not Incoming.objects.exclude(received=0).exists() and not staged()


@pytest.mark.parametrize("size", ["0", "-1", "", "abc", "9" * 40, "²", str(600 * 1024 * 1024)])
def test_a_size_that_no_file_has_is_refused(court: Court, size: str) -> None:
    answer = citizen().post("/incoming/", {"name": "a.pdf", "size": size})
    assert answer.status_code in (413, 422) and not Incoming.objects.exists()


def test_a_garbled_piece_is_asked_for_again(court: Court) -> None:
    """Attack: bytes changed on the way."""
    client = citizen()
    key = announce(client).json()["key"]
    answer = piece(client, key, 0, PDF[:500], sha(PDF[:499]))
    assert answer.status_code == 409 and answer.json()["offset"] == 0 and not staged()


def test_a_whole_with_a_wrong_hash_becomes_nothing(court: Court) -> None:
    """Attack: finish with a wrong hash."""
    client = citizen()
    key = announce(client).json()["key"]
    piece(client, key, 0, PDF)
    for wrong in (sha(b"other"), "", "../x", "0" * 64):
        assert client.post(f"/incoming/{key}/", {"sha256": wrong}).status_code == 409
    assert not Upload.objects.exists() and not Blob.objects.exists() and not staged()
    assert Incoming.objects.get().received == 0, "it comes again from the beginning"
    piece(client, key, 0, PDF)
    assert finish(client, key).status_code == 201


def test_a_file_is_not_finished_before_it_is_whole(court: Court) -> None:
    client = citizen()
    key = announce(client).json()["key"]
    piece(client, key, 0, PDF[:100])
    answer = finish(client, key, PDF[:100])
    assert answer.status_code == 409 and answer.json()["offset"] == 100 and not Upload.objects.exists()


def test_a_replayed_piece_and_a_replayed_finish_do_nothing_twice(court: Court) -> None:
    """Attack: replay."""
    client = citizen()
    key = announce(client).json()["key"]
    piece(client, key, 0, PDF[:1000])
    assert piece(client, key, 0, PDF[:1000]).json()["offset"] == 1000
    piece(client, key, 1000, PDF[1000:])
    first, second = finish(client, key), finish(client, key)
    assert first.json() == second.json() and Upload.objects.count() == 1
    assert piece(client, key, 0, b"<html>").status_code == 409


def test_what_is_written_while_it_is_finished_changes_nothing(court: Court, monkeypatch: pytest.MonkeyPatch) -> None:
    """Attack: a second line overwrites the file between the look at it and the store (time of check, time of use)."""
    client = citizen()
    key = announce(client).json()["key"]
    piece(client, key, 0, PDF)
    row = Incoming.objects.get()

    def late(stream: Any) -> str:
        (Path(settings.DATA_DIR) / "incoming" / f"{row.pk}.part").write_bytes(b"<html>" + PDF[6:])
        return ""

    monkeypatch.setattr("fengqiao.core.scanning.look", late)
    assert finish(client, key).status_code == 201
    assert Blob.objects.get().pk == sha(PDF)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("图.png", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>" + b" " * 9000),
        ("图.jpg", b"<!doctype html><script>alert(1)</script>" + b" " * 9000),
        ("文.pdf", b"MZ\x90\x00\x03" + bytes(9000)),
        ("文.docx", b"%!PS-Adobe-3.0" + bytes(9000)),
    ],
)
def test_a_file_that_cannot_be_taken_is_refused_with_its_first_piece(court: Court, name: str, content: bytes) -> None:
    """Attack: content-type confusion; nobody sends the rest of it over a poor line."""
    client = citizen()
    key = announce(client, content, name).json()["key"]
    answer = piece(client, key, 0, content[:8500])
    assert answer.status_code == 422 and answer.json()["code"] == "core.file_kind"
    assert not Incoming.objects.exists() and not staged()


def test_a_file_found_out_only_when_it_is_whole_is_not_kept(court: Court) -> None:
    client = citizen()
    content = b"PK\x03\x04" + bytes(9000)
    key = announce(client, content, "合同.docx").json()["key"]
    assert piece(client, key, 0, content).status_code == 200
    assert finish(client, key, content).status_code == 422
    assert not Blob.objects.exists() and not staged()


def test_a_form_of_another_site_cannot_send_files(court: Court) -> None:
    """Attack: CSRF on each step."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(testing.account(), backend=BACKEND)
    row = incoming.begin(Owner(testing.account().person_id, ""), "a.pdf", 10)
    assert announce(client).status_code == 403
    assert piece(client, row.key, 0, PDF[:5]).status_code == 403
    assert finish(client, row.key).status_code == 403
    assert client.delete(f"/incoming/{row.key}/").status_code == 403


def test_nobody_fills_the_disk(court: Court) -> None:
    """Attack: announce without end; bring without end and hand nothing in."""
    client = citizen()
    with override_settings(INCOMING_QUOTA={"person": 3 * len(PDF), "browser": 10}):
        assert [announce(client).status_code for _ in range(4)] == [201, 201, 201, 422]
        assert announce(Client()).json()["code"] == "core.incoming_quota"
    with override_settings(INCOMING_OPEN=3):
        assert announce(client).json()["code"] == "core.incoming_too_many"
    with override_settings(INCOMING_SPARE_BYTES=10**18):
        assert announce(client).status_code == 507


def test_an_address_announces_only_so_many(court: Court, monkeypatch: pytest.MonkeyPatch) -> None:
    """Attack: a new session for every file, so that no quota is ever reached."""
    monkeypatch.setattr("fengqiao.web.views.incoming.ANNOUNCED_PER_HOUR", 2)
    assert [announce(Client()).status_code for _ in range(3)] == [201, 201, 429]
    assert announce(citizen()).status_code == 201


def test_a_file_that_stopped_halfway_is_forgotten_in_the_end(court: Court) -> None:
    client = citizen()
    key = announce(client).json()["key"]
    piece(client, key, 0, PDF[:100])
    with clock.at(testing.NOW + timedelta(hours=settings.INCOMING_HOURS + 1)):
        assert client.get(f"/incoming/{key}/").status_code in (302, 404)
        assert incoming.sweep_incoming() == 1
    assert not staged() and not Incoming.objects.exists()


def test_a_file_is_given_up(court: Court) -> None:
    client = citizen()
    key = announce(client).json()["key"]
    piece(client, key, 0, PDF[:100])
    assert client.delete(f"/incoming/{key}/").status_code == 204
    assert not staged() and client.get(f"/incoming/{key}/").status_code == 404


class Fuzzed(TestCase):
    """Whatever pieces come, in whatever order and however wrong: the disk holds the announced file or nothing."""

    @given(
        content=st.binary(min_size=1, max_size=300),
        sent=st.lists(
            st.tuples(st.integers(0, 320), st.integers(0, 320), st.sampled_from(["right", "garbled", "other"])),
            max_size=12,
        ),
    )
    @pace(max_examples=60)
    def test_pieces_in_any_order(self, content: bytes, sent: list[tuple[int, int, str]]) -> None:
        row = incoming.begin(Owner(None, "browser"), "a.txt", len(content))
        for offset, length, how in sent:
            part = content[offset : offset + length]
            digest = sha(part) if how != "garbled" else sha(part + b"x")
            before = row.received
            try:
                after = incoming.add(row, offset, part if how != "other" else part[:-1], digest)
            except IncomingFault:
                row.refresh_from_db()
                assert row.received == before
            else:
                assert offset == before and after == before + len(part) <= len(content)
        row.refresh_from_db()
        while row.received < row.size:
            incoming.add(row, row.received, content[row.received :][:77], sha(content[row.received :][:77]))
        with incoming.whole(row, sha(content)) as whole:
            assert whole.read() == content


def test_pieces_are_streamed(court: Court) -> None:
    """A whole is copied and hashed in parts: no read of it asks for more than a piece."""
    asked: list[int] = []

    class Watched(BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            asked.append(size or -1)
            return super().read(size)

    ports.storage().put(Watched(PDF * 300))
    assert 0 < max(asked) <= settings.INCOMING_PIECE_BYTES and min(asked) > 0
