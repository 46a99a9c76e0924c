"""The clock of the demonstration: days pass, clocks fire at their own moments, the next start goes on from there."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client

from fengqiao.config import demo_clock
from fengqiao.core import clock, testing
from fengqiao.core.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def true_time():
    """The tests hold the clock; a clock that is moved on must run."""
    token = clock._held.set(None)
    yield
    clock._held.reset(token)
    clock.run_ahead(timedelta())
    (settings.DATA_DIR / "sandbox" / "clock.json").unlink(missing_ok=True)


def test_days_pass_and_the_clock_fires_at_its_own_moment(true_time: None) -> None:
    mediation = testing.dispute("mediation.pre_litigation")
    begun = clock.now()
    assert demo_clock.pass_days(15) >= 1
    assert clock.now() - begun >= timedelta(days=15)
    silent = Event.objects.get(matter=mediation, move="no_answer")
    assert silent.at < clock.now() - timedelta(days=5)
    clock.run_ahead(timedelta())
    demo_clock.take_up()
    assert clock.now() - begun >= timedelta(days=15)


def test_there_is_no_such_page_outside_a_demonstration() -> None:
    assert Client().get("/sandbox/clock/").status_code == 404
