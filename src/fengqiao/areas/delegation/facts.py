"""What is asked of whoever gives a power, and of whoever opens an account for a company."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, field_validator

from fengqiao.core import clock
from fengqiao.kernel.asks import Affirmed, Asks, Day, Files, IdNumber, Name, Phone
from fengqiao.law import identity

Kind = Literal["close_relative", "lawyer", "legal_worker", "employee", "recommended", "assistant", "other"]
Scope = Literal["look", "prepare", "papers", "agent", "special"]


class Given(Asks):
    """A power: to whom, in what relation, for what, until when."""

    name: Name
    phone: Phone
    kind: Kind
    scope: Scope
    until: Day | None = None
    power: Files = Field(default_factory=list)

    @field_validator("until")
    @classmethod
    def _ahead(cls, value: Day | None) -> Day | None:
        if value and value < clock.today():
            raise ValueError("delegation.until_past")
        return value


class CompanyAsked(Asks):
    """The account of a company: its name and code as in the licence, and its legal representative."""

    name: Name
    uscc: IdNumber
    legal_name: Name
    legal_phone: Phone
    licence: Annotated[Files, Field(min_length=1)]
    true: Affirmed

    @field_validator("uscc")
    @classmethod
    def _right(cls, value: str) -> str:
        if not identity.check("uscc", value).value.valid:
            raise ValueError("delegation.uscc_wrong")
        return value
