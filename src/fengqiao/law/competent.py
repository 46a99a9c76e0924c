"""Which court a complaint belongs to, proposed from what was told: the cause, and where the parties live.

Rules R-JUR-01 to R-JUR-08 give the grounds (``law.jurisdiction``); here their places become courts. It is
a proposal: an address may be read wrongly or be silent, and the court that is asked examines for itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from fengqiao.kernel.answer import Answer
from fengqiao.law import courts
from fengqiao.law.jurisdiction import territorial_jurisdiction
from fengqiao.law.venue import division_of, kind_of_case


@dataclass(frozen=True, slots=True)
class Competent:
    """A court with jurisdiction: the ground, and the place that leads to it."""

    court: str
    name: str
    ground_zh: str
    ground_en: str
    place: str


def court_of(address: str) -> courts.Court | None:
    """Return the basic court of the county that an address names, or None."""
    code = division_of(address)
    return next((c for c in courts.courts_of_division(code) if c.level == "basic"), None) if code else None


def proposed(cause: str, defendants: Sequence[str], plaintiffs: Sequence[str]) -> Answer[tuple[Competent, ...]]:
    """Return the courts that the addresses lead to, with ground, article and working; perhaps none.

    Raises KeyError for an unknown cause.
    """
    kind = kind_of_case(cause)
    facts: dict[str, Any] = {"cause": kind, "defendants": [a for a in defendants if a]}
    first = next((a for a in plaintiffs if a), None)
    if first and kind == "contract":
        facts.update(subject="money", receiver=first)
    elif first and kind == "maintenance":
        facts["plaintiff"] = first
    answer = territorial_jurisdiction(facts)
    found: dict[str, Competent] = {}
    for ground in answer.value:
        court = court_of(ground.place) if ground.place else None
        if court is not None and court.code not in found:
            found[court.code] = Competent(court.code, court.name, ground.zh, ground.en, str(ground.place))
    return Answer(tuple(found.values()), answer.cites, answer.working, True)
