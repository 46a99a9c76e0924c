"""The last evening of a demonstration: something is left on the desk of every post, by real moves."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction

from fengqiao.config.simulation.play import Plan, Play
from fengqiao.config.simulation.policies import habits_of
from fengqiao.config.simulation.roster import citizens
from fengqiao.core import clock
from fengqiao.core.models import Matter, Standing, Task
from fengqiao.core.registry import registry

LEADS = {
    "president": (("enforcement.case", "measures", "enforcement_officer", "propose_restriction"),),
    "cashier": (("enforcement.case", "measures", "enforcement_officer", "receive_money"),),
    "mediation_desk": (("mediation.pre_litigation", "offered", "respondent", "consent"),),
    "enforcement_head": (
        ("performance.title", "overdue", "claimant", "apply_enforcement"),
        ("performance.title", "due", "claimant", "apply_enforcement"),
    ),
    "division_head": (("filing.first_instance", "received", "filing_clerk", "propose_refusal"),),
    "filing_clerk": (("filing.first_instance", "correcting", "claimant", "correct"),),
}
"""By post: the moves (procedure, state, who, move) after which it is that post's turn."""

_TRIED = 12


def leave_work(play: Play, at: datetime) -> list[str]:
    """Make one move for each post that has nothing to do; answer the posts that still have nothing."""
    left = []
    with clock.at(at), transaction.atomic():
        for citizen in citizens():
            held = Matter.objects.filter(dispute__parties__person__phone=citizen.phone, ended=False)
            if not held.exists():
                play.open_for(citizen)
        for post, leads in LEADS.items():
            if not Task.objects.filter(role=post).exists() and not any(_lead(play, post, *lead) for lead in leads):
                left.append(post)
    return left


def _lead(play: Play, post: str, procedure: str, state: str, who: str, move: str) -> bool:
    states = registry.in_force(procedure, clock.today()).all_states
    known = (h for each in (state, *states) for h in habits_of(procedure, each))
    habit = next(h for h in known if h.move == move and h.who in (who, "party"))
    found = Matter.objects.filter(procedure=procedure, state=state, ended=False).order_by("-id")[:_TRIED]
    for matter in found:
        for person in _players(matter, who):
            play.attempt(Plan(clock.now(), 0, matter.pk, state, who, person, habit))
            if Task.objects.filter(role=post).exists():
                return True
    return False


def _players(matter: Matter, who: str) -> Iterator[int | None]:
    people = Standing.objects.filter(matter=matter, role=who, until=None).order_by("id")
    yield from list(people.values_list("person_id", flat=True)) or [None]
