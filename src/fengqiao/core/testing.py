"""What every test needs: a court, people, a dispute told right, walks through the one door.

Nothing here is used outside tests. A person acts as an :class:`Account`, a :class:`Person`, an
:class:`Actor` or the word ``"system"``; posts are read anew for each move.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import cache
from time import process_time
from typing import Any

import pytest
from django.db import connection, transaction

from fengqiao.core import clock, engine, identity, jobs
from fengqiao.core.actor import SYSTEM_ACTOR, Actor, Receipt, actor_of
from fengqiao.core.disputes import open_dispute
from fengqiao.core.errors import DoorError, Invalid, Refused
from fengqiao.core.models import (
    Account,
    Booking,
    Court,
    Deadline,
    Dispute,
    Division,
    Document,
    DrawRecord,
    Event,
    Matter,
    Notice,
    NumberSeries,
    Party,
    Person,
    Posting,
    Standing,
    Task,
)
from fengqiao.core.ports import DeliveryFailed
from fengqiao.core.registry import Area, registry
from fengqiao.core.roles import SIDES
from fengqiao.core.told import Told
from fengqiao.kernel.procedure import Move, Procedure
from fengqiao.law import courts
from fengqiao.law.instruments import CPL

COURT = "浙0681"
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=clock.ZONE)
"""Monday, 2 March 2026, nine in the morning: where every test begins."""

PRIVATE_LENDING = "civ26-108.3"
_LONG_AGO = date(2020, 1, 1)

Who = Account | Person | Actor | str
Walk = Iterable[tuple[str, Who, Mapping[str, Any] | None]]


class KeptSms:
    """A telephone network in memory; a number that ends in 0000 is switched off and fails."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str, str]] = []

    def send(self, phone: str, text: str, reference: str) -> dict[str, Any]:
        """Keep (phone, text, reference), each reference once."""
        if phone.endswith("0000"):
            raise DeliveryFailed("the number is switched off")
        if all(reference != kept for _, _, kept in self.sent):
            self.sent.append((phone, text, reference))
        return {"carrier": "kept", "reference": reference}


def court(code: str = COURT) -> Court:
    """The court of the tests (诸暨市人民法院), or another of the statute library by its code."""
    known = courts.court(code)
    above = courts.appeal_court(known)
    found, _ = Court.objects.get_or_create(
        code=code,
        defaults={
            "name": known.name,
            "number_code": known.number_code or known.code,
            "level": known.level,
            "appeal_court_name": above.name if above else "",
            "division_code": known.division,
        },
    )
    return found


def account(name: str = "陈大明", phone: str = "13800000001") -> Account:
    """The account of a citizen, made on first use; the phone signs in."""
    found = Account.objects.filter(username=phone).select_related("person").first()
    if found is None:
        person = Person.objects.create(name=name, phone=phone, verified="phone")
        found = Account.objects.create_user(phone, person=person)
    return found


def verified(who: Account, level: str = "real_name", at: datetime | None = None) -> Account:
    """The same account, whose person's identity has just been checked (or at that moment)."""
    person = who.person
    with clock.at(at or clock.now()), transaction.atomic():
        number = "110101199003070011"
        check = identity.begin(person, level, "real_name", name=person.name, id_type="resident_id", number=number)
        assert identity.decide(check, "passed", reference="tests")
        identity.prove(check)
    person.refresh_from_db()
    return who


def staff(role: str, at: Court | None = None, name: str = "", division: str | None = None, **post: Any) -> Account:
    """The account of somebody who holds a post; the same role and name give the same account."""
    here, called = at or court(), name or f"{role}甲"
    username = f"{role}.{here.code}.{called}"
    found = Account.objects.filter(username=username).select_related("person").first()
    if found is None:
        person = Person.objects.create(name=called)
        found = Account.objects.create_user(username, person=person)
        if division:
            post["division"] = Division.objects.get_or_create(court=here, code=division, defaults={"name": division})[0]
        Posting.objects.create(person=person, court=here, role=role, **{"since": _LONG_AGO, **post})
    return found


