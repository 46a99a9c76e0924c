"""Budgets: how often a page asks the database, what a citizen's first visit weighs, and that the bench runs."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.slow

SRC = Path(__file__).resolve().parents[2] / "src"
QUERIES, WEIGHT = 15, 100_000


def bench(installed: Path, folder: Path, part: str) -> list[dict[str, Any]]:
    folder = shutil.copytree(installed, folder / "data")
    env = {**os.environ, "DATA_DIR": str(folder), "PYTHONPATH": str(SRC), "DEMO": "1"}
    env.pop("DATABASE_URL", None)
    command = [sys.executable, "-m", "fengqiao.config.cli", "bench", "--only", part, "--quick"]
    done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=240)
    assert done.returncode == 0, done.stderr[-3000:]
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture(scope="module")
def figures(tmp_path_factory: pytest.TempPathFactory, installed: Path) -> list[dict[str, Any]]:
    return bench(installed, tmp_path_factory.mktemp("bench"), "pages")


def test_no_page_asks_the_database_more_than_fifteen_times(figures: list[dict[str, Any]]) -> None:
    pages = [f for f in figures if f["figure"].startswith("page.")]
    assert {f["figure"].split(".")[1] for f in pages} == {"desk", "list", "matter", "move", "paper", "api"}
    assert all(f["status"] == [200] for f in pages), pages
    assert not [(f["figure"], f["queries"]) for f in pages if f["queries"] > QUERIES]


def test_the_queries_of_a_page_do_not_grow_with_the_court(figures: list[dict[str, Any]]) -> None:
    by_name: dict[str, list[int]] = {}
    for figure in figures:
        if figure["figure"].startswith(("page.desk", "page.list")):
            by_name.setdefault(figure["figure"], []).append(figure["queries"])
    assert by_name and all(small == large for small, large in by_name.values()), by_name


def test_a_citizens_first_visit_weighs_less_than_a_hundred_kilobytes(figures: list[dict[str, Any]]) -> None:
    weights = {f["figure"]: f["bytes"] for f in figures if f["figure"].startswith("weight.")}
    assert len(weights) >= 4
    assert not {name: size for name, size in weights.items() if size >= WEIGHT}


def test_the_door_is_measured_beside_its_floor(tmp_path: Path, installed: Path) -> None:
    (figure,) = bench(installed, tmp_path, "door")
    assert figure["figure"] == "perform.sqlite"
    assert 0 < figure["ratio"] < 1
    assert figure["moves"] > 100
