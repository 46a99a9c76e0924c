"""The clock of a demonstration: it can be moved on, so that a visitor sees what the days bring.

Every clock that runs out on the way is fired at its own moment, in order, as if the time had passed.
"""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

from django.conf import settings

from fengqiao.core import clock, jobs

MOST_DAYS = 400
_STEPS = 20_000


def _file() -> Path:
    return Path(settings.DATA_DIR) / "sandbox" / "clock.json"


def ahead() -> timedelta:
    """How much the clock of this demonstration runs ahead of the true time."""
    file = _file()
    return timedelta(seconds=json.loads(file.read_text())["ahead"]) if file.exists() else timedelta()


def take_up() -> None:
    """Let the clock run on from where the last visit left it."""
    clock.run_ahead(ahead())


def pass_days(days: int) -> int:
    """Let days pass; return how many clocks ran out meanwhile."""
    fired, target = 0, clock.now() + timedelta(days=min(days, MOST_DAYS))
    for _step in range(_STEPS):
        due = jobs.next_due()
        if due is None or due > target:
            break
        _set(max(timedelta(), due - clock.now()))
        fired += jobs.sweep()
    _set(target - clock.now())
    for job in jobs.all_jobs():
        job()
    return fired


def _set(by: timedelta) -> None:
    moved = ahead() + by
    _file().parent.mkdir(parents=True, exist_ok=True)
    _file().write_text(json.dumps({"ahead": moved.total_seconds()}))
    clock.run_ahead(moved)
