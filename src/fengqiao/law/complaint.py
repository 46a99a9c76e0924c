"""What the form of a complaint lacks, and what speaks against taking it in: one rule set for the one who
files, while typing and before sending, for the counter and the kiosk, and for the filing clerk.

What was told is read as plain data of the form of ``core.told.Told``; a part that is not there yet is
not examined. Everything here is a proposal: the clerk decides, and the law knows no other bar (R-FIL-01).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from fengqiao.kernel.citation import Citation
from fengqiao.law import periods
from fengqiao.law.citing import cite
from fengqiao.law.claims import composed
from fengqiao.law.complaint_text import is_base
from fengqiao.law.instruments import CPL, CPLI, REG

Told = Mapping[str, Any]
SHORT = 4
"""Fewer signs than this are no concrete claim."""

_SUM = re.compile(r"\d[\d,，.]*\s*(?:万?元|万|块)")


@dataclass(frozen=True, slots=True)
class Fault:
    """One formal fault: the exact field of what was told, a coded reason, the articles.

    ``must`` is True for what a correction notice is proposed for; the rest is worth completing, and the
    case can be filed without it.
    """

    field: str
    code: str
    cites: tuple[Citation, ...]
    must: bool = True


@dataclass(frozen=True, slots=True)
class Ground:
    """Something that may speak against filing (CPL 127, R-FIL-07), with the words that explain it."""

    ground: str
    code: str
    cites: tuple[Citation, ...]
    until: date | None = None


def faults(told: Told) -> Iterator[Fault]:
    """Yield every formal fault of a complaint, in its order (CPL 122, 124; R-FIL-05, R-FIL-06)."""
    for n, party in enumerate(told.get("claimants", ())):
        yield from _claimant(f"claimants.{n}", party)
    for n, party in enumerate(told.get("respondents", ())):
        yield from _respondent(f"respondents.{n}", party)
    if "claims" in told:
        yield from _claims(told["claims"])
    if "story" in told and len(str(told["story"] or "").strip()) < SHORT:
        yield Fault("story", "unclear", (CPL(122), CPL(124)))
    if "evidence" in told:
        yield from _evidence(told["evidence"])
    for side in ("claimants", "respondents", "third_parties"):
        for party in told.get(side, ()):
            yield from _powers(party)


def _claimant(path: str, party: Told) -> Iterator[Fault]:
    entity = party.get("kind") == "entity"
    needed = ["address", "phone", *(["legal_representative"] if entity else [])]
    yield from (Fault(f"{path}.{name}", "missing", (CPL(124), REG(4))) for name in needed if not party.get(name))
    wanted = ["id_number"] + (["legal_representative_post"] if entity else ["sex", "ethnicity", "occupation"])
    for name in wanted:
        known = party.get(name) or (name == "sex" and party.get("id_number"))
        if not known:
            yield Fault(f"{path}.{name}", "missing", (CPL(124), REG(4)), must=False)


def _respondent(path: str, party: Told) -> Iterator[Fault]:
    """Enough to tell it from others; the rest of CPL 124 is worth knowing and no bar (CPLI 209)."""
    if not party.get("address") and not party.get("phone"):
        yield Fault(f"{path}.address", "not_identified", (CPL(122), CPLI(209)))
    elif not party.get("address"):
        yield Fault(f"{path}.address", "missing", (CPL(124),), must=False)
    if party.get("kind") != "entity" and not party.get("sex"):
        yield Fault(f"{path}.sex", "missing", (CPL(124),), must=False)


def _claims(claims: Any) -> Iterator[Fault]:
    for n, claim in enumerate(claims):
        text = str(claim.get("text") or "")
        if len(text) < SHORT:
            yield Fault(f"claims.{n}.text", "unclear", (CPL(122), CPL(124)))
        if claim.get("amount") is None and _names_a_sum(text) and "每月" not in text:
            yield Fault(f"claims.{n}.amount", "missing", (CPL(122),), must=False)


def _names_a_sum(text: str) -> bool:
    """Whether a claim names a sum that is asked for, not only one on which interest is to be reckoned."""
    return any(not is_base(text, m.start(), m.end()) for m in _SUM.finditer(text))


def _evidence(rows: Any) -> Iterator[Fault]:
    if not rows:
        yield Fault("evidence", "no_proof", (CPL(124), REG(6)))
    for n, row in enumerate(rows):
        for name in ("purpose", "source"):
            if not row.get(name):
                yield Fault(f"evidence.{n}.{name}", "missing", (CPL(124),), must=False)


def _powers(party: Told) -> Iterator[Fault]:
    """An agent shows the power; full authority alone is no special one (R-FIL-06)."""
    for agent in party.get("representatives") or ():
        if not agent.get("files"):
            yield Fault("papers", "no_authority", (CPL(62), CPLI(89), REG(6)))
        if agent.get("scope") == "special" and not agent.get("powers"):
            yield Fault("papers", "no_authority", (CPL(62), CPLI(89)))


_GROUND_OF = {
    "arbitration_clause": "arbitration",
    "decided_before": "decided",
    "labour_first": "other_organ",
    "divorce_again": "divorce_again",
    "remind_first": "not_yet",
}
"""The ground of CPL 127 to which a warning of the elements points."""


def grounds(told: Told, today: date) -> Iterator[Ground]:
    """Yield what may speak against filing, by the elements answered (R-FIL-07, R-FIL-08)."""
    elements = told.get("elements") or {}
    if not elements:
        return
    try:
        found = composed(str(elements["form"]), elements["answers"], today)
    except (LookupError, ValueError):
        return
    for warning in found.warnings:
        until = None
        if warning["code"] == "divorce_again":
            until = periods.end(date.fromisoformat(str(elements["answers"]["earlier_on"])), "month", 6).value
            if until < today:
                continue
        cites = tuple(cite(text) for text in warning["cites"])
        yield Ground(_GROUND_OF[warning["code"]], warning["code"], cites, until)
