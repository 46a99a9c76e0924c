"""What the core asks of the outside world. Each port states its contract once; adapters keep it.

The wiring sets the adapters at start-up (``connect``); the same contract tests run over the sandbox
and over the real one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO, Protocol

from fengqiao.core.payments import Payment
from fengqiao.kernel.paper import Paper


class DeliveryFailed(Exception):
    """The message was not taken by the carrier; it may be tried again."""


class Sms(Protocol):
    """Sends a short message. The same ``reference`` is never delivered twice."""

    def send(self, phone: str, text: str, reference: str) -> dict[str, Any]:
        """Hand the text to the carrier and return its proof; raises DeliveryFailed."""


class Storage(Protocol):
    """Keeps files by the SHA-256 of their content; what was put is never changed."""

    def put(self, stream: BinaryIO) -> tuple[str, int]:
        """Store the stream and return (sha256, size)."""

    def open(self, sha256: str) -> BinaryIO:
        """Open a stored file; raises FileNotFoundError."""


class Typesetter(Protocol):
    """Makes files of a composed paper."""

    def pdf(self, paper: Paper, issued: datetime | None = None) -> bytes:
        """Return the paper as PDF; ``issued`` goes into the file's properties."""

    def docx(self, paper: Paper) -> bytes:
        """Return the paper as a Word document."""


class ScannerDown(Exception):
    """The scanner gave no answer that can be relied on; the file is looked at again later."""


@dataclass(frozen=True, slots=True)
class Scanned:
    """What a scanner made of a file: ``finding`` names what it found; ``skipped``: it takes no file of this size."""

    finding: str = ""
    skipped: bool = False


class Scanner(Protocol):
    """Looks for viruses. ``configured`` is False where this installation has none."""

    configured: bool

    def scan(self, stream: BinaryIO, patience: float) -> Scanned:
        """Read the stream to its end and answer within ``patience`` seconds; raises ScannerDown."""


class NoScanner:
    """No scanner is set: nothing is looked at, and the pages of the staff say so."""

    configured = False

    def scan(self, stream: BinaryIO, patience: float) -> Scanned:
        """Raise ScannerDown: nobody can answer."""
        raise ScannerDown("no scanner is set: see CLAMD")


class _Ports:
    scanner: Scanner = NoScanner()
    sms: Sms
    storage: Storage
    typesetter: Typesetter
    payment: Payment


_ports = _Ports()


def connect(**adapters: Any) -> None:
    """Set the adapters (``sms``, ``storage``, ``scanner``, ``typesetter``, ``payment``) that this installation uses."""
    for name, adapter in adapters.items():
        setattr(_ports, name, adapter)


def sms() -> Sms:
    return _ports.sms


def scanner() -> Scanner:
    return _ports.scanner


def storage() -> Storage:
    return _ports.storage


def typesetter() -> Typesetter:
    return _ports.typesetter


def payment() -> Payment:
    return _ports.payment
