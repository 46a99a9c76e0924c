"""Causes: the official trees as counted, and from plain words to a cause."""

from __future__ import annotations

import subprocess
import sys
import time
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengqiao.kernel import yamls
from fengqiao.law import causes
from fengqiao.law.store import load

EXAMPLES: dict[str, list[str]] = yamls.read(Path(__file__).parent / "examples" / "cause_sentences.yaml")


def all_of(kind: str) -> list[causes.Cause]:
    found, left = list[causes.Cause](), list(causes.children(kind=kind))
    while left:
        found.append(left.pop())
        left += causes.children(found[-1].code)
    return found


@pytest.mark.parametrize(
    ("kind", "levels"),
    [
        ("civil", {1: 12, 2: 59, 3: 514, 4: 470}),
        ("administrative", {1: 1, 2: 22, 3: 140}),
    ],
)
def test_R_CAU_01_level_counts_are_those_of_the_instrument(kind: str, levels: dict[int, int]) -> None:
    assert Counter(one.level for one in all_of(kind)) == levels


def test_R_CAU_04_ten_chapters_seventeen_sections_and_484_charges() -> None:
    charges = all_of("criminal")
    inner = [one for one in charges if causes.children(one.code)]
    assert sum(one.level == 1 for one in charges) == 10
    assert sum(one.level == 2 for one in inner) == 17
    assert len(charges) - len(inner) == 484


def test_R_CAU_03_third_level_causes_are_numbered_1_to_514_in_order() -> None:
    third = [one for one in all_of("civil") if one.level == 3]
    assert {one.number for one in third} == {str(number) for number in range(1, 515)}
    assert all(one.code == f"civ26-{one.number}" for one in third)


@pytest.mark.parametrize(
    ("code", "name", "path_top"),
    [
        ("civ26-108.3", "民间借贷纠纷", "合同、准合同纠纷"),
        ("civ26-14", "离婚纠纷", "婚姻家庭、继承纠纷"),
        ("civ26-411", "机动车交通事故责任纠纷", "侵权责任纠纷"),
        ("civ26-448", "申请司法确认调解协议", "非讼程序案件案由"),
        ("civ26-s19", "劳动争议", "劳动争议、人事争议、新就业形态用工纠纷"),
        ("civ26-p4", "合同、准合同纠纷", "合同、准合同纠纷"),
        ("adm21-1.1", "行政处罚", "行政行为"),
        ("crim24-3.1", "生产、销售伪劣商品罪", "破坏社会主义市场经济秩序罪"),
    ],
)
def test_a_code_is_the_set_and_the_official_number(code: str, name: str, path_top: str) -> None:
    one = causes.cause(code)
    assert (one.name, one.path[0], one.path[-1]) == (name, path_top, name)
    assert len(one.path) == one.level


def test_every_parent_is_one_level_above_and_lists_its_children_in_order() -> None:
    for one in all_of("civil"):
        if one.parent:
            assert causes.cause(one.parent).level == one.level - 1
            assert one in causes.children(one.parent)
    numbers = [one.number for one in causes.children("civ26-108")]
    assert numbers == ["（1）", "（2）", "（3）", "（4）", "（5）", "（6）"]


def test_an_unknown_code_is_an_error() -> None:
    with pytest.raises(KeyError):
        causes.cause("civ26-515")


@pytest.mark.parametrize(
    ("code", "day", "valid"),
    [
        ("civ26-108.3", date(2025, 12, 31), False),
        ("civ26-108.3", date(2026, 1, 1), True),
        ("adm21-1.1", date(2020, 12, 31), False),
        ("crim24-1.1", date(2024, 3, 1), True),
    ],
)
def test_R_CAU_01_a_cause_is_for_cases_from_its_day_of_force(code: str, day: date, valid: bool) -> None:
    assert causes.valid_on(code, day) is valid


def test_search_finds_by_part_of_the_name_and_by_number() -> None:
    assert causes.search("民间借贷")[0].code == "civ26-108.3"
    assert causes.search("民间 借贷纠纷")[0].code == "civ26-108.3"
    assert "civ26-411" in [one.code for one in causes.search("411")]
    assert causes.search("盗窃", kind="criminal")[0].name == "盗窃罪"
    assert len(causes.search("合同", limit=7)) == 7
    assert causes.search("  ") == []


SENTENCES = [(code, text) for code, texts in EXAMPLES.items() for text in texts]


def test_plain_sentences_find_their_cause() -> None:
    assert len(SENTENCES) >= 300
    ranks = []
    for code, text in SENTENCES:
        found = [one.cause.code for one in causes.suggest(text, limit=3)]
        ranks.append(found.index(f"civ26-{code}") if f"civ26-{code}" in found else 9)
    missed = [SENTENCES[n] for n, rank in enumerate(ranks) if rank > 2]
    assert sum(rank <= 2 for rank in ranks) / len(ranks) >= 0.95, missed
    assert sum(rank == 0 for rank in ranks) / len(ranks) >= 0.85


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("他借了我三万块钱不还", "108.3"),
        ("老板拖欠工资", "205.5"),
        ("邻居漏水", "55.1"),
        ("被车撞了", "411"),
        ("想离婚", "14"),
        ("物业费", "126"),
        ("租房押金不退", "116.2"),
        ("网上买到假货", "88.8"),
        ("工程款", "120.3"),
        ("赡养", "24.1"),
        ("继承", "29"),
        ("打人受伤", "1"),
        ("保理合同纠纷", "118"),
        ("船舶碰撞损害责任", "217"),
    ],
)
def test_the_shortest_descriptions_find_their_cause(text: str, code: str) -> None:
    assert causes.suggest(text)[0].cause.code == f"civ26-{code}"


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "。",
        "今天天气不错",
        "你好",
        "asdf qwer",
        "12345",
        "我想吃火锅",
        "谢谢你们",
        "法院在哪里",
    ]
    + [
        "几点上班",
        "开庭时间是什么时候",
        "我的孩子很可爱",
        "明天去爬山",
        "请问怎么联系法官",
        "这本书很好看",
    ],
)
def test_nonsense_and_small_talk_give_nothing(text: str) -> None:
    assert causes.suggest(text) == []


