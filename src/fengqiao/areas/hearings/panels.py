"""What the page of a hearing shows, and what the page of its case says of free times."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fengqiao.areas.hearings import rules, suggestions
from fengqiao.core import clock
from fengqiao.core.actor import Actor
from fengqiao.core.casefile import CaseFile


def session(file: CaseFile, actor: Actor) -> Mapping[str, Any] | None:
    """When, where, who is summoned, who came, what was corrected."""
    facts = file.matter.facts
    ctx = file.context(frozenset(), now=clock.now())
    return {
        "start": rules.start(ctx),
        "minutes": facts["minutes"],
        "room": facts.get("room_name", ""),
        "online": facts.get("online"),
        "public": facts.get("public", True),
        "parties": [_party(facts, row.pk, row.name) for row in file.rows],
        "corrections": facts.get("corrections", ()),
        "text": facts.get("text"),
    }


def _party(facts: Mapping[str, Any], pk: int, name: str) -> dict[str, Any]:
    return {
        "name": name,
        "summoned": facts.get("summoned", {}).get(str(pk), {}).get("on"),
        "came": pk in facts["present"] if "present" in facts else None,
        "signed": str(pk) in facts.get("confirmed", {}),
        "refused": str(pk) in facts.get("refused", {}),
    }


def times(file: CaseFile, actor: Actor) -> Mapping[str, Any] | None:
    """For the bench of a case that is ready: the next times that suit everybody."""
    if file.matter.state != "preparing" or not file.relations(actor) & {"judge", "clerk"}:
        return None
    return {"slots": suggestions.next_times(file)}
