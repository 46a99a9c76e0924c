"""``fengqiao simulate``: play litigants, mediators, clerks and judges through the one door."""

from __future__ import annotations

import argparse
import logging
import sys
import time
from datetime import date, datetime
from datetime import time as clock_time

from django.core.management import call_command
from tqdm import tqdm

from fengqiao.config.simulation import court
from fengqiao.config.simulation.play import Play
from fengqiao.config.simulation.summary import summary
from fengqiao.core import clock


def main(argv: list[str]) -> int:
    """Play, with a progress bar, and print what came of it. Exit 1 in an installation that holds real matters."""
    parser = argparse.ArgumentParser(prog="fengqiao simulate")
    parser.add_argument("--months", type=float, default=3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--scale", type=float, default=1.0, help="1 is a whole county court")
    parser.add_argument("--until", type=date.fromisoformat, help="the last day (default: today, until now)")
    options = parser.parse_args(argv)
    call_command("migrate", verbosity=0, interactive=False)
    logging.getLogger("fengqiao").setLevel(logging.ERROR)  # refused clocks are counted, not printed one by one
    until = datetime.combine(options.until, clock_time(18), clock.ZONE) if options.until else clock.now()
    try:
        play = court.play_of(options.seed, options.scale)
    except court.NotForPlay as error:
        sys.stderr.write(f"{error}\n")
        return 1
    started = time.monotonic()
    with court.staged(options.seed):
        run(play, court.first_day(until, options.months), until)
    sys.stdout.write(summary(play.tally, time.monotonic() - started))
    return 0


def run(play: Play, first: date, until: datetime) -> None:
    """Play every day under a progress bar."""
    days = (until.date() - first).days + 1
    with tqdm(total=days, unit="d", desc="模拟法院运行 / simulating", file=sys.stderr, mininterval=0.2) as bar:
        for moves in play.run(first, until):
            bar.set_postfix_str(f"{moves} moves", refresh=False)
            bar.update()
