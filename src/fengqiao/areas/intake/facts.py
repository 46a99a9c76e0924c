"""What the front door asks, one shape for each step; together they are what is told once (core.told)."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import Field, field_validator, model_validator

from fengqiao.core import clock
from fengqiao.core.told import MAX_AGENTS, PartyNamed, RepresentativeTold
from fengqiao.core.told import Evidence as ToldEvidence
from fengqiao.core.told import Witness as ToldWitness
from fengqiao.kernel.asks import Affirmed, Asks, CauseRef, LongText, Money, Phone, Text
from fengqiao.kernel.money import grouped
from fengqiao.law import causes


class Story(Asks):
    """What happened, in the teller's own words."""

    story: LongText


class CauseOf(Asks):
    """What kind of dispute it is: one of those proposed, or another of the official list."""

    cause: CauseRef

    @field_validator("cause")
    @classmethod
    def _known(cls, value: str) -> str:
        try:
            found = causes.cause(value)
        except LookupError as error:
            raise ValueError("core.cause_unknown") from error
        if found.kind != "civil":
            raise ValueError("intake.cause_not_civil")
        if not causes.valid_on(value, clock.today()):
            raise ValueError("intake.cause_out_of_force")
        if found.level < 3:
            raise ValueError("intake.cause_too_wide")
        return value


class Claim(Asks):
    """One thing asked of the other side; where it is money, the sum alone is enough."""

    amount: Money | None = None
    text: Text | None = None

    @model_validator(mode="after")
    def _something(self) -> Self:
        if self.amount is None and self.text is None:
            raise ValueError("intake.claim_empty")
        return self

    @property
    def sentence(self) -> str:
        """The claim as the record keeps it."""
        return self.text or f"请求对方支付{grouped(self.amount or Decimal())}元"


class MoneyClaims(Asks):
    """A dispute about money: how much, for what, and whatever else is asked."""

    amount: Money
    text: Text | None = None
    more: Annotated[list[Claim], Field(default_factory=list, max_length=49)]

    @property
    def all(self) -> list[Claim]:
        return [Claim(amount=self.amount, text=self.text), *self.more]


class Claims(Asks):
    """What is asked where money is not all, or not at all, of it."""

    claims: Annotated[list[Claim], Field(min_length=1, max_length=50)]

    @property
    def all(self) -> list[Claim]:
        return list(self.claims)


class You(PartyNamed):
    """The one who tells. The court has to be able to reach this person (R-FIL-05)."""

    phone: Phone
    address: Text

    @field_validator("phone")
    @classmethod
    def _given(cls, value: str | None) -> str | None:
        if not value:
            raise ValueError("intake.phone_missing")
        return value


class Companion(PartyNamed):
    """Somebody who asks for the same together with the one who tells."""


class Other(PartyNamed):
    """Somebody on the other side: a name is enough to begin with (R-FIL-05)."""


class Agent(RepresentativeTold):
    """Somebody who acts for the side that tells: kind, scope and proof of the power (R-FIL-06)."""


class People(Asks):
    """Who tells, who is on the same side, who is on the other, and whom else the outcome concerns."""

    you: You
    others: Annotated[list[Other], Field(min_length=1, max_length=500)]
    companions: Annotated[list[Companion], Field(default_factory=list, max_length=499)]
    third_parties: Annotated[list[Other], Field(default_factory=list, max_length=100)]
    agents: Annotated[list[Agent], Field(default_factory=list, max_length=MAX_AGENTS)]


class Many(Asks):
    """Many people at once, one in a line: name, phone, number, address."""

    lines: LongText


class Witness(ToldWitness):
    """Somebody who saw it."""


class Evidence(ToldEvidence):
    """One piece of evidence: what it is, what it shows, and its files."""


class EvidenceGiven(Asks):
    """What there is to show; everything can be handed in later."""

    evidence: Annotated[list[Evidence], Field(default_factory=list, max_length=1000)]
    witnesses: Annotated[list[Witness], Field(default_factory=list, max_length=100)]


class Sending(Asks):
    """Mediation first or filing at once, both free to choose (R-FIL-14), and the word that it is true."""

    way: Literal["mediation", "filing", "nearest"]
    true: Affirmed


