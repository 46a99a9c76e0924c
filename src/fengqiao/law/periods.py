"""Every period of procedure, by rule id, and the date on which it ends, with the working.

The lengths are in ``data/periods.yaml``; how to count is in ``kernel.period``; rest days are in
``data/calendar``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any, Literal

from fengqiao.kernel.answer import Answer, Line
from fengqiao.kernel.calendar import en_date, zh_date
from fengqiao.kernel.citation import Citation
from fengqiao.kernel.period import (
    Reckoning,
    count,
    count_back,
    length_en,
    length_zh,
    shanghai_date,
)
from fengqiao.law.calendar import calendar
from fengqiao.law.citing import cite
from fengqiao.law.instruments import CC, CPL, CPLI
from fengqiao.law.settings import setting
from fengqiao.law.store import load, newest

Direction = Literal["forward", "backward"]
_COUNTING: dict[str, tuple[Citation, ...]] = {
    "hour": (CPL(85), CPLI(125)),
    "day": (CPL(85), CC(203)),
    "month": (CPL(85), CC(202), CC(203)),
    "year": (CPL(85), CC(202), CC(203)),
    "workday": (CPL(85),),
}


@dataclass(frozen=True, slots=True)
class PeriodRule:
    """One period of procedure.

    ``length`` is in ``unit`` (hour, day, month, year, workday). ``bound`` is at_least or at_most
    where the law only sets a floor or a ceiling. ``rolls`` says whether an end on a rest day
    moves; ``roll_setting``, ``length_setting`` and ``clear_setting`` name the settings it leans
    on. ``who`` is court for a duty of the court, else party. ``status`` is V, S, U or LOCAL.
    """

    id: str
    length: int
    unit: str
    direction: Direction
    cites: tuple[Citation, ...]
    note_zh: str
    note_en: str
    from_zh: str
    from_en: str
    status: str
    in_force: date
    who: str
    bound: str | None
    rolls: bool
    invariable: bool
    length_setting: str | None
    roll_setting: str | None
    clear_setting: str | None

    @property
    def length_zh(self) -> str:
        return length_zh(self.length, self.unit)

    @property
    def length_en(self) -> str:
        return length_en(self.length, self.unit)


def _date_of_force(cites: tuple[Citation, ...]) -> date:
    return max(date.fromisoformat(c.instrument.version) for c in cites)


@cache
def _versions() -> dict[str, list[dict[str, Any]]]:
    versions: dict[str, list[dict[str, Any]]] = {}
    for row in load("periods.yaml")["rules"]:
        entry = dict(row)
        entry["cites"] = tuple(cite(text) for text in row["cites"])
        entry.setdefault("in_force", _date_of_force(entry["cites"]))
        versions.setdefault(entry["id"], []).append(entry)
    return versions


def rule(id: str, on: date | None = None) -> PeriodRule:
    """Return a period rule as in force on a day, or its newest version.

    Raises LookupError for an unknown id, or a day before the text that is held.
    """
    versions = _versions().get(id)
    if versions is None:
        raise LookupError(f"unknown period rule: {id}")
    entry = newest(versions, on)
    if entry is None:
        raise LookupError(f"{id} is held from {versions[0]['in_force']} on")
    return _built(entry, on)


def _built(entry: dict[str, Any], on: date | None) -> PeriodRule:
    length, roll, clear = entry["n"], entry.get("roll", True), entry.get("clear")
    length_setting = length if isinstance(length, str) else None
    roll_setting = roll if isinstance(roll, str) else None
    return PeriodRule(
        id=entry["id"],
        length=int(setting(length_setting, on).value) if length_setting else length,
        unit=entry["unit"],
        direction="backward" if entry.get("back") else "forward",
        cites=entry["cites"],
        note_zh=entry["zh"],
        note_en=entry["en"],
        from_zh=entry["from_zh"],
        from_en=entry["from_en"],
        status=entry["status"],
        in_force=entry["in_force"],
        who=entry.get("who", "party"),
        bound=entry.get("bound"),
        rolls=bool(setting(roll_setting, on).value) if roll_setting else roll,
        invariable=entry.get("invariable", False),
        length_setting=length_setting,
        roll_setting=roll_setting,
        clear_setting=clear,
    )


def all_rules(on: date | None = None) -> list[PeriodRule]:
    """Return every period rule in force on a day (the newest by default), in the file's order."""
    held = ((versions, newest(versions, on)) for versions in _versions().values())
    return [_built(entry, on) for _, entry in held if entry is not None]


def _opening(found: PeriodRule) -> Line:
    return Line(
        f"{found.note_zh}：{found.length_zh}，"
        + (f"在{found.from_zh}之前。" if found.direction == "backward" else f"自{found.from_zh}起。"),
        f"{found.note_en[:1].upper()}{found.note_en[1:]}: {found.length_en} "
        + (f"before {found.from_en}." if found.direction == "backward" else f"from {found.from_en}."),
    )


