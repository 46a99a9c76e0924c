"""The assisting court's side of the exchange between courts, over HTTP. See docs/contracts/court-exchange.md."""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from fengqiao.adapters import signing
from fengqiao.adapters.payment_wire import Transport
from fengqiao.core.exchange import CourtAway, CourtRefuses, Reply, Taken
from fengqiao.kernel.chain import sm3

_REFUSALS = (400, 401, 404, 409)
_OUTCOMES = ("waiting", "taken", "incomplete", "not_competent")


def body_of(told: Mapping[str, Any]) -> bytes:
    """The one form in which a message is signed and hashed: UTF-8, keys in order, no blanks."""
    return json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


class HttpExchange:
    """An exchange that keeps the contract. ``reachable`` are the courts behind it, name by code."""

    def __init__(self, transport: Transport, member: str, key: str, reachable: Mapping[str, str]) -> None:
        self.transport, self.member, self.key = transport, member, key.encode()
        self.reachable = dict(reachable)

    def courts(self) -> Mapping[str, str]:
        """See ``core.exchange.CourtExchange``."""
        return self.reachable

    def hand_over(self, reference: str, court: str, papers: Mapping[str, Any]) -> Taken:
        """See ``core.exchange.CourtExchange``. A receipt over other papers than were sent is no receipt."""
        told = self._call("/v1/handovers", {"reference": reference, "court": court, "papers": papers})
        taken = _read(lambda: Taken(str(told["number"]), str(told["hash"]), _moment(told["at"])))
        if not hmac.compare_digest(taken.hash, sm3(body_of(papers))):
            raise CourtAway("the receipt is over other papers")
        return taken  # type: ignore[no-any-return]

    def reply(self, reference: str, court: str) -> Reply:
        """See ``core.exchange.CourtExchange``."""
        told = self._call("/v1/handovers/query", {"reference": reference, "court": court})
        return _read(lambda: _reply(told))  # type: ignore[no-any-return]

    def _call(self, path: str, asked: Mapping[str, Any]) -> dict[str, Any]:
        body = body_of(asked)
        sent = signing.headers(self.key, self.member, "POST", path, body)
        try:
            status, headers, answer = self.transport.send("POST", path, {**sent, "Content-Type": "application/json"}, body)
        except OSError as error:
            raise CourtAway(str(error)) from error
        try:
            signing.verify(self.key, self.member, "ANSWER", sent["X-Nonce"], headers, answer)
            told: dict[str, Any] = json.loads(answer)
        except (signing.BadSignature, ValueError) as error:
            raise CourtAway(f"an answer ({status}) that cannot be trusted: {error}") from error
        if status in _REFUSALS:
            raise CourtRefuses(str(told.get("code", status)))
        if status != 200:
            raise CourtAway(f"status {status}")
        return told


def _read(read: Any) -> Any:
    try:
        return read()
    except (KeyError, TypeError, ValueError) as error:
        raise CourtAway(f"an answer of another form: {error!r}") from error


def _moment(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError("a moment without offset")
    return at


def _reply(told: Mapping[str, Any]) -> Reply:
    outcome = told["outcome"]
    if outcome not in _OUTCOMES:
        raise ValueError(f"unknown outcome {outcome}")
    if outcome == "waiting":
        return Reply("waiting")
    facts: dict[str, Any] = {}
    if outcome == "incomplete":
        facts["points"] = [{"what": str(p["what"])[:200], "how": str(p.get("how", ""))[:500]} for p in told["points"]][:50]
    if outcome == "not_competent":
        facts.update(right_court=str(told["court"])[:20], why=str(told["reason"])[:2000])
    if outcome == "taken":
        facts["elsewhere_number"] = str(told.get("number", ""))[:60]
    return Reply(outcome, _moment(told["at"]), facts)
