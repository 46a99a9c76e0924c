"""A window with a card reader, a kiosk and a village station, each by its code."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from django.core.cache import cache

from fengqiao.areas.counter import stations
from fengqiao.areas.counter.models import Station
from fengqiao.core import testing
from fengqiao.core.models import Court
from fengqiao.web.shell import home_court

KEYS: dict[str, str] = {}


@pytest.fixture
def court(db: None) -> Iterator[Court]:
    """The court of the installation, with its places."""
    home_court.cache_clear()
    cache.clear()  # tries are counted there, by people whose numbers come again in the next test
    made = testing.court()
    for code, kind in (("WND001", "window"), ("WND002", "window"), ("KSK001", "kiosk"), ("CUN001", "village")):
        row = Station.objects.create(court=made, code=code, name=f"站点{code}", kind=kind, since=date(2026, 1, 1))
        if kind == "window":
            KEYS[code] = stations.new_key(row)
    yield made
    home_court.cache_clear()
