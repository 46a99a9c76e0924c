"""The court's side of the identity contract, over HTTP. See docs/contracts/identity.md."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from fengqiao.adapters.payment_wire import Answer, Transport
from fengqiao.adapters.signed_json import SignedLine
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


class NoChecker:
    """There is no provider: every call fails, so that nobody can ever seem checked by mistake."""

    def send(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Raise OSError."""
        raise OSError("no provider of identity checks is set: see IDENTITY_URL")


class HttpIdentity:
    """A provider that keeps the contract."""

    def __init__(self, transport: Transport, court: str, key: str) -> None:
        self.line = SignedLine(transport, court, key.encode(), CheckerAway, CheckerRefused)

    def real_name(self, check: str, holder: Holder) -> Verdict:
        """See ``core.identifying.Identity``."""
        told = self.line.call("/v1/real-name", {"check": check, **_plain(holder)})
        return self.line.read(lambda: Verdict(_one_of(told["result"], RESULTS), str(told["reference"])))

    def begin_face(self, check: str, holder: Holder, *, return_url: str) -> FaceBegun:
        """See ``core.identifying.Identity``."""
        told = self.line.call("/v1/face", {"check": check, **_plain(holder), "return_url": return_url})
        return self.line.read(lambda: FaceBegun(str(told["reference"]), _address(told["url"])))

    def face(self, check: str) -> FaceState:
        """See ``core.identifying.Identity``."""
        told = self.line.call("/v1/face/query", {"check": check})
        if told.get("check") != check:
            raise CheckerAway("an answer about another check")
        return self.line.read(lambda: _face(told))


def _plain(holder: Holder) -> dict[str, str]:
    return {"name": holder.name, "id_type": holder.id_type, "number": holder.number, "phone": holder.phone}


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