def test_a_suggestion_names_the_words_that_it_rests_on() -> None:
    first = causes.suggest("老板拖欠工资")[0]
    assert first.reason_zh == "您提到了“拖欠工资”“老板”"
    assert first.reason_en == "you wrote “拖欠工资”, “老板”"
    for code, text in SENTENCES[::7]:
        for one in causes.suggest(text):
            words = one.reason_zh.removeprefix("您提到了“").removesuffix("”").split("”“")
            assert all(word in causes.plain(text) for word in words), (code, text)


@given(st.text(max_size=60))
def test_any_text_at_all_gets_an_answer(text: str) -> None:
    assert all(one.score >= causes.THRESHOLD for one in causes.suggest(text))


def test_suggestions_are_the_likeliest_first_and_not_more_than_asked() -> None:
    text = "离婚后前夫不给孩子抚养费，离婚协议里的房子也不过户"
    scores = [one.score for one in causes.suggest(text, limit=9)]
    assert len(scores) > 2
    assert scores == sorted(scores, reverse=True)
    assert len(causes.suggest(text, limit=2)) == 2


def test_a_gap_does_not_reach_into_the_next_sentence_or_too_far() -> None:
    assert causes.find("借…不还", "借了我三万块钱不还") == "借了我三万块钱不还"
    assert causes.find("借…不还", "借了书。他的钱不还") == ""
    assert causes.find("借…不还", "借" + "了" * 15 + "不还") == ""
    assert causes.find("<亲>…<死>", "他爷爷前年过世了") == "爷爷前年过世"


def test_at_least_sixty_common_causes_are_explained_in_both_languages() -> None:
    common = causes.everyday_causes()
    assert len(common) >= 60
    for one in common:
        texts = (one.plain_zh, one.plain_en, one.about_zh, one.about_en)
        assert all(isinstance(text, str) and text for text in texts), one.code
        assert one.plain_en.isascii() and one.about_en.isascii(), one.code
        assert causes.cause(one.code).level >= 3
        assert one.claims and set(one.claims) <= {"money", "property", "status", "act"}
        assert one.mediation in {"must", "suited", "unsuited"}, one.code
        assert one.fee in {"property", "divorce", "personality", "labour", "ip", "other", "none"}


def test_most_common_causes_have_sample_sentences() -> None:
    common = {one.code.removeprefix("civ26-") for one in causes.everyday_causes()}
    assert set(EXAMPLES) <= common
    assert len(set(EXAMPLES)) >= 80


@pytest.mark.parametrize("code", ["14", "22.1", "24.1", "29", "55.2", "68", "132", "144", "406", "411"])
def test_R_MED_01_family_neighbours_labour_accidents_partnership_are_to_be_tried(code: str) -> None:
    known = causes.everyday(f"civ26-{code}")
    assert known is not None
    assert known.mediation == "must"


@pytest.mark.parametrize("code", ["14", "22.2", "205.1", "38.1", "68", "439", "441"])
def test_R_SIM_02_status_and_title_are_excluded_from_small_claims(code: str) -> None:
    known = causes.everyday(f"civ26-{code}")
    assert known is not None
    assert not known.small_claims


def test_R_SIM_02_small_claims_are_open_only_where_money_is_claimed() -> None:
    for one in causes.everyday_causes():
        assert "money" in one.claims or not one.small_claims, one.code


@pytest.mark.parametrize(
    ("code", "fee"),
    [
        ("civ26-14", "divorce"),
        ("civ26-6", "personality"),
        ("civ26-2", "personality"),
        ("civ26-205.5", "labour"),
        ("civ26-205.3", "labour"),
        ("civ26-165.2", "ip"),
        ("civ26-150.5", "ip"),
        ("civ26-108.3", "property"),
        ("civ26-118", "property"),
        ("civ26-17", "other"),
        ("civ26-448", "none"),
        ("civ26-453", "none"),
        ("civ26-315", "other"),
    ],
)
def test_R_FEE_every_civil_cause_has_a_fee_kind(code: str, fee: str) -> None:
    assert causes.fee_kind(code) == fee


def test_a_cause_without_words_of_its_own_takes_those_of_the_one_above() -> None:
    below = causes.everyday("civ26-142.1")
    assert below is not None
    assert below.code == "civ26-142"
    assert causes.everyday("civ26-217") is None


def test_every_expression_of_the_lexicon_can_match_and_stands_once() -> None:
    for row in load("cause_words.yaml")["causes"]:
        for kind in causes.WEIGHTS:
            expressions = [str(one) for one in row.get(kind, [])]
            assert len(set(expressions)) == len(expressions), (row["code"], kind)
            for one in expressions:
                assert causes.plain(one.replace("…", "")) == one.replace("…", ""), (
                    row["code"],
                    one,
                )
                assert "<" in one or causes.find(one, one.replace("…", "呀")), (row["code"], one)


def test_the_list_loads_lazily_and_a_suggestion_is_quick() -> None:
    code = "import fengqiao.law.causes as c; print(c._table.cache_info().currsize)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert done.stdout.strip() == "0"
    causes.suggest("借钱")
    start = time.process_time()
    for _, text in SENTENCES[:50]:
        causes.suggest(text)
    assert (time.process_time() - start) / 50 < 0.01
