"""What will it cost? Fees, changes of a claim, late interest, the share of each creditor."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from fengqiao.areas.calculators import drawing, facts
from fengqiao.areas.calculators.results import (
    Calculator,
    Part,
    Result,
    cautions,
    link,
    open_settings,
    row,
    stop,
    yuan_text,
)
from fengqiao.core.words import say, word
from fengqiao.kernel.answer import Answer
from fengqiao.kernel.money import capital, exact, half_up
from fengqiao.law import enforcement, fees
from fengqiao.law.settings import setting
from fengqiao.law.tariff import entry
from fengqiao.web.templatetags.words import day as day_text
from fengqiao.web.templatetags.words import money
from fengqiao.web.views.pages import english

TOPICS: Final[Mapping[str, Sequence[str]]] = {
    "suit": ("property", "divorce", "personality", "labour", "ip", "other", "administrative", "jurisdiction_objection"),
    "application": (
        "enforcement", "preservation", "payment_order", "public_summons", "arbitration_set_aside", "bankruptcy",
        "security_interest",
    ),
    "free": ("confirmation", "special_procedure", "protection_order"),
}  # fmt: skip
BASES: Final[Mapping[str, str]] = {
    "divorce": "fee.divorce_base",
    "personality": "fee.personality_base",
    "other": "fee.other_base",
    "ip": "fee.ip_base",
    "jurisdiction_objection": "fee.jurisdiction_objection",
}
_TABLES = {"property", "divorce", "personality", "enforcement", "preservation"}
_MONEY_NEEDED = {"property", "preservation", "payment_order", "bankruptcy"}
_MONEY_HELPS = {"divorce", "personality", "ip", "enforcement"}
_HALVED = {"property", "divorce", "personality", "labour", "ip", "other", "administrative"}
_ENDS = ("simple", "mediated", "withdrawn")


def fee_fields(what: str) -> dict[str, bool]:
    """The fields to ask for a kind of fee."""
    asked: dict[str, bool] = {}
    if what in _MONEY_NEEDED | _MONEY_HELPS:
        asked["amount"] = what in _MONEY_NEEDED
    if what in _HALVED:
        asked.update(ends=False, stage=True)
    if what in BASES:
        asked["base"] = False
    return asked


def fee(asked: facts.Fee) -> Result:
    """The case fee or application fee."""
    case = asked.what in fees.CASE_KINDS
    if case:
        found = fees.case_fee(asked.what, asked.amount, asked.base, asked.ends, asked.stage)
    else:
        found = fees.application_fee(asked.what, asked.amount, asked.base)
    kind = "free" if not found.value else "case" if case else "application"
    return Result(
        label=word(f"calculators.fee.{kind}"),
        value=yuan_text(found.value),
        note="" if english() else capital(found.value),
        parts=[Part("", found)],
        rows=_other_ways(asked, found) if case else [],
        bands=_bands(asked, found),
        reasons=_fee_reasons(asked, found),
        cautions=cautions(*_fee_cautions(asked)),
        links=_fee_links(asked),
    )


def _other_ways(asked: facts.Fee, found: Answer[Decimal]) -> list[dict[str, Any]]:
    """What the same suit costs when it goes another way: halving is the usual surprise."""
    if asked.what not in _HALVED or asked.stage != "first" or not found.value:
        return []
    full = fees.case_fee(asked.what, asked.amount, asked.base)
    rows = [row(word("calculators.fee.ordinary"), yuan_text(full.value))]
    for end in _ENDS:
        half = fees.case_fee(asked.what, asked.amount, asked.base, [end])
        rows.append(row(word(f"calculators.fee.way.{end}"), yuan_text(half.value)))
    return rows


def _bands(asked: facts.Fee, found: Answer[Decimal]) -> dict[str, Any] | None:
    shared = {"payment_order", "bankruptcy"}
    name = "property" if asked.what in shared or (asked.what == "ip" and asked.amount is not None) else asked.what
    if name not in _TABLES or (asked.amount is None and name not in ("divorce", "personality")):
        return None
    tariff = entry("tables", name)
    base = None
    if tariff.base is not None:
        base = asked.base if asked.base is not None else setting(tariff.base).amount
    drawn = drawing.bands(tariff, asked.amount or Decimal(0), base, found.value)
    drawn["caption"] = tariff.en[:1].upper() + tariff.en[1:] if english() else tariff.zh
    if asked.what in shared:
        drawn["after"] = say("calculators.fee.share", {"n": entry("shares", asked.what).divide_by})
    elif asked.ends or asked.stage == "counterclaim":
        drawn["after"] = word("calculators.fee.halved") if drawn["total"] != drawn["due"] else ""
    return drawn


def _fee_reasons(asked: facts.Fee, found: Answer[Decimal]) -> list[str]:
    if not found.provisional:
        return []
    ids: list[str | None] = []
    if asked.base is None and not (asked.what == "ip" and asked.amount is not None):
        ids.append(BASES.get(asked.what))
    if asked.what == "enforcement" and asked.amount is None:
        ids.append("fee.enforcement_base")
    if "small_claims" in asked.ends:
        ids.append("fee.small_claims_scale")
    if asked.what == "security_interest":
        ids.append("fee.security_interest")
    if any("四舍五入" in line.zh for line in found.working):
        ids.append("fee.rounding")
    return open_settings(*ids)


def _fee_cautions(asked: facts.Fee) -> list[str]:
    if asked.what in fees.APPLICATION_KINDS:
        return ["fee_enforcement"] if asked.what == "enforcement" else ["fee_application"]
    if asked.what in TOPICS["free"]:
        return []
    simple = ["fee_simple"] if {"simple", "small_claims"} & set(asked.ends) else []
    return ["fee_prepaid", *simple, "fee_loser", "fee_relief"]


def _fee_links(asked: facts.Fee) -> list[dict[str, Any]]:
    if asked.what == "property":
        return [
            link("procedure", word("calculators.link.procedure"), amount=asked.amount),
            link("fee-change", word("calculators.link.fee_change"), from_amount=asked.amount),
        ]
    if asked.what == "preservation":
        return [link("preservation", word("calculators.link.preservation"), amount=asked.amount)]
    return []


def fee_change(asked: facts.FeeChange) -> Result:
    """What is still to be paid, or comes back, when the claim changes."""
    found = fees.fee_change(asked.from_amount, asked.to_amount, asked.when, asked.ends)
    change = found.value
    kind = "top_up" if change.top_up or not (change.refund or change.borne) else "refund" if change.refund else "borne"
    value = getattr(change, kind)
    return Result(
        label=word(f"calculators.fee_change.{kind}"),
        value=yuan_text(value),
        note="" if english() else capital(value),
        parts=[Part("", found)],
        cautions=cautions("fee_change"),
    )


def late_interest(asked: facts.LateInterest) -> Result:
    """The doubled part of the interest for late performance."""
    paid = [(one.day, one.amount) for one in asked.payments]
    excluded = [(one.first, one.last) for one in asked.excluded]
    found = enforcement.late_interest(asked.principal, asked.due, paid, excluded, asked.until)
    segments, rest = enforcement.late_interest_segments(asked.principal, asked.due, paid, excluded, asked.until)
    rows = [(day_text(s.day), money(s.part), str(s.days), money(half_up(s.interest))) for s in segments]
    table = drawing.table(
        word("calculators.late_interest.segments"),
        [
            (word("calculators.late_interest.until"), False),
            (word("calculators.late_interest.part"), True),
            (word("calculators.late_interest.days"), True),
            (word("calculators.late_interest.interest"), True),
        ],
        rows,
        (word("calculators.sum"), "", "", money(found.value)),
    )
    return Result(
        label=word("calculators.late_interest.label"),
        value=yuan_text(found.value),
        note="" if english() else capital(found.value),
        parts=[Part("", found, "R-ENF-17")],
        rows=[row(word("calculators.late_interest.rest"), yuan_text(rest))] if rest and asked.until is None else [],
        dates=[stop(word("calculators.late_interest.from"), asked.due)],
        table=table if rows else None,
        reasons=open_settings("interest.first_day") if found.provisional else [],
        cautions=cautions(*(["interest_runs"] if rest else []), "interest_general", "interest_principal"),
    )


def distribution(asked: facts.Distribution) -> Result:
    """What each creditor gets."""
    found = enforcement.distribution(
        asked.net,
        [(one.name, one.amount) for one in asked.claims],
        [(one.name, one.amount) for one in asked.priority],
        asked.debtor,
    )
    columns = [
        (word("calculators.distribution.creditor"), False),
        (word("calculators.distribution.claim"), True),
        (word("calculators.distribution.paid"), True),
        (word("calculators.distribution.share"), True),
    ]
    rows = [
        (one.name, money(one.claim), money(one.paid), f"{one.paid * 100 / one.claim:.2f}%" if one.claim else "—")
        for one in found.value
    ]
    paid = sum((one.paid for one in found.value), Decimal(0))
    owed = sum((one.claim for one in found.value), Decimal(0))
    return Result(
        label=word("calculators.distribution.label"),
        value=yuan_text(paid),
        note=say("calculators.distribution.note", {"n": len(found.value), "owed": exact(owed)}),
        parts=[Part("", found)],
        table=drawing.table(
            word("calculators.distribution.table"),
            columns,
            rows,
            (word("calculators.sum"), money(owed), money(paid), ""),
        ),
        cautions=cautions("distribution"),
    )


CALCULATORS = (
    Calculator(
        "fee", "money", facts.Fee, fee, "what=property&amount=100000", first="what", topics=TOPICS, shown=fee_fields
    ),
    Calculator("fee-change", "swap", facts.FeeChange, fee_change, "from_amount=1000000&to_amount=600000"),
    Calculator(
        "late-interest", "chart", facts.LateInterest, late_interest,
        "principal=100000&due=2026-01-31&payments-0-day=2026-02-10&payments-0-amount=40000"
        "&payments-1-day=2026-03-31&payments-1-amount=60000",
    ),
    Calculator(
        "distribution", "people", facts.Distribution, distribution,
        "net=90000&claims-0-name=A&claims-0-amount=100000&claims-1-name=B&claims-1-amount=200000",
    ),
)  # fmt: skip
