"""One calendar of all hearings of a person, over all courts, with what clashes; and the same for other programs (ICS)."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import combinations

from fengqiao.areas.lawyers.models import CalendarKey
from fengqiao.core import access, clock
from fengqiao.core.actor import Actor, acting, actor_of
from fengqiao.core.models import Account, Matter, Person, Room
from fengqiao.core.powers import PAPERS, Power
from fengqiao.core.registry import registry
from fengqiao.core.sealing import fingerprint

HEARING = "hearings.hearing"
GONE = ("adjourned",)
AHEAD = timedelta(days=180)
BEHIND = timedelta(days=1)
MOST = 500
CLIENTS = 50
"""Of so many clients who gave a power on the platform the hearings are gathered."""


@dataclass(slots=True)
class Sitting:
    """A hearing in which the person has a part. ``clashes`` are the case numbers of others at the same time.

    Of one to which the person comes by a power, ``power`` is its id and ``principal`` for whom.
    """

    no: str
    number: str
    title: str
    court: str
    room: str
    start: datetime
    end: datetime
    online: bool
    clashes: list[str] = field(default_factory=list)
    power: int = 0
    principal: str = ""


def sittings(actor: Actor) -> list[Sitting]:
    """The hearings still to come, by time, the person's own and those of whom it acts for; those that overlap say so."""
    known: dict[str, tuple[Matter, Power | None]] = {row.no: (row, None) for row in _hearings(actor)}
    powers = [p for p in registry.mandates(actor.hand or 0) if p.allows(PAPERS)] if actor.power is None else []
    for power in powers[:CLIENTS]:
        known.update({row.no: (row, power) for row in _hearings(acting(power)) if row.no not in known})
    rooms = dict(Room.objects.filter(court__in={row.court_id for row, _ in known.values()}).values_list("pk", "name"))
    found = [_sitting(row, rooms, power) for row, power in known.values() if row.facts.get("start")]
    now = clock.now()
    found = sorted((s for s in found if now - BEHIND <= s.start <= now + AHEAD), key=lambda s: (s.start, s.no))
    for one, two in combinations(found, 2):
        if two.start >= one.end:
            continue
        one.clashes.append(two.number)
        two.clashes.append(one.number)
    return found


def _hearings(actor: Actor) -> list[Matter]:
    rows = access.own(actor).filter(procedure=HEARING, ended=False).exclude(state__in=GONE)
    return list(rows.select_related("dispute", "court", "parent").order_by("-id")[:MOST])


def _sitting(row: Matter, rooms: dict[int, str], power: Power | None) -> Sitting:
    start = clock.local(datetime.fromisoformat(row.facts["start"]))
    return Sitting(
        no=row.no,
        number=(row.parent.number if row.parent else None) or row.no,
        title=row.dispute.title,
        court=row.court.name,
        room=row.facts.get("room_name") or rooms.get(row.facts.get("room", 0), ""),
        start=start,
        end=start + timedelta(minutes=int(row.facts.get("minutes", 60))),
        online=bool(row.facts.get("online")),
        power=power.id if power else 0,
        principal=power.principal_name if power else "",
    )


def new_key(person: Person) -> str:
    """Make a new secret address; the old one is dead at once. It is shown this once."""
    key = secrets.token_urlsafe(32)
    values = {"key_hash": fingerprint(f"calendar:{key}"), "made_at": clock.now()}
    CalendarKey.objects.update_or_create(person=person, defaults=values)
    return key


def end_key(person: Person) -> None:
    """Take the secret address back."""
    CalendarKey.objects.filter(person=person).delete()


def owner_of(key: str) -> Actor | None:
    """Whose calendar a secret address opens, or nobody's."""
    row = CalendarKey.objects.filter(key_hash=fingerprint(f"calendar:{key}")).first()
    account = Account.objects.filter(person=row.person_id, is_active=True).first() if row else None
    return actor_of(account) if account else None


def ics(rows: Iterable[Sitting], name: str) -> str:
    """The calendar as RFC 5545 text: number, court and room, never the names of the parties."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Fengqiao//Hearings//ZH", f"X-WR-CALNAME:{_escaped(name)}"]
    stamp = _utc(clock.now())
    for row in rows:
        lines += [
            "BEGIN:VEVENT",
            f"UID:{row.no}@fengqiao",
            f"DTSTAMP:{stamp}",
            f"DTSTART:{_utc(row.start)}",
            f"DTEND:{_utc(row.end)}",
            f"SUMMARY:{_escaped(f'开庭 {row.number}')}",
            f"LOCATION:{_escaped(f'{row.court}{row.room}')}",
            "END:VEVENT",
        ]
    return "\r\n".join(_folded([*lines, "END:VCALENDAR"])) + "\r\n"


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _escaped(text: str) -> str:
    for sign in ("\\", ";", ","):
        text = text.replace(sign, f"\\{sign}")
    return text.replace("\r", "").replace("\n", "\\n")


def _folded(lines: Sequence[str]) -> Iterable[str]:
    """Lines of at most 75 octets, never cut within a sign (RFC 5545, 3.1)."""
    for line in lines:
        part = ""
        for sign in line:
            if len((part + sign).encode()) > 74:
                yield part
                part = " "
            part += sign
        yield part
