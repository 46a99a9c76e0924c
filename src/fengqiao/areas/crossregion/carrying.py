"""The worker's round to courts elsewhere: send what is not acknowledged, ask for what is not answered."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from fengqiao.areas.crossregion.services import REMOTE
from fengqiao.core import ports
from fengqiao.core.actor import SYSTEM_ACTOR
from fengqiao.core.engine import perform
from fengqiao.core.errors import DoorError
from fengqiao.core.exchange import CourtAway, CourtRefuses
from fengqiao.core.models import Matter, Party
from fengqiao.core.words import say

log = logging.getLogger(__name__)
ROUND = 50
MOVES = {"taken": "take_over", "incomplete": "ask_completion", "not_competent": "not_competent"}


def carry(limit: int = ROUND) -> int:
    """Do one round; answer how many moves came of it. What fails is tried again in the next."""
    waiting = Matter.objects.filter(procedure=REMOTE, ended=False).select_related("dispute").order_by("looked_on", "id")
    return sum(_carried(matter) for matter in list(waiting[:limit]))


def _carried(matter: Matter) -> int:
    try:
        found = _next(matter)
        if found is None:
            return 0
        move, data = found
        perform(matter.no, move, actor=SYSTEM_ACTOR, data=data, key=f"exchange:{matter.no}:{move}")
    except (CourtAway, DoorError) as failure:
        log.warning("exchange about %s: %s", matter.no, failure)
        return 0
    return 1


def _next(matter: Matter) -> tuple[str, dict[str, Any]] | None:
    """The move that the other side's word leads to; None while it has nothing to say."""
    exchange, court = ports.exchange(), str(matter.facts["competent"])
    try:
        if "elsewhere_receipt" not in matter.facts:
            taken = exchange.hand_over(matter.no, court, papers(matter))
            return "acknowledge", {"number": taken.number, "hash": taken.hash}
        reply = exchange.reply(matter.no, court)
    except CourtRefuses as refusal:
        return "not_competent", {"reason": say("crossregion.refused_elsewhere", {"code": str(refusal)}, "zh-hans")}
    if reply.outcome == "waiting":
        return None
    facts = reply.facts
    data = {
        "taken": {"number": facts.get("elsewhere_number", "")},
        "incomplete": {"points": facts.get("points", [])},
        "not_competent": {"court": facts.get("right_court", ""), "reason": facts.get("why", "")},
    }
    return MOVES[reply.outcome], data[reply.outcome]


def papers(matter: Matter) -> Mapping[str, Any]:
    """What travels: what was told, without identity numbers and without files. Always the same for the same matter."""
    dispute, facts = matter.dispute, matter.facts
    parties = Party.objects.filter(dispute=dispute).select_related("person").order_by("position", "id")
    told = dispute.facts
    return {
        "received": facts["received"],
        "assisting": facts["assisting_code"],
        "cause": dispute.cause,
        "story": told.get("story", ""),
        "claims": [{"text": c["text"], "amount": c.get("amount")} for c in told.get("claims", [])],
        "parties": [
            {
                "side": p.side,
                "name": p.name,
                "kind": p.person.kind,
                "phone": p.person.phone,
                "address": str(p.facts.get("address") or ""),
            }
            for p in parties
        ],
        "evidence": [{"name": e["name"], "purpose": e.get("purpose")} for e in told.get("evidence", [])],
        "ground": facts["ground"][0],
        "completed": (facts.get("completed") or {}).get("text", ""),
    }
