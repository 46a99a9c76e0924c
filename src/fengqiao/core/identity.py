"""How surely a person is known, and whether that is enough for a move (R-FIL-11).

The level belongs to the person and rises by checks; a move may ask for a level, and that it was checked
anew within the hours of the setting ``identity.fresh_hours``. The door asks here, over every channel. Where
a delegate acts in another's place, it is the delegate who must be known: his are the hands.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from fengqiao.core import clock
from fengqiao.core.actor import Actor
from fengqiao.core.casefile import CaseFile
from fengqiao.core.errors import Refused
from fengqiao.core.models import IdentityCheck, Person
from fengqiao.core.roles import SIDES
from fengqiao.core.sealing import fingerprint, masked, seal
from fengqiao.kernel.procedure import LEVELS, Move, Refusal
from fengqiao.law import identity as law_identity
from fengqiao.law import settings
from fengqiao.law.instruments import OLR

REASONS = {
    "phone": "core.identity_phone",
    "real_name": "core.identity_real_name",
    "face": "core.identity_face",
}
AGAIN = "core.identity_again"
OTHER = "core.identity_other"
TO_RAISE = frozenset({*REASONS.values(), AGAIN})
"""The refusals that a check of identity lifts."""

_CITE = OLR(7)
_BY_POST = "staff"


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a person: the level, and the newest check that showed it (None: never checked)."""

    level: str
    newest: IdentityCheck | None = None


def rank(level: str) -> int:
    """The place of a level in their order; the court knows its own staff by their appointment."""
    return len(LEVELS) if level == _BY_POST else LEVELS.index(level) if level in LEVELS else 0


def fresh_hours(now: datetime | None = None) -> int:
    """For how many hours a check counts as made anew."""
    return int(settings.setting("identity.fresh_hours", (now or clock.now()).date()).value)


def known_of(person: Person) -> Known:
    """The level of a person and the check behind it."""
    passed = IdentityCheck.objects.filter(person=person, status="passed").order_by("-decided_at", "-id")
    return Known(person.verified, passed.first())


def shortfall(move: Move, actor: Actor, role: str, file: CaseFile, now: datetime) -> Refusal | None:
    """Why this person is not known surely enough for a move, or None."""
    return _judged(move, actor, role, file, now)[0]


def known(move: Move, actor: Actor, role: str, file: CaseFile, now: datetime) -> dict[str, Any]:
    """What the event records of who made the move; nothing where the move asks for no level. Raises Refused."""
    refusal, found = _judged(move, actor, role, file, now)
    if refusal is not None:
        raise Refused([refusal])
    return found


def _judged(
    move: Move, actor: Actor, role: str, file: CaseFile, now: datetime
) -> tuple[Refusal | None, dict[str, Any]]:
    if not move.level or actor.system or actor.person is None:
        return None, {}
    if role not in SIDES:
        return None, {"level": _BY_POST, "means": "post"}
    if actor.card:
        return None, {"level": "face", "means": "card"}
    person = Person.objects.get(pk=actor.hand)
    if rank(person.verified) < rank(move.level):
        return Refusal(REASONS[move.level], _CITE), {}
    if rank(move.level) >= rank("real_name") and actor.power is None and _another(person, file):
        return Refusal(OTHER, _CITE), {}
    found = _newest(person, move.level)
    if move.fresh:
        hours = fresh_hours(now)
        if found is None or found.decided_at is None or found.decided_at < now - timedelta(hours=hours):
            return Refusal(AGAIN, _CITE, values={"hours": hours}), {}
    if found is None or found.decided_at is None:
        return None, {"level": person.verified, "means": "account"}
    at = clock.local(found.decided_at).isoformat()
    return None, {"level": found.level, "means": found.means, "check": found.no, "at": at}


def _newest(person: Person, level: str) -> IdentityCheck | None:
    enough = [name for name in LEVELS if rank(name) >= rank(level)]
    rows = IdentityCheck.objects.filter(person=person, status="passed", level__in=enough)
    return rows.order_by("-decided_at", "-id").first()


def _another(person: Person, file: CaseFile) -> bool:
    """Whether the person stands here in the place of somebody of another name: by a letter opened by mistake."""
    own = [p for p in file.parties if p.person == person.pk and p.kind == "person"]
    return any(not same_name(p.name, person.name) for p in own)


def same_name(one: str, other: str) -> bool:
    """Whether two writings of a name are the same: width, case, spaces and the dots of names do not matter."""
    return _plain(one) == _plain(other)


def _plain(name: str) -> str:
    return re.sub(r"[\s·•．.・‧,-]", "", unicodedata.normalize("NFKC", name)).casefold()


def begin(person: Person, level: str, means: str, *, name: str, id_type: str, number: str) -> IdentityCheck:
    """Write down that a check is asked for. Its number is no secret: whose check it is is always looked at."""
    now, earlier = clock.now(), IdentityCheck.objects.filter(person=person).count()
    mark = hashlib.sha256(f"{person.pk}:{earlier}:{now.isoformat()}".encode()).hexdigest()
    return IdentityCheck.objects.create(
        no=f"ID{now:%y%m%d}{mark[:14].upper()}",
        person=person,
        level=level,
        means=means,
        name=name,
        id_type=id_type,
        id_hash=fingerprint(number),
        id_masked=masked(number),
        asked_at=now,
    )


def other_document(person: Person, number: str) -> bool:
    """Whoever is known by his real name already stays who he is: an account does not pass to another person."""
    return rank(person.verified) >= rank("real_name") and person.id_hash != fingerprint(number)


def card_shown(person: Person, *, name: str, id_type: str, number: str, by: int) -> str:
    """Somebody stands before staff with the card: known up to the face. Answers an error code, or nothing."""
    if by == person.pk:
        return "identity.own_check"
    if other_document(person, number):
        return "identity.card_differs"
    with transaction.atomic():
        check = begin(person, "face", "card", name=name, id_type=id_type, number=number)
        decide(check, "passed", reason="card", by=by)
        prove(check, number)
    return ""


def decide(
    check: IdentityCheck, status: str, *, reason: str = "", reference: str = "", by: int | None = None, note: str = ""
) -> bool:
    """Write the answer to a check that is still open; whether it was (a second answer changes nothing)."""
    values = {"status": status, "reason": reason, "by_id": by, "decided_at": clock.now()}
    values |= {"reference": reference or check.reference, "note": note or check.note}
    return bool(IdentityCheck.objects.filter(pk=check.pk, status="open").update(**values))


def prove(check: IdentityCheck, number: str = "") -> None:
    """Let a person be known by what a passed check has shown; ``number`` is the document's, where it was told."""
    person = Person.objects.select_for_update().get(pk=check.person_id)
    changed = ["name", "verified"]
    person.name = check.name
    if rank(check.level) > rank(person.verified):
        person.verified = check.level
    if number:
        person.id_type, person.id_hash, person.id_masked = check.id_type, check.id_hash, check.id_masked
        person.id_sealed = seal(number)
        changed += ["id_type", "id_hash", "id_masked", "id_sealed"]
        if check.id_type == "resident_id" and (born := law_identity.check("resident_id", number).value.birth):
            person.born = born
            changed.append("born")
    person.save(update_fields=changed)
