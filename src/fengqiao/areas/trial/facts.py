"""What the moves of a trial ask. The dispute's own facts are there already and are never asked again."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import Field, field_validator, model_validator

from fengqiao.kernel.asks import (
    Affirmed,
    Asks,
    Clock,
    Count,
    Day,
    Files,
    Kind,
    LongText,
    Money,
    PartyRef,
    PersonRef,
    RoomRef,
    Text,
)

Given = Annotated[Files, Field(default_factory=list)]


class Triage(Asks):
    """Which procedure the case goes by; another than the one proposed carries its reason."""

    procedure: Literal["as_proposed", "small_claims", "simple", "ordinary"] = "as_proposed"
    agreed: bool = False
    reason: Text | None = None


class Relation(Asks):
    """A relation that bars a judge or clerk from the case, declared before the draw."""

    person: Annotated[PersonRef, Kind("judge")]
    ground: Literal["relative", "interest", "took_part", "counsel", "other"]
    note: Text | None = None


class Recusal(Asks):
    """A request that the judge or the clerk withdraw from the case."""

    against: Literal["judge", "clerk"] = "judge"
    ground: Literal["relative", "interest", "took_part", "counsel", "contact", "other"]
    facts: LongText
    files: Given


class Reason(Asks):
    """Why something is decided; it is put on record and told."""

    reason: LongText


class Reassignment(Asks):
    """Why the case goes to another judge."""

    ground: Literal["left_post", "long_leave", "overload", "related_case", "took_part", "other"]
    note: Text
    to: Annotated[PersonRef | None, Kind("judge")] = None


class ServeAgain(Asks):
    """Another attempt to serve a respondent."""

    party: PartyRef
    note: Text


class Defence(Asks):
    """The defence: as text, as files, or both."""

    text: LongText | None = None
    files: Given

    @model_validator(mode="after")
    def _something(self) -> Self:
        if not self.text and not self.files:
            raise ValueError("trial.defence_empty")
        return self


class EvidenceItem(Asks):
    """One piece of evidence and what it is to prove."""

    name: Text
    purpose: Text | None = None
    files: Given


class EvidenceList(Asks):
    """Evidence that a party puts in."""

    items: Annotated[list[EvidenceItem], Field(min_length=1, max_length=200)]
    late_reason: Text | None = None


class JurisdictionObjection(Asks):
    """Why another court has jurisdiction, and which."""

    court: Text
    reason: LongText
    files: Given


class JurisdictionRuling(Asks):
    """The ruling on an objection; the court named is that to which a founded one leads."""

    court: Text | None = None
    reasons: LongText


class Scheduling(Asks):
    """When and where the case is heard."""

    day: Day
    time: Clock
    minutes: Annotated[Count, Field(ge=30, le=210)] = 60
    room: RoomRef
    online: bool = False
    public: bool = True
    all_agree: bool = False


class Exclusion(Asks):
    """An interval that the trial limit does not count (R-LIM-21)."""

    first: Day
    last: Day
    ground: Literal[
        "public_notice",
        "appraisal",
        "audit",
        "settlement",
        "jurisdiction",
        "stay",
        "adjournment",
        "mediation_extension",
    ]
    note: Text

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.last < self.first:
            raise ValueError("trial.ends_before_it_begins")
        return self


class Extension(Asks):
    """More time for the trial, asked of the president."""

    months: Annotated[Count, Field(ge=1, le=6)] = 1
    reasons: LongText


class Conversion(Asks):
    """Another procedure for a case that has begun (R-LIM-25)."""

    to: Literal["simple", "ordinary"]
    reason: LongText
    all_agree: bool = False


class Withdrawal(Asks):
    """The claimant asks to withdraw the suit."""

    reason: Text


class WithdrawalRuling(Asks):
    """The ruling on a withdrawal; after the debate the respondent is heard (R-HRG-03)."""

    reasons: LongText
    respondent_objects: bool = False


class Instalment(Asks):
    """One payment agreed: how much, until when."""

    amount: Money
    due: Day


class Mediated(Asks):
    """What the parties have agreed before the court."""

    terms: LongText
    payer: Literal["respondent", "claimant", "nobody"] = "respondent"
    instalments: Annotated[list[Instalment], Field(default_factory=list, max_length=60)]

    @field_validator("instalments")
    @classmethod
    def _dates_in_order(cls, value: list[Instalment]) -> list[Instalment]:
        if any(later.due < earlier.due for earlier, later in zip(value, value[1:], strict=False)):
            raise ValueError("trial.instalments_out_of_order")
        return value

    @model_validator(mode="after")
    def _paid_by_somebody(self) -> Self:
        if self.instalments and self.payer == "nobody":
            raise ValueError("trial.instalments_without_payer")
        return self

    @property
    def total(self) -> Decimal:
        """What is to be paid in all."""
        return sum((i.amount for i in self.instalments), Decimal())

    @property
    def last_due(self) -> date | None:
        """The day of the last payment."""
        return self.instalments[-1].due if self.instalments else None


class ChangedClaim(Asks):
    """One claim as it is put from now on; an amount where money is asked for."""

    text: Text
    amount: Money | None = None


class ClaimChange(Asks):
    """All claims as the claimant puts them from now on, and why (CPL 54, 143)."""

    claims: Annotated[list[ChangedClaim], Field(min_length=1, max_length=50)]
    reason: LongText


class Admission(Asks):
    """Why a changed claim is admitted; and whether the court's investigation was over already (FEE 21, 35)."""

    reasons: LongText
    investigation_over: bool = False


class Signature(Asks):
    """A party signs the mediation document."""

    agree: Affirmed


class OfParty(Asks):
    """Whose clock has run out."""

    party: PartyRef
