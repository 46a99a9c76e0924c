"""The smart locker over real HTTP, both ways: signed, done once, never believed without proof, late, down."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from wsgiref.types import WSGIApplication

import pytest
from django.core.cache import cache
from django.core.handlers.wsgi import WSGIHandler
from django.db import connections

from fengqiao.adapters import signing
from fengqiao.adapters.locker import HttpLocker
from fengqiao.adapters.payment_wire import HttpTransport
from fengqiao.adapters.sandbox.locker import TRIES, SandboxLocker
from fengqiao.adapters.sandbox.payment import send, serving
from fengqiao.areas.handover import locker
from fengqiao.areas.handover.models import Opening, Stay
from fengqiao.core import clock, engine, ports, testing
from fengqiao.core.exchange import body_of
from fengqiao.core.lockers import LockerAway, LockerRefuses, NoLocker, TidingsRefused
from fengqiao.core.models import Event, Matter
from fengqiao.core.testing import KeptSms, matter

KEY, MEMBER = "a key that both sides hold", "member"
PATH = "/handover/locker/callback/"
UNTIL = testing.NOW + timedelta(days=1)


@pytest.fixture
def other() -> SandboxLocker:
    return SandboxLocker(MEMBER, KEY, f"http://court{PATH}", boxes={"small": 2}, now=lambda: testing.NOW)


@pytest.fixture
def port(other: SandboxLocker) -> Iterator[HttpLocker]:
    with serving(other) as address:
        yield HttpLocker(HttpTransport(address, 5), MEMBER, KEY, f"http://court{PATH}")


@pytest.fixture
def connected(port: HttpLocker) -> Iterator[HttpLocker]:
    cache.clear()
    ports.connect(locker=port)
    yield port
    ports.connect(locker=NoLocker())


def test_the_same_reservation_twice_is_one(port: HttpLocker, other: SandboxLocker) -> None:
    first, second = (port.reserve("r1", "small", "陈**", UNTIL) for _ in range(2))
    assert first == second and first.state == "reserved" and first.seq == 1 and len(other.held) == 1
    with pytest.raises(LockerRefuses, match="differs"):
        port.reserve("r1", "small", "李**", UNTIL)


def test_a_locker_that_is_full_says_so_until_a_box_is_released(port: HttpLocker) -> None:
    for n in range(2):
        port.reserve(f"r{n}", "small", "陈**", UNTIL)
    with pytest.raises(LockerRefuses, match="full"):
        port.reserve("r9", "small", "陈**", UNTIL)
    assert port.release("r0").state == "empty" and port.release("r0").state == "empty"
    assert port.reserve("r9", "small", "陈**", UNTIL).box == "S01"


def test_what_is_done_and_not_answered_is_found_by_asking_again(port: HttpLocker, other: SandboxLocker) -> None:
    other.outages = 1
    with pytest.raises(LockerAway):
        port.reserve("r1", "small", "陈**", UNTIL)
    assert port.reserve("r1", "small", "陈**", UNTIL).box == "S01" and len(other.held) == 1


def test_a_code_opens_once_and_the_next_one_kills_it(port: HttpLocker, other: SandboxLocker) -> None:
    port.reserve("r1", "small", "陈**", UNTIL)
    port.admit("r1", 1, "11112222", UNTIL)
    port.admit("r1", 1, "11112222", UNTIL)
    with pytest.raises(LockerRefuses, match="differs"):
        port.admit("r1", 1, "33334444", UNTIL)
    port.admit("r1", 2, "55556666", UNTIL)
    assert other.visit("11112222") == "", "a newer code was made"
    assert other.visit("55556666") == "S01" and other.visit("55556666") == ""
    found = port.state("r1")
    assert (found.state, found.filled_by, found.taken_at) == ("filled", 2, None)
    assert "55556666" not in json.dumps(other.held), "the locker holds no code, only its keyed hash"


def test_a_box_in_which_something_lies_is_not_released_and_becomes_overdue(port: HttpLocker, other: SandboxLocker) -> None:
    port.reserve("r1", "small", "陈**", UNTIL)
    port.admit("r1", 1, "11112222", UNTIL)
    other.visit("11112222")
    assert port.release("r1").state == "filled"
    other.now = lambda: UNTIL + timedelta(hours=1)
    assert port.state("r1").state == "overdue"
    other.faulty.add("S01")
    assert port.state("r1").state == "faulty"


def test_guessing_at_the_door(port: HttpLocker, other: SandboxLocker) -> None:
    """The attack: somebody tries one number after the other; after a few the screen takes none for a while."""
    port.reserve("r1", "small", "陈**", UNTIL)
    port.admit("r1", 1, "11112222", UNTIL)
    assert not any(other.visit(f"{n:08d}") for n in range(TRIES))
    assert other.visit("11112222") == ""
    other.now = lambda: testing.NOW + timedelta(minutes=10)
    assert other.visit("11112222") == "S01"


def test_a_code_dies_with_its_day(port: HttpLocker, other: SandboxLocker) -> None:
    port.reserve("r1", "small", "陈**", UNTIL)
    port.admit("r1", 1, "11112222", UNTIL)
    other.now = lambda: UNTIL + timedelta(seconds=1)
    assert other.visit("11112222") == ""


def test_a_forged_answer_is_none(port: HttpLocker, other: SandboxLocker) -> None:
    """The attack: somebody between court and locker answers in the locker's name."""
    other.forging = True
    with pytest.raises(LockerAway, match="cannot be trusted"):
        port.reserve("r1", "small", "陈**", UNTIL)


