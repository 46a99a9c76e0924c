"""The complaint and the clerk of this area's tests."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from fengqiao.core.models import Matter
from fengqiao.core.testing import dispute, respondent, staff


@pytest.fixture
def filing(db: None) -> Iterator[Matter]:
    """A complaint handed in on Monday, 2 March 2026, whose respondent has no address."""
    staff("judge")
    yield dispute("filing.first_instance", respondents=[respondent(address=None, phone=None)])


@pytest.fixture
def clerk(db: None) -> Any:
    return staff("filing_clerk")
