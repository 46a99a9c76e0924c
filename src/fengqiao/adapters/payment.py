"""The court's side of the payment contract, over HTTP. See docs/contracts/payment.md."""

from __future__ import annotations

import http.client
import json
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Protocol
from urllib.parse import urlsplit

from fengqiao.adapters import signing
from fengqiao.core.payments import (
    CallbackRefused,
    Channel,
    OrderState,
    Paid,
    Placed,
    ProviderAway,
    ProviderRefused,
    Refunded,
    StatementLine,
)

Answer = tuple[int, Mapping[str, str], bytes]

_REFUSALS = (401, 404, 409)


class Transport(Protocol):
    """Carries one request to the bank. Raises OSError where nothing came back."""

    def post(self, path: str, headers: Mapping[str, str], body: bytes) -> Answer: ...


class HttpTransport:
    """Carries requests over HTTP or HTTPS, one connection each, within a time limit in seconds."""

    def __init__(self, address: str, timeout: float = 10.0) -> None:
        self.address, self.timeout = urlsplit(address), timeout
        if self.address.scheme not in ("http", "https"):
            raise ValueError(f"{address} is no address of a provider")

    def post(self, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Send and read the whole answer."""
        secure = self.address.scheme == "https"
        kind = http.client.HTTPSConnection if secure else http.client.HTTPConnection
        connection = kind(self.address.netloc, timeout=self.timeout)
        try:
            connection.request("POST", f"{self.address.path.rstrip('/')}{path}", body, dict(headers))
            answer = connection.getresponse()
            return answer.status, dict(answer.getheaders()), answer.read()
        except http.client.HTTPException as error:
            raise OSError(str(error)) from error
        finally:
            connection.close()


class HttpPayment:
    """A provider that keeps the contract."""

    def __init__(self, transport: Transport, merchant: str, key: str, notify_url: str) -> None:
        self.transport, self.merchant, self.key = transport, merchant, key.encode()
        self.notify_url = notify_url

    def place(self, order: str, amount: Decimal, subject: str, *, return_url: str, channel: Channel = "web") -> Placed:
        """See ``core.payments.Payment``."""
        asked = {"order": order, "amount": f"{amount:.2f}", "subject": subject, "channel": channel}
        told = self._call("/v1/orders", {**asked, "return_url": return_url, "notify_url": self.notify_url})
        return _read(lambda: Placed(str(told["provider_no"]), str(told["pay_url"])))

    def query(self, order: str) -> OrderState:
        """See ``core.payments.Payment``."""
        return _read(lambda: _state(self._call("/v1/orders/query", {"order": order})))

    def close(self, order: str) -> OrderState:
        """See ``core.payments.Payment``."""
        return _read(lambda: _state(self._call("/v1/orders/close", {"order": order})))

    def refund(self, order: str, refund: str, transaction: str, amount: Decimal, reason: str) -> Refunded:
        """See ``core.payments.Payment``."""
        asked = {"order": order, "refund": refund, "transaction": transaction, "amount": f"{amount:.2f}"}
        told = self._call("/v1/refunds", {**asked, "reason": reason})
        return _read(lambda: _refunded(told))

    def statement(self, day: date) -> tuple[StatementLine, ...]:
        """See ``core.payments.Payment``."""
        told = self._call("/v1/statements", {"day": day.isoformat()})
        return _read(lambda: tuple(_line(row) for row in told["lines"]))

    def read_callback(self, headers: Mapping[str, str], body: bytes) -> Paid:
        """See ``core.payments.Payment``."""
        path = urlsplit(self.notify_url).path
        try:
            signing.verify(self.key, self.merchant, "POST", path, headers, body)
            return _paid(json.loads(body))
        except signing.BadSignature as error:
            raise CallbackRefused(str(error)) from error
        except (ValueError, KeyError, TypeError, InvalidOperation) as error:
            raise CallbackRefused(f"not of the contract's form: {error}") from error

    def _call(self, path: str, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Send a signed call and return the answer, whose signature has been verified."""
        body = json.dumps(asked, ensure_ascii=False, sort_keys=True).encode()
        sent = signing.headers(self.key, self.merchant, "POST", path, body)
        try:
            status, headers, answer = self.transport.post(path, {**sent, "Content-Type": "application/json"}, body)
        except OSError as error:
            raise ProviderAway(str(error)) from error
        try:
            signing.verify(self.key, self.merchant, "ANSWER", sent["X-Nonce"], headers, answer)
            told: dict[str, Any] = json.loads(answer)
        except (signing.BadSignature, ValueError) as error:
            raise ProviderAway(f"an answer ({status}) that cannot be trusted: {error}") from error
        if status in _REFUSALS:
            raise ProviderRefused(str(told.get("code", status)))
        if status != 200:
            raise ProviderAway(f"status {status}")
        return told


def _read(read: Any) -> Any:
    """An answer that is signed but not of the form is no answer."""
    try:
        return read()
    except (KeyError, TypeError, ValueError, InvalidOperation) as error:
        raise ProviderAway(f"an answer of another form: {error!r}") from error


def _paid(row: Mapping[str, Any]) -> Paid:
    paid_at = datetime.fromisoformat(row["paid_at"])
    if paid_at.tzinfo is None:
        raise ValueError("a moment without offset")
    amount = Decimal(str(row["amount"]))
    if not amount.is_finite() or amount <= 0:
        raise ValueError("an amount that is none")
    return Paid(str(row["order"]), str(row["transaction"]), amount, paid_at, str(row.get("channel", "web")))


def _refunded(row: Mapping[str, Any]) -> Refunded:
    if row["status"] not in ("processing", "done", "failed"):
        raise ValueError(f"unknown status {row['status']}")
    return Refunded(str(row["refund"]), str(row["status"]))


def _state(told: Mapping[str, Any]) -> OrderState:
    if told["status"] not in ("open", "paid", "closed"):
        raise ValueError(f"unknown status {told['status']}")
    payments = tuple(_paid(row) for row in told["payments"])
    return OrderState(str(told["order"]), str(told["status"]), payments, tuple(_refunded(r) for r in told["refunds"]))


def _line(row: Mapping[str, Any]) -> StatementLine:
    at = datetime.fromisoformat(row["at"])
    return StatementLine(str(row["kind"]), str(row["order"]), str(row["reference"]), Decimal(str(row["amount"])), at)
