"""Starting and stopping the legal clocks of a move."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from fengqiao.core import clock
from fengqiao.core.models import Deadline
from fengqiao.core.step import Step
from fengqiao.kernel.answer import Answer
from fengqiao.kernel.procedure import Period
from fengqiao.law import periods

_RUNNING = "matter_id = %s AND status = 'running'"


def move_deadlines(step: Step) -> None:
    """Stop the clocks that the move stops, then start those that it starts."""
    stop(step)
    rows = [row for name in step.move.starts for row in _started(step, name)]
    step.run.writes.insert(rows)
    step.file.deadlines += rows


def stop(step: Step) -> None:
    """End the clocks that the move names; at an end state, all that still run.

    Of clocks that run for each party, one who acts stops only his own; the court's moves stop them all.
    """
    procedure = step.file.procedure
    if step.target in procedure.ends:
        _end(step, "stopped", sorted(procedure.periods))
        return
    own = clock_party(step)
    apart = [name for name in step.move.stops if own and procedure.periods[name].per_party]
    _end(step, "met", [name for name in step.move.stops if name not in apart])
    _end(step, "met", apart, own)


def _end(step: Step, status: str, names: Sequence[str], party: int | None = None) -> None:
    """End the running clocks of these names (of one party, where named), in memory and in the table."""
    ended = [d for d in step.file.deadlines if d.status == "running" and d.name in names]
    ended = [d for d in ended if party is None or d.party_id == party]
    for row in ended:
        row.status, row.ended_at = status, step.now
    if not ended:
        return
    which = sorted({d.name for d in ended})
    condition = f"{_RUNNING} AND name IN ({', '.join(['%s'] * len(which))})"
    values: list[Any] = [step.matter.pk, *which]
    if party is not None:
        condition, values = f"{condition} AND party_id = %s", [*values, party]
    step.run.writes.update_where(Deadline, {"status": status, "ended_at": step.now}, condition, *values)


def clock_party(step: Step) -> int | None:
    """The one party whose own clock this move moves: that of the child, or the one who acts."""
    if step.ctx.child is not None:
        return step.ctx.child.party
    return step.ctx.acting[0].id if step.ctx.acting else None


def _started(step: Step, name: str) -> list[Deadline]:
    period = step.file.procedure.periods[name]
    party = clock_party(step) if period.per_party else None
    answer, started = reckon(step, period)
    end = answer.value
    due_on = end.date() if isinstance(end, datetime) else end
    return [
        Deadline(
            matter=step.matter,
            party_id=party,
            name=name,
            rule=period.rule,
            then=period.then,
            started_at=started,
            due_on=due_on,
            due_at=end if isinstance(end, datetime) else end_of_day(due_on),
            working=[[line.zh, line.en] for line in answer.working],
            cites=[[c.zh, c.en] for c in answer.cites],
            provisional=answer.provisional,
        )
    ]


def reckon(step: Step, period: Period) -> tuple[Answer[Any], datetime]:
    """Return the end of a clock with its working, and the moment from which it is counted."""
    begin: Any = period.begins(step.ctx) if period.begins else step.now
    started = begin if isinstance(begin, datetime) else start_of_day(begin)
    if period.ends is None:
        return periods.end_of(period.rule, clock.local(started)), started
    end = period.ends(step.ctx)
    if isinstance(end, Answer):
        return end, started
    return Answer(end, periods.rule(period.rule).cites), started


def start_of_day(day: date) -> datetime:
    """Midnight at which a local day begins."""
    return datetime.combine(day, time(), clock.ZONE)


def end_of_day(day: date) -> datetime:
    """Midnight at which a local day is over: a period that ends on a day has that whole day (R-PER-09)."""
    return start_of_day(day + timedelta(days=1))
