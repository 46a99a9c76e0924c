"""The staff of the demonstration court: made once, found again, never changed by a second call."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction

from fengqiao.core.models import Account, Court, Division, Person, Posting, Room
from fengqiao.kernel import yamls
from fengqiao.law import courts

PASSWORD = "fengqiao-demo"  # noqa: S105 - of the demonstration only; no real installation has these accounts
_SINCE = date(2020, 1, 1)
_FILE = Path(__file__).with_name("roster.yaml")
_LOAD_CAP = 400


@dataclass(frozen=True, slots=True)
class Member:
    """One line of the staff list; ``division`` is empty where the post belongs to none."""

    username: str
    name: str
    role: str
    title: str
    division: str


@dataclass(frozen=True, slots=True)
class Citizen:
    """A citizen of the demonstration who turns up in several disputes, signed in by phone."""

    phone: str
    name: str
    part: str
    zh: str
    en: str


@cache
def _told() -> dict[str, Any]:
    return dict(yamls.read(_FILE))


def members() -> Iterator[Member]:
    """The staff, in the order of the list."""
    for role, post in _told()["posts"].items():
        for line in post["people"]:
            username, name, division = line.split()
            yield Member(username, name, role, post["title"], division.strip('"'))


def citizens() -> tuple[Citizen, ...]:
    """The citizens who are found again."""
    return tuple(Citizen(**row) for row in _told()["citizens"])


def roles() -> dict[str, list[str]]:
    """The first two user names of each role: the accounts that the demonstration names."""
    found: dict[str, list[str]] = {}
    for member in members():
        found.setdefault(member.role, []).append(member.username)
    return found


def establish() -> Court:
    """Make the court, its divisions, rooms, staff and demonstration citizens where they are missing."""
    with transaction.atomic():
        court = _court()
        known = {d.code: d for d in Division.objects.filter(court=court)}
        for code, name in _told()["divisions"].items():
            if code not in known:
                known[code] = Division.objects.create(court=court, code=code, name=name)
        if not Room.objects.filter(court=court).exists():
            Room.objects.bulk_create(Room(court=court, **room) for room in _told()["rooms"])
        _staff(court, known)
        _citizens()
    return court


def _court() -> Court:
    known = courts.court(_told()["court"])
    above = courts.appeal_court(known)
    court, _ = Court.objects.get_or_create(
        code=known.code,
        defaults={
            "name": known.name,
            "number_code": known.number_code,
            "level": known.level,
            "appeal_court_name": above.name if above else "",
            "division_code": known.division,
            "hotline": _told()["hotline"],
        },
    )
    return court


def _staff(court: Court, divisions: dict[str, Division]) -> None:
    have = set(Account.objects.values_list("username", flat=True))
    wanted = [m for m in members() if m.username not in have]
    if not wanted:
        return
    people = Person.objects.bulk_create(Person(name=m.name, verified="staff") for m in wanted)
    hashed = make_password(PASSWORD)
    pairs = list(zip(wanted, people, strict=True))
    Account.objects.bulk_create(Account(username=m.username, person=p, password=hashed) for m, p in pairs)
    Posting.objects.bulk_create(
        Posting(
            person=p,
            court=court,
            division=divisions.get(m.division),
            role=m.role,
            title=m.title,
            since=_SINCE,
            load_cap=_LOAD_CAP,
        )
        for m, p in pairs
    )


def _citizens() -> None:
    have = set(Account.objects.values_list("username", flat=True))
    for citizen in citizens():
        if citizen.phone not in have:
            person = Person.objects.create(name=citizen.name, phone=citizen.phone, verified="phone")
            Account.objects.create_user(citizen.phone, person=person)
