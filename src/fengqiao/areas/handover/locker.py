"""The court and the locker talking: boxes asked for and given up, codes, what happened at the doors.

Nothing here asks the locker with a database transaction open. What the locker says, by a callback or when asked, is
the box as it is; what is new of it becomes moves, each made once, in the order in which things happened.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max

from fengqiao.areas.handover.models import Opening, Stay
from fengqiao.areas.handover.services import POSTS
from fengqiao.core import access, clock, ports, throttle
from fengqiao.core.actor import SYSTEM_ACTOR, Actor
from fengqiao.core.engine import perform
from fengqiao.core.errors import DoorError
from fengqiao.core.lockers import Box, LockerAway, LockerRefuses, Size
from fengqiao.core.models import Deadline, Matter
from fengqiao.core.registry import registry
from fengqiao.core.sealing import fingerprint
from fengqiao.core.words import say
from fengqiao.law import settings as law_settings

log = logging.getLogger(__name__)

ROUND = 50
OVER = ("closed", "full")
SOON, LATER = timedelta(minutes=1), timedelta(minutes=10)
WINDOW_CODE = timedelta(minutes=10)
HOURLY = 5
_LONGEST = 36
_STEPS = 3
"""Of one stay in one round: asked for, reserved, code sent."""


class UnknownBox(LookupError):
    """The locker speaks of a box that this court never asked for."""


class NoCode(Exception):
    """This person gets no code for this box now; ``reason`` is a key of the catalogue."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


# —— what the locker says ——


def take_callback(headers: Mapping[str, str], body: bytes) -> str:
    """Take what the locker sent by itself: ``new``, or ``old`` where it was known. Raises TidingsRefused, UnknownBox."""
    return learn(ports.locker().read_callback(headers, body).box)


def learn(box: Box) -> str:
    """Take note of a box as it is, once; what is new of it goes on the record. Raises UnknownBox."""
    no = Stay.objects.filter(reference=box.reference).values_list("matter__no", flat=True).first()
    if no is None:
        raise UnknownBox(box.reference)
    with transaction.atomic():
        matter = access.locked(SYSTEM_ACTOR, no).matter
        stay = Stay.objects.select_for_update(of=("self",)).get(reference=box.reference)
        if box.seq <= stay.seq:
            if box.seq == stay.seq and stay.faulty != (box.state == "faulty"):
                Stay.objects.filter(pk=stay.pk).update(faulty=box.state == "faulty")
            return "old"
        moves = list(_news(stay, box))
        _keep(stay, box, matter)
        for move, data in moves:
            _make(no, move, data, f"locker:{stay.reference}:{move}:{box.seq}")
        if box.state == "empty":
            _closed(stay, no)
    return "new"


def _news(stay: Stay, box: Box) -> Iterator[tuple[str, dict[str, Any]]]:
    """The moves that follow from what was not known before, in their order."""
    drop = stay.purpose == "drop"
    if stay.status == "asked" and drop:
        yield "give_box", {"box": box.box, "site": box.site}
    if box.filled_at and not stay.filled_at:
        by = _opened(stay, box.filled_by, box.filled_at)
        yield "fill" if drop else "lay_in", {"box": box.box, "at": box.filled_at, "by": by.person.name if by else ""}
    if box.taken_at and not stay.taken_at:
        by = _opened(stay, box.taken_by, box.taken_at)
        own = by is not None and by.person_id == stay.person_id
        move = "take_out" if drop else "fetch" if own else "opened_otherwise"
        yield move, {"box": box.box, "at": box.taken_at, "by": by.person.name if by else ""}
    if box.door_open and not stay.door_open:
        yield "door_left_open", {"box": box.box, "at": clock.now()}


def _opened(stay: Stay, n: int, at: datetime) -> Opening | None:
    found = Opening.objects.filter(stay=stay, n=n).select_related("person").first()
    if found is not None and found.used_at is None:
        Opening.objects.filter(pk=found.pk).update(used_at=at)
    return found


