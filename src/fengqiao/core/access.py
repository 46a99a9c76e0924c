"""The only road to a matter. Deny by default; what may not be seen is not found."""

from __future__ import annotations

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from fengqiao.core import clock
from fengqiao.core.actor import Actor
from fengqiao.core.errors import NotFound
from fengqiao.core.models import AccessRecord, Dispute, Matter, Party, Standing, Upload
from fengqiao.core.registry import registry
from fengqiao.core.roles import DUTIES

OVERSEERS = frozenset({"president", "division_head"})


def visible(actor: Actor) -> QuerySet[Matter]:
    """The matters that the actor may see: by standing, or by the duty of a post at that court."""
    matters = Matter.objects.all()
    if actor.system:
        return matters
    if actor.person is None:
        return matters.none()
    stands = Exists(Standing.objects.filter(matter=OuterRef("pk"), person_id=actor.person, until=None))
    allowed: Q | None = None
    for court, role in actor.posts:
        if role not in DUTIES:
            continue
        duty = Q(court_id=court, sealed=False)
        if role in OVERSEERS:
            duty &= ~_withheld(actor)
        else:
            duty &= Q(procedure__in=registry.seen_by(role))
        allowed = duty if allowed is None else allowed | duty
    if allowed is None:
        return matters.filter(pk__in=Standing.objects.filter(person_id=actor.person, until=None).values("matter"))
    return matters.filter(allowed | Q(stands))


def _withheld(actor: Actor) -> Q:
    """What overseers must not know because they try the case: what was said in its mediation (R-MED-09)."""
    judging = Standing.objects.filter(person_id=actor.person, role="judge", matter__dispute=OuterRef("dispute"))
    return Q(procedure__in=registry.hidden_from("judge")) & Q(Exists(judging))


def matter(actor: Actor, no: str) -> Matter:
    """Return one matter for reading; raises NotFound. Reading a sealed matter leaves a record."""
    found = visible(actor).filter(no=no).select_related("dispute", "court", "parent").first()
    if found is None:
        raise NotFound(no)
    noted(actor, found, "matter")
    return found


def noted(actor: Actor, found: Matter, what: str) -> None:
    """Leave a record that a sealed matter, or something of it, was read."""
    if found.sealed and not actor.system:
        AccessRecord.objects.create(
            matter=found, person_id=actor.person, name=actor.name, at=clock.now(), what=what[:60]
        )


def told_files(dispute: Dispute) -> list[str]:
    """The keys of the files told as evidence of a dispute: whoever may see any of its matters may see them."""
    told = dispute.facts.get("evidence") or []
    return [key for item in told if isinstance(item, dict) for key in item.get("files") or []]


def upload(actor: Actor, key: str) -> Upload:
    """Return a file that somebody brought; raises NotFound.

    It may be read with its matter, by whoever brought it before it has one, and, if it was told as
    evidence, with any matter of the dispute: a later procedure hears what mediation was told, never
    what was said in it.
    """
    found = Upload.objects.filter(key=key).select_related("blob", "matter__dispute").first()
    if found is None:
        raise NotFound(key)
    if found.matter is None:
        if actor.person is None or found.by_id != actor.person:
            raise NotFound(key)
        return found
    seen = visible(actor)
    if not seen.filter(pk=found.matter_id).exists():
        dispute = found.matter.dispute
        if key not in told_files(dispute) or not seen.filter(dispute=dispute).exists():
            raise NotFound(key)
    noted(actor, found.matter, f"file {key}")
    return found


_LOCK = (
    "SELECT d.id FROM core_dispute d JOIN core_matter m ON m.dispute_id = d.id WHERE m.no = %s FOR UPDATE OF d"
)


def locked(actor: Actor, no: str) -> Matter:
    """Return one matter for a move, its whole dispute locked until the transaction ends.

    The dispute is the unit of locking, so that a matter, its parent and its children can move
    together without one waiting for the other crosswise. (On SQLite a write transaction is alone.)
    """
    if connection.features.has_select_for_update:
        with connection.cursor() as cursor:
            cursor.execute(_LOCK, [no])
    found = visible(actor).filter(no=no).select_related("dispute", "court", "parent").first()
    if found is None:
        raise NotFound(no)
    return found


def search(rows: QuerySet[Matter], text: str) -> QuerySet[Matter]:
    """Narrow visible matters to those with this number, case number, party name or phone."""
    digits = text.replace("-", "").replace(" ", "")
    if digits.isdigit() and len(digits) == 13:
        return rows.filter(no=f"{digits[:4]}-{digits[4:12]}-{digits[12]}")
    if digits.isdigit() and len(digits) >= 7:
        return rows.filter(dispute__in=Party.objects.filter(person__phone=digits).values("dispute"))
    if "号" in text or "（" in text or "(" in text:
        return rows.filter(number=text.replace("(", "（").replace(")", "）"))
    return rows.filter(dispute__in=Party.objects.filter(name__startswith=text).values("dispute"))
