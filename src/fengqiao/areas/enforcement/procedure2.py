"""Enforcement from March 2026 on: what the debtor owes to the court of the suit's costs is collected in the same case."""

from __future__ import annotations

from fengqiao.areas.enforcement import costs, rules
from fengqiao.areas.enforcement.facts import CostsOwed, Incoming
from fengqiao.areas.enforcement.procedure import OPEN, EnforcementCase
from fengqiao.kernel.procedure import Move
from fengqiao.law.instruments import CPLI, FEE


class EnforcementWithCosts(EnforcementCase):
    """The same; costs of the suit that were not paid to the court are added as the court's own claim (CPLI 207)."""

    version, in_force = 2, "2026-03-01"

    take_measure = EnforcementCase.take_measure.but(checks=(rules.day_not_to_come, rules.term_allowed, costs.within_all))
    add_costs = Move(f"received filed {OPEN} -> =", who="system", cite=(CPLI(207), FEE(53)), asks=CostsOwed,
                     checks=(costs.debtor_bears_them,), records=costs.added, does="keep_account",
                     notifies="party enforcement_officer")
    receive_costs = Move(f"{OPEN} -> =", who="cashier enforcement_officer", cite=(CPLI(207), FEE(52)), asks=Incoming,
                         optional=True, needs=(costs.costs_owed,),
                         checks=(rules.day_not_to_come, costs.not_more_than_costs), records=costs.came_in,
                         does="keep_account", notifies="party")
    settlement_performed = EnforcementCase.settlement_performed.but(needs=(rules.creditor_or_officer, costs.costs_paid))
    confirm_performed = EnforcementCase.confirm_performed.but(needs=(rules.is_creditor, costs.costs_paid))
    close = EnforcementCase.close.but(needs=(rules.all_paid, costs.costs_paid))
