"""Persons: made as they are told, completed by what they tell of themselves, met again by their phone."""

from __future__ import annotations

from typing import Any

from fengqiao.core.models import Account, Person
from fengqiao.core.sealing import fingerprint, masked, seal
from fengqiao.core.told import PartyTold


def add(told: PartyTold) -> Person:
    """Return a new person for a party.

    A person is joined to an account only by proof (``places.take_place``), never because somebody typed
    the same name or number: otherwise anyone could read another's matters by naming him.
    """
    return Person.objects.create(kind=told.kind, name=told.name, phone=told.phone or "", **_details(told))


def complete(person: Person, told: PartyTold) -> Person:
    """Add what somebody told of himself to what is known: what was known stays, but whoever has moved lives there now."""
    if person.name == person.phone:
        person.name = told.name
    for field, value in _details(told).items():
        if not getattr(person, field):
            setattr(person, field, value)
    person.address = told.address or person.address
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
