"""The court and the lawyer of this area's tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from fengqiao.core import testing
from fengqiao.core.models import Account, Court
from fengqiao.web.shell import home_court


@pytest.fixture
def court(db: None) -> Iterator[Court]:
    home_court.cache_clear()
    yield testing.court()
    home_court.cache_clear()


@pytest.fixture
def lawyer(court: Court) -> Account:
    return testing.account("何律师", "13800000033")
