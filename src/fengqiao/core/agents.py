"""Agents who are entered on the record of a dispute: what they may not do without special authority (R-FIL-06)."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import StringConstraints

from fengqiao.core.actor import Actor
from fengqiao.core.casefile import CaseFile
from fengqiao.core.errors import Refused
from fengqiao.core.models import Representative
from fengqiao.core.powers import AGENT, PAPERS, beyond
from fengqiao.core.registry import registry
from fengqiao.core.step import Step
from fengqiao.kernel.asks import Affirmed, Asks, Kind, PersonRef
from fengqiao.kernel.procedure import Move, Refusal
from fengqiao.law.instruments import CPL

BOUND = ("teller", "lawyer", "legal_worker", "relative", "employee", "recommended")
"""Kinds of agents whose power goes as far as the court has found in the letter; so is whoever told for another."""


class Authority(Asks):
    """How far the power of an agent goes, as the court finds it in the letter (CPL 62, R-FIL-06)."""

    agent: Annotated[PersonRef, Kind("agent")]
    scope: Literal["special", "general"]
    letter_seen: Affirmed
    remark: Annotated[str, StringConstraints(strip_whitespace=True, max_length=500), Kind("textarea")] = ""


def without_authority(file: CaseFile, actor: Actor, move: Move) -> list[Refusal]:
    """Why a move is beyond the power of whoever acts: a delegate's, or that of an agent on the record (CPL 62)."""
    if actor.power is not None:
        return beyond(actor.power, file.matter.procedure, move)
    if move.opening or actor.staff or actor.system:
        return []
    if registry.power_needed(file.matter.procedure, move.name) in (PAPERS, AGENT):
        return []
    others = [p.id for p in file.acting(actor.person) if p.person != actor.person]
    if not others:
        return []
    bound = Representative.objects.filter(party__in=others, person=actor.person, until=None, kind__in=BOUND)
    return [Refusal("core.beyond_power", CPL(62))] if bound.filter(special_power=False).exists() else []


def bound(file: CaseFile) -> list[Representative]:
    """The agents on the record of a dispute whose power the court has to look at."""
    rows = Representative.objects.filter(party__in=file.rows, until=None, kind__in=BOUND)
    return list(rows.select_related("person", "party").order_by("id"))


def set_scope(file: CaseFile, person: int, *, special: bool) -> bool:
    """Enter how far an agent's power goes, for every party of the dispute that he acts for; whether there is such an agent."""
    rows = Representative.objects.filter(party__in=file.rows, person=person, until=None, kind__in=BOUND)
    return bool(rows.update(special_power=special))


def recognise_power(step: Step) -> dict[str, Any]:
    """Write down how far an agent's power goes, as the letter says (CPL 62); it holds in every matter of the dispute.

    “Full authority” without the items named is a general power (CPLI 89): the court reads, the agent's own word is none.
    """
    scope = step.data.scope
    if not set_scope(step.file, step.data.agent, special=scope == "special"):
        raise Refused([Refusal("core.not_an_agent", CPL(62), field="agent")])
    return {"powers": {**step.ctx.facts.get("powers", {}), str(step.data.agent): scope}}