def _keep(stay: Stay, box: Box, matter: Matter) -> None:
    if stay.status == "asked":
        stay.status = "reserved"
    if box.filled_at and not stay.filled_at and stay.status == "closing" and not matter.ended:
        stay.status = "reserved"  # laid in before the locker heard that the box was given up
    stay.seq, stay.box, stay.site = box.seq, box.box, box.site
    stay.filled_at, stay.taken_at = box.filled_at or stay.filled_at, box.taken_at or stay.taken_at
    stay.door_open, stay.faulty = box.door_open, box.state == "faulty"
    stay.save(update_fields=["status", "seq", "box", "site", "filled_at", "taken_at", "door_open", "faulty"])


def _closed(stay: Stay, no: str) -> None:
    Stay.objects.filter(pk=stay.pk).exclude(status__in=OVER).update(status="closed", code_due=False)
    _make(no, "lapse", None, f"locker:{stay.reference}:lapse")


def _make(no: str, move: str, data: dict[str, Any] | None, key: str) -> bool:
    """Make a move if the matter is where it can be made; news that comes too late changes nothing."""
    matter = Matter.objects.get(no=no)
    known = registry.procedure(matter.procedure, matter.version).moves.get(move)
    if matter.ended or known is None or matter.state not in known.sources:
        log.info("%s of %s comes too late", move, no)
        return False
    perform(no, move, actor=SYSTEM_ACTOR, data=data, key=key)
    return True


# —— what is said to the locker ——


def tend_boxes(limit: int = ROUND) -> int:
    """One round of the worker: boxes asked for, given up, codes sent, lost callbacks made good. Answers how many changed."""
    due = Stay.objects.exclude(status__in=OVER).filter(ask_at__lte=clock.now()).order_by("ask_at", "id")
    return sum(tend(pk) for pk in list(due.values_list("pk", flat=True)[:limit]))


def tend(pk: int) -> bool:
    """Say to the locker what is to be said about one stay; what fails is said again in a later round."""
    if not ports.locker().configured:
        return False
    before, pause = Stay.objects.get(pk=pk), LATER
    try:
        for _ in range(_STEPS):
            stay = Stay.objects.select_related("matter", "person", "court").get(pk=pk)
            if stay.status in OVER or not _say(stay):
                break
    except (LockerAway, DoorError) as failure:
        log.warning("locker, %s: %s", before.reference, failure)
        pause = SOON
    except ports.DeliveryFailed as failure:
        log.warning("the code of %s is not delivered: %s", before.reference, failure)
        pause = LATER * min(Opening.objects.filter(stay=pk).count(), _LONGEST)
    except LockerRefuses as refusal:
        log.error("locker, %s is refused: %s", before.reference, refusal)
        Stay.objects.filter(pk=pk).update(faulty=True)
    after = Stay.objects.get(pk=pk)
    asked_meanwhile = after.ask_at > before.ask_at and after.ask_at <= clock.now()  # by a callback
    Stay.objects.filter(pk=pk).update(ask_at=clock.now() + (timedelta() if asked_meanwhile else pause))
    return (before.status, before.seq, before.code_due) != (after.status, after.seq, after.code_due)


def _say(stay: Stay) -> bool:
    """Say one thing; whether there may be more to say at once."""
    if stay.status == "asked":
        return _reserve(stay)
    if stay.status == "closing":
        return _release(stay)
    if stay.code_due:
        _send_due(stay)
        return False
    learn(ports.locker().state(stay.reference))
    return Stay.objects.filter(pk=stay.pk, code_due=True).exists()


def _reserve(stay: Stay) -> bool:
    if stay.until is None:
        stay.until = _due(stay, "drop_by" if stay.purpose == "drop" else "lay_by")
        if stay.purpose == "fetch":
            stay.until += timedelta(days=int(law_settings.setting("handover.fetch_days", clock.today()).value))
        Stay.objects.filter(pk=stay.pk).update(until=stay.until)
    size: Size = stay.size  # type: ignore[assignment]
    try:
        box = ports.locker().reserve(stay.reference, size, _shown(stay.person.name), clock.local(stay.until))
    except LockerRefuses as refusal:
        reason = "full" if refusal.code == "full" else "refused"
        move = "no_box" if stay.purpose == "drop" else "give_up_box"
        _make(stay.matter.no, move, {"reason": reason}, f"locker:{stay.reference}:{move}")
        Stay.objects.filter(pk=stay.pk).update(status="full", code_due=False)
        return False
    learn(box)
    return True


