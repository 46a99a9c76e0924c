"""Whoever tells for somebody else: the claimant is asked as another person, and the one who tells stands as the agent.

Nobody gains a power by it: how far it goes is what the court finds in the letter (R-FIL-06).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fengqiao.core.models import Person

FLAG = "agency"
"""The key of a draft that says as what the teller acts; absent where he tells for himself."""
KINDS = ("lawyer", "relative")


def kind_of(data: Mapping[str, Any]) -> str:
    """As what the teller acts for the claimant; empty where he is the claimant."""
    kind = data.get(FLAG)
    return kind if kind in KINDS else ""


def known_of(person: Person, kind: str) -> dict[str, Any]:
    """What is known of the people before anybody types: the teller, in the place in which he stands."""
    name = "" if person.name == person.phone else person.name
    if kind:
        return {"agents": [{"name": name, "phone": person.phone, "kind": kind}]}
    told = {"kind": person.kind, "name": name, "phone": person.phone, "address": person.address, "sex": person.sex}
    return {"you": told}


def turned(data: Mapping[str, Any], kind: str, person: Person | None) -> dict[str, Any]:
    """The draft with the teller in the other place; what was told of anybody else stays."""
    kept = {name: value for name, value in data.items() if name != FLAG}
    people = dict(kept.get("people") or {})
    if person is not None:
        if (people.get("you") or {}).get("name") in ("", None, person.name):
            people.pop("you", None)
        people["agents"] = [a for a in people.get("agents") or () if isinstance(a, Mapping) and a.get("phone") != person.phone]
        known = known_of(person, kind)
        people = {**people, **known, "agents": [*known.get("agents", ()), *people["agents"]]}
    return {**kept, **({"people": people} if people else {}), **({FLAG: kind} if kind else {})}
