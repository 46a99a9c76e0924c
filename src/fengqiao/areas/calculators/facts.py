"""What each calculator asks, in everyday words; the words are in words.yaml under ``calculators.<Shape>``."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from fengqiao.kernel.asks import Asks, IdNumber, Kind, LongText, Name, Text

EARLIEST, LATEST = date(1950, 1, 1), date(2100, 12, 31)
Day = Annotated[date, Field(ge=EARLIEST, le=LATEST), Kind("date")]
Moment = Annotated[datetime, Kind("datetime")]
Yuan = Annotated[Decimal, Field(ge=0, le=Decimal("999999999999.99"), decimal_places=2), Kind("money")]

Happened = Literal[
    "complaint_filed", "correction_notice", "complaint_received", "fee_notice", "counterclaim", "divorce_ended",
    "judgment_received", "ruling_received", "judgment_effective", "appeal_received", "fined", "notice_published",
    "mediator_accepted", "agreement_made", "payment_order", "confirmation_received",
    "preservation_applied", "urgent_applied", "preserved_before_suit", "preservation_received",
    "violence_applied", "violence_order",
    "performance_over", "enforcement_notice", "report_order", "objection_ruling", "outsider_ruling",
    "valuation_received", "distribution_received", "delisting_refused",
    "obstacle_over", "administrative_act", "petition_answered", "legal_aid_asked",
]  # fmt: skip


class Deadline(Asks):
    """What happened, and when."""

    happened: Happened
    day: Day | None = None
    at: Moment | None = None
    abroad: bool = False


class Count(Asks):
    """A period by the general rules."""

    day: Day
    n: Annotated[int, Field(ge=1, le=36600), Kind("number")]
    unit: Literal["day", "workday", "month", "year"] = "day"
    direction: Literal["forward", "back"] = "forward"


class Summons(Asks):
    """The day of a hearing."""

    hearing: Day


class Interval(Asks):
    """Some days, both included."""

    first: Day
    last: Day


LimitedProcedure = Literal[
    "ordinary", "simple", "small_claims", "appeal_judgment", "appeal_ruling", "special", "confirmation",
    "retrial_review", "retrial_first", "retrial_second", "enforcement", "non_litigation_enforcement",
    "administrative_ordinary", "administrative_simple", "administrative_appeal", "maritime_collision",
    "payment_order", "enforcement_objection", "enforcement_review", "outsider_objection",
]  # fmt: skip


class TrialLimit(Asks):
    """A case and what stopped its clock."""

    procedure: LimitedProcedure = "ordinary"
    filed: Day
    excluded: Annotated[list[Interval], Field(max_length=20)] = []
    extension_months: Annotated[int, Field(ge=0, le=24), Kind("number")] | None = None
    extension_days: Annotated[int, Field(ge=0, le=365), Kind("number")] | None = None


class Interruption(Asks):
    """A day on which the creditor asked, or the debtor promised or paid a part."""

    day: Day


class Window(Asks):
    """By when enforcement must be applied for."""

    last_day: Day
    interruptions: Annotated[list[Interruption], Field(max_length=20)] = []
    suspensions: Annotated[list[Interval], Field(max_length=10)] = []


class ServedParty(Asks):
    """A party and the day on which the document reached it."""

    name: Name
    day: Day
    abroad: bool = False


class Effect(Asks):
    """Who received a judgment when."""

    kind: Literal["judgment", "ruling"] = "judgment"
    parties: Annotated[list[ServedParty], Field(min_length=1, max_length=30)]


class Posted(Asks):
    """A document sent near the end of a period."""

    limit: Day
    handed_in: Day
    by: Literal["post", "courier", "court"] = "post"
    proof: bool = False


FeeFor = Literal[
    "property", "divorce", "personality", "labour", "ip", "other", "administrative", "jurisdiction_objection",
    "enforcement", "preservation", "payment_order", "public_summons", "arbitration_set_aside", "bankruptcy",
    "security_interest", "confirmation", "special_procedure", "protection_order",
]  # fmt: skip


class Fee(Asks):
    """What is to be paid for."""

    what: FeeFor
    amount: Yuan | None = None
    stage: Literal["first", "appeal", "counterclaim"] = "first"
    ends: list[Literal["simple", "small_claims", "mediated", "withdrawn"]] = []
    base: Yuan | None = None


class FeeChange(Asks):
    """A claim that was raised or lowered."""

    from_amount: Yuan
    to_amount: Yuan
    when: Literal["before_end_of_investigation", "after_end_of_investigation"] = "before_end_of_investigation"
    ends: list[Literal["simple", "small_claims", "mediated"]] = []


class Payment(Asks):
    """What was paid, and when."""

    day: Day
    amount: Yuan


class LateInterest(Asks):
    """A debt that was not paid in time."""

    principal: Yuan
    due: Day
    payments: Annotated[list[Payment], Field(max_length=50)] = []
    until: Day | None = None
    excluded: Annotated[list[Interval], Field(max_length=20)] = []


class Creditor(Asks):
    """Somebody who is owed money."""

    name: Name
    amount: Yuan


class Distribution(Asks):
    """Too little money and several creditors."""

    net: Yuan
    claims: Annotated[list[Creditor], Field(min_length=1, max_length=50)]
    priority: Annotated[list[Creditor], Field(max_length=20)] = []
    debtor: Literal["natural", "organisation", "enterprise"] = "natural"


Unfit = Literal[
    "status", "property_title", "foreign", "appraisal", "missing_party", "counterclaim", "not_money",
    "missing_at_suit", "remand", "numerous", "retrial", "public_interest", "third_party_revocation",
]  # fmt: skip


class ProcedureChoice(Asks):
    """What the choice of procedure depends on."""

    amount: Yuan | None = None
    base: Yuan | None = None
    dispute: Literal["clear", "unclear"] = "clear"
    agreed_small: bool = False
    agreed_simple: bool = False
    exclusions: list[Unfit] = []


Cause = Literal[
    "contract", "house_sale", "house_lease", "construction", "real_estate", "land_contracting", "policy_housing",
    "tort", "network_tort", "product_tort", "traffic_accident",
    "maintenance", "spouse_left", "status_abroad", "inheritance", "protection_order",
    "insurance", "insurance_personal", "insurance_transport", "insurance_liability", "bill", "company", "transport",
    "port", "confined_defendant", "general",
    "confirmation", "payment_order", "public_summons", "security_interest", "missing_person",
    "arbitration_set_aside", "third_party_revocation",
    "enforcement_judgment", "enforcement_other", "enforcement_confirmation",
]  # fmt: skip


class Court(Asks):
    """Where the people and the things are."""

    cause: Cause
    defendant: Text | None = None
    plaintiff: Text | None = None
    subject: (
        Literal["money", "real_estate", "other", "instant", "lease", "online_delivered", "online_shipped"] | None
    ) = None
    performance_place: Text | None = None
    agreed_performance: Text | None = None
    unperformed: bool = False
    property_place: Text | None = None
    place_of_act: Text | None = None
    place_of_result: Text | None = None
    device_place: Text | None = None
    victim_domicile: Text | None = None
    place_of_manufacture: Text | None = None
    place_of_sale: Text | None = None
    place_of_service: Text | None = None
    accident_place: Text | None = None
    first_arrival: Text | None = None
    insured_object: Text | None = None
    insured_domicile: Text | None = None
    registration_place: Text | None = None
    destination: Text | None = None
    origin: Text | None = None
    payment_place: Text | None = None
    company_domicile: Text | None = None
    port_place: Text | None = None
    deceased_domicile: Text | None = None
    main_estate: Text | None = None
    missing_domicile: Text | None = None
    commission_place: Text | None = None
    place_of_violence: Text | None = None
    judgment_court: Text | None = None
    object_place: Text | None = None
    organisation_place: Text | None = None
    first_instance_court: Text | None = None
    asset_place: Text | None = None
    issuing_court: Text | None = None
    agreement: Text | None = None
    connected: bool = False
    amount: Yuan | None = None
    parties: Literal["all", "none", "one_outside"] = "all"
    foreign: bool = False
    province: Text | None = None


class CaseNumber(Asks):
    """A case number."""

    text: Annotated[str, Field(min_length=1, max_length=60), Kind("text")]


class Identity(Asks):
    """A number to be checked. It is never kept and never part of an address."""

    type: Literal["resident_id", "uscc", "passport", "phone"] = "resident_id"
    number: IdNumber


ServedBy = Literal[
    "direct", "mail", "electronic", "phone", "leaving", "at_court", "public_notice", "pronouncement",
    "entrusted", "through_unit",
]  # fmt: skip


class Service(Asks):
    """How a document was served."""

    method: ServedBy
    document: Literal[
        "complaint_copy", "defence_copy", "summons", "compelled_summons", "notice", "evidence", "judgment", "ruling",
        "mediation_document", "payment_order", "protection_order", "enforcement_notice", "appeal_copy",
    ] = "complaint_copy"  # fmt: skip
    procedure: Literal[
        "ordinary", "simple", "small_claims", "appeal", "special", "payment_order", "retrial", "enforcement",
        "administrative",
    ] = "ordinary"  # fmt: skip
    signed_on: Day | None = None
    receiver: (
        Literal["recipient", "adult_family", "legal_representative", "mail_desk", "agent", "appointed_receiver"] | None
    ) = None
    opponent: bool = False
    returned_on: Day | None = None
    mail_address: Literal["confirmed", "statutory_default", "unconfirmed"] | None = None
    no_fault: bool = False
    address: Literal["given", "other"] | None = None
    consent: bool = False
    arrived_on: Day | None = None
    read_on: Day | None = None
    replied_on: Day | None = None
    rebutted: bool = False
    notified_on: Day | None = None
    confirmed: bool = False
    otherwise_proved: bool = False
    refused: bool = False
    left_on: Day | None = None
    elsewhere: bool = False
    witnesses: bool = False
    photo_video: bool = False
    refused_on: Day | None = None
    noted: bool = False
    published_on: Day | None = None
    whereabouts_unknown: bool = False
    other_ways_failed: bool = False
    foreign: bool = False
    pronounced_on: Day | None = None
    absent: bool = False
    excused: bool = False
    unit: Literal["army", "prison", "compulsory_education"] | None = None


class Preservation(Asks):
    """Freezing the other side's property."""

    stage: Literal["in_suit", "before_suit"] = "in_suit"
    amount: Yuan | None = None
    asset: Literal["deposit", "movable", "real_estate", "other_right"] | None = None
    measured: Day | None = None
    years: Annotated[int, Field(ge=1, le=10), Kind("number")] | None = None


