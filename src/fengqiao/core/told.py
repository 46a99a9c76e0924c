"""What is told once about a dispute: the story, the cause, the claims, the people, the evidence."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import Field, ValidationInfo, field_validator, model_validator

from fengqiao.core import clock
from fengqiao.kernel.asks import Asks, CauseRef, Files, IdNumber, Kind, LongText, Money, Name, Phone, Text
from fengqiao.law import causes, identity

IdType = Literal["resident_id", "uscc", "passport", "other"]
ADULT = 18


class PartyTold(Asks):
    """A person or an entity on one side, as somebody told it. Of the defendant little is required (R-FIL-05)."""

    kind: Literal["person", "entity"] = "person"
    name: Name
    phone: Phone | None = None
    id_type: IdType = "resident_id"
    id_number: IdNumber | None = None
    sex: Literal["男", "女"] | None = None
    born: date | None = None
    address: Text | None = None
    legal_representative: Name | None = None
    guardian: Name | None = None
    electronic_service: bool = False

    @field_validator("phone")
    @classmethod
    def _phone(cls, value: str | None) -> str | None:
        if value and not identity.check("phone", value).value.valid:
            raise ValueError("core.phone_invalid")
        return value or None

    @field_validator("id_number")
    @classmethod
    def _number(cls, value: str | None, info: ValidationInfo) -> str | None:
        """Checked with its own field, so that a fault of another field does not hide it."""
        kind = info.data.get("id_type", "other")
        if value and kind != "other" and not identity.check(kind, value).value.valid:
            raise ValueError("core.id_number_invalid")
        return value

    @field_validator("born")
    @classmethod
    def _born(cls, value: date | None) -> date | None:
        if value and value > clock.today():
            raise ValueError("core.date_in_future")
        return value

    @model_validator(mode="after")
    def _minor(self) -> Self:
        if self.is_minor and not self.guardian:
            raise ValueError("core.minor_needs_guardian")
        return self

    @property
    def birthday(self) -> date | None:
        """The birthday told, or that in the resident identity number."""
        if self.born or self.id_type != "resident_id" or not self.id_number:
            return self.born
        return identity.check("resident_id", self.id_number).value.birth

    @property
    def is_minor(self) -> bool:
        born = self.birthday
        if self.kind != "person" or born is None:
            return False
        return identity.age(born, clock.today()) < ADULT


class Claim(Asks):
    """One thing asked of the other side."""

    text: Text
    amount: Money | None = None


class Evidence(Asks):
    """One piece of evidence and what it is to prove."""

    name: Text
    purpose: Text | None = None
    files: Files = Field(default_factory=list)


class Told(Asks):
    """The whole of what a dispute's opening asks; carried from matter to matter, never asked again."""

    story: LongText
    cause: CauseRef
    claims: Annotated[list[Claim], Field(min_length=1, max_length=50)]
    claimants: Annotated[list[PartyTold], Field(min_length=1, max_length=500)]
    respondents: Annotated[list[PartyTold], Field(min_length=1, max_length=500)]
    third_parties: Annotated[list[PartyTold], Field(default_factory=list, max_length=100)]
    evidence: Annotated[list[Evidence], Field(default_factory=list, max_length=1000)]
    happened_on: Annotated[date | None, Kind("date")] = None

    @field_validator("cause")
    @classmethod
    def _cause(cls, value: str) -> str:
        try:
            causes.cause(value)
        except LookupError as error:
            raise ValueError("core.cause_unknown") from error
        return value

    @field_validator("happened_on")
    @classmethod
    def _past(cls, value: date | None) -> date | None:
        if value and value > clock.today():
            raise ValueError("core.date_in_future")
        return value

    @property
    def amount(self) -> Decimal | None:
        """The sum of the money claims, or None where none is for money."""
        amounts = [c.amount for c in self.claims if c.amount is not None]
        return sum(amounts, Decimal()) if amounts else None
