"""Enforcement: notice, report, measures, money, settlement, the end of a round."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from fengqiao.areas.enforcement.money import costs_open, sums
from fengqiao.config.simulation.habits import Habit, agree
from fengqiao.config.simulation.scene import Scene

_ASSETS = (
    ("deposit", "被执行人名下银行存款"),
    ("deposit", "网络支付账户余额"),
    ("movable", "小型普通客车一辆"),
)


def _rest(scene: Scene) -> Decimal:
    return sums(scene.matter.facts, scene.today).rest


def _report(scene: Scene) -> dict[str, Any]:
    kind, what = scene.chance.choice((("income", "每月工资收入"), ("deposit", "银行存款少量"), ("vehicle", "电动三轮车一辆")))
    return {"assets": [{"kind": kind, "description": what}], "truthful": True}


def _measure(scene: Scene) -> dict[str, Any]:
    asset, what = scene.chance.choice(_ASSETS)
    share = Decimal(str(round(scene.chance.uniform(0.2, 0.8), 2)))
    value = max(Decimal("100"), (_rest(scene) * share).quantize(Decimal("0.01")))
    return {"asset": asset, "property": what, "value": str(value), "taken_on": scene.today, "years": 1}


def _owes(scene: Scene) -> bool:
    return bool(scene.facts.get("duties")) and _rest(scene) > 0


def _incoming(scene: Scene) -> dict[str, Any]:
    """All of it, or a part."""
    rest = _rest(scene)
    part = rest if scene.picks(0.6) else max(Decimal("1"), (rest * Decimal("0.4")).quantize(Decimal("0.01")))
    return {"amount": str(part), "on": scene.today, "way": scene.chance.choice(("paid", "deducted", "deducted"))}


def _owes_costs(scene: Scene) -> bool:
    return costs_open(scene.facts) > 0


def _costs(scene: Scene) -> dict[str, Any]:
    return {"amount": str(costs_open(scene.facts)), "on": scene.today, "way": "deducted"}


def _settlement(scene: Scene) -> dict[str, Any]:
    return {
        "terms": "被执行人于约定日期前一次付清剩余款项，申请执行人同意暂缓采取其他措施。",
        "due": scene.today + timedelta(days=scene.chance.randint(20, 45)),
        "creditor_agrees": True,
        "debtor_agrees": True,
    }


def _restriction(scene: Scene) -> dict[str, Any]:
    debtors = scene.sides(str(scene.facts.get("debtor", "respondent")))
    return {"kind": "consumption", "ground": "not_performed", "party": debtors[0].pk}


def _after_settlement(scene: Scene) -> datetime:
    due = scene.facts.get("settlement", {}).get("due")
    day = datetime.fromisoformat(due).date() if due else scene.today
    return scene.now + timedelta(days=max(0, (day - scene.today).days) + scene.chance.uniform(0, 4))


def _findings(scene: Scene) -> dict[str, Any]:
    text = "已通过网络查控系统查询并上门走访，申请执行人提供的线索均已核实，未发现其他可供执行的财产。"
    return {"network_searched": True, "visits_made": True, "leads_checked": True, "findings": text}


def _creditor(scene: Scene) -> bool:
    return scene.role == scene.facts.get("creditor")


HABITS = {
    "enforcement.case": {
        "received": (
            Habit("file", "filing_clerk", 1.0, (0.2, 3)),
            Habit("file", "enforcement_head", 0.0),
        ),
        "filed": (
            Habit("send_notice", "enforcement_officer", 1.0, (0.5, 6), lambda s: {"days": 5}),
            Habit("settle", "enforcement_officer", 0.0),
        ),
        "measures": (
            Habit("report_assets", "party", 0.4, (1, 8), _report),
            Habit("take_measure", "enforcement_officer", 0.75, (1, 9), _measure, aside=True, only=_owes),
            Habit("close", "enforcement_officer", 1.0, (0.3, 4)),
            Habit("receive_money", "enforcement_officer", 0.62, (6, 40), _incoming, only=_owes),
            Habit("settle", "enforcement_officer", 0.18, (5, 30), _settlement, only=_owes),
            Habit("propose_end", "enforcement_officer", 0.2, (92, 110), _findings),
            Habit("propose_restriction", "enforcement_officer", 0.5, (16, 35), _restriction, aside=True, only=_owes),
            Habit("order_restriction", "president", 1.0, (0.3, 2)),
            Habit("pay_out", "cashier", 1.0, (0.3, 6)),
            Habit("receive_costs", "cashier", 1.0, (3, 20), _costs, aside=True, only=_owes_costs),
            Habit("agree_to_end", "party", 0.6, (0.5, 6), agree, only=_creditor),
            Habit("approve_end", "president", 0.9, (7, 12), lambda s: {"panel_agrees": True}),
            Habit("confirm_performed", "party", 0.12, (5, 40), agree, aside=True, only=_creditor),
        ),
        "staying": (
            Habit("settlement_performed", "party", 0.75, _after_settlement, agree, only=_creditor),
            Habit("resume", "party", 0.25, _after_settlement, agree, only=_creditor),
            Habit("settlement_performed", "enforcement_officer", 0.0),
            Habit("resume", "enforcement_officer", 0.0),
            Habit("pay_out", "cashier", 1.0, (0.3, 6)),
        ),
    },
}
