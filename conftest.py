"""Fixtures of all tests: the clock held on a Monday morning, files and keys in a folder of their own."""

from __future__ import annotations

import fcntl
import gc
import itertools
import os
import secrets
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any
from unittest import mock
from urllib.parse import urlsplit, urlunsplit

import hypothesis
import pytest
from django.conf import settings
from django.contrib.auth import hashers
from django.core import management
from django.db import connection
from django.template import Template
from django.test import utils

from fengqiao.adapters.storage import FolderStorage
from fengqiao.config import words
from fengqiao.core import clock, ports, testing

SRC = Path(__file__).parent / "src"

# CI asks the same questions each time, so that a change is judged by what it changes; elsewhere the search goes on.
hypothesis.settings.register_profile(
    "suite", max_examples=40, deadline=None, derandomize=os.environ.get("CI") == "true"
)
hypothesis.settings.load_profile("suite")


def pytest_collection_finish() -> None:
    """Thousands of tests live to the end of the run: nobody need search them for garbage."""
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def _installation(tmp_path_factory: pytest.TempPathFactory, django_test_environment: None) -> Iterator[None]:
    """Keys are made once for all tests (they are slow to make); nothing is written into the checkout's data.

    Passwords are hashed the cheap way: the installation's hash is slow on purpose. Styles are found when they are
    asked for, not listed anew for each visitor; what a template was given is not copied, since no test asks for it.
    """
    kept, settings.DATA_DIR = settings.DATA_DIR, tmp_path_factory.mktemp("data")
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    hashers.get_hashers.cache_clear()
    settings.WHITENOISE_AUTOREFRESH = True
    Template._render = utils._TestState.saved_data.template_render
    with suppress(words.WordsError):  # a fault in a word list has a test of its own
        if words.stale():
            words.compile_words()
    yield
    settings.DATA_DIR = kept


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that all workers of this run share."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@contextmanager
def _one_at_a_time(lock: Path) -> Iterator[None]:
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def _migrate(folder: Path, database_url: str) -> None:
    env = {**os.environ, "DATA_DIR": str(folder), "DATABASE_URL": database_url, "PYTHONPATH": str(SRC)}
    command = [sys.executable, "-m", "fengqiao.config.cli", "manage", "migrate", "--verbosity=0"]
    subprocess.run(command, env=env, check=True, timeout=120)  # noqa: S603


@pytest.fixture(scope="session")
def made_once(shared: Path) -> Callable[[str, Callable[[Path], None]], Path]:
    """A folder by its name, made by whichever worker needs it first: a copy of it is quicker than the making."""

    def folder(name: str, make: Callable[[Path], None]) -> Path:
        made = shared / name
        with _one_at_a_time(shared / f"{name}.lock"):
            if not made.exists():
                half = shared / f"{name}.half"
                make(half)
                half.rename(made)
        return made

    return folder


@pytest.fixture(scope="session")
def installed(made_once: Callable[[str, Callable[[Path], None]], Path]) -> Path:
    """The folder of a court just set up on SQLite."""
    return made_once("installed", lambda folder: _migrate(folder, ""))


def _on_server(statement: str) -> None:
    psycopg = pytest.importorskip("psycopg")
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as server:
        server.execute(statement)


@pytest.fixture(scope="session")
def template(shared: Path) -> Iterator[str]:
    """A PostgreSQL database just set up, made once for all workers to copy; the last to leave drops it. Else empty."""
    if not os.environ.get("DATABASE_URL"):
        yield ""
        return
    name = f"fengqiao_template_{os.getppid() if 'PYTEST_XDIST_WORKER' in os.environ else os.getpid()}"
    lock, users = shared / "template.lock", shared / "template.users"
    with _one_at_a_time(lock):
        users.touch()
        if not users.read_text():
            _on_server(f"CREATE DATABASE {name}")
            _migrate(shared / "template", urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}")))
        users.write_text(users.read_text() + "x")
    yield name
    with _one_at_a_time(lock):
        users.write_text(users.read_text()[:-1])
        if not users.read_text():
            _on_server(f"DROP DATABASE IF EXISTS {name}")


@pytest.fixture(scope="module")
def another_installation(
    tmp_path_factory: pytest.TempPathFactory, shared: Path, template: str, request: pytest.FixtureRequest
) -> Iterator[dict[str, str]]:
    """The environment of a further installation, set up, on the database that this run of the suite is about."""
    made = shared / "template" if template else request.getfixturevalue("installed")
    folder = shutil.copytree(made, tmp_path_factory.mktemp("installation") / "data")
    env = {**os.environ, "DATA_DIR": str(folder), "PYTHONPATH": str(SRC)}
    if not template:
        yield {**env, "DATABASE_URL": ""}
        return
    name = f"fengqiao_{secrets.token_hex(4)}"
    _on_server(f"CREATE DATABASE {name} TEMPLATE {template}")
    yield {**env, "DATABASE_URL": urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}"))}
    _on_server(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, template: str, request: pytest.FixtureRequest
) -> Iterator[None]:
    """The test database of a worker is copied from one that was migrated once for all of them."""
    plainly = management.call_command
    installed = None if template else request.getfixturevalue("installed")

    def instead(command: str, *args: Any, **kwargs: Any) -> None:
        if command != "migrate":
            plainly(command, *args, **kwargs)
        elif installed is not None:
            connection.ensure_connection()
            with closing(sqlite3.connect(installed / "fengqiao.sqlite3")) as made:
                made.backup(connection.connection)

    if template:
        connection.settings_dict["TEST"]["TEMPLATE"] = template
    with mock.patch("django.core.management.call_command", instead):
        yield


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


@pytest.fixture(scope="session")
def _folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    base = tmp_path_factory.mktemp("files")
    return (base / str(number) for number in itertools.count())


@pytest.fixture(autouse=True)
def storage(_folders: Iterator[Path]) -> FolderStorage:
    """The files of the test; their folder is made when the first comes, which in most tests none does."""
    folder = FolderStorage(next(_folders))
    ports.connect(storage=folder)
    return folder
