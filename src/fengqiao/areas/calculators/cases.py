"""Which procedure, which court, what a case number says, whether a number can be right."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from fengqiao.areas.calculators import facts
from fengqiao.areas.calculators.results import (
    Calculator,
    Part,
    Result,
    Row,
    cautions,
    joined,
    link,
    open_settings,
    row,
    yuan_text,
)
from fengqiao.core.words import say, word
from fengqiao.kernel.money import half_up
from fengqiao.law import case_number, courts, identity, jurisdiction, procedure_choice
from fengqiao.law.errors import FieldError
from fengqiao.law.settings import setting
from fengqiao.law.store import load
from fengqiao.web.templatetags.words import day as day_text
from fengqiao.web.views.pages import english

CAUSES: Final[Mapping[str, Sequence[str]]] = {
    "contract": ("contract", "house_sale", "house_lease", "construction"),
    "land": ("real_estate", "land_contracting", "policy_housing"),
    "harm": ("tort", "traffic_accident", "network_tort", "product_tort"),
    "family": ("maintenance", "spouse_left", "status_abroad", "inheritance", "protection_order"),
    "business": (
        "insurance", "insurance_personal", "insurance_transport", "insurance_liability",
        "bill", "company", "transport", "port",
    ),
    "application": (
        "confirmation", "payment_order", "public_summons", "security_interest", "missing_person",
        "arbitration_set_aside", "third_party_revocation",
    ),
    "enforcement": ("enforcement_judgment", "enforcement_other", "enforcement_confirmation"),
    "other": ("general", "confined_defendant"),
}  # fmt: skip
_ABOUT_LEVEL = {"amount", "parties", "foreign", "province", "defendant", "performance_place"}
_SPECIAL = {*CAUSES["application"], *CAUSES["enforcement"], "protection_order"}
_RECEIVES: Final = {
    "money": "receiver",
    "real_estate": "property_place",
    "other": "obligor",
    "instant": "deal_place",
    "lease": "use_place",
    "online_delivered": "buyer",
    "online_shipped": "receipt_place",
}


def procedure(asked: facts.ProcedureChoice) -> Result:
    """Small claims, simple or ordinary."""
    case = procedure_choice.Case(
        amount=asked.amount,
        base=asked.base,
        simple_facts=asked.dispute == "clear",
        agreed_small=asked.agreed_small,
        agreed_simple=asked.agreed_simple,
        exclusions=tuple(asked.exclusions),
    )
    found = procedure_choice.propose(case)
    return Result(
        label=word("calculators.procedure.label"),
        value=word(f"calculators.procedure.{found.value}"),
        note=word(f"calculators.procedure.{found.value}.note"),
        parts=[Part("", found, "R-SIM-02")],
        rows=_thresholds(asked) if asked.amount is not None else [],
        reasons=open_settings("wage.base") if found.provisional else [],
        cautions=cautions("procedure_judge"),
        links=_procedure_links(asked, found.value),
    )


def _thresholds(asked: facts.ProcedureChoice) -> list[Row]:
    base = asked.base if asked.base is not None else setting("wage.base").value
    if base is None:
        return []
    data = load("procedure.yaml")["small_claims"]
    wage = Decimal(str(base))
    return [
        row(word("calculators.procedure.must_up_to"), yuan_text(half_up(wage * Decimal(str(data["mandatory_share"]))))),
        row(word("calculators.procedure.may_up_to"), yuan_text(half_up(wage * Decimal(str(data["agreement_share"]))))),
    ]


def _procedure_links(asked: facts.ProcedureChoice, found: str) -> list[Row]:
    links = [link("trial-limit", word("calculators.link.trial_limit"), procedure=found)]
    if asked.amount is not None:
        ends = None if found == "ordinary" else found
        links.append(link("fee", word("calculators.link.fee"), what="property", amount=asked.amount, ends=ends))
    return links


def court_fields(cause: str) -> dict[str, bool]:
    """The places to ask for a kind of case."""
    asked: dict[str, bool] = {}
    entry = load("jurisdiction.yaml")["territorial"][cause]
    for ground in entry["grounds"]:
        if ground == "performance":
            asked.update(subject=False, performance_place=False, agreed_performance=False, unperformed=False)
        else:
            asked[ground] = False
    if cause not in _SPECIAL:
        if not entry.get("exclusive"):
            asked.update(agreement=False, connected=False)
        asked.update(amount=False, parties=True, foreign=False, province=False)
    return asked


def court(asked: facts.Court) -> Result:
    """The places whose courts may hear the case, and the level of the court."""
    known = asked.model_dump(exclude_none=True)
    wanted = court_fields(asked.cause)
    given: dict[str, Any] = {"cause": asked.cause}
    given |= {k: known[k] for k in wanted if k in known and k not in _ABOUT_LEVEL}
    given.pop("unperformed", None)
    if asked.defendant and "defendant" in wanted:
        given["defendants"] = [p for p in re.split(r"[、，,;；]\s*", asked.defendant) if p]
    if "subject" in wanted:
        subject = given.setdefault("subject", "other")
        if asked.performance_place:
            given[_RECEIVES[subject]] = asked.performance_place
        given["performed"] = not asked.unperformed
    found = jurisdiction.territorial_jurisdiction(given)
    parts = [Part(word("calculators.court.where"), found)]
    rows = []
    if asked.amount is not None and "amount" in wanted:
        level = jurisdiction.level_jurisdiction(_level_facts(asked))
        parts.append(Part(word("calculators.court.level"), level))
        rows.append(row(word("calculators.court.level"), word(f"calculators.court.level.{level.value}")))
    places = [g.place or (g.en if english() else g.zh) for g in found.value]
    return Result(
        label=word("calculators.court.label" if len(found.value) > 1 else "calculators.court.label_one"),
        value=joined(list(dict.fromkeys(places))),
        note=word("calculators.court.note") if len(set(places)) > 1 else "",
        parts=parts,
        rows=[*(_ground_row(g) for g in found.value), *rows],
        reasons=open_settings("level.high_domestic") if any(p.answer.provisional for p in parts) else [],
        cautions=cautions("court_habitual", "court_examines"),
    )


def _level_facts(asked: facts.Court) -> dict[str, Any]:
    if asked.foreign:
        return {"amount": asked.amount, "foreign": True, "province": asked.province}
    return {"amount": asked.amount, "parties": asked.parties}


def _ground_row(ground: jurisdiction.Ground) -> Row:
    return row(
        ground.en[:1].upper() + ground.en[1:] if english() else ground.zh,
        ground.place or word("calculators.court.unknown"),
    )


def proper_form(text: str) -> str:
    """A case number with the slips of the keyboard put right: brackets, blanks, wide digits, zeros in front."""
    plain = re.sub(r"\s", "", text).translate(
        str.maketrans("０１２３４５６７８９()〔〕[]【】", "0123456789（）（）（）（）")
    )
    return re.sub(r"([\u4e00-\u9fa5])0+([1-9]\d*号)", r"\1\2", plain)


def read_number(asked: facts.CaseNumber) -> Result:
    """What a case number says: year, court, kind of case, number."""
    text, mended = asked.text, False
    try:
        found = case_number.parse_number(text)
    except FieldError:
        text = proper_form(asked.text)
        found = case_number.parse_number(text)
        mended = True
    number = found.value
    kind = case_number.case_types().get(number.type)
    known = courts.by_number_code(number.court)
    unsure = known is not None and known.certainty != "secondary"
    meaning = (kind.en if english() else kind.zh) if kind else word("calculators.number.unknown")
    rows = [
        row(word("calculators.number.year"), str(number.year)),
        row(word("calculators.number.court"), f"{number.court}{f' · {known.name}' if known else ''}"),
        row(word("calculators.number.type"), f"{number.type} · {meaning}"),
        row(word("calculators.number.sequence"), str(number.sequence)),
    ]
    if number.special:
        rows.append(row(word("calculators.number.special"), word("calculators.number.ip")))
    if number.suffix:
        rows.append(row(word("calculators.number.suffix"), number.suffix))
    return Result(
        label=word("calculators.number.label"),
        value=str(number),
        note=word("calculators.number.mended") if mended else meaning,
        parts=[Part("", found, "R-CNO-02")],
        rows=rows,
        reasons=[word("calculators.reason.case_type")] if found.provisional else [],
        cautions=cautions("number_court") if known is None or unsure else [],
    )


def check_identity(asked: facts.Identity) -> Result:
    """Whether a number can be right, and what a resident identity number says."""
    found = identity.check(asked.type, asked.number)
    one = found.value
    rows = []
    if one.birth is not None:
        rows.append(row(word("calculators.identity.birth"), day_text(one.birth)))
    if one.sex is not None:
        rows.append(row(word("calculators.identity.sex"), word(f"calculators.identity.{one.sex}")))
    reason = (one.reason_en if english() else one.reason_zh) or ""
    return Result(
        label=word(f"calculators.Identity.type.{asked.type}"),
        value=word("calculators.identity.valid" if one.valid else "calculators.identity.invalid"),
        note=reason[:1].upper() + reason[1:]
        if reason
        else say("calculators.identity.checked", {"n": _hidden(one.number)}),
        tone="yes" if one.valid else "no",
        parts=[Part("", found, "R-FIL-11")],
        rows=rows,
        cautions=cautions("identity"),
    )


def _hidden(number: str) -> str:
    """A number with its middle hidden, so that a printed sheet gives nothing away."""
    return f"{number[:3]}{'*' * max(len(number) - 5, 1)}{number[-2:]}"


CALCULATORS = (
    Calculator("procedure", "scale", facts.ProcedureChoice, procedure, "amount=60000&base=120000"),
    Calculator(
        "court", "gavel", facts.Court, court,
        "cause=contract&subject=money&performance_place=A&defendant=B",
        first="cause", topics=CAUSES, shown=court_fields,
    ),
    Calculator("case-number", "search", facts.CaseNumber, read_number, "text=（2026）粤0703民初58号"),
    Calculator("identity", "person", facts.Identity, check_identity, private=True),
)  # fmt: skip