def actor(who: Who, channel: str = "web") -> Actor:
    """Whoever acts, with the posts held at this moment of the tests' clock; his identity card is before us."""
    if isinstance(who, Actor):
        return who
    if isinstance(who, Account):
        return actor_of(who, channel).with_card()
    if isinstance(who, Person):
        own = Account.objects.filter(person=who).select_related("person").first()
        return (actor_of(own, channel) if own else Actor(person=who.pk, name=who.name, channel=channel)).with_card()
    if who == "system":
        return SYSTEM_ACTOR
    raise AssertionError(f"nobody is called {who}")


def told(**changes: Any) -> Told:
    """A dispute told right: a private loan of 50,000 yuan, one claimant, one respondent."""
    plain: dict[str, Any] = {
        "story": "2025年3月，被告向原告借款50000元，约定2025年9月30日归还，有借条为证。到期后多次催讨未还。",
        "cause": PRIVATE_LENDING,
        "claims": [{"text": "判令被告归还借款50000元", "amount": "50000.00"}],
        "claimants": [claimant()],
        "respondents": [respondent()],
        "evidence": [{"name": "借条", "purpose": "证明借款事实"}],
        "happened_on": date(2025, 3, 1),
    }
    return Told.model_validate({**plain, **changes})


def claimant(**changes: Any) -> dict[str, Any]:
    """The claimant of ``told``: 陈大明, who has an account with the same name."""
    return {"name": "陈大明", "phone": "13800000001", "sex": "男", "address": "浙江省诸暨市枫桥镇和平路1号", **changes}


def respondent(**changes: Any) -> dict[str, Any]:
    """A respondent with a phone and an address."""
    return {"name": "李小红", "phone": "13800000002", "sex": "女", "address": "浙江省诸暨市店口镇解放路2号", **changes}


def dispute(
    code: str = "mediation.pre_litigation",
    *,
    by: Who | None = None,
    at: Court | None = None,
    data: Mapping[str, Any] | None = None,
    **changes: Any,
) -> Matter:
    """Tell a dispute and open its first matter; ``changes`` are those of ``told``."""
    receipt = open_dispute(told(**changes), code, court=at or court(), actor=actor(by or account()), data=data)
    return matter(receipt.no)


def open_under(
    parent: Matter, code: str, *, by: Who = "system", facts: Mapping[str, Any] | None = None, **data: Any
) -> Matter:
    """Open a matter of the same dispute under another one, as a move of the parent would."""
    receipt = engine.open_matter(
        code, actor=actor(by), dispute=parent.dispute, court=parent.court, facts=facts, parent=parent, data=data or None
    )
    return matter(receipt.no)


def open_about(
    code: str, *, facts: Mapping[str, Any] | None = None, by: Who = "system", at: Court | None = None, **changes: Any
) -> Matter:
    """Write a dispute and open a matter of any procedure about it, with facts as a parent would give them."""
    here = at or court()
    with registry_of(Area("testing", procedures=(stub("testing.origin"),)), add=True):
        origin = dispute("testing.origin", at=here, **changes)
    opened = engine.open_matter(code, actor=actor(by), dispute=origin.dispute, court=here, facts=facts)
    return matter(opened.no)


def matter(no: str) -> Matter:
    """A matter as it stands now."""
    return Matter.objects.select_related("dispute", "court", "parent").get(no=no)


def child(of: Matter | str, procedure: str) -> Matter:
    """The newest child matter of a procedure."""
    no = of if isinstance(of, str) else of.no
    found = Matter.objects.filter(parent__no=no, procedure=procedure).order_by("-id")
    return found.select_related("dispute", "court", "parent")[0]


def party(of: Matter, side: str, n: int = 0) -> Actor:
    """The ``n``-th party of a side as an actor."""
    assert side in SIDES
    row = Party.objects.filter(dispute=of.dispute, side=side).select_related("person")[n]
    return actor(row.person)


def seat(of: Matter, role: str, who: Account) -> Account:
    """Give somebody a standing in a matter, as an assignment would."""
    person = who.person
    Standing.objects.create(matter=of, person=person, role=role, name=person.name, since=clock.now())
    return who


def do(no: str, move: str, who: Who = "system", data: Mapping[str, Any] | None = None, **more: Any) -> Receipt:
    """Make one move through the one door."""
    return engine.perform(no, move, actor=actor(who), data=data, **more)


def walk(no: str, moves: Walk) -> Matter:
    """Make moves in their order and return the matter after the last."""
    for move, who, data in moves:
        do(no, move, who, data)
    return matter(no)


