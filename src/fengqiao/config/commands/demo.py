"""``fengqiao demo``: set up the demonstration court, play it up to this moment, and serve it."""

from __future__ import annotations

import logging
import os
import sys
import time
from datetime import timedelta

from django.conf import settings
from django.core.management import call_command
from django.db import connections

from fengqiao.config import demo_clock, demonstration
from fengqiao.config.commands.simulate import run
from fengqiao.config.server import serve
from fengqiao.config.simulation import agents, court, evening, guide, hall, neighbours, places, things, tills, volumes
from fengqiao.config.simulation.summary import summary
from fengqiao.config.wsgi import application
from fengqiao.core import clock

SEED = 1
MONTHS = 5.0
FITTING = 0.03
"""The share of a whole court that is played in well under a minute on two slow cores."""
BUSY_DAYS = 9
"""The last days, in which a small court gets more disputes: something waits in every early state."""


def main(argv: list[str]) -> int:
    """Play if there is nothing yet, print who is who, serve until Ctrl-C. Exit 0 after a clean stop."""
    logging.getLogger("fengqiao").setLevel(logging.ERROR)
    say("正在准备演示法院…… / preparing the demonstration court ...")
    call_command("migrate", verbosity=0, interactive=False)
    try:
        if demonstration.finished(settings.DATA_DIR) is None:
            play()
    except KeyboardInterrupt:
        say("\n已停止；下次启动将重新开始。 / Stopped; the next start begins anew.")
        return 130
    demo_clock.take_up()
    say(guide.text(settings.ENV.host, settings.ENV.port))
    connections.close_all()
    try:
        serve(application, settings.ENV.host, settings.ENV.port)
    except (KeyboardInterrupt, SystemExit) as end:
        if isinstance(end, SystemExit) and end.code:
            return int(end.code)
    say("\n演示法院已停止，数据保留在原处。 / The demonstration court has stopped; its data stays.")
    return 0


def play() -> None:
    """Play the court up to now and remember that it was finished."""
    scale = float(os.environ.get("SCALE") or FITTING)
    until = clock.now()
    started = time.monotonic()
    busy = max(1, round(BUSY_DAYS * min(1.0, FITTING / scale)))
    stage = court.play_of(SEED, scale, until.date() - timedelta(days=busy))
    with court.staged(SEED, until.date() - timedelta(days=2)):
        run(stage, court.first_day(until, MONTHS), until)
        evening.leave_work(stage, until)
        neighbours.play(stage, until)
        things.play(stage, until)
        agents.play(stage, until)
        volumes.play(stage, until)
    tills.play(until)
    places.lay_out(stage.court, court.first_day(until, MONTHS))
    hall.play(stage.court, SEED, until)
    if os.environ.get("VERBOSE"):
        say(summary(stage.tally, time.monotonic() - started))
    demonstration.finish(
        settings.DATA_DIR, seed=SEED, scale=scale, months=MONTHS, until=until.isoformat(), events=stage.tally.made
    )


def say(text: str) -> None:
    """Print at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
