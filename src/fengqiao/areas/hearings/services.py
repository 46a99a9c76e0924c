"""Booking a hearing without a clash, summoning everybody, giving the time back, and the papers' contents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from fengqiao.areas.hearings import queries, rules
from fengqiao.core import clock
from fengqiao.core.errors import Refused
from fengqiao.core.models import Booking, Representative, Room
from fengqiao.core.registry import registry
from fengqiao.core.step import Step
from fengqiao.kernel.citation import chinese_number
from fengqiao.kernel.procedure import Refusal
from fengqiao.law.instruments import CPL

_SIDES = {"claimant": "原告", "respondent": "被告", "third_party": "第三人"}


def book_hearing(step: Step) -> dict[str, Any]:
    """Take the half-hours of judge, room and lawyers; the table's constraint decides between two at once."""
    start, minutes = rules.start(step.ctx), int(step.ctx.facts["minutes"])
    room = Room.objects.filter(court=step.matter.court, pk=step.ctx.facts["room"]).first()
    if room is None:
        raise Refused([Refusal("hearings.no_such_room", CPL(139), field="room")])
    if start <= step.now or not queries.sits(start, minutes):
        raise Refused([Refusal("hearings.court_does_not_sit", CPL(139), field="time")])
    wanted = {
        **{f"judge:{s.person_id}": s.name for s in step.file.standings if s.role == "judge"},
        f"room:{room.pk}": room.name,
        **{f"lawyer:{person}": name for person, name in _agents(step).items()},
    }
    _refuse_clash(step, wanted, start, minutes)
    slots = queries.slots_of(start, minutes)
    rows = [Booking(court=step.matter.court, matter=step.matter, resource=r, slot=s) for r in wanted for s in slots]
    try:
        with transaction.atomic():
            Booking.objects.bulk_create(rows)
    except IntegrityError as error:
        raise Refused([_clash(step, room.name, None, start, minutes)]) from error
    return {"room_name": room.name, "end": (start + timedelta(minutes=minutes)).isoformat()}


def _agents(step: Step) -> dict[int, str]:
    """Everybody who acts for a party, by person: entered on the record, or by a power given on the platform."""
    acting = Representative.objects.filter(party__in=step.file.rows, until=None).select_related("person")
    return {**registry.counsel(step.file), **{agent.person_id: agent.person.name for agent in acting}}


def _refuse_clash(step: Step, wanted: Mapping[str, str], start: datetime, minutes: int) -> None:
    slots = queries.slots_of(start, minutes)
    taken = Booking.objects.filter(resource__in=wanted, slot__in=slots).order_by("slot")
    ends = {row.resource: _end_of(row) for row in taken}
    if ends:
        raise Refused([_clash(step, wanted[r], end, start, minutes) for r, end in ends.items()])


def _end_of(row: Booking) -> datetime:
    """Until when the resource is taken by that other matter on that day."""
    last = Booking.objects.filter(matter=row.matter, resource=row.resource).order_by("slot").last() or row
    return clock.local(last.slot) + queries.HALF_HOUR


def _clash(step: Step, who: str, until: datetime | None, start: datetime, minutes: int) -> Refusal:
    """Say who is taken until when, and the next three times that suit everybody."""
    judge = next((s.person_id for s in step.file.standings if s.role == "judge"), 0)
    free = queries.free_slots(step.matter.court, judge, _agents(step), clock.local(start).date(), minutes)
    values = {
        "who": who,
        "until": f"{until:%H:%M}" if until else "",
        "free": "；".join(f"{slot.start:%Y-%m-%d %H:%M} {slot.room_name}" for slot in free),
    }
    return Refusal("hearings.clash", CPL(139), field="time", values=values)


def summon_parties(step: Step) -> None:
    """Serve the summons on every party, each by its own service."""
    latest = rules.summons_day(step.ctx).value
    facts = {
        "about": "summons",
        "documents": ["summons"],
        "procedure": step.ctx.facts.get("procedure", "ordinary"),
        "send_by": max(latest, step.now.date()).isoformat(),
    }
    for party in step.file.rows:
        step.open("service.delivery", party=party.pk, facts=facts)


def free_hearing(step: Step) -> None:
    """Give back the time that is still to come; what was used stays in the calendar's past."""
    Booking.objects.filter(matter=step.matter, slot__gte=step.now).delete()


def summons_facts(step: Step) -> Mapping[str, Any]:
    """What the summons prints."""
    facts = {**step.matter.facts, **step.changes}
    return {
        "facts": {
            "person": "、".join(row.name for row in step.file.rows),
            "time": clock.local(datetime.fromisoformat(facts["start"])),
            "place": f"{step.matter.court.name}{facts.get('room_name', '')}",
            "mode": "online" if facts.get("online") else "on_site",
        }
    }


def transcript_facts(step: Step) -> Mapping[str, Any]:
    """What the transcript prints: who was there, who said what, what was corrected."""
    facts = {**step.matter.facts, **step.changes}
    names = {row.pk: row for row in step.file.rows}
    here = set(facts.get("present", ()))
    return {
        "facts": {
            "starts": _moment(facts.get("opened_at")),
            "ends": _moment(facts.get("ended_at")),
            "place": facts.get("room_name", ""),
            "round": f"第{chinese_number(int(facts.get('round', 1)))}次",
            "openness": "公开" if facts.get("public", True) else "不公开",
            "mode": "online" if facts.get("online") else "on_site",
            "present": [
                {"standing": _SIDES[row.side], "name": row.name, "note": None if pk in here else "未到庭"}
                for pk, row in names.items()
            ],
            "entries": list(entries(facts.get("text") or "（庭审记录见所附文件）")),
            "corrections": [_correction(c) for c in facts.get("corrections", ()) if "accepted" in c],
        }
    }


def entries(text: str) -> Iterable[dict[str, str]]:
    """Split a transcript into contributions: ``审判员：…`` on a line of its own; other lines go on with the last."""
    rows: list[dict[str, str]] = []
    for line in (part.strip() for part in text.splitlines()):
        speaker, mark, said = line.replace(":", "：", 1).partition("：")
        if mark and len(speaker) <= 20:
            rows.append({"speaker": speaker, "text": said.strip()})
        elif line and rows:
            rows[-1]["text"] += f"\n{line}"
        elif line:
            rows.append({"speaker": "记录", "text": line})
    return rows


def _correction(row: Mapping[str, Any]) -> str:
    done = "准予补正" if row["accepted"] else "不予补正"
    return f"{row['by']}申请补正：{row['text']}。{done}：{row['note']}"


def _moment(value: str | None) -> datetime | None:
    return clock.local(datetime.fromisoformat(value)) if value else None
