"""A process of its own at the door: makes moves and writes each receipt down the moment it holds it.

``python door_worker.py prepare`` · ``load ACKS SEED AT_ONCE`` · ``race 'MOVE:KEY MOVE:KEY' ...`` · ``check ACKS...``
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from random import Random
from typing import Any

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "fengqiao.config.settings"
django.setup()

from django.db import connections  # noqa: E402

from fengqiao.config.simulation import roster, stories  # noqa: E402
from fengqiao.core import clock, ledger  # noqa: E402
from fengqiao.core.actor import Actor, actor_of  # noqa: E402
from fengqiao.core.disputes import open_dispute  # noqa: E402
from fengqiao.core.engine import perform  # noqa: E402
from fengqiao.core.errors import Refused, Stale  # noqa: E402
from fengqiao.core.models import Deadline, Document, Event, Matter, Notice, Party, Posting, Task  # noqa: E402
from fengqiao.core.people import account_for_phone  # noqa: E402
from fengqiao.core.registry import registry  # noqa: E402
from fengqiao.core.told import Told  # noqa: E402

CLAIMANT = {"name": "章枫晚", "phone": "14006810001", "address": "浙江省诸暨市枫溪路1号"}
RESPONDENT = {"name": "丁石渡", "phone": "14006810003", "address": "浙江省诸暨市石桥街3号"}


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def claimant() -> Actor:
    return actor_of(account_for_phone(CLAIMANT["phone"], CLAIMANT["name"]))


def respondent(no: str) -> Actor:
    """The respondent of a matter, as whoever holds the code in its letter."""
    row = Party.objects.select_related("person").get(dispute__matters__no=no, side="respondent")
    return Actor(person=row.person_id, name=row.name)


def begin(chance: Random, key: str) -> Any:
    told = stories.tell(chance, clock.today(), CLAIMANT, RESPONDENT)
    told["claimants"], told["respondents"] = [CLAIMANT], [RESPONDENT]
    return open_dispute(
        Told.model_validate(told), "mediation.pre_litigation", court=roster.establish(), actor=claimant(), key=key
    )


def prepare() -> None:
    roster.establish()
    first, again = begin(Random(0), "first"), begin(Random(0), "first")
    assert again.repeated and again.hash == first.hash, "the same key opened a second dispute"
    connections.close_all()


def load(acks: str, seed: str, at_once: str) -> None:
    """Several at once open disputes and agree to mediation until killed; a receipt is written down at once."""
    for n in range(int(at_once)):
        if os.fork() == 0:
            _load(f"{acks}-{n}", f"{seed}-{n}")
    while True:
        time.sleep(60)


def _load(acks: str, seed: str) -> None:
    chance = Random(seed)
    mediators = list(Posting.objects.filter(role="mediator").values_list("person_id", flat=True))
    book = os.open(acks, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def note(receipt: Any) -> None:
        os.write(book, f"{receipt.no} {receipt.seq} {receipt.hash}\n".encode())

    n = 0
    while True:
        n += 1
        opened = begin(chance, f"{seed}-{n}")
        note(opened)
        note(perform(opened.no, "consent", actor=respondent(opened.no), data={"agree": True}))
        note(perform(opened.no, "choose", actor=claimant(), data={"mediator": chance.choice(mediators)}))


def race(*runs: str) -> None:
    """In each run rivals (``move:key move:key``) act on a fresh matter in the same moment; print how each fared."""
    for run in runs:
        _race(run.split())


def _race(rivals: list[str]) -> None:
    no = begin(Random(1), f"race-{time.time()}").no
    connections.close_all()
    at, readers = time.time() + 0.3, []
    for rival in rivals:
        reader, writer = os.pipe()
        readers.append(reader)
        if os.fork() == 0:
            os.write(writer, json.dumps(_rival(no, *rival.split(":"), at)).encode())
            os._exit(0)
        os.close(writer)
    say(json.dumps([json.loads(os.read(reader, 10_000)) for reader in readers]))


def _rival(no: str, move: str, key: str, at: float) -> dict[str, Any]:
    actor = respondent(no)
    time.sleep(max(0.0, at - time.time()))
    data = {"agree": True} if move == "consent" else {"reason": "不想调解。"}
    try:
        receipt = perform(no, move, actor=actor, data=data, seen=1, key=key or None)
    except (Stale, Refused) as error:
        return {"refused": type(error).__name__}
    return {"seq": receipt.seq, "hash": receipt.hash, "repeated": receipt.repeated}


def check(*books: str) -> None:
    """Print everything that is not as it was acknowledged, or not whole; nothing where all is well."""
    for book in books:
        for line in Path(book).read_text().splitlines() if Path(book).exists() else ():
            no, seq, digest = line.split()
            if not Event.objects.filter(matter__no=no, seq=int(seq), hash=digest).exists():
                say(f"lost: {line}")
    for fault in ledger.walk_chains():
        if fault:
            say(f"chain: {fault}")
    for matter in Matter.objects.all():
        for fault in half_written(matter):
            say(f"{matter.no}: {fault}")
    say(json.dumps({"events": Event.objects.count(), "matters": Matter.objects.count()}))


def half_written(matter: Matter) -> list[str]:
    """What a move should have left with its event and has not."""
    faults = []
    procedure = registry.procedure(matter.procedure, matter.version)
    events = list(Event.objects.filter(matter=matter).order_by("seq"))
    if not events or events[-1].target != matter.state or len(events) != matter.revision:
        faults.append("state and events differ")
    for event in events:
        move = procedure.moves[event.move]
        papers = {p["hash"] for p in event.papers}
        if papers != set(Document.objects.filter(matter=matter, seq=event.seq).values_list("text_hash", flat=True)):
            faults.append(f"papers of {event.move}")
        if len(papers) != len(move.issues):
            faults.append(f"papers of {event.move} not issued")
        told = Notice.objects.filter(matter=matter, seq=event.seq, channel="inbox").count()
        others = [s for s in matter.standings.all() if s.person_id != event.actor_id and s.party_id]
        if move.notifies and "mediator" not in move.notifies and others and not told:
            faults.append(f"nobody was told of {event.move}")
        begun = Deadline.objects.filter(matter=matter, name__in=move.starts).values("name").distinct().count()
        if begun != len(move.starts):
            faults.append(f"clocks of {event.move}")
    if not matter.ended and not Task.objects.filter(matter=matter).exists():
        faults.append("nobody's turn")
    return faults


if __name__ == "__main__":
    {"prepare": prepare, "load": load, "race": race, "check": check}[sys.argv[1]](*sys.argv[2:])
