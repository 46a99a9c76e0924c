"""The only road to a matter. Deny by default; what may not be seen is not found."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import reduce
from operator import or_
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from fengqiao.core import clock
from fengqiao.core.actor import Actor
from fengqiao.core.casefile import CaseFile
from fengqiao.core.errors import NotFound
from fengqiao.core.models import AccessRecord, Dispute, Document, Matter, Party, Standing, Upload
from fengqiao.core.registry import registry
from fengqiao.core.roles import DUTIES, SIDES

OVERSEERS = frozenset({"president", "division_head"})


def visible(actor: Actor) -> QuerySet[Matter]:
    """The matters that the actor may see: by standing, or by the duty of a post at that court."""
    matters = Matter.objects.all()
    if actor.system:
        return matters
    if actor.person is None:
        return matters.none()
    held = Standing.objects.filter(matter=OuterRef("pk"), person_id=actor.person, until=None)
    stands = Exists(within(actor, held))
    return matters.filter(reduce(or_, _duties(actor), Q(stands)))


def own(actor: Actor) -> QuerySet[Matter]:
    """The matters in which the actor stands in person, whatever its posts: few, and found from the person."""
    return Matter.objects.filter(pk__in=_own(actor))


def _own(actor: Actor) -> QuerySet[Standing]:
    return within(actor, Standing.objects.filter(person_id=actor.person, until=None)).values("matter")


def within(actor: Actor, rows: QuerySet[Any]) -> QuerySet[Any]:
    """Of rows that belong to matters, those that a delegate's power reaches; all for whoever acts in person."""
    if actor.power is None or not actor.power.disputes:
        return rows
    return rows.filter(matter__dispute__in=actor.power.disputes)


def _duties(actor: Actor) -> list[Q]:
    """What each post gives, apart; an overseer's first, which covers most of the others."""
    found = []
    overseen = {court for court, role in actor.posts if role in OVERSEERS}
    for court in sorted(overseen):
        found.append(Q(court_id=court, sealed=False) & ~_withheld(actor))
    for court, role in sorted(actor.posts):
        if role in DUTIES and role not in OVERSEERS:
            found.append(Q(court_id=court, sealed=False, procedure__in=registry.seen_by(role)))
    return found


def _withheld(actor: Actor) -> Q:
    """What overseers must not know because they try the case: what was said in its mediation (R-MED-09)."""
    judging = Standing.objects.filter(person_id=actor.person, role="judge", matter__dispute=OuterRef("dispute"))
    return Q(procedure__in=registry.hidden_from("judge")) & Q(Exists(judging))


def kin(actor: Actor, of: Matter) -> tuple[list[Matter], list[Matter]]:
    """The other matters of a dispute, read once: those opened under this one, and those that the actor may see."""
    seen = Exists(visible(actor).filter(pk=OuterRef("pk")))
    rows = list(Matter.objects.filter(dispute_id=of.dispute_id).exclude(pk=of.pk).annotate(seen=seen).order_by("id"))
    return [m for m in rows if m.parent_id == of.pk], [m for m in rows if m.seen]


def matter(actor: Actor, no: str) -> Matter:
    """Return one matter for reading; raises NotFound. Reading a sealed matter leaves a record."""
    found = visible(actor).filter(no=no).select_related("dispute", "court", "parent").first()
    if found is None:
        raise NotFound(no)
    noted(actor, found, "matter")
    return found


def papers(actor: Actor) -> QuerySet[Document]:
    """The issued papers that the actor may read: of the matters it sees, and those that go along with the dispute.

    Judge and respondent read the complaint (CPL 128) and do not see the filing, in which the clerk's work is.
    """
    seen = visible(actor)
    along = Q(Exists(seen.filter(parent=OuterRef("matter"))), kind__in=registry.along)
    return Document.objects.filter(Q(Exists(seen.filter(pk=OuterRef("matter")))) | along)


def papers_of(found: Matter) -> Q:
    """The papers of a matter that somebody sees, with those that go along from the matter above it."""
    own = Q(matter=found)
    return own | Q(matter=found.parent_id, kind__in=registry.along) if found.parent_id else own


def noted(actor: Actor, found: Matter, what: str) -> None:
    """Leave a record that a sealed matter, or something of it, was read."""
    if found.sealed and not actor.system:
        AccessRecord.objects.create(
            matter=found, person_id=actor.hand, name=actor.hand_name, at=clock.now(), what=what[:60]
        )


