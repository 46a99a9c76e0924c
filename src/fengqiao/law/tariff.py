"""Tables of fees as data: a flat part, progressive bands, a cap, each by date of force."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from fengqiao.kernel.answer import Line
from fengqiao.kernel.citation import Citation
from fengqiao.kernel.money import ZERO, exact
from fengqiao.law.citing import cite
from fengqiao.law.errors import FieldError
from fengqiao.law.store import load, newest

HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Band:
    """The part of an amount over ``over`` and up to ``up_to`` (None: no end), at ``percent``."""

    over: Decimal
    up_to: Decimal | None
    percent: Decimal


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the fee data, as in force on a day. Amounts are in yuan."""

    rule: str
    cites: tuple[Citation, ...]
    zh: str
    en: str
    flat_up_to: Decimal
    flat: Decimal
    bands: tuple[Band, ...]
    cap: Decimal | None
    base: str | None
    fee: Decimal
    divide_by: int


class NotHeld(FieldError, LookupError):
    """A day before the oldest text that is held."""


@cache
def entry(section: str, name: str, on: date | None = None) -> Entry:
    """Return an entry of ``data/fees.yaml``.

    Raises LookupError for an unknown name and NotHeld for a day before the text that is held.
    """
    versions = load("fees.yaml")[section].get(name)
    found = newest(versions, on) if versions else None
    if versions and found is None:
        raise NotHeld("on", f"the fees are held from {versions[0]['in_force']} on")
    if found is None:
        raise LookupError(f"no fee entry {section}.{name}")
    return _built(found)


def _built(found: dict[str, Any]) -> Entry:
    flat = found.get("flat", {"up_to": 0, "fee": 0})
    bands, over = [], Decimal(flat["up_to"])
    for row in found.get("bands", ()):
        up_to = Decimal(row["up_to"]) if "up_to" in row else None
        bands.append(Band(over, up_to, Decimal(str(row["percent"]))))
        over = up_to if up_to is not None else over
    return Entry(
        rule=found["rule"],
        cites=tuple(cite(text) for text in found["cites"]),
        zh=found["zh"],
        en=found["en"],
        flat_up_to=Decimal(flat["up_to"]),
        flat=Decimal(flat["fee"]),
        bands=tuple(bands),
        cap=Decimal(found["cap"]) if "cap" in found else None,
        base=found.get("base"),
        fee=Decimal(found.get("fee", 0)),
        divide_by=found.get("divide_by", 1),
    )


def names(section: str) -> Sequence[str]:
    """Return the names of a section of the fee data."""
    return tuple(load("fees.yaml")[section])


def progressive(table: Entry, amount: Decimal) -> tuple[Decimal, list[Line]]:
    """Return the exact fee by bands (not rounded), with a line for every band that is reached."""
    total = table.flat
    lines = [_flat_line(table)]
    for band in table.bands:
        if amount <= band.over:
            break
        top = amount if band.up_to is None else min(amount, band.up_to)
        part = top - band.over
        fee = part * band.percent / HUNDRED
        total += fee
        lines.append(
            Line(
                f"超过{exact(band.over)}元"
                + (f"至{exact(band.up_to)}元" if band.up_to is not None else "")
                + f"的部分{exact(part)}元，按{exact(band.percent)}%计{exact(fee)}元。",
                f"The part over {exact(band.over)}"
                + (f" up to {exact(band.up_to)}" if band.up_to is not None else "")
                + f" ({exact(part)}) at {exact(band.percent)}%: {exact(fee)}.",
            )
        )
    if len(lines) > 1:
        lines.append(Line(f"合计{exact(total)}元。", f"Sum: {exact(total)}."))
    if table.cap is not None and total > table.cap:
        lines.append(Line(f"最高不超过{exact(table.cap)}元。", f"Capped at {exact(table.cap)}."))
        total = table.cap
    return total, lines


def _flat_line(table: Entry) -> Line:
    if table.flat == ZERO:
        return Line(
            f"不超过{exact(table.flat_up_to)}元的部分，不另行交纳。",
            f"Nothing more for the part up to {exact(table.flat_up_to)}.",
        )
    return Line(
        f"不超过{exact(table.flat_up_to)}元的部分，{exact(table.flat)}元。",
        f"For the part up to {exact(table.flat_up_to)}: {exact(table.flat)}.",
    )
