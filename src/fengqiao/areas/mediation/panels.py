"""What those in a mediation see of it: who has agreed, what is disclosed, what is written, who has signed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from fengqiao.core.actor import Actor
from fengqiao.core.casefile import CaseFile
from fengqiao.core.words import word


def words_given(file: CaseFile, name: str) -> list[dict[str, Any]]:
    """Each side's word under a name: by whom, when, over which channel; ``at`` is None where it is still open."""
    given = file.matter.facts.get(name) or {}
    rows = []
    for party in file.parties:
        if party.side == "third_party":
            continue
        kept = given.get(str(party.id)) or {}
        rows.append(
            {
                "name": party.name,
                "role": word(f"role.{party.side}"),
                "at": datetime.fromisoformat(kept["at"]) if kept else None,
                "channel": word(f"channel.{kept['channel']}") if kept else "",
            }
        )
    return rows


def course(file: CaseFile, actor: Actor) -> Mapping[str, Any]:
    """The panel of a mediation."""
    facts = file.matter.facts
    disclosed = facts.get("disclosure")
    relation = word(f"mediation.Disclosure.relation.{disclosed['relation']}") if disclosed else ""
    return {
        "consents": words_given(file, "consents"),
        "disclosure": disclosed and {**disclosed, "word": relation},
        "kept": words_given(file, "kept") if disclosed else [],
        "undisputed": facts.get("undisputed"),
        "undisputed_by": words_given(file, "undisputed_by") if facts.get("undisputed") else [],
        "extension": facts.get("extension") or 0,
        "longer": words_given(file, "longer") if facts.get("extension") else [],
        "clauses": facts.get("clauses") or [],
        "signatures": words_given(file, "signatures") if facts.get("clauses") else [],
        "applications": words_given(file, "applications") if facts.get("applications") else [],
    }


def known_agreement(file: CaseFile) -> Mapping[str, Any]:
    """The agreement as last written, so that a change starts from it."""
    facts = file.matter.facts
    return {name: facts[name] for name in ("terms", "payer", "instalments") if facts.get(name)}
