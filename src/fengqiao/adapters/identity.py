"""The court's side of the identity contract, over HTTP. See docs/contracts/identity.md."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, TypeVar

from fengqiao.adapters import signing
from fengqiao.adapters.payment_wire import Answer, Transport
from fengqiao.core.identifying import (
    FACE_STATES,
    RESULTS,
    CheckerAway,
    CheckerRefused,
    FaceBegun,
    FaceState,
    Holder,
    Verdict,
)

_REFUSALS = (401, 404, 409)
T = TypeVar("T")


class NoChecker:
    """There is no provider: every call fails, so that nobody can ever seem checked by mistake."""

    def send(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Raise OSError."""
        raise OSError("no provider of identity checks is set: see IDENTITY_URL")


class HttpIdentity:
    """A provider that keeps the contract."""

    def __init__(self, transport: Transport, court: str, key: str) -> None:
        self.transport, self.court, self.key = transport, court, key.encode()

    def real_name(self, check: str, holder: Holder) -> Verdict:
        """See ``core.identifying.Identity``."""
        told = self._call("/v1/real-name", {"check": check, **_plain(holder)})
        return _read(lambda: Verdict(_one_of(told["result"], RESULTS), str(told["reference"])))

    def begin_face(self, check: str, holder: Holder, *, return_url: str) -> FaceBegun:
        """See ``core.identifying.Identity``."""
        told = self._call("/v1/face", {"check": check, **_plain(holder), "return_url": return_url})
        return _read(lambda: FaceBegun(str(told["reference"]), _address(told["url"])))

    def face(self, check: str) -> FaceState:
        """See ``core.identifying.Identity``."""
        told = self._call("/v1/face/query", {"check": check})
        if told.get("check") != check:
            raise CheckerAway("an answer about another check")
        return _read(lambda: _face(told))

    def _call(self, path: str, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Send a signed call and return the answer, whose signature has been verified."""
        body = json.dumps(asked, ensure_ascii=False, sort_keys=True).encode()
        sent = signing.headers(self.key, self.court, "POST", path, body)
        try:
            status, headers, answer = self.transport.send("POST", path, {**sent, "Content-Type": "application/json"}, body)
        except OSError as error:
            raise CheckerAway(str(error)) from error
        try:
            signing.verify(self.key, self.court, "ANSWER", sent["X-Nonce"], headers, answer)
            told: dict[str, Any] = json.loads(answer)
        except (signing.BadSignature, ValueError) as error:
            raise CheckerAway(f"an answer ({status}) that cannot be trusted: {error}") from error
        if status in _REFUSALS:
            raise CheckerRefused(str(told.get("code", status)))
        if status != 200:
            raise CheckerAway(f"status {status}")
        return told


def _plain(holder: Holder) -> dict[str, str]:
    return {"name": holder.name, "id_type": holder.id_type, "number": holder.number, "phone": holder.phone}


def _read(read: Callable[[], T]) -> T:
    """An answer that is signed but not of the form is no answer."""
    try:
        return read()
    except (KeyError, TypeError, ValueError) as error:
        raise CheckerAway(f"an answer of another form: {error!r}") from error


def _one_of(value: Any, known: tuple[str, ...]) -> str:
    if value not in known:
        raise ValueError(f"unknown: {value}")
    return str(value)


def _address(value: Any) -> str:
    """A page of the provider: of the web, or a path of the same house in a demonstration."""
    text = str(value)
    if not text.startswith(("https://", "http://", "/")) or text.startswith("//"):
        raise ValueError(f"no address: {text}")
    return text


def _face(told: Mapping[str, Any]) -> FaceState:
    at = datetime.fromisoformat(told["at"]) if told.get("at") else None
    if at is not None and at.tzinfo is None:
        raise ValueError("a moment without offset")
    return FaceState(_one_of(told["status"], FACE_STATES), str(told["reference"]), at)
