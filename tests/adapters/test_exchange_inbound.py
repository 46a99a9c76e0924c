"""The competent side of the exchange: our adapter against our own addresses, and the attacks on them."""

from __future__ import annotations

import base64
import io
import time
import zipfile
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from fengqiao.adapters import signing
from fengqiao.adapters.exchange import HttpExchange, SignedMembers
from fengqiao.adapters.payment_wire import Answer
from fengqiao.areas.crossregion import carrying, files_in, models
from fengqiao.areas.crossregion.models import Heard
from fengqiao.core import clock, ports, testing
from fengqiao.core.errors import Refused
from fengqiao.core.exchange import CourtAway, CourtRefuses, FileNote, NoExchange, NoMembers, body_of
from fengqiao.core.models import Court, Matter, Notice, Party, Upload
from fengqiao.core.models.document import Incoming
from fengqiao.core.places import take_place
from fengqiao.core.testing import do, matter, respondent
from fengqiao.kernel.chain import sm3
from fengqiao.web import uploads
from fengqiao.web.testing import Visitor

pytestmark = pytest.mark.django_db

HERE, THERE = "浙0681", "浙0602"
KEYS = {"shaoxing": "a key that both sides hold", "ningbo": "the key of another member"}
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
PAPERS: dict[str, Any] = {
    "received": "2026-03-02",
    "assisting": HERE,
    "cause": testing.PRIVATE_LENDING,
    "story": "2025年3月，被告向原告借款50000元，约定2025年9月30日归还，有借条为证。到期后多次催讨未还。",
    "claims": [{"text": "判令被告归还借款50000元", "amount": "50000.00"}],
    "parties": [
        {"side": "claimant", "name": "陈大明", "kind": "person", "phone": "13800000001", "address": "浙江省诸暨市枫桥镇1号"},
        {"side": "respondent", "name": "李小红", "kind": "person", "phone": "", "address": "浙江省绍兴市越城区解放路1号"},
    ],
    "evidence": [{"name": "借条", "purpose": "证明借款事实"}],
    "ground": "被告住所地",
    "completed": "",
}


