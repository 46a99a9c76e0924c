"""The queue of a hall: numbers taken, called, served. Each step is one transaction that happens once or not at all.

A ticket is claimed by one conditional UPDATE: whoever comes second finds it no longer waiting and takes
the next one. That holds on PostgreSQL (the second waits for the row and looks again) and on SQLite
(a write transaction is alone), without a lock that a crashed clerk could leave behind.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet

from fengqiao.areas.hall.models import AT_WINDOW, Series, Ticket, TicketStep, Window
from fengqiao.areas.hall.reasons import BY_CODE, GROUNDS, OUTCOMES, booking_days, hours, minutes, number, slots
from fengqiao.core import access, clock
from fengqiao.core.actor import NOBODY, Actor
from fengqiao.core.models import Court, Draft, Matter, Person

POSTS = frozenset({"filing_clerk", "service_desk", "cashier", "mediation_desk"})
"""Who may sit at a window."""
MANAGERS = frozenset({"service_desk", "division_head", "president"})
"""Who may arrange windows and see the figures of the hall."""


class HallError(Exception):
    """It cannot be done; ``key`` says why in the word list."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = f"hall.refused.{key}"


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants who takes a number."""

    reason: str
    ground: str = ""
    about: str = ""
    channel: str = "phone"
    key: str | None = None
    draft: Draft | None = None
    slot: datetime | None = None


def works_at_windows(actor: Actor) -> frozenset[int]:
    """The courts in whose halls the actor may sit at a window."""
    return frozenset(court for court, role in actor.posts if role in POSTS)


def manages(actor: Actor) -> frozenset[int]:
    """The courts whose halls the actor manages."""
    return frozenset(court for court, role in actor.posts if role in MANAGERS)


def is_open(court: Court, now: datetime) -> bool:
    """Whether numbers are given: in office hours, and as long as a window is still open."""
    held = hours(now.date())
    if held and held[0] <= now < held[1]:
        return True
    return Window.objects.filter(court=court).exclude(clerk=None).exists()


def note(ticket: Ticket, what: str, actor: Actor = NOBODY, window: Window | None = None, text: str = "") -> None:
    """Leave a trace of what happened to a ticket."""
    TicketStep.objects.create(
        ticket=ticket, at=clock.now(), what=what, window=window, by_id=actor.person, note=text[:60]
    )


# -- the visitor ----------------------------------------------------------------------------------


def ground_of(wish: Wish, actor: Actor, now: datetime) -> tuple[str, bool]:
    """Why a visitor is called earlier, and whether the record itself proves it.

    What the record proves counts without asking; what is only said must be shown at the window.
    """
    if actor.person is not None and not actor.staff:
        born = Person.objects.filter(pk=actor.person).values_list("born", flat=True).first()
        if born is not None and _age(born, now.date()) >= number("elderly_age"):
            return "elderly", True
        if wish.about and _hearing_soon(wish.about, actor, now):
            return "hearing", True
    return (wish.ground, False) if wish.ground in GROUNDS else ("", False)


def _age(born: date, today: date) -> int:
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def _hearing_soon(about: str, actor: Actor, now: datetime) -> bool:
    found = named(actor, about)
    if found is None:
        return False
    held = Matter.objects.filter(dispute=found.dispute_id, procedure="hearings.hearing", ended=False)
    starts = [datetime.fromisoformat(f["start"]) for f in held.values_list("facts", flat=True) if f.get("start")]
    starts = [s if s.tzinfo else s.replace(tzinfo=clock.ZONE) for s in starts]
    return any(now <= s <= now + minutes("hearing_minutes") for s in starts)


def named(actor: Actor, about: str) -> Matter | None:
    """The matter of a number or case number, if the actor may see it."""
    text = about.strip().replace("(", "（").replace(")", "）")
    if not text:
        return None
    seen = access.visible(actor)
    return seen.filter(no=about.strip()).first() or seen.filter(number=text).first()


def take(court: Court, wish: Wish, actor: Actor = NOBODY) -> Ticket:
    """Give a number for today. The same key gives the same ticket."""
    now = clock.now()
    if wish.reason not in BY_CODE:
        raise HallError("reason")
    if not is_open(court, now):
        raise HallError("closed")
    ground, proved = ground_of(wish, actor, now)
    place = now - minutes("priority_minutes") if ground else now
    return _issue(court, wish, actor, now.date(), stage="waiting", ground=ground, proved=proved, place_at=place)


def book(court: Court, wish: Wish, actor: Actor) -> Ticket:
    """Book a half-hour of a coming day; the holder announces itself on the day."""
    if wish.reason not in BY_CODE or actor.person is None or wish.slot is None:
        raise HallError("reason")
    day = clock.local(wish.slot).date()
    if day not in booking_days(clock.today()) or wish.slot not in slots(day):
        raise HallError("slot")
    with transaction.atomic():
        Court.objects.select_for_update().get(pk=court.pk)
        sent = Ticket.objects.filter(key=wish.key).first() if wish.key else None
        if sent is not None:
            return sent
        booked = Ticket.objects.filter(court=court, stage="booked")
        if booked.filter(day=day, person_id=actor.person).exists():
            raise HallError("booked_already")
        if booked.filter(slot=wish.slot, reason=wish.reason).count() >= number("slot_places"):
            raise HallError("slot_full")
        return _issue(court, wish, actor, day, stage="booked", place_at=wish.slot, slot=wish.slot)


def _issue(court: Court, wish: Wish, actor: Actor, day: date, **fields: Any) -> Ticket:
    with transaction.atomic():
        held = Ticket.objects.filter(key=wish.key).first() if wish.key else None
        if held is not None:
            return held
        letter = BY_CODE[wish.reason].letter
        series, _ = Series.objects.get_or_create(court=court, day=day, letter=letter)
        Series.objects.filter(pk=series.pk).update(last=F("last") + 1)
        series.refresh_from_db(fields=["last"])
        ticket = Ticket.objects.create(
            code=secrets.token_urlsafe(12),
            key=wish.key,
            court=court,
            day=day,
            number=f"{letter}{series.last:03d}",
            reason=wish.reason,
            channel=wish.channel,
            about=wish.about.strip()[:40],
            draft=wish.draft,
            person_id=None if actor.staff else actor.person,
            taken_at=clock.now(),
            **fields,
        )
        note(ticket, "booked" if ticket.slot else "taken", actor)
    return ticket


def check_in(ticket: Ticket, actor: Actor = NOBODY) -> None:
    """The holder of a booking is here: from half an hour before until a quarter after."""
    now = clock.now()
    if ticket.slot is None or ticket.day != now.date():
        raise HallError("not_today")
    if not ticket.slot - minutes("slot_early") <= now <= ticket.slot + minutes("slot_late"):
        raise HallError("slot_time")
    _step(ticket, ("booked",), "checked_in", actor, stage="waiting", place_at=ticket.slot - minutes("priority_minutes"))


def come_back(ticket: Ticket, actor: Actor = NOBODY) -> None:
    """Whoever was missed and is here now queues again, once, from this moment."""
    if ticket.returns or ticket.day != clock.today():
        raise HallError("gone")
    _step(ticket, ("missed",), "returned", actor, stage="waiting", place_at=clock.now(), returns=1, window=None, calls=0)


def cancel(ticket: Ticket, actor: Actor = NOBODY) -> None:
    """The holder does not need it any more."""
    _step(ticket, ("booked", "waiting", "called", "missed"), "cancelled", actor, stage="cancelled", ended_at=clock.now())


# -- the clerk ------------------------------------------------------------------------------------


def sit_down(window: Window, actor: Actor) -> None:
    """Open a window; one clerk sits at one window, one window has one clerk."""
    if window.court_id not in works_at_windows(actor):
        raise HallError("not_yours")
    try:
        with transaction.atomic():
            opened = Window.objects.filter(pk=window.pk, clerk=None).update(
                clerk_id=actor.person, opened_at=clock.now()
            )
    except IntegrityError as error:
        raise HallError("sits_already") from error
    if not opened:
        raise HallError("taken_window")


def leave(actor: Actor) -> None:
    """Close the window at which the actor sits; a ticket that is there must be ended first."""
    with transaction.atomic():
        window = at_window(actor, lock=True)
        if current(window) is not None:
            raise HallError("busy")
        Window.objects.filter(pk=window.pk).update(clerk=None, opened_at=None)


def at_window(actor: Actor, *, lock: bool = False) -> Window:
    """The window at which the actor sits; HallError where there is none."""
    rows = Window.objects.select_for_update(of=("self",)) if lock else Window.objects.select_related("court")
    found = rows.filter(clerk_id=actor.person, court__in=works_at_windows(actor)).first() if actor.person else None
    if found is None:
        raise HallError("no_window")
    return found


def current(window: Window) -> Ticket | None:
    """The ticket that is at a window now."""
    return Ticket.objects.filter(window=window, stage__in=AT_WINDOW).select_related("draft").first()


def waiting(court: int, reasons: list[str] | tuple[str, ...] | None = None) -> QuerySet[Ticket]:
    """Who waits in a hall today, in the order of calling."""
    rows = Ticket.objects.filter(court=court, day=clock.today(), stage="waiting")
    rows = rows if reasons is None else rows.filter(reason__in=reasons)
    return rows.order_by("place_at", "id")


def call_next(actor: Actor) -> Ticket | None:
    """Call the next ticket that the actor's window serves; None where nobody waits.

    Pressing twice calls once: a window has one ticket at a time, and the second press is refused.
    """
    with transaction.atomic():
        window = at_window(actor, lock=True)
        if current(window) is not None:
            raise HallError("busy")
        while (first := waiting(window.court_id, window.reasons).first()) is not None:
            if claim(first, window):
                note(first, "called", actor, window)
                return first
    return None


def claim(ticket: Ticket, window: Window) -> bool:
    """Take a waiting ticket to a window; False where another was quicker."""
    rows = Ticket.objects.filter(pk=ticket.pk, stage="waiting")
    return bool(rows.update(stage="called", window=window, called_at=clock.now(), calls=1))


def call_again(ticket: Ticket, actor: Actor) -> None:
    """Call once more who has not come."""
    _at(ticket, ("called",), "recalled", actor, calls=F("calls") + 1, called_at=clock.now())


def begin(ticket: Ticket, actor: Actor) -> None:
    """The visitor is at the window."""
    _at(ticket, ("called",), "started", actor, stage="serving", served_at=clock.now())


def miss(ticket: Ticket, actor: Actor) -> None:
    """Nobody came; only after the calls that the setting asks for."""
    if ticket.calls < number("calls"):
        raise HallError("call_again")
    _at(ticket, ("called",), "missed", actor, stage="missed", ended_at=clock.now())


def finish(ticket: Ticket, outcome: str, actor: Actor) -> None:
    """It is done, with what came of it."""
    if outcome not in OUTCOMES:
        raise HallError("outcome")
    served = ticket.served_at or ticket.called_at
    _at(ticket, AT_WINDOW, "done", actor, outcome, stage="done", outcome=outcome, served_at=served, ended_at=clock.now())


def transfer(ticket: Ticket, reason: str, actor: Actor) -> None:
    """Another kind of window is needed: the visitor keeps the number and the place in the queue."""
    if reason not in BY_CODE or reason == ticket.reason:
        raise HallError("reason")
    _at(ticket, AT_WINDOW, "transferred", actor, f"{ticket.reason} {reason}", stage="waiting", reason=reason, window=None,
        calls=0, served_at=None)


def not_shown(ticket: Ticket, actor: Actor) -> None:
    """The ground for being called earlier was not shown: back to the place of an ordinary number."""
    if not ticket.ground or ticket.proved:
        raise HallError("moved_on")
    _at(ticket, ("called", "serving"), "not_shown", actor, ticket.ground, stage="waiting", ground="", window=None,
        calls=0, served_at=None, place_at=ticket.taken_at)


def shown(ticket: Ticket, actor: Actor) -> None:
    """The ground for being called earlier was shown at the window."""
    if not ticket.ground or ticket.proved:
        raise HallError("moved_on")
    _at(ticket, ("called", "serving"), "shown", actor, ticket.ground, proved=True)


def _at(ticket: Ticket, stages: tuple[str, ...], what: str, actor: Actor, text: str = "", **changes: Any) -> None:
    """A step of the clerk at whose window the ticket is."""
    window = at_window(actor)
    if ticket.window_id != window.pk:
        raise HallError("moved_on")
    _step(ticket, stages, what, actor, window, text, **changes)


def _step(
    ticket: Ticket,
    stages: tuple[str, ...],
    what: str,
    actor: Actor,
    at: Window | None = None,
    text: str = "",
    **changes: Any,
) -> None:
    with transaction.atomic():
        rows = Ticket.objects.filter(pk=ticket.pk, stage__in=stages)
        if at is not None:
            rows = rows.filter(window=at)
        if not rows.update(**changes):
            raise HallError("moved_on")
        note(ticket, what, actor, at, text)
    ticket.refresh_from_db()


# -- the night ------------------------------------------------------------------------------------


def end_day(limit: int = 500) -> int:
    """Tickets of a day that is over expire, and windows that nobody closed are closed. Done by the worker."""
    today, done = clock.today(), 0
    left = Ticket.objects.filter(day__lt=today, stage__in=("booked", "waiting", *AT_WINDOW))
    for ticket in left.order_by("id")[:limit]:
        try:
            _step(ticket, (ticket.stage,), "expired", NOBODY, stage="missed" if ticket.slot else "expired", ended_at=clock.now())
        except HallError:
            continue
        done += 1
    forgotten = [w.pk for w in Window.objects.exclude(clerk=None) if w.opened_at and clock.local(w.opened_at).date() < today]
    if forgotten:
        Window.objects.filter(pk__in=forgotten).update(clerk=None, opened_at=None)
    return done + len(forgotten)
