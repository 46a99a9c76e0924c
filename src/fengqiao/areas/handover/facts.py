"""What the moves of a handed-in item ask. What was written when it came in is never asked again."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from fengqiao.kernel.asks import Affirmed, Asks, Name, PartyRef, Phone, Text

ItemKind = Literal["original", "copy", "object", "medium", "mail", "other"]
Receiver = Literal["clerk", "judge", "enforcement_officer", "service_desk"]
BoxSize = Literal["small", "medium", "large"]
Number = Annotated[int, Field(ge=1, le=1_000_000)]
Pages = Annotated[int, Field(ge=0, le=1_000_000)]


class Thing(Asks):
    """One thing as the window writes it down."""

    kind: ItemKind
    title: Text
    count: Number = 1
    pages: Pages = 0
    condition: Text | None = None


class Intake(Asks):
    """What somebody hands in at once."""

    about: Text | None = None
    giver: Name
    phone: Phone | None = None
    items: Annotated[list[Thing], Field(min_length=1, max_length=50)]


class Received(Thing):
    """A thing that belongs to a matter, with its receipt."""

    receipt: Text
    giver: Name


class Forward(Asks):
    """To whom it goes next."""

    to: Receiver
    remark: Text | None = None


class Taken(Asks):
    """The receiver has it in hand."""

    found: Literal["as_described", "differs"] = "as_described"
    remark: Text | None = None


class NotCome(Asks):
    """It did not come, or is not what was written."""

    remark: Text


class Filed(Asks):
    """Where it lies from now on."""

    place: Text


class GivenBack(Asks):
    """Who takes it back; the identity was checked."""

    taker: Name
    identity_checked: Affirmed
    remark: Text | None = None


# —— the smart locker ——


class DropAsked(Asks):
    """What a party wants to lay into the locker."""

    what: Text
    size: BoxSize = "small"


class BoxFor(Asks):
    """Who fetches the thing from the locker."""

    party: PartyRef
    size: BoxSize = "small"


class BoxGiven(Asks):
    """The box that the locker has reserved."""

    box: Text
    site: Text


class NoBox(Asks):
    """Why the locker has given none."""

    reason: Literal["full", "refused", "time"] = "time"


class AtBox(Asks):
    """What happened at the box, when, and whose code had opened it (empty: a key of the house)."""

    box: Text
    at: datetime
    by: str = ""


class Counted(Asks):
    """The receipts for what lay in the box."""

    receipts: Annotated[list[Text], Field(min_length=1, max_length=50)]


class Reason(Asks):
    """What was found."""

    remark: Text
