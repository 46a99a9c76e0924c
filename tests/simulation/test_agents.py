"""Those who act for others in the demonstration: powers taken up and waiting, a table of which one row is wrong."""

from __future__ import annotations

from datetime import datetime

import pytest

from fengqiao.areas.delegation.models import Mandate
from fengqiao.areas.lawyers.models import BatchRow
from fengqiao.config.simulation import agents, guide, roster
from fengqiao.config.simulation.play import Play
from fengqiao.core import clock
from fengqiao.core.models import Matter

pytestmark = pytest.mark.django_db


def test_powers_are_given_and_a_table_is_filed_but_for_its_wrong_row() -> None:
    stage = Play(roster.establish(), 1, lambda _day, _chance: 0)
    assert agents.play(stage, datetime(2026, 3, 2, 15, tzinfo=clock.ZONE)) == 2
    assert sorted((m.scope, m.accepted_at is None) for m in Mandate.objects.all()) == [("look", False), ("prepare", True)]
    outcomes = list(BatchRow.objects.order_by("line").values_list("outcome", flat=True))
    assert outcomes == ["filed", "filed", "wrong"]
    assert Matter.objects.filter(procedure="filing.first_instance").count() == 2
    assert list(guide.citizen_rows())[-1] == ("代理律师", "lawyer", *agents.LAWYER, "2")
