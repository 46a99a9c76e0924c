"""Giving, taking up and ending powers; opening and confirming the account of a company."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import Q, QuerySet

from fengqiao.areas.delegation import rules
from fengqiao.areas.delegation.facts import CompanyAsked, Given
from fengqiao.areas.delegation.models import Company, Entry, Mandate
from fengqiao.core import clock, ports
from fengqiao.core.errors import Invalid, NotFound, Refused
from fengqiao.core.models import Dispute, Event, Matter, Party, Person, Posting, Upload
from fengqiao.core.ports import DeliveryFailed
from fengqiao.core.powers import ACTS, AGENT, SPECIAL, Power
from fengqiao.core.sealing import fingerprint, masked, seal
from fengqiao.core.words import say
from fengqiao.kernel.procedure import Refusal
from fengqiao.law.instruments import CPL

HEADS = ("administrator", "legal_representative")
"""Who may let others act for a company, beside those whom the law names."""
LOG_SHOWN = 100


def lasting() -> Q:
    """Powers that hold today: taken up, not ended, not run out."""
    today = clock.today()
    return Q(accepted_at__isnull=False, ended_at=None) & (Q(until=None) | Q(until__gte=today))


def open_ones() -> Q:
    """Powers that hold or wait to be taken up."""
    return Q(ended_at=None) & (Q(until=None) | Q(until__gte=clock.today()))


def held(person: int) -> Sequence[Power]:
    """The powers that a person holds now (for core.registry)."""
    rows = Mandate.objects.filter(lasting(), delegate_id=person).order_by("id")
    told = rows.values_list("pk", "principal", "principal__name", "principal__kind", "delegate__name", "scope", "disputes")
    return [
        Power(
            id=pk,
            principal=principal,
            principal_name=principal_name,
            hand=person,
            hand_name=hand_name,
            scope=scope,
            disputes=frozenset(disputes),
            entity=kind == "entity",
        )
        for pk, principal, principal_name, kind, hand_name, scope, disputes in told
    ]


def heads(person: int) -> QuerySet[Mandate]:
    """The companies for which a person may let others act."""
    return Mandate.objects.filter(lasting(), delegate_id=person, kind__in=HEADS).select_related("principal")


def disputes_of(person: int) -> QuerySet[Dispute]:
    """The disputes in which a person stands as a party, newest first."""
    mine = Matter.objects.filter(standings__person_id=person, standings__until=None, standings__party__isnull=False)
    return Dispute.objects.filter(pk__in=mine.values("dispute")).order_by("-id")


def give(principal: Person, by: Person, told: Given, disputes: Iterable[int]) -> Mandate:
    """Let somebody act; it holds once that person has taken it up. Raises Invalid or Refused."""
    chosen = sorted(set(disputes))
    known = set(disputes_of(principal.pk).filter(pk__in=chosen).values_list("pk", flat=True))
    if set(chosen) - known:
        raise Invalid([("disputes", "delegation.dispute_unknown", {})])
    if fault := rules.fault_of(told.kind, told.scope, papers=bool(told.power)):
        raise Invalid([("power" if fault.endswith("missing") else "kind", fault, {})])
    if principal.kind == "entity" and told.kind == "close_relative":
        raise Invalid([("kind", "delegation.company_has_no_relatives", {})])
    if told.phone in (principal.phone, by.phone):
        raise Invalid([("phone", "delegation.to_oneself", {})])
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=principal.pk)
        others = Mandate.objects.filter(open_ones(), principal=principal)
        if others.filter(phone=told.phone, scope=told.scope, disputes=chosen).exists():
            raise Invalid([("phone", "delegation.given_before", {})])
        acting = others.filter(scope__in=ACTS).values_list("disputes", flat=True)
        if told.scope in ACTS and principal.kind == "person" and rules.too_many(chosen, acting):
            raise Refused([Refusal("delegation.too_many_agents", CPL(61))])
        made = Mandate.objects.create(
            principal=principal,
            name=told.name,
            phone=told.phone,
            kind=told.kind,
            scope=told.scope,
            disputes=chosen,
            until=told.until,
            power=_own_file(told.power, by),
            given_by=by,
            given_at=clock.now(),
        )
    _tell(made.phone, "delegation.sms.given", {"name": principal.name}, f"mandate-{made.pk}")
    return made


def _own_file(keys: Sequence[str], by: Person) -> Upload | None:
    if not keys:
        return None
    found = Upload.objects.filter(key=keys[0], by=by, matter=None).first()
    if found is None:
        raise Invalid([("power", "core.file_unknown", {})])
    return found


def _tell(phone: str, key: str, values: dict[str, str], reference: str) -> None:
    try:
        ports.sms().send(phone, say(key, values, "zh-hans"), reference)
    except DeliveryFailed:
        return


def waiting(person: Person) -> QuerySet[Mandate]:
    """The powers given to this phone that nobody has taken up yet. The phone is proved by signing in."""
    if not person.phone:
        return Mandate.objects.none()
    return Mandate.objects.filter(open_ones(), phone=person.phone, accepted_at=None).select_related("principal")


def known_to(person: Person, pk: int) -> Mandate:
    """One power, for those whom it concerns: raises NotFound for all others."""
    mine = Q(principal=person) | Q(delegate=person) | Q(given_by=person) | Q(pk__in=waiting(person).values("pk"))
    mine |= Q(principal__in=heads(person.pk).values("principal"))
    found = Mandate.objects.filter(mine, pk=pk).select_related("principal", "delegate", "power__blob").first()
    if found is None:
        raise NotFound(str(pk))
    return found


def may_end(mandate: Mandate, person: Person) -> bool:
    """The principal, whoever gave it, the head of the company, and the delegate himself may end a power."""
    if mandate.ended_at is not None:
        return False
    if person.pk in (mandate.principal_id, mandate.given_by_id, mandate.delegate_id):
        return True
    return heads(person.pk).filter(principal=mandate.principal_id).exists()


def accept(mandate: Mandate, person: Person) -> None:
    """Take up a power. Raises NotFound where it is not this person's to take up, Refused where he may not be an agent."""
    now = clock.now()
    if not waiting(person).filter(pk=mandate.pk).exists():
        raise NotFound(str(mandate.pk))
    if mandate.scope in ACTS:
        _may_be_agent(mandate, person)
    if person.name == person.phone:
        person.name = mandate.name
        person.save(update_fields=["name"])
    taken = Mandate.objects.filter(pk=mandate.pk, accepted_at=None, ended_at=None)
    taken.update(delegate=person, accepted_at=now)


