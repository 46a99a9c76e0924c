"""Whose turn it is now: the rows that every desk reads."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from fengqiao.core.casefile import CaseFile
from fengqiao.core.green import channel, turn_by
from fengqiao.core.models import Deadline, Matter, Task
from fengqiao.core.roles import DUTIES, SIDES, SYSTEM
from fengqiao.core.rows import Writes
from fengqiao.kernel.context import Context
from fengqiao.kernel.procedure import Move


def refresh_tasks(file: CaseFile, now: datetime, writes: Writes) -> None:
    """Write anew whose turn it is in the matter: the moves that somebody is waited for to make."""
    matter = file.matter
    writes.delete_of(Task, "matter_id", matter.pk)
    if matter.ended:
        return
    waiting = [m for m in file.procedure.leaving(matter.state) if not m.optional and set(m.who) != {SYSTEM}]
    rows = [r for r in (*_personal(file, waiting, now), *_posts(file, waiting, now)) if r is not None]
    running = sorted((d for d in file.deadlines if d.status == "running"), key=lambda d: d.due_at) if rows else []
    found = channel(file).value if rows else None
    for row in rows:
        row.due_at = next((d.due_at for d in running if concerns(file, d, row.role, row.person_id)), None)
        row.due_at = row.due_at or _missed(file, waiting, row)
        row.turn_at = row.due_at
        if found and row.role not in SIDES:
            row.green, own = found.ground, turn_by(file, found)
            row.turn_at = min(own, row.due_at) if row.due_at else own
    writes.insert(rows)


def _missed(file: CaseFile, waiting: list[Move], row: Task) -> datetime | None:
    """The clock that has run out while this task was waited for: what is overdue keeps its place before all else."""
    late = {name for m in waiting if m.name in row.moves.split() for name in m.stops}
    fired = (d for d in file.deadlines if d.status == "fired" and d.name in late)
    here = (d.due_at for d in fired if file.procedure.moves[d.then].leads_to(file.matter.state) == file.matter.state)
    return max(here, default=None)


def concerns(file: CaseFile, deadline: Deadline, role: str, person: int | None) -> bool:
    """Whether a clock is this person's to watch: the court's all, a party's its own and the common ones."""
    if role not in SIDES:
        return True
    if file.procedure.periods[deadline.name].inner:
        return False
    return deadline.party_id is None or deadline.party_id in {p.id for p in file.acting(person)}


def _personal(file: CaseFile, moves: list[Move], now: datetime) -> Iterable[Task | None]:
    seen = set()
    for standing in file.standings:
        who = (standing.role, standing.person_id)
        if who in seen or not any(m.allows({standing.role}) for m in moves):
            continue
        seen.add(who)
        ctx = file.context(frozenset({standing.role}), standing.person_id, now=now)
        yield _row(file.matter, standing.role, standing.person_id, moves, ctx)


def _posts(file: CaseFile, moves: list[Move], now: datetime) -> Iterable[Task | None]:
    for role in sorted({role for m in moves for role in m.who if role in DUTIES}):
        yield _row(file.matter, role, None, moves, file.context(frozenset({role}), now=now))


def _row(matter: Matter, role: str, person: int | None, moves: list[Move], ctx: Context) -> Task | None:
    names = [m.name for m in moves if m.allows({role}) and not any(guard(ctx) for guard in m.needs)]
    if not names:
        return None
    return Task(
        matter=matter,
        court_id=matter.court_id,
        role=role,
        person_id=person,
        procedure=matter.procedure,
        moves=" ".join(names),
        since=ctx.now,
    )
