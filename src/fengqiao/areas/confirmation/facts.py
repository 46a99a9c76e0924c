"""What the moves of judicial confirmation ask."""

from __future__ import annotations

from typing import Annotated, Literal, get_args

from pydantic import Field

from fengqiao.kernel.asks import Affirmed, Asks, Count, Day, Files, LongText, Text

NotAccepted = Literal["outside_scope", "wrong_court", "status_relation", "other_procedure", "title"]
NOT_ACCEPTED: tuple[str, ...] = get_args(NotAccepted)
"""The grounds of CPLI 355 in the order of its items."""

ITEMS: dict[str, int] = {
    name: n
    for n, name in enumerate(("mandatory_law", "harm", "public_order", "involuntary", "unclear", "other"), start=1)
}
"""The item of CPLI 358 for each ground of rejection."""


class NonAcceptance(Asks):
    """Why the application is not accepted: every ground of CPLI 355 that is met, and the explanation."""

    grounds: Annotated[list[NotAccepted], Field(min_length=1, max_length=5)]
    reasons: LongText


class Supplement(Asks):
    """What the parties are to supplement, and until when (CPLI 356)."""

    what: LongText
    until: Day


class Supplied(Asks):
    """What a party supplements."""

    note: LongText
    files: Files = Field(default_factory=list)


class Verification(Asks):
    """The hearing of both sides together, by the judge (CPLI 356)."""

    way: Literal["in_person", "video"]
    both_present: Affirmed
    identities: Affirmed
    voluntary: bool = False
    record: LongText


class Rejection(Asks):
    """Why the agreement cannot be confirmed: the ground of CPLI 358 or 355, and the reasons."""

    ground: Literal[
        "mandatory_law", "harm", "public_order", "involuntary", "unclear", "other",
        "outside_scope", "wrong_court", "status_relation", "other_procedure", "title",
    ]  # fmt: skip
    reasons: LongText


class Reason(Asks):
    """Why somebody does something that the others will want explained."""

    reason: Text


class LongerTerm(Asks):
    """More days for the decision, approved by the president (CPL 187)."""

    days: Annotated[Count, Field(ge=1, le=30)]
    reason: Text
