"""What the moves of a cross-region filing ask."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from fengqiao.kernel.asks import Affirmed, Asks, Files, Kind, LongText, Text

CourtRef = Annotated[str, StringConstraints(max_length=20), Kind("court")]
Note = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500), Kind("textarea")]


class HandOver(Asks):
    """To which court the papers go, after the look at their form; another than proposed needs a reason."""

    court: CourtRef
    checked: Affirmed
    reason: Note = ""


class Missing(Asks):
    """One thing that the competent court needs, in words that the party understands."""

    what: Text
    how: Note = ""


class CompletionList(Asks):
    """Everything that is needed, in one list (R-FIL-04)."""

    points: Annotated[list[Missing], Field(min_length=1, max_length=50)]


class Completion(Asks):
    """What the party brings in answer to the list."""

    text: LongText
    files: Files = Field(default_factory=list)


class NotCompetent(Asks):
    """Why this court has no jurisdiction, and which has."""

    court: CourtRef
    reason: LongText


class Reason(Asks):
    """Why, in a sentence."""

    reason: Note = ""


class SentFile(Asks):
    """A file told as evidence, as it went to a court elsewhere; ``refused`` is the code with which that did not take it."""

    evidence: Annotated[int, Field(ge=0, le=1000)]
    name: Annotated[str, StringConstraints(max_length=200), Kind("text")]
    type: Annotated[str, StringConstraints(max_length=100), Kind("text")]
    size: Annotated[int, Field(ge=0), Kind("number")]
    hash: Annotated[str, StringConstraints(max_length=64), Kind("text")]
    refused: Annotated[str, StringConstraints(max_length=40), Kind("text")] = ""


class SentFiles(Asks):
    """What became of the files, before the papers that name them."""

    sent: Annotated[list[SentFile], Field(max_length=1000)]


class Acknowledged(Asks):
    """The receipt of a court elsewhere: its number, the hash of the papers that it holds, until when it answers."""

    number: Text
    hash: Text
    due: Annotated[str, StringConstraints(max_length=40), Kind("text")] = ""


class Said(Asks):
    """What the other court has said about it on the telephone, or what was asked of it."""

    text: LongText


class TakenElsewhere(Asks):
    """The number under which the other court goes on."""

    number: Annotated[str, StringConstraints(strip_whitespace=True, max_length=60), Kind("text")] = ""


class SentOn(Asks):
    """Why a court elsewhere does not take the papers, and the right court where it names one."""

    court: Annotated[str, StringConstraints(max_length=20), Kind("text")] = ""
    reason: LongText
