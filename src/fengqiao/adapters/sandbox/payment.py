"""A sandbox provider on the network: its API, its cashier's page, its callbacks. A plain WSGI application.

It stands alone in tests (``serving``), or is mounted below a path of the demonstration
(``mounted``). People see at once that no money moves here.
"""

from __future__ import annotations

import http.client
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from socketserver import ThreadingMixIn
from typing import Any
from urllib.parse import parse_qs, urlsplit
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from fengqiao.adapters.sandbox import cashier
from fengqiao.adapters.sandbox.bank import WAYS, Said, SandboxBank
from fengqiao.adapters.sandbox.postman import Postman
from fengqiao.adapters.sandbox.tongue import spoken
from fengqiao.core.words import word

_REASONS = {200: "OK", 204: "No Content", 302: "Found", 303: "See Other", 400: "Bad Request", 401: "Unauthorized", 403: "Forbidden",
            404: "Not Found", 409: "Conflict", 429: "Too Many Requests", 500: "Internal Server Error"}  # fmt: skip
_LARGEST = 64 * 1024


class SandboxPayment:
    """A provider as a WSGI application. With ``background`` a thread carries the callbacks."""

    def __init__(self, bank: SandboxBank, *, background: bool = True) -> None:
        self.bank = bank
        self.outages = 0
        self._postman = Postman("sandbox-bank", lambda: bank.deliver(send)) if background else None

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        path, method = environ.get("PATH_INFO", "/"), environ["REQUEST_METHOD"]
        length = min(int(environ.get("CONTENT_LENGTH") or 0), _LARGEST)
        body = environ["wsgi.input"].read(length) if length else b""
        if path.startswith(("/cashier/", "/terminal/")):
            with spoken(environ):
                status, headers, answer = self._page(environ, method, path, body)
        else:
            given = {k[5:].replace("_", "-").lower(): v for k, v in environ.items() if k.startswith("HTTP_")}
            query = environ.get("QUERY_STRING", "")
            status, headers, answer = self.send(method, f"{path}?{query}" if query else path, given, body)
        start_response(f"{status} {_REASONS[status]}", [*headers.items(), ("Content-Length", str(len(answer)))])
        return [answer]

    def send(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Said:
        """Answer a call, as ``adapters.payment_wire.Transport``.

        ``outages`` calls are done and then answered by nothing that can be read.
        """
        given = {name.lower(): value for name, value in headers.items()}
        said = self.bank.speech.answer(self.bank, method, path, given, body)
        if self.outages:
            self.outages -= 1
            return 500, {"Content-Type": "text/plain"}, b"gateway"
        return said

    def _page(self, environ: Mapping[str, Any], method: str, path: str, body: bytes) -> Said:
        root, parts = environ.get("SCRIPT_NAME", ""), [part for part in path.split("/") if part]
        if parts == ["terminal"]:
            return _html(200, word("sandbox.pay.terminal"), cashier.terminal(self.bank.at_counter(), root))
        order = self.bank.order(parts[1]) if len(parts) == 2 and parts[0] == "cashier" else None
        if order is None:
            return _html(404, word("sandbox.pay.unknown"), f"<h1>{word('sandbox.pay.unknown')}</h1>")
        asked = {name: values[0] for name, values in parse_qs(environ.get("QUERY_STRING", "")).items()}
        if problem := self._shut(asked, environ.get("HTTP_REFERER", "")):
            return _html(403, word("sandbox.pay.title"), f"<h1>{word(problem)}</h1>")
        order["return_url"] = asked.get("redirect_url") or order["return_url"]
        if method != "POST":
            return _html(200, word("sandbox.pay.title"), cashier.cashier(order, self.bank.speech.channel))
        how = parse_qs(body.decode("utf-8", "replace")).get("how", [""])[0]
        if how in WAYS:
            self.bank.pay(order["no"], how)
            if self._postman is not None:
                self._postman.wake()
        elif how != "leave":
            return _html(400, word("sandbox.pay.title"), cashier.cashier(order, self.bank.speech.channel))
        own = f"{root}/terminal/" if self.bank.speech.channel == "pos" else f"{root}/cashier/{parts[1]}/"
        back = order["return_url"] or own
        return 303, {"Location": back, "Content-Type": "text/plain"}, b""


    def _shut(self, asked: Mapping[str, str], referrer: str) -> str:
        """Why a page within the payer's phone does not open: its time is over, or nobody knows from where it was opened."""
        if "until" not in asked:
            return ""
        if not asked["until"].isdigit() or self.bank.now().timestamp() > int(asked["until"]):
            return "sandbox.pay.over"
        return "" if referrer else "sandbox.pay.no_referrer"


def send(url: str, headers: Mapping[str, str], body: bytes) -> tuple[int, bytes]:
    """Post a callback and return the answer's status and body; raises OSError where there is none."""
    address = urlsplit(url)
    kind = http.client.HTTPSConnection if address.scheme == "https" else http.client.HTTPConnection
    connection = kind(address.netloc, timeout=10)
    try:
        connection.request("POST", address.path, body, dict(headers))
        answer = connection.getresponse()
        return answer.status, answer.read()
    except http.client.HTTPException as error:
        raise OSError(str(error)) from error
    finally:
        connection.close()


def mounted(application: Any, root: str, houses: Mapping[str, SandboxPayment]) -> Any:
    """Put the providers below a path of another WSGI application, each under its channel: ``/sandbox/pay/bank``."""
    for name, house in houses.items():
        house.bank.cashier = f"{root}/{name}/cashier"

    def all_of_them(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        name, _, rest = path.removeprefix(f"{root}/").partition("/")
        house = houses.get(name) if path.startswith(f"{root}/") else None
        if house is None:
            answer: Iterable[bytes] = application(environ, start_response)
            return answer
        below = {"SCRIPT_NAME": f"{environ.get('SCRIPT_NAME', '')}{root}/{name}", "PATH_INFO": f"/{rest}"}
        return house({**environ, **below}, start_response)

    return all_of_them


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