def test_another_key_an_unknown_box_and_another_form_are_refused(port: HttpLocker, other: SandboxLocker) -> None:
    with pytest.raises(LockerAway):
        HttpLocker(port.line.transport, MEMBER, "guessed", PATH).reserve("r1", "small", "陈**", UNTIL)
    for call in (port.state, port.release):
        with pytest.raises(LockerRefuses, match="reference_unknown"):
            call("r1")
    with pytest.raises(LockerRefuses, match="form"):
        port.reserve("r1", "huge", "陈**", UNTIL)  # type: ignore[arg-type]
    assert other.held == {}


def test_a_locker_that_is_down() -> None:
    down = HttpLocker(HttpTransport("http://127.0.0.1:9", 1), MEMBER, KEY, PATH)
    with pytest.raises(LockerAway):
        down.state("r1")
    with pytest.raises(LockerAway):
        NoLocker().state("r1")


BOX = {"reference": "r1", "box": "S01", "site": "东门", "state": "filled", "seq": 2, "filled_at": "2026-03-02T09:00:00+08:00"}


def told(what: str = "filled", **changes: Any) -> bytes:
    return body_of({"what": what, "box": {**BOX, **changes}})


def test_a_callback_is_read_and_a_forged_old_or_foreign_one_is_refused(port: HttpLocker) -> None:
    """The attacks: another key, another address, a message of yesterday, a body that was changed on the way."""
    good = signing.headers(KEY.encode(), MEMBER, "POST", PATH, told())
    assert port.read_callback(good, told()).box.filled_at == testing.NOW
    old = signing.headers(KEY.encode(), MEMBER, "POST", PATH, told(), at=1_700_000_000)
    elsewhere = signing.headers(KEY.encode(), MEMBER, "POST", "/pay/callback/bank/", told())
    guessed = signing.headers(b"guessed", MEMBER, "POST", PATH, told())
    stranger = signing.headers(KEY.encode(), "another", "POST", PATH, told())
    for headers, body in ((old, told()), (elsewhere, told()), (guessed, told()), (stranger, told()), (good, told("taken")), ({}, told())):
        with pytest.raises(TidingsRefused):
            port.read_callback(headers, body)


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b"\x00", b"[" * 3000, told("burnt"), told(state="?"), told(seq="x"), told(filled_at="9:00")])
def test_a_callback_of_another_form_is_refused_though_it_is_signed(port: HttpLocker, body: bytes) -> None:
    with pytest.raises(TidingsRefused):
        port.read_callback(signing.headers(KEY.encode(), MEMBER, "POST", PATH, body), body)


# —— the court behind the port: callbacks over HTTP to the court's own address ——


@pytest.fixture
def court_address(transactional_db: None) -> Iterator[str]:
    inner: WSGIApplication = WSGIHandler()

    def application(environ: Any, start_response: Any) -> list[bytes]:
        """Each request has a thread of its own, which leaves no connection behind."""
        try:
            return list(inner(environ, start_response))
        finally:
            connections.close_all()

    clock.hold(testing.NOW)
    with serving(application) as address:
        yield address
    clock.hold(None)


