"""A smart locker that behaves like a real one, its failures included: boxes, doors, codes, callbacks on their way.

A plain WSGI application: the API of docs/contracts/locker.md, and one page on which somebody stands before the
doors. With a ``file`` it remembers over a restart.
"""

from __future__ import annotations

import hmac
import json
import threading
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from fengqiao.adapters import signing
from fengqiao.adapters.locker import code_hash
from fengqiao.adapters.sandbox.locker_page import front
from fengqiao.adapters.sandbox.payment import send as post_over_http
from fengqiao.adapters.sandbox.postman import Postman
from fengqiao.adapters.sandbox.tongue import spoken
from fengqiao.adapters.signed_json import signed_answer
from fengqiao.core import clock
from fengqiao.core.exchange import body_of
from fengqiao.core.words import say

WAYS = ("now", "late", "lost", "doubled", "disordered", "open")
"""How a visit at a door can end; ``open``: the door is left open. ``forge`` is not a visit but an attack."""

SITE = "诉讼服务中心东门"
LATE = timedelta(minutes=1)
AGAIN = (timedelta(seconds=5), timedelta(seconds=30), timedelta(minutes=5), timedelta(hours=1))
TRIES, PAUSE = 5, timedelta(minutes=5)
_LARGEST = 64 * 1024
_REASONS = {200: "OK", 303: "See Other", 400: "Bad Request", 401: "Unauthorized", 404: "Not Found", 409: "Conflict", 500: "Error"}

Answer = tuple[int, Mapping[str, str], bytes]
Post = Callable[[str, Mapping[str, str], bytes], tuple[int, bytes]]
Row = dict[str, Any]


class BoxRefusal(Exception):
    """A call that the locker refuses, with the code of the contract."""


