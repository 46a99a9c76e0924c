"""A court for the browser tests: the platform served from a folder of its own, its clock held by the test.

Reads commands from its standard input, one JSON object a line, and answers each with one line. It is
the real server (uvicorn, threads, a database file); only the clock is the test's. Started with Django set up.
"""

from __future__ import annotations

import json
import re
import socket
import sys
import threading
import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

import uvicorn
from a2wsgi import WSGIMiddleware
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection, connections

from fengqiao.adapters.sandbox import SandboxSms
from fengqiao.areas.enforcement import money
from fengqiao.areas.handover import locker
from fengqiao.areas.handover import services as handover
from fengqiao.areas.handover.facts import Intake
from fengqiao.areas.handover.models import Stay
from fengqiao.config import lockering
from fengqiao.config.simulation import roster
from fengqiao.config.wsgi import application
from fengqiao.core import clock, jobs, ledger, testing
from fengqiao.core.engine import open_under
from fengqiao.core.errors import DoorError
from fengqiao.core.models import Account, Blob, Document, Event, Matter, Party, Room, Upload
from fengqiao.core.people import account_for_phone
from fengqiao.core.places import take_place
from fengqiao.core.registry import registry
from fengqiao.web.views.accounts import ENTERED

BACKEND = "django.contrib.auth.backends.ModelBackend"


def moment(text: str) -> datetime:
    """A moment in Asia/Shanghai; a day alone means ten in the morning."""
    whole = text if "T" in text else f"{text}T10:00:00"
    return datetime.fromisoformat(whole).replace(tzinfo=clock.ZONE)


def hold(at: str) -> str:
    """Set the clock without anything happening."""
    clock.hold(moment(at))
    return clock.now().isoformat()


def advance(to: str) -> str:
    """Let the time pass: every clock fires when it runs out, messages are delivered, days are sealed."""
    until = moment(to)
    while (due := jobs.next_due()) is not None and due <= until:
        clock.hold(max(clock.local(due), clock.now()))
        jobs.sweep()
    clock.hold(until)
    return beat()


def beat() -> str:
    """What the worker does every few seconds, once."""
    for job in (jobs.sweep, jobs.deliver, ledger.seal_days, *registry.jobs):
        job()
    return clock.now().isoformat()


def session(who: str) -> str:
    """The key of a fresh session of this account, as after signing in."""
    account = Account.objects.filter(username=who).first() or account_for_phone(who)
    store = SessionStore()
    store[SESSION_KEY] = str(account.pk)
    store[BACKEND_SESSION_KEY] = BACKEND
    store[ENTERED] = clock.now().timestamp()
    store[HASH_SESSION_KEY] = account.get_session_auth_hash()
    store.create()
    return str(store.session_key)


def sms(phone: str) -> list[str]:
    """The messages to a phone, newest first."""
    jobs.deliver()
    return [m["text"] for m in SandboxSms(settings.DATA_DIR / "sandbox").messages(phone)]


def code(phone: str) -> str:
    """The six digits last sent to a phone."""
    return next(found[0] for text in sms(phone) if (found := re.search(r"(?<!\d)\d{6}(?!\d)", text)))


def matters(dispute_of: str) -> dict[str, str]:
    """The newest matter of each procedure in the dispute of a matter."""
    dispute = Matter.objects.get(no=dispute_of).dispute_id
    return {m.procedure: m.no for m in Matter.objects.filter(dispute=dispute).order_by("id")}


def open_matters(dispute_of: str, procedure: str) -> list[str]:
    """The matters of a procedure in the dispute of a matter that are still open."""
    dispute = Matter.objects.get(no=dispute_of).dispute_id
    rows = Matter.objects.filter(dispute=dispute, procedure=procedure, ended=False).order_by("id")
    return [m.no for m in rows]


def open_all(procedure: str) -> list[str]:
    """All open matters of a procedure."""
    return list(Matter.objects.filter(procedure=procedure, ended=False).values_list("no", flat=True))


def teller(no: str) -> str:
    """The account of the first claimant."""
    return str(Account.objects.get(person__parties__dispute__matters__no=no, person__parties__side="claimant").username)


def owed(no: str) -> str:
    """What is still to come in for an enforcement case, to the fen: for the creditor and for the court."""
    now = money.sums(testing.matter(no).facts, clock.today())
    return str(now.rest + now.fee)


def state(no: str) -> dict[str, Any]:
    """Where a matter stands."""
    m = testing.matter(no)
    return {
        "state": m.state,
        "ended": m.ended,
        "number": m.number,
        "facts": m.facts,
        "closed": bool(m.dispute.closed_at),
    }


def seated(no: str, role: str) -> str:
    """The account of whoever holds a role in a matter."""
    return str(
        Account.objects.get(
            person__standings__matter__no=no, person__standings__role=role, person__standings__until=None
        ).username
    )


def parties(no: str) -> dict[str, dict[str, Any]]:
    """The first party of each side: its id and its code."""
    rows = Party.objects.filter(dispute__matters__no=no).order_by("-position")
    return {p.side: {"id": p.pk, "code": p.claim_code} for p in rows}


def tell(
    procedure: str = "filing.first_instance", claimant: str = "13800000001", n: int = 1, **changes: Any
) -> list[str]:
    """Disputes told by a citizen, straight through the door; their numbers."""
    teller = account_for_phone(claimant)
    made = []
    for _ in range(n):
        told = {"claimants": [testing.claimant(phone=claimant)], **changes}
        made.append(testing.dispute(procedure, by=teller, at=testing.court(), **told).no)
    return made


