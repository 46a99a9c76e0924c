"""One signed call to another house: JSON out, an answer back whose signature was verified, or one clear error.

The exchange between courts, the checks of identity, the collecting bank and the smart locker speak it. See docs/contracts/payment.md
for the lines that the signature covers.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from fengqiao.adapters import signing
from fengqiao.adapters.payment_wire import FORM, Transport, lower
from fengqiao.core.exchange import body_of

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class SignedLine:
    """The way to one other house. ``away`` is raised where nothing came back that can be trusted (the call may have
    been done, and is repeated), ``refused`` with the other side's code where it does not take the call.
    """

    transport: Transport
    member: str
    key: bytes
    away: Callable[[str], Exception]
    refused: Callable[[str], Exception]
    refusals: tuple[int, ...] = (401, 404, 409)

    def call(self, path: str, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Ask, and return the answer as an object."""
        body = self.fetch(path, asked)
        return self.read(lambda: dict(json.loads(body)))

    def fetch(self, path: str, asked: Mapping[str, Any]) -> bytes:
        """Ask, and return the answer as it was sent."""
        body = body_of(asked)
        sent = signing.headers(self.key, self.member, "POST", path, body)
        try:
            status, headers, answer = self.transport.send("POST", path, {**sent, "Content-Type": "application/json"}, body)
        except OSError as error:
            raise self.away(str(error)) from error
        try:
            signing.verify(self.key, self.member, "ANSWER", sent["X-Nonce"], headers, answer)
        except signing.BadSignature as error:
            raise self.away(f"an answer ({status}) that cannot be trusted: {error}") from error
        if status in self.refusals:
            raise self.refused(self.read(lambda: str(json.loads(answer)["code"])))
        if status != 200:
            raise self.away(f"status {status}")
        return answer

    def read(self, read: Callable[[], T]) -> T:
        """An answer that is signed but not of the form is no answer: raises ``away``."""
        try:
            return read()
        except FORM as error:
            raise self.away(f"an answer of another form: {error!r}") from error


def signed_answer(
    key: bytes, member: str, asked: Mapping[str, str], told: Mapping[str, Any]
) -> tuple[dict[str, str], bytes]:
    """The headers and the body of an answer to a call with the headers ``asked``: signed over that call's nonce."""
    answer = body_of(told)
    return signing.headers(key, member, "ANSWER", lower(asked).get("x-nonce", ""), answer), answer
