"""Relief from litigation costs (司法救助): who may be granted what, with which proof (FEE 44 to 48).

Rules R-FEE-36 to R-FEE-39. Amounts are in yuan.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from fengqiao.kernel.answer import Answer, Line
from fengqiao.kernel.citation import Citation
from fengqiao.kernel.money import half_up
from fengqiao.law.citing import cite
from fengqiao.law.errors import FieldError, one_of
from fengqiao.law.instruments import FEE
from fengqiao.law.store import load

KINDS = ("exempt", "reduce", "defer")
PROOFS = ("hardship", "standard", "status")
"""Economic hardship and its local standard (FEE 48), and what shows the ground itself."""
NO_GROUND, PERSONS_ONLY, ORGANISATIONS_ONLY = "no_ground", "persons_only", "organisations_only"


@dataclass(frozen=True, slots=True)
class Ground:
    """One ground of the statute: who may name it (person, organisation, any), and the proof that it asks."""

    who: str
    proofs: tuple[str, ...]
    cites: tuple[Citation, ...]


def ground(kind: str, name: str) -> Ground | None:
    """Return a ground of a kind of relief; None where the statute does not list it there. Raises FieldError."""
    one_of("relief", kind, KINDS)
    held = load("relief.yaml")["kinds"][kind]
    row = held["grounds"].get(name)
    return row and Ground(row["who"], tuple(row["proofs"]), tuple(cite(text) for text in held["cites"]))


def bar(kind: str, name: str, *, natural: bool) -> tuple[str, Citation] | None:
    """Return why an applicant cannot be granted a relief on a ground, with the article; None where he may.

    ``natural`` is whether every applicant is a natural person. Raises FieldError for an unknown kind.
    """
    article = cite(load("relief.yaml")["kinds"][kind]["cites"][0]) if kind in KINDS else FEE(44)
    found = ground(kind, name)
    if kind == "exempt" and not natural:
        return PERSONS_ONLY, FEE(44)
    if found is None:
        return NO_GROUND, article
    if found.who == "person" and not natural:
        return PERSONS_ONLY, article
    if found.who == "organisation" and natural:
        return ORGANISATIONS_ONLY, article
    return None


def least_percent() -> int:
    """The least by which a fee that is reduced is reduced, in a hundred (FEE 46)."""
    return int(load("relief.yaml")["least_percent"])


def reduced(full: Decimal, percent: int) -> Answer[Decimal]:
    """Return what is left of a fee that is reduced by so much in a hundred. Raises FieldError below the share."""
    if not least_percent() <= percent < 100:
        raise FieldError("percent", f"at least {least_percent()} and less than 100")
    left = half_up(full * (100 - percent) / 100)
    line = Line(
        f"准予减交{percent}%：{full:.2f}元 × {100 - percent}% = {left:.2f}元。",
        f"Reduced by {percent}%: {full:.2f} × {100 - percent}% = {left:.2f}.",
    )
    return Answer(left, (FEE(46),), (line,))
