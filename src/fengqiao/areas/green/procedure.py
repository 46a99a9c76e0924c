"""A change of the green channel: one reasoned move, which is its own trace."""

from __future__ import annotations

from fengqiao.areas.green import rules
from fengqiao.areas.green.facts import ChannelDecision
from fengqiao.kernel.procedure import Move, Procedure
from fengqiao.law.instruments import CPL


class GreenChannel(Procedure):
    """Putting a dispute into a green channel (绿色通道) or taking it out, against what the rule recognises."""

    code, version, in_force = "green.channel", 1, "2026-01-01"
    states = "noted decided*"
    stands = ""

    decide = Move("-> noted", who="filing_clerk division_head", cite=CPL(8), asks=ChannelDecision,
                  needs=(rules.parent_open,), checks=(rules.reasoned,), records=rules.decided, does="order_green",
                  then="take_effect")
    take_effect = Move("noted -> decided", who="system", cite=CPL(8))