def bind(no: str, phone: str, side: str = "respondent") -> str:
    """Let the account of a phone take the place of a party."""
    party = Party.objects.filter(dispute__matters__no=no, side=side).first()
    assert party is not None
    take_place(party.claim_code, account_for_phone(phone), party.name)
    return party.name


def verify_identity(who: str, level: str = "real_name") -> str:
    """The identity of this account has just been checked."""
    return testing.verified(Account.objects.get(username=who), level).person.name


def bring(who: str) -> str:
    """A picture that this account has brought and that belongs nowhere yet; its key."""
    person = Account.objects.get(username=who).person
    blob, _ = Blob.objects.get_or_create(sha256="0" * 64, size=1, kind="image/png", defaults={"stored_at": clock.now()})
    key = f"proof-{Upload.objects.count() + 1}"
    Upload.objects.create(key=key, blob=blob, name="低保证.png", at=clock.now(), by=person)
    return key


def do(no: str, move: str, who: str, **data: Any) -> int:
    """One move through the door, without a page (to set a scene)."""
    actor = who if who == "system" else Account.objects.get(username=who)
    return testing.do(no, move, actor, data or None).seq


def attempt(no: str, move: str, who: str) -> bool:
    """One move through the door, if it is open to that person."""
    try:
        return bool(do(no, move, who))
    except DoorError:
        return False


def rooms() -> list[int]:
    """The rooms of the court."""
    return list(Room.objects.order_by("id").values_list("pk", flat=True))


def events(no: str) -> list[str]:
    """The moves made in a matter."""
    return list(Event.objects.filter(matter__no=no).order_by("seq").values_list("move", flat=True))


def papers(no: str) -> list[int]:
    """The numbers of the papers of a matter."""
    return list(Document.objects.filter(matter__no=no).order_by("id").values_list("pk", flat=True))


def _visited(stay: Stay, code: str) -> None:
    machine = lockering.sandbox_locker()
    assert machine is not None
    machine.visit(code, "lost")
    locker.tend(stay.pk)


def drop(no: str, who: str, *, laid_in: bool = True) -> str:
    """A party reserves a box of the locker and lays something in; the number of the drop."""
    actor = testing.actor(Account.objects.get(username=who))
    receipt = open_under(no, "handover.drop", actor=actor, data={"what": "银行流水，3 份", "size": "small"})
    stay = Stay.objects.get(matter__no=receipt.no)
    locker.tend(stay.pk)
    if laid_in:
        sent = next(found for text in sms(who) if (found := re.search(r"开柜码 (\d{4}) (\d{4})", text)))
        _visited(stay, "".join(sent.groups()))
    return receipt.no


def box(no: str, who: str, clerk: str) -> str:
    """The window lays a thing of a matter into the locker for a party; the number of the item."""
    actor = testing.actor(Account.objects.get(username=clerk))
    told = Intake.model_validate({"giver": "李小红", "items": [{"kind": "original", "title": "房屋所有权证"}]})
    of = testing.matter(no)
    item = testing.matter(handover.take_in(of.court, told, of, actor, f"box {no}")[0].matter.no)  # type: ignore[union-attr]
    party = Party.objects.get(dispute=item.dispute_id, person__account__username=who)
    testing.do(item.no, "ask_box", actor, {"party": party.pk, "size": "medium"})
    stay = Stay.objects.select_related("matter", "person", "court").get(matter=item)
    locker.tend(stay.pk)
    stay.refresh_from_db()
    _visited(stay, locker.code_for(stay, actor))
    return item.no


def verify() -> int:
    """How many links of the record are broken."""
    return len([found for found in ledger.walk_chains() if found])


_OFFERED = (
    hold,
    advance,
    beat,
    session,
    sms,
    code,
    matters,
    open_matters,
    open_all,
    teller,
    owed,
    state,
    seated,
    parties,
)
_OFFERED += (verify_identity, bring, tell, bind, do, attempt, rooms, events, verify, papers, drop, box)
COMMANDS: dict[str, Callable[..., Any]] = {f.__name__: f for f in _OFFERED}


def serve() -> int:
    """Serve in a thread of this process; return the port."""
    held = socket.socket()
    held.bind(("127.0.0.1", 0))
    config = uvicorn.Config(WSGIMiddleware(application, workers=6), log_level="warning", lifespan="off", ws="none")
    server = uvicorn.Server(config)
    threading.Thread(target=server.run, kwargs={"sockets": [held]}, daemon=True).start()
    while not server.started:
        time.sleep(0.01)
    return int(held.getsockname()[1])


def main() -> None:
    roster.establish()
    if connection.vendor == "sqlite":
        settings.DATABASES["default"]["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;"
    connections.close_all()
    clock.hold(testing.NOW)
    port = serve()
    sys.stdout.write(json.dumps({"port": port}) + "\n")
    sys.stdout.flush()
    for line in sys.stdin:
        asked = json.loads(line)
        try:
            answer = {"ok": COMMANDS[asked["do"]](*asked.get("args", ()), **asked.get("kwargs", {}))}
        except Exception as fault:  # the test shall see it, and the server shall go on
            answer = {"fault": f"{type(fault).__name__}: {fault}"}
        sys.stdout.write(json.dumps(answer, default=str) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
