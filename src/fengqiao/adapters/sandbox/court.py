"""A court that runs elsewhere, as a server: it takes papers, answers in its own time, and can fail in every way."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from fengqiao.adapters import signing
from fengqiao.adapters.signed_json import signed_answer
from fengqiao.core import clock
from fengqiao.core.exchange import body_of
from fengqiao.kernel.chain import sm3

_LARGEST = 5_000_000
_REASONS = {200: "OK", 400: "Bad Request", 401: "Unauthorized", 404: "Not Found", 409: "Conflict", 500: "Error"}


class SandboxCourt:
    """The other side of the contract. ``answers`` are given in turn, one to each new handover, then the ``usual`` one, if
    there is one.

    ``outages`` calls are done and answered by nothing that can be read; ``forging`` signs with another key.
    ``refused_files`` are codes by file name; without ``carries_files`` it keeps version 1.0 of the contract.
    """

    def __init__(self, member: str, key: str, courts: Iterable[str]) -> None:
        self.member, self.key, self.courts = member, key.encode(), set(courts)
        self.held: dict[str, dict[str, Any]] = {}
        self.answers: list[dict[str, Any]] = []
        self.usual: dict[str, Any] = {}
        self.outages = 0
        self.forging = False
        self.files: dict[tuple[str, str], bytearray] = {}
        self.refused_files: dict[str, str] = {}
        self.carries_files = True

    def answer(self, reference: str, **answer: Any) -> None:
        """Answer a handover now."""
        self.held[reference]["answer"] = {**answer, "at": clock.now().isoformat()}

    def call(self, path: str, given: Mapping[str, str], body: bytes) -> tuple[int, dict[str, str], bytes]:
        """Answer one signed call."""
        try:
            signing.verify(self.key, self.member, "POST", path, given, body)
            status, told = self._do(path, json.loads(body))
        except signing.BadSignature:
            status, told = 401, {"code": "signature"}
        except (KeyError, TypeError, ValueError):
            status, told = 400, {"code": "form"}
        if self.outages:
            self.outages -= 1
            return 500, {"Content-Type": "text/plain"}, b"gateway"
        return status, *signed_answer(b"another" if self.forging else self.key, self.member, given, told)

    def send(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> tuple[int, Mapping[str, str], bytes]:
        """Answer a call of the same process, as ``adapters.payment_wire.Transport``; every call is a POST."""
        return self.call(path, headers, body)

    def _do(self, path: str, asked: Mapping[str, Any]) -> tuple[int, dict[str, Any]]:
        reference, court = str(asked["reference"]), str(asked["court"])
        held = self.held.get(reference)
        if path == "/v1/handovers":
            return self._take(reference, court, asked["papers"])
        if path == "/v1/handovers/files" and self.carries_files:
            return self._piece(reference, asked)
        if path == "/v1/handovers/query" and held is not None and held["court"] == court:
            return 200, held.get("answer") or {"outcome": "waiting"}
        return 404, {"code": "reference_unknown"}

    def _take(self, reference: str, court: str, papers: Mapping[str, Any]) -> tuple[int, dict[str, Any]]:
        if court not in self.courts:
            return 404, {"code": "court_unknown"}
        fingerprint, files = sm3(body_of(papers)), sorted({f["hash"] for f in papers.get("files", ())})
        if any(sm3(bytes(self.files.get((reference, one), b""))) != one for one in files):
            return 409, {"code": "files_missing"}
        held = self.held.get(reference)
        if held is None:
            held = {"hash": fingerprint, "at": clock.now().isoformat(), "court": court, "files": files}
            held["number"] = f"S{len(self.held) + 1:06d}"
            self.held[reference] = held
            if self.answers or self.usual:
                self.answer(reference, **(self.answers.pop(0) if self.answers else self.usual))
        if (held["hash"], held["court"]) != (fingerprint, court):
            return 409, {"code": "differs"}
        return 200, {name: held[name] for name in ("number", "hash", "at", "files")}

    def _piece(self, reference: str, asked: Mapping[str, Any]) -> tuple[int, dict[str, Any]]:
        if asked["name"] in self.refused_files:
            return 409, {"code": self.refused_files[asked["name"]]}
        piece, place = base64.b64decode(asked["piece"], validate=True), (reference, asked["hash"])
        held = self.files.setdefault(place, bytearray())
        if piece and asked["offset"] != len(held):
            return 409, {"code": "offset"}
        held += piece
        if len(held) == asked["size"] and sm3(bytes(held)) != asked["hash"]:
            del self.files[place]
            return 409, {"code": "file_hash"}
        return 200, {"received": len(held), "whole": len(held) == asked["size"]}

    def __call__(self, environ: Mapping[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        length = min(int(environ.get("CONTENT_LENGTH") or 0), _LARGEST)
        body = environ["wsgi.input"].read(length) if length else b""
        given = {k[5:].replace("_", "-").lower(): v for k, v in environ.items() if k.startswith("HTTP_")}
        status, headers, answer = self.call(environ["PATH_INFO"], given, body)
        start_response(f"{status} {_REASONS[status]}", [*headers.items(), ("Content-Length", str(len(answer)))])
        return [answer]
