"""The thing itself on its matter's page, and the things of a matter on that matter's page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse

from fengqiao.areas.handover.models import Item
from fengqiao.areas.handover.services import PROCEDURE
from fengqiao.core.actor import Actor
from fengqiao.core.casefile import CaseFile
from fengqiao.core.words import word


def item(file: CaseFile, actor: Actor) -> Mapping[str, Any] | None:
    """What it is, how many, in what condition, in whose hands."""
    facts = file.matter.facts
    row = Item.objects.filter(matter=file.matter).first()
    rows = [
        ("kind", word(f"handover.Thing.kind.{facts.get('kind', 'other')}")),
        ("title", facts.get("title", "")),
        ("count", facts.get("count", "")),
        ("pages", facts.get("pages") or ""),
        ("condition", facts.get("condition", "")),
        ("giver", facts.get("giver", "")),
        ("holder", word(f"handover.holder.{facts.get('holder', 'service_desk')}")),
        ("place", facts.get("place", "")),
        ("difference", facts.get("difference", "")),
        ("taker", facts.get("taker", "")),
    ]
    return {
        "rows": [{"label": word(f"handover.panel.{name}"), "value": value} for name, value in rows if value != ""],
        "receipt": row.number if row else "",
        "receipt_url": reverse("handover_sheet") + f"?n={row.number}" if row and actor.staff else "",
        "procedure": PROCEDURE,
    }
