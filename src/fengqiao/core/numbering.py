"""Numbers: the number of a matter that a person can say over the phone, and the case number (案号)."""

from __future__ import annotations

import random
import secrets
from contextvars import ContextVar
from datetime import datetime

from fengqiao.core.models import Court, NumberSeries
from fengqiao.law import case_number

_chance: ContextVar[random.Random | None] = ContextVar("chance", default=None)
_CODE_SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def use_chance(source: random.Random | None) -> None:
    """Draw numbers and codes from ``source`` instead of the system's chance (the simulation's seed)."""
    _chance.set(source)


def _below(n: int) -> int:
    source = _chance.get()
    return source.randrange(n) if source else secrets.randbelow(n)


def check_digit(digits: str) -> str:
    """Return the check digit of ISO/IEC 7064 MOD 11,10: catches each wrong digit and each swap."""
    product = 10
    for digit in digits:
        total = (int(digit) + product) % 10 or 10
        product = total * 2 % 11
    return str((11 - product) % 10)


def matter_no(at: datetime) -> str:
    """Return a new matter number: year and month, eight digits, check digit (``2611-04385761-3``)."""
    body = f"{at:%y%m}{_below(100_000_000):08d}"
    return f"{body[:4]}-{body[4:]}-{check_digit(body)}"


def claim_code() -> str:
    """Return a code of twelve signs by which a party takes its place; read aloud without mistakes."""
    return "".join(_CODE_SIGNS[_below(len(_CODE_SIGNS))] for _ in range(12))


def next_case_number(court: Court, year: int, type_code: str) -> str:
    """Return the next number of the court's series for that year and type (R-CNO-05)."""
    series, _ = NumberSeries.objects.get_or_create(court=court, year=year, type_code=type_code)
    series = NumberSeries.objects.select_for_update().get(pk=series.pk)
    series.last += 1
    series.save(update_fields=["last"])
    return str(case_number.format_number(year, court.number_code, type_code, series.last).value)