class SandboxLocker:
    """The other side of the contract. ``outages`` calls are done and answered by nothing that can be read;
    ``forging`` signs with another key."""

    def __init__(
        self,
        member: str,
        key: str,
        callback: str,
        *,
        boxes: Mapping[str, int] | None = None,
        file: Path | None = None,
        background: bool = False,
        now: Callable[[], datetime] = clock.now,
    ) -> None:
        self.member, self.key, self.callback, self.now = member, key.encode(), callback, now
        self.file = file
        self._postman = Postman("sandbox-locker", self.deliver) if background else None
        counts = boxes or {"small": 6, "medium": 4, "large": 2}
        self.sizes = {f"{size[0].upper()}{n:02d}": size for size, count in counts.items() for n in range(1, count + 1)}
        self.outages, self.forging = 0, False
        self.faulty: set[str] = set()
        self.held: dict[str, Row] = {}
        self.callbacks: list[Row] = []
        self._wrong: list[datetime] = []
        self._lock = threading.RLock()
        if file is not None and file.exists():
            self.held, self.callbacks = json.loads(file.read_text(encoding="utf-8"))

    # —— the API ——

    def send(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Answer one signed call, as ``adapters.payment_wire.Transport``; every call is a POST."""
        with self._lock:
            try:
                signing.verify(self.key, self.member, "POST", path, headers, body)
                status, told = 200, self._do(path, json.loads(body))
            except signing.BadSignature:
                status, told = 401, {"code": "signature"}
            except BoxRefusal as refusal:
                status, told = 404 if "unknown" in str(refusal) else 409, {"code": str(refusal)}
            except (LookupError, TypeError, ValueError):
                status, told = 400, {"code": "form"}
            self._save()
        if self.outages:
            self.outages -= 1
            return 500, {"Content-Type": "text/plain"}, b"gateway"
        return status, *signed_answer(b"another" if self.forging else self.key, self.member, headers, told)

    def _do(self, path: str, asked: Mapping[str, Any]) -> Row:
        reference = str(asked["reference"])
        if path == "/v1/boxes":
            return self._shown(self._reserve(reference, asked))
        row = self.held.get(reference)
        if row is None:
            raise BoxRefusal("reference_unknown")
        if path == "/v1/boxes/code":
            self._admit(row, asked)
        elif path == "/v1/boxes/release":
            self._release(row)
        elif path != "/v1/boxes/query":
            raise LookupError(path)
        return self._shown(row)

    def _reserve(self, reference: str, asked: Mapping[str, Any]) -> Row:
        wanted = {"size": str(asked["size"]), "holder": str(asked["holder"]), "until": str(asked["until"])}
        row = self.held.get(reference)
        if row is not None:
            if {name: row[name] for name in wanted} != wanted:
                raise BoxRefusal("differs")
            return row
        if wanted["size"] not in self.sizes.values() or datetime.fromisoformat(wanted["until"]).tzinfo is None:
            raise ValueError("of another form")
        used = {r["box"] for r in self.held.values() if not r["released"]} | self.faulty
        free = next((box for box, size in self.sizes.items() if size == wanted["size"] and box not in used), None)
        if free is None:
            raise BoxRefusal("full")
        fresh = {"seq": 1, "filled_at": None, "filled_by": 0, "taken_at": None, "taken_by": 0, "door_open": False}
        row = {"reference": reference, "box": free, **wanted, **fresh, "released": False, "code": None, "opening": 0}
        self.held[reference] = row
        return row

    def _admit(self, row: Row, asked: Mapping[str, Any]) -> None:
        opening, digest, until = int(asked["opening"]), str(asked["code_hash"]), str(asked["until"])
        if datetime.fromisoformat(until).tzinfo is None or len(digest) != 64:
            raise ValueError("of another form")
        if row["released"] or opening < row["opening"]:
            raise BoxRefusal("differs")
        if opening == row["opening"]:
            if row["last_code"] != digest:
                raise BoxRefusal("differs")
            return
        row.update(opening=opening, code=digest, last_code=digest, code_until=until)

    def _release(self, row: Row) -> None:
        if row["filled_at"] and not row["taken_at"] or row["released"]:
            return
        row.update(released=True, code=None, seq=row["seq"] + 1)

    def _shown(self, row: Row) -> Row:
        state = "reserved"
        if row["released"]:
            state = "empty"
        elif row["box"] in self.faulty:
            state = "faulty"
        elif row["taken_at"]:
            state = "taken"
        elif row["filled_at"]:
            state = "overdue" if self.now() > datetime.fromisoformat(row["until"]) else "filled"
        names = ("reference", "box", "seq", "filled_at", "filled_by", "taken_at", "taken_by", "door_open")
        return {**{name: row[name] for name in names}, "site": SITE, "state": state}

    # —— before the doors ——

    def visit(self, code: str, how: str = "now") -> str:
        """Somebody types a code, puts in or takes out, and leaves; answers the box, or nothing where no door opens."""
        with self._lock:
            moment, digest = self.now(), code_hash(self.key, code)
            self._wrong = [at for at in self._wrong if at > moment - PAUSE]
            rows = [r for r in self.held.values() if r["code"] and hmac.compare_digest(r["code"], digest)]
            if len(self._wrong) >= TRIES or not rows or moment > datetime.fromisoformat(rows[0]["code_until"]):
                self._wrong.append(moment)
                return ""
            row = rows[0]
            kind = "taken" if row["filled_at"] else "filled"
            row.update({"code": None, "seq": row["seq"] + 1, f"{kind}_at": moment.isoformat(), f"{kind}_by": row["opening"]})
            self._tell(row, kind, how)
            if how == "open":
                row.update(door_open=True, seq=row["seq"] + 1)
                self._tell(row, "door_open", "now")
            self._save()
        if self._postman is not None:
            self._postman.wake()
        return str(row["box"])

    def close(self, box: str) -> None:
        """Somebody closes a door that was left open; the court hears of it when it asks."""
        with self._lock:
            for row in self.held.values():
                if row["box"] == box and row["door_open"]:
                    row.update(door_open=False, seq=row["seq"] + 1)
            self._save()

    def forge(self, reference: str, what: str) -> None:
        """Somebody who has not the key sends a message in the locker's name."""
        at = self.now().isoformat()
        told = {"reference": reference, "box": "S01", "site": SITE, "state": what, "seq": 99, "filled_at": at, "taken_at": at}
        self.callbacks.append({"body": {"what": what, "box": told}, "due": at, "forged": True, "tries": 0})
        if self._postman is not None:
            self._postman.wake()

    def _tell(self, row: Row, what: str, how: str) -> None:
        due = self.now() + (LATE if how == "late" else timedelta())
        one = {"body": {"what": what, "box": self._shown(row)}, "due": due.isoformat(), "forged": False, "tries": 0}
        for waiting in self.callbacks:
            if waiting.pop("held", False):  # what was held back goes out behind what happened after it
                waiting["due"] = (self.now() + timedelta(seconds=1)).isoformat()
        if how == "lost":
            return
        self.callbacks += [one, {**one}] if how == "doubled" else [{**one, "held": True}] if how == "disordered" else [one]

    def deliver(self, post: Post = post_over_http) -> int:
        """Send the callbacks that are due; one that is not taken is sent again later. Answers how many were taken."""
        taken = 0
        for one in list(self.callbacks):
            if one.get("held") or self.now() < datetime.fromisoformat(one["due"]):
                continue
            body = body_of(one["body"])
            key = b"a guess" if one["forged"] else self.key
            signed = signing.headers(key, self.member, "POST", signing.path_of(self.callback), body)
            try:
                status, _ = post(self.callback, {**signed, "Content-Type": "application/json"}, body)
            except OSError:
                status = 0
            if status == 204 or one["forged"] or one["tries"] >= len(AGAIN):
                self.callbacks.remove(one)
                taken += status == 204
            else:
                one["due"] = (self.now() + AGAIN[one["tries"]]).isoformat()
                one["tries"] += 1
        return taken

    # —— the machine ——

    def __call__(self, environ: Mapping[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        length = min(int(environ.get("CONTENT_LENGTH") or 0), _LARGEST)
        body = environ["wsgi.input"].read(length) if length else b""
        path, root = environ.get("PATH_INFO", "/"), environ.get("SCRIPT_NAME", "")
        if path.startswith("/v1/"):
            given = {k[5:].replace("_", "-").lower(): v for k, v in environ.items() if k.startswith("HTTP_")}
            status, headers, answer = self.send("POST", path, given, body)
        else:
            with spoken(environ):
                status, headers, answer = self._page(environ["REQUEST_METHOD"], root, body)
        start_response(f"{status} {_REASONS[status]}", [*headers.items(), ("Content-Length", str(len(answer)))])
        return [answer]

    def _page(self, method: str, root: str, body: bytes) -> Answer:
        said = ""
        if method == "POST":
            typed = {name: values[0] for name, values in parse_qs(body.decode("utf-8", "replace")).items()}
            if typed.get("close"):
                self.close(typed["close"])
            elif typed.get("how") in WAYS:
                code = "".join(c for c in typed.get("code", "") if c.isdigit())
                box = self.visit(code, typed["how"])
                said = say("sandbox.locker.opened" if box else "sandbox.locker.refused", {"box": box})
        rows = [{**self._shown(r), "holder": r["holder"]} for r in self.held.values() if not r["released"]]
        headers = {"Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store"}
        return 200, headers, front(rows, list(self.sizes), said, f"{root}/")

    def _save(self) -> None:
        if self.file is not None:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            draft = self.file.with_suffix(".tmp")
            draft.write_text(json.dumps([self.held, self.callbacks], ensure_ascii=False), encoding="utf-8")
            draft.replace(self.file)
