"""Complaints by elements: every form holds together, and what follows from the answers is right."""

from __future__ import annotations

import re
import string
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from fengqiao.law import causes, elements, interest
from fengqiao.law.claims import composed, service_months, typed
from fengqiao.law.complaint import faults, grounds
from fengqiao.law.elements import ElementForm
from fengqiao.law.venue import division_of, of_told, right_courts

TODAY = date(2026, 3, 2)
FORMS = elements.forms()
HAN = re.compile(r"[\u4e00-\u9fff]")
COMMON = {
    "civ26-108.3": "lending",
    "civ26-88": "sale",
    "civ26-88.8": "sale",
    "civ26-205.5": "labour",
    "civ26-14": "divorce",
    "civ26-411": "traffic",
    "civ26-126": "property_fee",
    "civ26-116.2": "lease",
    "civ26-115.2": "credit_card",
    "civ26-120.3": "construction",
    "civ26-371.1": "insurance",
    "civ26-372": "insurance",
    "civ26-29": "inheritance",
    "civ26-1": "health",
    "civ26-6": "general",
    "civ26-22.1": "general",
}


def name_of(form: ElementForm) -> str:
    return form.code


@pytest.mark.parametrize(("cause", "form"), COMMON.items())
def test_the_commonest_causes_have_a_form_and_the_rest_the_general_one(cause: str, form: str) -> None:
    assert elements.form_for(cause).code == form


def test_there_are_twelve_and_a_general_one() -> None:
    assert len(FORMS) == 13 and sum(bool(f.causes) for f in FORMS) == 12


@pytest.mark.parametrize("form", FORMS, ids=name_of)
def test_every_form_names_real_causes_and_has_both_languages(form: ElementForm) -> None:
    assert all(causes.cause(code) for code in form.causes) and form.cites
    for key, zh, en in elements.words():
        assert HAN.search(zh) and en and not HAN.search(en), key
    assert len({q.code for q in form.questions}) == len(form.questions), "one question is not asked twice"
    assert all(len(group.questions) <= 12 for group in form.groups), "one screen stays short"


@pytest.mark.parametrize("form", FORMS, ids=name_of)
def test_everything_that_a_form_names_is_there(form: ElementForm) -> None:
    known = {q.code for q in form.questions} | set(form.amounts) | {"today"}
    for rule in form.amounts.values():
        assert {n for n in rule["of"] if isinstance(n, str)} <= known, rule
    texts = [t for row in form.claims for t in row["say"]]
    texts += [row if isinstance(row, str) else row["say"] for row in form.sentences]
    for text in texts:
        assert {n for _, n, _, _ in string.Formatter().parse(text) if n} <= known, text
    conditions = [row.get("when", ()) for row in (*form.claims, *form.warnings, *form.amounts.values())]
    conditions += [row["when"] for row in form.sentences if not isinstance(row, str)]
    for when in conditions:
        for one in [when] if isinstance(when, str) else when:
            name, _, choice = one.lstrip("!").partition("=")
            assert name in known and (not choice or choice in form.question(name).choices), one
    for code, items in form.evidence.items():
        assert set(items) <= set(form.question(code).choices)
    assert {form.since, form.claimed} <= {*known, ""}
    assert set(form.happened_on) <= known and (form.place is None or form.place[0] in known)


ORDERS = [(form, row) for form in FORMS for row in form.order]


@pytest.mark.parametrize(("form", "row"), ORDERS, ids=lambda x: getattr(x, "code", None) or x.last)
def test_a_day_that_cannot_come_before_another_is_a_fault_at_the_later(form: ElementForm, row: elements.Order) -> None:
    assert {form.question(row.first).kind, form.question(row.last).kind} <= {"day", "past"}
    answers = {row.first: "2025-03-02", row.last: "2025-03-01"}
    ((code, fault),) = elements.wrong_days(form.code, answers, TODAY)
    assert code == row.last and fault in {key for key, _zh, _en in elements.words()}
    for right in ({**answers, row.last: "2025-03-02"}, {row.last: "2025-03-01"}, {**answers, row.first: "无"}):
        assert not list(elements.wrong_days(form.code, right, TODAY))


def test_a_loan_is_not_paid_back_before_it_is_made_and_a_day_to_come_is_said_once() -> None:
    assert any(form.code == "lending" for form, _row in ORDERS)
    late = {"lent_on": "2026-03-03", "due_on": "2025-01-01"}
    assert list(elements.wrong_days("lending", late, TODAY)) == [("lent_on", "core.date_in_future")]


