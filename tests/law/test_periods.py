# ruff: noqa: DTZ001 - a question gives a time without a zone, which is read as Shanghai time
"""Period rules: found by id, by date of force, with their working; settings; the court calendar."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengqiao.kernel.period import UNITS
from fengqiao.law import periods, settings, store
from fengqiao.law.calendar import calendar, loaded_years, notice
from fengqiao.law.instruments import BY_CODE, CC, CPL, CPLI, OMR

RULES = periods.all_rules()
START = date(2026, 3, 2)


@pytest.fixture
def own_settings() -> Iterator[None]:
    yield
    settings.reset()


def test_a_rule_stands_once_for_each_day_of_force() -> None:
    held = [(id, version["in_force"]) for id, versions in periods._versions().items() for version in versions]
    assert len(held) == len(set(held))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_period_rule_counts_and_says_how(rule: periods.PeriodRule) -> None:
    start = datetime(2026, 3, 2, 9, 30) if rule.unit == "hour" else START
    found = periods.end_of(rule.id, start, on=date(2030, 1, 1))
    assert rule.unit in UNITS
    assert rule.length >= 1
    if rule.direction == "forward":
        assert found.value > start
    else:
        assert found.value < start
    assert isinstance(found.value, datetime) == (rule.unit == "hour")
    assert found.working[0].zh.startswith(rule.note_zh)
    assert found.cites[: len(rule.cites)] == rule.cites
    assert all(cite.instrument.code in BY_CODE for cite in found.cites)
    assert rule.status in ("V", "S", "U", "LOCAL")
    if rule.status in ("U", "LOCAL") or rule.length_setting:
        assert found.provisional


def test_rules_are_unique_and_unknown_ones_refused() -> None:
    assert len({rule.id for rule in RULES}) == len(RULES)
    with pytest.raises(LookupError, match="unknown period rule"):
        periods.rule("R-NONE")
    with pytest.raises(LookupError, match="unknown period rule"):
        periods.end_of("R-NONE", START)


def test_a_rule_is_held_from_its_text_on() -> None:
    found = periods.rule("R-MED-04.before_filing", date(2022, 1, 1))
    assert found.length == 30
    assert found.in_force == date(2022, 1, 1)
    assert OMR(24) in found.cites
    with pytest.raises(LookupError, match="is held from 2022-01-01 on"):
        periods.rule("R-MED-04.before_filing", date(2021, 12, 31))
    assert periods.all_rules(date(1990, 1, 1)) == []
    before = periods.end_of("R-MED-04.before_filing", date(2021, 3, 1))
    assert before.provisional


def test_a_period_before_the_text_that_is_held_is_provisional(monkeypatch: pytest.MonkeyPatch) -> None:
    later = {**periods._versions()["R-FIL-03.civil"][0], "in_force": date(2026, 7, 1)}
    monkeypatch.setitem(periods._versions(), "R-FIL-03.civil", [later])
    assert periods.end_of("R-FIL-03.civil", date(2026, 6, 1)).provisional
    assert not periods.end_of("R-FIL-03.civil", date(2026, 7, 1)).provisional


def test_R_FIL_21_the_text_in_force_when_the_period_began_applies() -> None:
    before = periods.end_of("R-FIL-21.administrative_suit", date(2026, 4, 30))
    after = periods.end_of("R-FIL-21.administrative_suit", date(2026, 5, 1))
    assert [cite.instrument.code for cite in before.cites] == ["ADL", "CPL", "CC", "CC"]
    assert [cite.instrument.code for cite in after.cites] == ["ADL", "ADT", "CPL", "CC", "CC"]
    assert "作出主体" in after.working[0].zh
    assert "作出主体" not in before.working[0].zh
    assert not before.provisional


def test_the_newest_version_in_force_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    newer = {**periods._versions()["R-FIL-03.civil"][0], "n": 10, "in_force": date(2026, 7, 1)}
    older = periods._versions()["R-FIL-03.civil"][0]
    monkeypatch.setitem(periods._versions(), "R-FIL-03.civil", [newer, older])
    assert periods.rule("R-FIL-03.civil").length == 10
    assert periods.rule("R-FIL-03.civil", date(2026, 6, 30)).length == 7
    assert periods.rule("R-FIL-03.civil", date(2026, 7, 1)).length == 10
    assert periods.end_of("R-FIL-03.civil", date(2026, 6, 1)).value == date(2026, 6, 8)
    assert periods.end_of("R-FIL-03.civil", date(2026, 7, 1)).value == date(2026, 7, 13)
    assert periods.end_of("R-FIL-03.civil", date(2026, 6, 1), on=date(2026, 7, 1)).value == date(2026, 6, 11)


def test_working_of_a_rule_reads_as_a_clerk_would_write_it() -> None:
    found = periods.end_of("R-HRG-09.appeal_judgment", date(2026, 9, 16))
    assert [line.zh for line in found.working] == [
        "对判决上诉：15日，自判决书送达起。",
        "起算事由发生之日2026年9月16日（星期三）不计入，自次日起算。",
        "期间15日，至2026年10月1日（星期四）。",
        "末日2026年10月1日（星期四）为法定休假日（国庆节），以其后第一个工作日2026年10月8日（星期四）为届满日。",
    ]
    assert found.working[0].en == "Appeal against a judgment: 15 days from service of the judgment."
    assert found.cites == (CPL(171, 1), CPL(85), CC(203))


def test_R_PER_13_clear_days_are_named_and_can_be_chosen(tmp_path: Path, own_settings: None) -> None:
    found = periods.end_of("R-HRG-01.summons", date(2026, 3, 20))
    assert found.value == date(2026, 3, 17)
    assert "稳妥日期为2026年3月16日" in found.working[-1].zh
    assert "在开庭之前" in found.working[0].zh
    adopt(tmp_path, "period.clear_days", "true")
    chosen = periods.end_of("R-HRG-01.summons", date(2026, 3, 20))
    assert chosen.value == date(2026, 3, 16)
    assert not chosen.provisional
    assert not periods.end_of("R-PRS-09.renewal", date(2026, 3, 20)).provisional


def test_R_SRV_10_public_notice_names_the_later_date(tmp_path: Path, own_settings: None) -> None:
    plain = periods.end_of("R-SRV-10.domestic", START)
    assert plain.value == date(2026, 4, 1)
    assert not plain.provisional
    assert len(plain.working) == 3
    found = periods.end_of("R-SRV-10.domestic", date(2026, 1, 20))
    assert found.value == date(2026, 2, 19)
    assert found.provisional
    assert "2026年2月24日" in found.working[-1].zh
    assert "以利当事人" in found.working[-1].zh
    adopt(tmp_path, "period.public_notice_roll", "true")
    rolled = periods.end_of("R-SRV-10.domestic", date(2026, 1, 20))
    assert rolled.value == date(2026, 2, 24)
    assert not rolled.provisional


def test_R_PER_06_hours_do_not_roll_unless_the_court_says_so(tmp_path: Path, own_settings: None) -> None:
    start = datetime(2026, 3, 5, 10, 20)
    assert periods.end(start, "hour", 48).value == datetime(2026, 3, 7, 11)
    assert periods.end(start, "hour", 48).provisional
    assert not periods.end(start, "hour", 24).provisional
    found = periods.end_of("R-PRS-02.urgent", start)
    assert "如认为应当顺延" in found.working[-1].zh
    assert "以利当事人" not in found.working[-1].zh
    adopt(tmp_path, "period.hours_roll", "true")
    assert periods.end(start, "hour", 48).value == datetime(2026, 3, 9, 11)
    assert not periods.end(start, "hour", 48).provisional
    assert periods.end_of("R-PRS-02.urgent", start).value == datetime(2026, 3, 9, 11)


def test_R_FIL_04_the_court_sets_the_length(tmp_path: Path, own_settings: None) -> None:
    found = periods.end_of("R-FIL-04.correction", START)
    assert found.value == date(2026, 3, 9)
    assert "尚未确认" in found.working[1].zh
    adopt(tmp_path, "filing.correction_days", "10")
    chosen = periods.end_of("R-FIL-04.correction", START)
    assert chosen.value == date(2026, 3, 12)
    assert not chosen.provisional
    assert "已确认" in chosen.working[1].zh


def test_a_rule_that_never_rolls_is_certain() -> None:
    found = periods.end_of("R-MIN-03.order_term", date(2026, 4, 2))
    assert found.value == date(2026, 10, 2)
    assert not found.provisional


def test_general_periods_cite_the_right_articles() -> None:
    assert periods.end(START, "day", 3).cites == (CPL(85), CC(203))
    assert periods.end(START, "month", 3).cites == (CPL(85), CC(202), CC(203))
    assert periods.end(datetime(2026, 3, 2, 9), "hour", 3).cites == (CPL(85), CPLI(125))
    assert periods.end(START, "year", 1).cites == (CPL(85), CC(202), CC(203))
    assert periods.end(START, "workday", 1).cites == (CPL(85),)
    assert periods.latest_before(START, 3).value == date(2026, 2, 27)
    assert periods.latest_before(START, 1, "month").value == date(2026, 2, 2)
    assert periods.latest_before(START, 1, "month").cites == (CPL(85), CC(202), CC(203))
    assert not periods.latest_before(START, 3).provisional


def test_R_PER_08_invariable_periods_are_marked() -> None:
    marked = {rule.id for rule in RULES if rule.invariable}
    assert "R-HRG-11.retrial_application" in marked
    assert "R-ENF-01.apply" not in marked


def test_R_PER_12_the_court_calendar_is_the_notices() -> None:
    assert loaded_years() == (2025, 2026)
    assert "国办发明电〔2025〕7号" in notice(2026)
    off = [d for year in (2025, 2026) for d in _days(year) if calendar().rest(d) and d.weekday() < 5]
    work = [d for year in (2025, 2026) for d in _days(year) if calendar().is_make_up(d)]
    assert (len(off), len(work)) == (37, 11)
    assert calendar().rest(date(2027, 10, 1)) is not None
    assert calendar().rest(date(2027, 1, 4)) is None
    assert calendar().rest(date(2099, 10, 1)) is not None
    assert calendar().rest(date(2100, 10, 1)) is None
    assert not calendar().loaded(date(2027, 1, 4))


def _days(year: int) -> list[date]:
    return [date.fromordinal(n) for n in range(date(year, 1, 1).toordinal(), date(year + 1, 1, 1).toordinal())]


def test_settings_have_owner_note_and_range(tmp_path: Path, own_settings: None) -> None:
    for found in settings.all_settings():
        assert found.owner
        assert found.zh
        assert found.en
        assert found.rule.startswith("R-")
        assert found.status in ("U", "LOCAL", "V")
        assert found.confirmed is (found.status == "V")
    with pytest.raises(LookupError, match="unknown setting"):
        settings.setting("none")
    with pytest.raises(ValueError, match="outside"):
        adopt(tmp_path, "fee.divorce_base", '"301.00"')
    with pytest.raises(ValueError, match="outside"):
        adopt(tmp_path, "fee.divorce_base", '"49.99"')
    assert adopt(tmp_path, "fee.divorce_base", '"200.00"') == ["fee.divorce_base"]
    assert settings.setting("fee.divorce_base").confirmed
    assert settings.setting("fee.divorce_base").amount == 200
    assert settings.setting("fee.divorce_base", date(2020, 1, 1)).amount == 300


def adopt(folder: Path, id: str, value: str) -> list[str]:
    """Write a court's own settings file and adopt it."""
    path = folder / f"{id}.yaml"
    path.write_text(f"settings: [{{id: {id}, value: {value}, in_force: 2025-01-01, confirmed: true}}]")
    return settings.adopt(path)


def test_data_is_read_once() -> None:
    assert store.load("periods.yaml") is store.load("periods.yaml")


@given(st.sampled_from([r.id for r in RULES if r.unit != "hour"]), st.dates(date(2025, 1, 1), date(2026, 6, 30)))
def test_no_rule_ends_before_it_starts(id: str, start: date) -> None:
    found = periods.end_of(id, start)
    later = periods.end_of(id, date.fromordinal(start.toordinal() + 1))
    assert found.value <= later.value
    assert (found.value > start) == (periods.rule(id).direction == "forward")
