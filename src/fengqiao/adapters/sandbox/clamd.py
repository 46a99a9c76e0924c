"""A clamd that behaves like the real one over TCP, and can be slow, silent, talk rubbish or hang up.

It finds what holds ``SIGNATURE`` and takes at most ``limit`` bytes. For tests and demonstrations.
"""

from __future__ import annotations

import socketserver
import struct
import threading
from typing import Any

SIGNATURE = b"FENGQIAO-" + b"SANDBOX-" + b"VIRUS"
FINDING = "Sandbox.Test-1"
_MODES = ("honest", "silent", "rubbish", "hangs_up", "unfinished")


class _Handler(socketserver.StreamRequestHandler):
    server: _Server

    def handle(self) -> None:
        mode = self.server.mode
        if mode == "hangs_up":
            return
        if self.rfile.read(10) != b"zINSTREAM\0":
            self.wfile.write(b"UNKNOWN COMMAND\0")
            return
        answer = self._read()
        if mode == "silent":
            self.server.released.wait(30)
            return
        self.wfile.write({"rubbish": b"\xff\xfe<html>\0", "unfinished": b"stream: "}.get(mode, answer))

    def _read(self) -> bytes:
        seen, tail, finding = 0, b"", False
        while size := struct.unpack("!I", self._exactly(4))[0]:
            seen += size
            if seen > self.server.limit:
                return b"INSTREAM size limit exceeded. ERROR\0"
            part = self._exactly(size)
            finding = finding or SIGNATURE in tail + part
            tail = part[-len(SIGNATURE) :]
        self.server.scanned += 1
        return f"stream: {FINDING} FOUND\0".encode() if finding else b"stream: OK\0"

    def _exactly(self, size: int) -> bytes:
        held = self.rfile.read(size)
        if len(held) < size:
            raise ConnectionError("the other side hung up")
        return held


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    mode = "honest"
    limit = 100 * 1024 * 1024
    scanned = 0

    def __init__(self, address: tuple[str, int]) -> None:
        self.released = threading.Event()
        super().__init__(address, _Handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A caller that hangs up is no fault of the scanner."""


class SandboxClamd:
    """The sandbox as a context: ``with SandboxClamd() as clamd: Clamd(clamd.address)``."""

    def __init__(self) -> None:
        self._server = _Server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    @property
    def address(self) -> str:
        """``host:port`` of the sandbox."""
        return "127.0.0.1:" + str(self._server.server_address[1])

    @property
    def scanned(self) -> int:
        """How many files it has looked at to their end."""
        return self._server.scanned

    def behave(self, mode: str = "honest", limit: int | None = None) -> None:
        """Choose how it answers: honest, silent, rubbish, hangs_up or unfinished; and how much it takes."""
        if mode not in _MODES:
            raise ValueError(mode)
        self._server.mode = mode
        if limit is not None:
            self._server.limit = limit

    def __enter__(self) -> SandboxClamd:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.released.set()
        self._server.shutdown()
        self._server.server_close()
