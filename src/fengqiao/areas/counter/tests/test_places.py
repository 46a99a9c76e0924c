"""Signs, kiosks and the counter: the place is known, no trace is left, a prepared case is filed on the spot."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fengqiao.adapters.sandbox import reader
from fengqiao.areas.counter.models import Station
from fengqiao.areas.counter.tests.conftest import KEYS
from fengqiao.areas.counter.tests.test_readers import CARD
from fengqiao.core import clock, drafts, testing
from fengqiao.core.models import Court, Dispute, Draft, Event, Matter
from fengqiao.web import places
from fengqiao.web.testing import Page, Visitor, tell

pytestmark = pytest.mark.django_db


def post(visitor: Visitor, path: str, **data: str) -> Page:
    return visitor.post(path, data)


def kiosk() -> Visitor:
    """A machine that has been made the kiosk of its station by a clerk, who is signed out by that."""
    visitor = Visitor(testing.staff("filing_clerk"))
    start = post(visitor, "/counter/stations/KSK001/kiosk/")
    assert start.url == "/kiosk/"
    return visitor


def prepared(visitor: Visitor) -> str:
    """Tell a case up to the last look, and ask for the code."""
    tell(visitor, way="filing")
    page = post(visitor, "/counter/code/")
    digits = "".join(c for c in page.text.split("取件码")[2] if c.isdigit())[:8]
    assert len(digits) == 8
    return digits


def test_a_sign_leads_to_the_forms_and_the_station_is_on_the_record(court: Court) -> None:
    visitor = Visitor(testing.account())
    page = visitor.get("/s/CUN001/")
    assert "站点CUN001" in page.text and "/tell/" in page.links
    tell(visitor).send({"true": "on"})
    assert Dispute.objects.get().channel == "station:CUN001"
    assert set(Event.objects.values_list("channel", flat=True)) <= {"station:CUN001", "system"}


def test_an_unknown_or_closed_station_is_not_found(court: Court) -> None:
    Station.objects.filter(code="CUN001").update(until=testing.NOW.date() - timedelta(days=1))
    assert Visitor().get("/s/CUN001/").status == 404 and Visitor().get("/s/XXXXXX/").status == 404


def test_a_place_cannot_be_made_up(court: Court) -> None:
    """Attack: a cookie written by hand makes a browser at home a counter of the court."""
    visitor = Visitor(testing.account())
    visitor.client.cookies[places.COOKIE] = '["counter","WND001"]'
    tell(visitor).send({"true": "on"})
    assert Dispute.objects.get().channel == "web"


def test_a_kiosk_clears_itself_and_nobody_else_has_one(court: Court) -> None:
    assert Visitor().get("/kiosk/").status == 404 and Visitor().get("/kiosk/end/").status == 404
    visitor = kiosk()
    assert visitor.client.session.get("_auth_user_id") is None, "the clerk who set it up is signed out"
    tell(visitor, way="filing")
    page = visitor.client.get("/enquire/")
    assert "Refresh" not in page, "whoever types is not thrown out"
    html = page.content.decode()
    assert 'http-equiv="refresh" content="120; url=/kiosk/end/?idle=1"' in html and "web/kiosk" in html
    assert page["Cache-Control"] == "no-store"
    assert "kiosk.js" not in visitor.get("/kiosk/").html, "the start page waits for somebody"
    assert Draft.objects.count() == 1
    token = visitor.client.cookies[drafts.TELL_COOKIE].value
    visitor.get("/kiosk/end/")
    assert not Draft.objects.exists(), "what was told is gone with the one who told it"
    assert visitor.client.cookies[drafts.TELL_COOKIE].value != token
    assert visitor.get("/kiosk/").status == 200, "it is still the kiosk"


def test_a_kiosk_signs_out_the_one_who_walked_away(court: Court) -> None:
    """Attack: the next person at the kiosk goes on as the one before."""
    visitor = kiosk()
    visitor.client.force_login(testing.account(), backend="django.contrib.auth.backends.ModelBackend")
    assert visitor.get("/desk/").url == "/desk/"
    visitor.get("/kiosk/end/?idle=1")
    assert visitor.get("/desk/").url.startswith("/login/")


def test_a_prepared_case_is_taken_up_by_its_code_and_filed_on_the_spot(court: Court) -> None:
    digits = prepared(Visitor())
    clerk = Visitor(testing.staff("filing_clerk"))
    post(clerk, "/counter/", station="WND001")
    check = post(clerk, "/counter/take/", code=f"{digits[:4]} {digits[4:]}")
    assert check.url == "/tell/check/"
    receipt = check.send({"true": "on"})
    assert receipt.url.startswith("/r/")
    filing = Matter.objects.get(procedure="filing.first_instance")
    assert filing.dispute.channel == "counter:WND001"
    page = clerk.get("/counter/")
    assert f"/m/{filing.no}/do/accept/" in page.links, "the next step is one key away"


def test_a_code_is_used_up_and_the_draft_leaves_the_phone(court: Court) -> None:
    """Attack: the same case is sent from the phone and from the window, and is filed twice."""
    phone = Visitor()
    digits = prepared(phone)
    clerks = [Visitor(testing.staff("filing_clerk", name=name)) for name in ("甲", "乙")]
    for clerk in clerks:
        post(clerk, "/counter/", station="WND001")
    assert post(clerks[0], "/counter/take/", code=digits).url == "/tell/check/"
    assert post(clerks[1], "/counter/take/", code=digits).url == "/counter/"
    assert phone.get("/tell/check/").url != "/tell/check/", "it is in the clerk's hands now"
    assert Draft.objects.exclude(person=None).count() == 1


def test_a_code_ends_and_a_new_one_voids_it(court: Court) -> None:
    visitor = Visitor()
    first = prepared(visitor)
    post(visitor, "/counter/code/")
    assert drafts.by_pickup_code(first, clock.now()) is None
    made = drafts.pickup_code(Draft.objects.get(), clock.now())
    assert drafts.by_pickup_code(made, clock.now() + timedelta(days=2)) is not None
    assert drafts.by_pickup_code(made, clock.now() + timedelta(days=4)) is None
    assert drafts.by_pickup_code("", clock.now()) is None


def test_codes_cannot_be_guessed_by_trying(court: Court) -> None:
    """Attack: an insider tries codes until a stranger's case opens."""
    visitor = Visitor()
    digits = prepared(visitor)
    clerk = Visitor(testing.staff("filing_clerk"))
    post(clerk, "/counter/", station="WND001")
    for n in range(20):
        post(clerk, "/counter/take/", code=f"{n:08d}")
    assert post(clerk, "/counter/take/", code=digits).url == "/counter/", "locked out, even with the right one"