def _may_be_agent(mandate: Mandate, person: Person) -> None:
    """Nobody acts for one side and is the other; whoever serves at a court is no agent before it."""
    if Posting.objects.filter(lasting_posts(), person=person).exists():
        raise Refused([Refusal("delegation.court_staff", CPL(61))])
    principal = Party.objects.filter(person=mandate.principal_id)
    if mandate.disputes:
        principal = principal.filter(dispute__in=mandate.disputes)
    sides = dict(principal.values_list("dispute", "side"))
    mine = Party.objects.filter(Q(person=person) | Q(representatives__person=person, representatives__until=None))
    if any(sides[d] != side for d, side in mine.filter(dispute__in=sides).values_list("dispute", "side")):
        raise Refused([Refusal("delegation.other_side", CPL(61))])


def lasting_posts() -> Q:
    """Posts that are held today."""
    return Q(since__lte=clock.today()) & (Q(until=None) | Q(until__gte=clock.today()))


def end(mandate: Mandate, person: Person) -> None:
    """End a power at once: given back, declined or revoked. Ending it twice changes nothing."""
    mine = waiting(person).filter(pk=mandate.pk).exists()
    if not mine and not may_end(mandate, person):
        raise NotFound(str(mandate.pk))
    why = "declined" if mine else "given_back" if person.pk == mandate.delegate_id else "revoked"
    Mandate.objects.filter(pk=mandate.pk, ended_at=None).update(
        ended_at=clock.now(), ended_by=person, ended_why=why
    )


def enter(power: Power) -> None:
    """Note in the log that somebody takes up a power to act or to look."""
    Entry.objects.create(mandate_id=power.id, at=clock.now())


