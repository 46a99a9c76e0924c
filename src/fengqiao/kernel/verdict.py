"""What a check answers that anybody may repeat: sound or not, and why, in both languages."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome of a check.

    ``code`` is stable and meant for programs (``sound``, ``wrong_signature`` ...); the reasons are
    meant for people. A verdict is true exactly if it is ``ok``.
    """

    ok: bool
    code: str
    reason_zh: str
    reason_en: str

    def __bool__(self) -> bool:
        return self.ok
