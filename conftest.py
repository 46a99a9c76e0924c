"""Fixtures of all tests: the clock held on a Monday morning, files and keys in a folder of their own."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import hypothesis
import pytest
from django.conf import settings
from django.contrib.auth import hashers

from fengqiao.adapters.storage import FolderStorage
from fengqiao.config import words
from fengqiao.core import clock, ports, testing

SRC = Path(__file__).parent / "src"

# CI asks the same questions each time, so that a change is judged by what it changes; elsewhere the search goes on.
hypothesis.settings.register_profile(
    "suite", max_examples=40, deadline=None, derandomize=os.environ.get("CI") == "true"
)
hypothesis.settings.load_profile("suite")


@pytest.fixture(scope="session", autouse=True)
def _installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keys are made once for all tests (they are slow to make); nothing is written into the checkout's data.

    Passwords are hashed the cheap way: the installation's hash is slow on purpose.
    """
    kept, settings.DATA_DIR = settings.DATA_DIR, tmp_path_factory.mktemp("data")
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    hashers.get_hashers.cache_clear()
    with suppress(words.WordsError):  # a fault in a word list has a test of its own
        if words.stale():
            words.compile_words()
    yield
    settings.DATA_DIR = kept


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a court just set up on SQLite, made once for all workers: a copy of it is quicker than the making."""
    shared = tmp_path_factory.getbasetemp()
    shared = shared.parent if "PYTEST_XDIST_WORKER" in os.environ else shared
    folder = shared / "installed"
    with (shared / "installed.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            half = shared / "installing"
            env = {**os.environ, "DATA_DIR": str(half), "DATABASE_URL": "", "PYTHONPATH": str(SRC)}
            command = [sys.executable, "-m", "fengqiao.config.cli", "manage", "migrate", "--verbosity=0"]
            subprocess.run(command, env=env, check=True, timeout=120)  # noqa: S603
            half.rename(folder)
    return folder


@pytest.fixture(autouse=True)
def now() -> Iterator[None]:
    """Hold the clock at Monday 2 March 2026, 9:00."""
    with clock.at(testing.NOW):
        yield


@pytest.fixture(autouse=True)
def sms() -> testing.KeptSms:
    """The telephone network of the test; ``sms.sent`` are the messages."""
    network = testing.KeptSms()
    ports.connect(sms=network)
    return network


@pytest.fixture(autouse=True)
def storage(tmp_path: Path) -> FolderStorage:
    """The files of the test."""
    folder = FolderStorage(tmp_path / "files")
    ports.connect(storage=folder)
    return folder
