"""Journeys through the front door: from the first word to the receipt, with and without an account."""

from __future__ import annotations

import re

import pytest

from fengqiao.core import testing
from fengqiao.core.models import Court, Dispute, Draft, Event, Matter
from fengqiao.web.testing import STORY, Visitor, code_sent, tell

pytestmark = pytest.mark.django_db


def test_somebody_without_an_account_tells_signs_in_and_has_the_receipt(court: Court, sms: testing.KeptSms) -> None:
    visitor = Visitor()
    front = visitor.get("/")
    assert "/tell/?situation=money" in front.links
    check = tell(visitor)
    assert Draft.objects.get().person_id is None
    login = check.send({"true": "on"})
    assert login.url.startswith("/login/")
    code_page = login.send({"phone": "13800000001"})
    back = code_page.send({"code": code_sent(sms, "13800000001")})
    assert back.url == "/tell/check/"
    receipt = back.send({"true": "on"})
    assert receipt.url.startswith("/r/")
    matter = Matter.objects.get(procedure="mediation.pre_litigation")
    event = Event.objects.get(matter=matter, seq=1)
    assert matter.no in receipt.text and event.hash in receipt.text
    assert "<svg" in receipt.html and re.search(r"2026年3月\d+日", receipt.text)
    assert "中华人民共和国民事诉讼法" in receipt.text or "依据" in receipt.text
    assert not Draft.objects.filter(kind="tell").exists()
    assert matter.dispute.facts["story"] == STORY
