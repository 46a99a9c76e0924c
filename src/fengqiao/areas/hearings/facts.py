"""What the moves of a hearing ask."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from fengqiao.kernel.asks import Affirmed, Asks, Composition, Files, LongText, PartyRef, Text

Given = Annotated[Files, Field(default_factory=list)]


class Attendance(Asks):
    """Whether a party has come, itself or by its agent."""

    party: PartyRef
    here: bool = False


class Session(Asks):
    """Who has come when the session is opened; identities are verified again (R-FIL-11)."""

    parties: Annotated[list[Attendance], Field(min_length=1, max_length=500)]
    identities_verified: Affirmed

    @property
    def present(self) -> set[int]:
        """The parties that have come."""
        return {row.party for row in self.parties if row.here}


class Absence(Asks):
    """A party that did not come, or left without leave."""

    party: PartyRef
    kind: Literal["absent", "left"] = "absent"
    justified: bool = False
    note: Text | None = None


class Transcript(Asks):
    """The transcript: written here, one contribution on each line, or a file brought by the clerk."""

    text: Composition | None = None
    files: Given

    @model_validator(mode="after")
    def _something(self) -> Self:
        if not (self.text or "").strip() and not self.files:
            raise ValueError("hearings.transcript_empty")
        return self


class Correction(Asks):
    """What a party finds left out or wrong in what was written of its own words."""

    text: LongText


class CorrectionAnswer(Asks):
    """What was done about the oldest correction that is asked for."""

    accepted: bool
    note: Text


class SignatureRefusal(Asks):
    """A party refuses to sign the transcript; it is noted and put on file."""

    party: PartyRef
    note: Text


class Adjournment(Asks):
    """Why the hearing is put off (CPL 149), or goes on another day."""

    ground: Literal["must_attend_absent", "recusal", "new_evidence", "other", "continued"]
    note: Text
