"""One more case like an earlier one: what its copied texts still say of that case, and what must be looked at again."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from hashlib import sha256
from typing import Any

from fengqiao.kernel.money import grouped
from fengqiao.kernel.wording import plain_date
from fengqiao.law.complaint_text import days, sums

Told = Mapping[str, Any]
Fault = tuple[str, str, dict[str, str]]
COPIED = ("claim", "story")
_LOOKED_AT = (*COPIED, "amount", "respondent", "happened_on")


def rewritten(data: Told, old: Told) -> dict[str, Any]:
    """What was typed, with the texts that are still those of the earlier case told of this one.

    ``old`` holds the claim, story, amount, respondent and happened_on of the earlier case.
    """
    return {**data, **{name: _anew(old[name], data, old) for name in COPIED if _copied(name, data, old)}}


def _copied(name: str, data: Told, old: Told) -> bool:
    return _plain(data.get(name)) == _plain(old[name])


def _plain(text: Any) -> str:
    """A text without what a page does to its blanks and ends of lines."""
    return " ".join(str(text or "").split())


def _anew(text: str, data: Told, old: Told) -> str:
    """The sum, the respondent and the day of the earlier case, where a text names them, are those of this one."""
    before, after = _sum(old), _sum(data)
    if before is not None and after is not None:
        for start, end, value in reversed(sums(text)):
            if value == before:
                text = f"{text[:start]}{_written(after, ',' in text[start:end])}元{text[end:]}"
    day, held = _day(data), _day(old)
    if day is not None and held is not None:
        for start, end, value in reversed(days(text)):
            if value == held:
                text = f"{text[:start]}{plain_date(day)}{text[end:]}"
    return text.replace(old["respondent"], str(data["respondent"])) if old["respondent"] else text


def _written(amount: Decimal, in_groups: bool) -> str:
    return grouped(amount) if in_groups else grouped(amount).replace(",", "")


def _sum(told: Told) -> Decimal | None:
    try:
        return Decimal(str(told.get("amount") or "")).quantize(Decimal("0.01"))
    except InvalidOperation:
        return None


def _day(told: Told) -> date | None:
    try:
        return date.fromisoformat(str(told.get("happened_on") or ""))
    except ValueError:
        return None


def doubts(data: Told, typed: Told, old: Told) -> Iterator[Fault]:
    """Yield what must be looked at once more before it is sent: copied texts, and sums that do not fit."""
    amount = _sum(data)
    for name in COPIED:
        text = str(data.get(name) or "")
        asked = [value for _start, _end, value in sums(text)]
        fits = amount in asked or sum(asked, Decimal()) == amount
        if asked and not fits and (amount is not None or name == "claim"):
            yield name, f"lawyers.{name}_differs", {}
        elif _copied(name, typed, old) and (text != old[name] or asked or days(text)):
            yield name, "lawyers.copied", {}


def mark(data: Told) -> str:
    """What stands for the texts, the sum, the respondent and the day that were shown to be looked at."""
    told = [_plain(data.get(name)) for name in _LOOKED_AT]
    return sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()
