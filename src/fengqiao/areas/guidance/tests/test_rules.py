"""The look before filing: every point has its ground; nothing is a score."""

from __future__ import annotations

from datetime import date
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fengqiao.areas.guidance import known, rules
from fengqiao.areas.guidance.facts import About, Outlook, Proof
from fengqiao.areas.guidance.rules import CARE, GOOD, INFO, Point, outlook
from fengqiao.core.words import has
from fengqiao.law.instruments import CC, CPL, CPLI, FEE, LDA

pytestmark = pytest.mark.pure

TODAY = date(2026, 3, 2)


def points(about: str = "loan", **more: Any) -> dict[str, Point]:
    return {point.topic: point for point in outlook(Outlook.model_validate({"about": about, **more}), TODAY)}


def test_R_FIL_18_limitation_passed_is_a_warning_and_the_court_does_not_raise_it() -> None:
    point = points(since="2022-03-01")["time"]
    assert (point.code, point.level) == ("limitation_passed", CARE)
    assert point.values["day"] == "2025-03-03"
    assert {CC(188), CC(193), CPLI(219)} <= set(point.cites)


def test_R_FIL_18_a_demand_in_time_starts_it_again_and_a_late_one_does_not() -> None:
    assert points(since="2022-03-01", asked="2024-06-01")["time"].code == "limitation_open"
    assert points(since="2022-03-01", asked="2025-06-01")["time"].code == "limitation_passed"
    assert points(since="2022-03-01", asked="2021-06-01")["time"].code == "limitation_passed"


@pytest.mark.parametrize(
    ("since", "code"),
    [
        ("2023-03-02", "limitation_near"),
        ("2023-05-29", "limitation_near"),
        ("2023-06-01", "limitation_open"),
        ("2023-02-27", "limitation_passed"),
        ("2026-03-03", "not_due"),
        (None, "limitation_unknown"),
    ],
)
def test_R_FIL_18_the_edges_of_the_three_years(since: str | None, code: str) -> None:
    assert points(since=since)["time"].code == code


def test_R_FIL_18_upkeep_neighbours_and_divorce_have_no_limitation() -> None:
    for about in rules.UNLIMITED:
        assert points(about, since="1999-01-01")["time"].level == GOOD


def test_labour_goes_to_arbitration_first_within_a_year() -> None:
    found = points("labour", since="2025-01-01")
    assert found["time"].code == "limitation_passed_labour"
    assert (found["way"].code, found["way"].level) == ("labour_arbitration", CARE)
    assert LDA(5) in found["way"].cites


def test_R_FIL_07_an_arbitration_clause_shuts_out_the_court_an_exclusive_place_the_agreement() -> None:
    assert points(clause="arbitration")["way"].level == CARE
    assert CPL(127) in points(clause="arbitration")["way"].cites
    assert points(clause="court")["way"].code == "court_agreed"
    assert points("inheritance", clause="court")["way"].code == "court_void"
    assert "way" not in points()


def test_R_FIL_17_the_same_case_again() -> None:
    assert points(before="decided")["again"].cites[:2] == (CPLI(247), CPLI(248))
    assert points(before="withdrawn")["again"].level == GOOD
    assert points("divorce", before="divorce_refused")["again"].level == CARE


def test_R_JUR_03_the_place_is_named_and_told_apart() -> None:
    assert points(where="here")["place"].code == "place_here"
    assert points(where="elsewhere")["place"].level == CARE
    assert "合同履行地" in points()["place"].values["grounds_zh"]
    assert points("neighbour", where="elsewhere")["place"].code == "place_open", "the defendant's home is no ground"


def test_R_JUR_08_a_very_large_claim_belongs_to_a_higher_court() -> None:
    codes = [p.code for p in outlook(Outlook.model_validate({"about": "sale", "amount": "500000000"}), TODAY)]
    assert "level" in codes
    assert "level" not in [p.code for p in outlook(Outlook.model_validate({"about": "sale", "amount": "1"}), TODAY)]


