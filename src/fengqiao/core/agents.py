"""Agents who are entered on the record of a dispute: what they may not do without special authority (R-FIL-06)."""

from __future__ import annotations

from fengqiao.core.actor import Actor
from fengqiao.core.casefile import CaseFile
from fengqiao.core.models import Representative
from fengqiao.core.powers import AGENT, PAPERS, beyond
from fengqiao.core.registry import registry
from fengqiao.kernel.procedure import Move, Refusal
from fengqiao.law.instruments import CPL

BOUND = ("teller", "lawyer", "legal_worker", "relative", "employee", "recommended")
"""Kinds of agents whose power goes as far as the court has found in the letter; so is whoever told for another."""


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
