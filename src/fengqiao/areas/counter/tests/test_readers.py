"""The card reader: signed, fresh, once; a forged or stale message changes nothing (contract: card-reader)."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from stdnum.cn import ric

from fengqiao.adapters.sandbox import reader
from fengqiao.areas.counter import readers, stations
from fengqiao.areas.counter.models import CardRead, Station
from fengqiao.areas.counter.tests.conftest import KEYS
from fengqiao.core import clock, testing
from fengqiao.core.models import Account, Court, IdentityCheck
from fengqiao.web.testing import Page, Visitor

pytestmark = pytest.mark.django_db

_BODY = "33060019900101000"
CARD = {
    "name": "章枫晚", "number": _BODY + ric.calc_check_digit(_BODY + "0"), "sex": "女", "born": "1990-01-01",
    "address": "浙江省诸暨市枫桥镇枫溪路1号", "valid_until": "2036-01-01",
}  # fmt: skip


def send(body: bytes, key: str, **more: Any) -> int:
    signed = more.get("signature", reader.signature(key, body))
    answer = Client().post("/counter/reader/", body, content_type="application/json", headers={"x-signature": signed})
    return answer.status_code


def at_window(clerk: Account, typed: dict[str, str]) -> Page:
    """A clerk sits down at the window and vouches for somebody."""
    visitor = Visitor(clerk)
    visitor.post("/counter/", {"station": "WND001"})
    return visitor.post("/counter/vouch/", typed)


def lying(code: str = "WND001") -> readers.Card | None:
    found = readers.newest(Station.objects.get(code=code))
    return found[1] if found else None


def test_a_signed_reading_lies_at_its_own_window_alone(court: Court) -> None:
    assert send(reader.message("WND001", CARD, clock.now()), KEYS["WND001"]) == 204
    card = lying()
    assert card is not None and card.name == "章枫晚" and "*" in card.masked
    assert lying("WND002") is None
    assert CARD["number"] not in CardRead.objects.get().sealed, "what is stored is sealed"


def test_the_same_reading_sent_twice_is_one(court: Court) -> None:
    body = reader.message("WND001", CARD, clock.now())
    assert [send(body, KEYS["WND001"]) for _ in range(3)] == [204, 204, 204]
    assert CardRead.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({}, "0" * 64),
        ({"station": "WND002"}, None),
        ({"station": "KSK001"}, None),
        ({"station": "NOBODY"}, None),
        ({"at": "2026-03-02T08:50:00+08:00"}, None),
        ({"at": "2026-03-02T09:00:00"}, None),
        ({"nonce": "short"}, None),
        ({"card": {**CARD, "born": "1991-01-01"}}, None),
        ({"card": {**CARD, "number": "330600199001010000"}}, None),
        ({"card": {**CARD, "valid_until": "2025-01-01"}}, None),
        ({"card": {**CARD, "name": ""}}, None),
        ({"card": "text"}, None),
    ],
)
def test_a_forged_stale_or_broken_reading_changes_nothing(court: Court, change: dict[str, Any], key: str | None) -> None:
    """Attack: somebody on the court's network pretends to be a reader, or plays an old reading again."""
    told = json.loads(reader.message("WND001", CARD, clock.now()))
    body = json.dumps({**told, **change}).encode()
    assert send(body, key or KEYS["WND001"]) == 403
    assert not CardRead.objects.exists()


def test_a_body_changed_on_its_way_is_not_believed(court: Court) -> None:
    body = reader.message("WND001", CARD, clock.now())
    signed = reader.signature(KEYS["WND001"], body)
    assert send(body.replace("枫晚".encode(), "枫早".encode()), KEYS["WND001"], signature=signed) == 403
    assert send(b"[]", KEYS["WND001"]) == 403 and send(b"\xff" * 10_000, KEYS["WND001"]) == 403
    assert not CardRead.objects.exists()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(body=st.binary(max_size=300) | st.recursive(
    st.none() | st.text(max_size=20) | st.integers(), lambda c: st.lists(c) | st.dictionaries(st.text(max_size=9), c)
).map(lambda value: json.dumps(value).encode()))  # fmt: skip
def test_no_message_is_ever_a_fault(court: Court, body: bytes) -> None:
    with pytest.raises(readers.NotTaken):
        readers.take(body, reader.signature(KEYS["WND001"], body))


def test_a_reading_is_used_once_and_wiped(court: Court) -> None:
    send(reader.message("WND001", CARD, clock.now()), KEYS["WND001"])
    read, _card = readers.newest(Station.objects.get(code="WND001")) or (None, None)
    clerk = testing.staff("filing_clerk").person_id
    assert read is not None and readers.use(read, clerk) and not readers.use(read, clerk)
    assert CardRead.objects.get().sealed == "" and lying() is None


def test_a_reading_that_nobody_used_is_wiped_after_five_minutes(court: Court) -> None:
    send(reader.message("WND001", CARD, clock.now()), KEYS["WND001"])
    with clock.at(testing.NOW + timedelta(minutes=6)):
        assert lying() is None and readers.wipe() == 1 and readers.wipe() == 0
    assert CardRead.objects.get().sealed == ""


def test_a_new_key_voids_the_old(court: Court) -> None:
    old, new = KEYS["WND001"], stations.new_key(Station.objects.get(code="WND001"))
    assert send(reader.message("WND001", CARD, clock.now()), old) == 403
    assert send(reader.message("WND001", CARD, clock.now()), new) == 204


def test_a_card_at_the_window_makes_its_holder_known_up_to_the_face(court: Court) -> None:
    """R-FIL-11: seen in person by the court; the reading is used up by it."""
    clerk, citizen = testing.staff("filing_clerk"), testing.account("章枫晚", "13800000041")
    send(reader.message("WND001", CARD, clock.now()), KEYS["WND001"])
    read = CardRead.objects.get()
    page = at_window(clerk, {"read": str(read.pk), "phone": "13800000041"})
    citizen.person.refresh_from_db()
    check = IdentityCheck.objects.get()
    assert "已当面核对" in page.text and citizen.person.verified == "face"
    assert (check.means, check.status, check.by_id) == ("card", "passed", clerk.person_id)
    assert lying() is None and CARD["number"] not in str(citizen.person.__dict__)
    at_window(clerk, {"read": str(read.pk), "phone": "13800000041"})
    assert IdentityCheck.objects.count() == 1


@pytest.mark.parametrize(("name", "phone"), [("李小红", "13800000042"), ("章枫晚", "13800000049")])
def test_anothers_card_makes_nobody_known(court: Court, name: str, phone: str) -> None:
    """Attack: one's own card for somebody else's account; a number that nobody signs in with."""
    clerk, citizen = testing.staff("filing_clerk"), testing.account(name, "13800000042")
    send(reader.message("WND001", CARD, clock.now()), KEYS["WND001"])
    page = at_window(clerk, {"read": str(CardRead.objects.get().pk), "phone": phone})
    citizen.person.refresh_from_db()
    assert "已当面核对" not in page.text and citizen.person.verified == "phone"
    assert not IdentityCheck.objects.filter(status="passed").exists() and lying() is not None