def on(year: int, month: int, day: int, hour: int = 10) -> AbstractContextManager[None]:
    """Hold the clock on a day; the clocks of the law do not fire by this (see ``pass_to``)."""
    return clock.at(datetime(year, month, day, hour, tzinfo=clock.ZONE))


def pass_to(moment: date | datetime) -> int:
    """Let the time pass: fire every clock that has run out by that moment, each when it runs out.

    A day means the end of that day. Returns how many clocks have fired.
    """
    until = moment if isinstance(moment, datetime) else datetime.combine(moment, time(23, 59, 59), clock.ZONE)
    fired = 0
    while (due := jobs.next_due()) is not None and due <= until:
        with clock.at(clock.local(due)):
            fired += jobs.sweep()
    return fired


_WATCHED: tuple[Any, ...] = (
    Booking, Deadline, Dispute, Document, DrawRecord, Event, Matter, Notice, NumberSeries, Party, Standing, Task
)  # fmt: skip


@cache
def _all_rows(model: Any) -> str:
    return str(model._default_manager.order_by("pk").values_list().query)


def snapshot() -> dict[str, Any]:
    """Everything that a refused move might have touched, as the database holds it, for a comparison."""
    rows: dict[str, Any] = {}
    with connection.cursor() as cursor:
        for model in _WATCHED:
            cursor.execute(_all_rows(model))
            rows[model.__name__] = cursor.fetchall()
    return rows


@dataclass
class Refusal:
    """What was refused: the reasons, the codes of invalid fields, the exception itself."""

    reasons: list[str] = field(default_factory=list)
    error: DoorError | None = None


@contextmanager
def refused(*reasons: str) -> Iterator[Refusal]:
    """Assert that the block is refused, for these reasons where named, and that nothing has changed."""
    before, found = snapshot(), Refusal()
    with pytest.raises(DoorError) as caught:
        yield found
    error = caught.value
    found.error = error
    if isinstance(error, Refused):
        found.reasons = [r.reason for r in error.refusals]
    elif isinstance(error, Invalid):
        found.reasons = [code for _, code, _ in error.errors]
    assert set(reasons) <= set(found.reasons), f"refused for {found.reasons or error!r}, not for {reasons}"
    after = snapshot()
    changed = [name for name in before if before[name] != after[name]]
    assert not changed, f"refused, and yet {', '.join(changed)} changed"


def stub(called: str, states: str = "open done*", stands: str = "claimant respondent third_party") -> type[Procedure]:
    """A stand-in for a neighbour's procedure: opens, and ends in each of its end states by its name.

    ``states`` are as in a declaration; each end state has a system move ``to_<state>``.
    """
    names = [s.rstrip("*") for s in states.split()]
    body: dict[str, Any] = {"code": called, "version": 1, "in_force": "2000-01-01", "states": states, "stands": stands}
    body["begin"] = Move(f"-> {names[0]}", who="system party filing_clerk", cite=CPL(1))
    for last, name in zip(names, names[1:], strict=False):
        source = last if not states.split()[names.index(last)].endswith("*") else names[0]
        body[f"to_{name}"] = Move(f"{source} -> {name}", who="system", cite=CPL(1))
    return type("Stub", (Procedure,), body)


@contextmanager
def registry_of(*areas: Area, add: bool = False) -> Iterator[None]:
    """Run with these areas only (or besides the others, with ``add``), and put all back afterwards."""
    kept = {name: value.copy() for name, value in vars(registry).items()}
    kept["_versions"] = {code: list(found) for code, found in kept["_versions"].items()}
    if not add:
        vars(registry).update({name: type(value)() for name, value in kept.items()})
    try:
        for area in areas:
            registry.add(area)
        yield
    finally:
        vars(registry).update(kept)


_QUIET = 0.030
"""Seconds of processor time that the piece below takes on the quiet machine on which the aims were set."""


def pace() -> float:
    """How many times slower than that machine this one is now; never less than 1."""
    best = 1e9
    for _ in range(5):
        start, total = process_time(), 0
        for n in range(500_000):
            total += n % 7
        json.loads(json.dumps({str(n): [n] * 5 for n in range(4000)}))
        best = min(best, process_time() - start)
    return max(1.0, best / _QUIET)