def _release(stay: Stay) -> bool:
    try:
        box = ports.locker().release(stay.reference)
    except LockerRefuses as refusal:
        if refusal.code != "reference_unknown":
            raise
        with transaction.atomic():
            _closed(stay, stay.matter.no)
        return False
    learn(box)
    return False


def _due(stay: Stay, name: str) -> datetime:
    held = Deadline.objects.filter(matter=stay.matter_id, name=name).order_by("-id")
    return held.values_list("due_at", flat=True).first() or stay.asked_at + timedelta(days=1)


def _shown(name: str) -> str:
    """A name as the locker's screen may show it: the first sign alone."""
    return f"{name[:1]}{'*' * max(len(name) - 1, 1)}"[:20]


# —— codes ——


def code_until(stay: Stay) -> datetime:
    """Until when the party's own code is good."""
    return (stay.until or stay.asked_at) if stay.purpose == "drop" else _due(stay, "fetch_by")


def last_minute(until: datetime) -> str:
    """The end of a time as people read it: the day that ends at midnight, not the one that begins then."""
    return f"{clock.local(until) - timedelta(minutes=1):%Y-%m-%d %H:%M}"


def may_open(stay: Stay, actor: Actor) -> str:
    """In whose part the actor may have a code for the box now: ``party``, ``window``, or empty."""
    if stay.status in (*OVER, "asked") or stay.taken_at or actor.person is None:
        return ""
    if actor.duties(stay.court_id) & POSTS:
        return "window" if stay.purpose == "fetch" or stay.filled_at else ""
    if stay.person_id != actor.person or stay.status != "reserved" or code_until(stay) <= clock.now():
        return ""
    laid_in = stay.filled_at is not None
    return "party" if laid_in == (stay.purpose == "fetch") else ""


def code_for(stay: Stay, actor: Actor) -> str:
    """A new code: sent to the party's phone (answers nothing), or shown to the window. Raises NoCode and LockerAway."""
    part = may_open(stay, actor)
    if not part:
        raise NoCode("handover.no_code")
    who = f"{actor.person}:{stay.pk}"
    if throttle.spent("locker_code", who, HOURLY):
        raise NoCode("handover.too_many_codes")
    throttle.count("locker_code", who)
    try:
        if part == "window":
            return _admitted(stay, actor.person or 0, clock.now() + WINDOW_CODE)[1]
        _send(stay)
    except LockerRefuses as refusal:
        raise LockerAway(f"the code is refused: {refusal}") from refusal
    return ""


def _send_due(stay: Stay) -> None:
    """The party's code, by itself; a delivery that fails is tried again with another one."""
    if code_until(stay) > clock.now():
        _send(stay)
    Stay.objects.filter(pk=stay.pk).update(code_due=False)


def _send(stay: Stay) -> None:
    until = code_until(stay)
    opening, code = _admitted(stay, stay.person_id, until)
    values = {"court": stay.court.name, "site": stay.site, "box": stay.box, "code": f"{code[:4]} {code[4:]}",
              "until": last_minute(until)}  # fmt: skip
    ports.sms().send(stay.person.phone, say(f"handover.sms.{stay.purpose}", values, "zh-hans"), f"locker-{opening.pk}")


def _admitted(stay: Stay, person: int, until: datetime) -> tuple[Opening, str]:
    """Draw a code and let the locker know of it; it opens once, and those before it open no more."""
    code = f"{secrets.randbelow(100_000_000):08d}"
    with transaction.atomic():
        Stay.objects.select_for_update(of=("self",)).get(pk=stay.pk)
        n = (Opening.objects.filter(stay=stay).aggregate(last=Max("n"))["last"] or 0) + 1
        hashed = fingerprint(f"{stay.reference}:{n}:{code}")
        opening = Opening.objects.create(
            stay=stay, n=n, person_id=person, code_hash=hashed, made_at=clock.now(), until=until
        )
    ports.locker().admit(stay.reference, n, code, clock.local(until))
    return opening, code
