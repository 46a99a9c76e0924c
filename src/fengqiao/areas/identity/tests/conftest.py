"""A provider of identity checks for each test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.cache import cache

from fengqiao.adapters.identity import HttpIdentity
from fengqiao.adapters.sandbox.identity import SandboxIdentity
from fengqiao.core import ports, testing
from fengqiao.core.models import Court
from fengqiao.web.shell import home_court


@pytest.fixture(autouse=True)
def provider() -> SandboxIdentity:
    """The sandbox in this process; ``provider.faults`` makes the next calls go wrong."""
    sandbox = SandboxIdentity("tests", "a key of the tests", root="/provider")
    ports.connect(identity=HttpIdentity(sandbox, "tests", "a key of the tests"))
    return sandbox


@pytest.fixture(autouse=True)
def _no_tries_yet() -> None:
    """Counts of tries live in the process: each test begins with none."""
    cache.clear()


@pytest.fixture
def court(db: None) -> Iterator[Court]:
    """The court of the installation."""
    home_court.cache_clear()
    yield testing.court()
    home_court.cache_clear()
