"""What people see of the sandbox locker: its screen, on which a code is typed, and its doors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from fengqiao.adapters.sandbox import cashier

_WAYS = {
    "now": ("开门，放进去（取出来），关上", "照常，马上通知法院"),
    "late": ("同上，通知晚到", "一分钟后才通知法院"),
    "lost": ("同上，通知丢失", "不通知法院，由法院来查询"),
    "doubled": ("同上，通知发两遍", "通知重复"),
    "disordered": ("同上，通知留到下一次之后", "先发生的后通知"),
    "open": ("同上，但是忘了关门", "门一直开着"),
}
_STATES = {"empty": "空", "reserved": "已预留", "filled": "有物品", "taken": "已取出", "overdue": "超期", "faulty": "故障"}


def front(rows: Sequence[Mapping[str, Any]], boxes: Sequence[str], said: str, address: str) -> bytes:
    """The page of the locker: the doors as they are, and the field for a code."""
    told = f"<p class='note' role='status'>{escape(said)}</p>" if said else ""
    ways = "".join(f"<button name='how' value='{k}'>{t}<small>{h}</small></button>" for k, (t, h) in _WAYS.items())
    used = {str(row["box"]): row for row in rows}
    doors = "".join(_door(box, used.get(box)) for box in boxes)
    form = (
        f"<form method='post' action='{escape(address)}'><p><label for='code'>开柜码（8 位）</label><br>"
        "<input id='code' name='code' inputmode='numeric' autocomplete='off' maxlength='12' required "
        f"style='font:inherit;font-size:1.5rem;width:100%;box-sizing:border-box;padding:.4rem'></p>{ways}</form>"
    )
    closing = "".join(
        f"<button name='close' value='{escape(str(row['box']))}'>把 {escape(str(row['box']))} 号柜门关上</button>"
        for row in rows
        if row["door_open"]
    )
    shut = f"<form method='post' action='{escape(address)}'>{closing}</form>" if closing else ""
    body = f"<h1>智能柜</h1>{told}{form}{shut}<h2>柜门</h2><dl>{doors}</dl>"
    return cashier.page("智能柜", body, "演示智能柜：没有真的柜子。")


def _door(box: str, row: Mapping[str, Any] | None) -> str:
    if row is None:
        return f"<dt>{escape(box)}</dt><dd>空</dd>"
    open_ = "，门开着" if row["door_open"] else ""
    return f"<dt>{escape(box)}</dt><dd>{_STATES[row['state']]}{open_} · {escape(str(row['holder']))}</dd>"
