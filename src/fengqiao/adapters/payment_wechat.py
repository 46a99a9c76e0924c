"""WeChat Pay, as a merchant sees its interface of version 3. See docs/contracts/payment.md, "WeChat Pay"."""

from __future__ import annotations

import base64
import csv
import hashlib
import json
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, ClassVar
from urllib.parse import quote, urlsplit

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from fengqiao.adapters import rsa, signing
from fengqiao.adapters.payment_wallet import WalletPayment
from fengqiao.adapters.payment_wire import (
    answered,
    carried,
    fen,
    lower,
    of_china,
    of_fen,
    told,
    with_offset,
    yuan,
)
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

SCHEME = "WECHATPAY2-SHA256-RSA2048"
CODES = {
    "OUT_TRADE_NO_USED": "order_differs",
    "ORDER_CLOSED": "order_closed",
    "ORDER_NOT_EXIST": "order_unknown",
    "RESOURCE_NOT_EXISTS": "transaction_unknown",
    "PARAM_ERROR": "refund_differs",
    "NOT_ENOUGH": "refund_too_large",
    "SIGN_ERROR": "signature",
}
"""Codes of the provider, and what the contract calls them."""
_STATES = {"NOTPAY": "open", "USERPAYING": "open", "SUCCESS": "paid", "REFUND": "paid", "CLOSED": "closed"}
_REFUNDS = {"SUCCESS": "done", "PROCESSING": "processing", "CLOSED": "failed", "ABNORMAL": "failed"}


@dataclass(frozen=True, slots=True)
class WechatAccount:
    """The court as a merchant: its numbers and keys, and the provider's public key."""

    merchant: str
    app_id: str
    serial: str
    key: RSAPrivateKey
    platform_serial: str
    platform_key: RSAPublicKey
    api_key: bytes


