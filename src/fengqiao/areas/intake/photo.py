"""A paper complaint or an identity card, photographed: one searchable PDF, and a form that is filled to be corrected."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.db.models import Q

from fengqiao.areas.intake import steps
from fengqiao.areas.intake.steps import Step
from fengqiao.core import clock, drafts, ports
from fengqiao.core.models import Draft, Upload
from fengqiao.core.ports import CannotBind, CannotRead, PageRead, ReadLine
from fengqiao.core.words import word
from fengqiao.law.complaint_text import PartyRead, Read, read
from fengqiao.web import uploads
from fengqiao.web.forms import Field

log = logging.getLogger(__name__)

KIND = "photo"
PICTURES = ("image/jpeg", "image/png", "image/gif", "image/webp")
PAGES = 20
_STALE = timedelta(minutes=10)
_LASTS = timedelta(days=2)


def begin(keys: Sequence[str], person: int | None, session: str) -> Draft:
    """Set the pictures down to be read, in this order."""
    made = drafts.begin(KIND, {"files": list(keys), "session": session, "pages": []}, person)
    drafts.save(made, made.data, "waiting")
    return made


def read_some() -> int:
    """Read one page of the oldest pictures that wait; after the last make the PDF. One page a time: others wait too."""
    now = clock.now()
    Draft.objects.filter(kind=KIND, changed_at__lt=now - _LASTS).delete()
    waiting = Q(step="waiting") | Q(step="reading", changed_at__lt=now - _STALE)
    row = Draft.objects.filter(waiting, kind=KIND).order_by("changed_at").first()
    if row is None or not Draft.objects.filter(waiting, pk=row.pk).update(step="reading", changed_at=now):
        return 0
    data = dict(row.data)
    done = len(data["pages"])
    if ports.reader().available and done < len(data["files"]):
        data["pages"] = [*data["pages"], _page(data["files"][done])]
        drafts.save(row, data, "waiting")
        return 1
    data["pages"] += [{"turn": 0, "lines": []} for _ in data["files"][done:]]
    data.update(_whole(row, data))
    drafts.save(row, data, "ready")
    return 1


def _page(key: str) -> dict[str, Any]:
    with TemporaryDirectory() as folder:
        try:
            found = ports.reader().read(_fetched(key, Path(folder), 0))
        except (CannotRead, FileNotFoundError, Upload.DoesNotExist) as fault:
            log.warning("a picture could not be read: %s", fault)
            return {"turn": 0, "lines": []}
    return {"turn": found.turn, "lines": [[w.text, w.left, w.top, w.right, w.bottom] for w in found.lines]}


def _fetched(key: str, folder: Path, n: int) -> Path:
    upload = Upload.objects.select_related("blob").get(key=key, matter=None)
    if upload.blob.held or upload.blob.kind not in PICTURES:
        raise CannotRead(f"not a picture that may be opened: {upload.blob.kind} {upload.blob.scan}")
    file = folder / str(n)
    with ports.storage().open(upload.blob_id) as stored, file.open("wb") as out:
        shutil.copyfileobj(stored, out)
    return file


def _whole(row: Draft, data: Mapping[str, Any]) -> dict[str, Any]:
    """The PDF of all pages, kept as a file of whoever brought the pictures; the key is empty where it failed."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        try:
            pages = [
                (_fetched(key, folder, n), PageRead(page["turn"], tuple(ReadLine(*line) for line in page["lines"])))
                for n, (key, page) in enumerate(zip(data["files"], data["pages"], strict=True))
            ]
            ports.binder().scan(pages, folder / "whole.pdf")
            with (folder / "whole.pdf").open("rb") as made:
                kept = uploads.keep(
                    made, name=f"{word('intake.photo.file')}.pdf", kind="application/pdf", person=row.person_id,
                    session=data["session"],
                )  # fmt: skip
        except (CannotBind, CannotRead, FileNotFoundError, Upload.DoesNotExist, ValueError) as fault:
            log.warning("photographs could not be bound: %s", fault)
            return {"pdf": ""}
    return {"pdf": kept.key}


def text_of(row: Draft) -> list[str]:
    """The words that were read, line by line."""
    return [line[0] for page in row.data["pages"] for line in page["lines"]]


def answers(found: Read) -> dict[str, dict[str, Any]]:
    """What was read, as answers of the steps of the front door; only what was found."""
    made: dict[str, dict[str, Any]] = {}
    if found.story:
        made["story"] = {"story": found.story}
    if found.claims:
        rows = [{"text": text, **({"amount": str(sum_)} if sum_ else {})} for text, sum_ in found.claims]
        first = next((r for r in rows if "amount" in r), None)
        if first:
            made["claims"] = {**first, "more": [r for r in rows if r is not first]}
        else:
            made["claims"] = {"claims": rows}
    people: dict[str, Any] = {"you": _party(found.claimants[0])} if found.claimants else {}
    lists = {"others": found.respondents, "companions": found.claimants[1:], "third_parties": found.third_parties}
    people.update({name: [_party(p) for p in listed] for name, listed in lists.items() if listed})
    if people:
        made["people"] = people
    return made


def _party(party: PartyRead) -> dict[str, Any]:
    values = {
        "kind": party.kind,
        "name": party.name,
        "sex": party.sex,
        "born": party.born.isoformat() if party.born else "",
        "id_type": ("uscc" if party.kind == "entity" else "resident_id") if party.id_number else "",
        "id_number": party.id_number,
        "address": party.address,
        "phone": party.phone,
        "legal_representative": party.legal_representative,
        "ethnicity": party.ethnicity,
        "occupation": party.occupation,
    }
    return {name: value for name, value in values.items() if value}


def fill(told: Mapping[str, Any], row: Draft) -> dict[str, Any]:
    """The draft of the front door with what was read, in what is still empty; the paper is evidence."""
    found = answers(read(text_of(row)))
    data = {**told, **{step: answer for step, answer in found.items() if not told.get(step)}}
    data["read"] = {step: answer for step, answer in found.items() if not told.get(step)}
    if row.data.get("pdf"):
        held = list((told.get("evidence") or {}).get("evidence") or ())
        paper = {"name": word("intake.photo.file"), "files": [row.data["pdf"]]}
        data["evidence"] = {"evidence": [*held, paper]}
    return data


def typed(told: Mapping[str, Any]) -> list[Step]:
    """The steps in which somebody has typed something already, in their order."""
    return [steps.step(told, code) for code in steps.codes(told)[:-1] if steps.raw_typed(told, code)]


def noted(fields: list[Field], taken: Any, prefix: str = "") -> list[Field]:
    """The fields of a step; each that still holds what came from the picture says so."""
    values = dict(_flat(taken, prefix))
    for field in _all(fields):
        if field["name"] in values and str(field.get("value") or "") == values[field["name"]]:
            said = word("intake.photo.from_picture")
            field["help"] = f"{field.get('help') or ''} {said}".strip()
    return fields


def _all(fields: Sequence[Field]) -> list[Field]:
    found: list[Field] = []
    for field in fields:
        found.append(field)
        for item in field.get("items", ()):
            found += _all(item["fields"])
    return found


def _flat(taken: Any, prefix: str) -> list[tuple[str, str]]:
    if isinstance(taken, Mapping):
        return [pair for name, value in taken.items() for pair in _flat(value, f"{prefix}-{name}" if prefix else name)]
    if isinstance(taken, list):
        return [pair for n, value in enumerate(taken) for pair in _flat(value, f"{prefix}-{n}")]
    return [(prefix, str(taken))]
