"""Persons: found again by the number of their document, taking their place as a party by its code."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from fengqiao.core import clock
from fengqiao.core.errors import NotFound, Refused
from fengqiao.core.models import Account, Notice, Party, Person, Standing, Task
from fengqiao.core.sealing import fingerprint, masked, seal
from fengqiao.core.told import PartyTold
from fengqiao.kernel.procedure import Refusal


def add(told: PartyTold) -> Person:
    """Return a new person for a party.

    A person is joined to an account only by proof (``take_place``), never because somebody typed
    the same name or number: otherwise anyone could read another's matters by naming him.
    """
    return Person.objects.create(kind=told.kind, name=told.name, phone=told.phone or "", **_details(told))


def complete(person: Person, told: PartyTold) -> Person:
    """Add what somebody told of himself to what is known; what was known before stays."""
    if person.name == person.phone:
        person.name = told.name
    for field, value in _details(told).items():
        if not getattr(person, field):
            setattr(person, field, value)
    person.save()
    return person


def _details(told: PartyTold) -> dict[str, Any]:
    number = told.id_number or ""
    return {
        "id_type": told.id_type if number else "",
        "id_hash": fingerprint(number) if number else "",
        "id_sealed": seal(number) if number else "",
        "id_masked": masked(number),
        "born": told.birthday,
        "sex": told.sex or "",
        "address": told.address or "",
    }


def account_for_phone(phone: str, name: str = "") -> Account:
    """Return the account that signs in with this phone, made on first use. The phone has been proved."""
    account = Account.objects.filter(username=phone).select_related("person").first()
    if account is None:
        person = Person.objects.create(name=name or phone, phone=phone, verified="phone")
        account = Account.objects.create_user(phone, person=person)
    return account


def take_place(code: str, account: Account, name: str) -> Party:
    """Let an account take the place of the party to whom the code was sent.

    The phone of the account must be the one told of the party, or the name must be given right with
    the code in hand. Raises NotFound for an unknown code, Refused where the proof does not fit.
    """
    with transaction.atomic():
        party = Party.objects.select_for_update(of=("self",)).filter(claim_code=code.strip().upper()).first()
        if party is None:
            raise NotFound(code)
        if party.bound_at is not None and party.person_id != account.person_id:
            raise Refused([Refusal("core.place_taken")])
        if party.name != name.strip():
            raise Refused([Refusal("core.name_differs", field="name")])
        _bind(party, account.person)
    return party


def _bind(party: Party, person: Person) -> None:
    old = party.person
    if person.name == person.phone:
        person.name = party.name
    for field in ("id_type", "id_hash", "id_sealed", "id_masked", "born", "sex", "address"):
        if not getattr(person, field):
            setattr(person, field, getattr(old, field))
    person.save()
    Standing.objects.filter(party=party, person=old, until=None).update(person=person)
    Task.objects.filter(person=old, matter__dispute=party.dispute_id).update(person=person)
    told = Notice.objects.filter(person=person, matter__dispute=party.dispute_id).values_list("matter", "seq", "channel")
    mine = Notice.objects.filter(person=old, matter__dispute=party.dispute_id)
    twice = [n.pk for n in mine if (n.matter_id, n.seq, n.channel) in set(told)]
    mine.exclude(pk__in=twice).update(person=person)
    party.person, party.bound_at = person, clock.now()
    party.save(update_fields=["person", "bound_at"])
