"""Trial and enforcement time limits (审限): when they end, what is not counted, when to warn.

Rules R-LIM-01 to R-LIM-25. A limit runs from the day after filing; a case that changes from the
simple to the ordinary procedure keeps its filing date.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from fengqiao.kernel.answer import Answer, Line
from fengqiao.kernel.calendar import en_date, zh_date
from fengqiao.kernel.citation import Citation
from fengqiao.kernel.period import add_months, length_en, length_zh
from fengqiao.law.calendar import calendar
from fengqiao.law.citing import cite
from fengqiao.law.errors import FieldError, one_of
from fengqiao.law.instruments import CPL, CPLI, TL00, TL19
from fengqiao.law.settings import setting
from fengqiao.law.store import load, newest

PROCEDURES: tuple[str, ...] = tuple(load("limits.yaml")["limits"])
Interval = tuple[date, date]


@dataclass(frozen=True, slots=True)
class TrialLimit:
    """A time limit of a case.

    ``target`` is the raw last day, ``legal`` the last day moved over rest days, ``other`` the
    target by the other convention for the first day of excluded intervals, ``excluded_days`` how
    many days were not counted. ``warnings`` are 30, 15 (last day to apply for an extension) and 5
    days before the target.
    """

    target: date
    legal: date
    other: date
    excluded_days: int
    warnings: tuple[date, date, date]


def _entry(procedure: str, on: date | None) -> dict[str, Any]:
    one_of("procedure", procedure, PROCEDURES)
    versions = load("limits.yaml")["limits"][procedure]
    found: dict[str, Any] = newest(versions, on) or versions[0]
    return found


def interval_kinds() -> dict[str, bool]:
    """Return the kinds of interval inside a limit: True where the law does not count them."""
    data = load("limits.yaml")
    return {**dict.fromkeys(data["not_counted"], True), **dict.fromkeys(data["counted"], False)}


def excluded_interval(kind: str, first: date, last: date) -> Answer[Interval | None]:
    """Return the part of an interval that is not counted in the limit, or None (R-LIM-21).

    An adjournment for new evidence is left out for one month at most. Raises FieldError.
    """
    one_of("kind", kind, interval_kinds())
    if last < first:
        raise FieldError("excluded", f"{first} to {last} ends before it begins")
    out = interval_kinds()[kind]
    row = load("limits.yaml")["not_counted" if out else "counted"][kind]
    cites = tuple(cite(text) for text in row["cites"])
    if not out:
        return Answer(None, cites, (Line(f"{row['zh']}照常计入审限。", f"Counted: {row['en']}."),))
    months = row.get("at_most_months")
    end = last if months is None else min(last, add_months(first, months) - timedelta(days=1))
    line = Line(f"{row['zh']}不计入审限。", f"Not counted: {row['en']}.")
    return Answer((first, end), cites, (line,))


def merged(excluded: Sequence[Interval]) -> list[Interval]:
    """Return excluded intervals sorted, with overlapping and touching ones joined.

    Raises FieldError where an interval ends before it begins.
    """
    joined: list[Interval] = []
    for first, last in sorted(excluded):
        if last < first:
            raise FieldError("excluded", f"{first} to {last} ends before it begins")
        if joined and first <= joined[-1][1] + timedelta(days=1):
            joined[-1] = (joined[-1][0], max(last, joined[-1][1]))
        else:
            joined.append((first, last))
    return joined


def _days(interval: Interval, *, inclusive: bool) -> int:
    return (interval[1] - interval[0]).days + (1 if inclusive else 0)


def _extended(
    target: date, filed: date, excluded: Sequence[Interval], *, inclusive: bool
) -> tuple[date, int, list[Line]]:
    """Add the excluded days one interval after another, as long as the limit is still running."""
    total, lines = 0, []
    for first, last in merged(excluded):
        begin = max(first, filed + timedelta(days=1))
        if last < begin or begin > target:
            lines.append(
                Line(
                    f"{zh_date(first)}至{zh_date(last)}不在审限之内，不予扣除。",
                    f"{first} to {last} lies outside the running limit and changes nothing.",
                )
            )
            continue
        days = _days((begin, last), inclusive=inclusive)
        total += days
        target += timedelta(days=days)
        lines.append(
            Line(
                f"扣除{zh_date(begin)}至{zh_date(last)}，共{days}日。",
                f"Not counted: {begin} to {last}, {length_en(days, 'day')}.",
            )
        )
    return target, total, lines


def _check_extension(found: dict[str, Any], months: int, days: int) -> None:
    for field, value, key in (
        ("extension_months", months, "months"),
        ("extension_days", days, "days"),
    ):
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            raise FieldError(field, "must be a whole number, 0 or more")
        if not value:
            continue
        ceilings = [found[part] for part in ("extension", "further") if part in found]
        if not ceilings:
            raise FieldError(field, "this limit cannot be extended")
        if all(part for part in ceilings):
            highest = sum(part.get(key, 0) for part in ceilings)
            if value > highest:
                raise FieldError(field, f"at most {highest} for this procedure")


def trial_limit_detail(
    procedure: str,
    filed: date,
    excluded: Sequence[Interval] = (),
    extension_months: int = 0,
    extension_days: int = 0,
    on: date | None = None,
) -> Answer[TrialLimit]:
    """Return the limit of a case filed on ``filed``, with both conventions and warning days.

    ``excluded`` are intervals (first day, last day) that are not counted; overlaps count once,
    and days before filing or after expiry change nothing. Raises FieldError.
    """
    found = _entry(procedure, on)
    if "n" not in found:
        raise FieldError("procedure", "this procedure has no time limit")
    _check_extension(found, extension_months, extension_days)
    months = found["n"] if found["unit"] == "month" else 0
    days = found["n"] if found["unit"] == "day" else 0
    try:
        plain = add_months(filed, months + extension_months) + timedelta(days=days + extension_days)
        inclusive = setting("limit.excluded_first_day", on).value == "inclusive"
        target, count, lines = _extended(plain, filed, excluded, inclusive=inclusive)
        other = _extended(plain, filed, excluded, inclusive=not inclusive)[0]
        legal = calendar().working_day_from(target)
    except (OverflowError, ValueError) as error:
        raise error if isinstance(error, FieldError) else FieldError("filed", "too late") from None
    ahead = [target - timedelta(days=n) for n in (30, 15, 5)]
    limit = TrialLimit(target, legal, other, count, (ahead[0], ahead[1], ahead[2]))
    working = (*_opening(found, filed, plain, extension_months, extension_days), *lines)
    provisional = (
        (legal != target and not setting("period.trial_limit_roll", on).confirmed)
        or (count > 0 and not setting("limit.excluded_first_day", on).confirmed)
        or not calendar().loaded(target)
    )
    cites: list[Citation] = [cite(text) for text in found["cites"]]
    cites += [TL00(8)] + ([TL00(9), CPLI(243)] if excluded else [])
    cites += [TL19(1)] if extension_months or extension_days else []
    return Answer(limit, tuple(dict.fromkeys(cites)), (*working, *_closing(limit)), provisional)


def _opening(found: dict[str, Any], filed: date, plain: date, months: int, days: int) -> tuple[Line, ...]:
    zh, en = length_zh(found["n"], found["unit"]), length_en(found["n"], found["unit"])
    if months:
        zh, en = (
            f"{zh}，延长{length_zh(months, 'month')}",
            f"{en} plus {length_en(months, 'month')}",
        )
    if days:
        zh, en = f"{zh}，延长{days}日", f"{en} plus {length_en(days, 'day')}"
    return (
        Line(
            f"{found['zh']}：{zh}，自{zh_date(filed)}立案次日起算，至{zh_date(plain)}。",
            f"{found['en'][:1].upper()}{found['en'][1:]}: {en}, from the day after filing on "
            f"{en_date(filed)} to {en_date(plain)}.",
        ),
    )


def _closing(limit: TrialLimit) -> tuple[Line, ...]:
    lines = []
    if limit.excluded_days:
        lines.append(
            Line(
                f"共扣除{limit.excluded_days}日，审限至{zh_date(limit.target)}"
                f"（首日另一算法为{zh_date(limit.other)}）。",
                f"{length_en(limit.excluded_days, 'day')} not counted: the limit ends on "
                f"{en_date(limit.target)} ({limit.other} by the other convention).",
            )
        )
    if limit.legal != limit.target:
        lines.append(
            Line(
                f"办案目标为{zh_date(limit.target)}；该日为休假日，如作顺延，法定限度为{zh_date(limit.legal)}。",
                f"The target is {en_date(limit.target)}; it is a rest day, so the legal limit, "
                f"if moved, is {en_date(limit.legal)}.",
            )
        )
    if not calendar().loaded(limit.target):
        lines.append(
            Line(
                f"{limit.target.year}年的放假安排尚未载入，是否遇休假日为暂定。",
                f"The holiday notice for {limit.target.year} is not loaded.",
            )
        )
    return tuple(lines)


def trial_limit(
    procedure: str,
    filed: date,
    excluded: Sequence[Interval] = (),
    extension_months: int = 0,
    extension_days: int = 0,
    on: date | None = None,
) -> Answer[date]:
    """Return the last day of the limit; see ``trial_limit_detail``. Raises FieldError."""
    found = trial_limit_detail(procedure, filed, excluded, extension_months, extension_days, on)
    return Answer(found.value.target, found.cites, found.working, found.provisional)


def extension_possible(today: date, limit: date) -> Answer[bool]:
    """Say whether an extension may still be applied for: 15 days before expiry at the latest.

    R-LIM-23; after expiry no extension can be entered.
    """
    last = limit - timedelta(days=15)
    line = Line(
        f"最迟在{zh_date(last)}提出延长申请，院长在{zh_date(limit - timedelta(days=5))}前决定。",
        f"Apply by {en_date(last)} at the latest; decided by {en_date(limit - timedelta(days=5))}.",
    )
    return Answer(today <= last, (TL19(1),), (line,))


def adjournments_left(procedure: str, held: int) -> Answer[int]:
    """Return how many adjournments are left: two in the ordinary procedure, one otherwise (R-LIM-24)."""
    allowed = 1 if procedure in ("simple", "small_claims") else 2
    line = Line(
        f"延期开庭次数不超过{allowed}次，已延期{held}次。",
        f"At most {allowed}; {held} held.",
    )
    return Answer(max(allowed - held, 0), (TL19(2), TL19(3)), (line,))


def conversion_allowed(
    from_procedure: str, to_procedure: str, today: date, limit: date, *, hearing_opened: bool
) -> Answer[bool]:
    """Say whether a case may change its procedure, with the limit still from filing (R-LIM-25)."""
    upward = {"small_claims": ("simple", "ordinary"), "simple": ("ordinary",)}
    if from_procedure == "ordinary" and to_procedure in ("simple", "small_claims"):
        line = Line(
            "已按普通程序审理的案件，开庭后不得转为简易程序。"
            if hearing_opened
            else "开庭前，经双方同意可以适用简易程序。",
            "After the hearing has opened an ordinary case may not become simple."
            if hearing_opened
            else "Before the hearing the parties may agree on the simple procedure.",
        )
        return Answer(not hearing_opened and to_procedure == "simple", (CPLI(260),), (line,))
    allowed = to_procedure in upward.get(from_procedure, ()) and today <= limit
    line = Line(
        "应在审限届满前裁定转换；审限自立案之日起算，不因转换重新起算。",
        "To be ruled before the limit ends; the limit still runs from filing.",
    )
    return Answer(allowed, (CPL(170), CPLI(258), CPLI(269)), (line,))
