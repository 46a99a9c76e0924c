"""Courts and divisions: counts, appeals, case-number codes, addresses, birthplaces."""

from __future__ import annotations

import time
from collections import Counter

import pytest

from fengqiao.law import courts, divisions
from fengqiao.law.outline import read_outline


def test_the_four_levels_are_counted() -> None:
    counted = Counter(one.level for one in courts.all_courts())
    assert counted == {"supreme": 1, "high": 32, "intermediate": 405, "basic": 3050}


@pytest.mark.parametrize(
    ("number_code", "name", "appeal", "division"),
    [
        ("浙0681", "诸暨市人民法院", "绍兴市中级人民法院", "330681"),
        ("京0105", "北京市朝阳区人民法院", "北京市第三中级人民法院", "110105"),
        ("浙06", "绍兴市中级人民法院", "浙江省高级人民法院", "330600"),
        ("浙", "浙江省高级人民法院", "最高人民法院", "330000"),
    ],
)
def test_a_case_number_code_names_a_court_and_its_court_of_appeal(
    number_code: str, name: str, appeal: str, division: str
) -> None:
    found = courts.by_number_code(number_code)
    assert found is not None
    above = courts.appeal_court(found)
    assert above is not None
    assert (found.name, above.name, found.division) == (name, appeal, division)


def test_nobody_hears_appeals_from_the_supreme_court() -> None:
    supreme = courts.by_number_code("最高法")
    assert supreme is not None
    assert courts.appeal_court(supreme) is None


def test_every_appeal_leads_up_to_the_supreme_court() -> None:
    order = ["basic", "intermediate", "high", "supreme"]
    for one in courts.all_courts():
        above = courts.appeal_court(one)
        if above is not None:
            assert order.index(above.level) > order.index(one.level), one.name


def test_an_unknown_number_code_names_nobody_even_if_it_is_a_code_of_the_table() -> None:
    assert courts.by_number_code("浙9999") is None
    assert courts.by_number_code("X001") is None
    assert courts.court("X001").number_code == ""
    assert courts.court("X001").certainty == "unknown"
    with pytest.raises(KeyError):
        courts.court("浙9999")


def test_what_is_derived_or_recalled_says_so() -> None:
    certainty = Counter(one.certainty for one in courts.all_courts())
    assert certainty["derived"] > 3000
    assert certainty["unknown"] == sum(not one.number_code for one in courts.all_courts())
    derived = [one for one in courts.all_courts() if one.certainty == "derived"]
    assert all(one.number_code[1:] in (one.division[2:], one.division[2:4]) for one in derived)


def test_courts_of_a_division_and_search() -> None:
    assert [one.name for one in courts.courts_of_division("330681")] == ["诸暨市人民法院"]
    assert courts.courts_of_division("999999") == ()
    assert courts.search("诸暨")[0].number_code == "浙0681"
    assert courts.search("浙0681")[0].name == "诸暨市人民法院"
    assert len(courts.search("人民法院", limit=5)) == 5
    assert courts.search("") == []


def test_special_courts_are_marked() -> None:
    kinds = Counter(one.kind for one in courts.all_courts())
    assert (kinds["maritime"], kinds["internet"], kinds["ip"], kinds["finance"]) == (11, 3, 4, 3)


def test_every_court_with_a_division_stands_in_a_known_one() -> None:
    for one in courts.all_courts():
        assert not one.division or divisions.division(one.division), one.name


def test_the_three_levels_of_divisions_are_counted() -> None:
    provinces = divisions.children()
    below = [one for province in provinces for one in divisions.children(province.code)]
    counties = [one for one in below if one.level == "county"]
    prefectures = [one for one in below if one.level == "prefecture"]
    counties += [one for prefecture in prefectures for one in divisions.children(prefecture.code)]
    assert (len(provinces), len(prefectures), len(counties)) == (34, 333, 2844)


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("330681", "浙江省绍兴市诸暨市"),
        ("110105", "北京市朝阳区"),
        ("429004", "湖北省仙桃市"),
        ("441900", "广东省东莞市"),
        ("810000", "香港特别行政区"),
    ],
)
def test_a_full_name_runs_from_the_province_down(code: str, name: str) -> None:
    assert divisions.full_name(code) == name


def test_divisions_are_found_by_name_and_by_code() -> None:
    assert divisions.search("诸暨市")[0].code == "330681"
    assert divisions.search("3306")[0].code == "330600"
    assert len(divisions.search("区", limit=3)) == 3
    assert divisions.search(" ") == []
    with pytest.raises(KeyError):
        divisions.division("330699")


@pytest.mark.parametrize(
    ("number", "name", "exact"),
    [
        ("330681199001010000", "浙江省绍兴市诸暨市", True),
        ("330621195001010000", "浙江省绍兴市", False),
        ("510202195001010000", "四川省", False),
    ],
)
def test_a_birthplace_falls_back_where_the_code_was_abolished(number: str, name: str, exact: bool) -> None:
    place = divisions.birthplace(number)
    assert place is not None
    assert (place.name, place.exact) == (name, exact)


@pytest.mark.parametrize("number", ["", "33", "990101199001010000"])
def test_no_birthplace_without_a_known_province(number: str) -> None:
    assert divisions.birthplace(number) is None


def test_an_outline_with_a_jump_is_refused(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path_factory.mktemp("data")
    (folder / "x.txt").write_text("# head\na\n   b\n")
    monkeypatch.setattr("fengqiao.law.outline.DATA", folder)
    with pytest.raises(ValueError, match="line 3"):
        list(read_outline("x.txt", blanks=1))


def test_the_tables_load_in_less_than_fifty_milliseconds() -> None:
    best = {"courts": 9.0, "divisions": 9.0}
    for _ in range(3):
        for name, module in (("courts", courts), ("divisions", divisions)):
            module._table.cache_clear()
            start = time.process_time()
            module._table()
            best[name] = min(best[name], time.process_time() - start)
    assert max(best.values()) < 0.05
