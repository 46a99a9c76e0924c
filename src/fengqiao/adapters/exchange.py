"""The exchange between courts over HTTP, both sides. See docs/contracts/court-exchange.md."""

from __future__ import annotations

import base64
import hmac
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from fengqiao.adapters import signing
from fengqiao.adapters.payment_wire import Transport, lower, with_offset
from fengqiao.adapters.signed_json import SignedLine
from fengqiao.core.exchange import Call, CourtAway, CourtRefuses, FileHeld, FileNote, NotSigned, Reply, Taken, body_of
from fengqiao.kernel.chain import sm3

_REFUSALS = (400, 401, 404, 409)
_OUTCOMES = ("waiting", "taken", "incomplete", "not_competent")


class HttpExchange:
    """An exchange that keeps the contract. ``reachable`` are the courts behind it, name by code."""

    def __init__(self, transport: Transport, member: str, key: str, reachable: Mapping[str, str]) -> None:
        self.line = SignedLine(transport, member, key.encode(), CourtAway, _refused, _REFUSALS)
        self.reachable = dict(reachable)

    def courts(self) -> Mapping[str, str]:
        """See ``core.exchange.CourtExchange``."""
        return self.reachable

    def hand_over(self, reference: str, court: str, papers: Mapping[str, Any]) -> Taken:
        """See ``core.exchange.CourtExchange``. A receipt over other papers or files than were sent is no receipt."""
        told = self.line.call("/v1/handovers", {"reference": reference, "court": court, "papers": papers})
        taken = self.line.read(lambda: _taken(told))
        if not hmac.compare_digest(taken.hash.encode(), sm3(body_of(papers)).encode()):
            raise CourtAway("the receipt is over other papers")
        if sorted(taken.files) != sorted({f["hash"] for f in papers.get("files", ())}):
            raise CourtAway("the receipt is over other files")
        return taken

    def send_piece(self, reference: str, court: str, note: FileNote, offset: int, piece: bytes) -> FileHeld:
        """See ``core.exchange.CourtExchange``."""
        file = {"name": note.name, "type": note.type, "size": note.size, "hash": note.hash}
        part = {"offset": offset, "piece": base64.b64encode(piece).decode()}
        told = self.line.call("/v1/handovers/files", {"reference": reference, "court": court, **file, **part})
        return self.line.read(lambda: FileHeld(int(told["received"]), bool(told["whole"])))

    def reply(self, reference: str, court: str) -> Reply:
        """See ``core.exchange.CourtExchange``."""
        told = self.line.call("/v1/handovers/query", {"reference": reference, "court": court})
        return self.line.read(lambda: _reply(told))


class SignedMembers:
    """The gate of the competent side: members by number, each with the key that it shares with this installation."""

    def __init__(self, keys: Mapping[str, str]) -> None:
        self.keys = {member: key.encode() for member, key in keys.items()}

    def heard(self, path: str, headers: Mapping[str, str], body: bytes) -> Call:
        """See ``core.exchange.ExchangeGate``."""
        given = lower(headers)
        member = given.get("x-merchant", "")
        key = self.keys.get(member)
        if key is None:
            raise NotSigned("an unknown member")
        try:
            signing.verify(key, member, "POST", path, given, body)
        except signing.BadSignature as error:
            raise NotSigned(str(error)) from error
        return Call(member, given.get("x-nonce", ""), body)

    def signed(self, call: Call, told: bytes) -> dict[str, str]:
        """See ``core.exchange.ExchangeGate``."""
        return signing.headers(self.keys[call.member], call.member, "ANSWER", call.nonce, told)


def _refused(code: str) -> Exception:
    """A call that was already heard is none that was refused: it is made again, with a nonce of its own."""
    return CourtAway("heard already") if code == "replayed" else CourtRefuses(code)


def _taken(told: Mapping[str, Any]) -> Taken:
    due = with_offset(told["due"]) if told.get("due") else None
    files = tuple(str(one) for one in told.get("files") or ())
    return Taken(str(told["number"]), str(told["hash"]), with_offset(told["at"]), due, files)


def _reply(told: Mapping[str, Any]) -> Reply:
    outcome = told["outcome"]
    if outcome not in _OUTCOMES:
        raise ValueError(f"unknown outcome {outcome}")
    if outcome == "waiting":
        return Reply("waiting")
    at: datetime = with_offset(told["at"])
    facts: dict[str, Any] = {}
    if outcome == "incomplete":
        facts["points"] = [{"what": str(p["what"])[:200], "how": str(p.get("how", ""))[:500]} for p in told["points"]][:50]
    if outcome == "not_competent":
        facts.update(right_court=str(told["court"])[:20], why=str(told["reason"])[:2000])
    if outcome == "taken":
        facts["elsewhere_number"] = str(told.get("number", ""))[:60]
    return Reply(outcome, at, facts)
