"""The last days of the service hall: people take numbers, clerks call them; played after the court itself.

Everything goes through the hall's own queue, so the figures and the waiting times are its own. The last day
ends at the present moment, with whoever waits then still waiting.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial
from random import Random

from django.db import transaction

from fengqiao.areas.hall import queue
from fengqiao.areas.hall.models import Ticket, Window
from fengqiao.areas.hall.queue import Wish
from fengqiao.areas.hall.reasons import BY_CODE, GROUNDS, OUTCOMES, hours
from fengqiao.core import clock
from fengqiao.core.actor import Actor, actor_of
from fengqiao.core.models import Account, Court, Matter, Posting
from fengqiao.law.calendar import calendar

WINDOWS = (
    ("立案一", "filing mediation"),
    ("材料收转", "papers judge"),
    ("收费查询", "fees enquiry copies"),
    ("执行保全", "enforcement preservation"),
    ("咨询来访", "advice petition"),
    ("立案二", "filing"),
    ("跨域立案", "filing papers"),
    ("诉前调解", "mediation"),
    ("查档复印", "copies enquiry"),
    ("综合", "enquiry papers fees"),
)
"""The first of them, at which somebody sits, serve every reason between them."""
DAYS = 2
SITTING = 6
VISITS = 36
_WEIGHTS = {"filing": 24, "papers": 16, "fees": 12, "enquiry": 14, "mediation": 7, "judge": 8, "enforcement": 9,
            "preservation": 3, "copies": 4, "advice": 8, "petition": 2}
_ABOUT = ("papers", "fees", "judge", "enquiry")
_OUTCOMES = (62, 16, 8, 11, 3)


def play(court: Court, seed: int, until: datetime) -> int:
    """Play the last working days up to a moment; answer how many numbers were taken."""
    chance = Random(f"hall {seed}")  # noqa: S311 - repeatable, not secret
    for no, (name, services) in enumerate(WINDOWS, 1):
        Window.objects.get_or_create(court=court, no=no, defaults={"name": name, "services": services})
    clerks = _clerks(court)
    about = list(Matter.objects.filter(court=court, parent=None, sealed=False).order_by("-id").values_list("no", flat=True)[:40])
    taken = 0
    for day in _days(until.date()):
        with transaction.atomic():
            taken += _day(court, day, clerks, about, chance, until)
    return taken


def _days(last: date) -> list[date]:
    days, day = [], last
    while len(days) < DAYS:
        if calendar().rest(day) is None:
            days.append(day)
        day -= timedelta(days=1)
    return days[::-1]


def _clerks(court: Court) -> list[Actor]:
    held = Posting.objects.filter(court=court, role__in=queue.POSTS).order_by("id").values_list("person_id", flat=True)
    accounts = {a.person_id: a for a in Account.objects.filter(person_id__in=list(held))}
    return [actor_of(accounts[pk]) for pk in dict.fromkeys(held) if pk in accounts][:SITTING]


def _day(court: Court, day: date, clerks: list[Actor], about: list[str], chance: Random, until: datetime) -> int:
    held = hours(day)
    if held is None or held[0] >= until:
        return 0
    return _Day(court, clerks, about, chance).run(held[0], held[1], until)


class _Day:
    """One day of the hall: what happens next is taken from a heap, in the order of time."""

    def __init__(self, court: Court, clerks: list[Actor], about: list[str], chance: Random) -> None:
        self.court, self.clerks, self.about, self.chance = court, clerks, about, chance
        self.coming: list[tuple[datetime, int, Callable[[], None]]] = []
        self.idle: list[Actor] = []
        self.serves: dict[int | None, list[str]] = {}
        self.n = self.taken = 0

    def run(self, opens: datetime, closes: datetime, until: datetime) -> int:
        """From the opening to the end of the day or the present moment."""
        with clock.at(opens):
            for actor, window in zip(self.clerks, Window.objects.filter(court=self.court, clerk=None), strict=False):
                queue.sit_down(window, actor)
                self.idle.append(actor)
                self.serves[actor.person] = window.reasons
        for _ in range(VISITS):
            at = opens + (closes - opens) * min(0.97, self.chance.betavariate(1.5, 2.0))
            self._later(at, self._arrive)
        last = opens
        while self.coming and self.coming[0][0] < until:
            last, _, deed = heapq.heappop(self.coming)
            with clock.at(last):
                deed()
        if not self.coming and until > closes:
            with clock.at(max(last, closes)):
                for actor in self.idle:
                    queue.leave(actor)
        return self.taken

    def _later(self, at: datetime, deed: Callable[[], None]) -> None:
        self.n += 1
        heapq.heappush(self.coming, (at, self.n, deed))

    def _in(self, minutes: float, deed: Callable[[], None]) -> None:
        self._later(clock.now() + timedelta(minutes=minutes), deed)

    def _arrive(self) -> None:
        chance = self.chance
        reason = chance.choices(list(_WEIGHTS), list(_WEIGHTS.values()))[0]
        ground = chance.choice(GROUNDS) if chance.random() < 0.14 else ""
        channel = chance.choices(("phone", "kiosk", "desk"), (5, 3, 2))[0]
        number = chance.choice(self.about) if self.about and reason in _ABOUT and chance.random() < 0.7 else ""
        queue.take(self.court, Wish(reason, ground, number, channel))
        self.taken += 1
        for actor in self.idle:
            if reason in self.serves[actor.person]:
                self.idle.remove(actor)
                self._in(0.2, partial(self._call, actor))
                return

    def _call(self, actor: Actor) -> None:
        ticket = queue.call_next(actor)
        if ticket is None:
            self.idle.append(actor)
            return
        ticket.refresh_from_db()
        absent = self.chance.random() < 0.06
        self._in(1 if absent else 0.7, partial(self._absent if absent else self._begin, ticket, actor))

    def _absent(self, ticket: Ticket, actor: Actor) -> None:
        queue.call_again(ticket, actor)
        self._in(1, partial(self._miss, ticket, actor))

    def _miss(self, ticket: Ticket, actor: Actor) -> None:
        queue.miss(ticket, actor)
        self._in(0.3, partial(self._call, actor))

    def _begin(self, ticket: Ticket, actor: Actor) -> None:
        if ticket.ground:
            queue.shown(ticket, actor)
        queue.begin(ticket, actor)
        takes = BY_CODE[ticket.reason].minutes * self.chance.triangular(0.4, 1.9, 0.85)
        self._in(takes, partial(self._finish, ticket, actor))

    def _finish(self, ticket: Ticket, actor: Actor) -> None:
        queue.finish(ticket, self.chance.choices(OUTCOMES, _OUTCOMES)[0], actor)
        self._in(0.5, partial(self._call, actor))
