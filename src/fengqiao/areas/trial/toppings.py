"""What a trial records of the fee that is topped up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fengqiao.kernel.context import Context


def topped_up(ctx: Context) -> Mapping[str, Any]:
    """How the top-up ended, and when."""
    return {"top_up": ctx.child.state if ctx.child else "", "top_up_on": ctx.today.isoformat()}
