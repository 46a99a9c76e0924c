"""``fengqiao bench``: one JSON line a figure; every figure of the door beside its floor in the same run."""

from __future__ import annotations

import argparse
import json
import logging
import os
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import psycopg
from django.conf import settings
from django.core.management import call_command

from fengqiao.config.bench import door, fill, pages
from fengqiao.config.commands.simulate import run
from fengqiao.config.simulation import court
from fengqiao.core import clock

SERVER = "postgres://postgres@127.0.0.1:5432/postgres"
SIZES, QUICK_SIZES = (10_000, 100_000), (200, 600)
SEED = 2
"""Of the play that the pages are measured on; its keys are quickly found."""


def main(argv: list[str]) -> int:
    """Measure in processes of their own, each with an installation that is thrown away. Exit 1 if one fails."""
    parser = argparse.ArgumentParser(prog="fengqiao bench")
    parser.add_argument("--quick", action="store_true", help="small sizes, few rounds: does it run at all")
    parser.add_argument("--only", choices=("door", "pages"), help="this part alone, in the installation at hand")
    options = parser.parse_args(argv)
    logging.getLogger().setLevel(logging.ERROR)
    if options.only:
        for figure in part(options.only, options.quick):
            sys.stdout.write(json.dumps(figure, ensure_ascii=False) + "\n")
            sys.stdout.flush()
        return 0
    quick = ["--quick"] if options.quick else []
    failed = child({"DATABASE_URL": ""}, ["--only", "door", *quick])
    failed |= on_postgres(["--only", "door", *quick])
    failed |= child({"DATABASE_URL": ""}, ["--only", "pages", *quick])
    return failed


def child(env: dict[str, str], argv: list[str]) -> int:
    """Run one part in a fresh installation."""
    with tempfile.TemporaryDirectory(prefix="fengqiao-bench-") as folder:
        whole = {**os.environ, **env, "DATA_DIR": folder, "DEMO": "1"}
        command = [sys.executable, "-m", "fengqiao.config.cli", "bench", *argv]
        return subprocess.run(command, env=whole, check=False).returncode


def on_postgres(argv: list[str]) -> int:
    """The same on PostgreSQL, in a database of its own; a line says so where there is none."""
    server = os.environ.get("TEST_DATABASE_URL") or os.environ.get("DATABASE_URL") or SERVER
    name = f"fq_bench_{secrets.token_hex(4)}"
    try:
        with psycopg.connect(server, autocommit=True, connect_timeout=3) as connection:
            connection.execute(f"CREATE DATABASE {name}")
    except psycopg.Error as error:
        sys.stdout.write(json.dumps({"figure": "perform.postgresql", "left_out": str(error).splitlines()[0]}) + "\n")
        return 0
    try:
        return child({"DATABASE_URL": f"{server.rsplit('/', 1)[0]}/{name}"}, argv)
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def part(what: str, quick: bool) -> Iterator[dict[str, Any]]:
    """The figures of one part, in this process."""
    call_command("migrate", verbosity=0, interactive=False)
    if what == "door":
        yield from door.figures(2 if quick else 25, Path(settings.DATA_DIR))
        return
    play = court.play_of(SEED, 0.02)
    until = clock.now()
    with court.staged(SEED):
        run(play, court.first_day(until, 1 if quick else 3), until)
    yield from pages.weights()
    runs = 6 if quick else 40
    for size in QUICK_SIZES if quick else SIZES:
        count = fill.grow(size)
        for page in pages.pages(Random(3), runs):  # noqa: S311
            yield {**pages.measure(page, runs), "matters": count}
