"""The platform's worker outlives whatever one of its jobs does."""

from __future__ import annotations

import logging

import pytest

from fengqiao.config.server import Worker

pytestmark = [pytest.mark.django_db, pytest.mark.pure]


class Round:
    """A job that is an object, and so has no name of its own."""

    def __call__(self) -> int:
        raise RuntimeError("the other side hangs up")


def test_a_job_that_fails_ends_neither_the_worker_nor_the_next_job(caplog: pytest.LogCaptureFixture) -> None:
    done: list[int] = []
    with caplog.at_level(logging.ERROR, "fengqiao.config.server"):
        for job in (Round(), lambda: done.append(1) or 1):
            Worker()._once(job)
    assert done == [1] and "Round" in caplog.text
