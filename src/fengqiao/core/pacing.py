"""A job that looks through much and finds little: done every few minutes instead of at every beat of the worker."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from fengqiao.core import clock


class Paced:
    """A job with a pause after each time that it found nothing; while it finds something it goes on at once."""

    def __init__(self, job: Callable[[], int], minutes: int) -> None:
        self._job, self._pause = job, timedelta(minutes=minutes)
        self._looked: datetime | None = None
        self.__name__ = job.__name__

    def __call__(self) -> int:
        now = clock.now()
        # A clock that was set back (a play, a demonstration) begins anew.
        if self._looked is not None and timedelta() <= now - self._looked < self._pause:
            return 0
        done = self._job()
        self._looked = None if done else now
        return done
