"""What the matter page says of the green channel: which, why, and by when the court means to act."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils import translation

from fengqiao.areas.green.procedure import GreenChannel
from fengqiao.core import green
from fengqiao.core.actor import Actor
from fengqiao.core.casefile import CaseFile
from fengqiao.core.words import word
from fengqiao.law.green import turn_by

CHANGERS = frozenset(GreenChannel.opening().who)


def channel(file: CaseFile, actor: Actor) -> Mapping[str, Any] | None:
    """The channel with its ground, for all who see the matter; the way to change it, for those who may."""
    matter = file.matter
    if matter.procedure == GreenChannel.code:
        return None
    may = not matter.ended and bool(actor.duties(matter.court_id) & CHANGERS)
    found = green.channel(file)
    decided = green.DECISION in matter.dispute.facts
    if found.value is None and not may and not decided:
        return None
    side = 1 if translation.get_language() == "en" else 0
    working = [(line.zh, line.en)[side] for line in found.working]
    if found.value and not matter.ended and actor.staff:
        target = turn_by(found.value.code, matter.procedure, matter.changed_at)
        working += [(line.zh, line.en)[side] for line in target.working[:1]]
    return {
        "name": word(f"green.ChannelDecision.channel.{found.value.code}") if found.value else "",
        "why": (found.value.zh, found.value.en)[side] if found.value else "",
        "working": working,
        "cites": [(c.zh, c.en)[side] for c in found.cites],
        "change_url": reverse("green_channel", args=[matter.no]) if may else "",
        "taken": decided and found.value is None,
    }
