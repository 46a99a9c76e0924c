"""Fixtures of the e-file's tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from fengqiao.core import testing
from fengqiao.core.models import Court
from fengqiao.web.shell import home_court


@pytest.fixture
def court(db: None) -> Iterator[Court]:
    """The court of the installation."""
    home_court.cache_clear()
    yield testing.court()
    home_court.cache_clear()
