"""Checks of identity: by the register, by the face, by hand. Each leaves a record, whatever comes of it."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from fengqiao.core import clock, identity, ports, throttle
from fengqiao.core.identifying import CheckerAway, CheckerRefused, FaceState, Holder
from fengqiao.core.models import Account, IdentityCheck, Person
from fengqiao.core.sealing import fingerprint, unseal
from fengqiao.law import identity as law

log = logging.getLogger(__name__)

ROLES = frozenset({"filing_clerk", "service_desk", "mediation_desk"})
"""The posts of the counter, which see documents."""

TYPES = ("resident_id", "passport")
TRIES_HOURLY, ADDRESS_HOURLY = 5, 30
FACE_AGE = 14
"""From this age the face is checked online; a younger child comes with its guardian (PIPL 31)."""
SEEN = {"card": "face", "video": "face", "post": "real_name"}
"""How staff saw the document, and the level that it gives."""


class TooOften(Exception):
    """Too many checks were tried within the hour."""


@dataclass(frozen=True, slots=True)
class Document:
    """A name and a document, as somebody typed them and as they read when set right."""

    name: str
    id_type: str
    number: str


def read(name: str, id_type: str, number: str) -> tuple[Document | None, dict[str, str]]:
    """What was typed as a document, or what is wrong with it: error codes by field."""
    errors: dict[str, str] = {}
    name, number = name.strip(), number.strip().replace(" ", "").upper()
    if not 1 <= len(name) <= 100:
        errors["name"] = "identity.name_missing"
    if id_type not in TYPES:
        errors["id_type"] = "identity.type_missing"
    elif not number or len(number) > 40 or not law.check(id_type, number).value.valid:
        errors["number"] = "core.id_number_invalid"
    return (None, errors) if errors else (Document(name, id_type, number), {})


def count(person: int, address: str) -> None:
    """Count a try; raises TooOften. Whoever tries names and numbers to find out whose they are is stopped here."""
    if throttle.spent("identity", str(person), TRIES_HOURLY) or throttle.spent("identity-at", address, ADDRESS_HOURLY):
        raise TooOften
    throttle.count("identity", str(person))
    throttle.count("identity-at", address)


def by_register(account: Account, document: Document) -> IdentityCheck:
    """Compare name, document and phone with the register. The phone has been proved just now."""
    person = account.person
    check = _begun(person, "real_name", "real_name", document)
    if (reason := _differs(person, document)) or person.kind != "person":
        return _decided(check, "failed", reason or "other_document")
    try:
        holder = Holder(document.name, document.id_type, document.number, person.phone)
        verdict = ports.identity().real_name(check.no, holder)
    except (CheckerAway, CheckerRefused) as error:
        log.warning("check %s: the provider does not answer: %s", check.no, error)
        return _decided(check, "away", "away")
    if verdict.result != "match":
        return _decided(check, "failed", verdict.result, verdict.reference)
    with transaction.atomic():
        if identity.decide(check, "passed", reference=verdict.reference):
            identity.prove(check, document.number)
    check.refresh_from_db()
    return check


def _differs(person: Person, document: Document) -> str:
    return "other_document" if identity.other_document(person, document.number) else ""


def may_show_face(person: Person, today: date) -> bool:
    """Whether the face check is offered: known by real name, old enough, and its document can be compared."""
    old = person.born is None or law.age(person.born, today) >= FACE_AGE
    return identity.rank(person.verified) >= identity.rank("real_name") and bool(person.id_sealed) and old


def begin_face(account: Account, return_url: str) -> tuple[IdentityCheck, str]:
    """Begin a face check of somebody known by real name; the check and the provider's page (empty: no answer).

    ``return_url`` is where the provider leads back to, with ``{no}`` for the number of the check.
    """
    person = account.person
    document = Document(person.name, person.id_type, unseal(person.id_sealed))
    check = _begun(person, "face", "face", document)
    try:
        holder = Holder(document.name, document.id_type, document.number, person.phone)
        begun = ports.identity().begin_face(check.no, holder, return_url=return_url.replace("{no}", check.no))
    except (CheckerAway, CheckerRefused) as error:
        log.warning("check %s: the provider does not answer: %s", check.no, error)
        return _decided(check, "away", "away"), ""
    IdentityCheck.objects.filter(pk=check.pk).update(reference=begun.reference)
    return check, begun.url


def finish_face(check: IdentityCheck) -> IdentityCheck:
    """Ask the provider how a face check stands and take its answer, once. Nothing that a browser brings is believed."""
    if check.status != "open":
        return check
    try:
        state = ports.identity().face(check.no)
    except (CheckerAway, CheckerRefused) as error:
        log.warning("check %s: the provider does not answer: %s", check.no, error)
        return check
    if state.status == "open" or not _of_this(check, state):
        return check
    if state.status == "passed":
        with transaction.atomic():
            if identity.decide(check, "passed", reference=state.reference):
                identity.prove(check)
    else:
        identity.decide(check, "over" if state.status == "expired" else "failed", reason=state.status)
    check.refresh_from_db()
    return check


def _of_this(check: IdentityCheck, state: FaceState) -> bool:
    return state.reference == check.reference


def ask_staff(account: Account, document: Document, note: str) -> IdentityCheck:
    """Ask the court to check by hand; asking again replaces what was asked before."""
    with transaction.atomic():
        waiting = IdentityCheck.objects.filter(person=account.person, means="manual", status="open")
        waiting.update(status="over", reason="asked_again", decided_at=clock.now())
        check = _begun(account.person, "real_name", "manual", document)
        IdentityCheck.objects.filter(pk=check.pk).update(note=note[:500])
    return check


def waiting_for_staff() -> list[IdentityCheck]:
    """What staff has to check by hand, the longest waiting first."""
    rows = IdentityCheck.objects.filter(means="manual", status="open").select_related("person")
    return list(rows.order_by("asked_at", "id")[:200])


def confirm(check: IdentityCheck, staff: int, number: str, seen: str) -> str:
    """Staff has seen the document: raise the person's level. Answers an error code, or nothing."""
    number = number.strip().replace(" ", "").upper()
    if staff == check.person_id:
        return "identity.own_check"
    if fingerprint(number) != check.id_hash:
        return "identity.card_differs"
    with transaction.atomic():
        IdentityCheck.objects.filter(pk=check.pk, status="open").update(level=SEEN[seen])
        if not identity.decide(check, "passed", reason=seen, by=staff):
            return "identity.already_decided"
        check.refresh_from_db()
        identity.prove(check, number)
    return ""


def refuse(check: IdentityCheck, staff: int, why: str) -> str:
    """Staff could not find the person to be who he says. Answers an error code, or nothing."""
    if staff == check.person_id:
        return "identity.own_check"
    if not why.strip():
        return "identity.reason_missing"
    note = f"{check.note}\n{why.strip()}".strip()[:500]
    decided = identity.decide(check, "failed", reason="by_staff", by=staff, note=note)
    return "" if decided else "identity.already_decided"


def card_shown(account: Account, document: Document, staff: int) -> str:
    """Somebody stands at the counter with the card: see ``core.identity.card_shown``."""
    told = {"name": document.name, "id_type": document.id_type, "number": document.number}
    return identity.card_shown(account.person, **told, by=staff)


def _begun(person: Person, level: str, means: str, document: Document) -> IdentityCheck:
    whole = {"name": document.name, "id_type": document.id_type, "number": document.number}
    return identity.begin(person, level, means, **whole)


def _decided(check: IdentityCheck, status: str, reason: str, reference: str = "") -> IdentityCheck:
    identity.decide(check, status, reason=reason, reference=reference)
    check.refresh_from_db()
    return check
