"""What the core asks of the outside world. Each port states its contract once; adapters keep it.

The wiring sets the adapters at start-up (``connect``); the same contract tests run over the sandbox
and over the real one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from fengqiao.core.exchange import CourtExchange, ExchangeGate, NoExchange, NoMembers
from fengqiao.core.identifying import Identity
from fengqiao.core.lockers import Locker, NoLocker
from fengqiao.core.payments import Payment
from fengqiao.core.video import NoVideo, RemoteWindow
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

    def pages(self, pdf: bytes) -> int:
        """The number of pages of a PDF that this typesetter has made (never of one that somebody brought)."""


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


class CannotBind(Exception):
    """A file cannot be read or turned into pages: broken, locked with a password, or of a kind without pages."""


@dataclass(frozen=True, slots=True)
class Sheets:
    """The pages of a file and the words on them (the text layer); ``text`` is cut where it is very long."""

    pages: int
    text: str


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a bundle: a PDF on the disk, its bookmark, and the bookmark above it."""

    file: Path
    title: str
    chapter: str = ""


class CannotRead(Exception):
    """The words on a picture could not be recognised: no reader, a broken file, no time."""


@dataclass(frozen=True, slots=True)
class ReadLine:
    """One line of words and its place on the upright page, as parts of its width and height from the upper left."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class PageRead:
    """The words on a picture, top to bottom; ``turn``: degrees counter-clockwise that make it upright (after EXIF)."""

    turn: int = 0
    lines: tuple[ReadLine, ...] = ()


class Reader(Protocol):
    """Recognises words on pictures (OCR). Works outside the web process."""

    @property
    def available(self) -> bool:
        """Whether there is anything that can read."""

    def read(self, file: Path) -> PageRead:
        """Recognise one page; raises CannotRead."""


class NoReader:
    """Nothing can read: pictures are kept as they are, and the pages say so."""

    available = False

    def read(self, file: Path) -> PageRead:
        """Raise CannotRead."""
        raise CannotRead("no reader is installed: see the extra ocr")


class Binder(Protocol):
    """Turns files into pages and binds pages into one file. Works outside the web process, in bounded memory."""

    def measure(self, file: Path, kind: str) -> Sheets:
        """Count the pages of a file and read its words; raises CannotBind."""

    def part(self, file: Path, kind: str, to: Path) -> Sheets:
        """Write the file as PDF pages (a picture upright, on one page of A4); raises CannotBind."""

    def scan(self, pages: Sequence[tuple[Path, PageRead]], to: Path) -> Sheets:
        """Write pictures as one PDF, each upright on its page, with the words that were read; raises CannotBind."""

    def bind(self, parts: Sequence[Part], to: Path, *, unnumbered: int) -> int:
        """Write all parts into one PDF with bookmarks and page numbers, and answer its number of pages.

        The first ``unnumbered`` parts (cover, catalogue) carry no page numbers. Raises CannotBind.
        """


class _Ports:
    binder: Binder
    reader: Reader = NoReader()
    scanner: Scanner = NoScanner()
    sms: Sms
    storage: Storage
    typesetter: Typesetter
    payments: Mapping[str, Payment]
    identity: Identity
    exchange: CourtExchange = NoExchange()
    video: RemoteWindow = NoVideo()
    exchange_gate: ExchangeGate = NoMembers()
    locker: Locker = NoLocker()


_ports = _Ports()


def connect(**adapters: Any) -> None:
    """Set the adapters (``sms``, ``storage``, ``payments``, ``identity``, ``exchange``, ``locker`` ...) of this installation."""
    for name, adapter in adapters.items():
        setattr(_ports, name, adapter)


def sms() -> Sms:
    return _ports.sms


def scanner() -> Scanner:
    return _ports.scanner


def binder() -> Binder:
    return _ports.binder


def reader() -> Reader:
    return _ports.reader


def storage() -> Storage:
    return _ports.storage


def typesetter() -> Typesetter:
    return _ports.typesetter


def payment(channel: str) -> Payment:
    """The provider of a channel; the collecting bank also answers for what was paid before there were channels."""
    return _ports.payments.get(channel) or _ports.payments["bank"]


def payments() -> Mapping[str, Payment]:
    """The providers of this installation, by channel."""
    return _ports.payments


def identity() -> Identity:
    return _ports.identity


def exchange() -> CourtExchange:
    return _ports.exchange


def video() -> RemoteWindow:
    return _ports.video


def exchange_gate() -> ExchangeGate:
    return _ports.exchange_gate


def locker() -> Locker:
    return _ports.locker
