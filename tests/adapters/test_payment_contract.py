"""The payment contract, over real HTTP and in one process: the same promises, whoever carries the message.

docs/contracts/payment.md is the text; a bank's own adapter is put beside these two and must pass as well.
"""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from fengqiao.adapters import signing
from fengqiao.adapters.payment import HttpPayment, HttpTransport
from fengqiao.adapters.sandbox.bank import SandboxBank
from fengqiao.adapters.sandbox.payment import SandboxPayment, send, serving
from fengqiao.core.payments import CallbackRefused, Paid, ProviderAway, ProviderRefused

KEY, MERCHANT = "a key for tests only", "M0681"
FEE = Decimal("1050.00")
DAY = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)


class Court:
    """The court's end of callbacks: a WSGI application that reads them with the adapter under test."""

    def __init__(self) -> None:
        self.payment: HttpPayment | None = None
        self.taken: list[Paid] = []
        self.refused = 0
        self.answers: list[int] = []

    def __call__(self, environ: dict[str, Any], start_response: Any) -> list[bytes]:
        body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
        headers = {k[5:].replace("_", "-"): v for k, v in environ.items() if k.startswith("HTTP_")}
        status = self.answers.pop(0) if self.answers else 200
        assert self.payment is not None
        try:
            paid = self.payment.read_callback(headers, body)
            if status == 200:
                self.taken.append(paid)
        except CallbackRefused:
            self.refused += 1
            status = 401
        start_response(f"{status} x", [("Content-Type", "application/json"), ("Content-Length", "2")])
        return [b"{}"]


class World:
    """A bank, a court that listens for its callbacks, and the adapter between them."""

    def __init__(self, bank: SandboxBank, server: SandboxPayment, payment: HttpPayment, court: Court) -> None:
        self.bank, self.server, self.payment, self.court = bank, server, payment, court
        self.moment = DAY

    def place(self, order: str = "F1", amount: Decimal = FEE) -> None:
        self.payment.place(order, amount, "甲与乙民间借贷纠纷 案件受理费", return_url="http://127.0.0.1/back/")

    def deliver(self) -> list[int]:
        return self.bank.deliver(send, everything=True)


@pytest.fixture(params=["http", "in_process"])
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    moments: list[World] = []
    bank = SandboxBank(tmp_path / "bank.sqlite3", MERCHANT, KEY, now=lambda: moments[0].moment)
    server, court = SandboxPayment(bank, background=False), Court()
    with serving(court) as at_court, serving(server) as at_bank:
        transport = HttpTransport(at_bank, timeout=2) if request.param == "http" else server
        court.payment = HttpPayment(transport, MERCHANT, KEY, f"{at_court}/pay/callback/")
        moments.append(World(bank, server, court.payment, court))
        yield moments[0]


def test_an_order_is_placed_once_for_its_number(world: World) -> None:
    first = world.payment.place("F1", FEE, "费", return_url="http://127.0.0.1/a/")
    again = world.payment.place("F1", FEE, "费", return_url="http://127.0.0.1/a/")
    assert first == again
    assert first.provider_no in first.pay_url


def test_the_same_number_with_another_amount_is_refused(world: World) -> None:
    world.place()
    with pytest.raises(ProviderRefused) as refusal:
        world.place(amount=FEE + 1)
    assert refusal.value.code == "order_differs"


def test_a_payment_is_told_by_callback(world: World) -> None:
    world.place()
    [transaction] = world.bank.pay("F1")
    assert world.deliver() == [200]
    assert world.court.taken == [Paid("F1", transaction, FEE, DAY, "web")]
    assert world.deliver() == []


def test_late_callback_carries_the_moment_of_payment(world: World) -> None:
    world.place()
    world.bank.pay("F1", "late")
    assert world.bank.deliver(send) == [], "it is not due yet"
    world.moment = DAY + timedelta(days=9)
    assert world.deliver() == [200]
    assert world.court.taken[0].paid_at == DAY


def test_doubled_callback_is_one_transaction(world: World) -> None:
    world.place()
    world.bank.pay("F1", "doubled")
    assert world.deliver() == [200, 200]
    assert len(world.court.taken) == 2
    assert len({paid.transaction for paid in world.court.taken}) == 1


def test_double_payment_is_two_transactions_and_both_are_told(world: World) -> None:
    world.place()
    both = world.bank.pay("F1", "twice")
    world.deliver()
    assert [paid.transaction for paid in world.court.taken] == both
    assert {paid.transaction for paid in world.payment.query("F1").payments} == set(both)


