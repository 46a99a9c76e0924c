"""The exchange between courts over real HTTP: signed, done once, never believed without proof, late, down."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from fengqiao.adapters.exchange import HttpExchange
from fengqiao.adapters.payment_wire import HttpTransport
from fengqiao.adapters.sandbox.court import SandboxCourt
from fengqiao.adapters.sandbox.payment import serving
from fengqiao.areas.crossregion import carrying
from fengqiao.core import ports, testing
from fengqiao.core.exchange import CourtAway, CourtRefuses, FileNote, NoExchange
from fengqiao.core.models import Event, Matter
from fengqiao.core.testing import do, matter, respondent
from fengqiao.kernel.chain import sm3
from fengqiao.web import uploads

KEY, COURT = "a key that both sides hold", "浙0602"
PAPERS = {"cause": testing.PRIVATE_LENDING, "story": "借款未还。"}


@pytest.fixture
def other() -> SandboxCourt:
    return SandboxCourt("member", KEY, [COURT])


@pytest.fixture
def exchange(other: SandboxCourt) -> Iterator[HttpExchange]:
    with serving(other) as address:
        yield HttpExchange(HttpTransport(address, 5), "member", KEY, {COURT: "绍兴市越城区人民法院"})


@pytest.fixture
def connected(exchange: HttpExchange) -> Iterator[HttpExchange]:
    ports.connect(exchange=exchange)
    yield exchange
    ports.connect(exchange=NoExchange())


def test_the_same_handover_twice_is_one(exchange: HttpExchange, other: SandboxCourt) -> None:
    first, second = exchange.hand_over("r1", COURT, PAPERS), exchange.hand_over("r1", COURT, PAPERS)
    assert first == second and len(other.held) == 1
    with pytest.raises(CourtRefuses, match="differs"):
        exchange.hand_over("r1", COURT, {**PAPERS, "story": "别的内容"})


def test_what_is_done_and_not_answered_is_found_by_asking_again(exchange: HttpExchange, other: SandboxCourt) -> None:
    other.outages = 1
    with pytest.raises(CourtAway):
        exchange.hand_over("r1", COURT, PAPERS)
    assert exchange.hand_over("r1", COURT, PAPERS).number == "S000001"


def test_a_forged_answer_is_none(exchange: HttpExchange, other: SandboxCourt) -> None:
    """The attack: somebody between the courts answers 'taken' in the other's name."""
    exchange.hand_over("r1", COURT, PAPERS)
    other.answer("r1", outcome="taken", number="x")
    other.forging = True
    with pytest.raises(CourtAway, match="cannot be trusted"):
        exchange.reply("r1", COURT)
    other.forging = False
    assert exchange.reply("r1", COURT).outcome == "taken"


def test_another_key_or_an_unknown_court_is_refused_and_changes_nothing(exchange: HttpExchange, other: SandboxCourt) -> None:
    with pytest.raises(CourtAway):
        HttpExchange(exchange.line.transport, "member", "guessed", {}).hand_over("r1", COURT, PAPERS)
    with pytest.raises(CourtRefuses, match="court_unknown"):
        exchange.hand_over("r1", "京0105", PAPERS)
    assert other.held == {}


def test_a_court_that_is_down_and_an_answer_of_another_form(exchange: HttpExchange, other: SandboxCourt) -> None:
    with pytest.raises(CourtAway):
        HttpExchange(HttpTransport("http://127.0.0.1:9", 1), "member", KEY, {}).reply("r1", COURT)
    exchange.hand_over("r1", COURT, PAPERS)
    other.answer("r1", outcome="not_competent")
    with pytest.raises(CourtAway, match="another form"):
        exchange.reply("r1", COURT)


def _handed() -> tuple[Matter, Matter]:
    away = respondent(address="浙江省绍兴市越城区解放路1号")
    assisted = testing.dispute("crossregion.assist", respondents=[away])
    do(assisted.no, "hand_over", testing.staff("filing_clerk"), {"court": COURT, "checked": True})
    return assisted, testing.child(assisted, "crossregion.remote")


@pytest.mark.django_db
def test_R_FIL_15_a_filing_for_a_court_elsewhere(connected: HttpExchange, other: SandboxCourt) -> None:
    assisted, remote = _handed()
    other.outages = 1
    assert carrying.carry() == 0 and matter(remote.no).state == "queued"
    assert carrying.carry() == 1 and matter(remote.no).facts["elsewhere_receipt"]["number"] == "S000001"
    assert carrying.carry() == 0, "the other court is late"
    other.answer(remote.no, outcome="incomplete", points=[{"what": "转账记录"}])
    assert carrying.carry() == 1 and matter(assisted.no).state == "completing"
    do(assisted.no, "supply", testing.account(), {"text": "已经补上。"})
    other.answers.append({"outcome": "taken", "number": "A12"})
    assert [carrying.carry(), carrying.carry(), carrying.carry()] == [1, 1, 0]
    done = matter(assisted.no)
    assert done.state == "taken" and done.dispute.closed_at is not None
    assert Event.objects.filter(matter__dispute=done.dispute, move="take_over").count() == 1
    assert not Matter.objects.filter(procedure="filing.first_instance").exists()


