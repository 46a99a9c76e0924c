"""How a call travels to a payment provider, and the small things that all four adapters do alike."""

from __future__ import annotations

import http.client
from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Protocol, TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from fengqiao.core.payments import CallbackRefused, ProviderAway

Answer = tuple[int, Mapping[str, str], bytes]
T = TypeVar("T")

CHINA = ZoneInfo("Asia/Shanghai")
FORM = (KeyError, TypeError, ValueError, IndexError, InvalidOperation, AttributeError)
"""What reading an answer raises that is not of the form."""


class Transport(Protocol):
    """Carries one request to a provider. Raises OSError where nothing came back."""

    def send(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Answer: ...


class HttpTransport:
    """Carries requests over HTTP or HTTPS, one connection each, within a time limit in seconds."""

    def __init__(self, address: str, timeout: float = 10.0) -> None:
        self.address, self.timeout = urlsplit(address), timeout
        if self.address.scheme not in ("http", "https"):
            raise ValueError(f"{address} is no address of a provider")

    def send(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Send and read the whole answer."""
        secure = self.address.scheme == "https"
        kind = http.client.HTTPSConnection if secure else http.client.HTTPConnection
        connection = kind(self.address.netloc, timeout=self.timeout)
        try:
            connection.request(method, f"{self.address.path.rstrip('/')}{path}", body or None, dict(headers))
            answer = connection.getresponse()
            return answer.status, dict(answer.getheaders()), answer.read()
        except http.client.HTTPException as error:
            raise OSError(str(error)) from error
        finally:
            connection.close()


def carried(transport: Transport, method: str, path: str, headers: Mapping[str, str], body: bytes = b"") -> Answer:
    """Send one request; raises ProviderAway where nothing came back."""
    try:
        return transport.send(method, path, headers, body)
    except OSError as error:
        raise ProviderAway(str(error)) from error


def answered(read: Callable[[], T]) -> T:
    """An answer that is signed but not of the form is no answer: raises ProviderAway."""
    try:
        return read()
    except FORM as error:
        raise ProviderAway(f"an answer of another form: {error!r}") from error


def told(read: Callable[[], T]) -> T:
    """A callback that is signed but not of the form is refused: raises CallbackRefused."""
    try:
        return read()
    except FORM as error:
        raise CallbackRefused(f"not of the contract's form: {error!r}") from error


def lower(headers: Mapping[str, str]) -> dict[str, str]:
    """Headers by their names in small letters."""
    return {name.lower(): value for name, value in headers.items()}


def yuan(value: Any) -> Decimal:
    """A positive amount in yuan, to the fen; raises ValueError."""
    amount = Decimal(str(value))
    if not amount.is_finite() or amount <= 0 or amount != amount.quantize(Decimal("0.01")):
        raise ValueError("an amount that is none")
    return amount.quantize(Decimal("0.01"))


def fen(amount: Decimal) -> int:
    """Yuan in fen."""
    return int(amount * 100)


def of_fen(value: Any) -> Decimal:
    """Fen, a whole positive number, in yuan; raises ValueError."""
    number = int(str(value))
    if number <= 0:
        raise ValueError("an amount that is none")
    return (Decimal(number) / 100).quantize(Decimal("0.01"))


def with_offset(value: Any) -> datetime:
    """A moment in ISO 8601 with its offset; raises ValueError."""
    at = datetime.fromisoformat(str(value))
    if at.tzinfo is None:
        raise ValueError("a moment without offset")
    return at


def of_china(value: Any, form: str = "%Y-%m-%d %H:%M:%S") -> datetime:
    """A moment that is written in China's time without saying so; raises ValueError."""
    return datetime.strptime(str(value), form).replace(tzinfo=CHINA)
