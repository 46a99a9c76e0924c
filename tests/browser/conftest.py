"""One real server and one real browser for each file of browser tests; each actor has a context of its own."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from actors import CHROMIUM, CourtServer, Stage
from playwright.sync_api import Browser, sync_playwright
from scenes import Scene, play
from tour import Tour

from fengqiao.config.simulation import roster


@pytest.fixture(scope="module")
def court_server(tmp_path_factory: pytest.TempPathFactory, installed: Path) -> Iterator[CourtServer]:
    if CHROMIUM is None:
        pytest.fail("no chromium") if os.environ.get("CI") == "true" else pytest.skip("no chromium here")
    server = CourtServer(shutil.copytree(installed, tmp_path_factory.mktemp("court") / "data"))
    yield server
    server.stop()


@pytest.fixture(scope="module")
def browser(court_server: CourtServer) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-dev-shm-usage"]
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
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


@pytest.fixture(scope="module")
def scene(court_server: CourtServer) -> Scene:
    return play(court_server, roster.roles())


@pytest.fixture(params=["zh-hans", "en"])
def tour(request: pytest.FixtureRequest, court_server: CourtServer, browser: Browser) -> Iterator[Tour]:
    made = Tour(court_server, browser, request.param)
    yield made
    made.close()
    assert not court_server.faults(), court_server.faults()[-4000:]
