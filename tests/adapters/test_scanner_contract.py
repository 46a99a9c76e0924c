"""The scanner's contract, over the real protocol with the sandbox behind it, and what becomes of files."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from fengqiao.adapters.clamd import Clamd
from fengqiao.adapters.sandbox.clamd import FINDING, SIGNATURE, SandboxClamd
from fengqiao.core import ports, scanning, testing
from fengqiao.core.models import Blob, Court, Upload
from fengqiao.web import uploads
from fengqiao.web.shell import home_court
from fengqiao.web.testing import BACKEND

PDF = b"%PDF-1.7\n"
BAD = PDF + bytes(200_000) + SIGNATURE


@pytest.fixture
def clamd() -> Iterator[SandboxClamd]:
    with SandboxClamd() as sandbox:
        yield sandbox


@pytest.fixture
def scanned(clamd: SandboxClamd) -> Iterator[SandboxClamd]:
    """The installation stands on the sandbox."""
    ports.connect(scanner=Clamd(clamd.address))
    yield clamd
    ports.connect(scanner=ports.NoScanner())


@pytest.fixture
def court(db: None) -> Iterator[Court]:
    home_court.cache_clear()
    yield testing.court()
    home_court.cache_clear()


def bring(content: bytes = PDF, name: str = "a.pdf") -> Upload:
    return uploads.store(SimpleUploadedFile(name, content), person=testing.account().person_id)


def test_a_clean_file_and_one_with_a_finding_across_two_chunks(clamd: SandboxClamd) -> None:
    real = Clamd(clamd.address)
    assert real.scan(BytesIO(PDF), 5) == ports.Scanned()
    assert real.scan(BytesIO(BAD), 5).finding == FINDING
    across = bytes(128 * 1024 - 5) + SIGNATURE
    assert real.scan(BytesIO(across), 5).finding == FINDING
    assert real.scan(BytesIO(b""), 5) == ports.Scanned()


def test_a_file_larger_than_it_takes_is_skipped(clamd: SandboxClamd) -> None:
    clamd.behave(limit=1000)
    for size in (2000, 5_000_000):
        assert Clamd(clamd.address).scan(BytesIO(bytes(size)), 5).skipped


@pytest.mark.parametrize("mode", ["rubbish", "hangs_up", "unfinished", "silent"])
def test_what_is_no_verdict_is_no_answer(clamd: SandboxClamd, mode: str) -> None:
    """Attack: a scanner that was taken over or broken must never make a file clean."""
    clamd.behave(mode)
    with pytest.raises(ports.ScannerDown):
        Clamd(clamd.address).scan(BytesIO(PDF), 0.4)


def test_nobody_at_the_address_is_no_answer() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    for address in (f"127.0.0.1:{port}", "/nowhere/clamd.sock"):
        with pytest.raises(ports.ScannerDown):
            Clamd(address).scan(BytesIO(PDF), 1)


@pytest.mark.django_db
def test_a_file_with_a_virus_is_refused_and_not_kept(court: Court, scanned: SandboxClamd) -> None:
    with pytest.raises(ValueError, match=r"core\.file_infected"):
        bring(BAD)
    assert not Upload.objects.exists() and not Blob.objects.exists()
    assert bring().blob.scan == "clean"


@pytest.mark.django_db
def test_while_the_scanner_is_down_a_file_is_held_and_looked_at_later(court: Court, scanned: SandboxClamd) -> None:
    scanned.behave("hangs_up")
    good, bad = bring(), bring(BAD, "b.pdf")
    client = Client()
    client.force_login(testing.account(), backend=BACKEND)
    for upload in (good, bad):
        answer = client.get(f"/files/{upload.key}/")
        assert answer.status_code == 423 and "正在查毒" in answer.content.decode()
        assert "正在查毒" in uploads.held([upload.key])[0]["size_text"]
    assert scanning.look_again() == 0, "still down: nothing is lost, nothing is given out"
    assert Blob.objects.filter(scan="waiting").count() == 2
    scanned.behave("honest")
    assert scanning.look_again() == 2
    assert client.get(f"/files/{good.key}/").status_code == 200
    gone = client.get(f"/files/{bad.key}/")
    assert gone.status_code == 410 and SIGNATURE not in gone.content
    assert uploads.of_person(testing.account().person_id, [good.key, bad.key]) == {good.key}
    with pytest.raises(ValueError, match=r"core\.file_infected"):
        bring(BAD)


@pytest.mark.django_db
def test_the_same_bytes_brought_while_it_is_down_do_not_lose_a_verdict(court: Court, scanned: SandboxClamd) -> None:
    """Attack: bring a withheld file again while nobody looks."""
    scanned.behave("rubbish")
    bring(BAD)
    scanned.behave("honest")
    scanning.look_again()
    scanned.behave("rubbish")
    with pytest.raises(ValueError, match=r"core\.file_infected"):
        bring(BAD)
    assert Blob.objects.get().scan == "found"


@pytest.mark.django_db
def test_what_came_before_there_was_a_scanner_is_looked_at_when_there_is_one(court: Court, clamd: SandboxClamd) -> None:
    old = bring()
    assert old.blob.scan == "" and scanning.look_again() == 0
    ports.connect(scanner=Clamd(clamd.address))
    try:
        assert scanning.look_again() == 1 and Blob.objects.get().scan == "clean"
        assert scanning.look_again() == 0
    finally:
        ports.connect(scanner=ports.NoScanner())


@pytest.mark.django_db
def test_the_staff_are_told_that_nothing_is_scanned_and_the_parties_are_not(court: Court) -> None:
    filing = testing.dispute("filing.first_instance")
    upload = bring()
    Upload.objects.filter(pk=upload.pk).update(matter=filing, seq=1)
    said = "没有配置病毒查杀"
    for who, shown in ((testing.staff("filing_clerk"), True), (testing.account(), False)):
        client = Client()
        client.force_login(who, backend=BACKEND)
        assert (said in client.get(f"/m/{filing.no}/").content.decode()) is shown
