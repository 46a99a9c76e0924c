"""The books of a sandbox provider: orders, payments, refunds, and callbacks on their way.

It does what the contract says (docs/contracts/payment.md) and, when told to, everything that goes
wrong in life: late, doubled, lost, forged and wrong callbacks, payments made twice, refunds that
take time or fail. How it speaks is another thing (``Speech``): the bank, both wallets and the
terminals keep the same books. They are one SQLite file, so that several processes may share them.
"""

from __future__ import annotations

import json
import secrets
import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Protocol

from fengqiao.core import clock

WAYS = ("now", "late", "twice", "doubled", "lost", "wrong_amount", "forged", "fail")
"""How a payer's visit to the cashier's page can end."""

LATE_SECONDS = 60
_AGAIN = (1, 5, 30, 120, 600, 3600)
_GIVE_UP = 16

_TABLES = """
CREATE TABLE IF NOT EXISTS orders (no TEXT PRIMARY KEY, provider_no TEXT UNIQUE, amount TEXT, subject TEXT,
  return_url TEXT, notify_url TEXT, status TEXT);
CREATE TABLE IF NOT EXISTS payments (no TEXT PRIMARY KEY, order_no TEXT, amount TEXT, paid_at TEXT);
CREATE TABLE IF NOT EXISTS refunds (no TEXT PRIMARY KEY, order_no TEXT, payment_no TEXT, amount TEXT, status TEXT,
  at TEXT);
CREATE TABLE IF NOT EXISTS callbacks (id INTEGER PRIMARY KEY, url TEXT, body TEXT, forged INTEGER, next_at REAL,
  attempts INTEGER DEFAULT 0, done INTEGER DEFAULT 0);
"""

Row = dict[str, Any]
Post = Callable[[str, Mapping[str, str], bytes], tuple[int, bytes]]
Said = tuple[int, dict[str, str], bytes]


class BankRefusal(Exception):
    """A call that the provider refuses, with the code of the contract."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Speech(Protocol):
    """How a provider speaks. ``twice`` says whether it takes money on one order more than once."""

    channel: str
    twice: bool

    def answer(self, books: SandboxBank, method: str, address: str, headers: Mapping[str, str], body: bytes) -> Said:
        """Answer one call; ``address`` is path and query."""

    def callback(self, order: Row, payment: Row, *, forged: bool) -> tuple[dict[str, str], bytes]:
        """The callback of a payment, signed now; a forged one is signed with another key."""

    def taken(self, status: int, body: bytes) -> bool:
        """Whether the court's answer means that it has taken the callback."""


