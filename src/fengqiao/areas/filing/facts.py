"""What the moves of filing ask."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, field_validator, model_validator

from fengqiao.kernel.asks import Asks, Day, Files, Kind, LongText

FieldPath = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=60, pattern=r"^[a-z_]+(\.\d{1,3}\.[a-z_]+)?$"),
    Kind("told_field"),
]
Note = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500), Kind("textarea")]

DefectCode = Literal[
    "missing",
    "unclear",
    "contradictory",
    "not_identified",
    "no_proof",
    "wrong_cause",
    "unsigned",
    "no_authority",
    "copies",
    "other",
]
Ground = Literal[
    "not_interested",
    "no_definite_defendant",
    "no_concrete_claim",
    "not_civil",
    "administrative",
    "arbitration",
    "other_organ",
    "no_jurisdiction",
    "decided",
    "not_yet",
    "divorce_again",
    "not_corrected",
    "forbidden",
]


class Defect(Asks):
    """One point to be corrected, at the exact field of what was told."""

    field: FieldPath
    code: DefectCode
    note: Note = ""

    @model_validator(mode="after")
    def _said(self) -> Self:
        if self.code == "other" and not self.note:
            raise ValueError("filing.note_needed")
        return self


class CorrectionNotice(Asks):
    """Everything that is to be corrected, all at once (R-FIL-04)."""

    defects: Annotated[list[Defect], Field(min_length=1, max_length=100)]
    until: Day | None = None
    reason: Note = ""

    @field_validator("defects")
    @classmethod
    def _once(cls, value: list[Defect]) -> list[Defect]:
        if len({(d.field, d.code) for d in value}) < len(value):
            raise ValueError("filing.defect_twice")
        return value


class Corrected(Asks):
    """One corrected point: the new value, or files, or both."""

    field: FieldPath
    value: Annotated[str, StringConstraints(strip_whitespace=True, max_length=20000), Kind("textarea")] = ""
    files: Files = Field(default_factory=list)

    @model_validator(mode="after")
    def _something(self) -> Self:
        if not self.value and not self.files:
            raise ValueError("filing.nothing_given")
        return self


class Correction(Asks):
    """The claimant's answer to the correction notice."""

    answers: Annotated[list[Corrected], Field(min_length=1, max_length=100)]


class Answered(Corrected):
    """The same; a point that only follows a named one (a guardian) may stay empty: the rule says which are needed."""

    @model_validator(mode="after")
    def _something(self) -> Self:
        return self


class Answers(Asks):
    """The claimant's answer to the correction notice, with what the corrected points need."""

    answers: Annotated[list[Answered], Field(min_length=1, max_length=150)]


class Acceptance(Asks):
    """The decision to file, with the procedure as proposed or chosen with a reason."""

    procedure: Literal["as_proposed", "small_claims", "simple", "ordinary"] = "as_proposed"
    reason: Note = ""

    @model_validator(mode="after")
    def _reasoned(self) -> Self:
        if self.procedure != "as_proposed" and not self.reason:
            raise ValueError("filing.choice_needs_reason")
        return self


class RefusalDraft(Asks):
    """Why the suit is not to be accepted: the coded ground and the reasons of the ruling."""

    ground: Ground
    reasons: LongText


class SendingBack(Asks):
    """Why the head does not follow the proposal, and what the clerk is to look at."""

    reason: LongText


class Reason(Asks):
    """Why, in a sentence."""

    reason: Note = ""