def test_forged_callback_is_refused(world: World) -> None:
    world.place()
    world.bank.pay("F1", "forged")
    assert world.deliver() == [401]
    assert world.court.taken == []
    assert world.payment.query("F1").status == "open"


def test_lost_callback_is_recovered_by_query(world: World) -> None:
    world.place()
    [transaction] = world.bank.pay("F1", "lost")
    assert world.deliver() == []
    state = world.payment.query("F1")
    assert state.status == "paid"
    assert state.payments == (Paid("F1", transaction, FEE, DAY, "web"),)


def test_wrong_amount_is_told_as_it_was_paid(world: World) -> None:
    world.place()
    world.bank.pay("F1", "wrong_amount")
    world.deliver()
    assert world.court.taken[0].amount == FEE - Decimal("0.01")


def test_callback_is_sent_again_until_it_is_taken(world: World) -> None:
    world.place()
    world.bank.pay("F1")
    world.court.answers = [503, 500]
    assert [world.deliver() for _ in range(4)] == [[503], [500], [200], []]
    assert len(world.court.taken) == 1


def _callback(world: World, row: Mapping[str, Any], *, key: str = KEY, at: float | None = None, **headers: str) -> Paid:
    body = json.dumps(row).encode()
    path = signing.path_of(world.payment.notify_url)
    signed = signing.headers(key.encode(), MERCHANT, "POST", path, body, at)
    return world.payment.read_callback({**signed, **headers}, body)


ROW = {"order": "F1", "transaction": "T1", "amount": "1050.00", "paid_at": DAY.isoformat(), "channel": "web"}


def test_replayed_callback_is_refused_once_it_is_old(world: World) -> None:
    assert _callback(world, ROW).transaction == "T1"
    for seconds in (-301 - signing.WINDOW_SECONDS, signing.WINDOW_SECONDS + 301):
        with pytest.raises(CallbackRefused):
            _callback(world, ROW, at=datetime.now(UTC).timestamp() + seconds)


@pytest.mark.parametrize("header", ["X-Signature", "X-Nonce", "X-Timestamp", "X-Merchant"])
def test_a_callback_with_any_header_changed_is_refused(world: World, header: str) -> None:
    with pytest.raises(CallbackRefused):
        _callback(world, ROW, **{header: "1"})


@pytest.mark.parametrize(
    "change",
    [
        {"amount": "-5.00"},
        {"amount": "NaN"},
        {"amount": "viel"},
        {"amount": None},
        {"paid_at": "2026-03-02T10:00:00"},
        {"paid_at": "gestern"},
    ],
)
def test_a_signed_callback_of_another_form_is_refused(world: World, change: dict[str, Any]) -> None:
    with pytest.raises(CallbackRefused):
        _callback(world, {**ROW, **change})


def test_a_callback_signed_for_another_address_is_refused(world: World) -> None:
    body = json.dumps(ROW).encode()
    signed = signing.headers(KEY.encode(), MERCHANT, "POST", "/another/", body)
    with pytest.raises(CallbackRefused):
        world.payment.read_callback(signed, body)


def test_a_closed_order_cannot_be_paid(world: World) -> None:
    world.place()
    assert world.payment.close("F1").status == "closed"
    assert world.bank.pay("F1") == []
    assert world.payment.query("F1").payments == ()
    with pytest.raises(ProviderRefused) as refusal:
        world.place()
    assert refusal.value.code == "order_closed"


def test_closing_a_paid_order_says_that_it_was_paid(world: World) -> None:
    world.place()
    world.bank.pay("F1", "lost")
    state = world.payment.close("F1")
    assert state.status == "paid"
    assert len(state.payments) == 1


def test_unknown_order(world: World) -> None:
    with pytest.raises(ProviderRefused) as refusal:
        world.payment.query("nobody")
    assert refusal.value.code == "order_unknown"


def test_a_refund_pays_back_once_for_its_number(world: World) -> None:
    world.place()
    [transaction] = world.bank.pay("F1", "lost")
    for _ in range(2):
        assert world.payment.refund("F1", "R1", transaction, FEE / 2, "withdrawn").status == "done"
    assert [r.refund for r in world.payment.query("F1").refunds] == ["R1"]
    with pytest.raises(ProviderRefused) as refusal:
        world.payment.refund("F1", "R1", transaction, FEE, "withdrawn")
    assert refusal.value.code == "refund_differs"


def test_no_more_is_refunded_than_was_paid(world: World) -> None:
    world.place()
    [transaction] = world.bank.pay("F1", "lost")
    world.payment.refund("F1", "R1", transaction, FEE / 2, "withdrawn")
    with pytest.raises(ProviderRefused) as refusal:
        world.payment.refund("F1", "R2", transaction, FEE, "withdrawn")
    assert refusal.value.code == "refund_too_large"


