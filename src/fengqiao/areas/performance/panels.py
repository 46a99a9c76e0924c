"""What is owed and what has come: the instalments, the payments, the rest."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from fengqiao.areas.performance import rules
from fengqiao.core import clock
from fengqiao.core.actor import Actor
from fengqiao.core.casefile import CaseFile
from fengqiao.core.words import word
from fengqiao.kernel.money import ZERO


def money(value: Any) -> str:
    """An amount as pages show it."""
    return f"¥{Decimal(str(value or 0)):,.2f}"


def account(file: CaseFile, actor: Actor) -> Mapping[str, Any]:
    """The panel of a performance."""
    facts, today = file.matter.facts, clock.today()
    return {
        "terms": facts.get("clauses") or [t for t in (facts.get("terms") or "").splitlines() if t.strip()],
        "enforceable": bool(facts.get("enforceable")),
        "title_no": facts.get("title_no"),
        "total": money(facts.get("total")),
        "paid": money(facts.get("paid")),
        "remaining": money(facts.get("remaining")),
        "about_money": Decimal(str(facts.get("total") or 0)) > 0,
        "overdue": money(late) if (late := rules.owed_now(facts, today)) > 0 else "",
        "instalments": _instalments(facts, today),
        "payments": [_payment(row) for row in facts.get("payments") or ()],
    }


def _instalments(facts: Mapping[str, Any], today: date) -> list[dict[str, Any]]:
    """Each instalment with what of it is covered by what has been paid, the earliest first."""
    left, rows = Decimal(str(facts.get("paid") or 0)), []
    for row in facts.get("instalments") or ():
        amount, due = Decimal(row["amount"]), date.fromisoformat(row["due"])
        covered = min(left, amount)
        left = max(ZERO, left - covered)
        state = "paid" if covered == amount else "late" if due < today else "to_come"
        tone = {"paid": "done", "late": "now", "to_come": "plain"}[state]
        rows.append({"amount": money(amount), "due": due, "state": word(f"performance.panel.{state}"), "tone": tone})
    return rows


def _payment(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "amount": money(row["amount"]),
        "on": date.fromisoformat(row["on"]),
        "state": word(f"performance.panel.{row['state']}"),
        "tone": {"confirmed": "done", "reported": "soon", "denied": "now"}[row["state"]],
    }


def known_payment(file: CaseFile) -> Mapping[str, Any]:
    """What is still owed, as the first contents of a payment."""
    return {"amount": file.matter.facts.get("remaining"), "paid_on": clock.today().isoformat()}


def known_receipt(file: CaseFile) -> Mapping[str, Any]:
    """What is still owed, as the first contents of a receipt."""
    return {"amount": file.matter.facts.get("remaining"), "received_on": clock.today().isoformat()}
