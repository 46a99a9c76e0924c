"""What people see of the sandbox locker: its screen, on which a code is typed, and its doors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from fengqiao.adapters.sandbox import cashier
from fengqiao.core.words import say, word

_WAYS = ("now", "late", "lost", "doubled", "disordered", "open")


def front(rows: Sequence[Mapping[str, Any]], boxes: Sequence[str], said: str, address: str) -> bytes:
    """The page of the locker: the doors as they are, and the field for a code."""
    told = f"<p class='note' role='status'>{escape(said)}</p>" if said else ""
    ways = "".join(cashier.button(f"sandbox.locker.how.{how}", how) for how in _WAYS)
    used = {str(row["box"]): row for row in rows}
    doors = "".join(_door(box, used.get(box)) for box in boxes)
    form = (
        f"<form method='post' action='{escape(address)}'><p><label for='code'>{word('sandbox.locker.code')}</label><br>"
        "<input id='code' name='code' inputmode='numeric' autocomplete='off' maxlength='12' required "
        f"style='font:inherit;font-size:1.5rem;width:100%;box-sizing:border-box;padding:.4rem'></p>{ways}</form>"
    )
    closing = "".join(
        f"<button name='close' value='{escape(str(row['box']))}'>{escape(say('sandbox.locker.close', row))}</button>"
        for row in rows
        if row["door_open"]
    )
    shut = f"<form method='post' action='{escape(address)}'>{closing}</form>" if closing else ""
    body = f"<h1>{word('sandbox.locker.title')}</h1>{told}{form}{shut}<h2>{word('sandbox.locker.doors')}</h2><dl>{doors}</dl>"
    return cashier.page(word("sandbox.locker.title"), body, word("sandbox.locker.note"))


def _door(box: str, row: Mapping[str, Any] | None) -> str:
    if row is None:
        return f"<dt>{escape(box)}</dt><dd>{word('sandbox.locker.state.empty')}</dd>"
    ajar = word("sandbox.locker.ajar") if row["door_open"] else ""
    state = word(f"sandbox.locker.state.{row['state']}")
    return f"<dt>{escape(box)}</dt><dd>{state}{ajar} · {escape(str(row['holder']))}</dd>"
