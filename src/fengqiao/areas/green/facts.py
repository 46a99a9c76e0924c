"""What a change of the green channel asks."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from fengqiao.kernel.asks import Asks, Files, LongText


class ChannelDecision(Asks):
    """Into which channel a dispute is put, or out of any, and why."""

    channel: Literal["livelihood", "enterprise", "none"]
    reason: LongText
    files: Files = Field(default_factory=list)