def test_the_proof_that_is_missing_for_this_cause_is_named() -> None:
    assert points()["proof"].code == "proof_none"
    found = points(proof=["agreement", "witness"])["proof"]
    assert (found.code, found.missing) == ("proof_missing", ("payment", "messages"))
    assert points(proof=["agreement", "payment", "messages"])["proof"].level == GOOD


def test_R_FEE_34_the_fee_and_who_bears_it() -> None:
    found = points(amount="100000")["fee"]
    assert (found.values["fee"], found.values["half"], found.values["lost"]) == ("2,300", "1,150", "2,300")
    assert {FEE(13), FEE(29)} <= set(found.cites)
    assert points()["fee"].code == "fee_open"
    assert points("labour")["fee"].values["fee"] == "10"


def test_reach_assets_and_staying_away() -> None:
    found = points(reach="none", assets="none")
    assert (found["reach"].level, found["assets"].level) == (CARE, CARE)
    assert found["absence"].cites == (CPL(146), CPL(147))
    assert "assets" not in points("divorce")
    assert points(assets="known")["assets"].level == INFO


asked = st.fixed_dictionaries(
    {"about": st.sampled_from(get_args(About))},
    optional={
        "amount": st.decimals(0, 10**11, places=2).map(str),
        "since": st.dates(date(1950, 1, 1), date(2100, 12, 31)).map(str),
        "asked": st.dates(date(1950, 1, 1), date(2100, 12, 31)).map(str),
        "where": st.sampled_from(["unknown", "here", "elsewhere"]),
        "reach": st.sampled_from(["both", "one", "none"]),
        "proof": st.lists(st.sampled_from(get_args(Proof)), max_size=4, unique=True),
        "clause": st.sampled_from(["none", "arbitration", "court", "unsure"]),
        "before": st.sampled_from(["none", "decided", "pending", "withdrawn", "divorce_refused"]),
        "assets": st.sampled_from(["unknown", "known", "none"]),
    },
)


@settings(max_examples=150, deadline=None)
@given(asked)
def test_R_FIL_20_whatever_is_answered_every_point_has_words_and_a_ground(given_: dict[str, Any]) -> None:
    found = outlook(Outlook.model_validate(given_), TODAY)
    levels = [point.level for point in found]
    assert levels == sorted(levels, key=(CARE, INFO, GOOD).index)
    assert {"time", "place", "proof", "fee", "absence"} <= {point.topic for point in found}
    for point in found:
        key = f"guidance.point.{point.code}"
        assert has(key), point.code
        assert has(f"{key}.why"), point.code
        assert point.level != CARE or has(f"{key}.do"), f"{point.code} warns and does not say what to do"
        assert point.cites or point.code == "no_limitation_divorce"


def test_the_draft_gives_what_it_holds_and_no_name() -> None:
    draft = {
        "story": {"story": "x", "happened_on": "2025-09-30"},
        "cause": {"cause": "civ26-p1"},
        "claims": {"amount": "50,000", "more": [{"amount": "1000.50"}, {"text": "y"}]},
        "them": {"others": [{"name": "李小红", "phone": "13800000000"}]},
        "evidence": {"evidence": [{"name": "借条一张"}, {"name": "微信聊天记录"}]},
    }
    found = known.outlook_of(draft)
    assert found["amount"] == "51000.50"
    assert found["since"] == "2025-09-30"
    assert found["reach"] == "one"
    assert found["proof"] == ["agreement", "messages"]
    assert "李小红" not in str(found)
    assert "138" not in str(found)


@pytest.mark.parametrize("draft", [{}, {"cause": None}, {"claims": {"amount": "NaN"}}, {"them": {"others": "x"}},
                                   {"story": {"happened_on": "soon"}}, {"claims": {"more": [1, None]}}])  # fmt: skip
def test_a_draft_of_any_shape_is_read(draft: dict[str, Any]) -> None:
    Outlook.model_validate(known.outlook_of(draft))
