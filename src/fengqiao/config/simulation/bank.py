"""The bank of the play: takes and pays back at once, in this process. Nothing goes over the network."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from fengqiao.core import clock
from fengqiao.core.models import MoneyEntry
from fengqiao.core.payments import (
    CallbackRefused,
    Channel,
    OrderState,
    Paid,
    Placed,
    ProviderAway,
    Refunded,
    Reply,
    StatementLine,
)


class PlayBank:
    """Knows every order of its channel, pays out every refund. Payments are made by the players themselves.

    ``last`` is the last day of which it has a file; later ones are somebody else's (see ``tills``). None: of every day.
    """

    def __init__(self, channel: Channel, last: date | None = None) -> None:
        self.channel, self.last = channel, last

    def place(self, order: str, amount: Decimal, subject: str, *, return_url: str, payer_address: str = "") -> Placed:
        """Every order is known."""
        return Placed(provider_no=f"P{order}")

    def read_callback(self, headers: Mapping[str, str], body: bytes) -> Paid:
        """There are no callbacks in a play."""
        raise CallbackRefused("no callbacks here")

    def reply(self, taken: bool) -> Reply:
        """Nobody hears it."""
        return Reply(200, "text/plain", b"")

    def query(self, order: str) -> OrderState:
        """Whatever has not been paid by a player is open."""
        return OrderState(order, "open")

    def close(self, order: str) -> OrderState:
        """Closed at once."""
        return OrderState(order, "closed")

    def refund(self, order: str, refund: str, transaction: str, amount: Decimal, reason: str) -> Refunded:
        """Paid back at once."""
        return Refunded(refund, "done")

    def statement(self, day: date) -> tuple[StatementLine, ...]:
        """What the players paid that day and what was paid back, as the record has it."""
        if self.last is not None and day > self.last:
            raise ProviderAway("no file of that day yet")
        begin = datetime.combine(day, time(), clock.ZONE)
        rows = MoneyEntry.objects.filter(channel=self.channel, at__gte=begin, at__lt=begin + timedelta(days=1)).select_related("order")
        return tuple(StatementLine(e.kind, e.order.no, e.reference, e.amount, e.at) for e in rows.order_by("id"))
