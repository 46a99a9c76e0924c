"""Service, preservation, online sales, the list of dishonest debtors, publication."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from fengqiao.areas.calculators import drawing, facts
from fengqiao.areas.calculators.results import (
    Calculator,
    Part,
    Result,
    Row,
    cautions,
    day_note,
    joined,
    link,
    missing_years,
    open_settings,
    row,
    stop,
    tone_of,
    yuan_text,
)
from fengqiao.core.words import say, word
from fengqiao.kernel.answer import Answer
from fengqiao.law import anonymise, auction, enforcement, fees, periods, preservation, publication, service
from fengqiao.law.errors import FieldError
from fengqiao.web.templatetags.words import day as day_text
from fengqiao.web.templatetags.words import money
from fengqiao.web.views.pages import english

METHODS: Final[Mapping[str, Sequence[str]]] = {
    "usual": ("direct", "mail", "electronic", "phone", "at_court"),
    "else": ("leaving", "pronouncement", "public_notice", "entrusted", "through_unit"),
}
_ASKED: Final[Mapping[str, Mapping[str, bool]]] = {
    "direct": {"receiver": True, "signed_on": True, "opponent": False},
    "entrusted": {"receiver": True, "signed_on": True, "opponent": False},
    "mail": {"signed_on": False, "receiver": False, "opponent": False, "returned_on": False, "mail_address": False, "no_fault": False},
    "electronic": {"address": True, "consent": False, "arrived_on": False, "read_on": False, "replied_on": False, "rebutted": False},
    "phone": {"notified_on": True, "confirmed": False, "otherwise_proved": False},
    "leaving": {"refused": False, "left_on": True, "elsewhere": False, "witnesses": False, "photo_video": False},
    "at_court": {"signed_on": False, "refused_on": False, "noted": False},
    "public_notice": {"published_on": True, "whereabouts_unknown": False, "other_ways_failed": False, "foreign": False},
    "pronouncement": {"pronounced_on": True, "absent": False, "excused": False},
    "through_unit": {"unit": True, "signed_on": True},
}  # fmt: skip


def service_fields(method: str) -> dict[str, bool]:
    """The fields to ask for a way of service."""
    return {"document": True, "procedure": True, **_ASKED[method]}


def served(asked: facts.Service) -> Result:
    """Whether a document counts as served, and since when."""
    names = set(_ASKED[asked.method])
    known = {k: v for k, v in asked.model_dump(exclude_none=True).items() if k in names}
    if "mail_address" in known:
        known["address"] = known.pop("mail_address")
    if known.pop("elsewhere", False):
        known["at_domicile"] = False
    if known.pop("absent", False):
        known["present"] = False
    found = service.served(asked.method, asked.document, asked.procedure, known)
    one = found.value
    later = one.date if one.served else None
    return Result(
        label=word("calculators.service.label"),
        value=day_text(later) if later else word("calculators.service.no"),
        note=say("calculators.service.yes", {"note": day_note(later)})
        if later
        else one.why_en
        if english()
        else one.why_zh,
        tone="yes" if later else "no",
        parts=[Part("", found)],
        dates=[],
        months=drawing.months(asked.published_on, later) if later and asked.published_on else [],
        reasons=[*open_settings("period.public_notice_roll"), *missing_years(later)]
        if later and found.provisional
        else [],
        cautions=cautions("service_all"),
        links=_after_service(asked, later),
    )


def _after_service(asked: facts.Service, on: Any) -> list[Row]:
    happened = {"judgment": "judgment_received", "ruling": "ruling_received", "complaint_copy": "complaint_received"}
    if on is None or asked.document not in happened:
        return []
    return [link("deadline", word("calculators.link.deadline"), happened=happened[asked.document], day=on.isoformat())]


def preserve(asked: facts.Preservation) -> Result:
    """Security, fee, and until when property stays frozen."""
    parts: list[Part] = []
    rows: list[Row] = []
    if asked.amount is not None:
        security = preservation.security(asked.amount, asked.stage)
        fee = fees.application_fee("preservation", asked.amount)
        parts += [
            Part(word("calculators.preservation.security"), security, "R-PRS-03"),
            Part(word("calculators.preservation.fee"), fee, "R-FEE-22"),
        ]
        rows += [row(p.title, yuan_text(p.answer.value)) for p in parts]
    if asked.measured is not None and asked.stage == "before_suit":
        sue = periods.end_of("R-PRS-06.sue", asked.measured)
        parts.append(Part(word("calculators.preservation.sue"), sue, "R-PRS-06.sue"))
    if asked.measured is not None and asked.asset is None:
        raise FieldError("asset", "is needed with measured")
    if asked.measured is not None and asked.asset is not None:
        ends = preservation.expiry(asked.asset, asked.measured, asked.years)
        return _frozen(asked, ends, parts, rows)
    if not parts:
        raise FieldError("amount", "is needed: amount or day of the measure")
    return Result(
        label=parts[0].title,
        value=rows[0]["value"],
        note=word(f"calculators.preservation.{asked.stage}"),
        parts=parts,
        rows=rows,
        cautions=cautions("preservation_harm"),
    )


def _frozen(asked: facts.Preservation, ends: Answer[preservation.Expiry], parts: list[Part], rows: list[Row]) -> Result:
    expiry = ends.value
    dates = [stop(p.title, p.answer.value) for p in parts if p.rule == "R-PRS-06.sue"]
    dates.append(stop(word("calculators.preservation.renew"), expiry.renew_by))
    dates += [
        stop(say("calculators.preservation.alarm", {"n": n}), day)
        for n, day in zip(preservation.ALARMS, expiry.alarms, strict=True)
        if n != 7
    ]
    assert asked.measured is not None
    return Result(
        label=word("calculators.preservation.until"),
        value=day_text(expiry.expires),
        note=day_note(expiry.expires),
        tone=tone_of(expiry.expires),
        parts=[Part(word("calculators.preservation.until"), ends, "R-PRS-08"), *parts],
        rows=rows,
        dates=dates,
        months=drawing.months(asked.measured, expiry.expires),
        reasons=open_settings("preservation.expiry"),
        cautions=cautions("preservation_renew", "preservation_harm"),
    )


def sale(asked: facts.Auction) -> Result:
    """The lowest start price, the deposit, and the days of the notices."""
    number = int(asked.round)
    given = {"valuation": asked.price} if number == 1 else {"former_start": asked.price}
    prices = auction.prices(number, start=asked.start, **given)
    one = prices.value
    parts = [Part(word("calculators.auction.prices"), prices, f"R-ENF-{20 if number == 1 else 21}")]
    dates: list[Row] = []
    months: list[Row] = []
    if asked.opening is not None:
        notices = auction.notices(number, asked.property, asked.opening)
        parts.append(Part(word("calculators.auction.notices"), notices))
        dates = [
            stop(word("calculators.auction.told"), notices.value.parties_told_by),
            stop(word("calculators.auction.notice"), notices.value.notice_by),
            stop(word("calculators.auction.opening"), asked.opening),
        ]
        months = drawing.months(asked.opening, notices.value.notice_by, back=True)
    if asked.failed is not None:
        again = auction.second_round_by(asked.failed)
        parts.append(Part(word("calculators.auction.again"), again, "R-ENF-21.second_round"))
        dates.append(stop(word("calculators.auction.again"), again.value))
    return Result(
        label=word("calculators.auction.label"),
        value=yuan_text(one.lowest_start),
        note=say("calculators.auction.note", {"low": money(one.deposit_low), "high": money(one.deposit_high)}),
        parts=parts,
        rows=[
            row(word("calculators.auction.deposit"), f"{yuan_text(one.deposit_low)} – {yuan_text(one.deposit_high)}")
        ],
        dates=dates,
        months=months,
        reasons=open_settings("period.clear_days") if asked.opening else [],
        cautions=cautions("auction_bid"),
    )


def listing(asked: facts.Listing) -> Result:
    """When an entry leaves the list of dishonest debtors."""
    found = enforcement.listing_removal(
        int(asked.ground), asked.listed, asked.event, asked.event_date, int(asked.extra_years)
    )
    one = found.value
    return Result(
        label=word("calculators.listing.label"),
        value=day_text(one.remove_by) if one.remove_by else word("calculators.listing.open"),
        note=day_note(one.remove_by) if one.remove_by else word("calculators.listing.open.note"),
        parts=[Part("", found, "R-ENF-13")],
        dates=[stop(word("calculators.listing.expires"), one.expires)] if one.expires else [],
        reasons=missing_years(one.remove_by) if one.remove_by else [],
        cautions=cautions("listing_wrong") if one.automatic else cautions("listing_judge", "listing_wrong"),
    )


def publish(asked: facts.Publication) -> Result:
    """Whether a document goes online, and by when."""
    found = publication.publication(
        asked.document,
        asked.grounds,
        asked.effective,
        appealed=asked.appealed,
        second_effective=asked.second_effective,
        public_interest=asked.public_interest,
    )
    one = found.value
    waits = asked.appealed and asked.second_effective is None
    key = "yes" if one.publish else "wait" if waits else "no"
    instead = [word(f"calculators.publication.{name}") for name in one.instead]
    rows = [row(word("calculators.publication.instead"), joined(instead))] if instead else []
    start = asked.second_effective if asked.appealed else asked.effective
    drawn = drawing.months(start, one.publish_by, workdays=True) if start and one.publish_by else []
    return Result(
        label=word("calculators.publication.label"),
        value=word(f"calculators.publication.{key}"),
        note="" if one.publish else one.why_en if english() else one.why_zh,
        tone="yes" if one.publish else "no",
        parts=[Part("", found, "R-PUB-03.publish")],
        dates=[stop(word("calculators.publication.by"), one.publish_by)] if one.publish_by else [],
        rows=rows,
        months=drawn,
        reasons=missing_years(start, one.publish_by) if start and one.publish_by else [],
        cautions=cautions("publication_names"),
        links=[link("names", word("calculators.calc.names"))],
    )


def names(asked: facts.HiddenNames) -> Result:
    """Names in their hidden form, and a text without personal numbers."""
    if not asked.names and asked.text is None:
        raise FieldError("names", "give names or a text")
    found = anonymise.anonymise(asked.names, asked.text)
    one = found.value
    columns = [(word("calculators.names.name"), False), (word("calculators.names.hidden"), False)]
    pairs = list(dict.fromkeys(zip(asked.names, one.names, strict=True)))
    return Result(
        label=word("calculators.names.label"),
        value=joined([hidden for _name, hidden in pairs][:6]) or word("calculators.names.text_only"),
        parts=[Part("", found, "R-PUB-04")],
        table=drawing.table(word("calculators.names.table"), columns, pairs) if pairs else None,
        rows=[row(word(f"calculators.names.removed.{kind}"), str(n)) for kind, n in one.removed],
        text=one.text or "",
        cautions=cautions("names_check"),
    )


CALCULATORS = (
    Calculator(
        "service", "paper", facts.Service, served,
        "method=public_notice&document=judgment&procedure=ordinary&published_on=2026-03-02&whereabouts_unknown=on",
        first="method", topics=METHODS, shown=service_fields,
    ),
    Calculator("preservation", "lock", facts.Preservation, preserve, "stage=in_suit&asset=deposit&measured=2026-03-10"),
    Calculator("auction", "house", facts.Auction, sale, "round=1&property=real_estate&price=1000000&opening=2026-06-10"),
    Calculator("listing", "list", facts.Listing, listing, "ground=1&listed=2026-01-15&event=performed&event_date=2026-09-24"),
    Calculator("publication", "screen", facts.Publication, publish, "document=judgment&effective=2026-04-28"),
    Calculator("names", "shield", facts.HiddenNames, names, private=True),
)  # fmt: skip