class Auction(Asks):
    """An online sale by the court."""

    round: Literal["1", "2"] = "1"
    property: Literal["real_estate", "movable", "right"] = "real_estate"
    price: Yuan
    start: Yuan | None = None
    opening: Day | None = None
    failed: Day | None = None


class Listing(Asks):
    """An entry on the list of dishonest debtors."""

    ground: Literal["1", "2", "3", "4", "5", "6"] = "1"
    listed: Day
    event: (
        Literal[
            "performed", "settlement_performed", "request_allowed", "round_ended", "suspended", "not_enforced", "terminated"
        ]
        | None
    ) = None  # fmt: skip
    event_date: Day | None = None
    extra_years: Literal["0", "1", "2", "3"] = "0"


class Publication(Asks):
    """Whether a judgment goes online."""

    document: Literal[
        "judgment", "ruling", "payment_order", "compensation", "sanction", "mediation_document", "confirmation"
    ] = "judgment"
    grounds: list[
        Literal["state_secret", "juvenile_crime", "mediated", "confirmation", "divorce", "minor_custody", "unsuitable"]
    ] = []
    effective: Day | None = None
    appealed: bool = False
    second_effective: Day | None = None
    public_interest: bool = False


class HiddenNames(Asks):
    """Names to be hidden, and a text. Neither is kept nor part of an address."""

    names: Annotated[list[Name], Field(max_length=200)] = []
    text: LongText | None = None