@pytest.mark.django_db
def test_no_identity_number_travels(connected: HttpExchange) -> None:
    _assisted, remote = _handed()
    sent = carrying.papers(remote)
    assert set(sent["parties"][0]) == {"side", "name", "kind", "phone", "address"}


@pytest.mark.django_db
def test_a_refusal_of_the_exchange_comes_back_to_the_clerk(connected: HttpExchange, other: SandboxCourt) -> None:
    assisted, _remote = _handed()
    other.courts.clear()
    assert carrying.carry() == 1
    back = matter(assisted.no)
    assert back.state == "received" and "court_unknown" in back.facts["why"]


NOTE = FileNote("借条.pdf", "application/pdf", 6, sm3(b"abcdef"))


def test_a_file_goes_on_where_it_stopped_and_only_whole_and_right(exchange: HttpExchange, other: SandboxCourt) -> None:
    named = {**PAPERS, "files": [{"evidence": 0, "name": NOTE.name, "type": NOTE.type, "size": 6, "hash": NOTE.hash}]}
    assert exchange.send_piece("r1", COURT, NOTE, 0, b"abc").received == 3
    other.outages = 1
    with pytest.raises(CourtAway):
        exchange.send_piece("r1", COURT, NOTE, 3, b"de")
    assert exchange.send_piece("r1", COURT, NOTE, 0, b"").received == 5
    with pytest.raises(CourtRefuses, match="offset"):
        exchange.send_piece("r1", COURT, NOTE, 3, b"de")
    with pytest.raises(CourtRefuses, match="files_missing"):
        exchange.hand_over("r1", COURT, named)
    assert exchange.send_piece("r1", COURT, NOTE, 5, b"f").whole
    assert exchange.hand_over("r1", COURT, named).files == (NOTE.hash,)
    with pytest.raises(CourtRefuses, match="file_hash"):
        exchange.send_piece("r2", COURT, NOTE, 0, b"ABCDEF")
    assert ("r2", NOTE.hash) not in other.files


def test_a_receipt_that_does_not_list_the_files_is_none(exchange: HttpExchange, other: SandboxCourt) -> None:
    """The attack: a house on the way takes the files out and still says that all is there."""
    exchange.send_piece("r1", COURT, NOTE, 0, b"abcdef")
    named = {**PAPERS, "files": [{"evidence": 0, "name": NOTE.name, "type": NOTE.type, "size": 6, "hash": NOTE.hash}]}
    exchange.hand_over("r1", COURT, named)
    other.held["r1"]["files"] = []
    with pytest.raises(CourtAway, match="other files"):
        exchange.hand_over("r1", COURT, named)


@pytest.mark.django_db
@pytest.mark.parametrize(("carries", "refused"), [(True, {}), (True, {"借条.pdf": "file_kind"}), (False, {})])
def test_files_travel_where_the_other_court_takes_them(
    connected: HttpExchange, other: SandboxCourt, carries: bool, refused: dict[str, str]
) -> None:
    other.carries_files, other.refused_files = carries, refused
    file = SimpleUploadedFile("借条.pdf", b"%PDF-1.4\n%%EOF\n")
    key = uploads.store(file, person=testing.account().person_id).key
    away = respondent(address="浙江省绍兴市越城区解放路1号")
    assisted = testing.dispute("crossregion.assist", respondents=[away], evidence=[{"name": "借条", "files": [key]}])
    do(assisted.no, "hand_over", testing.staff("filing_clerk"), {"court": COURT, "checked": True})
    remote = testing.child(assisted, "crossregion.remote")
    assert [carrying.carry(), carrying.carry()] == [1, 1]
    (sent,) = matter(remote.no).facts["files_sent"]
    assert sent["refused"] == (refused.get("借条.pdf", "") if carries else "not_carried")
    assert other.held[remote.no]["files"] == ([] if sent["refused"] else [sent["hash"]])
    if not sent["refused"]:
        assert bytes(other.files[remote.no, sent["hash"]]) == b"%PDF-1.4\n%%EOF\n"


@pytest.mark.django_db
def test_files_that_were_forgotten_there_are_sent_again(connected: HttpExchange, other: SandboxCourt) -> None:
    key = uploads.store(SimpleUploadedFile("a.pdf", b"%PDF-1.4\n%%EOF\n"), person=testing.account().person_id).key
    away = respondent(address="浙江省绍兴市越城区解放路1号")
    assisted = testing.dispute("crossregion.assist", respondents=[away], evidence=[{"name": "借条", "files": [key]}])
    do(assisted.no, "hand_over", testing.staff("filing_clerk"), {"court": COURT, "checked": True})
    assert carrying.carry() == 1
    other.files.clear()
    assert [carrying.carry(), carrying.carry()] == [0, 1]


@pytest.mark.django_db
def test_a_court_that_never_answers_holds_up_no_other(connected: HttpExchange, other: SandboxCourt) -> None:
    """Rounds are bounded; what lies beyond the first one has its turn in the next."""
    remotes = [_handed()[1] for _ in range(3)]
    assert [carrying.carry(2), carrying.carry(2)] == [2, 1]
    other.answer(remotes[2].no, outcome="taken", number="A1")
    assert sum(carrying.carry(1) for _ in range(3)) == 1 and matter(remotes[2].no).state == "taken"
