"""What was told without a line is taken in once, whatever the line does."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from fengqiao.core import testing
from fengqiao.core.models import Court, Dispute, Draft
from fengqiao.web.shell import home_court
from fengqiao.web.testing import STORY, Visitor

KEY = "0123456789abcdef" * 4
VALUES = {"story": STORY, "happened_on": "2025-03-01", "amount": "50000", "name": "陈大明", "phone": "13800000001", "other_name": "李小红"}


@pytest.fixture
def court(db: None) -> Iterator[Court]:
    home_court.cache_clear()
    yield testing.court()
    home_court.cache_clear()


def hand_in(client: Client, key: str = KEY, values: Any = None) -> HttpResponse:
    body = json.dumps({"key": key, "values": VALUES if values is None else values})
    return client.post("/offline/tell/take/", body, content_type="application/json")


def test_the_same_telling_twice_is_one_draft_and_one_dispute(court: Court) -> None:
    """A lost answer, two tabs, a page opened again: the draft is one, and so is what is sent from it."""
    visitor = Visitor(testing.account("13800000001", "陈大明"))
    for _ in range(3):
        assert hand_in(visitor.client).status_code == 200
    assert Draft.objects.count() == 1
    for turn in (1, 2):
        hand_in(visitor.client)
        page = visitor.post("/offline/tell/open/", {"key": KEY})
        assert page.url == "/tell/cause/"
        page = page.send({"cause": testing.PRIVATE_LENDING})
        assert page.form().values["principal"] == ["50000"], "the sum told is not asked again"
        assert page.form().values["lent_on"] == ["2025-03-01"], "nor the day"
        page = page.send({})
        assert page.form().values["you-name"] == ["陈大明"]
        assert page.form().values["others-0-name"] == ["李小红"]
        page = page.send({"you-address": "枫桥镇和平路1号"}).send()
        page.send({"way": "mediation", "true": "on"})
        assert Dispute.objects.count() == 1, turn


def test_what_our_form_does_not_send_is_not_taken(court: Court) -> None:
    """Attack: garbage, nested bombs, guessed keys, more than a form holds."""
    client = Client()
    assert hand_in(client, key="1").status_code == 422
    assert hand_in(client, key="G" * 64).status_code == 422
    assert hand_in(client, values=["x"]).status_code == 422
    assert hand_in(client, values={"story": {"a": "b"}}).status_code == 422
    assert hand_in(client, values={"story": "x" * 200_000}).status_code == 422
    for body in ("", "[" * 5000, '{"key": 1}', "null"):
        assert client.post("/offline/tell/take/", body, content_type="application/json").status_code == 422
    assert hand_in(client, values={"story": "x" * 30_000, "admin": "1"}).status_code == 200
    held = Draft.objects.get()
    assert held.data == {"story": {"story": "x" * 20000}}


def test_a_telling_from_another_site_is_refused(court: Court) -> None:
    """Attack: plant a draft from another site."""
    assert hand_in(Client(enforce_csrf_checks=True)).status_code == 403


def test_the_draft_of_another_person_is_not_opened(court: Court) -> None:
    """Attack: take up the draft of somebody who has signed in, by a key that has leaked."""
    hand_in(Visitor(testing.account("13800000001", "陈大明")).client)
    thief = Visitor(testing.account("13800000002", "贼"))
    assert thief.post("/offline/tell/open/", {"key": KEY}).status == 404


@pytest.mark.parametrize("key", ["", "x", "0" * 64])
def test_a_key_that_names_nothing_begins_anew(court: Court, key: str) -> None:
    assert Visitor().post("/offline/tell/open/", {"key": key}).url.startswith("/tell/story/")
