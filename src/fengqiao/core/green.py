"""The green channel of a dispute: recognised from what was told, or given and taken away by a reasoned move.

Nobody types a channel. What somebody of the court has decided (``green.channel``) stands on the dispute
under ``DECISION``, a name that no shape of what is told has, and goes before what the rule recognises.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from fengqiao.core import clock
from fengqiao.core.casefile import CaseFile
from fengqiao.core.effects.deadlines import end_of_day
from fengqiao.core.models import Party
from fengqiao.kernel.answer import Answer, Line
from fengqiao.law import green, identity
from fengqiao.law.green import Channel
from fengqiao.law.instruments import CPL

DECISION = "green_channel"
NONE = "none"


def channel(file: CaseFile) -> Answer[Channel | None]:
    """The channel of the matter's dispute with its ground, as decided last or else as recognised."""
    decided = file.matter.dispute.facts.get(DECISION)
    return _decided(decided) if decided else recognised(file)


def recognised(file: CaseFile) -> Answer[Channel | None]:
    """The channel that the rule alone gives (R-GRN-01)."""
    dispute = file.matter.dispute
    claimants = tuple(_claimant(row) for row in file.rows if row.side == "claimant")
    amount = Decimal(dispute.amount or 0)
    return green.channel_of(green.Suit(dispute.cause, claimants, amount > 0))


def _claimant(row: Party) -> green.Claimant:
    born = row.person.born
    age = identity.age(born, clock.today()) if born else None
    return green.Claimant(row.person.kind, row.name, age, bool(row.facts.get("minor")))


def _decided(decided: dict[str, Any]) -> Answer[Channel | None]:
    line = Line(
        f"{decided['by']}于{decided['on']}决定：{decided['reason']}",
        f"Decided by {decided['by']} on {decided['on']}: {decided['reason']}",
    )
    found = None if decided["channel"] == NONE else green.named(green.DECIDED + decided["channel"])
    return Answer(found, (CPL(8),), (line,))


def turn_by(file: CaseFile, found: Channel) -> datetime:
    """The moment by which the court means to make its next step, counted from what happened last (R-GRN-02)."""
    started = clock.local(file.matter.changed_at)
    return end_of_day(green.turn_by(found.code, file.matter.procedure, started).value)
