"""What the secret volume asks."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from fengqiao.kernel.asks import Asks, Files, Text

Slot = Literal[
    "reading_notes", "review_report", "deliberation", "committee", "internal", "drafts", "secret_other"
]


class SecretPaper(Asks):
    """One paper of the secret volume: what it is, and its files."""

    slot: Slot
    title: Text
    files: Annotated[Files, Field(min_length=1)]
