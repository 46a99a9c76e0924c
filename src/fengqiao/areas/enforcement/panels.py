"""What the matter page of an enforcement shows: the account of today with its working, and the measures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import translation

from fengqiao.areas.enforcement import rules
from fengqiao.areas.enforcement.money import account, sums
from fengqiao.core import clock
from fengqiao.core.actor import Actor
from fengqiao.core.casefile import CaseFile
from fengqiao.core.words import word

ORDER = ("principal", "interest", "fee", "received", "paid_out", "held", "rest", "costs")


def state_of_money(file: CaseFile, actor: Actor) -> Mapping[str, Any] | None:
    """The account of the case on this day; nothing where no money is ordered."""
    facts, today = file.matter.facts, clock.today()
    if not facts.get("duties"):
        return None
    found, side = account(facts, today), 1 if translation.get_language() == "en" else 0
    return {
        "rows": [(word(f"enforcement.panel.{name}"), found[name]) for name in ORDER if name in found],
        "working": [line[side] for line in sums(facts, today).working],
        "day": today,
    }


def measures(file: CaseFile, actor: Actor) -> Mapping[str, Any] | None:
    """The measures by their numbers, and the restrictions; nothing before the first."""
    facts, today = file.matter.facts, clock.today()
    rows = [
        {
            "number": n,
            "property": row["property"],
            "asset": word(f"enforcement.Measure.asset.{row['asset']}"),
            "value": row["value"],
            "expires": row["expires"],
            "renew_by": row["renew_by"],
            "holds": rules.standing(row, today),
            "why": word(f"enforcement.panel.why.{row['why']}") if row.get("why") else "",
        }
        for n, row in enumerate(facts.get("measures") or (), 1)
    ]
    names = {p.id: p.name for p in file.parties}
    ordered = [
        {
            "name": names.get(row["party"], ""),
            "kind": word(f"enforcement.Restriction.kind.{row['kind']}"),
            "on": row["ordered_on"],
        }
        for row in facts.get("restrictions") or ()
    ]
    return {"rows": rows, "restrictions": ordered} if rows or ordered else None
