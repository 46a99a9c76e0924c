"""How the sandbox acquirer of the terminals speaks: docs/contracts/payment.md, "Terminals"."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from urllib.parse import parse_qsl, urlencode

from fengqiao.adapters.payment_pos import CODES, MOMENT, mac
from fengqiao.adapters.payment_wire import CHINA, fen, of_fen
from fengqiao.adapters.sandbox.bank import BankRefusal, Row, Said, SandboxBank

_THEIRS = {ours: theirs for theirs, ours in CODES.items()}
_STATES = {"open": "N", "paid": "P", "closed": "C"}
_REFUNDS = {"done": "S", "processing": "W", "failed": "F"}


class PosSpeech:
    """Forms with a code (HMAC-SHA-256)."""

    channel, twice = "pos", True

    def __init__(self, merchant: str, key: str) -> None:
        self.merchant, self.key = merchant, key.encode()

    def answer(self, books: SandboxBank, method: str, address: str, headers: Mapping[str, str], body: bytes) -> Said:
        """See ``Speech``."""
        form = dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
        if form.get("mac") != mac(self.key, form) or form.get("mer_id") != self.merchant:
            told = {"resp_code": "A0"}
        else:
            try:
                told = {"resp_code": "00", **_told(books, address, form)}
            except BankRefusal as refusal:
                told = {"resp_code": _THEIRS[refusal.code]}
            except (LookupError, ValueError, ArithmeticError):
                told = {"resp_code": "30"}
        signed = self._signed({**told, "trace": form.get("trace", "")}, self.key)
        return 200, {"Content-Type": "application/x-www-form-urlencoded"}, signed

    def callback(self, order: Row, payment: Row, *, forged: bool) -> tuple[dict[str, str], bytes]:
        """See ``Speech``."""
        told = {"order_id": order["no"], "send_ts": str(int(time.time())), **_payments([payment])}
        body = self._signed(told, b"not the acquirer's key" if forged else self.key)
        return {"Content-Type": "application/x-www-form-urlencoded"}, body

    def taken(self, status: int, body: bytes) -> bool:
        """See ``Speech``."""
        return status == 200 and body == b"resp_code=00"

    def _signed(self, told: Mapping[str, str], key: bytes) -> bytes:
        form = {**told, "mer_id": self.merchant}
        return urlencode({**form, "mac": mac(key, form)}).encode()


def _told(books: SandboxBank, path: str, form: Mapping[str, str]) -> dict[str, str]:
    if path == "/pos/file":
        return {"content": _file(books, form["settle_date"])}
    number = form["order_id"]
    if path == "/pos/push":
        order = books.place(number, str(of_fen(form["txn_amt"])), form["memo"], "", form["back_url"])
        return {"order_id": number, "sys_no": order["provider_no"]}
    if path == "/pos/refund":
        status = books.refund(number, form["refund_id"], form["orig_ref"], of_fen(form["txn_amt"]))
        return {"refund_id": form["refund_id"], "refund_state": _REFUNDS[status]}
    state = {"/pos/query": books.query, "/pos/cancel": books.close}[path](number)
    told = {"order_id": number, "order_state": _STATES[state["status"]], "paid_count": str(len(state["payments"]))}
    return {**told, **_payments(state["payments"])}


def _payments(rows: list[Row]) -> dict[str, str]:
    told: dict[str, str] = {}
    for n, row in enumerate(rows, 1):
        at = datetime.fromisoformat(row["paid_at"]).astimezone(CHINA)
        told |= {f"ref_no_{n}": row["transaction"], f"txn_amt_{n}": f"{fen(Decimal(row['amount'])):012d}"}
        told[f"txn_time_{n}"] = f"{at:{MOMENT}}"
    return told


def _file(books: SandboxBank, day: str) -> str:
    rows = books.movements(date.fromisoformat(day).isoformat())
    lines = []
    for row in rows:
        at = datetime.fromisoformat(row["at"]).astimezone(CHINA)
        kind = "S" if row["kind"] == "payment" else "R"
        amount = fen(Decimal(row["amount"]))
        lines.append(f"{kind}{row['order']:<24}{row['reference']:<32}{amount:012d}{at:{MOMENT}}")
    sums = [sum((Decimal(r["amount"]) for r in rows if r["kind"] == k), Decimal()) for k in ("payment", "refund")]
    return "\n".join([*lines, f"T{len(rows):08d}{fen(sums[0]):014d}{fen(sums[1]):014d}"])
