"""The conditions of a change of channel, and what it records."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fengqiao.kernel.context import Context
from fengqiao.kernel.procedure import Refusal
from fengqiao.law.instruments import CPL

SHORTEST = 6
"""A reason has at least so many signs: “急” is none."""


def reasoned(ctx: Context) -> Refusal | None:
    """A channel is never given or taken away without a reason that another can check."""
    if len(ctx.data.reason) < SHORTEST:
        return Refusal("green.reason_too_short", CPL(8), field="reason")
    return None


def parent_open(ctx: Context) -> Refusal | None:
    """What is over waits in no worklist."""
    if ctx.parent is None or ctx.parent.ended:
        return Refusal("green.over", CPL(8))
    return None


def decided(ctx: Context) -> Mapping[str, Any]:
    return {"channel": ctx.data.channel, "reason": ctx.data.reason, "on": ctx.today.isoformat()}
