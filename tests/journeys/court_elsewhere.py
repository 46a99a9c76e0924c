"""Another installation for the exchange between courts: its own database, served over HTTP. Started with Django set up.

Prints its address, then reads commands from its standard input, one JSON object a line, and answers each with one line.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fengqiao.config.settings")
django.setup()

from django.db import connections  # noqa: E402

from fengqiao.adapters.sandbox.payment import serving  # noqa: E402
from fengqiao.config.wsgi import application  # noqa: E402
from fengqiao.core import clock, testing  # noqa: E402
from fengqiao.core.models import Event, Matter, Party, Upload  # noqa: E402


def state() -> dict[str, Any]:
    """What this installation holds."""
    found = Matter.objects.filter(procedure="crossregion.request").order_by("id")
    return {
        "requests": [{"no": m.no, "state": m.state, "reference": m.facts["handed_in"]["reference"]} for m in found],
        "parties": list(Party.objects.order_by("id").values_list("name", flat=True)),
        "files": list(Upload.objects.exclude(matter=None).order_by("id").values_list("name", "blob__size")),
        "events": Event.objects.count(),
    }


def act(no: str, move: str, data: dict[str, Any]) -> dict[str, Any]:
    """The filing clerk of this court makes a move."""
    testing.do(no, move, testing.staff("filing_clerk", testing.court(os.environ["COURT"])), data)
    return state()


def main() -> None:
    clock.hold(testing.NOW)
    testing.court(os.environ["COURT"])
    with serving(application) as address:
        print(address, flush=True)
        for line in sys.stdin:
            told = json.loads(line)
            print(json.dumps(act(**told) if told else state()), flush=True)
            connections.close_all()


if __name__ == "__main__":
    main()
