"""How the sandbox bank speaks: docs/contracts/payment.md, "The bank"."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from fengqiao.adapters import signing
from fengqiao.adapters.sandbox.bank import BankRefusal, Row, Said, SandboxBank


class BankSpeech:
    """JSON with HMAC-SM3 over every message."""

    channel, twice = "bank", True

    def __init__(self, merchant: str, key: str) -> None:
        self.merchant, self.key = merchant, key.encode()

    def answer(self, books: SandboxBank, method: str, address: str, headers: Mapping[str, str], body: bytes) -> Said:
        """See ``Speech``."""
        try:
            signing.verify(self.key, self.merchant, "POST", address, headers, body)
            status, told = 200, _told(books, address, json.loads(body))
        except signing.BadSignature:
            status, told = 401, _said({"code": "signature"})
        except BankRefusal as refusal:
            status, told = 404 if refusal.code == "order_unknown" else 409, _said({"code": refusal.code})
        except (LookupError, ValueError, ArithmeticError):
            status, told = 400, _said({"code": "form"})
        signed = signing.headers(self.key, self.merchant, "ANSWER", headers.get("x-nonce", ""), told)
        return status, {**signed, "Content-Type": "application/json"}, told

    def callback(self, order: Row, payment: Row, *, forged: bool) -> tuple[dict[str, str], bytes]:
        """See ``Speech``."""
        body = _said(payment)
        key = b"not the bank's key" if forged else self.key
        signed = signing.headers(key, self.merchant, "POST", signing.path_of(order["notify_url"]), body)
        return {**signed, "Content-Type": "application/json"}, body

    def taken(self, status: int, body: bytes) -> bool:
        """See ``Speech``."""
        return status == 200


def _said(told: Any) -> bytes:
    return json.dumps(told, ensure_ascii=False, sort_keys=True).encode()


def _told(books: SandboxBank, path: str, asked: Mapping[str, Any]) -> bytes:
    if path == "/v1/orders":
        order = books.place(*(str(asked[k]) for k in ("order", "amount", "subject", "return_url", "notify_url")))
        number = order["provider_no"]
        account = {"payee": "诉讼费代收专户（演示）", "bank": "演示代收银行", "account": f"9588{number[1:]}", "remark": order["no"]}
        return _said({"provider_no": number, "pay_url": f"{books.cashier}/{number}/", "account": account})
    if path == "/v1/statements":
        return _file(books, date.fromisoformat(asked["day"]))
    if path == "/v1/refunds":
        amount = Decimal(str(asked["amount"]))
        status = books.refund(asked["order"], asked["refund"], asked["transaction"], amount)
        return _said({"refund": asked["refund"], "status": status})
    state = {"/v1/orders/query": books.query, "/v1/orders/close": books.close}[path](asked["order"])
    return _said({"order": state["no"], "status": state["status"], "payments": state["payments"]})


def _file(books: SandboxBank, day: date) -> bytes:
    rows = books.movements(day.isoformat())
    sums = [sum((Decimal(r["amount"]) for r in rows if r["kind"] == k), Decimal()) for k in ("payment", "refund")]
    head = f"H|{day:%Y%m%d}|{len(rows)}|{sums[0]:.2f}|{sums[1]:.2f}"
    kinds = {"payment": "P", "refund": "R"}
    lines = [f"{kinds[r['kind']]}|{r['order']}|{r['reference']}|{r['amount']}|{r['at']}" for r in rows]
    return "\n".join([head, *lines, ""]).encode()
