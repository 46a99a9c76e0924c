"""A bank in the same process, and a case whose fee is to be paid."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from fengqiao.adapters.sandbox.bank import SandboxBank
from fengqiao.adapters.sandbox.houses import houses, sandbox_keys
from fengqiao.adapters.sandbox.payment import SandboxPayment
from fengqiao.areas.fees import money
from fengqiao.core import ports
from fengqiao.core.models import Matter, PaymentOrder
from fengqiao.core.payments import CHANNELS, CallbackRefused
from fengqiao.core.registry import Area
from fengqiao.core.testing import dispute, matter, open_under, registry_of, stub

KEYS = sandbox_keys()
FEE = Decimal("525.00")
"""Half of 1,050 yuan: a property claim of 50,000 in simple procedure (R-FEE-01, R-FEE-10)."""


class Bank:
    """The sandbox provider of one channel, with callbacks that go straight to the platform."""

    def __init__(self, books: SandboxBank, server: SandboxPayment, mark: str = "") -> None:
        self.books, self.server, self.mark = books, server, mark

    def pay(self, order: PaymentOrder | str, how: str = "now", *, deliver: bool = True, **more: Any) -> list[str]:
        no = order if isinstance(order, str) else order.no
        made = self.books.pay(f"{no}{self.mark}", how, **more)
        if deliver:
            self.deliver()
        return made

    def deliver(self) -> list[bool]:
        return self.books.deliver(_take, everything=True)


def _take(url: str, headers: Mapping[str, str], body: bytes) -> tuple[int, bytes]:
    channel = url.rstrip("/").rpartition("/")[2]
    try:
        money.take_callback(channel, headers, body)
    except (CallbackRefused, money.UnknownOrder):
        reply = ports.payment(channel).reply(False)
    else:
        reply = ports.payment(channel).reply(True)
    return reply.status, reply.body


@pytest.fixture
def tills(tmp_path: Path) -> dict[str, Bank]:
    """The providers of all channels."""
    speaking, made, adapters = houses(KEYS), {}, {}
    for name in CHANNELS:
        books = SandboxBank(tmp_path / f"{name}.sqlite3", speaking[name].speech)
        made[name] = Bank(books, SandboxPayment(books, background=False), "-h5" if name == "wechat_h5" else "")
        adapters[name] = speaking[name].payment(made[name].server, f"http://127.0.0.1/pay/callback/{name}/")
    ports.connect(payments=adapters)
    return made


@pytest.fixture
def bank(tills: dict[str, Bank]) -> Bank:
    return tills["bank"]


@pytest.fixture
def case(db: None) -> Iterator[Matter]:
    """A case of which only the fee matters here."""
    with registry_of(Area("testing", procedures=(stub("testing.case"),)), add=True):
        yield dispute("testing.case")


@pytest.fixture
def fee(case: Matter, bank: Bank) -> Matter:
    """The fee of the case: simple procedure, 50,000 yuan."""
    return open_under(case, "fees.case_fee", facts={"procedure": "simple"})


def order_of(fee: Matter) -> PaymentOrder:
    """The current order of a fee."""
    return PaymentOrder.objects.get(no=matter(fee.no).facts["order"])


def begin(fee: Matter, channel: str = "bank") -> PaymentOrder:
    """The payer has chosen a channel."""
    money.begin_payment(order_of(fee).no, channel, "http://127.0.0.1/back/")
    return order_of(fee)