class WechatPayment(WalletPayment[WechatAccount]):
    """WeChat Pay: JSON, RSA, amounts in fen, callbacks sealed with AES-GCM, a trade bill as CSV."""

    channel: Channel = "wechat"
    paid_already, no_bill = "ORDERPAID", "NO_STATEMENT_EXIST"
    trade: ClassVar[str] = "NATIVE"
    """How the provider calls this kind of payment in its bill."""
    mark: ClassVar[str] = ""
    """What follows the court's number in the provider's: a number serves one kind of payment only."""
    lasts: ClassVar[timedelta] = timedelta(hours=2)

    def place(self, order: str, amount: Decimal, subject: str, *, return_url: str, payer_address: str = "") -> Placed:
        """See ``core.payments.Payment``. The payer scans the code; there is no page to come back from."""
        answer = self._call("POST", "/v3/pay/transactions/native", self._asked(order, amount, subject))
        return answered(lambda: Placed(order, code=str(answer["code_url"]), lasts=self.lasts))

    def _theirs(self, order: str) -> str:
        """The provider's number of an order."""
        return f"{order}{self.mark}"

    def _asked(self, order: str, amount: Decimal, subject: str) -> dict[str, Any]:
        return {
            **{"appid": self.account.app_id, "mchid": self.account.merchant, "description": subject[:127]},
            **{"out_trade_no": self._theirs(order), "notify_url": self.notify_url},
            "amount": {"total": fen(amount), "currency": "CNY"},
        }

    def query(self, order: str) -> OrderState:
        """See ``core.payments.Payment``."""
        answer = self._call("GET", f"/v3/pay/transactions/out-trade-no/{self._theirs(order)}?mchid={self.account.merchant}")
        return answered(lambda: self._state(order, answer))

    def _close(self, order: str) -> None:
        self._call("POST", f"/v3/pay/transactions/out-trade-no/{self._theirs(order)}/close", {"mchid": self.account.merchant})

    def refund(self, order: str, refund: str, transaction: str, amount: Decimal, reason: str) -> Refunded:
        """See ``core.payments.Payment``. The provider wants the whole payment's amount beside the refund's."""
        paid = next((p for p in self.query(order).payments if p.transaction == transaction), None)
        if paid is None:
            raise ProviderRefused("transaction_unknown")
        amounts = {"refund": fen(amount), "total": fen(paid.amount), "currency": "CNY"}
        asked = {"transaction_id": transaction, "out_refund_no": refund, "reason": reason[:80], "amount": amounts}
        answer = self._call("POST", "/v3/refund/domestic/refunds", asked)
        return answered(lambda: Refunded(str(answer["out_refund_no"]), _REFUNDS[answer["status"]]))

    def _bill(self, day: date) -> tuple[StatementLine, ...]:
        """The bill is named first, then fetched and held against its hash."""
        bill = self._call("GET", f"/v3/bill/tradebill?bill_date={day.isoformat()}&bill_type=ALL")
        address = answered(lambda: urlsplit(bill["download_url"]))
        path = f"{address.path}?{address.query}"
        status, _, file = carried(self.transport, "GET", path, self._signed("GET", path, b""))
        if status != 200 or hashlib.sha1(file, usedforsecurity=False).hexdigest() != bill.get("hash_value"):
            raise ProviderAway("the bill is not the one that was named")
        return answered(lambda: self._lines(file.decode("utf-8-sig")))

    def read_callback(self, headers: Mapping[str, str], body: bytes) -> Paid:
        """See ``core.payments.Payment``. What was paid is sealed; only this merchant can open it."""
        try:
            self._verify(headers, body)
            row = told(lambda: self._opened(json.loads(body)["resource"]))
        except (signing.BadSignature, InvalidTag) as error:
            raise CallbackRefused(str(error)) from error
        if row.get("mchid") != self.account.merchant or row.get("appid") != self.account.app_id:
            raise CallbackRefused("another merchant")
        return told(lambda: self._paid(row))

    def reply(self, taken: bool) -> Reply:
        """See ``core.payments.Payment``."""
        if taken:
            return Reply(204, "application/json", b"")
        return Reply(401, "application/json", json.dumps({"code": "FAIL", "message": "失败"}).encode())

    def _opened(self, resource: Mapping[str, Any]) -> dict[str, Any]:
        plain = AESGCM(self.account.api_key).decrypt(
            resource["nonce"].encode(), base64.b64decode(resource["ciphertext"]), resource["associated_data"].encode()
        )
        row: dict[str, Any] = json.loads(plain)
        return row

    def _signed(self, method: str, path: str, body: bytes) -> dict[str, str]:
        moment, nonce = str(int(time.time())), secrets.token_hex(16)
        signature = rsa.sign(self.account.key, f"{method}\n{path}\n{moment}\n{nonce}\n{body.decode()}\n")
        fields = {"mchid": self.account.merchant, "nonce_str": nonce, "signature": signature}
        fields |= {"timestamp": moment, "serial_no": self.account.serial}
        said = ",".join(f'{name}="{value}"' for name, value in fields.items())
        return {"Authorization": f"{SCHEME} {said}", "Accept": "application/json", "Content-Type": "application/json"}

    def _verify(self, headers: Mapping[str, str], body: bytes) -> None:
        held = lower(headers)
        moment, nonce = held.get("wechatpay-timestamp", ""), held.get("wechatpay-nonce", "")
        if held.get("wechatpay-serial") != self.account.platform_serial:
            raise signing.BadSignature("another key")
        message = f"{moment}\n{nonce}\n{body.decode('utf-8', 'replace')}\n"
        rsa.verify(self.account.platform_key, message, held.get("wechatpay-signature", ""))
        if not moment.isdigit() or abs(time.time() - int(moment)) > signing.WINDOW_SECONDS:
            raise signing.BadSignature("not from now")

    def _call(self, method: str, path: str, asked: Mapping[str, Any] | None = None) -> dict[str, Any]:
        body = json.dumps(asked, ensure_ascii=False).encode() if asked else b""
        status, headers, answer = carried(self.transport, method, path, self._signed(method, path, body), body)
        try:
            self._verify(headers, answer)
        except signing.BadSignature as error:
            raise ProviderAway(f"an answer ({status}) that cannot be trusted: {error}") from error
        row: dict[str, Any] = answered(lambda: json.loads(answer or b"{}"))
        if 400 <= status < 500 and status != 429:
            code = str(row.get("code", status))
            raise ProviderRefused(CODES.get(code, code))
        if status not in (200, 204):
            raise ProviderAway(f"status {status}")
        return row

    def _state(self, order: str, answer: Mapping[str, Any]) -> OrderState:
        status = _STATES[answer["trade_state"]]
        if answer["out_trade_no"] != self._theirs(order):
            raise ValueError("an answer about another order")
        return OrderState(order, status, (self._paid(answer),) if status == "paid" else ())

    def _paid(self, row: Mapping[str, Any]) -> Paid:
        if row["trade_state"] not in ("SUCCESS", "REFUND"):
            raise ValueError("nothing was paid")
        if row["trade_type"] != self.trade:
            raise ValueError("another kind of payment")
        order, amount = str(row["out_trade_no"]).removesuffix(self.mark), of_fen(row["amount"]["total"])
        return Paid(order, str(row["transaction_id"]), amount, with_offset(row["success_time"]), self.channel)

    def _lines(self, file: str) -> tuple[StatementLine, ...]:
        """This kind's lines of the bill, which is one for all kinds."""
        return tuple(replace(line, order=line.order.removesuffix(self.mark)) for kind, line in _bill(file) if kind == self.trade)


