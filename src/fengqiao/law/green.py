"""Green channels (绿色通道): which disputes are dealt with first, why, and by when the court means to act.

Rules R-GRN-01 and R-GRN-02. A channel is recognised from what was told (cause, claimants, claims),
never asked for. The law knows urgent claims (CPL 109, FEE 20) but no common list and no clocks:
what it leaves open is data of the court (``data/green.yaml``) and settings.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from fengqiao.kernel.answer import Answer, Line
from fengqiao.law import causes, periods
from fengqiao.law.citing import cite
from fengqiao.law.settings import setting
from fengqiao.law.store import load, newest

DECIDED = "decided_"
"""Before the code of a channel: the ground of a channel that somebody of the court has given by a reasoned move."""


@dataclass(frozen=True, slots=True)
class Claimant:
    """One who claims, as far as a channel asks. ``age`` in whole years, None where it is not known."""

    kind: str
    name: str
    age: int | None = None
    minor: bool = False


@dataclass(frozen=True, slots=True)
class Suit:
    """What a channel is recognised from. ``money``: something is claimed in money."""

    cause: str
    claimants: tuple[Claimant, ...]
    money: bool = False


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel and the ground on which it is given, with both in words."""

    code: str
    ground: str
    zh: str
    en: str


def _data(on: date | None) -> Mapping[str, Any]:
    versions = load("green.yaml")["versions"]
    return newest(versions, on) or versions[0]


def codes(on: date | None = None) -> tuple[str, ...]:
    """Return the channels that there are."""
    return tuple(_data(on)["channels"])


@cache
def named(ground: str) -> Channel:
    """Return the channel of a ground, as it is kept on a task. Raises LookupError for an unknown one."""
    data = _data(None)
    if ground.startswith(DECIDED):
        found = data["channels"][ground.removeprefix(DECIDED)]
        return Channel(ground.removeprefix(DECIDED), ground, f"{found['zh']}（经审批）", f"{found['en']} (by decision)")
    for row in data["grounds"]:
        if row["id"] == ground:
            return Channel(row["channel"], ground, row["zh"], row["en"])
    raise LookupError(f"unknown ground of a green channel: {ground}")


@cache
def _lineage(cause: str) -> tuple[str, ...]:
    """A cause with all above it; nothing for one that is not known."""
    found: list[str] = []
    while cause:
        found.append(cause)
        try:
            cause = causes.cause(cause).parent
        except LookupError:
            return ()
    return tuple(found)


def channel_of(suit: Suit, on: date | None = None) -> Answer[Channel | None]:
    """Return the channel of a suit with its ground and article, or None (R-GRN-01)."""
    data = _data(on)
    for row in data["grounds"]:
        if "causes" in row and not set(row["causes"]).intersection(_lineage(suit.cause)):
            continue
        if row.get("money") and not suit.money:
            continue
        why = next(_claimants(suit, row["claimant"], data), None)
        if why is not None:
            local = row["status"] != "V"
            return Answer(named(row["id"]), tuple(cite(c) for c in row["cites"]), (why, _basis(data, local)), local)
    return Answer(None, (), ())


def _basis(data: Mapping[str, Any], local: bool) -> Line:
    if local:
        return Line(
            f"法律未作统一规定，属本院做法，由{data['owner']}确认。",
            "The law has no common rule; this is the court's own practice.",
        )
    return Line("法律对这类请求有先予执行等优先保护的规定。", "The law gives such claims early protection.")


def _claimants(suit: Suit, wanted: str, data: Mapping[str, Any]) -> Iterator[Line]:
    """Yield why the claimants fit: one person is enough, of enterprises all must be such."""
    people = [c for c in suit.claimants if c.kind == "person"]
    if wanted == "person" and people:
        yield Line(f"原告{people[0].name}为自然人，案由相符。", "A natural person claims, on such a cause.")
    if wanted == "minor" and any(c.minor for c in people):
        yield Line("原告为未成年人。", "The claimant is a minor.")
    if wanted == "elderly":
        for one in people:
            if one.age is not None and one.age >= data["elderly_age"]:
                yield Line(f"原告已满{data['elderly_age']}周岁。", f"The claimant is {data['elderly_age']} or older.")
    if wanted == "enterprise" and suit.claimants and all(_enterprise(c, data) for c in suit.claimants):
        yield Line("原告均为企业，不属于批量案件的金融、保险机构。", "Enterprises claim, and none is a batch creditor.")


def _enterprise(one: Claimant, data: Mapping[str, Any]) -> bool:
    if one.kind == "person" or any(word in one.name for word in data["batch_names"]):
        return False
    return any(word in one.name for word in data["enterprise_names"])


def turn_by(channel: str, procedure: str, start: datetime, on: date | None = None) -> Answer[date]:
    """Return the day by which the court means to make its next step in the channel (R-GRN-02).

    ``start`` is when something last happened in the matter. It is a clock of the court's own work:
    no right depends on it, and a legal clock that ends earlier goes before it.
    """
    stage = "filing" if procedure.split(".")[0] in _data(on)["filing_areas"] else "step"
    length = setting(f"green.{channel}.{stage}_workdays", on)
    found = periods.end(start.date(), "workday", int(length.value))
    zh = f"本院内部办理目标：{length.value}个工作日（设置{length.id}）。"
    line = Line(zh, f"The court's own target: {length.value} working days (setting {length.id}).")
    return Answer(found.value, found.cites, (line, *found.working), not length.confirmed)
