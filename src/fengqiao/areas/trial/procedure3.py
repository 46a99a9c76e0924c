"""A civil case at first instance from March 2026 on: the power of an agent is looked at also while the case runs."""

from __future__ import annotations

from fengqiao.areas.trial.procedure import RUNNING
from fengqiao.areas.trial.procedure2 import FirstInstanceToppedUp
from fengqiao.core.agents import Authority
from fengqiao.kernel.procedure import Move
from fengqiao.law.instruments import CPL, CPLI


class FirstInstanceWithAgents(FirstInstanceToppedUp):
    """The same; a letter of authority that comes after filing is read by the bench (CPL 62; CPLI 88, 89)."""

    version, in_force = 3, "2026-03-01"

    recognise_power = Move(f"{RUNNING} -> =", who="filing_clerk judge clerk", cite=(CPL(62), CPLI(88), CPLI(89)),
                           asks=Authority, optional=True, does="recognise_power_at_trial", notifies="party")
