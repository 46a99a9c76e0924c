"""The books of the sandbox bank: orders, payments, refunds, and callbacks on their way.

It does what the contract says (docs/contracts/payment.md) and, when told to, everything that goes
wrong in life: late, doubled, lost, forged and wrong callbacks, payments made twice, refunds that
take time or fail. The books are one SQLite file, so that several processes may share them.
"""

from __future__ import annotations

import json
import secrets
import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from fengqiao.adapters import signing
from fengqiao.core import clock

WAYS = ("now", "late", "twice", "doubled", "lost", "wrong_amount", "forged", "fail")
"""How a payer's visit to the cashier's page can end."""

LATE_SECONDS = 60
_AGAIN = (1, 5, 30, 120, 600, 3600)
_GIVE_UP = 16

_TABLES = """
CREATE TABLE IF NOT EXISTS orders (no TEXT PRIMARY KEY, provider_no TEXT UNIQUE, amount TEXT, subject TEXT,
  channel TEXT, return_url TEXT, notify_url TEXT, status TEXT);
CREATE TABLE IF NOT EXISTS payments (no TEXT PRIMARY KEY, order_no TEXT, amount TEXT, paid_at TEXT, channel TEXT);
CREATE TABLE IF NOT EXISTS refunds (no TEXT PRIMARY KEY, order_no TEXT, payment_no TEXT, amount TEXT, status TEXT,
  at TEXT);
CREATE TABLE IF NOT EXISTS callbacks (id INTEGER PRIMARY KEY, url TEXT, body TEXT, forged INTEGER, next_at REAL,
  attempts INTEGER DEFAULT 0, done INTEGER DEFAULT 0);
"""

Row = dict[str, Any]
Post = Callable[[str, Mapping[str, str], bytes], int]


