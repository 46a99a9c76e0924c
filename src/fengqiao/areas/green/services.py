"""What a change of channel does: it stands on the dispute, and every worklist is put in order at once."""

from __future__ import annotations

from typing import Any

from fengqiao.core.green import DECISION
from fengqiao.core.step import Step


def order_green(step: Step) -> dict[str, Any]:
    """Keep the decision where the order of the desks looks for it."""
    step.own_files(step.data.files, "files")
    step.amend_dispute(**{DECISION: {
        "channel": step.data.channel,
        "reason": step.data.reason,
        "by": step.actor.name,
        "on": step.now.date().isoformat(),
    }})
    step.order_anew()
    return {}
