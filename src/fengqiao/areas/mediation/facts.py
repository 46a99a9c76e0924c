"""What the moves of mediation ask."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import Field, field_validator, model_validator

from fengqiao.kernel.asks import Affirmed, Asks, Count, Day, Kind, LongText, Money, PersonRef, Text


class Consent(Asks):
    """A side's word: it agrees. For a minor the guardian says so, and says that it is the guardian."""

    agree: Affirmed
    as_guardian: bool = False


class Choice(Asks):
    """The mediator whom a side proposes."""

    mediator: Annotated[PersonRef, Kind("mediator")]


class Reason(Asks):
    """Why somebody does something that the others will want explained."""

    reason: Text


class Acceptance(Asks):
    """The mediator's own word on impartiality (OMR 13)."""

    impartial: Affirmed


class Disclosure(Asks):
    """A relation that the sides must know of before they let somebody mediate (OMR 13)."""

    relation: Literal["relative", "interest", "other"]
    detail: Text


class Extension(Asks):
    """More days, proposed to the sides."""

    days: Annotated[Count, Field(ge=1, le=90)]


class Session(Asks):
    """What happened at a meeting; read by those in the mediation only (R-MED-09)."""

    way: Literal["in_person", "video", "phone", "separate"]
    text: LongText


class Undisputed(Asks):
    """Facts that no side disputes, to be confirmed by all (OMR 18, 22)."""

    text: LongText


class Instalment(Asks):
    """One payment agreed: how much, until when."""

    amount: Money
    due: Day


class Agreement(Asks):
    """What the sides have agreed, as it goes into the mediation agreement."""

    terms: LongText
    payer: Literal["respondent", "claimant", "nobody"] = "respondent"
    instalments: Annotated[list[Instalment], Field(default_factory=list, max_length=60)]

    @field_validator("instalments")
    @classmethod
    def _in_order(cls, value: list[Instalment]) -> list[Instalment]:
        if any(later.due < earlier.due for earlier, later in zip(value, value[1:], strict=False)):
            raise ValueError("mediation.instalments_out_of_order")
        return value

    @model_validator(mode="after")
    def _paid_by_somebody(self) -> Self:
        if self.instalments and self.payer == "nobody":
            raise ValueError("mediation.instalments_without_payer")
        return self

    @property
    def total(self) -> Decimal:
        """What is to be paid in all."""
        return sum((i.amount for i in self.instalments), Decimal("0.00"))

    @property
    def last_due(self) -> date | None:
        """The day of the last payment."""
        return self.instalments[-1].due if self.instalments else None


class Outcome(Asks):
    """Why mediation ends without an agreement (R-MED-07)."""

    ground: Literal["refused", "too_far_apart", "unreachable", "not_signed", "other"]
    note: Annotated[str, Field(max_length=2000), Kind("textarea")] = ""
