"""Indicators (指标): a figure from its numerator and denominator, as its formula says.

Rules R-KPI-01 to R-KPI-30. Official definitions were not found, so most are provisional.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from fengqiao.kernel.answer import Answer, Line
from fengqiao.kernel.money import exact, half_up
from fengqiao.law.citing import cite
from fengqiao.law.errors import FieldError
from fengqiao.law.fee_parts import amount_of
from fengqiao.law.settings import setting
from fengqiao.law.store import load

_UNITS = {"ratio": "", "mean": "", "per_10000": ""}
Number = Decimal | int | str


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator: its names, its form, and what is counted above and below the line."""

    id: str
    zh: str
    en: str
    form: str
    status: str
    numerator: str
    denominator: str
    at_least_one: bool


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with two decimals and its unit (“%” or none).

    ``small`` says that the denominator is too small for the figure to be read.
    """

    value: Decimal
    unit: str
    small: bool

    def __str__(self) -> str:
        return f"{self.value}{self.unit}"


@cache
def indicators() -> dict[str, Indicator]:
    """Return all indicators by id, in order."""
    return {
        id: Indicator(
            id,
            row["zh"],
            row["en"],
            row["form"],
            row["status"],
            row["numerator"],
            row["denominator"],
            row.get("at_least_one", False),
        )
        for id, row in load("indicators.yaml")["indicators"].items()
    }


def _value(found: Indicator, top: Decimal, below: Decimal) -> Decimal:
    if found.form in ("rate", "complement") and top > below:
        raise FieldError("numerator", "cannot exceed the denominator")
    if found.at_least_one and top < below:
        raise FieldError("numerator", "cannot be less than the denominator")
    share = top / below
    if found.form == "complement":
        return (1 - share) * 100
    if found.form in ("rate", "quotient"):
        return share * 100
    return share * 10000 if found.form == "per_10000" else share


def indicator(id: str, numerator: Number, denominator: Number) -> Answer[Figure]:
    """Return the figure of an indicator, half up to two decimals. Raises FieldError."""
    found = indicators().get(id)
    if found is None:
        raise FieldError("id", "must be one of: " + ", ".join(indicators()))
    top, below = amount_of(numerator, "numerator"), amount_of(denominator, "denominator")
    if not below:
        raise FieldError("denominator", "must be more than 0")
    least = setting("indicator.small_denominator")
    small = below < least.value
    value = Figure(half_up(_value(found, top, below)), _UNITS.get(found.form, "%"), small)
    lines = [
        Line(
            f"{found.zh}：分子（{found.numerator}）{exact(top)}，分母（{found.denominator}）{exact(below)}，"
            f"结果{value}。",
            f"{found.en[:1].upper()}{found.en[1:]}: {exact(top)} and {exact(below)} give {value}.",
        )
    ]
    if small:
        lines.append(
            Line(
                f"分母小于{least.value}，样本过小，不宜解读。",
                f"The denominator is below {least.value}: n too small.",
            )
        )
    cites = tuple(cite(text) for text in load("indicators.yaml")["cites"])
    return Answer(value, cites, tuple(lines), found.status == "U" or small)
