"""Five hundred parties and a thousand pieces of evidence stay usable; like suits are found by index."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from time import perf_counter

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fengqiao.areas.filing import panels
from fengqiao.core import testing
from fengqiao.core.casefile import CaseFile
from fengqiao.core.models import Court, Draft
from fengqiao.core.selectors.likeness import Traits, alike
from fengqiao.web.shell import home_court
from fengqiao.web.testing import STORY, Visitor

pytestmark = pytest.mark.django_db
MANY, THOUSAND, SECOND, ROUNDS = 500, 1000, 1.0, 5
CODE = "filing.first_instance"


@pytest.fixture
def court() -> Iterator[Court]:
    home_court.cache_clear()
    yield testing.court()
    home_court.cache_clear()


def usual(action: Callable[[], object]) -> float:
    """The middle of five rounds, in seconds: what the machine does beside it is not counted."""
    times = []
    for _ in range(ROUNDS):
        start = perf_counter()
        action()
        times.append(perf_counter() - start)
    return sorted(times)[ROUNDS // 2]


def people() -> list[dict[str, str]]:
    return [{"name": f"工友{n}", "phone": f"138{n:08d}", "address": f"诸暨市枫桥镇{n}号"} for n in range(MANY)]


def evidence() -> list[dict[str, str]]:
    return [{"name": f"工资条{n}", "purpose": "证明工资"} for n in range(THOUSAND)]


def test_the_wizard_with_five_hundred_parties_and_a_thousand_pieces_of_evidence(court: Court) -> None:
    visitor = Visitor(testing.account())
    visitor.get("/tell/").send({"story": STORY}).send({"cause": testing.PRIVATE_LENDING})
    draft = Draft.objects.get()
    you = {"name": "陈大明", "phone": "13800000001", "address": "诸暨市枫桥镇1号"}
    more = {"lending-loan": {"principal": "5", "lent_on": "2025-03-01"}, "evidence": {"evidence": evidence()}}
    draft.data = {**draft.data, **more, "people": {"you": you, "others": people()}}
    draft.save()
    for path in ("/tell/people/", "/tell/people/?at=others.490", "/tell/evidence/", "/tell/check/"):
        page = visitor.get(path)
        assert page.status == 200 and len(page.html) < 200_000, path
        assert usual(lambda path=path: visitor.client.get(path)) < SECOND, path  # type: ignore[misc]
    last = visitor.get("/tell/people/?at=others.490").send({"others-9-name": "改名"})
    assert last.url == "/tell/evidence/"
    kept = Draft.objects.get().data["people"]["others"]
    assert len(kept) == MANY and kept[499]["name"] == "改名" and kept[0]["name"] == "工友0"


def test_a_matter_of_five_hundred_parties_opens_and_is_reviewed(court: Court) -> None:
    filed = testing.dispute(CODE, respondents=people(), evidence=evidence())
    clerk = testing.staff("filing_clerk")
    for who in (testing.account(), clerk):
        visitor = Visitor(who)
        assert visitor.get(f"/m/{filed.no}/").status == 200
        assert usual(lambda v=visitor: v.client.get(f"/m/{filed.no}/")) < SECOND, who  # type: ignore[misc]
    for move in ("accept", "request_correction"):
        path = f"/m/{filed.no}/do/{move}/"
        assert usual(lambda path=path: visitor.client.get(path)) < SECOND, move  # type: ignore[misc]
    shown = panels.review(CaseFile(filed), testing.actor(clerk))
    assert shown is not None and len(shown["worth"]) <= panels.SHOWN


def test_R_FIL_17_like_suits_are_found_by_index_in_few_questions(court: Court) -> None:
    testing.dispute(CODE)
    actor = testing.actor(testing.staff("filing_clerk"))
    traits = Traits(testing.PRIVATE_LENDING, None, ("陈大明",), ("李小红",), ("x",), ())
    with CaptureQueriesContext(connection, ) as asked:
        found = alike(traits, actor)
    assert [one.reasons for one in found] == [("parties", "cause")]
    assert len(asked) <= 4
    plans = asked.captured_queries[:3] if connection.vendor == "sqlite" else []  # PostgreSQL reads a small table whole
    for query in plans:
        with connection.cursor() as cursor:
            cursor.execute("EXPLAIN QUERY PLAN " + query["sql"])
            plan = " / ".join(row[3] for row in cursor.fetchall())
        assert "SCAN core_" not in plan, plan


def test_R_FIL_17_nobody_is_shown_what_he_may_not_see(court: Court) -> None:
    """Attack: learn of a stranger's suit by telling one between the same names."""
    testing.dispute(CODE)
    stranger = testing.actor(testing.account("陈大明", "13800000099"))
    assert alike(Traits(testing.PRIVATE_LENDING, None, ("陈大明",), ("李小红",)), stranger) == []
