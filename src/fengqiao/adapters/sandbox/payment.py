"""The sandbox bank on the network: its API, its cashier's page, its callbacks. A plain WSGI application.

It stands alone in tests (``serving``), or is mounted below a path of the demonstration
(``mounted``). People see at once that no money moves here.
"""

from __future__ import annotations

import http.client
import json
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from socketserver import ThreadingMixIn
from typing import Any
from urllib.parse import parse_qs, urlsplit
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from fengqiao.adapters import signing
from fengqiao.adapters.sandbox import cashier
from fengqiao.adapters.sandbox.bank import WAYS, BankRefusal, SandboxBank

_REASONS = {200: "OK", 302: "Found", 303: "See Other", 400: "Bad Request", 401: "Unauthorized", 404: "Not Found",
            409: "Conflict", 500: "Internal Server Error"}  # fmt: skip
_LARGEST = 64 * 1024


class SandboxPayment:
    """The bank as a WSGI application. With ``background`` a thread carries the callbacks."""

    def __init__(self, bank: SandboxBank, *, background: bool = True) -> None:
        self.bank = bank
        self.outages = 0
        self._bell = threading.Event()
        self._postman: threading.Thread | None = None
        self._background = background

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        path, method = environ.get("PATH_INFO", "/"), environ["REQUEST_METHOD"]
        length = min(int(environ.get("CONTENT_LENGTH") or 0), _LARGEST)
        body = environ["wsgi.input"].read(length) if length else b""
        given = {k[5:].replace("_", "-").lower(): v for k, v in environ.items() if k.startswith("HTTP_")}
        if path.startswith("/v1/") and method == "POST":
            status, headers, answer = self.call(path, given, body)
        else:
            status, headers, answer = self._page(method, path, body, environ.get("SCRIPT_NAME", ""))
        start_response(f"{status} {_REASONS[status]}", [*headers.items(), ("Content-Length", str(len(answer)))])
        return [answer]

    def call(self, path: str, given: Mapping[str, str], body: bytes) -> tuple[int, dict[str, str], bytes]:
        """Answer one signed call. ``outages`` calls are done and then answered by nothing that can be read."""
        bank = self.bank
        try:
            signing.verify(bank.key, bank.merchant, "POST", path, given, body)
            status, told = 200, bank.answer(path, json.loads(body))
        except signing.BadSignature:
            status, told = 401, {"code": "signature"}
        except BankRefusal as refusal:
            status, told = 404 if refusal.code == "order_unknown" else 409, {"code": refusal.code}
        except (LookupError, ValueError, ArithmeticError):
            status, told = 400, {"code": "form"}
        if self.outages:
            self.outages -= 1
            return 500, {"Content-Type": "text/plain"}, b"gateway"
        answer = json.dumps(told, ensure_ascii=False, sort_keys=True).encode()
        held = {name.lower(): value for name, value in given.items()}
        nonce = held.get("x-nonce", "")
        headers = signing.headers(bank.key, bank.merchant, "ANSWER", nonce, answer)
        return status, {**headers, "Content-Type": "application/json"}, answer

    def post(self, path: str, headers: Mapping[str, str], body: bytes) -> tuple[int, Mapping[str, str], bytes]:
        """Answer a call of the same process, as ``adapters.payment.Transport``."""
        return self.call(path, headers, body)

    def _page(self, method: str, path: str, body: bytes, root: str) -> tuple[int, dict[str, str], bytes]:
        parts = [part for part in path.split("/") if part]
        if parts == ["terminal"]:
            return _html(200, "窗口终端", cashier.terminal(self.bank.at_counter(), root))
        order = self.bank.order(parts[1]) if len(parts) == 2 and parts[0] == "cashier" else None
        if order is None:
            return _html(404, "没有这张缴款单", "<h1>没有这张缴款单</h1>")
        if method != "POST":
            return _html(200, "收银台", cashier.cashier(order))
        how = parse_qs(body.decode("utf-8", "replace")).get("how", [""])[0]
        if how in WAYS:
            self.bank.pay(order["no"], how)
            self._wake()
        elif how != "leave":
            return _html(400, "收银台", cashier.cashier(order))
        back = order["return_url"] or f"{root}/terminal/"
        return 303, {"Location": back, "Content-Type": "text/plain"}, b""

    def _wake(self) -> None:
        if not self._background:
            return
        if self._postman is None or not self._postman.is_alive():
            self._postman = threading.Thread(target=self._carry, name="sandbox-bank", daemon=True)
            self._postman.start()
        self._bell.set()

    def _carry(self) -> None:
        while True:
            self._bell.wait(timeout=1)
            self._bell.clear()
            self.bank.deliver(send)


def send(url: str, headers: Mapping[str, str], body: bytes) -> int:
    """Post a callback and return the answer's status; raises OSError where there is none."""
    address = urlsplit(url)
    kind = http.client.HTTPSConnection if address.scheme == "https" else http.client.HTTPConnection
    connection = kind(address.netloc, timeout=10)
    try:
        connection.request("POST", address.path, body, {**headers, "Content-Type": "application/json"})
        return connection.getresponse().status
    except http.client.HTTPException as error:
        raise OSError(str(error)) from error
    finally:
        connection.close()


def mounted(application: Any, root: str, bank: SandboxPayment) -> Any:
    """Put the bank below a path of another WSGI application: ``/sandbox/pay``."""
    bank.bank.cashier = f"{root}/cashier"

    def both(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if not path.startswith(f"{root}/"):
            answer: Iterable[bytes] = application(environ, start_response)
            return answer
        below = {"SCRIPT_NAME": environ.get("SCRIPT_NAME", "") + root, "PATH_INFO": path[len(root) :]}
        return bank({**environ, **below}, start_response)

    return both


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """A sandbox keeps no access log."""


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


@contextmanager
def serving(application: Any, port: int = 0) -> Iterator[str]:
    """Serve an application on 127.0.0.1 in a thread and give its address, until the block ends."""
    server = make_server("127.0.0.1", port, application, _Server, _Quiet)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=5)


def _html(status: int, title: str, body: str) -> tuple[int, dict[str, str], bytes]:
    headers = {"Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store"}
    return status, headers, cashier.page(title, body)
