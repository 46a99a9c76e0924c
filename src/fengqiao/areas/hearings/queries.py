"""The calendar of a court: what is heard when, and when judge, lawyers and room are free together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from fengqiao.core import clock
from fengqiao.core.models import Booking, Court, Matter, Room
from fengqiao.law.calendar import calendar

HALF_HOUR = timedelta(minutes=30)
SESSIONS = ((time(9), time(12)), (time(14), time(17, 30)))
"""The hours in which the court sits."""

_LOOK_AHEAD = 120


@dataclass(frozen=True, slots=True)
class Session:
    """A hearing as the calendar shows it. ``public`` says whether it may be announced (CPL 139)."""

    no: str
    number: str
    title: str
    start: datetime
    minutes: int
    room: str
    judge: str
    online: bool
    public: bool
    state: str


@dataclass(frozen=True, slots=True)
class Slot:
    """A time at which everybody who was asked for is free, and the room that is."""

    start: datetime
    room: int
    room_name: str


def slots_of(start: datetime, minutes: int) -> list[datetime]:
    """The half-hours that a session takes up."""
    begin = clock.local(start).replace(second=0, microsecond=0)
    begin -= timedelta(minutes=begin.minute % 30)
    end = clock.local(start) + timedelta(minutes=minutes)
    return [begin + n * HALF_HOUR for n in range(-(-(end - begin) // HALF_HOUR))]


def sits(start: datetime, minutes: int) -> bool:
    """Whether the court sits then: a working day, within one of the two sessions of the day."""
    begin = clock.local(start)
    end = begin + timedelta(minutes=minutes)
    if calendar().rest(begin.date()) or end.date() != begin.date():
        return False
    return any(opens <= begin.time() and end.time() <= closes for opens, closes in SESSIONS)


def hearings_between(court: Court, first: date, last: date, *, public_only: bool = False) -> list[Session]:
    """The hearings of a court from the first day to the last, by time; adjourned ones are gone."""
    found = Matter.objects.filter(
        court=court,
        procedure="hearings.hearing",
        pk__in=Booking.objects.filter(court=court, slot__gte=_day(first), slot__lt=_day(last + timedelta(days=1)))
        .order_by()
        .values("matter"),
    )
    if public_only:
        found = found.filter(sealed=False)
    rows = found.exclude(state="adjourned").select_related("dispute", "parent").prefetch_related("standings")
    rooms = dict(Room.objects.filter(court=court).values_list("pk", "name"))
    sessions = [_session(row, rooms) for row in rows]
    return sorted((s for s in sessions if s.public or not public_only), key=lambda s: (s.start, s.no))


def _session(row: Matter, rooms: dict[int, str]) -> Session:
    judges = [s.name for s in row.standings.all() if s.role == "judge" and s.until is None]
    return Session(
        no=row.no,
        number=(row.parent.number if row.parent else None) or row.no,
        title=row.dispute.title,
        start=clock.local(datetime.fromisoformat(row.facts["start"])),
        minutes=int(row.facts["minutes"]),
        room=rooms.get(row.facts["room"], ""),
        judge="、".join(judges),
        online=bool(row.facts.get("online")),
        public=bool(row.facts.get("public", True)) and not row.sealed,
        state=row.state,
    )


def _day(day: date) -> datetime:
    return datetime.combine(day, time(), clock.ZONE)


def free_slots(
    court: Court,
    judge: int,
    lawyers: Iterable[int],
    from_day: date,
    minutes: int,
    *,
    room: int | None = None,
    count: int = 3,
) -> list[Slot]:
    """The next times at which the judge, all the lawyers and a room (the one named, or any) are free.

    Nothing before the present moment and before ``from_day``; ``minutes`` up to one session's length.
    """
    rooms = list(Room.objects.filter(court=court).order_by("name", "pk"))
    rooms = [r for r in rooms if room in (None, r.pk)]
    people = [f"judge:{judge}", *(f"lawyer:{person}" for person in lawyers)]
    until = from_day + timedelta(days=_LOOK_AHEAD)
    taken = _taken([*people, *(f"room:{r.pk}" for r in rooms)], from_day, until)
    found: list[Slot] = []
    for start in _starts(from_day, until, minutes):
        wanted = slots_of(start, minutes)
        if start <= clock.now() or any((who, slot) in taken for who in people for slot in wanted):
            continue
        free = next((r for r in rooms if all((f"room:{r.pk}", slot) not in taken for slot in wanted)), None)
        if free is not None:
            found.append(Slot(start, free.pk, free.name))
        if len(found) == count:
            break
    return found


def _taken(resources: list[str], first: date, last: date) -> set[tuple[str, datetime]]:
    rows = Booking.objects.filter(resource__in=resources, slot__gte=_day(first), slot__lt=_day(last))
    return {(resource, clock.local(slot)) for resource, slot in rows.values_list("resource", "slot")}


def _starts(first: date, last: date, minutes: int) -> Iterator[datetime]:
    day = first
    while day < last:
        if calendar().rest(day) is None:
            for opens, closes in SESSIONS:
                start = datetime.combine(day, opens, clock.ZONE)
                close = datetime.combine(day, closes, clock.ZONE)
                while start + timedelta(minutes=minutes) <= close:
                    yield start
                    start += HALF_HOUR
        day += timedelta(days=1)
