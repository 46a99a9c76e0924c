"""The virus scanner clamd, over its INSTREAM command. Contract: docs/contracts/scanner.md."""

from __future__ import annotations

import socket
import struct
from time import monotonic
from typing import BinaryIO

from fengqiao.core.ports import Scanned, ScannerDown

_CHUNK = 128 * 1024
_ANSWER = 4096
_CONNECT_SECONDS = 3.0
_TOO_LARGE = b"size limit exceeded"


class Clamd:
    """Speaks to one clamd at ``host:port`` or at the path of its socket."""

    configured = True

    def __init__(self, address: str) -> None:
        self.address = address

    def scan(self, stream: BinaryIO, patience: float) -> Scanned:
        """Send the stream and read the verdict; anything that is not a verdict is ScannerDown."""
        ends = monotonic() + patience
        try:
            with self._connected(ends) as line:
                return _verdict(_asked(line, stream, ends))
        except OSError as fault:
            raise ScannerDown(f"clamd at {self.address}: {fault}") from fault

    def _connected(self, ends: float) -> socket.socket:
        wait = min(_CONNECT_SECONDS, _left(ends))
        host, colon, port = self.address.rpartition(":")
        if colon and port.isdigit():
            return socket.create_connection((host.strip("[]"), int(port)), timeout=wait)
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(wait)
        try:
            line.connect(self.address)
        except OSError:
            line.close()
            raise
        return line


def _left(ends: float) -> float:
    left = ends - monotonic()
    if left <= 0:
        raise TimeoutError("no answer in time")
    return left


def _asked(line: socket.socket, stream: BinaryIO, ends: float) -> bytes:
    try:
        line.sendall(b"zINSTREAM\0")
        while chunk := stream.read(_CHUNK):
            line.settimeout(_left(ends))
            line.sendall(struct.pack("!I", len(chunk)) + chunk)
        line.sendall(struct.pack("!I", 0))
    except (BrokenPipeError, ConnectionResetError):
        # a file larger than it takes: clamd says so and hangs up before it has read all
        return _answer(line, ends)
    return _answer(line, ends)


def _answer(line: socket.socket, ends: float) -> bytes:
    held = b""
    while not held.endswith((b"\0", b"\n")) and len(held) < _ANSWER:
        line.settimeout(_left(ends))
        part = line.recv(_ANSWER)
        if not part:
            break
        held += part
    return held.rstrip(b"\0\r\n")


def _verdict(answer: bytes) -> Scanned:
    text = answer.decode("utf-8", "replace")
    if text == "stream: OK":
        return Scanned()
    if text.startswith("stream: ") and text.endswith(" FOUND"):
        return Scanned(finding=text.removeprefix("stream: ").removesuffix(" FOUND").strip() or "unnamed")
    if _TOO_LARGE in answer:
        return Scanned(skipped=True)
    raise ScannerDown(f"no verdict: {text[:80]!r}")
