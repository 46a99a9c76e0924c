"""What the moves of mediation ask."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import Field, field_validator, model_validator

from fengqiao.kernel.asks import Affirmed, Asks, Count, Day, Kind, LongText, Money, PersonRef, Text


class Consent(Asks):
    """A side's answer to the offer of mediation."""

    agree: Affirmed


class Choice(Asks):
    """The mediator whom a side proposes."""

    mediator: Annotated[PersonRef, Kind("mediator")]


class Reason(Asks):
    """Why somebody does something that the others will want explained."""

    reason: Text


class Extension(Asks):
    """More time, asked for when all agree."""

    days: Annotated[Count, Field(ge=1, le=30)]
    all_agree: Affirmed


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
        return sum((i.amount for i in self.instalments), Decimal())

    @property
    def last_due(self) -> date | None:
        """The day of the last payment."""
        return self.instalments[-1].due if self.instalments else None


class Outcome(Asks):
    """Why mediation ends without an agreement (R-MED-07)."""

    ground: Literal["refused", "too_far_apart", "unreachable", "withdrawn", "other"]
    note: Annotated[str, Kind("textarea")] = ""
