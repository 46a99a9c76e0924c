"""What the look before filing asks: no name, no number, nothing that tells who is asking."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from fengqiao.kernel.asks import Asks, Kind

About = Literal[
    "loan", "sale", "service", "lease", "labour", "injury", "traffic", "divorce", "support", "inheritance",
    "neighbour", "consumer", "other",
]  # fmt: skip
Proof = Literal[
    "agreement", "payment", "messages", "delivery", "official", "medical", "photos", "witness", "work", "relation",
    "title",
]  # fmt: skip
Yuan = Annotated[Decimal, Field(ge=0, le=Decimal("999999999999.99"), decimal_places=2), Kind("money")]
Day = Annotated[date, Field(ge=date(1950, 1, 1), le=date(2100, 12, 31)), Kind("date")]


class Outlook(Asks):
    """A dispute before it is filed."""

    about: About
    amount: Yuan | None = None
    since: Day | None = None
    asked: Day | None = None
    where: Literal["unknown", "here", "elsewhere"] = "unknown"
    reach: Literal["both", "one", "none"] = "both"
    proof: list[Proof] = []
    clause: Literal["none", "arbitration", "court", "unsure"] = "none"
    before: Literal["none", "decided", "pending", "withdrawn", "divorce_refused"] = "none"
    assets: Literal["unknown", "known", "none"] = "unknown"
