"""The thing itself on its matter's page, and the things of a matter on that matter's page."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse

from fengqiao.areas.handover import locker
from fengqiao.areas.handover.models import Item, Stay
from fengqiao.areas.handover.services import PROCEDURE
from fengqiao.core import ports
from fengqiao.core.actor import Actor
from fengqiao.core.casefile import CaseFile
from fengqiao.core.models import Matter
from fengqiao.core.roles import SIDES
from fengqiao.core.words import word, written
from fengqiao.web.templatetags.words import moment

DROPS_FOR = ("filing.first_instance", "trial.first_instance", "enforcement.case")
"""The matters for which a party may lay papers into the locker."""

_BOXED = ("boxing", "boxed")
_COMING = ("asked", "reserved")


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
        *_boxed(file.matter),
    ]
    return {
        **_opening(file.matter, actor, file.matter.state in _BOXED),
        "rows": [{"label": word(f"handover.panel.{name}"), "value": value} for name, value in rows if value != ""],
        "receipt": row.number if row else "",
        "receipt_url": reverse("handover_sheet") + f"?n={row.number}" if row and actor.staff else "",
        "procedure": PROCEDURE,
    }


def _boxed(matter: Matter) -> list[tuple[str, Any]]:
    """What there is to say of an item and the locker; nothing where they have met."""
    facts = matter.facts
    no_box = word(f"handover.no_box.{facts['no_box']}") if facts.get("no_box") and matter.state == "held" else ""
    return [
        ("fetcher", facts.get("fetcher", "") if matter.state in (*_BOXED, "returned") else ""),
        ("box", facts.get("box", "") if matter.state == "boxed" else ""),
        ("overdue_since", written(facts.get("overdue_since", ""))),
        ("no_box", no_box),
    ]


def stay_of(matter: Matter) -> Stay | None:
    """The box that a drop or an item has now, or had last."""
    return Stay.objects.filter(matter=matter).select_related("matter", "person", "court").order_by("-id").first()


def _opening(matter: Matter, actor: Actor, ask: bool) -> dict[str, Any]:
    """Whether the reader may have a code for the box now, and where it is asked for."""
    stay = stay_of(matter) if ask else None
    part = locker.may_open(stay, actor) if stay is not None else ""
    return {"part": part, "code_url": reverse("handover_code", args=[matter.no]) if part else "", "stay": stay}


def drop(file: CaseFile, actor: Actor) -> Mapping[str, Any] | None:
    """What was laid into the locker, or shall be; that there is no receipt before it was counted."""
    matter, facts = file.matter, file.matter.facts
    opening = _opening(matter, actor, not matter.ended)
    stay: Stay | None = opening["stay"]
    place = f"{facts.get('site', '')} {facts.get('box', '')}".strip()
    rows = [
        ("title", facts.get("what", "")),
        ("giver", facts.get("dropper", "")),
        ("box", place),
        ("until", written(locker.last_minute(stay.until)) if stay and stay.until and matter.state in _COMING else ""),
        ("filled_at", moment(datetime.fromisoformat(facts["filled_at"])) if facts.get("filled_at") else ""),
        ("filled_by", facts.get("filled_by", "")),
        ("out_by", facts.get("out_by", "")),
        ("receipt", "、".join(facts.get("receipts", ()))),
        ("difference", facts.get("difference", "")),
        ("no_box", word(f"handover.no_box.{facts['no_box']}") if facts.get("no_box") else ""),
    ]
    return {
        "rows": [{"label": word(f"handover.panel.{name}"), "value": value} for name, value in rows if value],
        "note": "" if matter.ended else word("handover.drop.note"),
        **opening,
    }


def may_drop(file: CaseFile, actor: Actor) -> bool:
    """Whether the reader, a party of the matter, may lay something into the locker for it."""
    matter = file.matter
    fits = ports.locker().configured and matter.procedure in DROPS_FOR and not matter.ended
    return fits and bool(file.relations(actor) & set(SIDES))


def way(file: CaseFile, actor: Actor) -> Mapping[str, Any] | None:
    """The way to the locker on the page of a party's matter; nothing where there is no locker."""
    if not may_drop(file, actor):
        return None
    return {"url": reverse("handover_drop", args=[file.matter.no])}


def count_address(file: CaseFile) -> str:
    """Where the window counts what lay in a box."""
    return f"{reverse('handover')}?drop={file.matter.no}"
