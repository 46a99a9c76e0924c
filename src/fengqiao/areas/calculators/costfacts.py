"""What the calculators about who pays, about foreign money and about internet courts ask."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from fengqiao.areas.calculators.facts import Day, Yuan
from fengqiao.kernel.asks import Asks, Kind, Text

Rate = Annotated[Decimal, Field(gt=0, le=Decimal(1_000_000), decimal_places=6), Kind("number")]
Ended = Literal[
    "won", "lost", "partial", "mediated", "divorce", "withdrawn", "act_changed", "retrial_request",
    "payment_order_unopposed", "payment_order_opposed", "public_summons", "preservation", "enforcement",
    "enforcement_settled", "security_granted", "security_refused",
]  # fmt: skip
NetMatter = Literal[
    "platform_shopping", "online_service", "personal_information", "virtual_property", "data", "domain_name",
    "unfair_competition", "administrative", "public_interest", "other",
]  # fmt: skip


class CostShare(Asks):
    """A fee, and how the case ended."""

    outcome: Ended
    fee: Yuan
    claimed: Yuan | None = None
    awarded: Yuan | None = None
    agreed: Yuan | None = None
    volunteered: Yuan | None = None
    dropped: Yuan | None = None
    joint: bool = False
    direct: bool = False


class ForeignClaim(Asks):
    """A claim in foreign money, with the rate of the day of acceptance."""

    currency: Annotated[str, Field(min_length=3, max_length=3), Kind("text")]
    amount: Yuan
    rate: Rate
    per: Literal["1", "100", "10000"] = "1"
    rate_day: Day
    accepted: Day
    kind: Literal["property", "enforcement", "preservation", "payment_order"] = "property"


class NetCourt(Asks):
    """A dispute on the network, and a place whose courts may hear it."""

    matter: NetMatter
    city: Text
    filed: Day | None = None
    amount: Yuan | None = None