def sample(form: ElementForm) -> dict[str, Any]:
    """An answer to every question."""
    by_kind: dict[str, Any] = {"money": "1000.00", "money0": "1.00", "day": "2025-09-01", "past": "2025-03-01", "count": 2}
    by_kind |= {"rate": "10", "quantity": "2", "text": "某处", "long": "某事", "tick": True}
    first = {q.code: next(iter(q.choices), "") for q in form.questions}
    return {
        q.code: first[q.code] if q.kind == "choice" else [first[q.code]] if q.kind == "choices" else by_kind[q.kind]
        for q in form.questions
    }


@pytest.mark.parametrize("form", FORMS, ids=name_of)
def test_a_form_answered_in_full_fits_and_gives_claims_facts_and_evidence(form: ElementForm) -> None:
    answers = sample(form)
    elements.shape(form.code).model_validate(answers)
    found = composed(form.code, answers, TODAY)
    assert found.sentences and found.evidence
    assert bool(found.claims) is (form.code != "general")
    for claim in found.claims:
        assert "{" not in claim.text.zh + claim.text.en and not HAN.search(claim.text.en.replace("某处", ""))
        assert len(claim.text.zh) <= 200
        assert claim.amount is None or (claim.answer is not None and claim.answer.working and claim.amount > 0)


@pytest.mark.parametrize("form", FORMS, ids=name_of)
def test_an_empty_form_gives_nothing_and_breaks_nothing(form: ElementForm) -> None:
    found = composed(form.code, {}, TODAY)
    assert all(c.amount is None for c in found.claims) and not found.warnings
    assert typed(form, {}) == {}


def test_R_INT_a_loan_with_interest_within_four_times_the_prime_rate() -> None:
    found = interest.of_loan(Decimal(45000), Decimal(12), date(2025, 3, 1), date(2025, 9, 30), TODAY)
    assert found.value == Decimal("5414.79") and {c.key for c in found.cites} >= {"PLI@2021-01-01:25"}


def test_an_agreed_rate_over_four_times_the_prime_rate_is_cut_to_it() -> None:
    assert interest.agreed_rate(Decimal(36), date(2025, 3, 1)).value == Decimal("12.40")
    assert interest.agreed_rate(Decimal("12.4"), date(2025, 3, 1)).value == Decimal("12.4")


@pytest.mark.parametrize(
    ("due", "expected"),
    [
        (None, "0.00"),
        (date(2026, 3, 2), "0.00"),
        (date(2026, 3, 1), "4.11"),
        (date(2025, 9, 30), "628.77"),
    ],
)
def test_CC_680_without_agreed_interest_it_runs_only_when_overdue(due: date | None, expected: str) -> None:
    assert interest.of_loan(Decimal(50000), None, date(2025, 3, 1), due, TODAY).value == Decimal(expected)


def test_before_the_first_quote_nothing_is_guessed() -> None:
    found = composed("lending", {"principal": "100", "lent_on": "2018-01-01", "rate": "10"}, TODAY)
    assert [c.amount for c in found.claims] == [Decimal("100.00")]


def test_a_day_after_the_last_check_of_the_quotes_is_provisional() -> None:
    assert interest.prime_rate(date(2026, 3, 2)).provisional and not interest.prime_rate(date(2025, 6, 1)).provisional


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        (date(2022, 3, 1), date(2025, 3, 1), "3"),
        (date(2022, 3, 1), date(2025, 8, 31), "3.5"),
        (date(2022, 3, 1), date(2025, 9, 1), "4"),
        (date(2025, 3, 1), date(2025, 3, 20), "0.5"),
        (date(2025, 3, 1), date(2025, 3, 1), "0"),
        (date(2024, 2, 29), date(2025, 2, 28), "1"),
    ],
)
def test_LCL_47_months_of_wage_by_years_of_service(start: date, end: date, months: str) -> None:
    assert service_months(start, end) == Decimal(months)


def test_LCL_87_an_unlawful_dismissal_is_paid_twice() -> None:
    answers = {"joined_on": "2022-03-01", "left_on": "2025-10-15", "wage": "8000", "ended_by": "unlawful"}
    assert [c.amount for c in composed("labour", answers, TODAY).claims] == [Decimal("64000.00")]


# —— one rule set for everybody ——

