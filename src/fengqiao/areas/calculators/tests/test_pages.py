"""The pages of the calculators: links that keep the inputs, wrong inputs, both languages, weight, queries."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fengqiao import web
from fengqiao.areas.calculators import drawing
from fengqiao.areas.calculators.facts import Deadline
from fengqiao.areas.calculators.shelf import ALL, GROUPS
from fengqiao.areas.calculators.tests.asking import answer, ask
from fengqiao.areas.calculators.times import RULES
from fengqiao.core import clock
from fengqiao.law import periods
from fengqiao.web.shell import home_court
from fengqiao.web.testing import Visitor

pytestmark = [pytest.mark.django_db, pytest.mark.pure]
WEIGHT = 100_000


def test_every_thing_that_happens_is_offered_and_leads_to_an_answer() -> None:
    offered = set(ALL["deadline"].choices)
    assert offered == set(RULES) == set(Deadline.model_fields["happened"].annotation.__args__)
    page = Visitor().get("/calc/deadline/")
    for happened in offered:
        assert f"/calc/deadline/?happened={happened}" in page.links
        found = ask("deadline", "en", happened=happened, day="2026-03-05", at="2026-03-05T10:20")
        assert found.status == 200, happened
        assert "calculators." not in found.html


@pytest.mark.parametrize("code", sorted(ALL))
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_and_example_is_worded_in_both_languages(code: str, language: str) -> None:
    calc = ALL[code]
    urls = [calc.url, f"{calc.url}?{calc.example}", *(f"{calc.url}?{calc.first}={c}" for c in calc.choices)]
    for url in urls:
        page = Visitor().get(url, HTTP_ACCEPT_LANGUAGE=language)
        assert page.status == 200, url
        assert "calculators." not in page.html, url


def test_english_answers_in_english() -> None:
    page = ask("deadline", "en", happened="judgment_received", day="2026-09-18")
    assert answer(page) == "8 October 2026"
    assert "next working day" in page.text
    assert ">Mon<" in page.html


def test_a_link_keeps_the_inputs_and_the_form_holds_them() -> None:
    page = Visitor().get("/calc/fee/?what=property&amount=250000&ends=simple&stage=first")
    again = Visitor().get(
        next(link for link in page.links if link.startswith("/calc/fee/?what=property&amount=250000"))
    )
    assert answer(again) == answer(page) == "¥2,525.00"
    form = next(f for f in page.forms if "amount" in f.controls)
    assert form.method == "get"
    assert form.values["amount"] == ["250000"]
    assert form.values["ends"] == ["simple"]
    assert form.values["what"] == ["property"]


def test_rows_can_be_added_and_removed_without_javascript() -> None:
    page = Visitor().get("/calc/late-interest/?principal=1000&due=2026-01-31&add=payments")
    assert page.status == 200
    form = next(f for f in page.forms if "principal" in f.controls)
    assert "payments-0-amount" in form.controls
    assert form.values["principal"] == ["1000"]
    assert "amount__sum" not in page.html


@pytest.mark.parametrize(
    ("calc", "answers", "field"),
    [
        ("deadline", {"happened": "judgment_received", "day": "2026-02-30"}, "f-day"),
        ("deadline", {"happened": "judgment_received", "go": "1"}, "f-day"),
        ("deadline", {"happened": "judgment_received", "day": "0001-01-01"}, "f-day"),
        ("deadline", {"happened": "violence_applied", "go": "1"}, "f-at"),
        ("count", {"day": "2026-03-02", "n": "abc"}, "f-n"),
        ("fee", {"what": "property", "amount": "abc"}, "f-amount"),
        ("fee", {"what": "property", "amount": "-1"}, "f-amount"),
        ("fee", {"what": "property", "go": "1"}, "f-amount"),
        ("fee", {"what": "divorce", "base": "900"}, "f-base"),
        ("trial-limit", {"filed": "2026-01-05", "procedure": "simple", "extension_months": "3"}, "f-extension_months"),
        (
            "trial-limit",
            {"filed": "2026-01-05", "excluded__0__first": "2026-03-02", "excluded__0__last": "2026-03-01"},
            "f-excluded",
        ),
        ("preservation", {"asset": "deposit", "measured": "2026-03-10", "years": "3"}, "f-years"),
        ("preservation", {"go": "1"}, "f-amount"),
        ("auction", {"price": "1000000", "start": "1"}, "f-start"),
        (
            "distribution",
            {"net": "1", "claims__0__name": "A", "claims__0__amount": "2", "debtor": "enterprise"},
            "f-debtor",
        ),
        ("procedure", {"amount": "60000"}, "f-base"),
        ("case-number", {"text": "abc"}, "f-text"),
        ("service", {"method": "leaving", "refused": "on", "witnesses": "on"}, "f-left_on"),
        ("listing", {"ground": "1", "listed": "2026-01-15", "event": "performed"}, "f-event_date"),
    ],
)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_what_is_wrong_is_said_at_its_field(calc: str, answers: dict[str, str], field: str, language: str) -> None:
    page = ask(calc, language, **answers)
    assert page.status == 422
    assert f'id="{field}-error"' in page.html
    assert f'href="#{field}"' in page.html
    assert "calculators.error" not in page.html


@pytest.mark.parametrize("code", sorted(ALL))
def test_nonsense_never_breaks_a_page(code: str) -> None:
    calc = ALL[code]
    first = f"{calc.first}={calc.choices[0]}&" if calc.first else ""
    nonsense = ("9" * 40, "2026-13-45", "9999-12-31", "<script>", "%00", "😀", "1e9", "NaN", "-5")
    for value in nonsense:
        fields = "&".join(f"{name}={value}&{name}-0-day={value}&{name}-x-y={value}" for name in calc.shape.model_fields)
        for url in (f"{calc.url}?{first}{fields}", f"{calc.url}?{first}remove={value}&add={value}"):
            page = Visitor().get(url)
            assert page.status in (200, 400, 422), (code, value)
            assert "<script>" not in page.html.split("<main")[1]
    assert Visitor().post(calc.url, {"x": "y"}).status in (405, 422, 200)


def test_the_largest_counts_are_answered_or_refused() -> None:
    for unit in ("day", "workday", "month", "year"):
        for direction in ("forward", "back"):
            page = ask("count", day="2100-12-31", n="36600", unit=unit, direction=direction)
            assert page.status in (200, 422)
            assert len(page.html.encode()) < WEIGHT


@pytest.mark.parametrize("code", ["", *sorted(ALL)])
def test_a_page_weighs_little_and_asks_the_database_nothing(code: str) -> None:
    home_court()
    visitor = Visitor()
    url = f"/calc/{code}/?{ALL[code].example}" if code else "/calc/"
    visitor.get(url)
    with CaptureQueriesContext(connection) as queries:
        page = visitor.get(url)
    assert not queries.captured_queries
    static = Path(web.__file__).parent / "static" / "web"
    shared = sum((static / name).stat().st_size for name in ("app.css", "app.js"))
    assert len(page.html.encode()) + shared < WEIGHT


def test_the_overview_leads_to_every_calculator() -> None:
    page = Visitor().get("/calc/")
    assert {code for codes in GROUPS.values() for code in codes} == set(ALL)
    assert all(f"/calc/{code}/" in page.links for code in ALL)
    assert "/calc/" in Visitor().get("/").links


def test_days_left_are_counted_from_today() -> None:
    with clock.at(datetime(2026, 3, 15, 23, 30, tzinfo=clock.ZONE)):
        page = ask("deadline", happened="judgment_received", day="2026-03-02")
    assert "还有 2 天" in page.text
    assert "tag--now" in page.html


def test_a_long_period_is_drawn_by_its_ends() -> None:
    rule = periods.rule("R-HRG-11.retrial_application")
    start = date(2026, 6, 26)
    end = periods.end_of(rule.id, start).value
    drawn = drawing.months(start, end, date(2026, 12, 26))
    assert len(drawn) == 2
    assert "5" in drawn[1]["gap"]
    marks = {day["day"]: day["mark"] for week in drawn[1]["weeks"] for day in week if not day.get("out")}
    assert (marks[25], marks[26], marks[27], marks[28]) == ("count", "rolled", "rolled", "due")
