"""What people see of a sandbox provider: the cashier's page and the terminal of the service hall."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

_BUTTONS = {
    "now": ("支付成功", "照常付款，马上通知法院"),
    "fail": ("支付失败", "余额不足，没有扣款"),
    "late": ("付款，通知晚到", "已扣款，一分钟后才通知法院"),
    "lost": ("付款，通知丢失", "已扣款，不通知法院，由法院来查询"),
    "twice": ("付了两次", "两个人同时扫码，扣了两笔"),
    "doubled": ("付款，通知发两遍", "扣一笔，通知重复"),
    "wrong_amount": ("少付一分钱", "金额与缴款单不符"),
    "forged": ("伪造通知", "没有付款，有人冒充银行通知法院"),
}
_HOUSES = {"wechat": "微信支付", "alipay": "支付宝", "bank": "代收银行", "pos": "窗口终端"}
_STATUS = {"open": "待支付", "paid": "已支付", "closed": "已关闭"}
_TWICE = ("bank", "pos")
_LEAVE = "<button name='how' value='leave'>离开，不付款</button>"

_STYLE = """
body{font:16px/1.6 system-ui,sans-serif;margin:0;background:#f4f6f8;color:#1b2733}
main{max-width:32rem;margin:0 auto;padding:1.5rem 1rem}
h1{font-size:1.3rem;margin:.2rem 0 1rem}
.note{background:#fff4d6;border:1px solid #c79a2b;padding:.6rem .8rem;border-radius:6px}
.sum{font-size:2rem;font-weight:700;margin:.5rem 0}
dl{display:grid;grid-template-columns:6rem 1fr;gap:.3rem}
dd{margin:0}
button,a.button{display:block;width:100%;box-sizing:border-box;text-align:left;font:inherit;padding:.7rem .9rem;
margin:.5rem 0;border:1px solid #5b6b7b;border-radius:6px;background:#fff;color:#1b2733;text-decoration:none}
button small{display:block;color:#44525f}
button[value=now]{background:#0b5d3b;border-color:#0b5d3b;color:#fff}
button[value=now] small{color:#fff}
"""


NO_MONEY = "演示收银台：不连接任何银行，不会真的扣款。"


def page(title: str, body: str, note: str = NO_MONEY) -> bytes:
    """A whole page, with the note that nothing real happens here."""
    head = "<meta charset='utf-8'><meta name='viewport' content='width=device-width, initial-scale=1'>"
    return (
        f"<!doctype html><html lang='zh-CN'><head>{head}<title>{escape(title)}</title><style>{_STYLE}</style></head>"
        f"<body><main><p class='note'>{escape(note)}</p>{body}</main></body></html>"
    ).encode()


def cashier(order: Mapping[str, Any], channel: str) -> str:
    """The provider's page of one order: what is owed, and how the visit may end."""
    rows = (
        ("收款单位", "诉讼费代收专户（演示）"),
        ("事由", order["subject"]),
        ("缴款码", order["no"]),
        ("状态", _STATUS[order["status"]]),
    )
    facts = "".join(f"<dt>{name}</dt><dd>{escape(str(value))}</dd>" for name, value in rows)
    head = f"<h1>{_HOUSES[channel]}</h1><p class='sum'>¥{escape(order['amount'])}</p><dl>{facts}</dl>"
    if order["status"] == "closed":
        return f"{head}<form method='post'>{_LEAVE}</form>"
    again = {"now": ("再付一次", "缴款单已经付过，看法院怎样处理")} if channel in _TWICE else {}
    shown = _BUTTONS if order["status"] == "open" else again
    buttons = "".join(f"<button name='how' value='{k}'>{t}<small>{h}</small></button>" for k, (t, h) in shown.items())
    return f"{head}<form method='post'>{buttons}{_LEAVE}</form>"


def terminal(orders: Sequence[Mapping[str, Any]], root: str) -> str:
    """The terminal: the orders that cashiers have sent to it."""
    links = "".join(
        f"<a class='button' href='{escape(root)}/cashier/{escape(o['provider_no'])}/'>"
        f"¥{escape(o['amount'])} {escape(o['subject'])}</a>"
        for o in orders
    )
    return f"<h1>窗口终端</h1>{links or '<p>现在没有待刷卡的缴款单。</p>'}"
