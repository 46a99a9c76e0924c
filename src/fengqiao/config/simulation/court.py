"""One whole simulation: the court established, chance and bank of the play in place, everything put back after."""

from __future__ import annotations

import math
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

from django.conf import settings
from django.db import connection

from fengqiao.adapters.identity import HttpIdentity
from fengqiao.adapters.sandbox.identity import SandboxIdentity
from fengqiao.config import wiring
from fengqiao.config.simulation import keys, roster
from fengqiao.config.simulation.bank import PlayBank
from fengqiao.config.simulation.play import Play
from fengqiao.core import numbering, ports
from fengqiao.core.models import Matter
from fengqiao.core.payments import CHANNELS
from fengqiao.law.calendar import calendar

SETTINGS = Path(__file__).with_name("law-settings.yaml")
DISPUTES_A_WORKING_DAY = 34.0
"""Of the whole court: about 2,100 disputes a quarter, of which about 1,000 become cases of first instance."""
_ON_REST_DAYS = 0.3
_BUSY = 3.0


class NotForPlay(Exception):
    """This installation holds real matters; a simulation must not write among them."""


def play_of(seed: int, scale: float, busy_from: date | None = None) -> Play:
    """Establish the court and return its play; raises NotForPlay in an installation that is not a demonstration.

    ``busy_from`` is a day from which disputes come in more thickly: a small demonstration shall have
    something in the early states too.
    """
    folder = settings.DATA_DIR / "keys"
    if not (folder / keys.MARK).exists() and Matter.objects.exists():
        raise NotForPlay("the installation has matters that no simulation made")
    keys.derive(folder, seed)
    shutil.copyfile(SETTINGS, settings.DATA_DIR / wiring.OWN_SETTINGS)
    wiring.adopt_settings()
    return Play(roster.establish(), seed, arrivals(scale, busy_from))


def arrivals(scale: float, busy_from: date | None = None) -> Callable[[date, Random], int]:
    """How many disputes arrive on a day: fewer on days of rest, more from a day on, by chance around the mean."""

    def count(day: date, chance: Random) -> int:
        mean = DISPUTES_A_WORKING_DAY * scale * (1 if calendar().rest(day) is None else _ON_REST_DAYS)
        return poisson(mean * (_BUSY if busy_from and day >= busy_from else 1), chance)

    return count


def poisson(mean: float, chance: Random) -> int:
    """A number of arrivals with this mean (Knuth's way)."""
    limit, product, count = math.exp(-mean), chance.random(), 0
    while product > limit:
        product *= chance.random()
        count += 1
    return count


def first_day(until: datetime, months: float) -> date:
    """The day on which a play of so many months begins."""
    return until.date() - timedelta(days=round(months * 30.44))


@contextmanager
def staged(seed: int, files_until: date | None = None) -> Iterator[None]:
    """Chance by the seed, bank and register in this process, a database that may be lost in a power cut; then all back.

    ``files_until`` is the last day of which the bank of the play has a daily file.
    """
    real, checker = ports.payments(), ports.identity()
    numbering.use_chance(Random(f"numbers {seed} {Matter.objects.count()}"))  # noqa: S311 - repeatable, not secret
    register = HttpIdentity(SandboxIdentity("play", "play"), "play", "play")
    ports.connect(payments={name: PlayBank(name, files_until) for name in CHANNELS}, identity=register)
    _synchronous("OFF")
    try:
        yield
    finally:
        _synchronous("FULL")
        numbering.use_chance(None)
        ports.connect(payments=real, identity=checker)


def _synchronous(level: str) -> None:
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA synchronous={level}")
