"""The payment contract, over real HTTP: the same promises on every channel, whatever the provider's speech.

docs/contracts/payment.md is the text; another provider's adapter is put beside these and must pass as well.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from payment_world import DAY, EVERY, FEE, KEYS, MARKS, STRANGERS, Through, World, world_of

from fengqiao.adapters.payment import BankPayment
from fengqiao.adapters.payment_wire import Answer, HttpTransport
from fengqiao.adapters.sandbox.bank import SandboxBank
from fengqiao.adapters.sandbox.houses import houses
from fengqiao.adapters.sandbox.payment import SandboxPayment, send
from fengqiao.core.payments import CallbackRefused, Paid, ProviderAway, ProviderRefused


@pytest.fixture(params=[*EVERY, "bank in_process"])
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    yield from world_of(request.param, tmp_path)


@pytest.fixture(params=["bank", "pos"])
def twice_world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    """The providers that take money on one order twice."""
    yield from world_of(request.param, tmp_path)


def test_an_order_is_placed_once_for_its_number(world: World) -> None:
    first = world.payment.place("F1", FEE, "费", return_url="http://127.0.0.1/a/")
    again = world.payment.place("F1", FEE, "费", return_url="http://127.0.0.1/a/")
    assert first == again
    assert first.provider_no


def test_every_channel_says_how_the_payer_goes_on(world: World) -> None:
    placed = world.payment.place("F1", FEE, "费", return_url="http://127.0.0.1/a/")
    ways = {"wechat": placed.code, "wechat_h5": placed.pay_url, "alipay": placed.code, "pos": "the counter"}
    ways["bank"] = placed.account and placed.pay_url
    assert ways[world.channel]
    if world.channel == "bank":
        assert {"payee", "bank", "account", "remark"} == set(placed.account)


def test_the_same_number_with_another_amount_is_refused(world: World) -> None:
    world.place()
    with pytest.raises(ProviderRefused) as refusal:
        world.place(amount=FEE + 1)
    assert refusal.value.code == "order_differs"


def test_a_payment_is_told_by_callback(world: World) -> None:
    world.place()
    [transaction] = world.pay("F1")
    assert world.deliver() == [True]
    assert world.court.taken == [Paid("F1", transaction, FEE, DAY, world.channel)]
    assert world.deliver() == []


def test_late_callback_carries_the_moment_of_payment(world: World) -> None:
    world.place()
    world.pay("F1", "late")
    assert world.bank.deliver(send) == [], "it is not due yet"
    world.moment = DAY + timedelta(days=9)
    assert world.deliver() == [True]
    assert world.court.taken[0].paid_at == DAY


def test_doubled_callback_is_one_transaction(world: World) -> None:
    world.place()
    world.pay("F1", "doubled")
    assert world.deliver() == [True, True]
    assert len(world.court.taken) == 2
    assert len({paid.transaction for paid in world.court.taken}) == 1


def test_double_payment_is_two_transactions_and_both_are_told(twice_world: World) -> None:
    world = twice_world
    world.place()
    both = world.pay("F1", "twice")
    world.deliver()
    assert [paid.transaction for paid in world.court.taken] == both
    assert {paid.transaction for paid in world.payment.query("F1").payments} == set(both)


def test_callbacks_out_of_order_are_all_told(world: World) -> None:
    world.place("F1")
    world.place("F2")
    one, two = world.pay("F1"), world.pay("F2")
    assert world.deliver(backwards=True) == [True, True]
    assert [paid.transaction for paid in world.court.taken] == [*two, *one]


def test_forged_callback_is_refused(world: World) -> None:
    world.place()
    world.pay("F1", "forged")
    assert world.deliver() == [False]
    assert world.court.taken == []
    assert world.payment.query("F1").status == "open"


def test_lost_callback_is_recovered_by_query(world: World) -> None:
    world.place()
    [transaction] = world.pay("F1", "lost")
    assert world.deliver() == []
    state = world.payment.query("F1")
    assert state.status == "paid"
    assert state.payments == (Paid("F1", transaction, FEE, DAY, world.channel),)


def test_wrong_amount_is_told_as_it_was_paid(world: World) -> None:
    world.place()
    world.pay("F1", "wrong_amount")
    world.deliver()
    assert world.court.taken[0].amount == FEE - Decimal("0.01")


def test_callback_is_sent_again_until_it_is_taken(world: World) -> None:
    world.place()
    world.pay("F1")
    world.court.away = 2
    assert [world.deliver() for _ in range(4)] == [[False], [False], [True], []]
    assert len(world.court.taken) == 1



def order(channel: str, notify_url: str) -> dict[str, str]:
    """An order as the provider's books have it."""
    number = "H1" if channel == "wechat_h5" else "B1"
    return {"no": f"F1{MARKS.get(channel, '')}", "provider_no": number, "subject": "费", "notify_url": notify_url}