def deeds(mandate: Mandate) -> QuerySet[Event]:
    """What the delegate did in the principal's name under this power, newest first."""
    rows = Event.objects.filter(actor_id=mandate.delegate_id, on_behalf_of=mandate.principal_id)
    if mandate.delegate_id is None or mandate.accepted_at is None:
        return Event.objects.none()
    rows = rows.filter(at__gte=mandate.accepted_at)
    if mandate.ended_at is not None:
        rows = rows.filter(at__lte=mandate.ended_at)
    if mandate.disputes:
        rows = rows.filter(matter__dispute__in=mandate.disputes)
    return rows.select_related("matter").order_by("-at")[:LOG_SHOWN]


def ask_company(by: Person, told: CompanyAsked) -> Company:
    """Ask for a company's account: nothing opens until its legal representative confirms. Raises Invalid.

    It gives no right to any matter: a place in one is taken with the code of the party alone.
    """
    licence = Upload.objects.filter(key=told.licence[0], by=by, matter=None).first()
    if licence is None:
        raise Invalid([("licence", "core.file_unknown", {})])
    number = fingerprint(told.uscc)
    again = Company.objects.filter(asked_by=by, entity__id_hash=number, refused_at=None)
    if again.exists():
        raise Invalid([("uscc", "delegation.company_known", {})])
    with transaction.atomic():
        entity = Person.objects.create(
            kind="entity",
            name=told.name,
            id_type="uscc",
            id_hash=number,
            id_sealed=seal(told.uscc),
            id_masked=masked(told.uscc),
        )
        made = Company.objects.create(
            entity=entity,
            legal_name=told.legal_name,
            legal_phone=told.legal_phone,
            licence=licence,
            asked_by=by,
            asked_at=clock.now(),
        )
    if by.phone == told.legal_phone:
        confirm_company(made, by)
    else:
        _tell(told.legal_phone, "delegation.sms.company", {"name": told.name, "by": by.name}, f"company-{made.pk}")
    return made


def to_confirm(person: Person) -> QuerySet[Company]:
    """The companies that name this phone as their legal representative's and wait for a word."""
    if not person.phone:
        return Company.objects.none()
    rows = Company.objects.filter(legal_phone=person.phone, confirmed_at=None, refused_at=None)
    return rows.select_related("entity", "asked_by")


def confirm_company(company: Company, person: Person, scope: str = AGENT) -> None:
    """The legal representative confirms: he heads the company (CPL 51). Whoever asked becomes its administrator with
    the power that the representative names: a general one unless special authority is given (CPL 62).
    """
    with transaction.atomic():
        if not to_confirm(person).filter(pk=company.pk).exists():
            raise NotFound(str(company.pk))
        Company.objects.filter(pk=company.pk).update(confirmed_at=clock.now())
        Person.objects.filter(pk=company.entity_id).update(verified="phone")
        if person.name == person.phone:
            person.name = company.legal_name
            person.save(update_fields=["name"])
        _head(company, person, "legal_representative", SPECIAL, person)
        if company.asked_by_id != person.pk:
            _head(company, company.asked_by, "administrator", scope, person)


def _head(company: Company, person: Person, kind: str, scope: str, by: Person) -> None:
    now = clock.now()
    Mandate.objects.create(
        principal=company.entity,
        delegate=person,
        name=person.name,
        phone=person.phone or secrets.token_hex(4),
        kind=kind,
        scope=scope,
        given_by=by,
        given_at=now,
        accepted_at=now,
    )


def companies_of(person: Person) -> QuerySet[Company]:
    """The companies of which a person is one of its people, or for which he has asked: those that wait included."""
    mine = Mandate.objects.filter(lasting(), delegate=person, principal__kind="entity")
    rows = Company.objects.filter(Q(asked_by=person, confirmed_at=None) | Q(entity__in=mine.values("principal")))
    return rows.select_related("entity").order_by("-id")


def refuse_company(company: Company, person: Person) -> None:
    """The legal representative knows nothing of it: the account never opens."""
    if not to_confirm(person).filter(pk=company.pk).exists():
        raise NotFound(str(company.pk))
    Company.objects.filter(pk=company.pk).update(refused_at=clock.now())
