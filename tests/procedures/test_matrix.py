"""Generated for every procedure: who may not is refused, and nothing has changed."""

from __future__ import annotations

import random
from datetime import date
from types import SimpleNamespace

import pytest

from fengqiao.core import clock, testing
from fengqiao.core.actor import Actor
from fengqiao.core.models import Dispute, Matter, Standing
from fengqiao.core.roles import ALL, DUTIES, SIDES, STANDINGS, SYSTEM
from fengqiao.core.run import refusals_of
from fengqiao.kernel.chain import GENESIS
from fengqiao.kernel.context import Context
from fengqiao.kernel.procedure import Procedure

from .conftest import PROCEDURES, name_of

ROLES = sorted((STANDINGS | DUTIES | {SYSTEM}) - {"party"})
STATES = [pytest.param(p, s, id=f"{p.code}-{s}") for p in PROCEDURES for s in p.all_states]

NEVER_THERE = {
    # The two years begin on the day on which the period of performance ends and the state is left.
    ("performance.title", "window"): {"due"},
    ("performance.title", "renewed"): {"due"},
}


def seen(procedure: type[Procedure], state: str, role: str) -> Context:
    """The matter in a state, as somebody with one role sees it."""
    return Context(
        no="2603-00000000-0",
        procedure=procedure.code,
        version=procedure.version,
        state=state,
        now=testing.NOW,
        opened=date(2026, 3, 2),
        relations=frozenset({role}),
    )


@pytest.mark.parametrize(("procedure", "state"), STATES)
def test_who_may_not_is_refused_in_every_state(procedure: type[Procedure], state: str) -> None:
    file = SimpleNamespace(matter=SimpleNamespace(state=state))
    tried = 0
    for role in ROLES:
        for move in procedure.moves.values():
            allowed = role in move.who or (role in SIDES and "party" in move.who)
            if move.opening or (state in move.sources and allowed):
                continue
            refusals = refusals_of(file, move, seen(procedure, state, role))  # type: ignore[arg-type]
            expected = "core.not_yours" if state in move.sources else "core.not_in_this_state"
            assert [r.reason for r in refusals] == [expected], f"{role} could {move.name} in {state}"
            tried += 1
    assert tried


@pytest.mark.parametrize("procedure", PROCEDURES, ids=name_of)
def test_nobody_without_a_relation_may_make_any_move(procedure: type[Procedure]) -> None:
    for move in procedure.moves.values():
        assert not move.allows(frozenset())
        assert not move.allows({"somebody_else"})
        assert set(move.who) <= ALL


@pytest.mark.parametrize("procedure", PROCEDURES, ids=name_of)
def test_nothing_leaves_an_end(procedure: type[Procedure]) -> None:
    assert procedure.ends
    for state in procedure.ends:
        assert procedure.leaving(state) == ()


@pytest.mark.parametrize("procedure", PROCEDURES, ids=name_of)
def test_every_procedure_has_one_opening_that_reaches_its_first_state(procedure: type[Procedure]) -> None:
    openings = [m for m in procedure.moves.values() if m.opening]
    assert len(openings) == 1
    assert openings[0].target == procedure.first
    assert not (set(openings[0].who) - ALL)


@pytest.mark.parametrize("procedure", PROCEDURES, ids=name_of)
def test_the_moves_of_every_clock_are_open_wherever_the_clock_may_run(procedure: type[Procedure]) -> None:
    for name, period in procedure.periods.items():
        if not period.then:
            continue
        fires = procedure.moves[period.then]
        assert SYSTEM in fires.who
        missing = running_states(procedure, name) - set(fires.sources) - NEVER_THERE.get((procedure.code, name), set())
        assert not missing, f"{name} may run out in {sorted(missing)}, where {fires.name} cannot be made"


def running_states(procedure: type[Procedure], clock_name: str) -> set[str]:
    """The states in which a clock may run: from where it starts, along the moves that do not end it."""
    own = procedure.periods[clock_name].then
    found: set[str] = set()
    waiting: list[str] = []
    for move in procedure.moves.values():
        if clock_name in move.starts:
            waiting += [move.leads_to(s) for s in move.sources] or [move.target]
    while waiting:
        state = waiting.pop()
        if state in found or state in procedure.ends:
            continue
        found.add(state)
        waiting += [m.leads_to(state) for m in procedure.leaving(state) if clock_name not in m.stops and m.name != own]
    return found


# —— the same through the one door, with a database ——


def placed(procedure: type[Procedure], state: str) -> Matter:
    """A matter in a state, with nobody seated: the row alone, as no move could leave it otherwise."""
    court = testing.court()
    dispute = Dispute.objects.create(court=court, title="测试纠纷", opened_at=clock.now())
    return Matter.objects.create(
        no=f"2603-{Matter.objects.count():08d}-0",
        dispute=dispute,
        court=court,
        procedure=procedure.code,
        version=procedure.version,
        state=state,
        opened_at=clock.now(),
        changed_at=clock.now(),
        chain_head=GENESIS,
    )


def holder(role: str, matter: Matter) -> Actor:
    """Somebody who holds this one role towards the matter."""
    if role in DUTIES:
        return testing.actor(testing.staff(role, name=role))
    account = testing.account(role, f"139{ROLES.index(role):08d}")
    Standing.objects.create(matter=matter, person=account.person, role=role, name=role, since=clock.now())
    return testing.actor(account)


@pytest.mark.django_db
@pytest.mark.parametrize("procedure", PROCEDURES, ids=name_of)
def test_through_the_door_a_refusal_changes_nothing(procedure: type[Procedure]) -> None:
    chance = random.Random(procedure.code)
    forbidden = [
        (state, role, move)
        for state in procedure.all_states
        if state not in procedure.ends
        for role in ROLES
        if role != SYSTEM
        for move in procedure.leaving(state)
        if not move.allows({role})
    ]
    assert forbidden
    for state, role, move in chance.sample(forbidden, min(6, len(forbidden))):
        matter = placed(procedure, state)
        who = holder(role, matter)
        with testing.refused():
            testing.do(matter.no, move.name, who, {})


@pytest.mark.django_db
@pytest.mark.parametrize("procedure", PROCEDURES, ids=name_of)
def test_for_a_stranger_the_matter_does_not_exist(procedure: type[Procedure]) -> None:
    matter = placed(procedure, procedure.first)
    move = procedure.leaving(procedure.first)[0]
    with testing.refused() as found:
        testing.do(matter.no, move.name, testing.account("路人", "13900009999"), {})
    assert type(found.error).__name__ == "NotFound"


@pytest.mark.django_db
@pytest.mark.parametrize("procedure", PROCEDURES, ids=name_of)
def test_an_opening_move_cannot_be_made_twice(procedure: type[Procedure]) -> None:
    matter = placed(procedure, procedure.first)
    with testing.refused("core.no_such_move"):
        testing.do(matter.no, procedure.opening().name, "system")