def told_files(dispute: Dispute) -> list[str]:
    """The keys of the files told as evidence of a dispute: whoever may see any of its matters may see them."""
    told = dispute.facts.get("evidence") or []
    return [key for item in told if isinstance(item, dict) for key in item.get("files") or []]


def tells(actor: Actor, found: Matter) -> bool:
    """Whether a matter that the actor sees shows what is told of its dispute today.

    A court that has given a dispute away, or was only asked about it, keeps its own part: its moves and
    papers, not what is told to the other court afterwards. The parties always see what they told.
    """
    if actor.system or not found.ended or found.court_id == found.dispute.court_id:
        return True
    stood = Standing.objects.filter(matter=found, person_id=actor.person, until=None, role__in=SIDES)
    return stood.exists()


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
        matters = seen.filter(dispute=dispute).select_related("dispute")
        if key not in told_files(dispute) or not any(tells(actor, m) for m in matters):
            raise NotFound(key)
    noted(actor, found.matter, f"file {key}")
    return found


_LOCK = " FOR NO KEY UPDATE OF core_dispute, core_matter"
"""The dispute first, then the matter: two moves of one dispute never wait for each other crosswise."""


def sees(actor: Actor, found: Matter, standings: Iterable[Standing]) -> bool:
    """The rule of ``visible`` for one matter at hand, whose standings have been read (a test holds the two together)."""
    if actor.system:
        return True
    if actor.person is None or (actor.power and not actor.power.covers(found.dispute_id)):
        return False
    duties = () if found.sealed else actor.duties(found.court_id)
    if any(_covers(actor, role, found) for role in duties):
        return True
    return any(s.person_id == actor.person for s in standings)


def _covers(actor: Actor, role: str, found: Matter) -> bool:
    if role not in OVERSEERS:
        return found.procedure in registry.seen_by(role)
    if found.procedure not in registry.hidden_from("judge"):
        return True
    return not Standing.objects.filter(
        person_id=actor.person, role="judge", matter__dispute=found.dispute_id
    ).exists()


def locked(actor: Actor, no: str) -> CaseFile:
    """Return one matter's file for a move, its whole dispute locked until the transaction ends.

    The dispute is the unit of locking, so that a matter, its parent and its children can move
    together without one waiting for the other crosswise. (On SQLite a write transaction is alone.)
    """
    lock = _LOCK if connection.features.has_select_for_update else ""
    file = CaseFile.of_number(no, lock)
    if file is None or not sees(actor, file.matter, file.standings):
        raise NotFound(no)
    return file


_NEWEST = ("-opened_at", "-id")


def _newest_own(actor: Actor) -> QuerySet[Matter]:
    """What the actor stands in, newest first, walked along the standings: a judge has thousands."""
    stood = Matter.objects.filter(standings__person_id=actor.person, standings__until=None)
    if actor.power is not None and actor.power.disputes:
        stood = stood.filter(dispute__in=actor.power.disputes)
    return stood.order_by("-standings__opened_at", "-standings__matter_id")


def newest(actor: Actor, narrow: Callable[[QuerySet[Matter]], QuerySet[Matter]], limit: int) -> list[Matter]:
    """The newest visible matters that ``narrow`` leaves, with their disputes.

    What posts give and what standings give are asked apart, so that each can walk its own index, and
    merged here: one query with both reads the whole court before it can sort.
    """
    if actor.system or actor.person is None:
        branches = [visible(actor).order_by(*_NEWEST)]
    else:
        branches = [_newest_own(actor)]
        branches += [Matter.objects.filter(duty).order_by(*_NEWEST) for duty in _duties(actor)]
    places: set[tuple[Any, int]] = set()
    for branch in branches:
        # places first, whole rows after: sorting wide rows costs more than reading them twice
        # (somebody may stand twice in one matter, so twice as many are asked for)
        places.update(narrow(branch).values_list("opened_at", "pk")[: 2 * limit])
    chosen = [pk for _opened, pk in sorted(places, reverse=True)[:limit]]
    found = Matter.objects.filter(pk__in=chosen).select_related("dispute").in_bulk()
    return [found[pk] for pk in chosen]


def before(rows: QuerySet[Matter], mark: Matter | None) -> QuerySet[Matter]:
    """The rows that come after the last of a page, in the order of newest first."""
    if mark is None:
        return rows
    return rows.filter(opened_at__lte=mark.opened_at).exclude(opened_at=mark.opened_at, pk__gte=mark.pk)


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
