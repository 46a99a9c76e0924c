"""Proving the record: walking every chain, sealing each day under a tree head, writing receipts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.db import transaction
from django.db.models import Min, Q, QuerySet

from fengqiao.core import clock
from fengqiao.core.models import Event, Matter, TreeHead, TreeNode
from fengqiao.core.run import hashed_row
from fengqiao.kernel import merkle
from fengqiao.kernel.chain import GENESIS, link
from fengqiao.kernel.keys import log_key, public_pem
from fengqiao.kernel.receipt import Receipt, receipt_of

ORDER = ("at", "matter_id", "seq")

KEPT_LEVEL = 8
"""Subtrees of 256 entries and more are kept; smaller ones are worked out again from their entries."""


@dataclass(frozen=True, slots=True)
class Fault:
    """The first place where the record does not hold: which matter or day, which event, and why."""

    where: str
    seq: int
    reason: str


def signing_key() -> Ed25519PrivateKey:
    """The court's log key, made on first use beside its data."""
    folder = settings.DATA_DIR / "keys"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return log_key(folder / "log.pem")


def broken_chain(matter: Matter) -> Fault | None:
    """Walk one matter's chain and return its first broken link, or None."""
    previous, expected = GENESIS, 0
    for event in Event.objects.filter(matter=matter).order_by("seq").iterator(chunk_size=500):
        expected += 1
        if event.seq != expected:
            return Fault(matter.no, expected, "an event is missing")
        if event.previous != previous:
            return Fault(matter.no, event.seq, "does not follow the event before")
        if link(event.previous, hashed_row(event, matter.no)) != event.hash:
            return Fault(matter.no, event.seq, "its content was changed")
        previous = event.hash
    if previous != matter.chain_head or expected != matter.revision:
        return Fault(matter.no, expected, "the end of the chain is missing")
    return None


def walk_chains() -> Iterator[Fault | None]:
    """Check the chain of every matter, in order; yield its fault or None."""
    for matter in Matter.objects.order_by("id").iterator(chunk_size=500):
        yield broken_chain(matter)


def walk_heads() -> Iterator[Fault | None]:
    """Rebuild the log day by day and check every head against it; yield its fault or None."""
    tree, public = merkle.Tree(), public_pem(signing_key())
    before = ("", 0, GENESIS)
    since: date | None = None
    for head in TreeHead.objects.order_by("day"):
        for leaf in leaves(since, head.day):
            tree.append(leaf)
        signed = merkle.SignedHead.from_json(head.signed)
        told = (signed.head.size, signed.head.root, signed.head.previous_size, signed.head.previous_root)
        if told != (tree.size, tree.root().hex(), before[1], before[2]) or told[:2] != (head.size, head.root):
            yield Fault(head.day.isoformat(), tree.size, "the events are not those that were sealed")
        elif not merkle.verify_head(signed, public):
            yield Fault(head.day.isoformat(), tree.size, "the signature of the head does not hold")
        else:
            yield None
        since, before = head.day, (head.day.isoformat(), head.size, head.root)


def events_between(after: date | None, until: date) -> QuerySet[Event]:
    """The events after one day up to the end of another, in the order of the log."""
    events = Event.objects.filter(at__lt=_midnight(until + timedelta(days=1)))
    if after is not None:
        events = events.filter(at__gte=_midnight(after + timedelta(days=1)))
    return events.order_by(*ORDER)


def leaves(after: date | None, until: date) -> Iterator[bytes]:
    """The leaves of the log between two days."""
    return merkle.leaves_of(events_between(after, until).values_list("hash", flat=True).iterator(chunk_size=5000))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), clock.ZONE)


def seal_days() -> int:
    """Publish the head of every day that is over and has none yet; return how many."""
    last = TreeHead.objects.order_by("-day").first()
    if last is None:
        begun = Event.objects.aggregate(first=Min("at"))["first"]
        if begun is None:
            return 0
        day = clock.local(begun).date()
    else:
        day = last.day + timedelta(days=1)
    sealed = 0
    while day < clock.today():
        last = _seal(day, last)
        day, sealed = day + timedelta(days=1), sealed + 1
    return sealed


def _seal(day: date, last: TreeHead | None) -> TreeHead:
    tree = merkle.Tree.from_state(last.tree) if last else merkle.Tree()
    nodes = []
    for leaf in leaves(last.day if last else None, day):
        made = tree.append(leaf)
        nodes += [TreeNode(level=n, position=at, hash=h.hex()) for n, at, h in made if n >= KEPT_LEVEL]
    head = merkle.TreeHead(
        log=settings.LOG_NAME,
        day=day,
        size=tree.size,
        root=tree.root().hex(),
        previous_size=last.size if last else 0,
        previous_root=last.root if last else GENESIS,
    )
    signed = merkle.sign_head(head, signing_key())
    with transaction.atomic():
        TreeNode.objects.bulk_create(nodes)
        return TreeHead.objects.create(
            day=day,
            size=head.size,
            root=head.root,
            signed=signed.to_json(),
            tree=tree.state(),
            published_at=clock.now(),
        )


def receipt(event: Event) -> Receipt:
    """Return the receipt of an event, proved against the first head that covers it, if one is published."""
    row = hashed_row(event, event.matter.no)
    day = clock.local(event.at).date()
    head = TreeHead.objects.filter(day__gte=day).order_by("day").first()
    if head is None:
        return receipt_of(settings.LOG_NAME, row, event.previous, 0)
    made = receipt_of(settings.LOG_NAME, row, event.previous, _index(event, day))
    return made.proved(_reader(), merkle.SignedHead.from_json(head.signed).head)


def _index(event: Event, day: date) -> int:
    """The place of an event in the log: all of the days before, then its place within its day."""
    earlier = TreeHead.objects.filter(day__lt=day).order_by("-day").first()
    before = Q(at__lt=event.at) | Q(at=event.at, matter_id__lt=event.matter_id)
    before |= Q(at=event.at, matter_id=event.matter_id, seq__lt=event.seq)
    within = Event.objects.filter(before, at__gte=_midnight(day)).count()
    return (earlier.size if earlier else 0) + within


def _reader() -> merkle.NodeReader:
    """Read a whole subtree of the log: kept ones from the table, small ones from their leaves."""
    blocks: dict[int, merkle.NodeReader] = {}

    def read(level: int, position: int) -> bytes:
        if level >= KEPT_LEVEL:
            return bytes.fromhex(TreeNode.objects.get(pk=(level, position)).hash)
        block = position << level >> KEPT_LEVEL
        if block not in blocks:
            blocks[block] = merkle.node_reader(_leaves_at(block << KEPT_LEVEL, 1 << KEPT_LEVEL))
        return blocks[block](level, position - (block << KEPT_LEVEL >> level))

    return read


def _leaves_at(start: int, count: int) -> list[bytes]:
    """The leaves of the log from a place on, read from the days that hold them."""
    found: list[bytes] = []
    before = 0
    earlier: date | None = None
    for day, size in TreeHead.objects.order_by("day").values_list("day", "size"):
        if size > start + len(found) and len(found) < count:
            skip = max(0, start + len(found) - before)
            hashes = events_between(earlier, day).values_list("hash", flat=True)
            found += merkle.leaves_of(hashes[skip : skip + count - len(found)])
        before, earlier = size, day
    return found
