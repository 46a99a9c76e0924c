"""What the matter page of a judgment shows: who was served when, and until when each side may appeal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fengqiao.areas.judgments import rules
from fengqiao.core import clock
from fengqiao.core.actor import Actor
from fengqiao.core.casefile import CaseFile
from fengqiao.core.words import word


def periods_to_appeal(file: CaseFile, actor: Actor) -> Mapping[str, Any] | None:
    """One row for each party, once the judgment has been pronounced; its operative part with it."""
    facts = file.matter.facts
    if not facts.get("pronounced_on"):
        return None
    ctx = file.context(frozenset(), now=clock.now())
    rows = []
    for party in ctx.parties:
        last, key = rules.last_day(ctx, party.id), str(party.id)
        state = "appealed" if key in facts["appeals"] else "over" if key in facts["lapsed"] else "open"
        served = rules.served_on(ctx, party.id)
        label = word(f"judgments.panel.{state if served else 'on_its_way'}")
        rows.append({"name": party.name, "served": served, "last": last, "state": label})
    return {
        "rows": rows,
        "final": rules.small(ctx),
        "items": [item["text"] for item in facts["draft"]["items"]],
        "effective_on": facts.get("effective_on"),
        "court": file.matter.court.appeal_court_name,
    }
