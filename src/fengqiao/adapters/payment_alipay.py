"""Alipay, as a merchant sees its open gateway. See docs/contracts/payment.md, "Alipay"."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey

from fengqiao.adapters import rsa, signing
from fengqiao.adapters.payment_wallet import WalletPayment
from fengqiao.adapters.payment_wire import CHINA, answered, carried, of_china, told, yuan
from fengqiao.core import clock
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
    "ACQ.CONTEXT_INCONSISTENT": "order_differs",
    "ACQ.TRADE_HAS_CLOSE": "order_closed",
    "ACQ.TRADE_NOT_EXIST": "order_unknown",
    "ACQ.TRADE_NOT_MATCH": "transaction_unknown",
    "ACQ.DISCORDANT_REPEAT_REQUEST": "refund_differs",
    "ACQ.REFUND_AMT_NOT_EQUAL_TOTAL": "refund_too_large",
    "isv.invalid-signature": "signature",
}
"""Codes of the provider, and what the contract calls them."""
_STATES = {"WAIT_BUYER_PAY": "open", "TRADE_SUCCESS": "paid", "TRADE_FINISHED": "paid", "TRADE_CLOSED": "closed"}
CODE_LASTS = timedelta(hours=2)
_UNPACKED = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class AlipayAccount:
    """The court as a merchant: its number and key, and the provider's public key."""

    app_id: str
    seller: str
    key: RSAPrivateKey
    platform_key: RSAPublicKey


class AlipayPayment(WalletPayment[AlipayAccount]):
    """Alipay: one gateway, forms signed over their sorted fields, amounts in yuan, a zipped bill in GBK."""

    channel: Channel = "alipay"
    paid_already, no_bill = "ACQ.TRADE_STATUS_ERROR", "isp.bill_not_exist"

    def place(self, order: str, amount: Decimal, subject: str, *, return_url: str, payer_address: str = "") -> Placed:
        """See ``core.payments.Payment``."""
        asked = {"out_trade_no": order, "total_amount": f"{amount:.2f}", "subject": subject[:256]}
        answer = self._call("alipay.trade.precreate", asked, notify_url=self.notify_url)
        return answered(lambda: Placed(order, code=str(answer["qr_code"]), lasts=CODE_LASTS))

    def query(self, order: str) -> OrderState:
        """See ``core.payments.Payment``."""
        answer = self._call("alipay.trade.query", {"out_trade_no": order})
        return answered(lambda: _state(order, answer))

    def _close(self, order: str) -> None:
        self._call("alipay.trade.close", {"out_trade_no": order})

    def refund(self, order: str, refund: str, transaction: str, amount: Decimal, reason: str) -> Refunded:
        """See ``core.payments.Payment``. It is done when funds have moved, now or at an earlier call."""
        asked = {"out_trade_no": order, "trade_no": transaction, "out_request_no": refund}
        self._call("alipay.trade.refund", {**asked, "refund_amount": f"{amount:.2f}", "refund_reason": reason[:256]})
        answer = self._call("alipay.trade.fastpay.refund.query", asked)
        statuses = {"REFUND_SUCCESS": "done", "REFUND_FAIL": "failed"}
        return Refunded(refund, statuses.get(str(answer.get("refund_status")), "processing"))

    def _bill(self, day: date) -> tuple[StatementLine, ...]:
        asked = {"bill_type": "trade", "bill_date": day.isoformat()}
        answer = self._call("alipay.data.dataservice.bill.downloadurl.query", asked)
        address = answered(lambda: urlsplit(answer["bill_download_url"]))
        status, _, file = carried(self.transport, "GET", f"{address.path}?{address.query}", {})
        if status != 200:
            raise ProviderAway(f"status {status}")
        return answered(lambda: _lines(file))

    def read_callback(self, headers: Mapping[str, str], body: bytes) -> Paid:
        """See ``core.payments.Payment``. One sent again is the same form again, so no time is asked of it."""
        row = told(lambda: dict(parse_qsl(body.decode(), keep_blank_values=True, strict_parsing=True)))
        try:
            rsa.verify(self.account.platform_key, signed_text(row, without=("sign", "sign_type")), row.get("sign", ""))
        except signing.BadSignature as error:
            raise CallbackRefused(str(error)) from error
        if row.get("app_id") != self.account.app_id or row.get("seller_id") != self.account.seller:
            raise CallbackRefused("another merchant")
        if row.get("trade_status") not in ("TRADE_SUCCESS", "TRADE_FINISHED"):
            raise CallbackRefused("nothing was paid")
        return told(lambda: _paid(row, "gmt_payment"))

    def reply(self, taken: bool) -> Reply:
        """See ``core.payments.Payment``."""
        return Reply(200, "text/plain", b"success" if taken else b"fail")

    def _call(self, method: str, asked: Mapping[str, Any], **more: str) -> dict[str, Any]:
        form = {
            **{"app_id": self.account.app_id, "method": method, "format": "JSON", "charset": "utf-8"},
            **{"sign_type": "RSA2", "version": "1.0", "timestamp": f"{clock.now().astimezone(CHINA):%Y-%m-%d %H:%M:%S}"},
            **more,
            "biz_content": json.dumps(asked, ensure_ascii=False),
        }
        form["sign"] = rsa.sign(self.account.key, signed_text(form, without=("sign",)))
        kind = {"Content-Type": "application/x-www-form-urlencoded;charset=utf-8"}
        status, _, answer = carried(self.transport, "POST", "/gateway.do", kind, urlencode(form).encode())
        if status != 200:
            raise ProviderAway(f"status {status}")
        row = self._trusted(f"{method.replace('.', '_')}_response", answer)
        if row.get("code") == "10000":
            return row
        if row.get("code") in ("20000", None):
            raise ProviderAway(str(row.get("sub_code", "an answer without code")))
        code = str(row.get("sub_code", row["code"]))
        raise ProviderRefused(CODES.get(code, code))

    def _trusted(self, node: str, answer: bytes) -> dict[str, Any]:
        """The signed part of an answer; the signature covers its text as it was sent."""
        try:
            text = answer.decode()
            whole = json.loads(text)
            begin = text.index(f'"{node}":') + len(node) + 3
            row, end = json.JSONDecoder().raw_decode(text, begin)
            rsa.verify(self.account.platform_key, text[begin:end], str(whole.get("sign", "")))
        except (signing.BadSignature, ValueError, AttributeError) as error:
            raise ProviderAway(f"an answer that cannot be trusted: {error}") from error
        found: dict[str, Any] = row
        return found


