"""Every question that ``fengqiao law`` answers, by name."""

from __future__ import annotations

from typing import Final

from fengqiao.law.asks import costs, courts, execution, times
from fengqiao.law.asks.base import Ask

ASKS: Final[dict[str, Ask]] = {ask.name: ask for ask in (*times.ASKS, *costs.ASKS, *courts.ASKS, *execution.ASKS)}
