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
from fengqiao.law import causes, complaint, fees, periods, procedure_choice
from fengqiao.law.errors import FieldError
from fengqiao.law.instruments import CC, CPL, CPLI, FEE
from fengqiao.law.venue import Venue, of_told, right_courts

FEW = 5


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
        place(told, division, on),
        *against_filing(told, on),
        mediability(told),
        fee_estimate(told, on),
        small_claims(told),
        *unreachable(told),
        *to_complete(told),
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


def place(told: Told, division: str, on: date) -> Hint:
    """Which places the law names, whether one of them is this court's, and by which ground (R-JUR-01 to 06)."""
    venue = of_told(told.model_dump(mode="json"), division, on)
    grounds = tuple(dict.fromkeys((g.zh, g.en) for g in venue.answer.value))
    courts = right_courts(venue)
    values = {
        "grounds_zh": "、".join(zh for zh, _ in grounds),
        "grounds_en": "; ".join(en for _, en in grounds),
        "courts": "、".join(courts),
    }
    code = f"place_{venue.standing}" + ("_named" if courts and venue.standing == "elsewhere" else "")
    if venue.hits:
        code = _here(told, venue)
        values["hit_zh"] = "、".join(dict.fromkeys(g.zh for g in venue.hits))
        values["hit_en"] = "; ".join(dict.fromkeys(g.en for g in venue.hits))
    elif venue.standing == "open" and not all(p.address for p in told.respondents):
        code = "place_open_unknown"
    level = {"place_here_presumed": "info"}.get(code) or {"here": "good", "elsewhere": "care"}.get(venue.standing, "info")
    return Hint(code, level, values, venue.answer, venue.answer.cites)


def _here(told: Told, venue: Venue) -> str:
    """The code that names the ground: the receiver's place only presumes where the contract is performed (CPLI 18)."""
    if {g.ground for g in venue.hits} != {"performance"}:
        return "place_here"
    known = any(p.address for p in told.respondents)
    return "place_here_receiver" if known else "place_here_presumed"


def against_filing(told: Told, on: date) -> Iterator[Hint]:
    """What may speak against filing, by the elements answered (CPL 127): said before it is sent."""
    for ground in complaint.grounds(told.model_dump(mode="json"), on):
        until = {"until": ground.until.isoformat()} if ground.until else {}
        yield Hint(ground.code, "care", until, cites=ground.cites)


def to_complete(told: Told) -> Iterator[Hint]:
    """What the form still lacks, by the rules by which the clerk looks at it (law.complaint)."""
    for fault in complaint.faults(told.model_dump(mode="json")):
        if fault.code == "no_proof":
            yield Hint("no_evidence", "info", cites=fault.cites)
        elif fault.code == "no_authority":
            yield Hint("no_authority", "care", cites=fault.cites)
        elif fault.must and fault.code != "not_identified":
            yield Hint("incomplete", "care", {"field": fault.field}, cites=fault.cites)


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
    if fees.not_prepaid(told.cause):
        return Hint("fee_not_prepaid", "info", values, full, (*full.cites, FEE(20)))
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
    """The other side cannot be called or written to: mediation will hardly begin, service will take longer.

    Of many the first few are named.
    """
    for party in told.respondents[:FEW]:
        if not party.phone and not party.address:
            yield Hint("no_contact", "care", {"name": party.name}, cites=(CPL(122),))
        elif not party.phone:
            yield Hint("no_phone", "info", {"name": party.name})


def same_names(told: Told) -> Hint | None:
    """One name on both sides, told apart by number, birthday or address: worth a second look."""
    both = {p.name for p in told.claimants} & {p.name for p in told.respondents}
    return Hint("same_name", "care", {"name": "、".join(sorted(both))}) if both else None
