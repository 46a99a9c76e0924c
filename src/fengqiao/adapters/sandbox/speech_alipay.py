"""How the sandbox Alipay speaks: docs/contracts/payment.md, "Alipay"."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey

from fengqiao.adapters import rsa, signing
from fengqiao.adapters.payment_alipay import CODES, AlipayAccount, signed_text
from fengqiao.adapters.payment_wire import CHINA
from fengqiao.adapters.sandbox.bank import BankRefusal, Row, Said, SandboxBank

_THEIRS = {ours: theirs for theirs, ours in CODES.items()}
_STATES = {"open": "WAIT_BUYER_PAY", "paid": "TRADE_SUCCESS", "closed": "TRADE_CLOSED"}
_REFUNDS = {"done": "REFUND_SUCCESS", "failed": "REFUND_FAIL"}
_HEAD = ("支付宝交易号", "商户订单号", "业务类型", "完成时间", "订单金额（元）", "退款批次号/请求号", "备注")


class AlipaySpeech:
    """One gateway, forms, RSA both ways, one payment for an order."""

    channel, twice = "alipay", False

    def __init__(self, account: AlipayAccount, platform: RSAPrivateKey, merchant_key: RSAPublicKey) -> None:
        self.account, self.platform, self.merchant_key = account, platform, merchant_key

    def answer(self, books: SandboxBank, method: str, address: str, headers: Mapping[str, str], body: bytes) -> Said:
        """See ``Speech``."""
        parts = urlsplit(address)
        if parts.path == "/bill":
            return 200, {"Content-Type": "application/zip"}, _bill(books, parse_qs(parts.query)["day"][0])
        form = dict(parse_qsl(body.decode()))
        try:
            rsa.verify(self.merchant_key, signed_text(form, without=("sign",)), form.get("sign", ""))
            told = {"code": "10000", "msg": "Success", **self._told(books, form)}
        except signing.BadSignature:
            told = {"code": "40002", "msg": "Invalid Arguments", "sub_code": "isv.invalid-signature"}
        except BankRefusal as refusal:
            told = {"code": "40004", "msg": "Business Failed", "sub_code": _THEIRS.get(refusal.code, refusal.code)}
        except (LookupError, ValueError, ArithmeticError):
            told = {"code": "40004", "msg": "Business Failed", "sub_code": "ACQ.INVALID_PARAMETER"}
        text = json.dumps(told, ensure_ascii=False)
        node = f"{form.get('method', '').replace('.', '_')}_response"
        said = f'{{"{node}":{text},"sign":"{rsa.sign(self.platform, text)}"}}'
        return 200, {"Content-Type": "application/json;charset=utf-8"}, said.encode()

    def callback(self, order: Row, payment: Row, *, forged: bool) -> tuple[dict[str, str], bytes]:
        """See ``Speech``."""
        form = {
            **{"notify_type": "trade_status_sync", "app_id": self.account.app_id, "seller_id": self.account.seller},
            **{"out_trade_no": order["no"], "trade_no": payment["transaction"], "trade_status": "TRADE_SUCCESS"},
            **{"total_amount": payment["amount"], "gmt_payment": _local(payment["paid_at"]), "subject": order["subject"]},
            "charset": "utf-8",
        }
        key = rsa.new_key() if forged else self.platform
        signed = {**form, "sign_type": "RSA2", "sign": rsa.sign(key, signed_text(form, without=()))}
        return {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}, urlencode(signed).encode()

    def taken(self, status: int, body: bytes) -> bool:
        """See ``Speech``."""
        return status == 200 and body.strip() == b"success"

    def _told(self, books: SandboxBank, form: Mapping[str, str]) -> dict[str, Any]:
        asked, method = json.loads(form["biz_content"]), form["method"]
        if method == "alipay.data.dataservice.bill.downloadurl.query":
            if not books.movements(asked["bill_date"]):
                raise BankRefusal("isp.bill_not_exist")
            return {"bill_download_url": f"https://provider.invalid/bill?day={asked['bill_date']}"}
        number = asked["out_trade_no"]
        if method == "alipay.trade.precreate":
            order = books.place(number, asked["total_amount"], asked["subject"], "", form["notify_url"])
            return {"out_trade_no": number, "qr_code": f"{books.cashier}/{order['provider_no']}/"}
        if method == "alipay.trade.refund":
            amount = Decimal(asked["refund_amount"])
            status = books.refund(number, asked["out_request_no"], asked["trade_no"], amount)
            return {"out_trade_no": number, "fund_change": "Y" if status == "done" else "N"}
        if method == "alipay.trade.fastpay.refund.query":
            status = books.refund_status(asked["out_request_no"])
            return {"out_request_no": asked["out_request_no"], "refund_status": _REFUNDS.get(status, "")}
        if method == "alipay.trade.close":
            if books.close(number)["status"] == "paid":
                raise BankRefusal("ACQ.TRADE_STATUS_ERROR")
            return {"out_trade_no": number}
        return _trade(books.query({"alipay.trade.query": number}[method]))


def _trade(state: Row) -> dict[str, Any]:
    told = {"out_trade_no": state["no"], "trade_status": _STATES[state["status"]], "total_amount": state["amount"]}
    if state["payments"]:
        paid = state["payments"][0]
        told |= {"trade_no": paid["transaction"], "total_amount": paid["amount"]}
        told |= {"send_pay_date": _local(paid["paid_at"]), "trade_status": "TRADE_SUCCESS"}
    return told


def _local(at: str) -> str:
    return f"{datetime.fromisoformat(at).astimezone(CHINA):%Y-%m-%d %H:%M:%S}"


def _bill(books: SandboxBank, day: str) -> bytes:
    rows = books.movements(day)
    out = io.StringIO()
    out.write(f"#支付宝业务明细查询\n#起始日期：[{day}]\n#----业务明细列表----\n")
    table = csv.writer(out, lineterminator="\n")
    table.writerow(_HEAD)
    for row in rows:
        back = row["kind"] == "refund"
        amount = f"-{row['amount']}" if back else row["amount"]
        cells = [f"{row['payment']}\t", f"{row['order']}\t", "退款" if back else "交易", _local(row["at"]), amount]
        table.writerow([*cells, row["reference"] if back else "", ""])
    out.write("#----业务明细列表结束----\n")
    for name, kind in (("交易", "payment"), ("退款", "refund")):
        amounts = [Decimal(r["amount"]) for r in rows if r["kind"] == kind]
        out.write(f"#{name}合计：{len(amounts)}笔，{sum(amounts, Decimal()):.2f}元\n")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as folder:
        folder.writestr(f"{day.replace('-', '')}_业务明细.csv", out.getvalue().encode("gbk"))
    return packed.getvalue()
