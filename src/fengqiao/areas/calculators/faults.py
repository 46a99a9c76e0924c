"""What the library cannot compute with, put into words at the field where it was typed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from fengqiao.kernel.asks import Asks
from fengqiao.law.errors import FieldError

Fault = tuple[str, str, dict[str, Any]]
_FIELDS: Mapping[str, str] = {
    "valuation": "price",
    "former_start": "price",
    "defendants": "defendant",
    "served": "parties",
    "reductions": "ends",
    "from": "day",
    "before": "day",
}
"""Names of the library's fields that our shapes call otherwise."""
_WORDS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), code)
    for pattern, code in (
        (r"wage base", "wage_base"),
        (r"^is needed|^give ", "needed"),
        (r"ends before it begins", "interval"),
        (r"cannot be extended", "no_extension"),
        (r"rate of the day", "rate_day"),
        (r"three-letter code", "currency"),
        (r"list is held from", "net_from"),
        (r"^at most (?P<most>[\d,.]*\d)", "at_most"),
        (r"^must be from (?P<low>[\d.]+) to (?P<high>[\d.]+)", "between"),
        (r"^must be at least (?P<low>[\d.]+)", "at_least"),
        (r"must be more than 0", "more_than_zero"),
        (r"goes to bankruptcy", "bankruptcy"),
        (r"brackets must be", "number_brackets"),
        (r"year has four digits", "number_year"),
        (r"ends with 号", "number_end"),
        (r"of the form", "number_form"),
        (r"too late|outside", "out_of_reach"),
    )
)


def fault_of(shape: type[Asks], error: Exception) -> Fault:
    """The fault of an error of the library: (field, error code, values); the whole form where no field fits."""
    if not isinstance(error, FieldError):
        return "__all__", "calculators.error.out_of_reach", {}
    field = _FIELDS.get(error.field, error.field)
    if field not in shape.model_fields:
        field = "__all__"
    reason = str(error)
    for pattern, code in _WORDS:
        match = pattern.search(reason)
        if match:
            return field, f"calculators.error.{code}", match.groupdict()
    return field, "calculators.error.other", {"reason": reason}
