"""Reconciliation (对账): every line of a provider's daily file is held against the record.

What only the file knows and belongs to an order of ours is taken as if its callback had come. All
else on which the two do not agree is written down as a difference, and somebody settles it.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from django.db import transaction

from fengqiao.areas.fees.models import Difference, StatementDay, StatementRow
from fengqiao.areas.fees.money import UnknownOrder, take_payment
from fengqiao.core import clock, ports
from fengqiao.core.actor import Actor
from fengqiao.core.models import MoneyEntry, PaymentOrder
from fengqiao.core.payments import Paid, PaymentError, StatementLine

log = logging.getLogger(__name__)

HOUR = 10
"""From this hour on the files of the day before lie ready."""
BACK = 7
"""So many days are looked back for files that could not be fetched."""
HOW = {
    "no_order": ("returned", "claimed", "not_ours"),
    "no_money": ("next_file", "confirmed", "reported"),
    "amount": ("corrected", "reported"),
    "double": ("refunded", "corrected", "reported"),
    "missed": ("checked",),
    "refund_unknown": ("confirmed", "reported"),
}
"""How a difference of each kind may be settled."""


class NotOpen(Exception):
    """The difference has been settled already."""


def fetch(channel: str, day: date) -> StatementDay | None:
    """Fetch the file of a day and compare it, once; None where that was done before. Raises PaymentError."""
    if StatementDay.objects.filter(channel=channel, day=day).exists():
        return None
    lines = ports.payment(channel).statement(day)
    missed = _take_missed(channel, lines)
    with transaction.atomic():
        statement, new = StatementDay.objects.get_or_create(
            channel=channel, day=day, defaults={"fetched_at": clock.now()}
        )
        if new:
            _compare(statement, lines, missed)
    return statement if new else None


def _take_missed(channel: str, lines: Sequence[StatementLine]) -> dict[str, str]:
    """Take the payments whose callbacks never came; answers what each came to, by its reference."""
    held = set(MoneyEntry.objects.filter(reference__in=[x.reference for x in lines]).values_list("reference", flat=True))
    outcomes = {}
    for line in lines:
        if line.kind == "payment" and line.reference not in held:
            try:
                outcomes[line.reference] = take_payment(Paid(line.order, line.reference, line.amount, line.at, channel))
            except UnknownOrder:
                log.warning("%s: money without order, %s", channel, line.reference)
    return {reference: outcome for reference, outcome in outcomes.items() if outcome != "repeated"}


def _compare(statement: StatementDay, lines: Sequence[StatementLine], missed: dict[str, str]) -> None:
    held = {e.reference: e for e in MoneyEntry.objects.filter(reference__in=[x.reference for x in lines])}
    rows = [
        StatementRow(
            statement=statement,
            kind=x.kind,
            order_no=x.order,
            reference=x.reference,
            amount=x.amount,
            at=x.at,
            entry=held.get(x.reference),
        )
        for x in lines
    ]
    StatementRow.objects.bulk_create(rows)
    times = Counter(x.reference for x in lines)
    found = [_difference(statement, x, held.get(x.reference), missed) for x in lines]
    found += [_said(statement, "double", x, held.get(x.reference)) for x in lines if times[x.reference] > 1]
    found += _absent(statement, set(times))
    Difference.objects.bulk_create([d for d in found if d is not None], ignore_conflicts=True)
    _close_those_of_yesterday(statement, set(times))


def _difference(
    statement: StatementDay, line: StatementLine, entry: MoneyEntry | None, missed: dict[str, str]
) -> Difference | None:
    if entry is None:
        return _said(statement, "no_order" if line.kind == "payment" else "refund_unknown", line, None)
    if entry.amount != line.amount:
        return _said(statement, "amount", line, entry)
    if entry.status == "double":
        return _said(statement, "double", line, entry)
    return _said(statement, "missed", line, entry) if line.reference in missed else None


def _said(statement: StatementDay, kind: str, line: StatementLine, entry: MoneyEntry | None) -> Difference:
    return Difference(
        statement=statement,
        kind=kind,
        reference=line.reference,
        order_no=line.order,
        entry=entry,
        theirs=line.amount,
        ours=entry.amount if entry else None,
        found_at=clock.now(),
    )


def _absent(statement: StatementDay, known: set[str]) -> list[Difference]:
    """What we hold of that day and the file lacks."""
    start = datetime.combine(statement.day, time(), clock.ZONE)
    end = start + timedelta(days=1)
    ours = MoneyEntry.objects.filter(kind="payment", channel=statement.channel, at__gte=start, at__lt=end)
    return [
        Difference(
            statement=statement,
            kind="no_money",
            reference=e.reference,
            order_no=e.order.no,
            entry=e,
            ours=e.amount,
            found_at=clock.now(),
        )
        for e in ours.select_related("order")
        if e.reference not in known
    ]


def _close_those_of_yesterday(statement: StatementDay, known: set[str]) -> None:
    """Money of the last minutes of a day may stand in the next day's file: that settles it by itself."""
    waiting = Difference.objects.filter(
        kind="no_money", settled_at=None, reference__in=known, statement__channel=statement.channel
    )
    waiting.update(settled_at=clock.now(), settled_by="系统", how="next_file", reason=f"{statement.day:%Y-%m-%d}")


class DailyReconciliation:
    """Fetches what is missing of the last days' files, from ten in the morning; safe to do again."""

    def __init__(self) -> None:
        self.done: date | None = None
        self.__name__ = "reconcile_daily"

    def __call__(self) -> int:
        now = clock.now()
        yesterday = now.date() - timedelta(days=1)
        if now.hour < HOUR or self.done == yesterday:
            return 0
        opened = PaymentOrder.objects.order_by("created_at").values_list("created_at", flat=True).first()
        first = clock.local(opened).date() if opened else yesterday
        days = [yesterday - timedelta(days=n) for n in range(BACK)]
        have = set(StatementDay.objects.filter(day__in=days).values_list("channel", "day"))
        wanted = [(c, d) for d in reversed(days) if d >= first for c in ports.payments() if (c, d) not in have]
        failed = [pair for pair in wanted if not _fetched(*pair)]
        self.done = None if failed else yesterday
        return len(wanted) - len(failed)


def _fetched(channel: str, day: date) -> bool:
    try:
        fetch(channel, day)
    except PaymentError as error:
        log.warning("no file of %s for %s: %s", channel, day, error)
        return False
    return True


def settle(difference: Difference, how: str, reason: str, actor: Actor) -> None:
    """Settle a difference; raises NotOpen, and ValueError for a way that does not fit its kind."""
    if how not in HOW[difference.kind]:
        raise ValueError(how)
    still = Difference.objects.filter(pk=difference.pk, settled_at=None)
    done = {"settled_at": clock.now(), "settled_by": actor.name[:60], "how": how, "reason": reason[:500]}
    if not still.update(**done):
        raise NotOpen(difference.pk)
