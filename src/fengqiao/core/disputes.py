"""Opening a dispute: the people and the facts written once, and the first matter with its receipt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction

from fengqiao.core import clock, numbering
from fengqiao.core.actor import Actor, Receipt
from fengqiao.core.engine import already, open_matter, scoped
from fengqiao.core.models import Court, Dispute, Matter, Party, Person, Representative, Upload
from fengqiao.core.people import add, complete
from fengqiao.core.told import PartyTold, Told, files_of
from fengqiao.law import causes


@dataclass(frozen=True, slots=True)
class Agency:
    """In what capacity somebody files for another: the kind of agent and the firm (R-FIL-06)."""

    kind: str
    firm: str = ""


class _OpenedMeanwhile(Exception):
    """Another call with the same key was quicker: what this one has written of the dispute is taken back."""

    def __init__(self, receipt: Receipt) -> None:
        super().__init__(receipt.no)
        self.receipt = receipt


def open_dispute(
    told: Told,
    code: str,
    *,
    court: Court,
    actor: Actor,
    data: Mapping[str, Any] | None = None,
    facts: Mapping[str, Any] | None = None,
    key: str | None = None,
    agency: Agency | None = None,
) -> Receipt:
    """Write the dispute and open its first matter, in one transaction. Safe to send twice with a key.

    With an ``agency`` whoever tells acts for the first claimant as its agent, and is never a party.
    """
    try:
        with transaction.atomic():
            done = already(scoped(actor, key))
            if done:
                return done
            dispute, actor = _write(told, court, actor, agency)
            receipt = open_matter(code, actor=actor, dispute=dispute, court=court, data=data, facts=facts, key=key)
            if receipt.repeated:
                raise _OpenedMeanwhile(receipt)
            _bring(told, actor, receipt)
            return receipt
    except _OpenedMeanwhile as meanwhile:
        return meanwhile.receipt
    except IntegrityError:
        done = already(scoped(actor, key))
        if done is None:
            raise
        return done


def _bring(told: Told, actor: Actor, receipt: Receipt) -> None:
    """Put the files that the teller brought into the first matter; another's stay where they are."""
    keys = files_of(told)
    if keys:
        first = Matter.objects.get(no=receipt.no)
        Upload.objects.filter(key__in=keys, matter=None, by_id=actor.person).update(matter=first, seq=receipt.seq)


def _write(told: Told, court: Court, actor: Actor, agency: Agency | None) -> tuple[Dispute, Actor]:
    """Return the dispute, and the actor by the name just told."""
    facts = told.model_dump(mode="json", exclude={"claimants", "respondents", "third_parties", "cause"})
    dispute = Dispute.objects.create(
        court=court,
        title=title_of(told, causes.cause(told.cause).name),
        cause=told.cause,
        amount=told.amount,
        facts=facts,
        channel=actor.channel,
        opened_at=clock.now(),
    )
    sides = (("claimant", told.claimants), ("respondent", told.respondents), ("third_party", told.third_parties))
    rows = [(side, party) for side, parties in sides for party in parties]
    teller = None if actor.person is None or actor.staff else Person.objects.get(pk=actor.person)
    own = teller if teller and agency is None and _is(teller, told.claimants[0]) else None
    parties = Party.objects.bulk_create(
        _party(dispute, side, party, n, own if n == 0 else None) for n, (side, party) in enumerate(rows)
    )
    if teller and not own:
        known = {"kind": agency.kind, "firm": agency.firm} if agency else _as_agent(teller, told.claimants[0])
        Representative.objects.create(party=parties[0], person=teller, since=clock.now(), **known)
    return dispute, (actor.known_as(own.name) if own else actor)


def _is(teller: Person, party: PartyTold) -> bool:
    """Whether the one who tells is the first claimant: by name, or not yet named at all."""
    return party.kind == teller.kind and teller.name in (party.name, teller.phone)


PARTY_FACTS = (
    *("legal_representative", "legal_representative_post", "legal_representative_phone", "guardian"),
    *("ethnicity", "occupation", "workplace", "electronic_service", "representatives"),
)
"""What is told of a party and kept on its place in the dispute, not on the person."""


def party_facts(told: PartyTold) -> dict[str, Any]:
    """What a party's place in the dispute keeps, as plain data; what was not told is left out."""
    facts = told.model_dump(mode="json", include=set(PARTY_FACTS), exclude_none=True)
    return {name: value for name, value in facts.items() if value != []}


def _as_agent(teller: Person, party: PartyTold) -> dict[str, str]:
    """As what the one who tells for another is entered: the agent named, or plainly the teller.

    Nobody gains a special power by naming himself: that is for the court to find from the papers (R-FIL-06).
    """
    named = next((a for a in party.representatives if teller.phone and a.phone == teller.phone), None)
    return {"kind": named.kind, "firm": (named.firm or "")[:100]} if named else {"kind": "teller"}


def _party(dispute: Dispute, side: str, told: PartyTold, n: int, teller: Person | None) -> Party:
    person = complete(teller, told) if teller else add(told)
    return Party(
        dispute=dispute,
        person=person,
        side=side,
        position=n,
        name=told.name,
        claim_code=numbering.claim_code(),
        bound_at=clock.now() if teller else None,
        facts={**party_facts(told), "minor": told.is_minor, "address": told.address or ""},
    )


def title_of(told: Told, cause: str) -> str:
    """The title of a dispute: the first of each side, and the cause."""
    first, other = told.claimants, told.respondents
    left = first[0].name + ("等" if len(first) > 1 else "")
    right = other[0].name + ("等" if len(other) > 1 else "")
    return f"{left}与{right}{cause}"[:200]