def signed_text(form: Mapping[str, Any], *, without: tuple[str, ...]) -> str:
    """The text that a signature covers: the fields that hold anything, sorted by name."""
    return "&".join(f"{k}={v}" for k, v in sorted(form.items()) if v not in ("", None) and k not in without)


def _state(order: str, answer: Mapping[str, Any]) -> OrderState:
    if answer["out_trade_no"] != order:
        raise ValueError("an answer about another order")
    if answer.get("send_pay_date"):
        return OrderState(order, "paid", (_paid(answer, "send_pay_date"),))
    return OrderState(order, _STATES[answer["trade_status"]])


def _paid(row: Mapping[str, Any], moment: str) -> Paid:
    amount, at = yuan(row["total_amount"]), of_china(row[moment])
    return Paid(str(row["out_trade_no"]), str(row["trade_no"]), amount, at, "alipay")


def _lines(file: bytes) -> tuple[StatementLine, ...]:
    """The bill: a zip with one table in GBK, remarks on lines that begin with ``#``, totals on the last."""
    with zipfile.ZipFile(io.BytesIO(file)) as folder:
        [name] = [n for n in folder.infolist() if n.filename.endswith("业务明细.csv")]
        if name.file_size > _UNPACKED:
            raise ValueError("a bill larger than any day")
        text = folder.read(name).decode("gbk")
    lines = [line for line in text.splitlines() if line.strip()]
    rows = [[cell.strip() for cell in row] for row in csv.reader(line for line in lines if line[0] != "#")]
    found = [_line(dict(zip(rows[0], cells, strict=True))) for cells in rows[1:]]
    sums = [_sum(found, "payment"), _sum(found, "refund")]
    ends = [f"#交易合计：{sums[0][0]}笔，{sums[0][1]:.2f}元", f"#退款合计：{sums[1][0]}笔，{sums[1][1]:.2f}元"]
    if lines[-2:] != ends:
        raise ValueError("the bill is not whole")
    return tuple(found)


def _sum(lines: list[StatementLine], kind: str) -> tuple[int, Decimal]:
    amounts = [line.amount for line in lines if line.kind == kind]
    return len(amounts), sum(amounts, Decimal())


def _line(row: Mapping[str, str]) -> StatementLine:
    at, order = of_china(row["完成时间"]), row["商户订单号"]
    if row["业务类型"] == "退款":
        return StatementLine("refund", order, row["退款批次号/请求号"], yuan(-Decimal(row["订单金额（元）"])), at)
    return StatementLine("payment", order, row["支付宝交易号"], yuan(row["订单金额（元）"]), at)