def test_the_card_on_the_reader_begins_the_form_and_nothing_is_typed(court: Court) -> None:
    clerk = Visitor(testing.staff("filing_clerk"))
    post(clerk, "/counter/", station="WND001")
    body = reader.message("WND001", CARD, clock.now())
    headers = {"x-signature": reader.signature(KEYS["WND001"], body)}
    clerk.client.post("/counter/reader/", body, content_type="application/json", headers=headers)
    page = clerk.get("/counter/")
    assert CARD["name"] in page.text and CARD["number"] not in page.html
    form = next(f for f in page.forms if any(name == "read" for name, _value in f.buttons))
    clerk.post(form.action, dict(form.buttons))
    told = Draft.objects.get().data["people"]["you"]
    assert told["name"] == CARD["name"] and told["id_number"] == CARD["number"]


@pytest.mark.parametrize("path", ["/counter/", "/counter/stations/", "/counter/stations/WND001/sign/"])
def test_others_find_no_counter(court: Court, path: str) -> None:
    away = testing.staff("filing_clerk", at=testing.court("浙0602"))
    for who in (testing.account(), testing.staff("mediator")):
        assert Visitor(who).get(path).status == 404
    assert Visitor().get(path).url.startswith("/login/")
    if path.endswith("sign/"):
        assert Visitor(away).get(path).status == 404, "another court's station"


def test_a_clerk_of_another_court_cannot_sit_here(court: Court) -> None:
    away = Visitor(testing.staff("filing_clerk", at=testing.court("浙0602")))
    assert post(away, "/counter/", station="WND001").status == 404
    assert post(away, "/counter/stations/WND001/key/").status == 404
    assert post(away, "/counter/stations/KSK001/kiosk/").status == 404


def test_another_clerks_draft_is_not_found(court: Court) -> None:
    digits = prepared(Visitor())
    clerk, other = (Visitor(testing.staff("filing_clerk", name=name)) for name in ("甲", "乙"))
    for one in (clerk, other):
        post(one, "/counter/", station="WND001")
    post(clerk, "/counter/take/", code=digits)
    pk = Draft.objects.get().pk
    assert post(other, f"/counter/hand/{pk}/").status == 404
    assert post(clerk, f"/counter/hand/{pk}/").url.startswith("/tell/")


def test_a_station_is_registered_with_a_name_and_a_kind(court: Court) -> None:
    keeper = Visitor(testing.staff("filing_clerk"))
    before = Station.objects.count()
    assert post(keeper, "/counter/stations/", name="", kind="kiosk").status == 422
    assert post(keeper, "/counter/stations/", name="桥" * 10_000, kind="kiosk").status == 422
    assert post(keeper, "/counter/stations/", name="枫溪村", kind="palace").status == 422
    assert Station.objects.count() == before
    assert post(keeper, "/counter/stations/", name="枫溪村", kind="village", place="村委会").url == "/counter/stations/"
    made = Station.objects.get(name="枫溪村")
    sign = keeper.get(f"/counter/stations/{made.code}/sign/")
    assert "<svg" in sign.html and f"/s/{made.code}/" in sign.text
