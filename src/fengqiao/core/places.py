"""Taking one's place as a party: by the code that was sent to it, and by nothing else."""

from __future__ import annotations

from typing import Literal

from django.db import transaction
from django.db.models import Q

from fengqiao.core import access, clock, engine
from fengqiao.core.actor import SYSTEM_ACTOR, Actor, actor_of
from fengqiao.core.errors import NotFound, Refused
from fengqiao.core.models import Account, Matter, Notice, Party, Person, Representative, Standing, Task
from fengqiao.core.powers import AGENT, LOOK, PREPARE
from fengqiao.kernel.asks import Asks
from fengqiao.kernel.procedure import Refusal
from fengqiao.law.instruments import CPL


class Arrival(Asks):
    """Which party of the dispute has come."""

    side: Literal["claimant", "respondent", "third_party"]
    party: int


def take_place(code: str, account: Account, name: str, channel: str = "web") -> Party:
    """Let an account take the place of the party to whom the code was sent; it stands on the record from then on.

    The name must be given right with the code in hand, and the account must not be known to be somebody else's.
    Raises NotFound for an unknown code, Refused where the proof does not fit.
    """
    with transaction.atomic():
        party, matter = _claimed(code)
        if party.bound_at is not None and not _holds(party, account.person):
            raise Refused([Refusal("core.place_taken")])
        if party.name != name.strip():
            raise Refused([Refusal("core.name_differs", field="name")])
        if not _may_be(party, account.person):
            raise Refused([Refusal("core.place_not_yours", field="name")])
        if _on_another_side(party, account.person_id):
            raise Refused([Refusal("core.other_side", CPL(61))])
        came = party.bound_at is None
        _bind(party, account.person)
        if came:
            _record(party, matter, actor_of(account, channel))
    return party


def take_place_for(actor: Actor, code: str, name: str) -> Party:
    """Let a company take its place by the hand of somebody who acts for it now, within his power.

    The company is the one told: its name, and its number where one was told. Raises NotFound for an unknown code,
    Refused where power or proof does not fit.
    """
    power = actor.power
    if power is None or not power.allows(AGENT) or power.disputes:
        scope = power.scope if power else ""
        reason = {LOOK: "core.power_looks_only", PREPARE: "core.power_prepares_only"}.get(scope, "core.beyond_place")
        raise Refused([Refusal(reason, CPL(62))])
    with transaction.atomic():
        party, matter = _claimed(code)
        company = Person.objects.get(pk=power.principal)
        if party.bound_at is not None and party.person_id != company.pk:
            raise Refused([Refusal("core.place_taken")])
        if not _is_company(party, company) or party.name != name.strip():
            raise Refused([Refusal("core.place_of_another", field="name")])
        if _on_another_side(party, power.hand):
            raise Refused([Refusal("core.other_side", CPL(61))])
        if party.bound_at is None:
            _bind(party, company)
            _record(party, matter, actor)
    return party


def _claimed(code: str) -> tuple[Party, str]:
    """The party of a code, locked after its dispute as every move locks, and the number of a matter that goes on there."""
    held = {"claim_code": code.strip().upper()}
    dispute = Party.objects.filter(**held).values_list("dispute", flat=True).first()
    if dispute is None:
        raise NotFound(code)
    matter = Matter.objects.filter(dispute=dispute, ended=False).order_by("id").values_list("no", flat=True).first() or ""
    if matter:
        access.locked(SYSTEM_ACTOR, matter)
    party = Party.objects.select_for_update(of=("self",)).filter(**held).first()
    if party is None:
        raise NotFound(code)
    return party, matter


def _record(party: Party, matter: str, actor: Actor) -> None:
    """Who has come stands in the chain of the oldest matter that goes on; where all is over, nothing can be done any more."""
    if matter:
        engine.attest(matter, "take_place", actor=actor, role=party.side, data=Arrival(side=party.side, party=party.pk))


def _may_be(party: Party, person: Person) -> bool:
    """Whether the account may be the party's, or its guardian's: no name and no number that is known says otherwise.

    A code is a letter that can be opened by somebody else; who lets another act for him gives him a power.
    """
    told = party.person
    if told.kind == "entity":
        return True
    names = {party.name, person.phone, str(party.facts.get("guardian") or party.name)}
    numbers = {told.id_hash, person.id_hash} - {""}
    return person.kind == "person" and person.name in names and (len(numbers) < 2 or person.name != party.name)


def _is_company(party: Party, company: Person) -> bool:
    """Whether the entity told of and the one whose account acts are the same, as far as is known."""
    told = party.person
    same = told.kind == company.kind == "entity" and party.name == company.name
    return same and told.id_hash in ("", company.id_hash)


def _on_another_side(party: Party, hand: int) -> bool:
    """Nobody acts for one side who is, or acts for, another (CPL 61)."""
    his = Q(person=hand) | Q(representatives__person=hand, representatives__until=None)
    return Party.objects.filter(his, dispute=party.dispute_id).exclude(side=party.side).exists()


def _holds(party: Party, person: Person) -> bool:
    """Whether this person has the place already: as the party itself, or acting for an entity."""
    acting = Representative.objects.filter(party=party, person=person, until=None)
    return party.person_id == person.pk or acting.exists()


def _bind(party: Party, person: Person) -> None:
    old = party.person
    if old.kind == "entity" and person.kind == "person":
        _act_for(party, person)
        return
    if person.name == person.phone:
        person.name = party.name
    for field in ("id_type", "id_hash", "id_sealed", "id_masked", "born", "sex", "address"):
        if not getattr(person, field):
            setattr(person, field, getattr(old, field))
    person.save()
    _hand_over(party, old, person)
    party.person, party.bound_at = person, clock.now()
    party.save(update_fields=["person", "bound_at"])


def _act_for(party: Party, person: Person) -> None:
    """An entity stays the party; whoever holds its letter acts for it as its legal representative (CPL 51).

    Somebody of another name than the representative who was told is one of its people: he goes as far as the court
    finds in his letter of authority (CPL 62).
    """
    head = party.facts.get("legal_representative") or person.name
    is_head = person.name in (head, person.phone)
    power = {"kind": "legal_representative" if is_head else "employee", "special_power": is_head}
    known = Representative.objects.filter(party=party, person=person, until=None)
    if not known.update(**power):
        Representative.objects.create(party=party, person=person, since=clock.now(), **power)
    if person.name == person.phone and party.facts.get("legal_representative"):
        person.name = party.facts["legal_representative"]
        person.save(update_fields=["name"])
    _hand_over(party, party.person, person)
    party.bound_at = clock.now()
    party.save(update_fields=["bound_at"])


def _hand_over(party: Party, old: Person, person: Person) -> None:
    """Standings, turns and the inbox of the dispute go from the one who was told to the one who has come."""
    held = Standing.objects.filter(party=party, until=None)
    already = held.filter(person=person).values_list("matter", flat=True)
    held.filter(person=old, matter__in=list(already)).update(until=clock.now())
    held.filter(person=old).update(person=person)
    turns = Task.objects.filter(matter__dispute=party.dispute_id)
    turns.filter(person=old, matter__in=list(already)).delete()
    turns.filter(person=old).update(person=person)
    notices = Notice.objects.filter(matter__dispute=party.dispute_id)
    had = set(notices.filter(person=person).values_list("matter_id", "seq", "channel"))
    theirs = notices.filter(person=old)
    twice = [n.pk for n in theirs if (n.matter_id, n.seq, n.channel) in had]
    theirs.exclude(pk__in=twice).update(person=person)
