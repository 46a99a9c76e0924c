"""What the moves of fees ask. An amount is never among it: amounts come from the tables."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from fengqiao.kernel.asks import Asks, Day, Files, Kind, LongText, Moment, Money

Ground = Literal[
    "disabled",
    "maintenance",
    "minimum_living",
    "bravery",
    "disaster",
    "special_care",
    "welfare_institution",
    "social_insurance",
    "accident_victim",
    "legal_aid",
    "other",
]

GROUNDS: dict[str, frozenset[str]] = {
    "exempt": frozenset({"disabled", "maintenance", "minimum_living", "bravery", "other"}),
    "reduce": frozenset({"disaster", "special_care", "welfare_institution", "other"}),
    "defer": frozenset({"social_insurance", "accident_victim", "legal_aid", "other"}),
}
"""Which ground carries which relief: FEE 45 (exempt), 46 (reduce), 47 (defer)."""


class ReliefApplication(Asks):
    """An application for relief from the fee, with its ground and proof (R-FEE-39)."""

    relief: Literal["exempt", "reduce", "defer"]
    ground: Ground
    statement: LongText
    files: Files = Field(default_factory=list)

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.ground not in GROUNDS[self.relief]:
            raise ValueError("fees.ground_does_not_fit")
        return self


class Reasons(Asks):
    """Why the court decides so; the decision is in writing (FEE 50)."""

    reasons: LongText


class Reduction(Asks):
    """By how much the fee is reduced: at least 30 in a hundred (FEE 46)."""

    percent: Annotated[int, Field(ge=30, le=99), Kind("number")]
    reasons: LongText


class Application(Asks):
    """An application for relief: what, on which ground of the statute, with which proof (FEE 44 to 48)."""

    relief: Literal["exempt", "reduce", "defer"]
    ground: Ground
    statement: LongText
    proofs: Annotated[list[Literal["hardship", "standard", "status"]], Field(default_factory=list, max_length=3)]
    files: Files = Field(default_factory=list)


class Share(Asks):
    """By how much in a hundred the fee is reduced; the least share is the statute's (FEE 46)."""

    percent: Annotated[int, Field(ge=1, le=99), Kind("number")]
    reasons: LongText


class Deferral(Asks):
    """Why the fee is deferred, and until when; without a day until the case is over."""

    until: Day | None = None
    reasons: LongText


class Receipt(Asks):
    """A payment as the provider reported it; only the system brings it."""

    order: Annotated[str, StringConstraints(max_length=24)]
    transaction: Annotated[str, StringConstraints(max_length=64)]
    amount: Money
    paid_at: Moment
    channel: Annotated[str, StringConstraints(max_length=20)] = "web"


class RefundDone(Asks):
    """A refund as the provider reported it; only the system brings it."""

    refund: Annotated[str, StringConstraints(max_length=64)]
    amount: Annotated[Decimal, Field(gt=0, decimal_places=2)]