ROW = {"order": "F1", "transaction": "T1", "amount": "1050.00", "paid_at": DAY.isoformat()}


def _said(world: World, **change: Any) -> tuple[dict[str, str], bytes]:
    return world.bank.speech.callback(order(world.channel, world.notify_url), {**ROW, **change}, forged=False)


def test_a_callback_once_signed_is_read(world: World) -> None:
    assert world.payment.read_callback(*_said(world)) == Paid("F1", "T1", FEE, DAY, world.channel)


def test_a_callback_signed_with_another_key_is_refused(world: World) -> None:
    """Attack: somebody else knows the form and signs with a key of his own."""
    stranger = houses(STRANGERS)[world.channel].speech
    with pytest.raises(CallbackRefused):
        world.payment.read_callback(*stranger.callback(order(world.channel, world.notify_url), ROW, forged=False))


def test_replayed_callback_is_refused_once_it_is_old(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Attack: a callback that was overheard is sent again later. (Alipay's has no moment: it is taken once by its number.)"""
    headers, body = _said(world)
    if world.channel == "alipay":
        assert world.payment.read_callback(headers, body) == world.payment.read_callback(headers, body)
        return
    now = datetime.now(UTC).timestamp()
    for seconds in (-602, 602):
        monkeypatch.setattr("time.time", lambda seconds=seconds: now + seconds)
        with pytest.raises(CallbackRefused):
            world.payment.read_callback(headers, body)


def test_a_callback_with_anything_changed_is_refused(world: World) -> None:
    """Attack: the amount, the order or a header is changed on the way."""
    headers, body = _said(world)
    signed = [name for name in headers if name.startswith(("X-", "Wechatpay-"))]
    for name in signed:
        with pytest.raises(CallbackRefused):
            world.payment.read_callback({**headers, name: "1"}, body)
    said = world.payment.read_callback(headers, body)
    for place in range(0, len(body), 7):
        changed = body[:place] + bytes([body[place] ^ 1]) + body[place + 1 :]
        try:
            assert world.payment.read_callback(headers, changed) == said, "what is not signed changes nothing"
        except CallbackRefused:
            continue
    for nothing in (b"", b"{}", b"[]", b"\xff\xfe", b"a=b"):
        with pytest.raises(CallbackRefused):
            world.payment.read_callback(headers, nothing)
        with pytest.raises(CallbackRefused):
            world.payment.read_callback({}, nothing)


@pytest.mark.parametrize(
    "change", [{"amount": "-5.00"}, {"amount": "0.00"}, {"amount": "NaN"}, {"paid_at": "gestern"}]
)
def test_a_signed_callback_of_another_form_is_refused(world: World, change: dict[str, Any]) -> None:
    try:
        said = _said(world, **change)
    except (ValueError, ArithmeticError):
        return  # this provider's own form has no such value
    with pytest.raises(CallbackRefused):
        world.payment.read_callback(*said)


@pytest.mark.parametrize("channel", EVERY)
def test_a_callback_of_another_channel_is_refused(world: World, channel: str) -> None:
    if channel != world.channel:
        with pytest.raises(CallbackRefused):
            said = houses(KEYS)[channel].speech.callback(order(channel, world.notify_url), ROW, forged=False)
            world.payment.read_callback(*said)


def test_a_closed_order_cannot_be_paid(world: World) -> None:
    world.place()
    assert world.payment.close("F1").status == "closed"
    assert world.pay("F1") == []
    assert world.payment.query("F1").payments == ()
    with pytest.raises(ProviderRefused) as refusal:
        world.place()
    assert refusal.value.code == "order_closed"


def test_closing_a_paid_order_says_that_it_was_paid(world: World) -> None:
    world.place()
    world.pay("F1", "lost")
    state = world.payment.close("F1")
    assert state.status == "paid"
    assert len(state.payments) == 1


def test_unknown_order(world: World) -> None:
    with pytest.raises(ProviderRefused) as refusal:
        world.payment.query("nobody")
    assert refusal.value.code == "order_unknown"


def test_a_refund_pays_back_once_for_its_number(world: World) -> None:
    world.place()
    [transaction] = world.pay("F1", "lost")
    for _ in range(2):
        assert world.payment.refund("F1", "R1", transaction, FEE / 2, "withdrawn").status == "done"
    with pytest.raises(ProviderRefused) as refusal:
        world.payment.refund("F1", "R1", transaction, FEE, "withdrawn")
    assert refusal.value.code == "refund_differs"


def test_no_more_is_refunded_than_was_paid(world: World) -> None:
    world.place()
    [transaction] = world.pay("F1", "lost")
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
    [transaction] = world.pay("F1", "lost")
    world.bank.refund_answers = "processing"
    assert world.payment.refund("F1", "R1", transaction, FEE / 2, "withdrawn").status == "processing"
    assert world.payment.refund("F1", "R1", transaction, FEE / 2, "withdrawn").status == "done"
    world.bank.refund_answers = "failed"
    assert world.payment.refund("F1", "R2", transaction, FEE / 2, "withdrawn").status == "failed"
    world.bank.refund_answers = "done"
    assert world.payment.refund("F1", "R2", transaction, FEE / 2, "withdrawn").status == "done"


def test_the_file_of_a_day_has_every_movement(world: World) -> None:
    world.place()
    world.place("F0")
    [first], [second] = world.pay("F1", "lost"), world.pay("F0", "lost")
    world.payment.refund("F0", "R1", second, FEE / 2, "double")
    world.moment = DAY + timedelta(days=1)
    world.place("F2")
    world.pay("F2", "lost")
    lines = {(x.kind, x.order, x.reference, x.amount, x.at) for x in world.payment.statement(DAY.date())}
    paid = {("payment", "F1", first, FEE, DAY), ("payment", "F0", second, FEE, DAY)}
    assert lines == {*paid, ("refund", "F0", "R1", FEE / 2, DAY)}
    assert world.payment.statement(date(2026, 2, 1)) == ()


def test_a_file_that_was_cut_off_or_changed_is_no_file(world: World) -> None:
    """Attack: a line of the daily file is taken away or changed on the way."""
    world.place()
    world.pay("F1", "lost")
    for change in (lambda body: body[:-30], lambda body: body.replace(b"1050", b"1060").replace(b"105000", b"106000")):
        wire = Through(world.transport, lambda a, change=change: (a[0], a[1], change(a[2])))
        if change(world_file := _last_answer(world)) != world_file:
            with pytest.raises(ProviderAway):
                world.house.payment(wire, world.notify_url).statement(DAY.date())


def _last_answer(world: World) -> bytes:
    heard: list[Answer] = []
    world.house.payment(Through(world.transport, lambda a: (heard.append(a), a)[1]), world.notify_url).statement(DAY.date())
    return heard[-1][2]


def test_after_an_answer_that_got_lost_the_same_call_does_it_once(world: World) -> None:
    world.server.outages = 1
    with pytest.raises(ProviderAway):
        world.place()
    assert world.payment.query("F1").status == "open", "it was done all the same"
    world.place()
    [transaction] = world.pay("F1", "lost")
    world.server.outages = 1
    with pytest.raises(ProviderAway):
        world.payment.refund("F1", "R1", transaction, FEE, "withdrawn")
    assert world.payment.refund("F1", "R1", transaction, FEE, "withdrawn").status == "done"
    assert len([line for line in world.payment.statement(DAY.date()) if line.kind == "refund"]) == 1


def test_the_provider_does_not_listen_to_another_key(world: World) -> None:
    stranger = houses(STRANGERS)[world.channel].payment(world.transport, world.notify_url)
    with pytest.raises((ProviderAway, ProviderRefused)):
        stranger.place("F1", FEE, "费", return_url="")
    with pytest.raises(ProviderRefused):
        world.payment.query("F1")


def test_an_answer_of_somebody_else_is_not_believed(world: World) -> None:
    """Attack: somebody on the wire says that an order was paid."""
    world.place("F2")
    world.pay("F2", "lost")
    fraud = houses(STRANGERS)[world.channel]
    other = SandboxPayment(SandboxBank(world.bank.file, fraud.speech), background=False)
    posing = houses(STRANGERS)[world.channel].payment(other, world.notify_url)
    assert posing.query("F2").status == "paid"
    forged: list[Answer] = []
    keeper = Through(other, lambda answer: (forged.append(answer), answer)[1])
    fraud.payment(keeper, world.notify_url).query("F2")
    with pytest.raises(ProviderAway):
        world.house.payment(Through(world.transport, lambda _: forged[0]), world.notify_url).query("F2")


def test_an_answer_about_another_order_is_not_believed(world: World) -> None:
    """Attack: the signed answer of a paid order is given for one that is not."""
    for order in ("F1", "F2"):
        world.place(order)
    world.pay("F2", "lost")
    heard: list[Answer] = []
    world.house.payment(Through(world.transport, lambda a: (heard.append(a), a)[1]), world.notify_url).query("F2")
    with pytest.raises(ProviderAway):
        world.house.payment(Through(world.transport, lambda _: heard[0]), world.notify_url).query("F1")


def test_timeouts_and_closed_doors_are_no_answer() -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        address = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(ProviderAway):
            BankPayment(HttpTransport(address, timeout=0.2), "M1", "a key", "http://127.0.0.1/c/").query("F1")
    with pytest.raises(ProviderAway):
        BankPayment(HttpTransport(address, timeout=0.2), "M1", "a key", "http://127.0.0.1/c/").query("F1")


def test_two_payers_at_once_leave_the_books_whole(world: World) -> None:
    world.place()
    threads = [threading.Thread(target=world.pay, args=("F1", "lost")) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    times = 6 if world.bank.speech.twice else 1
    assert len({p.transaction for p in world.payment.query("F1").payments}) == times
