"""What the secret volume records."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fengqiao.kernel.context import Context


def filed(ctx: Context) -> Mapping[str, Any]:
    """The list of the volume, with one paper more."""
    held = list(ctx.facts.get("papers") or ())
    paper = {"slot": ctx.data.slot, "title": ctx.data.title, "files": list(ctx.data.files), "on": ctx.now.isoformat()}
    return {"papers": [*held, paper]}
