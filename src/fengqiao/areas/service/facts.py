"""What the moves of service ask. Who is served, with what and where is known already and not asked."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from fengqiao.kernel.asks import Affirmed, Asks, Day, Files, LongText, Name, Phone, Text

Receiver = Literal["recipient", "adult_family", "legal_representative", "mail_desk", "agent", "appointed_receiver"]
Given = Annotated[Files, Field(default_factory=list)]


class Address(Asks):
    """The address confirmation (R-SRV-23); what is left out stays as it is on record."""

    address: Text | None = None
    phone: Phone | None = None
    receiver: Name | None = None
    electronic: bool = False
    secret: bool = False
    consequences_told: Affirmed


class Mailing(Asks):
    """Papers handed to the court express."""

    tracking: Text
    source: Literal["on_record", "statutory_default"] = "on_record"
    files: Given


class FailedAttempt(Asks):
    """One delivery attempt of the carrier that reached nobody."""

    on: Day
    why: Literal["nobody_there", "closed", "unreachable_by_phone", "asked_for_later", "other"]
    note: Text | None = None


class MailOutcome(Asks):
    """How the mailing ended."""

    outcome: Literal["signed", "refused", "returned"]
    on: Day
    receiver: Receiver = "recipient"
    name: Name | None = None
    opponent: bool = False
    note: Text | None = None
    files: Given


class Visit(Asks):
    """Papers brought to the person, by this court, another court or the person's unit."""

    result: Literal["signed", "refused", "absent"]
    on: Day
    method: Literal["direct", "entrusted", "through_unit"] = "direct"
    unit: Literal["army", "prison", "compulsory_education"] | None = None
    place: Literal["domicile", "court", "elsewhere"] = "domicile"
    receiver: Receiver = "recipient"
    name: Name | None = None
    opponent: bool = False
    note: Text | None = None
    files: Given


class Leaving(Asks):
    """Papers left at the domicile after a refusal."""

    on: Day
    witnesses: Text | None = None
    note: Text | None = None
    files: Given


class Call(Asks):
    """A call or message in the simple procedure (R-SRV-11)."""

    on: Day
    spoke_to: Name
    confirmed: bool = False
    note: Text | None = None
    files: Given


class PublicNotice(Asks):
    """A public notice: where and when it was last published, and why no other way is left."""

    ground: Literal["whereabouts_unknown", "other_ways_failed"]
    published_on: Day
    place: Text
    reason: LongText
    no_domicile_in_prc: bool = False
    files: Given


class Failure(Asks):
    """Why service is given up for now."""

    reason: LongText
