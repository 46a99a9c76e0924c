"""A register and a face check that behave like the real ones, their failures included. No camera, no picture.

The register learns: a document number belongs to whoever is first asked about with it, and its phone too.
The last sign of a name makes things go wrong on purpose (docs/contracts/identity.md), as does ``faults``.
"""

from __future__ import annotations

import json
import secrets
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from html import escape
from typing import Any
from urllib.parse import parse_qs

from fengqiao.adapters import signing
from fengqiao.adapters.sandbox import cashier
from fengqiao.adapters.sandbox.tongue import spoken
from fengqiao.core import clock
from fengqiao.core.words import say, word

FAULTS = ("away", "slow", "forged", "replayed")
SIGNS = {"无": "unknown", "异": "mismatch", "停": "away", "慢": "slow", "伪": "forged"}
WAYS = ("pass", "fail", "twice", "leave")
FACE_MINUTES = 10
_LARGEST = 16 * 1024
_REASONS = {200: "OK", 303: "See Other", 400: "Bad Request", 401: "Unauthorized", 404: "Not Found",
            409: "Conflict", 500: "Internal Server Error"}  # fmt: skip

Answer = tuple[int, Mapping[str, str], bytes]
Row = dict[str, Any]


class CheckRefusal(Exception):
    """A call that the provider refuses, with the code of the contract."""


