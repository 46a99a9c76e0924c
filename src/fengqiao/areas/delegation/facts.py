"""What is asked of whoever gives a power, and of whoever opens an account for a company."""

from __future__ import annotations

from typing import Annotated, Literal, Self, get_args

from pydantic import Field, field_validator, model_validator

from fengqiao.core import clock
from fengqiao.kernel.asks import Affirmed, Asks, Day, Files, IdNumber, Name, Phone
from fengqiao.law import identity

Kind = Literal["close_relative", "lawyer", "legal_worker", "employee", "recommended", "assistant", "other"]
Scope = Literal["look", "prepare", "papers", "agent", "special"]
Item = Literal["admit", "waive", "change", "settle", "counterclaim", "appeal"]
"""What an agent does by special authority alone (CPL 62)."""


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


class CompanyConfirmed(Asks):
    """How far whoever asked for a company's account may act for it: a general power, or special authority item by item."""

    scope: Literal["agent", "special"] = "agent"
    powers: list[Item] = Field(default_factory=list)

    @model_validator(mode="after")
    def _each_item(self) -> Self:
        """Special authority is that of every item of CPL 62; ticks beside a general power contradict it."""
        if self.scope == "special" and set(self.powers) != set(get_args(Item)):
            raise ValueError("delegation.each_item")
        if self.scope == "agent" and self.powers:
            raise ValueError("delegation.items_of_special")
        return self


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
