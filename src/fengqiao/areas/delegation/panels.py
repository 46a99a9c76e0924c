"""Who acts for the parties of a matter, for the court and for the party itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse

from fengqiao.areas.delegation.counsel import acting_in
from fengqiao.core.actor import Actor
from fengqiao.core.casefile import CaseFile
from fengqiao.core.words import word
from fengqiao.web.templatetags.words import day


def agents(file: CaseFile, actor: Actor) -> Mapping[str, Any] | None:
    """The agents by delegation in this matter, with their powers; a party sees its own alone."""
    sides = {p.person: p for p in file.parties if actor.staff or p.person == actor.person}
    if not sides:
        return None
    shown = [m for m in acting_in(file) if m.principal_id in sides]
    if not shown:
        return None
    return {
        "agents": [
            {
                "name": m.delegate.name if m.delegate else m.name,
                "party": sides[m.principal_id].name,
                "kind": word(f"delegation.Given.kind.{m.kind}"),
                "scope": word(f"delegation.Given.scope.{m.scope}"),
                "until": day(m.until) if m.until else "",
                "power_url": reverse("power_file", args=[file.matter.no, m.pk]) if m.power_id else "",
            }
            for m in shown
        ]
    }