class SandboxBank:
    """The provider's books. ``refund_answers`` is what a new refund is answered with."""

    def __init__(self, file: Path, speech: Speech, now: Callable[[], datetime] = clock.now) -> None:
        self.file, self.speech, self.now = file, speech, now
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

    def place(self, order: str, amount: str, subject: str, return_url: str, notify_url: str, mark: str = "B") -> Row:
        """Take an order in and return it; its own number begins with ``mark``. Raises BankRefusal."""
        amount = f"{Decimal(amount):.2f}"
        with self._books() as books:
            held = _one(books, "SELECT * FROM orders WHERE no = ?", order)
            if held is None:
                number = f"{mark}{secrets.randbelow(10**15):015d}"
                row = (order, number, amount, subject, return_url, notify_url, "open")
                books.execute("INSERT INTO orders VALUES (?,?,?,?,?,?,?)", row)
            elif held["amount"] != amount:
                raise BankRefusal("order_differs")
            elif held["status"] == "closed":
                raise BankRefusal("order_closed")
            elif return_url:
                books.execute("UPDATE orders SET return_url = ? WHERE no = ?", (return_url, order))
            return _known(books, order)

    def take_over(self, orders: Sequence[Row], payments: Sequence[Row], refunds: Sequence[Row]) -> None:
        """Go on with what the books of another provider had: rows with the names of the tables' columns."""
        with self._books() as books:
            for table, rows in (("orders", orders), ("payments", payments), ("refunds", refunds)):
                for row in rows:
                    names, marks = ", ".join(row), ", ".join("?" * len(row))
                    books.execute(f"INSERT OR IGNORE INTO {table} ({names}) VALUES ({marks})", tuple(row.values()))  # noqa: S608

    def query(self, order: str) -> Row:
        """An order with its ``payments``; raises BankRefusal."""
        with self._books() as books:
            return _told(books, _known(books, order))

    def close(self, order: str) -> Row:
        """Close an order that has not been paid, and return it with its ``payments``."""
        with self._books() as books:
            _known(books, order)
            books.execute("UPDATE orders SET status = 'closed' WHERE no = ? AND status = 'open'", (order,))
            return _told(books, _known(books, order))

    def refund(self, order: str, refund: str, transaction: str, amount: Decimal) -> str:
        """Pay back, and return how it stands; one under way is done when it is asked for again."""
        with self._books() as books:
            held = _one(books, "SELECT * FROM refunds WHERE no = ?", refund)
            if held is not None and Decimal(held["amount"]) != amount:
                raise BankRefusal("refund_differs")
            payment = _one(books, "SELECT * FROM payments WHERE no = ?", transaction)
            if payment is None or payment["order_no"] != order:
                raise BankRefusal("transaction_unknown")
            others = "SELECT * FROM refunds WHERE payment_no = ? AND no != ? AND status != 'failed'"
            back = sum((Decimal(r["amount"]) for r in books.execute(others, (transaction, refund))), Decimal())
            if back + amount > Decimal(payment["amount"]):
                raise BankRefusal("refund_too_large")
            status = "done" if held is not None and held["status"] in ("done", "processing") else self.refund_answers
            row = (refund, order, transaction, f"{amount:.2f}", status, self.now().isoformat())
            books.execute("INSERT OR REPLACE INTO refunds VALUES (?,?,?,?,?,?)", row)
            return status

    def refund_status(self, refund: str) -> str:
        """How a refund stands; empty where there is none."""
        with self._books() as books:
            held = _one(books, "SELECT * FROM refunds WHERE no = ?", refund)
            return str(held["status"]) if held else ""

    def payment(self, transaction: str) -> list[Row]:
        """The payment of that number, if there is one."""
        with self._books() as books:
            row = _one(books, "SELECT * FROM payments WHERE no = ?", transaction)
            return [row] if row else []

    def movements(self, day: str) -> list[Row]:
        """What came in and went out on a day: ``kind order reference amount at``, payments with ``payment``."""
        with self._books() as books:
            paid = books.execute("SELECT * FROM payments WHERE substr(paid_at, 1, 10) = ? ORDER BY paid_at", (day,))
            lines = [_line("payment", row, "paid_at") for row in paid]
            back = books.execute("SELECT * FROM refunds WHERE substr(at, 1, 10) = ? AND status = 'done'", (day,))
            return [*lines, *(_line("refund", row, "at") for row in back)]

    def order(self, provider_no: str) -> Row | None:
        """The order that the cashier's page shows."""
        with self._books() as books:
            return _one(books, "SELECT * FROM orders WHERE provider_no = ?", provider_no)

    def at_counter(self) -> list[Row]:
        """The orders that the terminal of the service hall shows."""
        with self._books() as books:
            return [dict(r) for r in books.execute("SELECT * FROM orders WHERE status = 'open'")]

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
            if order["status"] == "paid" and not self.speech.twice:
                return []
            if how == "forged":
                self._callback(books, order, self._row(order, "T-forged", order["amount"]), forged=True)
                return []
            amount = order["amount"] if how != "wrong_amount" else f"{Decimal(order['amount']) - Decimal('0.01'):.2f}"
            times = 2 if how == "twice" and self.speech.twice else 1
            made = [self._payment(books, order, amount) for _ in range(times)]
            for row in made * (2 if how == "doubled" else 0 if how == "lost" else 1):
                self._callback(books, order, row, wait=LATE_SECONDS if how == "late" else 0)
            return [row["transaction"] for row in made]

    def _row(self, order: Row, transaction: str, amount: str) -> Row:
        paid_at = self.now().isoformat()
        return {"order": order["no"], "transaction": transaction, "amount": amount, "paid_at": paid_at}

    def _payment(self, books: sqlite3.Connection, order: Row, amount: str) -> Row:
        row = self._row(order, f"T{secrets.randbelow(10**18):018d}", amount)
        values = (row["transaction"], row["order"], row["amount"], row["paid_at"])
        books.execute("INSERT INTO payments VALUES (?,?,?,?)", values)
        books.execute("UPDATE orders SET status = 'paid' WHERE no = ?", (order["no"],))
        return row

    def _callback(
        self, books: sqlite3.Connection, order: Row, row: Row, *, wait: int = 0, forged: bool = False
    ) -> None:
        body = json.dumps({"order": order, "payment": row}, ensure_ascii=False)
        values = (order["notify_url"], body, int(forged), time.time() + wait)
        books.execute("INSERT INTO callbacks (url, body, forged, next_at) VALUES (?,?,?,?)", values)

    def deliver(self, post: Post, *, everything: bool = False, backwards: bool = False) -> list[bool]:
        """Send the callbacks that are due (or all, or the newest first) and say which of them were taken."""
        with self._books() as books:
            until = time.time() + (10**9 if everything else 0)
            due = books.execute("SELECT * FROM callbacks WHERE done = 0 AND next_at <= ? ORDER BY id", (until,))
            rows = [dict(row) for row in due]
        return [self._send(post, row) for row in (reversed(rows) if backwards else rows)]

    def _send(self, post: Post, row: Row) -> bool:
        told = json.loads(row["body"])
        headers, body = self.speech.callback(told["order"], told["payment"], forged=bool(row["forged"]))
        try:
            taken = self.speech.taken(*post(row["url"], headers, body))
        except OSError:
            taken = False
        attempts = row["attempts"] + 1
        done = int(taken or row["forged"] or attempts >= _GIVE_UP)
        next_at = time.time() + (_AGAIN[attempts - 1] if attempts <= len(_AGAIN) else 6 * 3600)
        with self._books() as books:
            change = "UPDATE callbacks SET attempts = ?, done = ?, next_at = ? WHERE id = ?"
            books.execute(change, (attempts, done, next_at, row["id"]))
        return taken


def _one(books: sqlite3.Connection, query: str, value: object) -> Row | None:
    row = books.execute(query, (value,)).fetchone()
    return None if row is None else dict(row)


def _known(books: sqlite3.Connection, order_no: str) -> Row:
    order = _one(books, "SELECT * FROM orders WHERE no = ?", order_no)
    if order is None:
        raise BankRefusal("order_unknown")
    return order


def _told(books: sqlite3.Connection, order: Row) -> Row:
    columns = 'order_no AS "order", no AS "transaction", amount, paid_at'
    paid = books.execute(f"SELECT {columns} FROM payments WHERE order_no = ? ORDER BY rowid", (order["no"],))  # noqa: S608
    return {**order, "payments": [dict(row) for row in paid]}


def _line(kind: str, row: sqlite3.Row, at: str) -> Row:
    line = {"kind": kind, "order": row["order_no"], "reference": row["no"], "amount": row["amount"], "at": row[at]}
    return {**line, "payment": row["no"] if kind == "payment" else row["payment_no"]}
