"""What the papers of enforcement need beyond what every paper knows: creditor and debtor in their places."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from fengqiao.areas.enforcement.money import costs_open, sums
from fengqiao.core.effects.documents import parties
from fengqiao.core.step import Step
from fengqiao.kernel.wording import plain_date, plain_money
from fengqiao.law.settings import setting

TITLES = {"judgment": "民事判决书", "confirmation": "民事裁定书", "mediation": "民事调解书"}
INTEREST = "加倍支付迟延履行期间的债务利息（以未付本金为基数，按日万分之一点七五计算至付清之日）"


def _facts(step: Step) -> dict[str, Any]:
    return {**step.ctx.facts, **step.changes}


def _sides(step: Step) -> dict[str, Any]:
    facts = _facts(step)
    return {"claimants": parties(step, facts["creditor"]), "respondents": parties(step, facts["debtor"])}


def title(facts: Mapping[str, Any]) -> str:
    """The title as papers name it: court, number, kind of document."""
    kind = TITLES.get(str(facts.get("title_kind")), "生效法律文书")
    return f"{facts.get('title_court') or ''}{facts.get('title_no') or ''}{kind}"


def duties(facts: Mapping[str, Any]) -> list[str]:
    """What is to be performed, in words: the sums with their days, or the terms as they stand."""
    rows = facts.get("duties") or ()
    if not rows:
        return [line for line in str(facts.get("terms") or "").split("\n") if line.strip()]
    return [
        f"支付{plain_money(Decimal(d['amount']))}（履行期限至{plain_date(date.fromisoformat(d['due']))}）" for d in rows
    ]


def application(step: Step) -> Mapping[str, Any]:
    facts = _facts(step)
    requests = duties(facts)
    if facts["duties"]:
        requests = [*requests, INTEREST]
    reason = f"{title(facts)}已经生效，被执行人没有按期履行。"
    note = str(facts.get("note") or "")
    return {
        **_sides(step),
        "facts": {
            "title": title(facts),
            "effective": facts.get("effective_on"),
            "requests": [*requests, "执行费用由被执行人负担"],
            "reasons": f"{reason}\n{note}" if note else reason,
            "leads": list(facts.get("leads") or ()),
        },
    }


def notice(step: Step) -> Mapping[str, Any]:
    facts = _facts(step)
    fee = sums(facts, step.now.date()).fee
    made = facts["notice"]
    return {
        **_sides(step),
        "facts": {
            "title": title(facts),
            "duties": duties(facts),
            "days": made["days"],
            "account": made["account"] or "",
            "enforcement_fee": fee,
            **({"costs": costs_open(facts)} if costs_open(facts) else {}),
        },
    }


def report_order(step: Step) -> Mapping[str, Any]:
    days = int(setting("enforcement.asset_report_days", step.now.date()).value)
    return {**_sides(step), "facts": {"days": days, "again": False}}


def consumption_order(step: Step) -> Mapping[str, Any]:
    facts = _facts(step)
    names = {p.id: p.name for p in step.ctx.parties}
    fresh = [r for r in facts["restrictions"] if r["party"] in facts["restricted"]]
    return {
        **_sides(step),
        "facts": {
            "title": title(facts),
            "restricted": "、".join(names[i] for i in facts["restricted"]),
            "listed": any(r["kind"] == "dishonest" for r in fresh),
            "filed_on": facts["filed_on"],
        },
    }


def closing(step: Step) -> Mapping[str, Any]:
    facts = _facts(step)
    rows = facts.get("received") or ()
    performed = [f"{plain_date(date.fromisoformat(r['on']))}到账{plain_money(Decimal(r['amount']))}" for r in rows]
    for row in facts.get("costs_received") or ():
        day = plain_date(date.fromisoformat(row["on"]))
        performed.append(f"{day}向本院交纳诉讼费用{plain_money(Decimal(row['amount']))}")
    received = sums(facts, step.now.date()).received
    return {
        **_sides(step),
        "facts": {
            "title": title(facts),
            "performed": performed,
            **({"received_amount": received} if received else {}),
            "settled": facts["closed_on"],
            "settlement": step.target == "settled",
            "released": facts["released"],
        },
    }


def round_end(step: Step) -> Mapping[str, Any]:
    facts = _facts(step)
    now = sums(facts, step.now.date())
    return {
        **_sides(step),
        "facts": {
            "title": title(facts),
            "filed_on": facts["filed_on"],
            "findings": facts["round_end"]["findings"],
            "received": now.received,
            "rest": now.rest,
            "agreed": step.move.name == "agree_to_end",
        },
    }