def _unconfirmed(id: str | None, on: date | None) -> bool:
    return id is not None and not setting(id, on).confirmed


def _length_line(id: str, on: date | None) -> Line:
    found = setting(id, on)
    return Line(
        f"期间长度为法院设置值（{found.id}，由{found.owner}确认，{'已确认' if found.confirmed else '尚未确认'}）。",
        f"The length is a setting of the court ({found.id}, "
        f"{'confirmed' if found.confirmed else 'not yet confirmed'}).",
    )


def end_of(id: str, start: date, *, on: date | None = None) -> Answer[date]:
    """Return the end of the period ``id`` that starts from (or lies before) ``start``.

    ``start`` is the day of the starting event, with its time for hour periods; the value is a
    datetime exactly for those. A backward rule answers with the latest day still in time. Raises
    LookupError for an unknown id, ValueError for a date without time where hours are counted.
    """
    day = on or shanghai_date(start)
    try:
        found, held = rule(id, day), True
    except LookupError:
        found, held = rule(id), False
    lines = [_opening(found)]
    if found.length_setting:
        lines.append(_length_line(found.length_setting, on))
    if found.direction == "backward":
        reckoning = count_back(start, found.unit, found.length, calendar())
        value, extra, open_point = _clear_days(found, reckoning, on)
    else:
        reckoning = count(start, found.unit, found.length, calendar(), roll=found.rolls)
        value, extra, open_point = _roll_open(found, reckoning, on)
    cites = tuple(dict.fromkeys((*found.cites, *_COUNTING[found.unit])))
    provisional = (
        reckoning.provisional or open_point or not held or found.status == "U" or _unconfirmed(found.length_setting, on)
    )
    return Answer(value, cites, (*lines, *reckoning.lines, *extra), provisional)


def _clear_days(found: PeriodRule, reckoning: Reckoning, on: date | None) -> tuple[date, tuple[Line, ...], bool]:
    """Apply or mention the reading that “n days before” means n clear days."""
    if found.clear_setting is None:
        return reckoning.end, (), False
    safe = shanghai_date(reckoning.end) - timedelta(days=1)
    if setting(found.clear_setting, on).value:
        line = Line(
            f"按整日计算，再早一日：{zh_date(safe)}。",
            f"Counted in clear days, one day earlier: {en_date(safe)}.",
        )
        return safe, (line,), _unconfirmed(found.clear_setting, on)
    line = Line(
        f"若“{found.length}日前”须为整日，则应再早一日；稳妥日期为{zh_date(safe)}。",
        f"If “{found.length} days before” means clear days, it is one day earlier; the safe date is {en_date(safe)}.",
    )
    return reckoning.end, (line,), _unconfirmed(found.clear_setting, on)


def _roll_open(found: PeriodRule, reckoning: Reckoning, on: date | None) -> tuple[date, tuple[Line, ...], bool]:
    """Mark an end on a rest day where it is open whether this period moves, and name both dates."""
    if found.roll_setting is None or not reckoning.on_rest_day:
        return reckoning.end, (), False
    open_point = _unconfirmed(found.roll_setting, on)
    if found.rolls:
        return reckoning.end, (), open_point
    later = calendar().working_day_from(shanghai_date(reckoning.raw))
    public_notice = found.roll_setting == "period.public_notice_roll"
    line = Line(
        f"如认为应当顺延，则为{zh_date(later)}"
        + ("；当事人的期间由此起算的，以较晚日期为准，以利当事人。" if public_notice else "。"),
        f"If it were moved, it would be {en_date(later)}"
        + ("; a party's period counted from it starts on the later date, for its benefit." if public_notice else "."),
    )
    return reckoning.end, (line,), open_point


def end(start: date, unit: str, n: int) -> Answer[date]:
    """Return the end of ``n`` units counted from ``start`` by the general rules.

    Raises ValueError for an unknown unit, a length below 1, or hours without a time.
    """
    roll = unit != "hour" or bool(setting("period.hours_roll").value)
    reckoning = count(start, unit, n, calendar(), roll=roll)
    open_point = unit == "hour" and reckoning.on_rest_day and _unconfirmed("period.hours_roll", None)
    return Answer(
        reckoning.end,
        _COUNTING[unit],
        reckoning.lines,
        reckoning.provisional or open_point,
    )


def latest_before(event: date, n: int, unit: str = "day") -> Answer[date]:
    """Return the latest date that is ``n`` units before ``event``.

    Rest days do not move it. Raises ValueError as ``end`` does.
    """
    reckoning = count_back(event, unit, n, calendar())
    return Answer(reckoning.end, _COUNTING[unit], reckoning.lines, reckoning.provisional)
