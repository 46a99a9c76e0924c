"""What the teller should know before sending: never a bar, always with its reason (R-FIL-20).

Each hint is a code of the catalogue (``intake.hint.<code>``) with its values, its articles and,
where there is one, the working.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from fengqiao.core.told import Told
from fengqiao.kernel.answer import Answer
from fengqiao.kernel.citation import Citation
from fengqiao.kernel.money import grouped
from fengqiao.law import causes, divisions, fees, jurisdiction, periods, procedure_choice
from fengqiao.law.errors import FieldError
from fengqiao.law.instruments import CC, CPL, CPLI


@dataclass(frozen=True, slots=True)
class Hint:
    """Something worth knowing. ``level`` is ``good``, ``info`` or ``care``."""

    code: str
    level: str
    values: Mapping[str, Any] = field(default_factory=dict)
    answer: Answer[Any] | None = None
    cites: tuple[Citation, ...] = ()


def before_sending(told: Told, division: str, on: date) -> list[Hint]:
    """Every hint for what was told, at a court of that division (six digits), on a day."""
    found = [
        limitation(told, on),
        place(told, division),
        mediability(told),
        fee_estimate(told, on),
        small_claims(told),
        *unreachable(told),
        without_evidence(told),
        same_names(told),
    ]
    return [hint for hint in found if hint is not None]


def limitation(told: Told, on: date) -> Hint | None:
    """Three years may have passed (CC 188); the court accepts the case all the same (R-FIL-18)."""
    if told.happened_on is None:
        return None
    end = periods.end(told.happened_on, "year", 3)
    values = {"end": end.value.isoformat()}
    if end.value < on:
        return Hint("limitation_passed", "care", values, end, (CC(188), CC(193), CPLI(219)))
    if (end.value - on).days <= 90:
        return Hint("limitation_near", "care", values, end, (CC(188),))
    return None


_KIND_BY_NAME = (
    ("房屋租赁合同", "house_lease"),
    ("建设工程", "construction"),
    ("土地承包经营权", "land_contracting"),
    ("宅基地", "real_estate"),
    ("相邻", "real_estate"),
    ("交通事故", "traffic_accident"),
    ("继承", "inheritance"),
    ("赡养", "maintenance"),
    ("抚养费", "maintenance"),
    ("公司", "company"),
)
_KIND_BY_PART = (("合同", "contract"), ("侵权", "tort"), ("人格权", "tort"))


def kind_of_case(cause: str) -> str:
    """The kind of case by which the law names its places (law.jurisdiction), from the cause."""
    path = causes.cause(cause).path
    for word, kind in _KIND_BY_NAME:
        if any(word in part for part in path[1:]):
            return kind
    return next((kind for word, kind in _KIND_BY_PART if word in path[0]), "general")


def lies_in(address: str, division: str) -> bool | None:
    """Whether an address lies in a county: True, False, or None where it does not say."""
    if not address or not division:
        return None
    way = divisions.path(division)
    name = way[-1].name
    if name in address or (len(name) > 2 and name[:-1] in address):
        return True
    province = way[0].name
    others = [d.name for d in divisions.children() if d.name != province]
    short = [name.rstrip("省市").removesuffix("自治区") for name in others]
    if any(address.startswith(p) for p in short):
        return False
    siblings = [d.name for d in divisions.children(way[-1].parent) if d.code != division] if len(way) > 1 else []
    return False if any(s in address for s in siblings) else None


def place(told: Told, division: str) -> Hint:
    """Which places the law names, and whether the other side lives in this court's area (R-JUR-01 to 06)."""
    addresses = [p.address for p in told.respondents if p.address]
    kind = kind_of_case(told.cause)
    answer = jurisdiction.territorial_jurisdiction({"cause": kind, "defendants": addresses})
    found = [lies_in(a, division) for a in addresses]
    grounds = tuple(dict.fromkeys((g.zh, g.en) for g in answer.value))
    values = {"grounds_zh": "、".join(zh for zh, _ in grounds), "grounds_en": "; ".join(en for _, en in grounds)}
    defendant_counts = any(g.ground == "defendant" for g in answer.value)
    if any(found) and defendant_counts:
        return Hint("place_here", "good", values, answer, answer.cites)
    if found and all(f is False for f in found) and [g.ground for g in answer.value] == ["defendant"] * len(found):
        return Hint("place_elsewhere", "care", values, answer, answer.cites)
    return Hint("place_open", "info", values, answer, answer.cites)


def mediability(told: Told) -> Hint | None:
    """Disputes for which mediation is to be tried, and those that cannot be mediated (R-MED-01, 15)."""
    known = causes.everyday(told.cause)
    if known is None:
        return None
    if known.mediation == "must":
        return Hint("mediation_usual", "info", cites=(CPL(125),))
    if known.mediation not in ("suited", "must"):
        return Hint("mediation_unsuited", "info", cites=(CPLI(143),))
    return None


def fee_of(told: Told, on: date, *reductions: str) -> Answer[Decimal] | None:
    """The case fee for what is claimed, or None where the cause pays none or cannot be reckoned here."""
    kind = causes.fee_kind(told.cause)
    if kind == "none":
        return None
    others = sum(1 for c in told.claims if c.amount is None)
    amounts = [c.amount for c in told.claims if c.amount is not None]
    if kind == "property":
        return fees.mixed_fee(amounts, others, reductions=reductions, on=on)
    return fees.case_fee(kind, told.amount, reductions=reductions, on=on)


def fee_estimate(told: Told, on: date) -> Hint | None:
    """What a suit would cost, with its working; mediation before filing costs nothing."""
    full = fee_of(told, on)
    if full is None:
        return None
    half = fee_of(told, on, "simple")
    values = {"full": grouped(full.value), "half": grouped(half.value if half else full.value)}
    return Hint("fee", "info", values, full, full.cites)


def small_claims(told: Told) -> Hint | None:
    """Whether the quick small-claims procedure would apply (R-SIM-02); silent where the wage base is not set."""
    known = causes.everyday(told.cause)
    if told.amount is None or known is None or any(c.amount is None for c in told.claims):
        return None
    excluded = () if known.small_claims else ("other",)
    try:
        answer = procedure_choice.small_claims(told.amount, exclusions=excluded)
    except FieldError:
        return None
    if answer.value == procedure_choice.NO:
        return None
    return Hint(f"small_claims_{answer.value}", "info", {}, answer, answer.cites)


def unreachable(told: Told) -> Iterator[Hint]:
    """The other side cannot be called or written to: mediation will hardly begin, service will take longer."""
    for party in told.respondents:
        if not party.phone and not party.address:
            yield Hint("no_contact", "care", {"name": party.name}, cites=(CPL(122),))
        elif not party.phone:
            yield Hint("no_phone", "info", {"name": party.name})


def without_evidence(told: Told) -> Hint | None:
    """Nothing is there yet to show it by; it can be handed in later (CPL 67)."""
    return None if told.evidence else Hint("no_evidence", "info", cites=(CPL(67),))


def same_names(told: Told) -> Hint | None:
    """One name on both sides, told apart by number, birthday or address: worth a second look."""
    both = {p.name for p in told.claimants} & {p.name for p in told.respondents}
    return Hint("same_name", "care", {"name": "、".join(sorted(both))}) if both else None
