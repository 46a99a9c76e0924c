"""The collecting bank, over HTTP: a transfer to an account of its own for each order, or the bank's page.

See docs/contracts/payment.md, "The bank".
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from fengqiao.adapters import signing
from fengqiao.adapters.payment_wire import Transport, answered, told, with_offset, yuan
from fengqiao.adapters.signed_json import SignedLine
from fengqiao.core.payments import (
    CallbackRefused,
    Channel,
    OrderState,
    Paid,
    Placed,
    ProviderAway,
    ProviderRefused,
    Refunded,
    Reply,
    StatementLine,
)


class BankPayment:
    """The bank that collects for the treasury: JSON, HMAC-SM3, amounts in yuan, a file of lines."""

    channel: Channel = "bank"

    def __init__(self, transport: Transport, merchant: str, key: str, notify_url: str) -> None:
        self.line = SignedLine(transport, merchant, key.encode(), ProviderAway, ProviderRefused)
        self.notify_url = notify_url

    def place(self, order: str, amount: Decimal, subject: str, *, return_url: str, payer_address: str = "") -> Placed:
        """See ``core.payments.Payment``."""
        asked = {"order": order, "amount": f"{amount:.2f}", "subject": subject}
        answer = self.line.call("/v1/orders", {**asked, "return_url": return_url, "notify_url": self.notify_url})
        return answered(
            lambda: Placed(
                str(answer["provider_no"]),
                pay_url=str(answer["pay_url"]),
                account={name: str(answer["account"][name]) for name in ("payee", "bank", "account", "remark")},
            )
        )

    def query(self, order: str) -> OrderState:
        """See ``core.payments.Payment``."""
        return answered(lambda: self._state(order, self.line.call("/v1/orders/query", {"order": order})))

    def close(self, order: str) -> OrderState:
        """See ``core.payments.Payment``."""
        return answered(lambda: self._state(order, self.line.call("/v1/orders/close", {"order": order})))

    def refund(self, order: str, refund: str, transaction: str, amount: Decimal, reason: str) -> Refunded:
        """See ``core.payments.Payment``."""
        asked = {"order": order, "refund": refund, "transaction": transaction, "amount": f"{amount:.2f}"}
        answer = self.line.call("/v1/refunds", {**asked, "reason": reason})
        return answered(lambda: _refunded(answer))

    def statement(self, day: date) -> tuple[StatementLine, ...]:
        """See ``core.payments.Payment``."""
        file = self.line.fetch("/v1/statements", {"day": day.isoformat()})
        return answered(lambda: _lines(file.decode(), day))

    def read_callback(self, headers: Mapping[str, str], body: bytes) -> Paid:
        """See ``core.payments.Payment``."""
        path = urlsplit(self.notify_url).path
        try:
            signing.verify(self.line.key, self.line.member, "POST", path, headers, body)
        except signing.BadSignature as error:
            raise CallbackRefused(str(error)) from error
        return told(lambda: _paid(json.loads(body)))

    def reply(self, taken: bool) -> Reply:
        """See ``core.payments.Payment``."""
        return Reply(200 if taken else 401, "application/json", json.dumps({"ok": taken}).encode())

    def _state(self, order: str, answer: Mapping[str, Any]) -> OrderState:
        if answer["status"] not in ("open", "paid", "closed") or answer["order"] != order:
            raise ValueError(f"unknown status {answer['status']}")
        return OrderState(order, str(answer["status"]), tuple(_paid(row) for row in answer["payments"]))


def _paid(row: Mapping[str, Any]) -> Paid:
    return Paid(str(row["order"]), str(row["transaction"]), yuan(row["amount"]), with_offset(row["paid_at"]), "bank")


def _refunded(row: Mapping[str, Any]) -> Refunded:
    if row["status"] not in ("processing", "done", "failed"):
        raise ValueError(f"unknown status {row['status']}")
    return Refunded(str(row["refund"]), str(row["status"]))


def _lines(file: str, day: date) -> tuple[StatementLine, ...]:
    """The file: ``H|day|lines|total in|total out``, then ``P`` (payment) and ``R`` (refund) lines."""
    head, *rows = [line.split("|") for line in file.splitlines() if line]
    kinds = {"P": "payment", "R": "refund"}
    lines = tuple(StatementLine(kinds[k], o, ref, yuan(a), with_offset(at)) for k, o, ref, a, at in rows)
    sums = {kind: sum((x.amount for x in lines if x.kind == kind), Decimal()) for kind in kinds.values()}
    if head != ["H", f"{day:%Y%m%d}", str(len(rows)), f"{sums['payment']:.2f}", f"{sums['refund']:.2f}"]:
        raise ValueError("the file is not whole")
    return lines
