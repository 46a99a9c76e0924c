"""What the forms of a hearing know before anybody types: a free time, who is expected, a transcript begun."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from fengqiao.areas.hearings import queries
from fengqiao.core import clock
from fengqiao.core.casefile import CaseFile
from fengqiao.core.registry import registry
from fengqiao.law.calendar import calendar

MINUTES = 60
_SIDES = {"claimant": "原告", "respondent": "被告", "third_party": "第三人"}


def next_times(file: CaseFile, count: int = 3) -> list[queries.Slot]:
    """The next times that suit judge, lawyers and some room, after the time for the defence (CPL 128)."""
    judge = next((s.person_id for s in file.standings if s.role == "judge"), 0)
    own = {row.person_id for row in file.rows}
    agents = {s.person_id for s in file.standings if s.role in _SIDES} - own
    agents |= set(registry.counsel(file))
    return queries.free_slots(file.matter.court, judge, agents, _first_day(file), MINUTES, count=count)


def _first_day(file: CaseFile) -> date:
    """The day after the last defence period, four days ahead at least so that the summons is in time."""
    last = max((c.due for c in file.clocks() if c.name == "defence"), default=None)
    ahead = clock.today() + timedelta(days=4)
    first = max(ahead, last + timedelta(days=1)) if last else ahead
    return calendar().working_day_from(first)


def scheduling(file: CaseFile) -> Mapping[str, Any]:
    """The form of the trial's scheduling begins with the next time that suits everybody."""
    free = next_times(file, 1)
    if not free:
        return {}
    start = free[0].start
    return {"day": start.date().isoformat(), "time": f"{start:%H:%M}", "minutes": MINUTES, "room": free[0].room}


def session(file: CaseFile) -> Mapping[str, Any]:
    """Everybody who was summoned is expected."""
    return {"parties": [{"party": row.pk, "here": True} for row in file.rows]}


def transcript(file: CaseFile) -> Mapping[str, Any]:
    """The transcript as the clerk begins it: the opening, who is there, and the order of the session (CPL 140-144)."""
    facts = file.matter.facts
    if facts.get("text"):
        return {"text": facts["text"]}
    here = set(facts.get("present", ()))
    present = "；".join(
        f"{_SIDES[row.side]}{row.name}{'到庭' if row.pk in here else '未到庭'}" for row in file.rows
    )
    opened = clock.local(datetime.fromisoformat(facts["opened_at"])) if facts.get("opened_at") else clock.now()
    lines = (
        f"书记员：{opened:%H:%M}开庭。核对当事人身份：{present}。宣布法庭纪律。",
        f"审判员：现在开庭审理{file.matter.dispute.title}一案。告知诉讼权利义务，询问是否申请回避。",
        *(f"{_SIDES[row.side]}{row.name}：不申请回避。" for row in file.rows if row.pk in here),
        "审判员：进行法庭调查。请原告陈述诉讼请求、事实和理由。",
        *(f"{_SIDES[row.side]}{row.name}：" for row in file.rows if row.pk in here),
        "审判员：进行法庭辩论。",
        "审判员：询问最后意见，询问是否愿意调解。",
    )
    return {"text": "\n".join(lines)}