class Wire:
    """Carries calls to our own addresses."""

    def __init__(self) -> None:
        self.last: tuple[str, Mapping[str, str], bytes] = ("", {}, b"")

    def send(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
        self.last = path, headers, body
        return self.again()

    def again(self, **changes: str) -> Answer:
        """Send the last call once more, with these headers changed."""
        path, headers, body = self.last
        sent = {**{k: v for k, v in headers.items() if k != "Content-Type"}, **changes}
        answer = Client().post(f"/exchange{path}", body, content_type="application/json", headers=sent)
        return answer.status_code, dict(answer.headers), answer.content


@pytest.fixture(autouse=True)
def members() -> Iterator[None]:
    ports.connect(exchange_gate=SignedMembers(KEYS))
    yield
    ports.connect(exchange_gate=NoMembers(), exchange=NoExchange())


@pytest.fixture
def here(db: None) -> Court:
    return testing.court(THERE)


@pytest.fixture
def wire() -> Wire:
    return Wire()


@pytest.fixture
def exchange(wire: Wire, here: Court) -> HttpExchange:
    return HttpExchange(wire, "shaoxing", KEYS["shaoxing"], {THERE: "绍兴市越城区人民法院"})


def clerk() -> Any:
    return testing.staff("filing_clerk", testing.court(THERE))


def everything() -> dict[str, Any]:
    """All that a refused call might have touched but the nonces that were heard."""
    rows: dict[str, Any] = {m.__name__: list(m.objects.order_by("pk").values()) for m in (Upload, Incoming)}
    return {**testing.snapshot(), **rows, "parts": sorted(p.name for p in (settings.DATA_DIR / "incoming").glob("*"))}


def noted(content: bytes = PDF, name: str = "借条.pdf", kind: str = "application/pdf", **changes: Any) -> FileNote:
    return FileNote(**{"name": name, "type": kind, "size": len(content), "hash": sm3(content), **changes})


def with_files(*notes: FileNote) -> dict[str, Any]:
    rows = [{"evidence": 0, "name": n.name, "type": n.type, "size": n.size, "hash": n.hash} for n in notes]
    return {**PAPERS, "files": rows}


def test_papers_open_the_same_question_as_a_court_of_the_same_installation_would(exchange: HttpExchange) -> None:
    taken = exchange.hand_over("r1", THERE, PAPERS)
    request = matter(taken.number)
    assert (request.procedure, request.state, request.court.code) == ("crossregion.request", "asked", THERE)
    assert taken.due == testing.NOW + timedelta(minutes=30)
    sides = Party.objects.filter(dispute=request.dispute).values_list("side", "name", "bound_at")
    assert list(sides) == [("claimant", "陈大明", None), ("respondent", "李小红", None)]
    assert request.dispute.facts["claims"][0]["amount"] == "50000.00" and request.dispute.channel == "exchange"
    page = Visitor(clerk()).get(reverse("matter", args=[request.no]))
    assert "判令被告归还借款50000元" in page.text and "诸暨市人民法院" in page.text and "被告住所地" in page.text


def test_a_minor_is_one_there_too(exchange: HttpExchange) -> None:
    child = testing.claimant(born="2015-05-01", guardian="陈父", id_number=None)
    remote = testing.dispute("crossregion.assist", claimants=[child], respondents=[respondent()])
    facts = {"received": "2026-03-02", "assisting_code": HERE, "ground": ["被告住所地", ""], **remote.facts}
    remote.facts = facts
    taken = exchange.hand_over("r1", THERE, carrying.papers(remote))
    first = Party.objects.filter(dispute=matter(taken.number).dispute).select_related("person")[0]
    assert first.facts["minor"] and first.facts["guardian"] == "陈父" and first.person.born is not None


def test_R_FIL_15_taken_leads_to_the_filing_and_the_other_court_asks_for_the_outcome(exchange: HttpExchange) -> None:
    request = exchange.hand_over("r1", THERE, PAPERS).number
    assert exchange.reply("r1", THERE).outcome == "waiting"
    with clock.at(testing.NOW + timedelta(minutes=12)):
        do(request, "take_over", clerk())
    filing = testing.child(request, "filing.first_instance")
    assert filing.facts["received"] == "2026-03-02" and filing.court.code == THERE
    reply = exchange.reply("r1", THERE)
    assert (reply.outcome, reply.facts["elsewhere_number"]) == ("taken", filing.no)
    assert reply.at == testing.NOW + timedelta(minutes=12)
    do(filing.no, "accept", clerk(), {})
    assert exchange.reply("r1", THERE).facts["elsewhere_number"].startswith("（2026）浙0602民初")


def test_a_party_takes_its_place_with_the_code_that_its_phone_was_sent(exchange: HttpExchange) -> None:
    """No identity number has travelled: whoever holds the phone, and says the name, is the party here."""
    request = exchange.hand_over("r1", THERE, PAPERS).number
    assert not Notice.objects.filter(channel="sms").exists(), "nobody is troubled before the court has taken it"
    do(request, "take_over", clerk())
    filing = testing.child(request, "filing.first_instance")
    told = Notice.objects.filter(matter=filing, channel="sms", person__phone="13800000001")
    with pytest.raises(Refused):
        take_place(told[0].values["code"], testing.account("陈大明"), "陈小明")
    take_place(told[0].values["code"], testing.account("陈大明"), "陈大明")
    assert "借款50000元" in Visitor(testing.account("陈大明")).get(reverse("matter", args=[filing.no])).text


def test_a_list_and_a_court_without_jurisdiction_go_back_and_the_papers_come_anew(exchange: HttpExchange) -> None:
    first = exchange.hand_over("r1", THERE, PAPERS).number
    do(first, "ask_completion", clerk(), {"points": [{"what": "转账记录"}]})
    assert exchange.reply("r1", THERE).facts["points"][0]["what"] == "转账记录"
    assert matter(first).dispute.closed_at is not None
    second = exchange.hand_over("r2", THERE, {**PAPERS, "completed": "已经补上。"}).number
    with testing.refused("crossregion.asked_already"):
        do(second, "ask_completion", clerk(), {"points": [{"what": "再来一样"}]})
    form = Visitor(clerk()).get(reverse("move", args=[second, "not_competent"]))
    assert "诸暨市人民法院" in form.text, "the assisting court can be chosen, though it is none of this installation"
    with testing.refused("crossregion.court_not_here"):
        do(second, "not_competent", clerk(), {"court": "无0000", "reason": "被告经常居住地不在本院辖区。"})
    do(second, "not_competent", clerk(), {"court": HERE, "reason": "被告经常居住地不在本院辖区。"})
    assert exchange.reply("r2", THERE).facts["right_court"] == HERE


def test_the_same_reference_is_the_same_call_and_other_papers_under_it_differ(exchange: HttpExchange) -> None:
    first = exchange.hand_over("r1", THERE, PAPERS)
    assert exchange.hand_over("r1", THERE, PAPERS) == first
    before = everything()
    with pytest.raises(CourtRefuses, match="differs"):
        exchange.hand_over("r1", THERE, {**PAPERS, "story": f"{PAPERS['story']}又借了三万。"})
    assert everything() == before and Matter.objects.count() == 1


def test_attack_a_forged_or_late_call_is_not_listened_to(exchange: HttpExchange, wire: Wire) -> None:
    before = everything()
    for forger in (HttpExchange(wire, "shaoxing", "guessed", {}), HttpExchange(wire, "nobody", "guessed", {})):
        with pytest.raises(CourtAway):
            forger.hand_over("r1", THERE, PAPERS)
        assert wire.again()[0] == 401
    body, path = body_of({"reference": "r1", "court": THERE, "papers": PAPERS}), "/v1/handovers"
    late = signing.headers(KEYS["shaoxing"].encode(), "shaoxing", "POST", path, body, at=time.time() - 301)
    assert wire.send("POST", path, late, body)[0] == 401
    other = signing.headers(KEYS["shaoxing"].encode(), "shaoxing", "POST", "/v1/handovers/query", body)
    assert wire.send("POST", path, other, body)[0] == 401, "a signature over another address"
    assert wire.send("POST", path, {}, b"{}")[0] == 401
    assert everything() == before and not Heard.objects.exists()


def test_attack_a_call_heard_before_is_not_heard_again(exchange: HttpExchange, wire: Wire) -> None:
    """A recorded question about the outcome tells whoever recorded it nothing new; a recorded handover opens nothing."""
    exchange.hand_over("r1", THERE, PAPERS)
    before = everything()
    status, _, answer = wire.again()
    assert (status, answer) == (401, b'{"code":"replayed"}') and everything() == before
    exchange.reply("r1", THERE)
    do(Matter.objects.get().no, "take_over", clerk())
    assert wire.again()[2] == b'{"code":"replayed"}'


def test_a_call_that_a_gateway_sent_twice_is_made_again_and_not_given_up(exchange: HttpExchange, wire: Wire) -> None:
    class Twice:
        def send(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
            wire.send(method, path, headers, body)
            return wire.again()

    with pytest.raises(CourtAway):
        HttpExchange(Twice(), "shaoxing", KEYS["shaoxing"], {}).hand_over("r1", THERE, PAPERS)
    assert exchange.hand_over("r1", THERE, PAPERS).number == Matter.objects.get().no


def test_attack_a_member_asks_for_another_members_reference(exchange: HttpExchange, wire: Wire) -> None:
    exchange.hand_over("r1", THERE, PAPERS)
    exchange.send_piece("r2", THERE, noted(), 0, PDF)
    other = HttpExchange(wire, "ningbo", KEYS["ningbo"], {})
    before = everything()
    with pytest.raises(CourtRefuses, match="reference_unknown"):
        other.reply("r1", THERE)
    with pytest.raises(CourtRefuses, match="files_missing"):
        other.hand_over("r2", THERE, with_files(noted()))
    assert everything() == before
    assert other.hand_over("r1", THERE, PAPERS).number != exchange.hand_over("r1", THERE, PAPERS).number


def test_an_unknown_court_is_not_found(exchange: HttpExchange) -> None:
    before = everything()
    for call in (
        lambda: exchange.hand_over("r1", "京0105", PAPERS),
        lambda: exchange.reply("r1", "京0105"),
        lambda: exchange.send_piece("r1", "京0105", noted(), 0, PDF),
    ):
        with pytest.raises(CourtRefuses, match="court_unknown"):
            call()
    assert everything() == before


@pytest.mark.parametrize(
    "papers",
    [
        [],
        {},
        {**PAPERS, "parties": [{"side": "claimant"}]},
        {**PAPERS, "parties": PAPERS["parties"][:1]},
        {**PAPERS, "cause": "no such cause"},
        {**PAPERS, "received": "2026-03-03"},
        {**PAPERS, "received": 7},
        {**PAPERS, "assisting": THERE},
        {**PAPERS, "assisting": "no court"},
        {**PAPERS, "story": "a\x00b"},
        {**PAPERS, "claims": [{"text": "x", "amount": "-1"}]},
        {**PAPERS, "files": [{"evidence": 3, "hash": "0"}]},
        {**PAPERS, "files": 3},
    ],
)
def test_what_is_not_of_the_form_changes_nothing(exchange: HttpExchange, papers: Any) -> None:
    before = everything()
    with pytest.raises(CourtRefuses, match="form"):
        exchange.line.call("/v1/handovers", {"reference": "r1", "court": THERE, "papers": papers})
    assert everything() == before


@pytest.mark.parametrize("body", [b"", b"[]", b"7", b"{", b"\xff", b"[" * 100_000, b'{"reference":"r 1","court":"x"}'])
def test_a_body_of_another_form(exchange: HttpExchange, wire: Wire, body: bytes) -> None:
    for path in ("/v1/handovers", "/v1/handovers/query", "/v1/handovers/files"):
        headers = signing.headers(KEYS["shaoxing"].encode(), "shaoxing", "POST", path, body)
        assert wire.send("POST", path, headers, body)[0] == 400
    assert not Matter.objects.exists()


def test_a_call_that_is_too_large_is_not_read(wire: Wire, here: Court) -> None:
    assert wire.send("POST", "/v1/handovers", {}, b"x" * (4 * 1024 * 1024 + 1))[0] == 413
    assert Client().get("/exchange/v1/handovers").status_code == 405


def test_files_come_in_pieces_go_on_where_they_stopped_and_are_opened_by_the_clerk(exchange: HttpExchange) -> None:
    content = PDF + b"% " + b"x" * 3000 + b"\n%%EOF\n"
    note = noted(content)
    assert exchange.send_piece("r1", THERE, note, 0, b"").received == 0
    assert exchange.send_piece("r1", THERE, note, 0, content[:1000]).received == 1000
    with pytest.raises(CourtRefuses, match="offset"):
        exchange.send_piece("r1", THERE, note, 0, content[:1000])
    with pytest.raises(CourtRefuses, match="files_missing"):
        exchange.hand_over("r1", THERE, with_files(note))
    state = exchange.send_piece("r1", THERE, note, 0, b"")
    assert (state.received, state.whole) == (1000, False)
    assert exchange.send_piece("r1", THERE, note, 1000, content[1000:]).whole
    assert exchange.send_piece("r1", THERE, note, 0, b"").whole, "asked again, it is there"
    taken = exchange.hand_over("r1", THERE, with_files(note))
    assert taken.files == (note.hash,)
    (upload,) = Upload.objects.filter(matter__no=taken.number)
    visitor = Visitor(clerk())
    assert "借条.pdf" in visitor.get(reverse("matter", args=[taken.number])).text
    client = Client()
    client.force_login(clerk(), backend="django.contrib.auth.backends.ModelBackend")
    got = client.get(reverse("upload", args=[upload.key]))
    assert b"".join(got.streaming_content) == content  # type: ignore[attr-defined]
    assert Visitor(testing.account(phone="13900000009")).get(reverse("upload", args=[upload.key])).status == 404
    assert exchange.send_piece("r1", THERE, note, 0, b"").whole
    with pytest.raises(CourtRefuses, match="differs"):
        exchange.send_piece("r1", THERE, noted(b"%PDF-1.4 another\n%%EOF"), 0, b"")


def test_attack_a_file_whose_hash_differs_is_not_kept(exchange: HttpExchange) -> None:
    before = everything()
    with pytest.raises(CourtRefuses, match="file_hash"):
        exchange.send_piece("r1", THERE, noted(hash=sm3(b"another")), 0, PDF)
    assert everything() == before


def bomb() -> bytes:
    """An archive of 60 kB that says it is a document and unpacks to 60 MB."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as folder:
        folder.writestr("[Content_Types].xml", "<Types/>")
        folder.writestr("word/document.xml", b"\0" * 60_000_000)
    return made.getvalue()


def test_attack_file_bombs(exchange: HttpExchange, monkeypatch: pytest.MonkeyPatch) -> None:
    """Too large by its word, more than its word, an archive that bursts, a kind that lies, more than a member may leave."""
    before, small, docx = everything(), bomb(), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    for note, piece, code in (
        (noted(size=501 * 1024 * 1024), b"x", "file_too_large"),
        (noted(small, "a.docx", docx), small, "file_kind"),
        (noted(kind="image/png"), PDF, "file_kind"),
        (noted(b"MZ\x90", "a.exe", "application/pdf"), b"MZ\x90", "file_kind"),
        (noted(b"", size=0), b"", "form"),
        (noted(size=2 * 1024 * 1024), b"x" * (1024 * 1024 + 1), "form"),
        (noted(hash="../../etc/passwd"), PDF, "form"),
    ):
        with pytest.raises(CourtRefuses, match=code):
            exchange.send_piece("r1", THERE, note, 0, piece)
        assert everything() == before, code
    exchange.send_piece("r1", THERE, noted(size=10), 0, b"12345")
    held = everything()
    with pytest.raises(CourtRefuses, match="form"):
        exchange.send_piece("r1", THERE, noted(size=10), 5, b"678901")
    monkeypatch.setattr(files_in, "MEMBER_BYTES", 1000)
    with pytest.raises(CourtAway):
        exchange.send_piece("r2", THERE, noted(size=999, hash=sm3(b"2")), 0, b"")
    assert everything() == held


def test_a_virus_is_not_kept(exchange: HttpExchange) -> None:
    class Finds:
        configured = True

        def scan(self, stream: Any, patience: float) -> ports.Scanned:
            return ports.Scanned(finding="Eicar")

    ports.connect(scanner=Finds())
    before = everything()
    try:
        with pytest.raises(CourtRefuses, match="file_infected"):
            exchange.send_piece("r1", THERE, noted(), 0, PDF)
    finally:
        ports.connect(scanner=ports.NoScanner())
    assert everything() == before


def test_nonces_are_forgotten_when_their_signatures_are_long_dead(exchange: HttpExchange) -> None:
    exchange.hand_over("r1", THERE, PAPERS)
    assert models.forget() == 0 and Heard.objects.count() == 1
    with clock.at(testing.NOW + timedelta(days=1, minutes=1)):
        assert models.forget() == 1


def _stored(content: bytes, name: str) -> str:
    """The key of a file that the claimant brought."""
    return uploads.store(SimpleUploadedFile(name, content), person=testing.account().person_id).key


def test_a_handover_with_its_files_walks_from_court_to_court(exchange: HttpExchange, here: Court) -> None:
    """Both ends are ours: what the worker carries comes out at the clerk's page with the same papers and files."""
    name = here.name
    here.delete()
    ports.connect(exchange=exchange)
    content = PDF + b"%" + b"y" * (2 * 1024 * 1024) + b"\n%%EOF\n"
    files = [_stored(content, "借条.pdf"), _stored(b"plain words", "说明.txt")]
    away = respondent(address="浙江省绍兴市越城区解放路1号")
    evidence = [{"name": "借条", "purpose": "证明借款事实", "files": files}]
    assisted = testing.dispute("crossregion.assist", respondents=[away], evidence=evidence)
    do(assisted.no, "hand_over", testing.staff("filing_clerk"), {"court": THERE, "checked": True})
    remote = testing.child(assisted, "crossregion.remote")
    testing.court(THERE)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(carrying, "PIECES", 2)
        assert carrying.carry() == 0 and matter(remote.no).state == "queued"
    assert [carrying.carry(), carrying.carry(), carrying.carry()] == [1, 1, 0]
    request = Matter.objects.get(procedure="crossregion.request")
    own = Upload.objects.filter(matter=request)
    assert sorted(u.name for u in own) == ["借条.pdf", "说明.txt"] and own[0].blob.size > 0
    assert request.dispute_id != assisted.dispute_id and request.facts["handed_in"]["reference"] == remote.no
    page = Visitor(testing.staff("filing_clerk")).get(reverse("matter", args=[remote.no]))
    assert name in page.text and request.no in page.text and "借条.pdf" in page.text and "2026-03-02 09:30" in page.text
    do(remote.no, "note", testing.staff("filing_clerk"), {"text": "电话问过，下午答复。"})
    assert "下午答复" in Visitor(testing.staff("filing_clerk")).get(reverse("matter", args=[remote.no])).text
    do(request.no, "take_over", clerk())
    assert carrying.carry() == 1 and matter(assisted.no).state == "taken"


def test_a_file_that_the_other_court_does_not_take_is_named(exchange: HttpExchange, here: Court) -> None:
    here.delete()
    ports.connect(exchange=exchange)
    key = _stored(PDF, "借条.pdf")
    away = respondent(address="浙江省绍兴市越城区解放路1号")
    evidence = [{"name": "借条", "purpose": None, "files": [key]}]
    assisted = testing.dispute("crossregion.assist", respondents=[away], evidence=evidence)
    do(assisted.no, "hand_over", testing.staff("filing_clerk"), {"court": THERE, "checked": True})
    remote = testing.child(assisted, "crossregion.remote")
    testing.court(THERE)
    Upload.objects.get(key=key).blob.__class__.objects.update(scan="found")
    assert [carrying.carry(), carrying.carry()] == [1, 1]
    request = Matter.objects.get(procedure="crossregion.request")
    assert request.facts["handed_in"]["left_out"] == [{"name": "借条.pdf", "code": "file_infected"}]
    assert "借条.pdf" in Visitor(clerk()).get(reverse("matter", args=[request.no])).text
    assert matter(remote.no).state == "sent"


def test_a_piece_is_base64(exchange: HttpExchange) -> None:
    asked = {"reference": "r1", "court": THERE, "name": "a", "type": "application/pdf", "size": 9, "hash": sm3(PDF)}
    for piece in ("!!", 7, None, base64.b64encode(b"x" * (1024 * 1024 + 1)).decode()):
        with pytest.raises(CourtRefuses, match="form"):
            exchange.line.call("/v1/handovers/files", {**asked, "offset": 0, "piece": piece})
    assert not Incoming.objects.exists()
