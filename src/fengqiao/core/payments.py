"""What the platform and a payment provider tell each other. The written contract: docs/contracts/payment.md."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Literal, Protocol

Channel = Literal["wechat", "wechat_h5", "alipay", "bank", "pos"]
CHANNELS: tuple[Channel, ...] = ("wechat", "wechat_h5", "alipay", "bank", "pos")
"""The ways to pay: two wallets (one of them also within the payer's own phone), a transfer through the treasury's
collecting bank, the terminal of the hall."""


class PaymentError(Exception):
    """Base of what a provider can answer instead of an answer."""


class ProviderAway(PaymentError):
    """No answer, or one that cannot be trusted; it may have been done or not. Ask again."""


class ProviderRefused(PaymentError):
    """The provider understood and said no; ``code`` is a code of the contract."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class CallbackRefused(PaymentError):
    """A callback whose signature, time or form is not right; nothing may follow from it."""


@dataclass(frozen=True, slots=True)
class Placed:
    """An order that the provider knows, and how the payer goes on.

    ``pay_url`` is a page of the provider, ``code`` the text of a code to be scanned, ``account`` what a
    transfer needs, by name (payee, bank, account, remark). What a channel does not have is empty. ``lasts`` is how
    long page and code may be used; after that the same order is placed again. None: as long as the order is open.
    """

    provider_no: str
    pay_url: str = ""
    code: str = ""
    account: Mapping[str, str] = field(default_factory=dict)
    lasts: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Paid:
    """One payment that came in. ``amount`` in yuan; ``paid_at`` is the provider's moment."""

    order: str
    transaction: str
    amount: Decimal
    paid_at: datetime
    channel: str


@dataclass(frozen=True, slots=True)
class Refunded:
    """Where a refund stands: processing, done or failed."""

    refund: str
    status: str


@dataclass(frozen=True, slots=True)
class OrderState:
    """An order as the provider has it. ``status`` is open, paid or closed."""

    order: str
    status: str
    payments: tuple[Paid, ...] = ()


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One line of the provider's daily file. ``kind`` is payment or refund.

    ``reference`` is the provider's transaction of a payment and the court's own number of a refund.
    """

    kind: str
    order: str
    reference: str
    amount: Decimal
    at: datetime


@dataclass(frozen=True, slots=True)
class Reply:
    """What the court answers to a callback, in the provider's way."""

    status: int
    content_type: str
    body: bytes


class Payment(Protocol):
    """Takes money for the court over one channel. Every call may be repeated: the numbers make it the same call.

    All methods but ``read_callback`` and ``reply`` raise ProviderAway and ProviderRefused. Amounts are in yuan.
    """

    @property
    def channel(self) -> Channel:
        """The channel that this provider serves."""

    def place(self, order: str, amount: Decimal, subject: str, *, return_url: str, payer_address: str = "") -> Placed:
        """Make an order known; the same number with another amount is refused (``order_differs``).

        ``payer_address`` is the network address that the payer comes from, where it is known; some providers ask for it.
        """

    def read_callback(self, headers: Mapping[str, str], body: bytes) -> Paid:
        """Read a callback after its signature has been verified; raises CallbackRefused."""

    def reply(self, taken: bool) -> Reply:
        """What a callback is answered: taken, or not (then the provider sends it again)."""

    def query(self, order: str) -> OrderState:
        """Ask how an order stands; an unknown order is refused (``order_unknown``)."""

    def close(self, order: str) -> OrderState:
        """Close an order: afterwards it cannot be paid. One that has been paid stays paid."""

    def refund(self, order: str, refund: str, transaction: str, amount: Decimal, reason: str) -> Refunded:
        """Pay back a part or all of one payment; the same ``refund`` number pays back once.

        Repeated, it answers how the refund stands now.
        """

    def statement(self, day: date) -> tuple[StatementLine, ...]:
        """The file of one finished day, after its totals have been checked; empty where nothing moved."""
