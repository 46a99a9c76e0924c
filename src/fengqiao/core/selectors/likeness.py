"""Disputes that look like one another: the same parties about the same kind of matter (R-FIL-17).

The system shows candidates with the reasons; whether it is the same suit is for the judge (CPLI 247).
Everything goes by index: the parties by name or fingerprint of the number, then their disputes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from fengqiao.core import access, clock
from fengqiao.core.actor import Actor
from fengqiao.core.models import Dispute, Matter, Party
from fengqiao.core.sealing import fingerprint
from fengqiao.core.told import Told
from fengqiao.law import causes

YEARS_BACK = 3
SHOWN = 10
MANY = 500
NAMES = 20
"""So many names of a side are looked for; of five hundred parties the first twenty tell a suit apart."""


@dataclass(frozen=True, slots=True)
class Traits:
    """By what a suit is known again: cause, sum, and each side by names and fingerprints of numbers."""

    cause: str
    amount: Decimal | None
    claimants: tuple[str, ...]
    respondents: tuple[str, ...]
    claimant_hashes: tuple[str, ...] = ()
    respondent_hashes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Alike:
    """A like suit. ``reasons`` are codes: parties, parties_turned, cause, cause_near, amount."""

    matter: Matter
    reasons: tuple[str, ...]


def traits_of(dispute: Dispute, rows: Sequence[Party]) -> Traits:
    """The traits of a dispute on the record."""
    sides = {side: [row for row in rows if row.side == side][:NAMES] for side in ("claimant", "respondent")}
    return Traits(
        dispute.cause,
        dispute.amount,
        tuple(row.name for row in sides["claimant"]),
        tuple(row.name for row in sides["respondent"]),
        tuple(row.person.id_hash for row in sides["claimant"] if row.person.id_hash),
        tuple(row.person.id_hash for row in sides["respondent"] if row.person.id_hash),
    )


def traits_told(told: Told) -> Traits:
    """The traits of what is about to be sent."""
    ours, theirs = told.claimants[:NAMES], told.respondents[:NAMES]
    return Traits(
        told.cause,
        told.amount,
        tuple(p.name for p in ours),
        tuple(p.name for p in theirs),
        tuple(fingerprint(p.id_number) for p in ours if p.id_number),
        tuple(fingerprint(p.id_number) for p in theirs if p.id_number),
    )


def alike(traits: Traits, actor: Actor, *, but: int | None = None) -> list[Alike]:
    """The newest matter of each like dispute that the actor may see, the likest first. ``but`` is left out."""
    ours = _disputes(traits.claimants, traits.claimant_hashes)
    theirs = _disputes(traits.respondents, traits.respondent_hashes)
    rarer = ours if len(ours) < len(theirs) else theirs
    sides = {key: rows for key, rows in _sides(rarer - {but}).items() if _both_stand(traits, rows)}
    if not sides:
        return []
    since = clock.now() - timedelta(days=366 * YEARS_BACK)
    matters = access.visible(actor).filter(dispute__in=list(sides), dispute__opened_at__gte=since)
    newest: dict[int, Matter] = {}
    for matter in matters.select_related("dispute").order_by("-id")[: SHOWN * 5]:
        newest.setdefault(matter.dispute_id, matter)
    found = [Alike(m, _reasons(traits, m.dispute, sides[key])) for key, m in newest.items()]
    kept = [one for one in found if {"cause", "cause_near", "amount"} & set(one.reasons)]
    return sorted(kept, key=lambda one: -len(one.reasons))[:SHOWN]


_BOTH = ("claimant", "respondent")
Stands = tuple[str, str, str]
"""One who stands in a dispute: side, name, fingerprint of the number."""


def _disputes(names: tuple[str, ...], hashes: tuple[str, ...]) -> set[int]:
    """The newest disputes in which somebody of these stands, found by index."""
    rows = Party.objects.filter(name__in=names).order_by().values_list("dispute_id", flat=True)
    if hashes:
        numbered = Party.objects.filter(person__id_hash__in=hashes).order_by().values_list("dispute_id", flat=True)
        rows = rows.union(numbered)
    return set(rows.order_by("-dispute_id")[:MANY])


def _sides(disputes: Iterable[int]) -> dict[int, set[Stands]]:
    """Who stands on which side of each dispute."""
    found: dict[int, set[Stands]] = {}
    rows = Party.objects.filter(dispute__in=list(disputes), side__in=_BOTH).order_by()
    for dispute, side, name, digest in rows.values_list("dispute_id", "side", "name", "person__id_hash"):
        found.setdefault(dispute, set()).add((side, name, digest))
    return found


def _both_stand(traits: Traits, rows: set[Stands]) -> bool:
    """Whether one of each side of these traits stands in the dispute, on whichever side."""
    ours = {r for r in rows if r[1] in traits.claimants or (r[2] and r[2] in traits.claimant_hashes)}
    theirs = {r for r in rows if r[1] in traits.respondents or (r[2] and r[2] in traits.respondent_hashes)}
    return bool(ours and theirs and len(ours | theirs) > 1)


def _reasons(traits: Traits, dispute: Dispute, sides: set[Stands]) -> tuple[str, ...]:
    turned = any(side == "respondent" and name in traits.claimants for side, name, _ in sides)
    reasons = ["parties_turned" if turned else "parties"]
    if dispute.cause == traits.cause:
        reasons.append("cause")
    elif dispute.cause and _near(dispute.cause, traits.cause):
        reasons.append("cause_near")
    if traits.amount is not None and dispute.amount == traits.amount:
        reasons.append("amount")
    return tuple(reasons)


def _near(one: str, two: str) -> bool:
    """Whether two causes are one within the other, or of one official third level."""
    first, second = causes.cause(one), causes.cause(two)
    return first.parent == two or second.parent == one or (first.level > 3 and first.parent == second.parent)
