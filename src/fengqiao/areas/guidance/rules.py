"""What may stand in the way of a suit, point by point (R-FIL-20): each with its ground, never a score.

Pure: what was answered goes in, points come out. The words of a point are ``guidance.point.<code>``,
``.why`` and ``.do``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final

from fengqiao.areas.guidance.facts import Outlook
from fengqiao.kernel.answer import Answer
from fengqiao.kernel.citation import Citation
from fengqiao.kernel.money import grouped
from fengqiao.law import burden, fees, jurisdiction, periods
from fengqiao.law.instruments import CC, CPL, CPLI, FEE, LDA
from fengqiao.law.jurisdiction import BASIC

CARE, INFO, GOOD = "care", "info", "good"
SOON = 90
"""Days before the end of the limitation from which it is pressing."""

PLACE: Final[Mapping[str, str]] = {
    "loan": "contract", "sale": "contract", "service": "contract", "lease": "house_lease", "labour": "general",
    "injury": "tort", "traffic": "traffic_accident", "divorce": "general", "support": "maintenance",
    "inheritance": "inheritance", "neighbour": "real_estate", "consumer": "contract", "other": "general",
}  # fmt: skip
"""The kind of case by which the law names its places."""
FEE_KIND: Final[Mapping[str, str]] = {
    "labour": "labour", "divorce": "divorce", "support": "property", "neighbour": "other", "other": "property",
}  # fmt: skip
PROOFS: Final[Mapping[str, Sequence[str]]] = {
    "loan": ("agreement", "payment", "messages"),
    "sale": ("agreement", "delivery", "messages"),
    "service": ("agreement", "delivery", "messages"),
    "lease": ("agreement", "payment", "photos"),
    "labour": ("work", "payment"),
    "injury": ("official", "medical", "photos"),
    "traffic": ("official", "medical", "photos"),
    "divorce": ("relation", "title"),
    "support": ("relation", "payment"),
    "inheritance": ("relation", "title"),
    "neighbour": ("title", "photos"),
    "consumer": ("payment", "photos", "messages"),
    "other": ("agreement", "messages"),
}
"""The kinds of proof that a dispute usually turns on."""
UNLIMITED: Final = ("support", "neighbour", "divorce")
"""Claims to which limitation does not apply: upkeep, an end to interference (CC 196), status."""


@dataclass(frozen=True, slots=True)
class Point:
    """One thing to know: how pressing it is, what it rests on, where to work it out."""

    topic: str
    code: str
    level: str
    values: Mapping[str, str] = field(default_factory=dict)
    cites: tuple[Citation, ...] = ()
    answer: Answer[Any] | None = None
    missing: tuple[str, ...] = ()
    calculator: str = ""


def outlook(asked: Outlook, on: date) -> list[Point]:
    """Every point for what was answered, the pressing ones first."""
    found = [
        *limitation(asked, on),
        other_ways(asked),
        again(asked),
        place(asked),
        level(asked),
        proof(asked),
        reach(asked),
        fee(asked, on),
        assets(asked),
        Point("absence", "absence", INFO, cites=(CPL(146), CPL(147))),
    ]
    order = (CARE, INFO, GOOD)
    return sorted((point for point in found if point is not None), key=lambda point: order.index(point.level))


def _limitation_rule(about: str) -> str:
    return "R-FIL-18.labour" if about == "labour" else "R-FIL-18.ordinary"


def limitation(asked: Outlook, on: date) -> Iterator[Point]:
    """Whether the time to sue is over; the court never raises it itself (R-FIL-18)."""
    if asked.about in UNLIMITED:
        cites = (CC(196),) if asked.about != "divorce" else ()
        yield Point("time", f"no_limitation_{asked.about}", GOOD, cites=cites)
        return
    own = (LDA(27),) if asked.about == "labour" else (CC(188), CC(195), CC(193), CPLI(219))
    if asked.since is None:
        yield Point("time", "limitation_unknown", INFO, cites=own)
        return
    if asked.since > on:
        yield Point("time", "not_due", CARE, {"day": asked.since.isoformat()}, (CPL(122),))
        return
    found = periods.end_of(_limitation_rule(asked.about), asked.since)
    if asked.asked is not None and asked.since < asked.asked <= found.value:
        found = periods.end_of(_limitation_rule(asked.about), asked.asked)
    left = (found.value - on).days
    code, how = ("passed", CARE) if left < 0 else ("near", CARE) if left <= SOON else ("open", GOOD)
    suffix = "_labour" if asked.about == "labour" else ""
    values = {"day": found.value.isoformat(), "n": str(abs(left))}
    yield Point("time", f"limitation_{code}{suffix}", how, values, own, found, calculator="")


def other_ways(asked: Outlook) -> Point | None:
    """Arbitration first or instead; a court that was agreed (CPL 35, 127)."""
    if asked.about == "labour":
        return Point("way", "labour_arbitration", CARE, cites=(LDA(5), CPL(127)))
    if asked.clause == "arbitration":
        return Point("way", "arbitration", CARE, cites=(CPL(127), CPLI(215), CPLI(216)))
    if asked.clause == "court":
        exclusive = PLACE[asked.about] in ("house_lease", "real_estate", "inheritance")
        code, how = ("court_void", CARE) if exclusive else ("court_agreed", INFO)
        return Point("way", code, how, cites=(CPL(35), CPLI(30)), calculator="court")
    if asked.clause == "unsure":
        return Point("way", "clause_unsure", INFO, cites=(CPL(127), CPL(35)))
    return None


def again(asked: Outlook) -> Point | None:
    """The same dispute before a court already (R-FIL-17)."""
    if asked.before == "decided":
        return Point("again", "decided", CARE, cites=(CPLI(247), CPLI(248), CPL(127)))
    if asked.before == "pending":
        return Point("again", "pending", CARE, cites=(CPLI(247),))
    if asked.before == "withdrawn":
        return Point("again", "withdrawn", GOOD, cites=(CPLI(214),))
    if asked.before == "divorce_refused":
        return Point("again", "divorce_refused", CARE, cites=(CPL(127), CPLI(214)), calculator="deadline")
    return None


def place(asked: Outlook) -> Point:
    """Which places the law names, and whether this court is likely one (R-JUR-01 to 06)."""
    found = jurisdiction.territorial_jurisdiction({"cause": PLACE[asked.about]})
    grounds = tuple(dict.fromkeys((ground.zh, ground.en) for ground in found.value))
    values = {"grounds_zh": "、".join(zh for zh, _ in grounds), "grounds_en": "; ".join(en for _, en in grounds)}
    by_defendant = any(ground.ground == "defendant" for ground in found.value)
    code, how = "place_open", INFO
    if asked.where == "here" and by_defendant:
        code, how = "place_here", GOOD
    elif asked.where == "elsewhere" and by_defendant:
        code, how = "place_elsewhere", CARE
    return Point("place", code, how, values, found.cites, found, calculator="court")


def level(asked: Outlook) -> Point | None:
    """A large claim belongs to a higher court (R-JUR-08)."""
    if asked.amount is None:
        return None
    found = jurisdiction.level_jurisdiction({"amount": asked.amount})
    if found.value == BASIC:
        return None
    return Point("place", "level", CARE, {}, found.cites, found, calculator="court")


def proof(asked: Outlook) -> Point:
    """Which kind of proof is missing for this dispute (CPL 67)."""
    missing = tuple(one for one in PROOFS[asked.about] if one not in asked.proof)
    if not missing:
        return Point("proof", "proof_there", GOOD, cites=(CPL(67), CPLI(90)))
    code = "proof_none" if not asked.proof else "proof_missing"
    return Point("proof", code, CARE, cites=(CPL(67), CPLI(90), CPLI(94)), missing=missing)


def reach(asked: Outlook) -> Point | None:
    """Whether papers can be served on the other side (CPL 122, 95)."""
    if asked.reach == "none":
        return Point("reach", "reach_none", CARE, cites=(CPL(122), CPL(95)))
    if asked.reach == "one":
        return Point("reach", "reach_one", INFO, cites=(CPL(122),))
    return None


def case_fee_of(asked: Outlook, on: date, *reductions: str) -> Answer[Decimal] | None:
    """The case fee, or None where the amount is needed and was not given."""
    kind = FEE_KIND.get(asked.about, "property")
    if kind == "property" and asked.amount is None:
        return None
    return fees.case_fee(kind, asked.amount if kind in ("property", "divorce") else None, reductions=reductions, on=on)


def fee(asked: Outlook, on: date) -> Point:
    """What the suit costs, and who bears it in the end (R-FEE-01, R-FEE-34)."""
    whole = case_fee_of(asked, on)
    if whole is None:
        return Point("fee", "fee_open", INFO, cites=(FEE(13), FEE(29)), calculator="fee")
    half = case_fee_of(asked, on, "simple") or whole
    lost = burden.cost_burden(whole.value, burden.Outcome("lost"))
    values = {
        "fee": grouped(whole.value),
        "half": grouped(half.value),
        "lost": grouped(lost.value.claimant or whole.value),
    }
    cites = tuple(dict.fromkeys((*whole.cites, FEE(20), FEE(22), *lost.cites)))
    code = "fee_labour" if asked.about == "labour" else "fee"
    return Point("fee", code, INFO, values, cites, whole, calculator="fee-share")


def assets(asked: Outlook) -> Point | None:
    """Whether a judgment can be turned into money (CPL 103, 104, 250)."""
    if asked.about in ("divorce", "neighbour"):
        return None
    if asked.assets == "known":
        return Point("assets", "assets_known", INFO, cites=(CPL(103), CPL(104)), calculator="preservation")
    code = "assets_none" if asked.assets == "none" else "assets_unknown"
    return Point("assets", code, CARE if asked.assets == "none" else INFO, cites=(CPL(103), CPL(250), CPL(268)))
