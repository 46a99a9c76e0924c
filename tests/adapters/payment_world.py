"""A payment provider and a court that listens for its callbacks, over real HTTP."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from fengqiao.adapters.payment_wire import Answer, HttpTransport, Transport
from fengqiao.adapters.sandbox.bank import SandboxBank
from fengqiao.adapters.sandbox.houses import House, houses, sandbox_keys
from fengqiao.adapters.sandbox.payment import SandboxPayment, send, serving
from fengqiao.core.payments import CallbackRefused, Paid, Payment

FEE = Decimal("1050.00")
DAY = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
KEYS = sandbox_keys()
STRANGERS = sandbox_keys()
EVERY = ("wechat", "wechat_h5", "alipay", "bank", "pos")
MARKS = {"wechat_h5": "-h5"}
"""What follows the court's number of an order in the provider's."""


class Court:
    """The court's end of callbacks: a WSGI application that reads them with the adapter under test."""

    def __init__(self) -> None:
        self.payment: Payment | None = None
        self.taken: list[Paid] = []
        self.refused = 0
        self.away = 0

    def __call__(self, environ: dict[str, Any], start_response: Any) -> list[bytes]:
        body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
        headers = {k[5:].replace("_", "-"): v for k, v in environ.items() if k.startswith("HTTP_")}
        assert self.payment is not None
        if self.away:
            self.away -= 1
            start_response("503 x", [("Content-Length", "0")])
            return [b""]
        try:
            self.taken.append(self.payment.read_callback(headers, body))
            reply = self.payment.reply(True)
        except CallbackRefused:
            self.refused += 1
            reply = self.payment.reply(False)
        start_response(f"{reply.status} x", [("Content-Type", reply.content_type), ("Content-Length", str(len(reply.body)))])
        return [reply.body]


class World:
    """A provider, a court that listens for its callbacks, and the adapter between them."""

    def __init__(self, channel: str, house: House, bank: SandboxBank, server: SandboxPayment, notify_url: str) -> None:
        self.channel, self.house, self.bank, self.server, self.notify_url = channel, house, bank, server, notify_url
        self.moment = DAY
        self.court = Court()
        self.transport: Transport = server

    @property
    def payment(self) -> Payment:
        return self.house.payment(self.transport, self.notify_url)

    def place(self, order: str = "F1", amount: Decimal = FEE) -> None:
        self.payment.place(order, amount, "甲与乙民间借贷纠纷 案件受理费", return_url="http://127.0.0.1/back/")

    def pay(self, order: str, how: str = "now") -> list[str]:
        return self.bank.pay(order + MARKS.get(self.channel, ""), how)

    def deliver(self, **how: bool) -> list[bool]:
        return self.bank.deliver(send, everything=True, **how)


class Through:
    """A wire on which somebody sits."""

    def __init__(self, wire: Transport, change: Callable[[Answer], Answer]) -> None:
        self.wire, self.change = wire, change

    def send(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
        return self.change(self.wire.send(method, path, headers, body))


def world_of(name: str, folder: Path) -> Iterator[World]:
    channel, _, how = name.partition(" ")
    moments: list[World] = []
    house = houses(KEYS)[channel]
    bank = SandboxBank(folder / "bank.sqlite3", house.speech, now=lambda: moments[0].moment)
    server, court = SandboxPayment(bank, background=False), Court()
    with serving(court) as at_court, serving(server) as at_bank:
        made = World(channel, house, bank, server, f"{at_court}/pay/callback/{channel}/")
        made.transport = server if how else HttpTransport(at_bank, timeout=2)
        made.court, court.payment = court, made.payment
        moments.append(made)
        yield made
