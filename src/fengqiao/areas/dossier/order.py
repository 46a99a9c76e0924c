"""The order in which a court binds a civil file: the slots of the main and of the secret volume (order.yaml)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from fengqiao.kernel import yamls

CLAIMANT, RESPONDENT, COURT, OTHER = "claimant_evidence", "respondent_evidence", "inquiry", "other"
_OF_SIDE = {"claimant": CLAIMANT, "respondent": RESPONDENT, "third_party": RESPONDENT}
_BY_SIDE = frozenset({"filing", "trial", "mediation", "hearings", "intake"})
"""Areas whose files belong to the side that brought them; in all others a file belongs to the area's own slot."""


@dataclass(frozen=True, slots=True)
class Order:
    """The slots of both volumes, what goes where, and where the order comes from."""

    main: tuple[str, ...]
    secret: tuple[str, ...]
    of_paper: Mapping[str, str]
    of_area: Mapping[str, str]
    source: tuple[str, str]
    confirmed: bool
    owner: str


@cache
def order() -> Order:
    """The order of this installation."""
    held: dict[str, Any] = yamls.read(Path(__file__).parent / "order.yaml")
    main = held["main"]
    return Order(
        main=tuple(main),
        secret=tuple(held["secret"]),
        of_paper={kind: slot for slot, holds in main.items() for kind in holds.get("papers", ())},
        of_area={area: slot for slot, holds in main.items() for area in holds.get("areas", ())},
        source=(held["source"][0], held["source"][1]),
        confirmed=held["status"] == "V",
        owner=held["owner"],
    )


def paper_slot(kind: str, area: str) -> str:
    """Where an issued paper is bound: by its kind, else by the area that issued it."""
    known = order()
    return known.of_paper.get(kind) or known.of_area.get(area, OTHER)


def file_slot(side: str, area: str) -> str:
    """Where a file that somebody brought is bound: evidence by side, everything else with what it belongs to."""
    if area in _BY_SIDE:
        return _OF_SIDE.get(side, COURT)
    return order().of_area.get(area, _OF_SIDE.get(side, COURT))
