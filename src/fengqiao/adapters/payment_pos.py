"""The terminals of the service hall, through their acquirer. See docs/contracts/payment.md, "Terminals"."""

from __future__ import annotations

import hmac
import secrets
import time
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from urllib.parse import parse_qsl, urlencode

from fengqiao.adapters.payment_wire import Transport, answered, carried, fen, of_china, of_fen, told
from fengqiao.adapters.signing import WINDOW_SECONDS
from fengqiao.core.payments import (
    CallbackRefused,
    Channel,
    OrderState,
    Paid,
    Placed,
    ProviderAway,
    ProviderRefused,
    Refunded,
    Reply,
    StatementLine,
)

CODES = {
    "94": "order_differs",
    "25": "order_unknown",
    "54": "order_closed",
    "12": "transaction_unknown",
    "13": "refund_differs",
    "61": "refund_too_large",
    "A0": "signature",
}
"""Answer codes of the acquirer, and what the contract calls them."""
MOMENT = "%Y%m%d%H%M%S"
_STATES = {"N": "open", "P": "paid", "C": "closed"}
_REFUNDS = {"S": "done", "W": "processing", "F": "failed"}


def mac(key: bytes, form: Mapping[str, str]) -> str:
    """The code of a form: HMAC-SHA-256 over its fields sorted by name, in capital hexadecimal."""
    lines = "&".join(f"{name}={value}" for name, value in sorted(form.items()) if name != "mac")
    return hmac.new(key, lines.encode(), "sha256").hexdigest().upper()


class PosPayment:
    """The acquirer of the terminals: forms with a code, amounts as twelve digits of fen, a file of fixed columns."""

    channel: Channel = "pos"

    def __init__(self, transport: Transport, merchant: str, key: str, notify_url: str) -> None:
        self.transport, self.merchant, self.key = transport, merchant, key.encode()
        self.notify_url = notify_url

    def place(self, order: str, amount: Decimal, subject: str, *, return_url: str, payer_address: str = "") -> Placed:
        """See ``core.payments.Payment``. The terminal shows the amount; the payer is at the counter."""
        asked = {"order_id": order, "txn_amt": f"{fen(amount):012d}", "memo": subject[:40]}
        answer = self._call("/pos/push", {**asked, "back_url": self.notify_url})
        return answered(lambda: Placed(answer["sys_no"]))

    def query(self, order: str) -> OrderState:
        """See ``core.payments.Payment``."""
        return self._asked("/pos/query", order)

    def close(self, order: str) -> OrderState:
        """See ``core.payments.Payment``."""
        return self._asked("/pos/cancel", order)

    def refund(self, order: str, refund: str, transaction: str, amount: Decimal, reason: str) -> Refunded:
        """See ``core.payments.Payment``."""
        asked = {"order_id": order, "orig_ref": transaction, "refund_id": refund, "txn_amt": f"{fen(amount):012d}"}
        answer = self._call("/pos/refund", {**asked, "memo": reason[:40]})
        return answered(lambda: Refunded(answer["refund_id"], _REFUNDS[answer["refund_state"]]))

    def statement(self, day: date) -> tuple[StatementLine, ...]:
        """See ``core.payments.Payment``."""
        answer = self._call("/pos/file", {"settle_date": f"{day:%Y%m%d}"})
        return answered(lambda: _lines(answer["content"]))

    def read_callback(self, headers: Mapping[str, str], body: bytes) -> Paid:
        """See ``core.payments.Payment``."""
        form = told(lambda: dict(parse_qsl(body.decode(), keep_blank_values=True, strict_parsing=True)))
        fault = self._fault(form)
        if fault:
            raise CallbackRefused(fault)
        moment = form.get("send_ts", "")
        if not moment.isdigit() or abs(time.time() - int(moment)) > WINDOW_SECONDS:
            raise CallbackRefused("not from now")
        return told(lambda: _paid(form, 1))

    def reply(self, taken: bool) -> Reply:
        """See ``core.payments.Payment``."""
        return Reply(200, "text/plain", b"resp_code=00" if taken else b"resp_code=96")

    def _fault(self, form: Mapping[str, str]) -> str:
        if not hmac.compare_digest(mac(self.key, form), form.get("mac", "")):
            return "the code does not fit"
        return "" if form.get("mer_id") == self.merchant else "another merchant"

    def _call(self, path: str, asked: Mapping[str, str]) -> dict[str, str]:
        """Send a form and return the answer, whose code has been verified and which names this call."""
        form = {**asked, "mer_id": self.merchant, "trace": secrets.token_hex(12), "send_ts": str(int(time.time()))}
        form["mac"] = mac(self.key, form)
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        status, _, body = carried(self.transport, "POST", path, kind, urlencode(form).encode())
        if status != 200:
            raise ProviderAway(f"status {status}")
        answer = answered(lambda: dict(parse_qsl(body.decode(), keep_blank_values=True, strict_parsing=True)))
        fault = self._fault(answer)
        if fault or answer.get("trace") != form["trace"]:
            raise ProviderAway(f"an answer that cannot be trusted: {fault or 'it names another call'}")
        code = answer.get("resp_code", "96")
        if code == "96":
            raise ProviderAway("the acquirer is not ready")
        if code != "00":
            raise ProviderRefused(CODES.get(code, code))
        return answer

    def _asked(self, path: str, order: str) -> OrderState:
        answer = self._call(path, {"order_id": order})
        return answered(lambda: _state(order, answer))


def _state(order: str, answer: Mapping[str, str]) -> OrderState:
    if answer["order_id"] != order:
        raise ValueError("an answer about another order")
    paid = tuple(_paid(answer, n) for n in range(1, int(answer["paid_count"]) + 1))
    return OrderState(order, _STATES[answer["order_state"]], paid)


def _paid(form: Mapping[str, str], n: int) -> Paid:
    amount, at = of_fen(form[f"txn_amt_{n}"]), of_china(form[f"txn_time_{n}"], MOMENT)
    return Paid(form["order_id"], form[f"ref_no_{n}"], amount, at, "pos")


def _lines(file: str) -> tuple[StatementLine, ...]:
    """The file: columns of 1, 24, 32, 12 and 14 signs, and a last line of count, total in and total out."""
    *rows, end = file.splitlines()
    kinds = {"S": "payment", "R": "refund"}
    lines = tuple(
        StatementLine(
            kinds[r[0]], r[1:25].strip(), r[25:57].strip(), of_fen(r[57:69]), of_china(r[69:83], MOMENT)
        )
        for r in rows
    )
    sums = [fen(sum((x.amount for x in lines if x.kind == kind), Decimal())) for kind in kinds.values()]
    if end != f"T{len(lines):08d}{sums[0]:014d}{sums[1]:014d}":
        raise ValueError("the file is not whole")
    return lines
