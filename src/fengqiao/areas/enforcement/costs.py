"""The costs of the suit that a debtor owes to the court, enforced beside what it owes to the creditor (CPLI 207)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fengqiao.areas.enforcement.money import costs_open, sums
from fengqiao.areas.enforcement.rules import measures, standing
from fengqiao.kernel.context import Context
from fengqiao.kernel.money import text
from fengqiao.kernel.procedure import Refusal
from fengqiao.law import preservation
from fengqiao.law.instruments import CPLI, FEE

Facts = Mapping[str, Any]


def debtor_bears_them(ctx: Context) -> Refusal | None:
    """What is added is owed by a debtor of this case, and is added once."""
    if ctx.data.party not in {p.id for p in ctx.side(ctx.facts["debtor"])}:
        return Refusal("enforcement.not_a_debtor", CPLI(207), field="party")
    if any(row["collection"] == ctx.data.collection for row in ctx.facts.get("costs", ())):
        return Refusal("enforcement.costs_added_already", CPLI(207), field="collection")
    return None


def added(ctx: Context) -> Facts:
    row = {**ctx.data.model_dump(mode="json"), "amount": text(ctx.data.amount), "on": ctx.today.isoformat()}
    return {"costs": [*ctx.facts.get("costs", ()), row]}


def costs_owed(ctx: Context) -> Refusal | None:
    """Costs are owed to the court in this case."""
    return None if costs_open(ctx.facts) > 0 else Refusal("enforcement.no_costs_owed", CPLI(207))


def not_more_than_costs(ctx: Context) -> Refusal | None:
    """What is over is the creditor's or the debtor's, never the court's."""
    if ctx.data.amount <= costs_open(ctx.facts):
        return None
    owed = {"owed": text(costs_open(ctx.facts))}
    return Refusal("enforcement.more_than_costs", FEE(53), field="amount", values=owed)


def came_in(ctx: Context) -> Facts:
    row = {"amount": text(ctx.data.amount), "on": ctx.data.on.isoformat(), "way": ctx.data.way}
    return {"costs_received": [*ctx.facts.get("costs_received", ()), row]}


def costs_paid(ctx: Context) -> Refusal | None:
    """A case is not performed while its debtor owes the court the costs of the suit."""
    owed = costs_open(ctx.facts)
    return Refusal("enforcement.costs_not_paid", CPLI(207), values={"owed": text(owed)}) if owed > 0 else None


def within_all(ctx: Context) -> Refusal | None:
    """What is taken stays within what is owed, with interest, fee and costs (R-PRS-10; SEI 19)."""
    now = sums(ctx.facts, ctx.today)
    frozen = [m["value"] for m in measures(ctx) if standing(m, ctx.today)]
    found = preservation.scope(
        now.rest,
        now.fee + costs_open(ctx.facts),
        [*frozen, ctx.data.value],
        indivisible=ctx.data.asset in ("real_estate", "movable"),
    )
    if found.value.within:
        return None
    cite = found.cites[0] if found.cites else CPLI(485)
    return Refusal("enforcement.over_limit", cite, field="value", values={"excess": text(found.value.excess)})
