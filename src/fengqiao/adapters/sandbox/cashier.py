"""What people see of a sandbox provider: the cashier's page and the terminal of the service hall."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from django.utils.translation import get_language

from fengqiao.core.words import word

BUTTONS = ("now", "fail", "late", "lost", "twice", "doubled", "wrong_amount", "forged")
"""How a visit may end, in the order of the page."""
_TWICE = ("bank", "pos")

_STYLE = """
body{font:16px/1.6 system-ui,sans-serif;margin:0;background:#f4f6f8;color:#1b2733}
main{max-width:32rem;margin:0 auto;padding:1.5rem 1rem}
h1{font-size:1.3rem;margin:.2rem 0 1rem}
h2{font-size:1.1rem;margin:1.5rem 0 .5rem}
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


def page(title: str, body: str, note: str = "") -> bytes:
    """A whole page in the active language, with the note that nothing real happens here."""
    note, lang = note or word("sandbox.pay.note"), "en" if get_language() == "en" else "zh-CN"
    head = "<meta charset='utf-8'><meta name='viewport' content='width=device-width, initial-scale=1'>"
    return (
        f"<!doctype html><html lang='{lang}'><head>{head}<title>{escape(title)}</title><style>{_STYLE}</style></head>"
        f"<body><main><p class='note'>{escape(note)}</p>{body}</main></body></html>"
    ).encode()


def cashier(order: Mapping[str, Any], channel: str) -> str:
    """The provider's page of one order: what is owed, and how the visit may end."""
    rows = (
        ("payee", word("sandbox.pay.payee.name")),
        ("subject", order["subject"]),
        ("order", order["no"]),
        ("status", word(f"sandbox.pay.status.{order['status']}")),
    )
    facts = "".join(f"<dt>{word(f'sandbox.pay.{name}')}</dt><dd>{escape(str(value))}</dd>" for name, value in rows)
    head = f"<h1>{word(f'sandbox.pay.house.{channel}')}</h1><p class='sum'>¥{escape(order['amount'])}</p><dl>{facts}</dl>"
    again = [button("sandbox.pay.how.again", "now")] if channel in _TWICE and order["status"] == "paid" else []
    ways = [how for how in BUTTONS if how != "twice" or channel in _TWICE]
    shown = [button(f"sandbox.pay.how.{how}", how) for how in ways] if order["status"] == "open" else again
    leave = f"<button name='how' value='leave'>{word('sandbox.pay.leave')}</button>"
    if channel != "pos" and not order["return_url"]:  # a wallet's page leads nowhere: one goes back by oneself
        leave = f"<p>{word('sandbox.pay.go_back')}</p>"
    return f"{head}<form method='post'>{''.join(shown)}{leave}</form>"


def button(key: str, how: str) -> str:
    """A way in which a visit may end, with what it means."""
    return f"<button name='how' value='{how}'>{word(key)}<small>{word(f'{key}.help')}</small></button>"


def terminal(orders: Sequence[Mapping[str, Any]], root: str) -> str:
    """The terminal: the orders that cashiers have sent to it."""
    links = "".join(
        f"<a class='button' href='{escape(root)}/cashier/{escape(o['provider_no'])}/'>"
        f"¥{escape(o['amount'])} {escape(o['subject'])}</a>"
        for o in orders
    )
    none = f"<p>{word('sandbox.pay.terminal.none')}</p>"
    return f"<h1>{word('sandbox.pay.terminal')}</h1>{links or none}"