def test_a_refund_of_a_foreign_transaction_is_refused(world: World) -> None:
    world.place()
    with pytest.raises(ProviderRefused) as refusal:
        world.payment.refund("F1", "R1", "T-unknown", FEE, "withdrawn")
    assert refusal.value.code == "transaction_unknown"


def test_a_refund_may_take_time_and_may_fail(world: World) -> None:
    world.place()
    [transaction] = world.bank.pay("F1", "lost")
    world.bank.refund_answers = "processing"
    assert world.payment.refund("F1", "R1", transaction, FEE / 2, "withdrawn").status == "processing"
    assert world.payment.query("F1").refunds[0].status == "done"
    world.bank.refund_answers = "failed"
    assert world.payment.refund("F1", "R2", transaction, FEE / 2, "withdrawn").status == "failed"
    world.bank.refund_answers = "done"
    assert world.payment.refund("F1", "R2", transaction, FEE / 2, "withdrawn").status == "done"


def test_the_statement_of_a_day_has_every_movement(world: World) -> None:
    world.place()
    first, second = world.bank.pay("F1", "twice")
    world.payment.refund("F1", "R1", second, FEE, "double")
    world.moment = DAY + timedelta(days=1)
    world.place("F2")
    world.bank.pay("F2", "lost")
    lines = {(line.kind, line.reference, line.amount) for line in world.payment.statement(DAY.date())}
    assert lines == {("payment", first, FEE), ("payment", second, FEE), ("refund", "R1", FEE)}
    assert world.payment.statement(date(2026, 2, 1)) == ()


def test_after_an_answer_that_got_lost_the_same_call_does_it_once(world: World) -> None:
    world.server.outages = 1
    with pytest.raises(ProviderAway):
        world.place()
    assert world.payment.query("F1").status == "open", "it was done all the same"
    world.place()
    [transaction] = world.bank.pay("F1", "lost")
    world.server.outages = 1
    with pytest.raises(ProviderAway):
        world.payment.refund("F1", "R1", transaction, FEE, "withdrawn")
    assert world.payment.refund("F1", "R1", transaction, FEE, "withdrawn").status == "done"
    assert len(world.payment.query("F1").refunds) == 1


def test_the_bank_does_not_listen_to_another_key(world: World) -> None:
    stranger = HttpPayment(world.payment.transport, MERCHANT, "another key", world.payment.notify_url)
    with pytest.raises(ProviderAway):
        stranger.place("F1", FEE, "费", return_url="")
    with pytest.raises(ProviderRefused):
        world.payment.query("F1")


def test_an_answer_of_somebody_else_is_not_believed(world: World) -> None:
    class Impostor:
        def post(self, path: str, headers: Mapping[str, str], body: bytes) -> tuple[int, Mapping[str, str], bytes]:
            answer = json.dumps({"order": "F1", "status": "paid", "payments": [ROW], "refunds": []}).encode()
            return 200, signing.headers(b"a guess", MERCHANT, "ANSWER", headers["X-Nonce"], answer), answer

    with pytest.raises(ProviderAway):
        HttpPayment(Impostor(), MERCHANT, KEY, world.payment.notify_url).query("F1")


def test_an_old_answer_cannot_be_played_again(world: World) -> None:
    world.place()
    held: list[tuple[int, Mapping[str, str], bytes]] = []

    class Recorder:
        def post(self, path: str, headers: Mapping[str, str], body: bytes) -> tuple[int, Mapping[str, str], bytes]:
            if not held:
                held.append(world.payment.transport.post(path, headers, body))
            return held[0]

    listener = HttpPayment(Recorder(), MERCHANT, KEY, world.payment.notify_url)
    assert listener.query("F1").status == "open"
    with pytest.raises(ProviderAway):
        listener.query("F1")


def test_timeouts_and_closed_doors_are_no_answer() -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        address = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(ProviderAway):
            HttpPayment(HttpTransport(address, timeout=0.2), MERCHANT, KEY, "http://127.0.0.1/c/").query("F1")
    with pytest.raises(ProviderAway):
        HttpPayment(HttpTransport(address, timeout=0.2), MERCHANT, KEY, "http://127.0.0.1/c/").query("F1")


def test_two_payers_at_once_leave_the_books_whole(world: World) -> None:
    world.place()
    threads = [threading.Thread(target=world.bank.pay, args=("F1", "lost")) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({p.transaction for p in world.payment.query("F1").payments}) == 6
