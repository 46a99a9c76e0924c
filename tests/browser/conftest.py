"""One real server for each file of browser tests, one real browser for all; each actor has a context of its own."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from unittest import mock

import pytest
from actors import ASYNC_UNSAFE, CHROMIUM, CourtServer, Stage
from playwright.sync_api import Browser, sync_playwright
from scenes import LAST_DAY, Scene, play
from tour import Tour

from fengqiao.config.simulation import roster

SCENE = "scene.json"


@pytest.fixture(scope="session")
def chromium() -> str:
    """The browser of this machine."""
    if CHROMIUM is None:
        pytest.fail("no chromium") if os.environ.get("CI") == "true" else pytest.skip("no chromium here")
    return CHROMIUM


@pytest.fixture(scope="module")
def court_server(tmp_path_factory: pytest.TempPathFactory, installed: Path, chromium: str) -> Iterator[CourtServer]:
    server = CourtServer(shutil.copytree(installed, tmp_path_factory.mktemp("court") / "data"))
    yield server
    server.stop()


@pytest.fixture(scope="session")
def played(made_once: Callable[[str, Callable[[Path], None]], Path], installed: Path, chromium: str) -> Path:
    """The folder of a court in which the disputes of the tour were played."""

    def make(folder: Path) -> None:
        server = CourtServer(shutil.copytree(installed, folder))
        (folder / SCENE).write_text(json.dumps(asdict(play(server, roster.roles()))))
        assert not server.faults(), server.faults()[-4000:]
        server.stop()

    return made_once("played", make)


@pytest.fixture(scope="module")
def toured(tmp_path_factory: pytest.TempPathFactory, played: Path) -> Iterator[CourtServer]:
    """The court that a tour walks through, on the last day of its disputes."""
    server = CourtServer(shutil.copytree(played, tmp_path_factory.mktemp("toured") / "data"))
    server("hold", LAST_DAY)
    yield server
    server.stop()


@pytest.fixture(scope="module")
def scene(played: Path) -> Scene:
    return Scene(**json.loads((played / SCENE).read_text()))


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    """One for all files of a worker: what people do is kept apart by their contexts.

    Playwright leaves its event loop running between its calls; Django would then refuse plain use of the database in
    the tests that follow, which is what they are about.
    """
    with sync_playwright() as playwright, mock.patch.dict(os.environ, {ASYNC_UNSAFE: "true"}):
        arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-dev-shm-usage"]
        opened = playwright.chromium.launch(executable_path=chromium, args=arguments)
        yield opened
        opened.close()


@pytest.fixture
def stage(court_server: CourtServer, browser: Browser) -> Iterator[Stage]:
    made = Stage(court_server, browser)
    court_server("hold", "2026-03-02T09:00:00")
    yield made
    for actor in made.actors:
        actor.close()
    assert not court_server.faults(), court_server.faults()[-4000:]


@pytest.fixture(params=["zh-hans", "en"])
def tour(request: pytest.FixtureRequest, toured: CourtServer, browser: Browser) -> Iterator[Tour]:
    made = Tour(toured, browser, request.param)
    yield made
    made.close()
    assert not toured.faults(), toured.faults()[-4000:]
