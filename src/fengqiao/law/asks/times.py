"""Asks about time: periods, limits, clocks."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from fengqiao.kernel.answer import Answer
from fengqiao.kernel.period import check_length
from fengqiao.law import clocks, limits, periods
from fengqiao.law import fields as f
from fengqiao.law.asks.base import Ask, Values, like, same, with_value
from fengqiao.law.errors import FieldError, one_of


def _period(values: Values) -> Answer[Any]:
    start, event = values.get("from"), values.get("before")
    if (start is None) == (event is None):
        raise FieldError("from", "give either from or before")
    name, given = ("from", start) if start is not None else ("before", event)
    found = f.start(name, "", "").read(given, name)
    unit = values.get("unit") or "day"
    one_of("unit", unit, ("hour", "day", "month", "year", "workday"))
    if unit == "hour" and not isinstance(found, datetime):
        raise FieldError(name, "a period in hours needs a date and a time")
    try:
        check_length(values["n"], unit)
    except ValueError as error:
        raise FieldError("n", str(error)) from None
    try:
        if name == "from":
            answer = periods.end(found, unit, values["n"])
        else:
            answer = periods.latest_before(found, values["n"], unit)
    except ValueError as error:
        raise FieldError(name, str(error)) from None
    return with_value(answer, like(given, answer.value))


def rule_period(values: Values) -> Answer[Any]:
    """Answer ``rule_period``: the end of the period ``rule`` from ``from``."""
    found = f.start("from", "", "").read(values["from"], "from")
    try:
        rule = periods.rule(values["rule"])
    except LookupError as error:
        raise FieldError("rule", str(error.args[0])) from None
    if rule.unit == "hour" and not isinstance(found, datetime):
        raise FieldError("from", "this period is in hours and needs a date and a time")
    try:
        answer = periods.end_of(rule.id, found, on=values.get("on"))
    except ValueError as error:
        raise FieldError("from", str(error)) from None
    return with_value(answer, like(values["from"], answer.value))


def _trial_limit(values: Values) -> Answer[Any]:
    return same(
        limits.trial_limit(
            values["procedure"],
            values["filed"],
            values.get("excluded") or (),
            values.get("extension_months") or 0,
            values.get("extension_days") or 0,
        )
    )


def _in_time(values: Values) -> Answer[Any]:
    found = clocks.in_time(
        values["limit"],
        values["handed_in"],
        by=values.get("by") or "post",
        proof=values.get("proof") is not False,
    )
    return same(found)


def _effective_day(values: Values) -> Answer[Any]:
    served = {party: f.day("served", "", "").read(day, "served") for party, day in values["served"].items()}
    return same(clocks.effective_day(served, values.get("kind") or "judgment", tuple(values.get("foreign") or ())))


def _six_month_bar(values: Values) -> Answer[Any]:
    return same(
        clocks.six_month_bar(
            values["effective"],
            values["today"],
            role=values.get("role") or "plaintiff",
            new_facts=bool(values.get("new_facts")),
        )
    )


ASKS = (
    Ask(
        "period",
        "按一般规则计算期间",
        "a period by the general rules",
        (
            f.anything(
                "from",
                "起算事由发生的日期（按小时计的，带时间）",
                "day (for hours: day and time) of the starting event",
                False,
            ),
            f.anything(
                "before", "向前倒推的日期（与 from 二选一）", "the day to count back from (instead of from)", False
            ),
            f.text(
                "unit", "单位：hour、day、month、year、workday", "hour, day (default), month, year or workday", False
            ),
            f.whole("n", "数量", "how many"),
        ),
        _period,
        {"from": "2026-09-16", "unit": "day", "n": 15},
        "2026-10-08",
    ),
    Ask(
        "rule_period",
        "按规则编号计算期间",
        "the end of a period of procedure by its rule id",
        (
            f.text("rule", "期间规则编号，如 R-FIL-03.civil", "id of a period rule"),
            f.anything(
                "from",
                "起算事由发生的日期；倒推的期间为所指的日期",
                "day of the starting event, or the event to count back from",
            ),
            f.day("on", "适用哪一天有效的规则", "the day whose law applies", False),
        ),
        rule_period,
        {"rule": "R-MED-04.before_filing", "from": "2026-03-02"},
        "2026-04-01",
    ),
    Ask(
        "trial_limit",
        "审限",
        "trial or enforcement time limit",
        (
            f.text("procedure", "程序", "one of: " + ", ".join(limits.PROCEDURES)),
            f.day("filed", "立案日期", "day of filing"),
            f.intervals("excluded", "不计入审限的期间", "intervals that are not counted", False),
            f.whole("extension_months", "批准延长的月数", "months of approved extension", False),
            f.whole("extension_days", "批准延长的日数", "days of approved extension", False),
        ),
        _trial_limit,
        {
            "procedure": "ordinary",
            "filed": "2026-01-05",
            "excluded": [["2026-03-01", "2026-04-15"]],
        },
        "2026-08-20",
    ),
    Ask(
        "in_time",
        "是否在期限内（以交邮日为准）",
        "whether a document is in time, by postmark",
        (
            f.day("limit", "期限届满日", "last day"),
            f.day("handed_in", "提交或者交邮日", "day handed in or posted"),
            f.text("by", "post 邮寄、courier 商业快递、court 当面或者网上", "post (default), courier or court", False),
            f.yes_no("proof", "有无交寄凭证", "proof of hand-over", False),
        ),
        _in_time,
        {"limit": "2026-02-14", "handed_in": "2026-02-14"},
        True,
    ),
    Ask(
        "effective_day",
        "裁判文书生效日",
        "the day a document takes effect without appeal",
        (
            f.facts("served", "各方送达日期", "day of service by party"),
            f.text("kind", "judgment 判决、ruling 裁定", "judgment (default) or ruling", False),
            f.texts("foreign", "在我国领域内没有住所的当事人", "parties without domicile in the PRC", False),
        ),
        _effective_day,
        {"served": {"A": "2026-03-02", "B": "2026-03-20"}},
        "2026-04-08",
    ),
    Ask(
        "six_month_bar",
        "离婚等案件六个月内不得再诉",
        "six-month bar on a new divorce or adoption suit",
        (
            f.day("effective", "前案生效日期", "day the former result took effect"),
            f.day("today", "拟起诉日期", "day of the new suit"),
            f.text("role", "plaintiff 前案原告、defendant 前案被告", "role in the former case", False),
            f.yes_no("new_facts", "有无新情况、新理由", "new facts", False),
        ),
        _six_month_bar,
        {"effective": "2026-03-10", "today": "2026-09-10"},
        True,
    ),
)
