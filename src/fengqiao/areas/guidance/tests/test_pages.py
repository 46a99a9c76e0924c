"""The look before filing as a page: no account, a link that keeps the answers, the draft carried over."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from fengqiao.core import drafts, testing
from fengqiao.web.shell import home_court
from fengqiao.web.testing import Visitor, tell

pytestmark = pytest.mark.django_db
ASKED = "/guide/risk/?about=loan&amount=50000&since=2025-09-30&where=here&reach=both&proof=agreement&go=1"


def test_the_form_is_open_to_everybody_and_light() -> None:
    page = Visitor().get("/guide/risk/")
    assert page.status == 200
    assert len(page.html.encode()) < 40_000


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_point_is_worded_in_both_languages(language: str) -> None:
    page = Visitor().get(ASKED, HTTP_ACCEPT_LANGUAGE=language)
    assert page.status == 200
    assert "guidance." not in page.html
    assert "1,050" in page.text
    if language == "en":
        assert "limitation period" in page.text
    else:
        assert "还缺" in page.text
        assert "《中华人民共和国民法典》第一百八十八条" in page.text


def test_a_link_keeps_the_answers() -> None:
    page = Visitor().get(ASKED)
    assert any(link.startswith("/guide/risk/?about=loan") for link in page.links)
    assert 'value="50000"' in page.html


def test_what_is_wrong_is_said_at_its_field() -> None:
    page = Visitor().get("/guide/risk/?about=loan&amount=many&go=1")
    assert page.status == 422
    assert Visitor().get("/guide/risk/?go=1").status == 422
    assert Visitor().get("/guide/risk/?about=" + "x" * 10_000 + "&go=1").status == 422


def test_what_was_told_is_not_typed_again_and_no_name_stands_in_the_address() -> None:
    draft = drafts.begin(
        "tell",
        {"claims": {"amount": "50000"}, "them": {"others": [{"name": "李小红", "phone": "13800000000"}]}},
    )
    visitor = Visitor()
    visitor.client.cookies["fq_tell"] = draft.token
    response = visitor.client.get("/guide/risk/?told=1")
    assert response.status_code == 302
    assert "amount=50000" in response["Location"]
    assert "138" not in response["Location"]
    assert "%E6" not in response["Location"]
    assert visitor.get(response["Location"]).status == 200


def test_attack_the_draft_of_another_person_is_not_read() -> None:
    owner = testing.account()
    draft = drafts.begin("tell", {"claims": {"amount": "98765"}}, owner.person_id)
    visitor = Visitor()
    visitor.client.cookies["fq_tell"] = draft.token
    response = visitor.client.get("/guide/risk/?told=1")
    assert "98765" not in response["Location"]


def test_a_page_asks_the_database_little(django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(6):
        Visitor().get(ASKED)


@pytest.fixture
def court() -> Iterator[None]:
    home_court.cache_clear()
    testing.court()
    yield
    home_court.cache_clear()


@pytest.mark.usefixtures("court")
def test_the_last_look_of_the_front_door_leads_here_with_what_was_told() -> None:
    visitor = Visitor()
    check = tell(visitor)
    assert "/guide/risk/?told=1" in check.links
    page = visitor.get("/guide/risk/?told=1")
    assert page.status == 200
    assert "1,050" in page.text
    assert "about=loan" in page.url
