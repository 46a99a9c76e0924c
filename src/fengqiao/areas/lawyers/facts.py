"""What the lawyer's desk asks: the table with the power, or one more case like an earlier one."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from fengqiao.kernel.asks import Asks, Day, Files, Kind, LongText, Money, Name, Text

AgentKind = Literal["lawyer", "legal_worker", "employee", "recommended"]
Firm = Annotated[str, StringConstraints(strip_whitespace=True, max_length=100), Kind("text")]
Number = Annotated[str, StringConstraints(strip_whitespace=True, max_length=40), Kind("text")]


class Table(Asks):
    """A table of filings and the power of attorney for all of them."""

    kind: AgentKind = "lawyer"
    firm: Firm = ""
    table: Annotated[Files, Field(min_length=1)]
    power: Annotated[Files, Field(min_length=1)]


class Another(Asks):
    """One more case like an earlier one: only what differs is typed (client, cause, court, power are kept)."""

    respondent: Name
    respondent_phone: Number = ""
    respondent_id: Number = ""
    respondent_address: Text | None = None
    amount: Money | None = None
    claim: Text
    happened_on: Day | None = None
    story: LongText
    evidence: Firm = ""