class SandboxIdentity:
    """The provider as a WSGI application, and as a transport within the process."""

    def __init__(self, court: str, key: str, *, root: str = "", now: Callable[[], datetime] = clock.now) -> None:
        self.court, self.key, self.root, self.now = court, key.encode(), root, now
        self.faults: list[str] = []
        self.slow_seconds = 3.0
        self._people: dict[str, tuple[str, str]] = {}
        self._checks: dict[str, Row] = {}
        self._faces: dict[str, Row] = {}
        self._last: Answer | None = None
        self._lock = threading.RLock()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        path, method = environ.get("PATH_INFO", "/"), environ["REQUEST_METHOD"]
        length = min(int(environ.get("CONTENT_LENGTH") or 0), _LARGEST)
        body = environ["wsgi.input"].read(length) if length else b""
        given = {k[5:].replace("_", "-").lower(): v for k, v in environ.items() if k.startswith("HTTP_")}
        if path.startswith("/v1/") and method == "POST":
            try:
                status, headers, answer = self.post(path, given, body)
            except OSError:
                time.sleep(self.slow_seconds)
                status, headers, answer = 500, {"Content-Type": "text/plain"}, b"too late"
        else:
            with spoken(environ):
                status, headers, answer = self._page(method, path, body)
        start_response(f"{status} {_REASONS[status]}", [*headers.items(), ("Content-Length", str(len(answer)))])
        return [answer]

    def send(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Answer a call of the same process, as ``adapters.payment_wire.Transport``."""
        return self.post(path, headers, body)

    def post(self, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Answer one signed call; raises OSError where it comes too late."""
        held = {name.lower(): value for name, value in headers.items()}
        with self._lock:
            try:
                signing.verify(self.key, self.court, "POST", path, held, body)
                asked = json.loads(body)
                status, told = 200, self._answer(path, asked)
            except signing.BadSignature:
                asked, status, told = {}, 401, {"code": "signature"}
            except CheckRefusal as refusal:
                status, told = 404 if "unknown" in str(refusal) else 409, {"code": str(refusal)}
            except (LookupError, ValueError, TypeError):
                asked, status, told = {}, 400, {"code": "form"}
            fault = self._fault(asked)
            return self._sent(fault, status, told, held.get("x-nonce", ""))

    def _fault(self, asked: Row) -> str:
        if self.faults:
            return self.faults.pop(0)
        sign = SIGNS.get(str(asked.get("name", ""))[-1:], "")
        return sign if sign in FAULTS else ""

    def _sent(self, fault: str, status: int, told: Row, nonce: str) -> Answer:
        """The answer on its way: whole, lost, late, signed by somebody else, or an old one sent again."""
        if fault == "away":
            return 500, {"Content-Type": "text/plain"}, b"gateway"
        if fault == "slow":
            raise OSError("no answer in time")
        if fault == "replayed" and self._last is not None:
            return self._last
        body = json.dumps(told, ensure_ascii=False, sort_keys=True).encode()
        key = b"a guess" if fault == "forged" else self.key
        headers = signing.headers(key, self.court, "ANSWER", nonce, body)
        self._last = (status, {**headers, "Content-Type": "application/json"}, body)
        return self._last

    def _answer(self, path: str, asked: Row) -> Row:
        calls = {"/v1/real-name": self._real_name, "/v1/face": self._begin, "/v1/face/query": self._query}
        return calls[path](asked)

    def _real_name(self, asked: Row) -> Row:
        known = self._checks.get(asked["check"])
        if known is None:
            known = {"asked": _who(asked), "result": self._compare(asked), "reference": _reference("R")}
            self._checks[asked["check"]] = known
        elif known["asked"] != _who(asked):
            raise CheckRefusal("check_differs")
        return {"check": asked["check"], "result": known["result"], "reference": known["reference"]}

    def _compare(self, asked: Row) -> str:
        if asked["id_type"] not in ("resident_id", "passport"):
            return "unsupported"
        sign = SIGNS.get(asked["name"][-1:], "")
        if sign in ("unknown", "mismatch"):
            return sign
        name, phone = self._people.setdefault(asked["number"], (asked["name"], asked["phone"]))
        return "match" if (name, phone) == (asked["name"], asked["phone"]) else "mismatch"

    def _begin(self, asked: Row) -> Row:
        known = self._faces.get(asked["check"])
        if known is None:
            status = "open" if asked["id_type"] == "resident_id" else "unsupported"
            known = {"asked": _who(asked), "status": status, "reference": _reference("F"), "at": None}
            known |= {"return_url": asked["return_url"], "until": self.now() + timedelta(minutes=FACE_MINUTES)}
            self._faces[asked["check"]] = known
        elif known["asked"] != _who(asked):
            raise CheckRefusal("check_differs")
        return {"reference": known["reference"], "url": f"{self.root}/face/{known['reference']}/"}

    def _query(self, asked: Row) -> Row:
        known = self._faces.get(asked["check"])
        if known is None:
            raise CheckRefusal("check_unknown")
        if known["status"] == "open" and self.now() > known["until"]:
            known["status"] = "expired"
        at = known["at"].isoformat() if known["at"] else None
        return {"check": asked["check"], "status": known["status"], "reference": known["reference"], "at": at}

    def visit(self, reference: str, way: str) -> str:
        """Somebody stands before the camera, and it ends in one of ``WAYS``; answers where the browser goes."""
        with self._lock:
            known = next(f for f in self._faces.values() if f["reference"] == reference)
            if known["status"] == "open" and way in ("pass", "twice", "fail"):
                known |= {"status": "failed" if way == "fail" else "passed", "at": self.now()}
            return str(known["return_url"])

    def _page(self, method: str, path: str, body: bytes) -> Answer:
        parts = [part for part in path.split("/") if part]
        known = None
        if len(parts) == 2 and parts[0] == "face":
            known = next((f for f in self._faces.values() if f["reference"] == parts[1]), None)
        if known is None:
            return _html(404, word("sandbox.face.unknown"), f"<h1>{word('sandbox.face.unknown')}</h1>")
        if method != "POST":
            return _html(200, word("sandbox.face.title"), _camera(known))
        way = parse_qs(body.decode("utf-8", "replace")).get("how", [""])[0]
        if way not in WAYS:
            return _html(400, word("sandbox.face.title"), _camera(known))
        return 303, {"Location": self.visit(parts[1], way), "Content-Type": "text/plain"}, b""


def _who(asked: Row) -> tuple[str, ...]:
    return tuple(str(asked[name]) for name in ("name", "id_type", "number", "phone"))


def _reference(kind: str) -> str:
    return f"{kind}{secrets.token_hex(10)}"


def _camera(known: Row) -> str:
    name = known["asked"][0]
    shown = f"{name[:1]}{'*' * (len(name) - 1)}"
    head = f"<h1>{word('sandbox.face.title')}</h1><p>{escape(say('sandbox.face.who', {'name': shown}))}</p>"
    if known["status"] != "open":
        back = escape(known["return_url"])
        return f"{head}<p>{word('sandbox.face.over')}</p><p><a class='button' href='{back}'>{word('sandbox.face.back')}</a></p>"
    rows = "".join(cashier.button(f"sandbox.face.how.{way}", way) for way in WAYS)
    return f"{head}<form method='post'>{rows}</form>"


def _html(status: int, title: str, body: str) -> Answer:
    headers = {"Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store"}
    return status, headers, cashier.page(title, body, word("sandbox.face.note"))
