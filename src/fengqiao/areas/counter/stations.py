"""The places of a court: who keeps them, which of them is here, and what was taken in at a window."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import NoReverseMatch, reverse

from fengqiao.areas.counter.models import Station
from fengqiao.areas.counter.readers import Card
from fengqiao.core import access, clock, drafts
from fengqiao.core.actor import Actor
from fengqiao.core.models import Draft, Task
from fengqiao.core.sealing import seal
from fengqiao.core.words import word
from fengqiao.web.guard import View, signed_in

CLERKS = frozenset({"filing_clerk"})
KEEPERS = frozenset({"filing_clerk", "division_head", "president"})
WAYS = (
    ("tell", "paper"), ("hall_take", "list"), ("enquire", "search"), ("join", "chat"),
    ("guide_risk", "shield"), ("guide_papers", "papers"), ("calculators", "calendar"),
)  # fmt: skip
"""What a station or a kiosk offers: the name of the address, its picture. What this installation lacks is left out."""


def _held_by(roles: frozenset[str], view: View) -> View:
    @wraps(view)
    @signed_in
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not roles & request.actor.roles:
            raise Http404
        return view(request, *args, **kwargs)

    return inner


def filing_clerks(view: View) -> View:
    """Let only filing clerks through; for others the page is not found."""
    return _held_by(CLERKS, view)


def keepers(view: View) -> View:
    """Let those through who keep the places of the court."""
    return _held_by(KEEPERS, view)


def courts(actor: Actor, roles: frozenset[str]) -> list[int]:
    """The courts in which the actor holds one of these posts."""
    return sorted({court for court, role in actor.posts if role in roles})


def in_use() -> QuerySet[Station]:
    """The stations of today."""
    today = clock.today()
    return Station.objects.filter(Q(until=None) | Q(until__gte=today), since__lte=today).select_related("court")


def open_one(code: str) -> Station | None:
    """A station that is in use, by its code."""
    return in_use().filter(code=code).first()


def windows(actor: Actor) -> QuerySet[Station]:
    """The windows at which a clerk may sit."""
    return in_use().filter(kind="window", court__in=courts(actor, CLERKS)).order_by("code")


def window_of(actor: Actor, code: str) -> Station | None:
    """One of them by its code."""
    return windows(actor).filter(code=code).first()


def here(request: HttpRequest) -> Station | None:
    """The window at which this browser stands, if its clerk may sit there."""
    place = request.place  # type: ignore[attr-defined]
    if place is None or place.kind != "counter":
        return None
    return window_of(request.actor, place.code)  # type: ignore[attr-defined]


def in_hand(actor: Actor) -> Sequence[Draft]:
    """What a clerk has begun or taken up and not sent yet, newest first."""
    return Draft.objects.filter(kind=drafts.TELL, person_id=actor.person).order_by("-changed_at")[:10]


def taken_today(actor: Actor, station: Station) -> list[dict[str, Any]]:
    """What was taken in at this window today, with the move that comes next for this clerk."""
    channel = f"counter:{station.code}"[:20]
    seen = access.visible(actor).filter(court=station.court_id, dispute__channel=channel, parent=None)
    rows = seen.filter(opened_at__date=clock.today()).select_related("dispute").order_by("-opened_at")[:50]
    tasks = Task.objects.filter(matter__in=[m.pk for m in rows], role__in=actor.roles)
    moves = {t.matter_id: t.moves.split()[0] for t in tasks}
    return [
        {
            "matter": m,
            "state": word(f"{m.procedure}.state.{m.state}"),
            "move": moves.get(m.pk, ""),
            "move_label": word(f"{m.procedure}.move.{moves[m.pk]}") if m.pk in moves else "",
        }
        for m in rows
    ]


def person_told(card: Card) -> dict[str, Any]:
    """The one who stands at the window, as the form of the front door takes a person."""
    sex = card.sex if card.sex in ("男", "女") else None
    return {
        "kind": "person", "name": card.name, "id_type": "resident_id", "id_number": card.number,
        "sex": sex, "born": card.born, "address": card.address,
    }  # fmt: skip


def ways() -> list[dict[str, str]]:
    """What can be done from a station or a kiosk, as far as this installation has it."""
    found = []
    for name, icon in WAYS:
        try:
            url = reverse(name)
        except NoReverseMatch:
            continue
        found.append({"url": url, "icon": icon, "label": word(f"counter.way.{name}"), "help": word(f"counter.way.{name}.help")})
    return found


def kept(actor: Actor) -> QuerySet[Station]:
    """The stations that somebody keeps."""
    return in_use().filter(court__in=courts(actor, KEEPERS)).order_by("kind", "code")


def kept_one(actor: Actor, code: str) -> Station:
    """One of them; raises Http404 for any other."""
    station = kept(actor).filter(code=code).first()
    if station is None:
        raise Http404
    return station


def add(actor: Actor, typed: Mapping[str, str]) -> str:
    """Open a new station; answer what is wrong, or nothing."""
    name, kind = typed.get("name", "").strip(), typed.get("kind", "")
    place = typed.get("place", "").strip()
    if not name or kind not in dict(Station.KINDS):
        return word("counter.name_and_kind")
    if len(name) > 60 or len(place) > 120:
        return word("counter.too_long")
    court = courts(actor, KEEPERS)[0]
    Station.objects.create(court_id=court, code=new_code(), name=name, kind=kind, place=place, since=clock.today())
    return ""


def new_code(choose: Callable[[str], str] = secrets.choice) -> str:
    """A short code without signs that are easily mistaken."""
    return "".join(choose("ACDEFHJKLMNPQRTUVWXY34679") for _ in range(6))


def new_key(station: Station) -> str:
    """Give the station's reader a fresh key and return it; only its sealed form is kept."""
    key = secrets.token_hex(32)
    station.reader_key = seal(key)
    station.save(update_fields=["reader_key"])
    return key
