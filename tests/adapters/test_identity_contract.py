"""The identity contract, over real HTTP and in one process: the same promises, whoever carries the message.

docs/contracts/identity.md is the text; a provider's own adapter is put beside these two and must pass as well.
"""

from __future__ import annotations

import http.client
import json
import socket
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest

from fengqiao.adapters import signing
from fengqiao.adapters.identity import HttpIdentity, NoChecker
from fengqiao.adapters.payment_wire import Answer, HttpTransport
from fengqiao.adapters.sandbox.identity import SandboxIdentity
from fengqiao.adapters.sandbox.payment import serving
from fengqiao.core.identifying import CheckerAway, CheckerRefused, Holder

KEY, COURT = "a key for tests only", "C0681"
NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
CHEN = Holder("陈大明", "resident_id", "330681198503070019", "13800000001")


class World:
    """A provider and the adapter that asks it."""

    def __init__(self, provider: SandboxIdentity, adapter: HttpIdentity, address: str) -> None:
        self.provider, self.adapter, self.address = provider, adapter, address
        self.moment = NOW

    def begin(self, check: str = "ID1", holder: Holder = CHEN) -> str:
        return self.adapter.begin_face(check, holder, return_url="http://127.0.0.1/back/").reference


@pytest.fixture(params=["http", "in_process"])
def world(request: pytest.FixtureRequest) -> Iterator[World]:
    held: list[World] = []
    provider = SandboxIdentity(COURT, KEY, now=lambda: held[0].moment)
    provider.slow_seconds = 0.6
    with serving(provider) as address:
        transport = HttpTransport(address, timeout=0.4) if request.param == "http" else provider
        held.append(World(provider, HttpIdentity(transport, COURT, KEY), address))
        yield held[0]


def named(name: str, **changes: str) -> Holder:
    return Holder(**{"name": name, "id_type": "resident_id", "number": CHEN.number, "phone": CHEN.phone, **changes})


def test_name_document_and_phone_agree(world: World) -> None:
    first = world.adapter.real_name("ID1", CHEN)
    assert first.result == "match"
    assert world.adapter.real_name("ID1", CHEN) == first, "the same check asked again is the same check"
    assert world.adapter.real_name("ID2", CHEN).reference != first.reference


@pytest.mark.parametrize(
    ("holder", "result"),
    [
        (named("李小红"), "mismatch"),
        (named("陈大明", phone="13800000009"), "mismatch"),
        (named("陈无"), "unknown"),
        (named("陈异"), "mismatch"),
        (named("CHEN", id_type="military"), "unsupported"),
        (named("JOHN SMITH", id_type="passport", number="P1234567"), "match"),
    ],
)
def test_other_answers_of_the_register(world: World, holder: Holder, result: str) -> None:
    world.adapter.real_name("ID1", CHEN)
    assert world.adapter.real_name("ID2", holder).result == result


def test_the_same_check_about_somebody_else_is_refused(world: World) -> None:
    world.adapter.real_name("ID1", CHEN)
    with pytest.raises(CheckerRefused) as refused:
        world.adapter.real_name("ID1", named("李小红"))
    assert refused.value.code == "check_differs"


@pytest.mark.parametrize("fault", ["away", "slow", "forged"])
@pytest.mark.parametrize("by_name", [True, False])
def test_what_cannot_be_trusted_is_no_answer(world: World, fault: str, by_name: bool) -> None:
    signs = {"away": "停", "slow": "慢", "forged": "伪"}
    holder = named(f"陈{signs[fault]}") if by_name else CHEN
    if not by_name:
        world.provider.faults = [fault]
    with pytest.raises(CheckerAway):
        world.adapter.real_name("ID1", holder)


def test_an_old_answer_cannot_be_played_again(world: World) -> None:
    """Attack: whoever has recorded a match sends it as the answer to another question."""
    assert world.adapter.real_name("ID1", CHEN).result == "match"
    world.provider.faults = ["replayed"]
    with pytest.raises(CheckerAway):
        world.adapter.real_name("ID2", named("李小红"))


def test_an_answer_of_somebody_else_is_not_believed() -> None:
    class Impostor:
        def send(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
            answer = json.dumps({"check": "ID1", "result": "match", "reference": "R"}).encode()
            return 200, signing.headers(b"a guess", COURT, "ANSWER", headers["X-Nonce"], answer), answer

    with pytest.raises(CheckerAway):
        HttpIdentity(Impostor(), COURT, KEY).real_name("ID1", CHEN)


@pytest.mark.parametrize("answer", [{"result": "yes", "reference": "R"}, {"reference": "R"}, [], {"result": "match"}])
def test_a_signed_answer_of_another_form_is_no_answer(answer: Any) -> None:
    class Sloppy:
        def send(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
            told = json.dumps(answer).encode()
            return 200, signing.headers(KEY.encode(), COURT, "ANSWER", headers["X-Nonce"], told), told

    with pytest.raises(CheckerAway):
        HttpIdentity(Sloppy(), COURT, KEY).real_name("ID1", CHEN)


def test_the_provider_does_not_listen_to_another_key(world: World) -> None:
    stranger = HttpIdentity(world.adapter.line.transport, COURT, "another key")
    with pytest.raises(CheckerAway):
        stranger.real_name("ID1", CHEN)


def test_a_face_check_goes_over_the_providers_page(world: World) -> None:
    reference = world.begin()
    assert world.adapter.face("ID1").status == "open"
    assert world.begin() == reference, "begun again it is the same"
    address = urlsplit(world.address)
    connection = http.client.HTTPConnection(address.netloc, timeout=5)
    connection.request("GET", f"/face/{reference}/")
    page = connection.getresponse().read().decode()
    assert "陈**" in page and "陈大明" not in page
    connection.request("POST", f"/face/{reference}/", "how=pass")
    answer = connection.getresponse()
    assert (answer.status, answer.getheader("Location")) == (303, "http://127.0.0.1/back/")
    connection.close()
    state = world.adapter.face("ID1")
    assert (state.status, state.reference, state.at) == ("passed", reference, NOW)


def test_a_face_check_ends_once(world: World) -> None:
    reference = world.begin()
    world.provider.visit(reference, "fail")
    world.provider.visit(reference, "pass")
    assert world.adapter.face("ID1").status == "failed"


def test_a_result_that_comes_twice_is_one_result(world: World) -> None:
    reference = world.begin()
    world.provider.visit(reference, "twice")
    assert world.adapter.face("ID1") == world.adapter.face("ID1")


def test_whoever_walks_away_leaves_it_open_until_it_expires(world: World) -> None:
    world.provider.visit(world.begin(), "leave")
    assert world.adapter.face("ID1").status == "open"
    world.moment = NOW + timedelta(minutes=11)
    assert world.adapter.face("ID1").status == "expired"


def test_a_passport_has_no_face_check_and_an_unknown_check_is_refused(world: World) -> None:
    world.begin("ID1", named("JOHN", id_type="passport", number="P1234567"))
    assert world.adapter.face("ID1").status == "unsupported"
    with pytest.raises(CheckerRefused) as refused:
        world.adapter.face("ID9")
    assert refused.value.code == "check_unknown"


def test_closed_doors_and_no_provider_are_no_answer() -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(CheckerAway):
            HttpIdentity(HttpTransport(address, timeout=0.2), COURT, KEY).real_name("ID1", CHEN)
    with pytest.raises(CheckerAway):
        HttpIdentity(NoChecker(), COURT, KEY).real_name("ID1", CHEN)
