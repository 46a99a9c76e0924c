"""What the moves of enforcement ask."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from fengqiao.kernel.asks import Affirmed, Asks, Count, Day, Files, LongText, Money, PartyRef, Text

Days = Annotated[Count, Field(ge=1, le=30)]
Number = Annotated[Count, Field(ge=1, le=1000)]
Years = Annotated[Count, Field(ge=1, le=3)]


class Notice(Asks):
    """The enforcement notice: how long the debtor has, and into which account of this case it pays."""

    days: Days = 5
    account: Text | None = None


class Asset(Asks):
    """One thing that the debtor owns, as it reports it."""

    kind: Literal["income", "deposit", "real_estate", "vehicle", "equipment", "claim", "shares", "other"]
    description: Text
    value: Money | None = None
    burden: Text | None = None


class AssetReport(Asks):
    """The debtor's report: what it has now and had in the year before the notice (AST 5)."""

    assets: Annotated[list[Asset], Field(default_factory=list, max_length=200)]
    changes: LongText | None = None
    truthful: Affirmed
    files: Annotated[Files, Field(default_factory=list)]


class Measure(Asks):
    """A measure taken against property, from its day for a number of years (CPLI 485)."""

    asset: Literal["deposit", "movable", "real_estate", "other_right"]
    property: Text
    value: Money
    taken_on: Day
    years: Years = 1
    files: Annotated[Files, Field(default_factory=list)]


class Renewal(Asks):
    """A measure continued before it runs out."""

    number: Number
    from_day: Day
    years: Years = 1


class Lifting(Asks):
    """A measure that ends: the property is free, or has been sold for the debt."""

    number: Number
    why: Literal["performed", "sold", "security", "over_limit", "not_the_debtors", "other"]


class Restriction(Asks):
    """A restriction that the officer proposes and the president orders (HCO 1, 5; DIS 1, 5)."""

    kind: Literal["consumption", "dishonest"]
    ground: Literal[
        "not_performed",
        "able_but_refuses",
        "hides_assets",
        "false_report",
        "breach_of_restriction",
        "breaks_settlement",
    ]
    party: PartyRef

    @model_validator(mode="after")
    def _ground_fits(self) -> Self:
        if (self.ground == "not_performed") != (self.kind == "consumption"):
            raise ValueError("enforcement.ground_does_not_fit")
        return self


class Incoming(Asks):
    """Money that has come in for this case."""

    amount: Money
    on: Day
    way: Literal["paid", "deducted", "sale", "on_site"] = "paid"


class Settlement(Asks):
    """A settlement of the sides in enforcement (R-ENF-16)."""

    terms: LongText
    due: Day
    creditor_agrees: Affirmed
    debtor_agrees: Affirmed


class RoundEnd(Asks):
    """What has been done before a round may end (END16 1, 3): nothing is left to be found."""

    network_searched: Affirmed
    visits_made: Affirmed
    leads_checked: Affirmed
    findings: LongText


class Approval(Asks):
    """The panel has deliberated, the president approves."""

    panel_agrees: Affirmed


class Confirmed(Asks):
    """Yes, so it is."""

    agree: Affirmed


class OfParty(Asks):
    """The party whose own period has run out."""

    party: PartyRef


class CostsOwed(Asks):
    """Costs of the suit that a debtor has not paid to the court; only the system brings them (CPLI 207)."""

    collection: Text
    party: PartyRef
    amount: Money
