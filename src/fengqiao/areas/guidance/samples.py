"""Samples of papers (文书样本): which there are, and what each is filled with; blank where nothing is known."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from fengqiao.areas.guidance.known import claimed, people, rows, step
from fengqiao.core.casefile import CaseFile
from fengqiao.core.models import Matter, Party
from fengqiao.core.papers import BLANK, compose
from fengqiao.kernel.paper import Paper, parse
from fengqiao.law import causes

GROUPS: Final[Mapping[str, tuple[str, ...]]] = {
    "begin": ("complaint", "sample_evidence", "address_confirmation", "sample_fee_relief", "sample_preservation"),
    "who": ("sample_power", "sample_representative"),
    "answer": ("sample_defence", "sample_jurisdiction", "sample_recusal"),
    "end": ("sample_withdrawal", "enforcement_application"),
}
SAMPLES: Final = tuple(kind for kinds in GROUPS.values() for kind in kinds)
FORMS: Final = ("docx", "pdf")
Context = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Known:
    """What a sample is filled with: the two sides, the cause, the facts told, who asks for it."""

    claimants: tuple[Mapping[str, Any], ...] = ()
    respondents: tuple[Mapping[str, Any], ...] = ()
    cause: str = ""
    number: str = ""
    claims: tuple[str, ...] = ()
    story: str = ""
    evidence: tuple[Mapping[str, Any], ...] = ()
    amount: str = ""
    me: Mapping[str, Any] | None = None


def blank_party() -> Mapping[str, Any]:
    """A party to be filled in by hand."""
    return {"name": BLANK, "kind": "person", "address": BLANK, "id_number": BLANK, "phone": BLANK}


def context(known: Known, court: str, today: date) -> Context:
    """The context of every sample (core.papers)."""
    me = known.me or {}
    entity = me if me.get("kind") == "entity" else {}
    return {
        "court": {"name": court},
        "matter": {"number": known.number},
        "cause": known.cause or BLANK,
        "claimants": list(known.claimants) or [blank_party()],
        "respondents": list(known.respondents) or [blank_party()],
        "third_parties": [],
        "clerk": "",
        "today": today,
        "facts": {
            "claims": list(known.claims),
            "claimant_case": known.story,
            "evidence": [dict(one) for one in known.evidence],
            "amount": known.amount,
            "person": me.get("name", ""),
            "principal": me.get("name", ""),
            "entity": entity.get("name", ""),
            "representative": entity.get("legal_representative", ""),
            "address": me.get("address", ""),
            "phone": me.get("phone", ""),
            "requests": list(known.claims),
            "reasons": "",
            "answer": "",
            "reason": "",
        },
    }


_DATE = re.compile(r"^@date .*$", re.MULTILINE)


def composed(kind: str, values: Context) -> Paper:
    """A sample ready to be set; its date is left to whoever signs it."""
    return parse(_DATE.sub("@date ＿＿＿＿年＿＿月＿＿日", compose(kind, values)))


_OF_PARTY = ("name", "kind", "sex", "address", "phone", "id_type", "id_number", "legal_representative")


def of_draft(draft: Mapping[str, Any]) -> Known:
    """What the front door's draft holds: the teller is the claimant."""
    told = [_told(one) for one in (people(draft).get("you"), *rows(people(draft), "companions"))]
    claimants = tuple(one for one in told if one)
    others = tuple(one for one in map(_told, rows(people(draft), "others")) if one)
    code = str(step(draft, "cause").get("cause") or "")
    claims = step(draft, "claims")
    texts = [
        str(row.get("text")) for row in (claims, *rows(claims, "more"), *rows(claims, "claims")) if row.get("text")
    ]
    amount = claimed(draft)
    if not texts and amount:
        texts = [f"请求判令被告支付{amount}元"]
    evidence = tuple(
        {"name": str(one["name"]), "proves": str(one.get("purpose") or "")}
        for one in rows(step(draft, "evidence"), "evidence")
        if one.get("name")
    )
    return Known(
        claimants, others, _cause(code), "", tuple(texts), str(step(draft, "story").get("story") or ""), evidence,
        str(amount) if amount else "", claimants[0] if claimants else None,
    )  # fmt: skip


def _told(raw: Any) -> Mapping[str, Any] | None:
    if not isinstance(raw, Mapping) or not raw.get("name"):
        return None
    return {name: str(raw[name]) for name in _OF_PARTY if raw.get(name)}


def _cause(code: str) -> str:
    try:
        return causes.cause(code).name if code else ""
    except LookupError:
        return ""


def of_matter(matter: Matter, person: int | None) -> Known:
    """What a matter holds for a person: of one's own side address and telephone, of the others the name alone; of what was
    told, the whole for the side that told it, and for the other what is asked of it.
    """
    file = CaseFile(matter)
    mine = {party.id for party in file.acting(person)}
    sides = {side: tuple(_row(row, row.pk in mine) for row in file.rows if row.side == side) for side in _SIDES}
    me = next((_row(row, True) for row in file.rows if row.pk in mine), None)
    facts, dispute = matter.dispute.facts, matter.dispute
    told = any(row.pk in mine and row.side == "claimant" for row in file.rows)
    evidence = tuple({"name": str(e["name"]), "proves": str(e.get("purpose") or "")} for e in facts.get("evidence") or () if e.get("name"))
    return Known(
        sides["claimant"], sides["respondent"], _cause(dispute.cause), matter.number or "",
        tuple(str(c.get("text", "")) for c in facts.get("claims") or ()), str(facts.get("story") or "") if told else "",
        evidence if told else (), str(dispute.amount or ""), me,
    )  # fmt: skip


_SIDES = ("claimant", "respondent")


def _row(row: Party, own: bool) -> Mapping[str, Any]:
    party = {"name": row.name, "kind": row.person.kind}
    if not own:
        return party
    found = {**party, "sex": row.person.sex, "address": row.address, "phone": row.person.phone}
    return {**found, "legal_representative": row.facts.get("legal_representative", "")}