class WechatPhonePayment(WechatPayment):
    """WeChat Pay in the browser of the payer's own phone (H5): a page of the provider opens the app and leads back."""

    channel: Channel = "wechat_h5"
    trade, mark, lasts = "MWEB", "-h5", timedelta(minutes=5)

    def place(self, order: str, amount: Decimal, subject: str, *, return_url: str, payer_address: str = "") -> Placed:
        """See ``core.payments.Payment``. The provider wants the payer's address, and is told where to lead back to."""
        scene = {"payer_client_ip": payer_address or "127.0.0.1", "h5_info": {"type": "Wap"}}
        asked = {**self._asked(order, amount, subject), "scene_info": scene}
        answer = self._call("POST", "/v3/pay/transactions/h5", asked)
        back = f"&redirect_url={quote(return_url, safe='')}"
        return answered(lambda: Placed(order, pay_url=f"{answer['h5_url']}{back}", lasts=self.lasts))


def _bill(file: str) -> list[tuple[str, StatementLine]]:
    """The bill: a head, rows whose cells begin with a backtick, a head of totals, and the totals; by kind of payment."""
    rows = [[cell.lstrip("`") for cell in row] for row in csv.reader(file.splitlines()) if row]
    end = next(n for n, row in enumerate(rows) if row[0] == "总交易单数")
    totals = dict(zip(rows[end], rows[end + 1], strict=True))
    found: list[tuple[str, StatementLine]] = []
    for cells in rows[1:end]:
        row = dict(zip(rows[0], cells, strict=True))
        at = of_china(row["交易时间"])
        if row["交易状态"] == "REFUND":
            line = StatementLine("refund", row["商户订单号"], row["商户退款单号"], yuan(row["退款金额"]), at)
        else:
            line = StatementLine("payment", row["商户订单号"], row["微信订单号"], yuan(row["订单金额"]), at)
        found.append((row["交易类型"], line))
    paid = sum((x.amount for _, x in found if x.kind == "payment"), Decimal())
    back = sum((x.amount for _, x in found if x.kind == "refund"), Decimal())
    told_paid, told_back = Decimal(totals["订单总金额"]), Decimal(totals["退款总金额"])
    if (int(totals["总交易单数"]), told_paid, told_back) != (len(found), paid, back):
        raise ValueError("the bill is not whole")
    return found