class BankRefusal(Exception):
    """A call that the bank refuses, with the code of the contract."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class SandboxBank:
    """The bank's side. ``refund_answers`` is what a new refund is answered with."""

    def __init__(self, file: Path, merchant: str, key: str, now: Callable[[], datetime] = clock.now) -> None:
        self.file, self.merchant, self.key, self.now = file, merchant, key.encode(), now
        self.cashier = "/cashier"
        self.refund_answers = "done"
        self._ready = False

    @contextmanager
    def _books(self) -> Iterator[sqlite3.Connection]:
        self.file.parent.mkdir(parents=True, exist_ok=True)
        books = sqlite3.connect(self.file, timeout=20, isolation_level=None)
        books.row_factory = sqlite3.Row
        try:
            if not self._ready:
                books.executescript(_TABLES)
                self._ready = True
            books.execute("BEGIN IMMEDIATE")
            yield books
            books.commit()
        except BaseException:
            if books.in_transaction:
                books.rollback()
            raise
        finally:
            books.close()

    def answer(self, path: str, asked: Mapping[str, Any]) -> Row:
        """Do one call of the contract; raises BankRefusal, LookupError for an unknown path."""
        calls: dict[str, Callable[[sqlite3.Connection, Mapping[str, Any]], Row]] = {
            "/v1/orders": self._place,
            "/v1/orders/query": self._query,
            "/v1/orders/close": self._close,
            "/v1/refunds": self._refund,
            "/v1/statements": self._statement,
        }
        call = calls[path]
        with self._books() as books:
            return call(books, asked)

    def _place(self, books: sqlite3.Connection, asked: Mapping[str, Any]) -> Row:
        amount = f"{Decimal(str(asked['amount'])):.2f}"
        held = _one(books, "SELECT * FROM orders WHERE no = ?", asked["order"])
        if held is None:
            held = {"no": asked["order"], "provider_no": f"B{secrets.randbelow(10**15):015d}", "amount": amount}
            rest = (asked["subject"], asked["channel"], asked["return_url"], asked["notify_url"], "open")
            books.execute("INSERT INTO orders VALUES (?,?,?,?,?,?,?,?)", (*held.values(), *rest))
        elif held["amount"] != amount:
            raise BankRefusal("order_differs")
        elif held["status"] == "closed":
            raise BankRefusal("order_closed")
        else:
            kept = asked["return_url"] or held["return_url"]
            change = "UPDATE orders SET channel = ?, return_url = ? WHERE no = ?"
            books.execute(change, (asked["channel"], kept, held["no"]))
        return {"provider_no": held["provider_no"], "pay_url": f"{self.cashier}/{held['provider_no']}/"}

    def _query(self, books: sqlite3.Connection, asked: Mapping[str, Any]) -> Row:
        through = "UPDATE refunds SET status = 'done' WHERE status = 'processing' AND order_no = ?"
        books.execute(through, (asked["order"],))
        return _told(books, _known(books, asked["order"]))

    def _close(self, books: sqlite3.Connection, asked: Mapping[str, Any]) -> Row:
        books.execute("UPDATE orders SET status = 'closed' WHERE no = ? AND status = 'open'", (asked["order"],))
        return _told(books, _known(books, asked["order"]))

    def _refund(self, books: sqlite3.Connection, asked: Mapping[str, Any]) -> Row:
        held = _one(books, "SELECT * FROM refunds WHERE no = ?", asked["refund"])
        amount = Decimal(str(asked["amount"]))
        if held is not None and Decimal(held["amount"]) != amount:
            raise BankRefusal("refund_differs")
        payment = _one(books, "SELECT * FROM payments WHERE no = ?", asked["transaction"])
        if payment is None or payment["order_no"] != asked["order"]:
            raise BankRefusal("transaction_unknown")
        others = "SELECT * FROM refunds WHERE payment_no = ? AND no != ? AND status != 'failed'"
        back = sum((Decimal(r["amount"]) for r in books.execute(others, (payment["no"], asked["refund"]))), Decimal())
        if back + amount > Decimal(payment["amount"]):
            raise BankRefusal("refund_too_large")
        status = "done" if held is not None and held["status"] in ("done", "processing") else self.refund_answers
        row = (asked["refund"], asked["order"], payment["no"], f"{amount:.2f}", status, self.now().isoformat())
        books.execute("INSERT OR REPLACE INTO refunds VALUES (?,?,?,?,?,?)", row)
        return {"refund": asked["refund"], "status": status}

    def _statement(self, books: sqlite3.Connection, asked: Mapping[str, Any]) -> Row:
        day = (asked["day"],)
        paid = books.execute("SELECT * FROM payments WHERE substr(paid_at, 1, 10) = ? ORDER BY paid_at", day)
        lines = [_line("payment", row, "paid_at") for row in paid]
        back = books.execute("SELECT * FROM refunds WHERE substr(at, 1, 10) = ? AND status = 'done'", day)
        return {"lines": [*lines, *(_line("refund", row, "at") for row in back)]}

    def order(self, provider_no: str) -> Row | None:
        """The order that the cashier's page shows."""
        with self._books() as books:
            return _one(books, "SELECT * FROM orders WHERE provider_no = ?", provider_no)

    def at_counter(self) -> list[Row]:
        """The orders that the terminal of the service hall shows."""
        with self._books() as books:
            return [dict(r) for r in books.execute("SELECT * FROM orders WHERE channel = 'pos' AND status = 'open'")]

    def pay(self, order_no: str, how: str = "now", *, although_closed: bool = False) -> list[str]:
        """Let the payer do something at the cashier's; return the transactions that came of it.

        ``although_closed`` is a bank at fault: it takes money on an order that it has closed.
        """
        if how not in WAYS:
            raise ValueError(f"nobody pays {how}")
        with self._books() as books:
            order = _known(books, order_no)
            if how == "fail" or (order["status"] == "closed" and not although_closed):
                return []
            if how == "forged":
                self._callback(books, order, self._row(order, "T-forged", order["amount"]), forged=True)
                return []
            amount = order["amount"] if how != "wrong_amount" else f"{Decimal(order['amount']) - Decimal('0.01'):.2f}"
            made = [self._payment(books, order, amount) for _ in range(2 if how == "twice" else 1)]
            for row in made * (2 if how == "doubled" else 0 if how == "lost" else 1):
                self._callback(books, order, row, wait=LATE_SECONDS if how == "late" else 0)
            return [row["transaction"] for row in made]

    def _row(self, order: Row, transaction: str, amount: str) -> Row:
        paid_at = self.now().isoformat()
        told = {"order": order["no"], "transaction": transaction, "amount": amount}
        return {**told, "paid_at": paid_at, "channel": order["channel"]}

    def _payment(self, books: sqlite3.Connection, order: Row, amount: str) -> Row:
        row = self._row(order, f"T{secrets.randbelow(10**18):018d}", amount)
        values = (row["transaction"], row["order"], row["amount"], row["paid_at"], row["channel"])
        books.execute("INSERT INTO payments VALUES (?,?,?,?,?)", values)
        books.execute("UPDATE orders SET status = 'paid' WHERE no = ?", (order["no"],))
        return row

    def _callback(
        self, books: sqlite3.Connection, order: Row, row: Row, *, wait: int = 0, forged: bool = False
    ) -> None:
        body = json.dumps(row, ensure_ascii=False, sort_keys=True)
        values = (order["notify_url"], body, int(forged), time.time() + wait)
        books.execute("INSERT INTO callbacks (url, body, forged, next_at) VALUES (?,?,?,?)", values)

    def deliver(self, post: Post, *, everything: bool = False) -> list[int]:
        """Send the callbacks that are due (or all) and return the court's answers; 0 where there was none."""
        with self._books() as books:
            until = time.time() + (10**9 if everything else 0)
            due = books.execute("SELECT * FROM callbacks WHERE done = 0 AND next_at <= ? ORDER BY id", (until,))
            rows = [dict(row) for row in due]
        return [self._send(post, row) for row in rows]

    def _send(self, post: Post, row: Row) -> int:
        key = b"not the bank's key" if row["forged"] else self.key
        body = str(row["body"]).encode()
        signed = signing.headers(key, self.merchant, "POST", signing.path_of(row["url"]), body)
        try:
            status = post(row["url"], signed, body)
        except OSError:
            status = 0
        attempts = row["attempts"] + 1
        done = int(status == 200 or row["forged"] or attempts >= _GIVE_UP)
        next_at = time.time() + (_AGAIN[attempts - 1] if attempts <= len(_AGAIN) else 6 * 3600)
        with self._books() as books:
            change = "UPDATE callbacks SET attempts = ?, done = ?, next_at = ? WHERE id = ?"
            books.execute(change, (attempts, done, next_at, row["id"]))
        return status


def _one(books: sqlite3.Connection, query: str, value: object) -> Row | None:
    row = books.execute(query, (value,)).fetchone()
    return None if row is None else dict(row)


def _known(books: sqlite3.Connection, order_no: str) -> Row:
    order = _one(books, "SELECT * FROM orders WHERE no = ?", order_no)
    if order is None:
        raise BankRefusal("order_unknown")
    return order


def _told(books: sqlite3.Connection, order: Row) -> Row:
    columns = 'order_no AS "order", no AS "transaction", amount, paid_at, channel'
    paid = books.execute(f"SELECT {columns} FROM payments WHERE order_no = ? ORDER BY rowid", (order["no"],))  # noqa: S608
    payments = [dict(row) for row in paid]
    back = books.execute("SELECT * FROM refunds WHERE order_no = ? ORDER BY rowid", (order["no"],))
    refunds = [{"refund": r["no"], "status": r["status"]} for r in back]
    return {"order": order["no"], "status": order["status"], "payments": payments, "refunds": refunds}


def _line(kind: str, row: sqlite3.Row, at: str) -> Row:
    return {"kind": kind, "order": row["order_no"], "reference": row["no"], "amount": row["amount"], "at": row[at]}
