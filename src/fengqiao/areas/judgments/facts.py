"""What the moves of a judgment ask."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from fengqiao.kernel.asks import Asks, Composition, Count, Day, LongText, Money, MoneyOrNone, PartyRef, Text

Days = Annotated[Count, Field(ge=1, le=3650)]


class Item(Asks):
    """One operative item (判项): its words, and what it obliges whom to pay, and until when.

    ``days`` count from the day on which the judgment takes effect; ``due`` is a fixed day instead.
    """

    text: LongText
    payer: Literal["respondent", "claimant", "third_party", "nobody"] = "respondent"
    amount: Money | None = None
    days: Days | None = None
    due: Day | None = None

    @model_validator(mode="after")
    def _has_one_end(self) -> Self:
        if self.payer != "nobody" and (self.days is None) == (self.due is None):
            raise ValueError("judgments.item_needs_one_end")
        if self.payer == "nobody" and (self.amount, self.days, self.due) != (None, None, None):
            raise ValueError("judgments.item_without_payer")
        return self


class Share(Asks):
    """What one party bears of the case fee."""

    party: PartyRef
    amount: MoneyOrNone


class Abroad(Asks):
    """A party that has no domicile in the People's Republic: its appeal period is 30 days (CPL 286)."""

    party: PartyRef


class Draft(Asks):
    """A judgment as the judge writes it. ``body`` is everything from the introduction to the reasons."""

    outcome: Literal["granted", "partly", "rejected"]
    body: Composition
    law: Annotated[list[Text], Field(min_length=1, max_length=50)]
    items: Annotated[list[Item], Field(min_length=1, max_length=60)]
    fee_shares: Annotated[list[Share], Field(default_factory=list, max_length=500)]
    by_default: bool = False
    abroad: Annotated[list[Abroad], Field(default_factory=list, max_length=500)]

    @model_validator(mode="after")
    def _result_fits(self) -> Self:
        if self.outcome == "rejected" and any(i.payer != "nobody" for i in self.items):
            raise ValueError("judgments.rejected_but_orders")
        return self

    @property
    def fee_total(self) -> Decimal:
        """What the shares come to."""
        return sum((s.amount for s in self.fee_shares), Decimal())


class Appeal(Asks):
    """An appeal in writing (R-HRG-09). ``party`` and ``posted_on`` are for the clerk who enters a paper one."""

    requests: LongText
    reasons: LongText
    amount: MoneyOrNone | None = None
    party: PartyRef | None = None
    posted_on: Day | None = None


class Correction(Asks):
    """A clerical error of the judgment and what it should say (CPL 157; CPLI 245)."""

    wrong: LongText
    right: LongText


class OfParty(Asks):
    """The party whose own period has run out."""

    party: PartyRef
