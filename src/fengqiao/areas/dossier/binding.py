"""Bundles (one PDF with cover, catalogue and bookmarks): asked for, made part by part, resumed where one stopped.

Each part is a file on the disk before it counts as done; a process that dies goes on at the next part.
"""

from __future__ import annotations

import logging
import secrets
import shutil
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from time import monotonic
from typing import Any

from django.conf import settings
from django.db.models import Q

from fengqiao.areas.dossier.catalogue import Volume
from fengqiao.areas.dossier.leaves import write_part
from fengqiao.areas.dossier.models import Binding
from fengqiao.core import access, clock, ports
from fengqiao.core.actor import Actor
from fengqiao.core.models import Matter, Upload
from fengqiao.core.ports import CannotBind, Part
from fengqiao.core.words import say, word
from fengqiao.kernel.paper import escape, parse

log = logging.getLogger(__name__)

HOURS = 24
SLICE_SECONDS = 4.0
_LEASE = timedelta(minutes=20)
_OPEN = 5
"""How many bundles one person may have under way."""


class TooMany(Exception):
    """The person has as many bundles under way as one may."""


def ask(actor: Actor, matter: Matter, volume: Volume, name: str) -> Binding:
    """Ask for a bundle of a volume as this reader sees it now."""
    now = clock.now()
    under_way = Binding.objects.filter(person_id=actor.person, stage__in=("waiting", "running"), expires_at__gt=now)
    if under_way.count() >= _OPEN:
        raise TooMany
    entries = [
        {
            "ref": e.ref,
            "slot": e.slot,
            "title": e.title,
            "source": e.source,
            "on": clock.local(e.at).date().isoformat(),
            "matter": e.matter,
        }
        for e in volume.entries
    ]
    return Binding.objects.create(
        key=secrets.token_urlsafe(18),
        matter=matter,
        person_id=actor.person,
        plan={"volume": name, "entries": entries},
        total=len(entries),
        asked_at=now,
        expires_at=now + timedelta(hours=HOURS),
    )


def mine(actor: Actor, matter: Matter, key: str) -> Binding | None:
    """The reader's own bundle of this matter, while all that is in it may still be seen."""
    found = Binding.objects.filter(key=key, matter=matter, person_id=actor.person, expires_at__gt=clock.now()).first()
    if found is None:
        return None
    told = set(access.told_files(matter.dispute))
    strict = {e["matter"] for e in found.plan["entries"] if e["ref"].removeprefix("upload:") not in told}
    if access.visible(actor).filter(pk__in=strict).count() < len(strict):
        return None
    return found


def bind_some(patience: float = SLICE_SECONDS) -> int:
    """Work on the bundles that wait, the oldest first, for a few seconds; forget those that have run out."""
    now = clock.now()
    for old in Binding.objects.filter(expires_at__lte=now)[:50]:
        shutil.rmtree(folder(old), ignore_errors=True)
        old.delete()
    free = Q(held_until=None) | Q(held_until__lt=now)
    queue = Binding.objects.filter(free, stage__in=("waiting", "running")).order_by("asked_at")
    ends, done = monotonic() + patience, 0
    for row in queue[:10]:
        if done and monotonic() >= ends:
            break
        if Binding.objects.filter(free, pk=row.pk).update(held_until=now + _LEASE, stage="running"):
            done += _work(row, ends)
            Binding.objects.filter(pk=row.pk).update(held_until=None)
    return done


def _work(row: Binding, ends: float) -> int:
    """Make parts until the time is up; after the last, bind them. How many parts were made."""
    place, made = folder(row), 0
    place.mkdir(parents=True, exist_ok=True)
    entries = row.plan["entries"]
    pages = list(row.counts)
    while row.done < row.total:
        entry = entries[row.done]
        pages.append(_part(entry, place / f"{row.done:05d}.pdf"))
        row.done, made = row.done + 1, made + 1
        Binding.objects.filter(pk=row.pk).update(done=row.done, counts=pages)
        if monotonic() >= ends:
            break
    if row.done == row.total:
        _whole(row, place, pages)
    return made


def _part(entry: Mapping[str, Any], to: Path) -> int:
    try:
        return write_part(entry["ref"], entry["title"], to)
    except (CannotBind, FileNotFoundError, Upload.DoesNotExist) as fault:
        log.warning("%s is left out of a bundle: %s", entry["ref"], fault)
        lost = [f"@title {escape(word('dossier.slip'))}", f"@to {escape(entry['title'])}", "@to " + word("dossier.slip.why")]
        to.write_bytes(ports.typesetter().pdf(parse("\n".join(lost))))
        return 1


def _whole(row: Binding, place: Path, pages: list[int]) -> None:
    entries = row.plan["entries"]
    front = [("cover", cover(row, sum(pages))), ("contents", contents(entries, pages))]
    parts = []
    for name, text in front:
        file = place / f"{name}.pdf"
        file.write_bytes(ports.typesetter().pdf(parse(text), row.asked_at))
        parts.append(Part(file, word(f"dossier.{name}")))
    for n, entry in enumerate(entries):
        parts.append(Part(place / f"{n:05d}.pdf", entry["title"], word(f"dossier.slot.{entry['slot']}")))
    try:
        ports.binder().bind(parts, place / "whole.tmp", unnumbered=len(front))
    except CannotBind as fault:
        log.error("bundle %s of %s cannot be bound: %s", row.pk, row.matter_id, fault)
        Binding.objects.filter(pk=row.pk).update(stage="failed", fault=str(fault)[:200])
        return
    (place / "whole.tmp").replace(file_of(row))
    for part in parts:
        part.file.unlink()
    Binding.objects.filter(pk=row.pk).update(stage="ready", pages=sum(pages))


def cover(row: Binding, pages: int) -> str:
    """The cover of a volume: court, number, cause, parties, volume, pages, day."""
    matter = row.matter
    sides: dict[str, list[str]] = {}
    for party in matter.dispute.parties.all():
        sides.setdefault(party.side, []).append(party.name)
    lines = [
        f"@court {escape(matter.court.name)}",
        f"@title {escape(word('dossier.volume.' + row.plan['volume']))}",
        f"@number {escape(matter.number or matter.no)}",
        f"@heading {escape(matter.dispute.title)}",
        *(f"@party {escape(word('role.' + side) + '：' + '、'.join(names))}" for side, names in sides.items()),
        f"@to {escape(say('dossier.cover.pages', {'n': row.total, 'pages': pages}))}",
        f"@to {escape(say('dossier.cover.made', {'on': clock.local(row.asked_at).date().isoformat()}))}",
    ]
    return "\n".join(lines)


def contents(entries: list[dict[str, Any]], pages: list[int]) -> str:
    """The catalogue of a volume as a table: number, title, from whom, day, first page."""
    head = " | ".join(word(f"dossier.column.{name}") for name in ("number", "title", "source", "day", "page"))
    lines, page = ["@compact", f"@title {escape(word('dossier.contents'))}", "@table 1,6,3,3,2", f"|! {head}"], 1
    for n, (entry, count) in enumerate(zip(entries, pages, strict=True), 1):
        cells = (str(n), entry["title"], entry["source"], entry["on"], str(page))
        lines.append("| " + " | ".join(escape(cell) for cell in cells))
        page += count
    return "\n".join(lines)


def folder(row: Binding) -> Path:
    """Where the parts and the whole of a bundle lie."""
    return Path(settings.DATA_DIR) / "bindings" / str(row.pk)


def file_of(row: Binding) -> Path:
    """The finished bundle."""
    return folder(row) / "whole.pdf"
