"""Service of papers: every method walked through the door, the day said by the law."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from fengqiao.areas.service.area import AREA
from fengqiao.core import clock, engine, jobs, testing
from fengqiao.core.models import Deadline, Document, Event, Matter, Notice, Party, Standing
from fengqiao.core.registry import Area

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Any:
    return testing.staff("service_desk")


@pytest.fixture(autouse=True)
def only_service() -> Any:
    origin = testing.stub("testing.origin", states="open done*")
    with testing.registry_of(AREA, Area("testing", procedures=(origin,))):
        yield


def delivery(about: str = "complaint", procedure: str = "ordinary", bound: bool = False, **told: Any) -> Matter:
    """A delivery to the respondent, as a case would open it."""
    told.setdefault("respondents", [testing.respondent(**told.pop("respondent", {}))])
    origin = testing.dispute("testing.origin", **told)
    origin.facts = {"procedure": procedure}
    origin.save()
    to = Party.objects.get(dispute=origin.dispute, side="respondent")
    if bound:
        to.bound_at = clock.now()
        to.save()
    with engine.transaction.atomic():
        run = engine.Run()
        receipt = run.open(
            "service.delivery",
            dispute=origin.dispute,
            court=origin.court,
            parent=origin,
            facts={"about": about, "documents": ["complaint", "response_notice"]},
            party=to.pk,
        )
        run.finish()
    return testing.matter(receipt.no)


def on(day: str, hour: int = 10) -> Any:
    return clock.at(datetime.fromisoformat(f"{day}T{hour:02d}:00"))


def test_only_the_party_served_stands_in_its_service() -> None:
    no = delivery()
    assert {s.role for s in Standing.objects.filter(matter=no)} == {"respondent"}
    assert no.state == "pending"
    assert Deadline.objects.get(matter=no, name="send_by").due_on == date(2026, 3, 9), "5 days: 03-07 is a Saturday"


def test_R_SRV_20_without_consent_nothing_is_sent_electronically(desk: Any) -> None:
    no = delivery()
    with testing.refused("service.no_consent"):
        testing.do(no.no, "send_electronically", desk)


def test_R_SRV_05_a_consenting_party_with_an_account_is_served_at_once() -> None:
    no = delivery(respondent={"electronic_service": True}, bound=True)
    assert (no.state, no.facts["served_on"], no.facts["method"]) == ("served", "2026-03-02", "electronic")
    assert "特定系统" in no.facts["why"]
    receipt = Document.objects.get(matter=no, kind="service_receipt")
    assert "李小红" in receipt.text and "应诉通知书" in receipt.text


def test_R_SRV_05_a_message_counts_from_its_arrival(desk: Any, sms: testing.KeptSms) -> None:
    no = delivery(respondent={"electronic_service": True})
    assert no.state == "sent"
    with testing.refused("service.not_arrived"):
        testing.do(no.no, "confirm_arrival", desk)
    with on("2026-03-03"):
        jobs.deliver()
    assert sms.sent
    with on("2026-03-04"):
        testing.do(no.no, "confirm_arrival", desk)
    no.refresh_from_db()
    assert (no.state, no.facts["served_on"]) == ("served", "2026-03-03")
    assert no.facts["proof"]["carrier"]["carrier"] == "kept"


def test_the_party_confirms_receipt_itself() -> None:
    no = delivery()
    stranger = testing.account("旁人", "13800000009")
    with testing.refused():
        testing.do(no.no, "acknowledge", stranger)
    testing.do(no.no, "acknowledge", testing.party(no, "respondent"))
    no.refresh_from_db()
    assert (no.state, no.facts["served_on"]) == ("served", "2026-03-02")


def test_R_SRV_21_the_earliest_effective_channel_counts(desk: Any) -> None:
    no = delivery()
    testing.do(no.no, "mail", desk, {"tracking": "EMS123"})
    with on("2026-03-05"):
        testing.do(no.no, "deliver_in_person", desk, {"result": "absent", "on": "2026-03-04"})
        testing.do(no.no, "record_mail", desk, {"outcome": "signed", "on": "2026-03-03"})
    no.refresh_from_db()
    assert (no.facts["served_on"], no.facts["method"]) == ("2026-03-03", "mail")
    assert no.facts["proof"]["tracking"] == "EMS123"


def test_R_SRV_24_returned_mail_does_not_bind_at_an_unconfirmed_address(desk: Any) -> None:
    no = delivery()
    testing.do(no.no, "mail", desk, {"tracking": "EMS1"})
    with on("2026-03-09"):
        testing.do(no.no, "record_mail", desk, {"outcome": "returned", "on": "2026-03-08"})
    no.refresh_from_db()
    assert no.state == "sent"
    assert no.facts["attempts"][0]["served_on"] is None
    assert "未经受送达人提供或者确认" in no.facts["attempts"][0]["why"]


def test_R_SRV_24_returned_mail_binds_at_a_confirmed_address(desk: Any) -> None:
    no = delivery()
    confirmed = {"address": "浙江省诸暨市店口镇新路9号", "consequences_told": True}
    testing.do(no.no, "confirm_address", testing.party(no, "respondent"), confirmed)
    assert Party.objects.get(dispute=no.dispute, side="respondent").facts["address"].endswith("新路9号")
    testing.do(no.no, "mail", desk, {"tracking": "EMS1"})
    with on("2026-03-09"):
        testing.do(no.no, "record_mail", desk, {"outcome": "returned", "on": "2026-03-08"})
    no.refresh_from_db()
    assert (no.state, no.facts["served_on"]) == ("served", "2026-03-08")
    assert "新路9号" in Document.objects.get(matter=no, kind="service_receipt").text
    assert "新路9号" in Document.objects.get(matter=no, kind="address_confirmation").text


def test_R_SRV_24_the_express_comes_three_times(desk: Any) -> None:
    no = delivery()
    testing.do(no.no, "mail", desk, {"tracking": "EMS1"})
    with on("2026-03-06"):
        for day in (3, 4, 5):
            testing.do(no.no, "record_attempt", desk, {"on": f"2026-03-0{day}", "why": "nobody_there"})
        with testing.refused("service.tries_used_up"):
            testing.do(no.no, "record_attempt", desk, {"on": "2026-03-06", "why": "nobody_there"})


def test_R_SRV_03_papers_are_left_only_after_a_refusal_and_with_proof(desk: Any) -> None:
    no = delivery()
    with testing.refused("service.not_refused"):
        testing.do(no.no, "leave", desk, {"on": "2026-03-02", "witnesses": "村委会王主任"})
    testing.do(no.no, "deliver_in_person", desk, {"result": "refused", "on": "2026-03-02"})
    with testing.refused("service.left_without_proof"):
        testing.do(no.no, "leave", desk, {"on": "2026-03-02"})
    testing.do(no.no, "leave", desk, {"on": "2026-03-02", "witnesses": "村委会王主任"})
    no.refresh_from_db()
    assert (no.state, no.facts["method"]) == ("served", "leaving")


def test_R_SRV_04_a_refusal_to_sign_at_court_is_service(desk: Any) -> None:
    no = delivery()
    testing.do(no.no, "deliver_in_person", desk, {"result": "refused", "on": "2026-03-02", "place": "court"})
    no.refresh_from_db()
    assert (no.state, no.facts["method"]) == ("served", "at_court")


def test_R_SRV_02_the_opponent_cannot_sign(desk: Any) -> None:
    no = delivery()
    signed = {"result": "signed", "on": "2026-03-02", "receiver": "adult_family", "opponent": True}
    testing.do(no.no, "deliver_in_person", desk, signed)
    no.refresh_from_db()
    assert no.state == "sent"


def test_R_SRV_12_a_mediation_document_is_never_left_nor_published(desk: Any) -> None:
    no = delivery(about="mediation_document")
    testing.do(no.no, "deliver_in_person", desk, {"result": "refused", "on": "2026-03-02"})
    with testing.refused("service.forbidden"):
        testing.do(no.no, "leave", desk, {"on": "2026-03-02", "witnesses": "王主任"})


@pytest.mark.parametrize("procedure", ["simple", "small_claims"])
def test_R_SRV_12_no_public_notice_in_the_simple_procedure(desk: Any, procedure: str) -> None:
    no = delivery(procedure=procedure)
    with testing.refused("service.forbidden"):
        testing.do(no.no, "publish", desk, notice())


def notice(**changes: Any) -> dict[str, Any]:
    plain = {
        "ground": "whereabouts_unknown",
        "published_on": "2026-03-02",
        "place": "人民法院公告网",
        "reason": "户籍地无人居住，电话停机，村委会证明下落不明。",
    }
    return {**plain, **changes}


def test_R_SRV_10_a_public_notice_serves_after_thirty_days(desk: Any) -> None:
    no = delivery()
    with testing.refused("service.other_ways_untried"):
        testing.do(no.no, "publish", desk, notice(ground="other_ways_failed"))
    testing.do(no.no, "publish", desk, notice())
    testing.pass_to(date(2026, 3, 31))
    no.refresh_from_db()
    assert no.state == "sent"
    testing.pass_to(date(2026, 4, 2))
    no.refresh_from_db()
    assert (no.state, no.facts["served_on"], no.facts["method"]) == ("served", "2026-04-01", "public_notice")


def test_R_SRV_10_sixty_days_without_a_domicile_in_the_prc(desk: Any) -> None:
    no = delivery()
    testing.do(no.no, "publish", desk, notice(no_domicile_in_prc=True))
    assert Deadline.objects.get(matter=no, name="notice").due_on == date(2026, 5, 1)


def test_R_SRV_11_a_call_counts_only_if_receipt_is_confirmed(desk: Any) -> None:
    no = delivery(about="summons", procedure="simple")
    testing.do(no.no, "call", desk, {"on": "2026-03-02", "spoke_to": "李小红"})
    no.refresh_from_db()
    assert no.state == "sent"
    testing.do(no.no, "call", desk, {"on": "2026-03-02", "spoke_to": "李小红", "confirmed": True})
    no.refresh_from_db()
    assert (no.state, no.facts["method"]) == ("served", "phone")


def test_R_SRV_28_service_is_given_up_only_after_a_documented_attempt(desk: Any) -> None:
    no = delivery()
    with testing.refused("service.no_attempt"):
        testing.do(no.no, "give_up", desk, {"reason": "找不到人"})
    testing.do(no.no, "deliver_in_person", desk, {"result": "absent", "on": "2026-03-02", "note": "邻居称外出务工"})
    testing.do(no.no, "give_up", desk, {"reason": "住所无人，电话停机"})
    no.refresh_from_db()
    assert (no.state, no.facts["served_on"]) == ("failed", None)
    trace = no.facts["attempts"][0]
    assert {"method", "at", "address", "address_source", "result", "why"} <= set(trace)


def test_a_day_in_the_future_is_refused(desk: Any) -> None:
    no = delivery()
    with testing.refused("service.day_in_future"):
        testing.do(no.no, "deliver_in_person", desk, {"result": "signed", "on": "2026-03-03"})


def test_papers_not_sent_in_time_are_remembered(desk: Any) -> None:
    no = delivery()
    testing.pass_to(date(2026, 3, 10))
    assert Event.objects.filter(matter=no, move="remind").count() == 1
    assert not Notice.objects.filter(matter=no, key="notice.service.delivery.remind", person__name="李小红").exists()
