"""What both wallets do alike: an order that cannot be closed any more is asked about, a day without a bill has no lines."""

from __future__ import annotations

from abc import ABC, abstractmethod
from datetime import date
from typing import Generic, TypeVar

from fengqiao.adapters.payment_wire import Transport
from fengqiao.core.payments import OrderState, ProviderRefused, StatementLine

A = TypeVar("A")


class WalletPayment(ABC, Generic[A]):
    """A wallet with the court's ``account`` there. ``paid_already`` and ``no_bill`` are codes of the provider."""

    paid_already: str
    no_bill: str

    def __init__(self, transport: Transport, account: A, notify_url: str) -> None:
        self.transport, self.account, self.notify_url = transport, account, notify_url

    @abstractmethod
    def query(self, order: str) -> OrderState:
        """See ``core.payments.Payment``."""

    def close(self, order: str) -> OrderState:
        """See ``core.payments.Payment``."""
        try:
            self._close(order)
        except ProviderRefused as refusal:
            if refusal.code not in (self.paid_already, "order_closed"):
                raise
        return self.query(order)

    def statement(self, day: date) -> tuple[StatementLine, ...]:
        """See ``core.payments.Payment``."""
        try:
            return self._bill(day)
        except ProviderRefused as refusal:
            if refusal.code == self.no_bill:
                return ()
            raise

    @abstractmethod
    def _close(self, order: str) -> None:
        """Have the provider close an order."""

    @abstractmethod
    def _bill(self, day: date) -> tuple[StatementLine, ...]:
        """Fetch the bill of a day."""
