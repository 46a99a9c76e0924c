"""Settings of law: what the text leaves open, with default, owner, note and date of force.

A court confirms its own values in a file of the same form, which ``adopt`` reads at start-up.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from fengqiao.kernel import yamls
from fengqiao.law.store import load, newest


@dataclass(frozen=True, slots=True)
class Setting:
    """One open point of law: its value on a day and who answers for it.

    ``status`` is LOCAL (left to the province or the court), U (unverified or practice) or V.
    ``low`` and ``high`` are the statutory range where there is one.
    """

    id: str
    rule: str
    value: Any
    low: Any
    high: Any
    status: str
    owner: str
    in_force: date
    confirmed: bool
    zh: str
    en: str

    @property
    def amount(self) -> Decimal:
        """The value as an amount in yuan."""
        return Decimal(str(self.value))


_adopted: list[dict[str, Any]] = []


@cache
def _versions() -> dict[str, list[dict[str, Any]]]:
    versions: dict[str, list[dict[str, Any]]] = {}
    for entry in load("settings.yaml")["settings"]:
        versions.setdefault(entry["id"], []).append(entry)
    for entry in _adopted:
        base = versions[entry["id"]][0]
        versions[entry["id"]].append({**base, **entry})
    return versions


@cache
def setting(id: str, on: date | None = None) -> Setting:
    """Return the setting in force on a day (the newest where none is given).

    Raises LookupError for an unknown id.
    """
    versions = _versions().get(id)
    if versions is None:
        raise LookupError(f"unknown setting: {id}")
    entry = newest(versions, on) or versions[0]
    return Setting(
        id=id,
        rule=entry["rule"],
        value=entry["value"],
        low=entry.get("low"),
        high=entry.get("high"),
        status=entry["status"],
        owner=entry["owner"],
        in_force=entry["in_force"],
        confirmed=entry.get("confirmed", entry["status"] == "V"),
        zh=entry["zh"],
        en=entry["en"],
    )


def all_settings(on: date | None = None) -> list[Setting]:
    """Return every setting as in force on a day, in the order of the file."""
    return [setting(id, on) for id in _versions()]


def adopt(path: Path) -> list[str]:
    """Read a court's own settings file and return the ids it sets.

    Raises LookupError for an unknown id and ValueError for a value outside its statutory range.
    """
    entries: list[dict[str, Any]] = yamls.read(path)["settings"]
    for entry in entries:
        known = setting(entry["id"])
        value = entry["value"]
        for bound, sign in ((known.low, 1), (known.high, -1)):
            if bound is not None and sign * Decimal(str(value)) < sign * Decimal(str(bound)):
                raise ValueError(f"{known.id}: {value} is outside {known.low} to {known.high}")
    _adopted.extend(entries)
    forget()
    return [entry["id"] for entry in entries]


def reset() -> None:
    """Drop all adopted values; used by tests."""
    _adopted.clear()
    forget()


def forget() -> None:
    """Clear the caches after the values have changed."""
    _versions.cache_clear()
    setting.cache_clear()
