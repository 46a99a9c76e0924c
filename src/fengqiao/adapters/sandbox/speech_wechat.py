"""How the sandbox WeChat Pay speaks: docs/contracts/payment.md, "WeChat Pay"."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import json
import re
import secrets
import time
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from ipaddress import ip_address
from typing import Any
from urllib.parse import parse_qs, urlsplit

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from fengqiao.adapters import rsa, signing
from fengqiao.adapters.payment_wechat import CODES, SCHEME, WechatAccount
from fengqiao.adapters.payment_wire import CHINA, fen, of_fen
from fengqiao.adapters.sandbox.bank import BankRefusal, Row, Said, SandboxBank

_THEIRS = {ours: theirs for theirs, ours in CODES.items()}
H5, H5_SECONDS = "H", 300
"""How the numbers of payments within a phone begin, and how long their page may be opened."""
_STATUS = {"SIGN_ERROR": 401, "ORDER_NOT_EXIST": 404, "RESOURCE_NOT_EXISTS": 404, "OUT_TRADE_NO_USED": 403}
_STATES = {"open": "NOTPAY", "paid": "SUCCESS", "closed": "CLOSED"}
_REFUNDS = {"done": "SUCCESS", "processing": "PROCESSING", "failed": "ABNORMAL"}
_HEAD = ("交易时间,公众账号ID,商户号,微信订单号,商户订单号,交易类型,交易状态,货币种类,订单金额,"
         "微信退款单号,商户退款单号,退款金额,退款状态").split(",")  # fmt: skip


class WechatSpeech:
    """JSON, RSA both ways, sealed callbacks, one payment for an order; native and H5 payments in one set of books."""

    channel, twice = "wechat", False

    def __init__(self, account: WechatAccount, platform: RSAPrivateKey, merchant_key: RSAPublicKey) -> None:
        self.account, self.platform, self.merchant_key = account, platform, merchant_key

    def answer(self, books: SandboxBank, method: str, address: str, headers: Mapping[str, str], body: bytes) -> Said:
        """See ``Speech``."""
        path = urlsplit(address).path
        try:
            self._verify(method, address, headers, body)
            if path == "/v3/billdownload/file":
                day = parse_qs(urlsplit(address).query)["token"][0]
                return 200, {"Content-Type": "text/csv"}, self._bill(books, day)
            told = self._told(books, method, address, json.loads(body or b"{}"))
            status, answer = 200 if told is not None else 204, b"" if told is None else _said(told)
        except signing.BadSignature:
            status, answer = 401, _said({"code": "SIGN_ERROR", "message": "签名错误"})
        except BankRefusal as refusal:
            code = _THEIRS.get(refusal.code, refusal.code)
            status, answer = _STATUS.get(code, 400), _said({"code": code, "message": code})
        except (LookupError, ValueError, ArithmeticError):
            status, answer = 400, _said({"code": "INVALID_REQUEST", "message": "参数错误"})
        return status, self._signed(self.platform, answer), answer

    def callback(self, order: Row, payment: Row, *, forged: bool) -> tuple[dict[str, str], bytes]:
        """See ``Speech``."""
        nonce, about = secrets.token_hex(6), "transaction"
        plain = _said(self._transaction(order, payment))
        sealed = AESGCM(self.account.api_key).encrypt(nonce.encode(), plain, about.encode())
        resource = {"algorithm": "AEAD_AES_256_GCM", "original_type": about, "associated_data": about}
        resource |= {"nonce": nonce, "ciphertext": base64.b64encode(sealed).decode()}
        told = {"id": secrets.token_hex(16), "create_time": payment["paid_at"], "event_type": "TRANSACTION.SUCCESS"}
        body = _said({**told, "resource_type": "encrypt-resource", "resource": resource})
        return self._signed(rsa.new_key() if forged else self.platform, body), body

    def taken(self, status: int, body: bytes) -> bool:
        """See ``Speech``."""
        return status in (200, 204)

    def _verify(self, method: str, address: str, headers: Mapping[str, str], body: bytes) -> None:
        given = headers.get("authorization", "")
        held = dict(re.findall(r'(\w+)="([^"]*)"', given))
        if not given.startswith(SCHEME) or held.get("mchid") != self.account.merchant:
            raise signing.BadSignature("another merchant")
        message = f"{method}\n{address}\n{held.get('timestamp')}\n{held.get('nonce_str')}\n{body.decode()}\n"
        rsa.verify(self.merchant_key, message, held.get("signature", ""))

    def _signed(self, key: RSAPrivateKey, body: bytes) -> dict[str, str]:
        moment, nonce = str(int(time.time())), secrets.token_hex(16)
        return {
            "Content-Type": "application/json",
            "Wechatpay-Serial": self.account.platform_serial,
            "Wechatpay-Timestamp": moment,
            "Wechatpay-Nonce": nonce,
            "Wechatpay-Signature": rsa.sign(key, f"{moment}\n{nonce}\n{body.decode()}\n"),
        }

    def _told(self, books: SandboxBank, method: str, address: str, asked: Mapping[str, Any]) -> Row | None:
        path = urlsplit(address).path
        if path in ("/v3/pay/transactions/native", "/v3/pay/transactions/h5"):
            return self._placed(books, asked, on_phone=path.endswith("/h5"))
        if path == "/v3/refund/domestic/refunds":
            return self._refund(books, asked)
        if path == "/v3/bill/tradebill":
            return self._named(books, parse_qs(urlsplit(address).query)["bill_date"][0])
        *_, number, last = ("", *path.split("/"))
        if last != "close":
            return self._order(books.query(last))
        if books.close(number)["status"] == "paid":
            raise BankRefusal("ORDERPAID")
        return None

    def _placed(self, books: SandboxBank, asked: Mapping[str, Any], *, on_phone: bool) -> Row:
        if on_phone:
            ip_address(asked["scene_info"]["payer_client_ip"])
        told = (asked["out_trade_no"], str(of_fen(asked["amount"]["total"])), asked["description"], "", asked["notify_url"])
        order = books.place(*told, mark=H5 if on_phone else "B")
        if _trade(order) != ("MWEB" if on_phone else "NATIVE"):
            raise BankRefusal("order_differs")
        page = f"{books.cashier}/{order['provider_no']}/"
        return {"h5_url": f"{page}?until={int(books.now().timestamp()) + H5_SECONDS}"} if on_phone else {"code_url": page}

    def _order(self, state: Row) -> Row:
        paid = state["payments"][0] if state["payments"] else None
        if paid is not None:
            return self._transaction(state, paid)
        total = {"total": fen(Decimal(state["amount"])), "currency": "CNY"}
        return {"out_trade_no": state["no"], "trade_state": _STATES[state["status"]], "amount": total}

    def _transaction(self, order: Row, payment: Row) -> Row:
        return {
            "appid": self.account.app_id,
            "mchid": self.account.merchant,
            "out_trade_no": order["no"],
            "transaction_id": payment["transaction"],
            "trade_type": _trade(order),
            "trade_state": "SUCCESS",
            "success_time": payment["paid_at"],
            "amount": {"total": fen(Decimal(payment["amount"])), "currency": "CNY"},
        }

    def _refund(self, books: SandboxBank, asked: Mapping[str, Any]) -> Row:
        order = next((r["order_no"] for r in books.payment(asked["transaction_id"])), "")
        amount = of_fen(asked["amount"]["refund"])
        status = books.refund(order, asked["out_refund_no"], asked["transaction_id"], amount)
        return {"out_refund_no": asked["out_refund_no"], "status": _REFUNDS[status]}

    def _named(self, books: SandboxBank, day: str) -> Row:
        if not books.movements(day):
            raise BankRefusal("NO_STATEMENT_EXIST")
        digest = hashlib.sha1(self._bill(books, day), usedforsecurity=False).hexdigest()
        address = f"https://provider.invalid/v3/billdownload/file?token={day}"
        return {"download_url": address, "hash_type": "SHA1", "hash_value": digest}

    def _bill(self, books: SandboxBank, day: str) -> bytes:
        rows = [{**row, "trade": _trade(books.query(row["order"]))} for row in books.movements(day)]
        out = io.StringIO()
        table = csv.writer(out)
        table.writerow(_HEAD)
        for row in rows:
            back = row["kind"] == "refund"
            at = f"{datetime.fromisoformat(row['at']).astimezone(CHINA):%Y-%m-%d %H:%M:%S}"
            cells = [at, self.account.app_id, self.account.merchant, row["payment"], row["order"], row["trade"]]
            cells += ["REFUND" if back else "SUCCESS", "CNY", "0.00" if back else row["amount"]]
            cells += ["0", row["reference"], row["amount"], "SUCCESS"] if back else ["0", "0", "0.00", ""]
            table.writerow([f"`{cell}" for cell in cells])
        sums = {k: sum((Decimal(r["amount"]) for r in rows if r["kind"] == k), Decimal()) for k in ("payment", "refund")}
        table.writerow(["总交易单数", "退款总金额", "订单总金额"])
        table.writerow([f"`{len(rows)}", f"`{sums['refund']:.2f}", f"`{sums['payment']:.2f}"])
        return out.getvalue().encode("utf-8-sig")


def _trade(order: Row) -> str:
    """How an order is paid: by a code that is scanned, or within the payer's phone."""
    return "MWEB" if order["provider_no"].startswith(H5) else "NATIVE"


def _said(told: Any) -> bytes:
    return json.dumps(told, ensure_ascii=False).encode()
