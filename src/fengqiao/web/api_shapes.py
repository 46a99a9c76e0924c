"""What the API answers and takes, as its document shows it."""

from __future__ import annotations

from typing import Any

from ninja import Field, Schema


class Reason(Schema):
    """Why something cannot be done: code, words, article, field."""

    code: str
    reason: str
    article: str = ""
    field: str = ""


class Problem(Schema):
    """What every refusal answers; nothing has changed."""

    status: str
    reasons: list[Reason] = []
    revision: int | None = None


class Done(Schema):
    """The receipt of a move."""

    no: str
    seq: int
    hash: str
    repeated: bool
    opened: list[str]


class MatterOut(Schema):
    """A matter, as this account sees it."""

    no: str
    number: str
    procedure: str
    version: int
    state: str
    state_words: str
    ended: bool
    revision: int
    title: str
    opened_at: str


class MoveOut(Schema):
    """A move that is this account's to make: open, or why not, and what it asks (JSON Schema)."""

    name: str
    words: str
    open: bool
    optional: bool
    reasons: list[Reason]
    articles: list[str]
    asks: dict[str, Any]


class DeadlineOut(Schema):
    """A legal clock with its working."""

    name: str
    words: str
    due_on: str
    status: str
    provisional: bool
    working: list[str]
    articles: list[str]


class EventOut(Schema):
    """Something that happened."""

    seq: int
    move: str
    source: str
    target: str
    actor: str
    role: str
    channel: str
    at: str
    hash: str


class PaperOut(Schema):
    """An issued paper."""

    id: int
    kind: str
    title: str
    text_hash: str
    issued_at: str
    pdf: str
    docx: str


class Whole(Schema):
    """A matter with its clocks, moves, papers and events."""

    matter: MatterOut
    deadlines: list[DeadlineOut]
    moves: list[MoveOut]
    papers: list[PaperOut]
    events: list[EventOut]


class MoveIn(Schema):
    """What a move is made with. ``seen`` is the revision on which the decision was taken."""

    data: dict[str, Any] = {}
    seen: int = Field(ge=0, le=2**31 - 1)


class DisputeIn(Schema):
    """A dispute as it is told, and the procedure to begin with."""

    procedure: str = "filing.first_instance"
    told: dict[str, Any]


class Brought(Schema):
    """A file that was taken in; its key is named in the ``files`` of a move."""

    key: str
    name: str
    kind: str
    size: int
