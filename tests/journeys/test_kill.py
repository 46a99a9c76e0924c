"""Promises at the door: what was acknowledged is never lost, and of two at once one wins."""

from __future__ import annotations

import json
import os
import secrets
import signal
import subprocess
import sys
import time
from pathlib import Path
from random import Random

import pytest

WORKER = Path(__file__).with_name("door_worker.py")
ROUNDS, AT_ONCE = 3, 2
SRC = Path(__file__).resolve().parents[2] / "src"


@pytest.fixture(scope="module")
def home(another_installation: dict[str, str]) -> dict[str, str]:
    """The environment of an installation of its own."""
    worker(another_installation, "prepare")
    return another_installation


def worker(env: dict[str, str], *what: str) -> str:
    done = subprocess.run([sys.executable, WORKER, *what], env=env, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


def test_kill_minus_nine_at_any_moment_loses_nothing_that_was_acknowledged(
    home: dict[str, str], tmp_path: Path
) -> None:
    chance = Random(secrets.randbits(32))
    books: list[Path] = []
    for turn in range(ROUNDS):
        acks, seed = tmp_path / f"acks-{turn}", f"{turn}-{secrets.token_hex(3)}"
        what = [sys.executable, WORKER, "load", acks, seed, str(AT_ONCE)]
        process = subprocess.Popen(what, env=home, start_new_session=True)
        own = [Path(f"{acks}-{n}") for n in range(AT_ONCE)]
        wait_for(own)
        time.sleep(chance.uniform(0.05, 0.9))
        os.killpg(process.pid, signal.SIGKILL)
        assert process.wait() == -signal.SIGKILL, "the worker ended by itself"
        books += own
    *faults, last = worker(home, "check", *map(str, books)).strip().splitlines()
    assert not faults, faults
    acknowledged = sum(len(book.read_text().splitlines()) for book in books)
    assert acknowledged >= ROUNDS * AT_ONCE
    assert json.loads(last)["events"] >= acknowledged


def wait_for(books: list[Path], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not all(book.exists() and book.stat().st_size for book in books):
        assert time.monotonic() < end, "no worker came to its first receipt"
        time.sleep(0.02)


@pytest.fixture(scope="module")
def races(home: dict[str, str]) -> list[list[dict[str, object]]]:
    """How rivals fared who acted on a fresh matter in the same moment: with one key, then with two moves."""
    return [
        json.loads(line) for line in worker(home, "race", "consent:same consent:same", "consent: decline:").splitlines()
    ]


def test_the_same_key_twice_at_once_is_one_event(races: list[list[dict[str, object]]]) -> None:
    one, other = races[0]
    assert one["hash"] == other["hash"]
    assert {one["repeated"], other["repeated"]} == {True, False}


def test_of_two_moves_at_once_one_wins_and_the_other_is_told(races: list[list[dict[str, object]]]) -> None:
    results = races[1]
    assert sorted("hash" in r for r in results) == [False, True], results
    assert next(r for r in results if "refused" in r)["refused"] in ("Stale", "Refused")
