"""What the moves of performance ask."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from fengqiao.kernel.asks import Affirmed, Asks, Day, Files, Kind, LongText, Money, Text


class Payment(Asks):
    """A payment made, as the payer reports it."""

    amount: Money
    paid_on: Day
    way: Literal["transfer", "mobile", "cash", "other"] = "transfer"
    files: Files = Field(default_factory=list)


class Receipt(Asks):
    """Money received, as the one who is owed reports it."""

    amount: Money
    received_on: Day


class Confirmed(Asks):
    """Yes, so it is."""

    agree: Affirmed


class Reason(Asks):
    """Why somebody does something that the others will want explained."""

    reason: Text


class Demand(Asks):
    """A demand for performance; it lets the two years begin anew (CPL 250)."""

    text: LongText


class EnforcementApplication(Asks):
    """What is still needed to apply for enforcement: nothing but leads on property, where known."""

    leads: Annotated[list[Text], Field(default_factory=list, max_length=50)]
    note: Annotated[str, Field(max_length=2000), Kind("textarea")] = ""
