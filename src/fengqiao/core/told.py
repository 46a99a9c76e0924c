"""What is told once about a dispute: the story, the cause, the claims, the people, the evidence."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal, Self

from pydantic import Field, ValidationError, ValidationInfo, field_validator, model_validator

from fengqiao.core import clock
from fengqiao.kernel.asks import Asks, CauseRef, Files, IdNumber, Kind, LongText, Money, Name, Phone, Text
from fengqiao.law import causes, elements, identity

IdType = Literal["resident_id", "uscc", "passport", "other"]
ADULT = 18


AgentKind = Literal["lawyer", "legal_worker", "relative", "employee", "recommended"]
"""Who may be an agent ad litem (CPL 61)."""

Power = Literal["admit", "waive", "change", "settle", "counterclaim", "appeal"]
"""What an agent may do only where the power says so expressly (CPL 62, CPLI 89)."""

MAX_AGENTS = 2
"""One or two persons may be agents of a party (CPL 61)."""


class RepresentativeTold(Asks):
    """An agent ad litem, the scope of the power, and its proof (R-FIL-06).

    “Full authority” without the items named is a general power: a special one names its items.
    """

    name: Name
    kind: AgentKind = "lawyer"
    firm: Text | None = None
    phone: Phone | None = None
    scope: Literal["general", "special"] = "general"
    powers: Annotated[list[Power], Field(default_factory=list, max_length=6)]
    files: Files = Field(default_factory=list)

    @field_validator("phone")
    @classmethod
    def _phone(cls, value: str | None) -> str | None:
        if value and not identity.check("phone", value).value.valid:
            raise ValueError("core.phone_invalid")
        return value or None

    @model_validator(mode="after")
    def _special(self) -> Self:
        if self.scope == "special" and not self.powers:
            raise ValueError("core.special_power_items")
        if self.scope == "general" and self.powers:
            raise ValueError("core.general_power_items")
        return self


class PartyNamed(Asks):
    """A person or an entity on one side, as somebody told it. Of the defendant little is required (R-FIL-05)."""

    kind: Literal["person", "entity"] = "person"
    name: Name
    phone: Phone | None = None
    id_type: IdType = Field(default="resident_id", validate_default=True)
    id_number: IdNumber | None = None
    sex: Literal["男", "女"] | None = None
    born: date | None = None
    address: Text | None = None
    ethnicity: Name | None = None
    occupation: Name | None = None
    workplace: Text | None = None
    legal_representative: Name | None = None
    legal_representative_post: Name | None = None
    legal_representative_phone: Phone | None = None
    guardian: Name | None = None
    electronic_service: bool = False

    @field_validator("phone", "legal_representative_phone")
    @classmethod
    def _phone(cls, value: str | None) -> str | None:
        if value and not identity.check("phone", value).value.valid:
            raise ValueError("core.phone_invalid")
        return value or None

    @field_validator("id_type")
    @classmethod
    def _id_type(cls, value: IdType, info: ValidationInfo) -> IdType:
        """An organisation has no identity card: its number is the unified social credit code."""
        return "uscc" if info.data.get("kind") == "entity" and value == "resident_id" else value

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


class PartyTold(PartyNamed):
    """The same with those who act for it in the suit."""

    representatives: Annotated[list[RepresentativeTold], Field(default_factory=list, max_length=MAX_AGENTS)]


class Claim(Asks):
    """One thing asked of the other side."""

    text: Text
    amount: Money | None = None


class Evidence(Asks):
    """One piece of evidence and what it is to prove."""

    name: Text
    purpose: Text | None = None
    source: Text | None = None
    original: Literal["original", "copy", "electronic"] | None = None
    pages: Annotated[int, Field(ge=1, le=100_000)] | None = None
    files: Files = Field(default_factory=list)


class Witness(Asks):
    """A witness, by name and domicile (R-FIL-05)."""

    name: Name
    address: Text | None = None


class ElementsTold(Asks):
    """The answers to a form of elements (law.elements), as plain data."""

    form: Annotated[str, Field(max_length=40)]
    answers: dict[str, Any]

    @model_validator(mode="after")
    def _fits(self) -> Self:
        """Checked against the form: unknown questions and choices are refused, and days that cannot be."""
        try:
            shape = elements.shape(self.form)
        except LookupError as error:
            raise ValueError("core.elements_unknown") from error
        try:
            shape.model_validate(self.answers)
        except ValidationError as error:
            raise ValueError("core.elements_wrong") from error
        for _question, fault in elements.wrong_days(self.form, self.answers, clock.today()):
            raise ValueError(fault)
        return self


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
    witnesses: Annotated[list[Witness], Field(default_factory=list, max_length=100)]
    elements: ElementsTold | None = None

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

    @property
    def parties(self) -> Iterator[tuple[str, PartyTold]]:
        """Everybody named with the path of the place: ``respondents.1``."""
        for side in ("claimants", "respondents", "third_parties"):
            for n, party in enumerate(getattr(self, side)):
                yield f"{side}.{n}", party


def files_of(told: Told) -> list[str]:
    """The keys of all files that came with what was told: evidence, and proof of agents' powers."""
    powers = [key for _, party in told.parties for agent in party.representatives for key in agent.files]
    return [key for item in told.evidence for key in item.files] + powers