TOLD: dict[str, Any] = {
    "cause": "civ26-108.3",
    "story": "借钱不还。",
    "claims": [{"text": "归还借款", "amount": "5"}],
    "claimants": [{"name": "甲", "phone": "13800000001", "address": "浙江省诸暨市枫桥镇1号"}],
    "respondents": [{"name": "乙", "address": "浙江省嵊州市剡湖街道1号"}],
    "evidence": [{"name": "借条", "purpose": "借款"}],
}


def musts(**changes: Any) -> list[tuple[str, str]]:
    return [(f.field, f.code) for f in faults({**TOLD, **changes}) if f.must]


def test_R_FIL_05_a_complaint_told_right_has_no_fault_that_must_be_corrected() -> None:
    assert musts() == []
    assert all(f.cites for f in faults(TOLD))


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"claimants": [{"name": "甲", "phone": "1"}]}, ("claimants.0.address", "missing")),
        ({"claimants": [{"name": "甲", "address": "x"}]}, ("claimants.0.phone", "missing")),
        (
            {"claimants": [{"kind": "entity", "name": "甲", "phone": "1", "address": "x"}]},
            ("claimants.0.legal_representative", "missing"),
        ),
        ({"respondents": [{"name": "乙"}]}, ("respondents.0.address", "not_identified")),
        ({"claims": [{"text": "钱"}]}, ("claims.0.text", "unclear")),
        ({"evidence": []}, ("evidence", "no_proof")),
        ({"story": "x"}, ("story", "unclear")),
    ],
)
def test_R_FIL_05_each_fault_is_named_at_its_field(changes: dict[str, Any], fault: tuple[str, str]) -> None:
    assert musts(**changes) == [fault]


@pytest.mark.parametrize(
    ("agent", "fault"),
    [
        ({"name": "丙", "scope": "general", "files": []}, True),
        ({"name": "丙", "scope": "special", "powers": [], "files": ["k"]}, True),
        ({"name": "丙", "scope": "special", "powers": ["settle"], "files": ["k"]}, False),
        ({"name": "丙", "scope": "general", "files": ["k"]}, False),
    ],
)
def test_R_FIL_06_an_agent_shows_the_power_and_full_authority_is_no_special_one(agent: Any, fault: bool) -> None:
    party = {**TOLD["claimants"][0], "representatives": [agent]}
    assert (("papers", "no_authority") in musts(claimants=[party])) is fault


def ground(form: str, **answers: Any) -> list[str]:
    return [g.ground for g in grounds({**TOLD, "elements": {"form": form, "answers": answers}}, TODAY)]


def test_R_FIL_07_what_speaks_against_filing_is_named_with_its_ground() -> None:
    assert ground("labour", arbitration="none") == ["other_organ"]
    assert ground("labour", arbitration="award") == []
    assert ground("general", arbitration=True) == ["arbitration"]


def test_R_FIL_08_six_months_after_a_refused_divorce() -> None:
    assert ground("divorce", earlier="refused", earlier_on="2025-10-02") == ["divorce_again"]
    assert ground("divorce", earlier="refused", earlier_on="2025-08-01") == []


def test_R_JUR_03_a_loan_may_be_sued_on_where_the_lender_lives() -> None:
    assert of_told(TOLD, "330681", TODAY).standing == "here"


def test_R_JUR_01_another_place_is_named_with_its_court() -> None:
    divorce = {**TOLD, "cause": "civ26-14", "claims": [{"text": "离婚"}]}
    found = of_told(divorce, "330681", TODAY)
    assert found.standing == "elsewhere" and right_courts(found) == ["嵊州市人民法院"]


def test_R_JUR_06_a_lease_goes_where_the_house_is() -> None:
    lease = {**TOLD, "cause": "civ26-116.2"}
    lease["elements"] = {"form": "lease", "answers": {"place": "浙江省嵊州市剡湖街道2号"}}
    assert of_told(lease, "330681", TODAY).standing == "elsewhere"
    lease["elements"] = {"form": "lease", "answers": {"place": "诸暨市枫桥镇3号"}}
    assert of_told(lease, "330681", TODAY).standing == "here"


@pytest.mark.parametrize(
    ("address", "code"),
    [("浙江省诸暨市枫桥镇", "330681"), ("浙江省绍兴市诸暨市枫桥镇", "330681"), ("和平路1号", ""), ("", "")],
)
def test_the_division_is_read_from_an_address(address: str, code: str) -> None:
    assert division_of(address) == code
