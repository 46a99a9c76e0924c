"""What the reference fields of a form offer: parties, mediators, judges, rooms, other courts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from fengqiao.core import agents, ports
from fengqiao.core.casefile import CaseFile
from fengqiao.core.models import Court, Posting, Representative, Room
from fengqiao.core.retelling import label, paths
from fengqiao.core.roles import DUTIES, STANDINGS
from fengqiao.core.words import word
from fengqiao.web.forms import Options


def for_matter(file: CaseFile) -> Options:
    """The options of the reference fields in a matter's forms."""

    @cache
    def options(kind: str) -> Sequence[Mapping[str, Any]]:
        if kind == "party":
            return [{"value": p.id, "label": f"{p.name}（{word(f'role.{p.side}')}）"} for p in file.parties]
        if kind == "room":
            rooms = Room.objects.filter(court=file.matter.court).order_by("id")
            return [{"value": r.pk, "label": r.name} for r in rooms]
        if kind == "court":
            others = Court.objects.exclude(pk=file.matter.court_id).order_by("id")
            elsewhere = [{"value": code, "label": name} for code, name in ports.exchange().courts().items()]
            # courts that a matter names itself, because no court here knows them
            named = [{"value": code, "label": name} for code, name in file.matter.facts.get("courts_named", ())]
            offered = [*({"value": c.code, "label": c.name} for c in others), *elsewhere, *named]
            return list({row["value"]: row for row in reversed(offered)}.values())[::-1]
        if kind == "told_field":
            return [{"value": path, "label": label(path)} for path in paths(file)]
        if kind == "agent":
            return [_agent(row) for row in agents.bound(file)]
        if kind in STANDINGS | DUTIES:
            return _people(file, kind)
        return ()

    return options


def _people(file: CaseFile, role: str) -> list[dict[str, Any]]:
    posts = Posting.objects.filter(court=file.matter.court, role=role, until=None).select_related("person")
    return [{"value": p.person_id, "label": p.person.name, "help": p.title} for p in posts.order_by("id")]


def _agent(row: Representative) -> dict[str, Any]:
    """An agent with the party he acts for, and what he himself has told of his power."""
    told = next((a for a in row.party.facts.get("representatives") or () if a.get("name") == row.person.name), {})
    said = [word(f"core.agent.{row.kind}"), row.firm, *(word(f"core.power.{p}") for p in told.get("powers") or ())]
    return {"value": row.person_id, "label": f"{row.person.name}（{row.party.name}）", "help": " · ".join(filter(None, said))}
