"""What the platform asks of whoever can check an identity (docs/contracts/identity.md)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

RESULTS = ("match", "mismatch", "unknown", "unsupported")
FACE_STATES = ("open", "passed", "failed", "expired", "unsupported")


class CheckerAway(Exception):
    """No answer that can be trusted: nothing is known, and the same check may be asked again."""


class CheckerRefused(Exception):
    """The provider refuses the call; ``code`` is the contract's."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Holder:
    """Who somebody says to be: the name, the document (``resident_id`` or ``passport``) and the phone."""

    name: str
    id_type: str
    number: str
    phone: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """The register's answer: ``result`` is one of ``RESULTS``; ``reference`` finds it again at the provider."""

    result: str
    reference: str


@dataclass(frozen=True, slots=True)
class FaceBegun:
    """A face check that waits for the person at ``url``, a page of the provider."""

    reference: str
    url: str


@dataclass(frozen=True, slots=True)
class FaceState:
    """How a face check stands: ``status`` is one of ``FACE_STATES``. No picture and no score comes with it."""

    status: str
    reference: str
    at: datetime | None = None


class Identity(Protocol):
    """Checks identities. ``check`` is the court's number of the check: asked again, it is the same check."""

    def real_name(self, check: str, holder: Holder) -> Verdict:
        """Compare name, document and phone with the register; raises CheckerAway, CheckerRefused."""

    def begin_face(self, check: str, holder: Holder, *, return_url: str) -> FaceBegun:
        """Prepare a face check; the provider leads back to ``return_url``. Raises CheckerAway, CheckerRefused."""

    def face(self, check: str) -> FaceState:
        """Ask how a face check stands; raises CheckerAway, CheckerRefused."""
