"""The catalogue of an e-file (卷内目录): every paper and file of the dispute that the reader may see, as courts bind it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import Q

from fengqiao.areas.dossier.models import Leaf
from fengqiao.areas.dossier.order import file_slot, order, paper_slot
from fengqiao.areas.dossier.services import VOLUME
from fengqiao.core import access
from fengqiao.core.actor import Actor
from fengqiao.core.models import Dispute, Document, Matter, Party, Representative, Upload
from fengqiao.core.registry import registry
from fengqiao.core.retelling import exhibit_title, exhibits
from fengqiao.core.words import has, word

_AT_ONCE = 900


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the catalogue. ``ref`` is ``document:<pk>`` or ``upload:<key>``; ``pages`` None: not counted yet."""

    ref: str
    slot: str
    title: str
    at: datetime
    source: str
    hash: str
    matter: int
    kind: str = ""
    held: str = ""
    pages: int | None = None
    first: int | None = None
    text: str = ""

    @property
    def sheets(self) -> int | None:
        """The pages that it takes in a bundle: what cannot be printed has a slip of one page."""
        return None if self.pages is None else max(1, self.pages)


@dataclass(frozen=True, slots=True)
class Volume:
    """One volume: its entries in the order in which they are bound."""

    entries: tuple[Entry, ...]

    @property
    def counted(self) -> bool:
        return all(e.pages is not None for e in self.entries)

    @property
    def pages(self) -> int:
        return sum(e.sheets or 0 for e in self.entries)

    def chapters(self) -> list[tuple[str, list[Entry]]]:
        """The entries by slot."""
        found: dict[str, list[Entry]] = {}
        for entry in self.entries:
            found.setdefault(entry.slot, []).append(entry)
        return list(found.items())


def volumes(actor: Actor, dispute: Dispute) -> tuple[Volume, Volume]:
    """The main and the secret volume of a dispute, as far as this reader may see them (empty where not at all)."""
    seen = list(access.visible(actor).filter(dispute=dispute).only("id", "no", "procedure", "facts", "sealed", "parent"))
    open_ = {m.pk: m for m in seen if m.procedure != VOLUME}
    secret = [m for m in seen if m.procedure == VOLUME]
    main = [*_documents(open_), *_files(open_, dispute, bool(seen))]
    places = {slot: n for n, slot in enumerate((*order().main, *order().secret))}
    told = {key: n for n, key in enumerate(access.told_files(dispute))}
    far = len(told)

    def place(entry: Entry) -> tuple[Any, ...]:
        evidence = told.get(entry.ref.removeprefix("upload:"), far)
        return places[entry.slot], evidence, entry.at, entry.ref

    both = [sorted(main, key=place), sorted(_secrets(secret), key=place)]
    leaves = _leaves(e.hash for volume in both for e in volume)
    return _numbered(both[0], leaves), _numbered(both[1], leaves)


def _documents(matters: Mapping[int, Matter]) -> list[Entry]:
    above = {m.parent_id: m for m in matters.values() if m.parent_id and m.parent_id not in matters}
    along = Q(matter__in=above, kind__in=registry.along)
    rows = Document.objects.filter(Q(matter__in=matters) | along, audience="").defer("text").select_related("matter")
    return [_document(row, matters.get(row.matter_id) or above[row.matter_id]) for row in rows]


def _document(row: Document, seen: Matter) -> Entry:
    """A paper, ``seen`` in this matter: its own, or the one with which it goes along."""
    matter = row.matter
    key = f"paper.{row.kind}"
    return Entry(
        ref=f"document:{row.pk}",
        slot=paper_slot(row.kind, matter.procedure.partition(".")[0]),
        title=word(key) if has(key) else row.title,
        at=row.issued_at,
        source=word(matter.procedure),
        hash=row.text_hash,
        matter=seen.pk,
        kind="document",
    )


def _files(matters: Mapping[int, Matter], dispute: Dispute, any_seen: bool) -> list[Entry]:
    """Files of the visible matters; and, for whoever sees any of them, what was told as evidence of the dispute."""
    wanted = Q(matter__in=matters)
    if any_seen:
        wanted |= Q(key__in=access.told_files(dispute)[:_AT_ONCE], matter__dispute=dispute)
    sides, pieces = _sides(dispute), exhibits(dispute) if any_seen else {}
    rows = Upload.objects.filter(wanted).exclude(matter__procedure=VOLUME).select_related("blob", "matter")
    entries = []
    for row in rows:
        assert row.matter is not None
        area = row.matter.procedure.partition(".")[0]
        side = sides.get(row.by_id or 0, "")
        source = word(f"role.{side}") if side else word("dossier.court")
        entries.append(_file(row, file_slot(side, area), source, exhibit_title(row.name, pieces.get(row.key))))
    return entries


def _file(row: Upload, slot: str, source: str, title: str = "") -> Entry:
    return Entry(
        ref=f"upload:{row.key}",
        slot=slot,
        title=title or row.name,
        at=row.at,
        source=source,
        hash=row.blob_id,
        matter=row.matter_id or 0,
        kind=row.blob.kind,
        held=row.blob.scan if row.blob.held else "",
    )


def _sides(dispute: Dispute) -> dict[int, str]:
    """On which side each person stands, for themselves or for somebody."""
    sides = dict(Party.objects.filter(dispute=dispute).values_list("person_id", "side"))
    agents = Representative.objects.filter(party__dispute=dispute).values_list("person_id", "party__side")
    return {**dict(agents), **sides}


def _secrets(matters: Sequence[Matter]) -> list[Entry]:
    """The papers of the secret volumes that the reader sits in."""
    listed = {key: paper for m in matters for paper in m.facts.get("papers", ()) for key in paper["files"]}
    rows = Upload.objects.filter(matter__in=matters).select_related("blob", "by")
    found = []
    for row in rows:
        paper = listed.get(row.key)
        if paper is not None:
            found.append(_file(row, paper["slot"], row.by.name if row.by else "", paper["title"]))
    return found


def _leaves(hashes: Iterable[str]) -> dict[str, Leaf]:
    wanted, found = list(dict.fromkeys(hashes)), {}
    for start in range(0, len(wanted), _AT_ONCE):
        for leaf in Leaf.objects.filter(hash__in=wanted[start : start + _AT_ONCE]):
            found[leaf.hash] = leaf
    return found


def _numbered(entries: Sequence[Entry], leaves: Mapping[str, Leaf]) -> Volume:
    """The entries with their pages; numbers stop at the first that is not counted yet."""
    made, next_page = [], 1
    known = True
    for entry in entries:
        leaf = leaves.get(entry.hash)
        counted = replace(entry, pages=leaf.pages if leaf else None, text=leaf.text if leaf else "")
        made.append(replace(counted, first=next_page if known else None))
        known = known and counted.sheets is not None
        next_page += counted.sheets or 0
    return Volume(tuple(made))


def found(entries: Iterable[Entry], words: str) -> list[tuple[Entry, str]]:
    """The entries that hold the words in their title or on their pages, each with the place around them."""
    wanted = "".join(words.split()).casefold()
    rows = []
    for entry in entries:
        text = "".join(entry.text.split())
        at = text.casefold().find(wanted)
        if at >= 0:
            rows.append((entry, text[max(0, at - 20) : at + len(wanted) + 40]))
        elif wanted in "".join(entry.title.split()).casefold():
            rows.append((entry, ""))
    return rows
