"""The parts that a fee is put together from. All amounts are in yuan, exact until ``close``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from fengqiao.kernel.answer import Answer, Line
from fengqiao.kernel.citation import Citation
from fengqiao.kernel.money import ZERO, exact, half_up, yuan
from fengqiao.law.errors import FieldError
from fengqiao.law.settings import setting
from fengqiao.law.tariff import entry, progressive


@dataclass(slots=True)
class Sum:
    """An exact fee under calculation."""

    amount: Decimal
    lines: list[Line]
    cites: list[Citation]
    provisional: bool = False

    def close(self, on: date | None) -> Answer[Decimal]:
        """Round, and say what is due."""
        rounded = half_up(self.amount)
        if rounded != self.amount:
            self.lines.append(
                Line(
                    f"{exact(self.amount)}元，四舍五入到分：{rounded}元。",
                    f"{exact(self.amount)}, half up to one cent: {rounded}.",
                )
            )
            self.provisional |= not setting("fee.rounding", on).confirmed
        self.lines.append(Line(f"应交纳{rounded}元。", f"Due: {rounded} yuan."))
        cites = tuple(dict.fromkeys(self.cites))
        return Answer(rounded, cites, tuple(self.lines), self.provisional)


def amount_of(value: Decimal | int | str | None, field: str = "amount") -> Decimal:
    """Read an amount in yuan; raises FieldError naming ``field``."""
    if value is None:
        raise FieldError(field, "is needed for this kind")
    try:
        return yuan(value)
    except ValueError as error:
        raise FieldError(field, str(error)) from None


def base_of(id: str, given: Decimal | int | str | None, on: date | None) -> tuple[Decimal, Line, bool]:
    """Return a locally set base fee, its line, and whether it is provisional."""
    found = setting(id, on)
    if given is None:
        line = Line(
            f"基数{exact(found.amount)}元（设置{id}，由{found.owner}确认，"
            f"{'已确认' if found.confirmed else '尚未确认'}）。",
            f"Base {exact(found.amount)} (setting {id}, {'confirmed' if found.confirmed else 'not yet confirmed'}).",
        )
        return found.amount, line, not found.confirmed
    amount = amount_of(given, "base")
    if not Decimal(found.low) <= amount <= Decimal(found.high):
        raise FieldError("base", f"must be from {found.low} to {found.high}")
    line = Line(
        f"基数{exact(amount)}元（法定幅度{exact(Decimal(found.low))}至{exact(Decimal(found.high))}元）。",
        f"Base {exact(amount)} (range {exact(Decimal(found.low))} to {exact(Decimal(found.high))}).",
    )
    return amount, line, False


def banded(name: str, amount: Decimal, base: Decimal | int | str | None, on: date | None) -> Sum:
    """Return a fee by a table of bands, with the base it starts from."""
    table = entry("tables", name, on)
    total, lines = progressive(table, amount)
    head = Line(f"{table.zh}，数额{exact(amount)}元。", f"{sentence(table.en)}, amount {exact(amount)}.")
    if table.base is None:
        return Sum(total, [head, *lines], list(table.cites))
    start, line, provisional = base_of(table.base, base, on)
    return Sum(start + total, [head, line, *lines], list(table.cites), provisional)


def sentence(text: str) -> str:
    """Return the text with a capital first letter."""
    return text[:1].upper() + text[1:]


def fixed(name: str, on: date | None) -> Sum:
    """Return a fixed fee."""
    found = entry("fixed", name, on)
    line = Line(f"{found.zh}，每件{exact(found.fee)}元。", f"{sentence(found.en)}: {exact(found.fee)}.")
    return Sum(found.fee, [line], list(found.cites))


def local(name: str, base: Decimal | int | str | None, on: date | None) -> Sum:
    """Return a fee that is set locally within a range."""
    found = entry("local", name, on)
    assert found.base is not None
    amount, line, provisional = base_of(found.base, base, on)
    return Sum(amount, [Line(f"{found.zh}。", f"{sentence(found.en)}."), line], list(found.cites), provisional)


def exempt(name: str, on: date | None) -> Sum:
    """Return no fee, with the reason."""
    found = entry("exempt", name, on)
    line = Line(f"{found.zh}，不交纳案件受理费。", f"{sentence(found.en)}: no case fee.")
    return Sum(ZERO, [line], list(found.cites))
