"""From a row to a filing: checked when it is read, sent through the one door, the same row never twice."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

from django.db import transaction

from fengqiao.areas.lawyers import rows, sheets, tables
from fengqiao.areas.lawyers.models import Batch, BatchRow
from fengqiao.core import clock
from fengqiao.core.actor import Actor, Receipt, actor_of
from fengqiao.core.disputes import Agency, open_dispute
from fengqiao.core.errors import DoorError, Invalid, Refused
from fengqiao.core.models import Account, Court, Upload
from fengqiao.core.told import Told
from fengqiao.core.validation import validated
from fengqiao.core.words import say
from fengqiao.law import causes

FILING = "filing.first_instance"
POWER = "授权委托书"
"""The name of the power of attorney among what is handed in."""
PIECE = 10
"""Rows that one job files before others have their turn."""

Fault = rows.Fault
_DAY = re.compile(r"(\d{4})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*日?", re.ASCII)


def told_of(values: Mapping[str, Any], power: Upload | None = None) -> Told:
    """What a row tells. Raises Invalid with every fault at its cell."""
    faults = list(rows.plain_faults(values))
    cause = _cause(values.get("cause", ""))
    if values.get("cause") and cause is None:
        faults.append(("cause", "lawyers.cause_unknown", {}))
    amount = re.sub(r"[,，\s元]", "", values.get("amount", ""))
    told, places = rows.told(values)
    if power is not None:
        told["evidence"].append({"name": POWER, "purpose": "代理权限", "files": [power.key]})
    raw = {
        **told,
        "story": values.get("story", ""),
        "cause": cause or "",
        "claims": [{"text": values.get("claim", ""), "amount": amount or None}],
        "happened_on": day_of(values.get("happened_on", "")) or None,
    }
    try:
        whole = validated(Told, raw)
    except Invalid as invalid:
        seen = {column for column, _code, _values in faults}
        faults += [f for f in (rows.placed(fault, places) for fault in invalid.errors) if f[0] not in seen]
        raise Invalid(faults) from invalid
    if faults:
        raise Invalid(faults)
    assert isinstance(whole, Told)
    return whole


def _cause(text: str) -> str | None:
    """The code of a cause named by its code or by its exact name, if a suit may be filed under it today."""
    try:
        return causes.cause(text).code if text else None
    except LookupError:
        pass
    same = [c for c in causes.search(text, 20, "civil") if c.name == text and causes.valid_on(c.code, clock.today())]
    return same[0].code if len(same) == 1 else None


def day_of(text: str) -> str:
    """A day as ISO text, however it was written: 2025.3.1, 2025/3/1, 2025年3月1日; anything else as it stands."""
    match = _DAY.fullmatch(text.strip())
    return f"{match[1]}-{int(match[2]):02d}-{int(match[3]):02d}" if match else text


def key_of(values: Mapping[str, Any]) -> str:
    """The name of a row's content: the same content is the same filing, in whatever file it comes."""
    kept: dict[str, Any] = {column: " ".join(values.get(column, "").split()) for column in tables.COLUMNS}
    kept["happened_on"] = day_of(kept["happened_on"])
    for name, sheet in sheets.MORE.items():
        lines = [[" ".join(line.get(c, "").split()) for c in sheet.columns if c != "row"] for line in values.get(name, ())]
        kept |= {name: sorted(lines)} if lines else {}
    return sha256(json.dumps(kept, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def keep(by: int, court: Court, told: Agency, power: Upload, name: str, lines: Sequence[tuple[int, Mapping[str, Any]]]) -> Batch:
    """Keep a table with what is wrong at each cell; nothing is sent yet."""
    with transaction.atomic():
        made = Batch.objects.create(
            by_id=by, court=court, name=name[-120:], kind=told.kind, firm=told.firm, power=power, made_at=clock.now()
        )
        take_in(made, lines)
    return made


def take_in(batch: Batch, lines: Sequence[tuple[int, Mapping[str, Any]]]) -> None:
    """Write the rows of a table with what is wrong at each cell."""
    made = []
    for line, values in lines:
        try:
            told_of(values)
            faults: Sequence[Fault] = ()
        except Invalid as invalid:
            faults = invalid.errors
        outcome = "wrong" if faults else "ready"
        made.append(
            BatchRow(batch=batch, line=line, values=dict(values), faults=list(faults), key=key_of(values), outcome=outcome)
        )
    BatchRow.objects.bulk_create(made)


def send(batch: Batch) -> int:
    """Put the right rows on their way; sending twice changes nothing. Returns how many cases are on their way."""
    with transaction.atomic():
        Batch.objects.filter(pk=batch.pk, sent_at=None).update(sent_at=clock.now())
        BatchRow.objects.filter(batch=batch, outcome="ready").update(outcome="waiting")
    return BatchRow.objects.filter(batch=batch, outcome="waiting").values("key").distinct().count()


def file_waiting() -> int:
    """A job: file the next rows that wait, each by itself; a fault of one keeps no other back."""
    waiting = BatchRow.objects.filter(outcome="waiting").select_related("batch__by", "batch__court", "batch__power")
    done = 0
    for row in waiting.order_by("pk")[:PIECE]:
        _file(row)
        done += 1
    return done


def _file(row: BatchRow) -> None:
    batch = row.batch
    actor = actor_of(Account.objects.get(person=batch.by))
    agency = Agency(batch.kind, batch.firm)
    try:
        receipt = file_one(row.values, agency, batch.power, actor=actor, court=batch.court)
    except Refused as refused:
        row.outcome, row.why = "failed", say(refused.refusals[0].reason, refused.refusals[0].values)[:200]
    except DoorError:
        row.outcome, row.why = "failed", say("lawyers.not_right_any_more", {})
    else:
        row.outcome, row.no = ("again" if receipt.repeated else "filed"), receipt.no
    BatchRow.objects.filter(pk=row.pk).update(outcome=row.outcome, no=row.no, why=row.why)


def file_one(
    values: Mapping[str, Any], agency: Agency, power: Upload, *, actor: Actor, court: Court
) -> Receipt:
    """File one row through the one door, with a copy of the power for this matter alone."""
    with transaction.atomic():
        copy = Upload.objects.create(
            key=secrets.token_urlsafe(18), blob_id=power.blob_id, name=power.name, by_id=actor.person, at=clock.now()
        )
        told = told_of(values, copy)
        receipt = open_dispute(told, FILING, court=court, actor=actor, key=f"row:{key_of(values)}", agency=agency)
        if receipt.repeated:
            copy.delete()
    return receipt
