"""All calculators, in the order of the overview."""

from __future__ import annotations

from fengqiao.areas.calculators import cases, measures, sharing, sums, times
from fengqiao.areas.calculators.results import Calculator

ALL = {
    c.code: c
    for c in (
        *times.CALCULATORS, *sums.CALCULATORS, *sharing.CALCULATORS, *cases.CALCULATORS, *measures.CALCULATORS,
    )
}  # fmt: skip
GROUPS: dict[str, tuple[str, ...]] = {
    "most": ("deadline", "fee"),
    "suing": (
        "court",
        "net-court",
        "procedure",
        "fee-share",
        "foreign-money",
        "case-number",
        "service",
        "preservation",
    ),
    "after": ("posted", "effect", "window", "late-interest", "listing"),
    "court": ("trial-limit", "summons", "count", "fee-change"),
    "enforcing": ("auction", "distribution", "publication", "names", "identity"),
}


def calculators(group: str) -> list[Calculator]:
    """The calculators of one group."""
    return [ALL[code] for code in GROUPS[group]]
