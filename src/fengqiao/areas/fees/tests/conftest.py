"""A bank in the same process, and a case whose fee is to be paid."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from fengqiao.adapters.payment import HttpPayment
from fengqiao.adapters.sandbox.bank import SandboxBank
from fengqiao.adapters.sandbox.payment import SandboxPayment
from fengqiao.areas.fees import money
from fengqiao.core import ports
from fengqiao.core.models import Matter, PaymentOrder
from fengqiao.core.payments import CallbackRefused
from fengqiao.core.registry import Area
from fengqiao.core.testing import dispute, matter, open_under, registry_of, stub

FEE = Decimal("525.00")
"""Half of 1,050 yuan: a property claim of 50,000 in simple procedure (R-FEE-01, R-FEE-10)."""


class Bank:
    """The sandbox bank, with callbacks that go straight to the platform."""

    def __init__(self, books: SandboxBank, server: SandboxPayment) -> None:
        self.books, self.server = books, server

    def pay(self, order: PaymentOrder | str, how: str = "now", *, deliver: bool = True, **more: Any) -> list[str]:
        no = order if isinstance(order, str) else order.no
        made = self.books.pay(no, how, **more)
        if deliver:
            self.deliver()
        return made

    def deliver(self) -> list[int]:
        return self.books.deliver(_take, everything=True)


def _take(url: str, headers: Mapping[str, str], body: bytes) -> int:
    try:
        money.take_callback(headers, body)
    except CallbackRefused:
        return 401
    except money.UnknownOrder:
        return 404
    return 200


@pytest.fixture
def bank(tmp_path: Path) -> Bank:
    books = SandboxBank(tmp_path / "bank.sqlite3", "M1", "a key for tests")
    server = SandboxPayment(books, background=False)
    ports.connect(payment=HttpPayment(server, "M1", "a key for tests", "http://127.0.0.1/pay/callback/"))
    return Bank(books, server)


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


def begin(fee: Matter) -> PaymentOrder:
    """The payer has been sent to the bank."""
    money.begin_payment(order_of(fee).no, "http://127.0.0.1/back/")
    return order_of(fee)
