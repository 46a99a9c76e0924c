"""Moves a second at the door, on the database of this process, interleaved with the floor in one run."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from random import Random
from typing import Any

from django.db import connection, reset_queries

from fengqiao.config.bench import floor
from fengqiao.config.simulation import keys, roster, stories
from fengqiao.core import clock
from fengqiao.core.actor import Actor, actor_of
from fengqiao.core.disputes import open_dispute
from fengqiao.core.engine import perform
from fengqiao.core.models import Account, Event, Party, Posting
from fengqiao.core.people import account_for_phone
from fengqiao.core.told import Told

_WARM = 3
Turn = tuple[str, Actor, dict[str, Any] | None]


def measure(rounds: int, at_once: int = 8) -> dict[str, Any]:
    """Make moves and write their rows plainly by turns; moves are the typical ones of a mediation.

    The first rounds, up to three, only warm up.
    """
    warm = min(rounds, _WARM)
    court = roster.establish()
    chance = Random(11)  # noqa: S311
    mediators = list(Posting.objects.filter(role="mediator", court=court).order_by("id").values_list("person_id", flat=True))
    door_times, floor_times, moves, events = [], [], 0, 0
    for n in range(rounds + warm):
        opened: list[floor.Statement] = []
        with floor.caught(opened):
            prepared = [begin(court, chance, mediators) for _ in range(at_once)]
        if n == 0:
            floor.lay()
        else:
            floor.write([floor.shadowed(opened)])
        before = Event.objects.count()
        commits, spent = walk(prepared)
        grown = Event.objects.count() - before
        floor_spent = timed(lambda: floor.write(commits))  # noqa: B023 - called at once
        if n >= warm:
            door_times.append(spent / len(commits))
            floor_times.append(floor_spent / len(commits))
            moves, events = moves + len(commits), events + grown
        reset_queries()
    if unlike := floor.differing():
        raise RuntimeError(f"the floor did not write the same rows: {', '.join(unlike)}")
    door, plain = statistics.median(door_times), statistics.median(floor_times)
    return {
        "moves_per_s": round(1 / door, 1),
        "floor_per_s": round(1 / plain, 1),
        "ratio": round(plain / door, 3),
        "moves": moves,
        "events_per_move": round(events / moves, 2),
        "rounds": rounds,
    }


def begin(court: Any, chance: Random, mediators: list[int]) -> tuple[str, list[Turn]]:
    """Open a mediation, outside the measuring; answer its number and the turns to come."""
    told = stories.tell(chance, clock.today())
    one, other = told["claimants"][0], told["respondents"][0]
    told["respondents"] = [other]
    teller = actor_of(account_for_phone(one["phone"], one["name"])).with_card()
    # a firm would need its letter first; here the one who tells is a person
    told["claimants"] = [{"name": teller.name, "phone": one["phone"], "address": "浙江省诸暨市枫溪路1号"}]
    receipt = open_dispute(Told.model_validate(told), "mediation.pre_litigation", court=court, actor=teller)
    row = Party.objects.get(dispute__matters__no=receipt.no, side="respondent")
    respondent = Actor(person=row.person_id, name=row.name, card=True)
    chosen = chance.choice(mediators)
    mediator = actor_of(Account.objects.select_related("person").get(person=chosen))
    agreed = {"terms": "双方就付款达成一致。", "payer": "respondent",
              "instalments": [{"amount": "1000.00", "due": clock.today()}]}  # fmt: skip
    return receipt.no, [
        ("consent", respondent, {"agree": True}),
        ("choose", teller, {"mediator": chosen}),
        ("choose", respondent, {"mediator": chosen}),
        ("accept", mediator, {"impartial": True}),
        ("record_session", mediator, {"way": "video", "text": "双方到场，对主要事实没有争议。"}),
        ("record_agreement", mediator, agreed),
        ("sign", teller, {"agree": True}),
        ("sign", respondent, {"agree": True}),
    ]


def walk(prepared: list[tuple[str, list[Turn]]]) -> tuple[list[list[floor.Statement]], float]:
    """Make every turn; answer what each commit wrote, and the seconds spent."""
    commits, spent = [], 0.0
    for no, turns in prepared:
        for move, actor, data in turns:
            written: list[floor.Statement] = []
            with floor.caught(written):
                spent += timed(lambda: perform(no, move, actor=actor, data=data))  # noqa: B023 - called at once
            commits.append(floor.shadowed(written))
    return commits, spent


def timed(what: Callable[[], Any]) -> float:
    """The seconds that something takes."""
    start = time.perf_counter()
    what()
    return time.perf_counter() - start


def figures(rounds: int, folder: Any) -> Iterator[dict[str, Any]]:
    """The figures of this process's database."""
    keys.derive(folder / "keys", 2)
    yield {"figure": f"perform.{connection.vendor}", **measure(rounds)}
