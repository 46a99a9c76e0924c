"""The days of the hall that the demonstration plays: cheap, and true to the hall's own rules."""

from __future__ import annotations

from datetime import datetime

import pytest

from fengqiao.areas.hall.models import Ticket, Window
from fengqiao.config.simulation import hall, roster
from fengqiao.core import clock

pytestmark = pytest.mark.django_db


def test_a_day_that_is_over_leaves_nobody_waiting_and_a_morning_leaves_a_queue() -> None:
    court = roster.establish()
    hall.play(court, 1, datetime(2026, 3, 3, 10, 45, tzinfo=clock.ZONE))
    before = Ticket.objects.filter(day__lt="2026-03-03")
    assert before.count() == hall.VISITS
    assert set(before.values_list("stage", flat=True)) == {"done", "missed"}
    today = Ticket.objects.filter(day="2026-03-03")
    assert {"done", "serving"} <= set(today.values_list("stage", flat=True))
    assert Window.objects.exclude(clerk=None).count() == hall.SITTING
    moment = datetime(2026, 3, 3, 10, 45, tzinfo=clock.ZONE)
    assert not Ticket.objects.filter(ended_at__gt=moment).exists()
