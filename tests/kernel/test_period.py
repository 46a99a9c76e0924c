# ruff: noqa: DTZ001 - a question gives a time without a zone, which is read as Shanghai time
"""The arithmetic of periods, on a small calendar of its own."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengqiao.kernel.calendar import WEEKEND, Calendar, Name
from fengqiao.kernel.period import (
    LONGEST,
    UNITS,
    add_months,
    check_length,
    count,
    count_back,
    length_en,
    length_zh,
    next_hour,
    shanghai_date,
)

FESTIVAL = Name("节日", "festival")
CALENDAR = Calendar(
    {date(2026, 5, day): FESTIVAL for day in range(1, 6)},
    {date(2026, 5, 9): Name("调休上班", "make-up working day")},
    (2026,),
)
days = st.dates(date(2026, 1, 1), date(2026, 9, 30))


def test_calendar_tells_why_a_day_is_off() -> None:
    assert CALENDAR.rest(date(2026, 5, 1)) is FESTIVAL
    assert CALENDAR.rest(date(2026, 5, 10)) is WEEKEND
    assert CALENDAR.rest(date(2026, 5, 9)) is None
    assert CALENDAR.rest(date(2026, 5, 6)) is None
    assert CALENDAR.is_make_up(date(2026, 5, 9))
    assert not CALENDAR.is_make_up(date(2026, 5, 6))
    assert CALENDAR.loaded(date(2026, 1, 1))
    assert not CALENDAR.loaded(date(2027, 1, 1))


def test_R_PER_01_the_day_of_the_event_is_not_counted() -> None:
    found = count(date(2026, 3, 2), "day", 1, CALENDAR)
    assert found.raw == found.end == date(2026, 3, 3)
    assert not found.on_rest_day
    assert not found.provisional
    assert "不计入" in found.lines[0].zh


def test_R_PER_02_a_rest_day_at_the_end_moves_it_and_says_so() -> None:
    found = count(date(2026, 4, 16), "day", 15, CALENDAR)
    assert (found.raw, found.end) == (date(2026, 5, 1), date(2026, 5, 6))
    assert found.on_rest_day
    assert "节日" in found.lines[-1].zh
    assert "Wed 2026-05-06" in found.lines[-1].en


def test_R_PER_02_make_up_saturday_does_not_roll() -> None:
    found = count(date(2026, 4, 24), "day", 15, CALENDAR)
    assert found.end == date(2026, 5, 9)
    assert "调休" in found.lines[-1].zh


def test_an_end_that_is_not_moved_says_so() -> None:
    found = count(date(2026, 4, 16), "day", 15, CALENDAR, roll=False)
    assert found.end == found.raw == date(2026, 5, 1)
    assert "不作顺延" in found.lines[-1].zh


def test_R_PER_03_a_missing_day_becomes_the_last_of_the_month() -> None:
    assert add_months(date(2026, 8, 31), 6) == date(2027, 2, 28)
    assert add_months(date(2024, 2, 29), 24) == date(2026, 2, 28)
    assert add_months(date(2026, 3, 31), -1) == date(2026, 2, 28)
    assert add_months(date(2026, 1, 15), -1) == date(2025, 12, 15)
    assert add_months(date(2026, 11, 30), 1) == date(2026, 12, 30)
    found = count(date(2026, 3, 31), "month", 1, CALENDAR)
    assert found.end == date(2026, 4, 30)
    assert "没有对应日" in found.lines[-1].zh
    plain = count(date(2026, 3, 30), "month", 1, CALENDAR)
    assert all("没有对应日" not in line.zh for line in plain.lines)
    assert count(date(2025, 3, 3), "year", 1, CALENDAR).end == date(2026, 3, 3)


def test_R_PER_06_hours_run_from_the_next_hour() -> None:
    assert next_hour(datetime(2026, 3, 5, 10, 20)) == datetime(2026, 3, 5, 11)
    assert next_hour(datetime(2026, 3, 5, 23, 0)) == datetime(2026, 3, 6, 0)
    found = count(datetime(2026, 4, 29, 10, 20), "hour", 48, CALENDAR, roll=False)
    assert found.end == found.raw == datetime(2026, 5, 1, 11)
    assert found.on_rest_day
    assert not found.provisional
    working = count(datetime(2026, 3, 2, 10, 20), "hour", 24, CALENDAR, roll=False)
    assert working.end == datetime(2026, 3, 3, 11)
    assert not working.on_rest_day
    assert not working.provisional


def test_R_PER_06_hours_may_roll_where_the_court_says_so() -> None:
    found = count(datetime(2026, 4, 29, 10, 20), "hour", 48, CALENDAR, roll=True)
    assert found.end == datetime(2026, 5, 6, 11)
    assert found.raw == datetime(2026, 5, 1, 11)
    assert found.on_rest_day
    assert not found.provisional
    working = count(datetime(2026, 3, 2, 10, 20), "hour", 24, CALENDAR)
    assert working.end == datetime(2026, 3, 3, 11)
    assert not working.on_rest_day


def test_a_moment_elsewhere_is_read_in_shanghai() -> None:
    late = datetime(2026, 3, 1, 17, 0, tzinfo=UTC)
    assert shanghai_date(late) == date(2026, 3, 2)
    assert shanghai_date(datetime(2026, 3, 1, 23, 0)) == date(2026, 3, 1)
    assert count(late, "day", 1, CALENDAR).end == date(2026, 3, 3)
    hours = count(late, "hour", 1, CALENDAR)
    assert isinstance(hours.end, datetime)
    assert hours.end.isoformat() == "2026-03-02T03:00:00+08:00"
    back = count_back(late, "hour", 1, CALENDAR)
    assert isinstance(back.end, datetime)
    assert back.end.isoformat() == "2026-03-02T00:00:00+08:00"


def test_R_PER_07_only_working_days_count() -> None:
    assert count(date(2026, 4, 30), "workday", 1, CALENDAR).end == date(2026, 5, 6)
    assert count(date(2026, 5, 7), "workday", 2, CALENDAR).end == date(2026, 5, 9)
    found = count(date(2026, 4, 30), "workday", 3, CALENDAR)
    assert found.raw == found.end == date(2026, 5, 8)
    assert not found.on_rest_day


def test_R_PER_13_backward_periods_are_not_moved() -> None:
    assert count_back(date(2026, 5, 5), "day", 3, CALENDAR).end == date(2026, 5, 2)
    assert count_back(date(2026, 5, 7), "workday", 2, CALENDAR).end == date(2026, 4, 30)
    assert count_back(date(2026, 3, 31), "month", 1, CALENDAR).end == date(2026, 2, 28)
    assert count_back(date(2026, 3, 31), "year", 1, CALENDAR).end == date(2025, 3, 31)
    assert count_back(datetime(2026, 3, 5, 10, 20), "hour", 2, CALENDAR).end == datetime(2026, 3, 5, 8, 20)
    assert not count_back(date(2026, 3, 31), "year", 1, CALENDAR).provisional
    assert not count_back(date(2026, 5, 5), "day", 3, CALENDAR).on_rest_day
    assert not count_back(date(2026, 5, 7), "workday", 2, CALENDAR).on_rest_day
    assert not count_back(date(2026, 5, 7), "workday", 2, CALENDAR).provisional
    assert "休假日不影响" in count_back(date(2026, 5, 5), "day", 3, CALENDAR).lines[0].zh


def test_R_PER_12_a_year_that_is_not_loaded_is_provisional() -> None:
    for found in (
        count(date(2026, 12, 20), "day", 15, CALENDAR),
        count(date(2026, 12, 30), "workday", 5, CALENDAR),
        count(date(2026, 12, 30), "day", 5, CALENDAR, roll=False),
        count_back(date(2026, 1, 2), "workday", 3, CALENDAR),
    ):
        assert found.provisional
        assert "尚未载入" in found.lines[-1].zh
    assert not count(date(2026, 12, 1), "day", 15, CALENDAR).provisional
    assert not count(date(2026, 12, 1), "workday", 5, CALENDAR).provisional
    start_before = count(date(2025, 12, 30), "workday", 2, CALENDAR)
    assert start_before.provisional
    assert not count(date(2025, 12, 31), "workday", 2, CALENDAR).provisional


def test_R_PER_12_every_missing_year_is_named() -> None:
    found = count(date(2025, 12, 1), "workday", 300, CALENDAR)
    named = [line.zh[:4] for line in found.lines if "尚未载入" in line.zh]
    assert named == ["2025", "2027"]


@pytest.mark.parametrize("n", [0, -1, True, 1.0, "3", None])
@pytest.mark.parametrize("unit", UNITS)
def test_a_length_is_a_whole_number_of_one_or_more(unit: str, n: object) -> None:
    with pytest.raises(ValueError, match="n must be"):
        check_length(n, unit)  # type: ignore[arg-type]


@pytest.mark.parametrize("unit", UNITS)
def test_lengths_have_a_ceiling(unit: str) -> None:
    check_length(1, unit)
    check_length(LONGEST[unit], unit)
    with pytest.raises(ValueError, match="n must be"):
        check_length(LONGEST[unit] + 1, unit)


def test_ceilings_reach_a_century_of_days_and_years() -> None:
    assert LONGEST == {"hour": 8784, "day": 36600, "month": 1200, "year": 100, "workday": 2500}


def test_unknown_units_and_missing_times_are_refused() -> None:
    with pytest.raises(ValueError, match="unit must be one of: hour, day, month, year, workday"):
        count(date(2026, 3, 2), "week", 1, CALENDAR)
    for reckon in (count, count_back):
        with pytest.raises(ValueError, match="date and a time"):
            reckon(date(2026, 3, 2), "hour", 1, CALENDAR)


def test_dates_past_the_calendar_are_refused() -> None:
    for unit in ("day", "month", "year", "workday"):
        with pytest.raises(ValueError):
            count(date(9999, 12, 30), unit, 50, CALENDAR)
        with pytest.raises(ValueError):
            count_back(date(1, 1, 2), unit, 50, CALENDAR)


def test_lengths_in_words() -> None:
    assert (length_zh(15, "day"), length_en(15, "day")) == ("15日", "15 days")
    assert (length_zh(1, "month"), length_en(1, "month")) == ("1个月", "1 month")
    assert (length_zh(3, "workday"), length_en(3, "workday")) == ("3个工作日", "3 working days")
    assert (length_zh(2, "year"), length_en(48, "hour")) == ("2年", "48 hours")


@given(days, st.integers(1, 60), st.sampled_from(["day", "workday"]))
def test_never_before_the_start_and_ends_on_a_working_day(start: date, n: int, unit: str) -> None:
    found = count(start, unit, n, CALENDAR)
    assert found.end > start
    assert found.end >= start + timedelta(days=n)
    assert CALENDAR.rest(found.end) is None


@given(days, st.integers(1, 36), st.sampled_from(["day", "month", "workday"]))
def test_monotone_in_n_and_in_the_start(start: date, n: int, unit: str) -> None:
    assert count(start, unit, n, CALENDAR).end <= count(start, unit, n + 1, CALENDAR).end
    later = start + timedelta(days=1)
    assert count(start, unit, n, CALENDAR).end <= count(later, unit, n, CALENDAR).end


@given(days, st.integers(1, 40))
def test_backward_and_forward_agree_without_rest_days(event: date, n: int) -> None:
    latest = count_back(event, "day", n, CALENDAR).end
    assert count(latest, "day", n, CALENDAR, roll=False).end == event


@given(days, st.integers(1, 40))
def test_holidays_inside_a_period_add_nothing(start: date, n: int) -> None:
    assert count(start, "day", n, CALENDAR).raw == start + timedelta(days=n)
