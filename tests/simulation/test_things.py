"""The things of the demonstration: handed in by real moves, one laid into the locker."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from django.conf import settings

from fengqiao.adapters.locker import HttpLocker
from fengqiao.adapters.sandbox import SandboxSms
from fengqiao.adapters.sandbox.locker import SandboxLocker
from fengqiao.areas.handover.models import Item
from fengqiao.config import lockering
from fengqiao.config.simulation import roster, things
from fengqiao.config.simulation.play import Play
from fengqiao.core import clock, ports, testing
from fengqiao.core.lockers import NoLocker
from fengqiao.core.models import Matter

pytestmark = pytest.mark.django_db


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SandboxLocker]:
    found = SandboxLocker("member", "key", "http://court/x/", file=tmp_path / "locker.json")
    monkeypatch.setattr(settings, "DATA_DIR", tmp_path)
    monkeypatch.setattr(lockering, "sandbox_locker", lambda: found)
    ports.connect(locker=HttpLocker(found, "member", "key", "http://court/x/"), sms=SandboxSms(tmp_path / "sandbox"))
    yield found
    ports.connect(locker=NoLocker())


def test_a_few_things_and_one_in_the_locker_which_remembers_over_a_restart(machine: SandboxLocker) -> None:
    here = roster.establish()
    for n in range(4):
        testing.dispute("filing.first_instance", at=here, claimants=[testing.claimant(phone=f"1380000010{n}")])
    stage = Play(here, 1, lambda _day, _chance: 0)
    assert things.play(stage, datetime(2026, 3, 2, 15, tzinfo=clock.ZONE)) == 4
    assert Item.objects.count() == 3 and Matter.objects.get(procedure="handover.drop").state == "filled"
    again = SandboxLocker("member", "key", "http://court/x/", file=machine.file)
    assert again.held == machine.held and len(again.held) == 1


def test_a_court_without_cases_gets_nothing() -> None:
    stage = Play(roster.establish(), 1, lambda _day, _chance: 0)
    assert things.play(stage, datetime.combine(date(2026, 3, 2), datetime.min.time(), clock.ZONE)) == 0
