"""The roles that a procedure may name, and how each is held.

A *standing* is personal and belongs to one matter (a party, the judge to whom it was assigned).
A *duty* comes with a post at the court: whoever holds it may act in every matter of the procedures
that name it. Nobody has a right that is neither.
"""

from __future__ import annotations

from fengqiao.kernel.procedure import SIDES as SIDES
from fengqiao.kernel.procedure import SYSTEM as SYSTEM

STANDINGS = frozenset({*SIDES, "mediator", "judge", "clerk", "enforcement_officer"})

DUTIES = frozenset(
    {
        "mediation_desk",
        "filing_clerk",
        "service_desk",
        "cashier",
        "division_head",
        "president",
        "enforcement_head",
    }
)

ALL = STANDINGS | DUTIES | {"party", SYSTEM}