def dropped(other: SandboxLocker, sms: KeptSms) -> tuple[Matter, str]:
    """A drop of the claimant, its box reserved, and the code on the phone."""
    parent = testing.dispute("filing.first_instance")
    actor = testing.actor(testing.account())
    receipt = engine.open_under(parent.no, "handover.drop", actor=actor, data={"what": "银行流水", "size": "small"})
    stay = Stay.objects.get(matter__no=receipt.no)
    assert locker.tend(stay.pk)
    text = sms.sent[-1][1]
    code = "".join(c for c in text.split("开柜码")[1] if c.isdigit())[:8]
    return matter(receipt.no), code


@pytest.mark.parametrize("how", ["now", "late", "lost", "doubled", "disordered", "open"])
def test_whatever_becomes_of_the_callbacks_the_record_is_the_same(
    connected: HttpLocker, other: SandboxLocker, court_address: str, sms: KeptSms, how: str
) -> None:
    other.callback = f"{court_address}{PATH}"
    drop, code = dropped(other, sms)
    assert drop.state == "reserved" and other.visit(code, how) == "S01"
    other.deliver(send)
    if how in ("late", "lost", "disordered"):
        assert matter(drop.no).state == "reserved", "nothing has come yet"
    window = testing.actor(testing.staff("filing_clerk"))
    if how == "late":
        other.now = lambda: testing.NOW + timedelta(minutes=2)
        other.deliver(send)
    else:
        Stay.objects.update(ask_at=testing.NOW)
        locker.tend_boxes()
    assert matter(drop.no).state == "filled"
    stay = Stay.objects.select_related("matter", "person", "court").get()
    assert stay.door_open is (how == "open")
    assert other.visit(locker.code_for(stay, window)) == "S01"
    for _ in range(3):
        other.deliver(send)
        other.now = lambda: testing.NOW + timedelta(minutes=9)
    moves = list(Event.objects.filter(matter=drop).order_by("seq").values_list("move", flat=True))
    opened = ["door_left_open"] if how == "open" else []
    assert moves == ["ask", "give_box", "fill", *opened, "take_out"] and other.callbacks == []
    facts = matter(drop.no).facts
    assert (facts["filled_by"], facts["out_by"]) == ("陈大明", "filing_clerk甲")
    assert Opening.objects.exclude(used_at=None).count() == 2


def test_a_forged_callback_changes_nothing(
    connected: HttpLocker, other: SandboxLocker, court_address: str, sms: KeptSms
) -> None:
    """The attack: somebody without the key tells the court that the box was filled, or emptied."""
    other.callback = f"{court_address}{PATH}"
    drop, _code = dropped(other, sms)
    before = testing.snapshot(), list(Stay.objects.values())
    for what in ("filled", "taken"):
        other.forge(Stay.objects.get().reference, what)
    assert other.deliver(send) == 0 and other.callbacks == []
    assert (testing.snapshot(), list(Stay.objects.values())) == before
    assert matter(drop.no).state == "reserved"


def test_an_old_callback_played_again_changes_nothing(connected: HttpLocker, other: SandboxLocker, db: None, sms: KeptSms) -> None:
    """The attack: a true message, caught on the way, is sent a second time after the box was emptied."""
    _drop, code = dropped(other, sms)
    other.visit(code)
    body = body_of(other.callbacks[0]["body"])
    headers = signing.headers(KEY.encode(), MEMBER, "POST", PATH, body)
    assert locker.take_callback(headers, body) == "new"
    stay = Stay.objects.select_related("matter", "person", "court").get()
    other.visit(locker.code_for(stay, testing.actor(testing.staff("filing_clerk"))))
    locker.learn(connected.state(stay.reference))
    before = testing.snapshot(), list(Stay.objects.values())
    assert locker.take_callback(headers, body) == "old"
    assert (testing.snapshot(), list(Stay.objects.values())) == before


def test_a_box_that_was_never_asked_for(connected: HttpLocker, db: None) -> None:
    with pytest.raises(locker.UnknownBox):
        body = told()
        locker.take_callback(signing.headers(KEY.encode(), MEMBER, "POST", PATH, body), body)
