"""A hearing: booked once, summoned, opened, recorded, read and signed, or adjourned."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, connections

from fengqiao.areas.hearings import queries, services, suggestions
from fengqiao.areas.hearings.area import AREA
from fengqiao.areas.service.area import AREA as SERVICE
from fengqiao.core import clock, testing
from fengqiao.core.casefile import CaseFile
from fengqiao.core.errors import Refused
from fengqiao.core.models import Booking, Document, Event, Matter, Party, Representative, Room
from fengqiao.core.registry import Area

pytestmark = pytest.mark.django_db

START = datetime(2026, 3, 25, 9, 0, tzinfo=clock.ZONE)


@pytest.fixture(autouse=True)
def _stage() -> Iterator[None]:
    with testing.registry_of(AREA, SERVICE, Area("testing", procedures=(testing.stub("testing.origin"),))):
        yield


def room(name: str = "第一法庭") -> Room:
    return Room.objects.get_or_create(court=testing.court(), name=name)[0]


def origin(judge: str = "judge甲", **told: Any) -> Matter:
    """A case with its judge and its clerk."""
    case = testing.dispute("testing.origin", **told)
    testing.seat(case, "judge", testing.staff("judge", name=judge))
    testing.seat(case, "clerk", testing.staff("clerk"))
    return case


def lawyer(case: Matter, side: str, name: str = "周律师", phone: str = "13900000001") -> Representative:
    """An agent ad litem of one side."""
    person = testing.account(name, phone).person
    party = Party.objects.get(dispute=case.dispute, side=side)
    return Representative.objects.create(party=party, person=person, kind="lawyer", since=clock.now())


def hearing(case: Matter, start: datetime = START, minutes: int = 60, **facts: Any) -> Matter:
    plain = {"start": start.isoformat(), "minutes": minutes, "room": room().pk, "procedure": "ordinary", "public": True}
    return testing.open_under(case, "hearings.hearing", facts={**plain, **facts})


def clash(case: Matter, *who: str, **facts: Any) -> dict[str, Any]:
    """Assert that a hearing is refused for these people or rooms; answer the last refusal's values."""
    with testing.refused("hearings.clash") as found:
        hearing(case, **facts)
    error = found.error
    assert isinstance(error, Refused)
    assert {str(r.values["who"]) for r in error.refusals} == set(who)
    return dict(error.refusals[0].values)


# —— booking ——


def test_a_hearing_takes_the_half_hours_of_judge_room_and_lawyers() -> None:
    case = origin()
    agent = lawyer(case, "claimant")
    made = hearing(case, minutes=90)
    taken = Booking.objects.filter(matter=made)
    assert taken.count() == 9
    assert {b.resource.split(":")[0] for b in taken} == {"judge", "room", "lawyer"}
    assert taken.filter(resource=f"lawyer:{agent.person_id}").count() == 3


def test_a_clash_names_who_and_until_when_with_the_next_three_times() -> None:
    room("第二法庭")
    hearing(origin(), minutes=90)
    values = clash(origin("judge乙"), "第一法庭")
    assert values["until"] == "10:30"
    assert values["free"].split("；") == [
        "2026-03-25 09:00 第二法庭",
        "2026-03-25 09:30 第二法庭",
        "2026-03-25 10:00 第二法庭",
    ]


def test_a_judge_and_a_lawyer_cannot_be_in_two_rooms_at_once() -> None:
    first, second = origin(), origin()
    lawyer(first, "claimant")
    lawyer(second, "respondent")
    hearing(first)
    clash(second, "judge甲", "周律师", room=room("第二法庭").pk)
    hearing(second, start=START + timedelta(hours=1), room=room("第二法庭").pk)


@pytest.mark.parametrize(
    ("start", "minutes"),
    [
        ("2026-03-25T08:30", 60),
        ("2026-03-25T11:30", 60),
        ("2026-03-25T17:00", 60),
        ("2026-03-28T09:00", 60),
        ("2026-04-06T09:00", 60),
        ("2026-03-02T08:00", 30),
    ],
)
def test_the_court_sits_on_working_days_in_its_hours(start: str, minutes: int) -> None:
    case = origin()
    moment = datetime.fromisoformat(start).replace(tzinfo=clock.ZONE)
    with testing.refused("hearings.court_does_not_sit"):
        hearing(case, start=moment, minutes=minutes)


def test_a_make_up_saturday_is_a_working_day() -> None:
    assert queries.sits(datetime(2026, 5, 9, 9, 0, tzinfo=clock.ZONE), 60)
    assert not queries.sits(datetime(2026, 5, 16, 9, 0, tzinfo=clock.ZONE), 60)


def test_the_table_itself_forbids_a_second_booking_of_the_same_half_hour() -> None:
    made = hearing(origin())
    row = Booking.objects.filter(matter=made).first()
    assert row is not None
    with pytest.raises(IntegrityError):
        Booking.objects.create(court=row.court, matter=made, resource=row.resource, slot=row.slot)


def test_who_loses_the_race_is_refused_and_nothing_of_him_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both have looked and found the room free; the constraint lets one in."""
    hearing(origin())
    second = origin("judge乙")
    monkeypatch.setattr(services, "_refuse_clash", lambda *_: None)
    clash(second, "第一法庭")
    assert Matter.objects.filter(procedure="hearings.hearing").count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="two writers at once need PostgreSQL")
def test_of_two_who_book_the_same_room_at_once_exactly_one_wins() -> None:
    room()
    cases = [origin(f"法官{n}") for n in range(2)]
    barrier, results = threading.Barrier(2), []

    def book(case: Matter) -> None:
        try:
            with clock.at(testing.NOW):
                barrier.wait(timeout=10)
                hearing(case)
                results.append("won")
        except Refused:
            results.append("refused")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=book, args=(case,)) for case in cases]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert sorted(results) == ["refused", "won"]
    assert Booking.objects.filter(resource__startswith="room:").count() == 2
    assert connection.vendor == "postgresql"


def test_free_times_respect_bookings_the_hours_and_the_present() -> None:
    case = origin()
    hearing(case, minutes=180)
    judge = testing.staff("judge").person_id
    free = queries.free_slots(testing.court(), judge, [], date(2026, 3, 25), 120)
    assert [f"{s.start:%d %H:%M}" for s in free] == ["25 14:00", "25 14:30", "25 15:00"]
    with clock.at(datetime(2026, 3, 25, 15, 10, tzinfo=clock.ZONE)):
        free = queries.free_slots(testing.court(), judge, [], date(2026, 3, 25), 120)
    assert [f"{s.start:%d %H:%M}" for s in free] == ["25 15:30", "26 09:00", "26 09:30"]


def test_the_calendar_of_the_court_and_what_of_it_is_public() -> None:
    first = hearing(origin(), online=True)
    hearing(origin(), start=START + timedelta(hours=5), public=False)
    whole = queries.hearings_between(testing.court(), date(2026, 3, 25), date(2026, 3, 25))
    assert [(s.start.hour, s.minutes, s.room, s.judge, s.online) for s in whole] == [
        (9, 60, "第一法庭", "judge甲", True),
        (14, 60, "第一法庭", "judge甲", False),
    ]
    public = queries.hearings_between(testing.court(), date(2026, 3, 25), date(2026, 3, 25), public_only=True)
    assert [s.no for s in public] == [first.no]
    assert queries.hearings_between(testing.court(), date(2026, 3, 26), date(2026, 3, 30)) == []


def test_scheduling_begins_with_the_next_time_that_suits_everybody() -> None:
    case = origin()
    room()
    assert suggestions.scheduling(CaseFile(case)) == {
        "day": "2026-03-06",
        "time": "09:00",
        "minutes": 60,
        "room": room().pk,
    }


# —— summons ——


def test_R_HRG_01_everybody_is_summoned_by_his_own_service_until_three_days_before() -> None:
    made = hearing(origin())
    deliveries = Matter.objects.filter(parent=made, procedure="service.delivery")
    assert {(d.party.side, d.facts["send_by"]) for d in deliveries} == {  # type: ignore[union-attr]
        ("claimant", "2026-03-22"),
        ("respondent", "2026-03-22"),
    }
    text = Document.objects.get(matter=made, kind="summons").text
    assert "2026年3月25日" in text and "第一法庭" in text


def summon(made: Matter) -> None:
    for delivery in Matter.objects.filter(parent=made, ended=False):
        testing.do(delivery.no, "acknowledge", Party.objects.get(pk=delivery.party_id).person)


# —— the session ——


def attendance(made: Matter, absent: str = "") -> dict[str, Any]:
    rows = Party.objects.filter(dispute=made.dispute).order_by("position")
    return {"parties": [{"party": p.pk, "here": p.side != absent} for p in rows], "identities_verified": True}


def opened(absent: str = "") -> Matter:
    made = hearing(origin())
    summon(made)
    with clock.at(START):
        testing.do(made.no, "open_session", testing.staff("judge"), attendance(made, absent))
    return testing.matter(made.no)


def recorded(absent: str = "", text: str = "审判员：现在开庭。\n原告陈大明：请求归还借款。\n被告李小红：已还两万。") -> Matter:
    made = opened(absent)
    with clock.at(START):
        testing.do(made.no, "record", testing.staff("clerk"), {"text": text})
    return testing.matter(made.no)


def test_a_session_is_opened_on_its_day_and_identities_are_verified_again() -> None:
    made = hearing(origin())
    judge = testing.staff("judge")
    with testing.refused("hearings.too_early"):
        testing.do(made.no, "open_session", judge, attendance(made))
    with clock.at(START):
        with testing.refused():
            testing.do(made.no, "open_session", judge, {**attendance(made), "identities_verified": False})
        with testing.refused("hearings.name_every_party"):
            rows = attendance(made)["parties"][:1]
            testing.do(made.no, "open_session", judge, {"parties": rows, "identities_verified": True})


def test_R_HRG_02_absence_has_consequences_only_with_a_proven_summons() -> None:
    made = hearing(origin())
    judge, respondent = testing.staff("judge"), Party.objects.get(dispute=made.dispute, side="respondent")
    with clock.at(START):
        testing.do(made.no, "open_session", judge, attendance(made, "respondent"))
        with testing.refused("hearings.summons_not_proven"):
            testing.do(made.no, "record_absence", judge, {"party": respondent.pk})
        with testing.refused("hearings.is_present"):
            claimant = Party.objects.get(dispute=made.dispute, side="claimant")
            testing.do(made.no, "record_absence", judge, {"party": claimant.pk})
        summon(made)
        testing.do(made.no, "record_absence", judge, {"party": respondent.pk})
    row = testing.matter(made.no).facts["absences"][0]
    assert (row["side"], row["consequence"]) == ("respondent", "default_judgment")


def test_R_HRG_05_the_transcript_is_read_corrected_and_signed() -> None:
    made = recorded()
    claimant, respondent = testing.party(made, "claimant"), testing.party(made, "respondent")
    with clock.at(START):
        testing.do(made.no, "confirm_transcript", claimant)
        with testing.refused("hearings.confirmed_already"):
            testing.do(made.no, "confirm_transcript", claimant)
        testing.do(made.no, "ask_correction", respondent, {"text": "应为已还两万五千"})
        testing.do(made.no, "confirm_transcript", respondent)
        assert testing.matter(made.no).state == "recorded", "a correction is open"
        answer = {"accepted": True, "note": "经核对录音属实"}
        testing.do(made.no, "answer_correction", testing.staff("clerk"), answer)
    assert testing.matter(made.no).state == "signed"
    last = Document.objects.filter(matter=made, kind="transcript").order_by("-seq")[0]
    assert "应为已还两万五千。准予补正" in last.text
    assert "已还两万" in last.text


def test_R_HRG_05_who_does_not_sign_in_five_days_is_noted_and_the_hearing_is_signed_off() -> None:
    made = recorded()
    with clock.at(START):
        testing.do(made.no, "confirm_transcript", testing.party(made, "claimant"))
    testing.pass_to(date(2026, 3, 30))
    assert testing.matter(made.no).state == "recorded", "the fifth day is not over"
    testing.pass_to(date(2026, 3, 31))
    made = testing.matter(made.no)
    assert made.state == "signed"
    assert [row["note"] for row in made.facts["refused"].values()] == ["reading_over"]


def test_R_HRG_05_a_refusal_to_sign_is_noted() -> None:
    made = recorded()
    respondent = Party.objects.get(dispute=made.dispute, side="respondent")
    with clock.at(START):
        testing.do(made.no, "confirm_transcript", testing.party(made, "claimant"))
        note = {"party": respondent.pk, "note": "被告认为记录不实，拒绝签名"}
        testing.do(made.no, "note_refusal", testing.staff("clerk"), note)
        assert testing.matter(made.no).state == "signed"


def test_who_was_not_there_has_nothing_to_sign() -> None:
    made = recorded(absent="respondent")
    with clock.at(START):
        with testing.refused("hearings.was_not_there"):
            testing.do(made.no, "confirm_transcript", testing.party(made, "respondent"))
        testing.do(made.no, "confirm_transcript", testing.party(made, "claimant"))
    assert testing.matter(made.no).state == "signed"


def test_a_new_transcript_has_to_be_read_again() -> None:
    made = recorded()
    with clock.at(START):
        testing.do(made.no, "confirm_transcript", testing.party(made, "claimant"))
        testing.do(made.no, "record", testing.staff("clerk"), {"text": "审判员：重新整理的笔录。"})
    assert testing.matter(made.no).facts["confirmed"] == {}


def test_an_empty_transcript_is_refused() -> None:
    made = opened()
    with clock.at(START), testing.refused("hearings.transcript_empty"):
        testing.do(made.no, "record", testing.staff("clerk"), {})


def test_a_transcript_is_split_into_contributions() -> None:
    text = "审判员：现在开庭。\n\n原告 陈大明: 请求归还。\n还有利息。"
    assert services.entries(text) == [
        {"speaker": "审判员", "text": "现在开庭。"},
        {"speaker": "原告 陈大明", "text": "请求归还。\n还有利息。"},
    ]


def test_the_transcript_begins_with_who_is_there() -> None:
    made = opened(absent="respondent")
    text = suggestions.transcript(CaseFile(made))["text"]
    assert "原告陈大明到庭；被告李小红未到庭" in text
    assert "被告李小红：不申请回避" not in text


# —— adjournment ——


@pytest.mark.parametrize(("procedure", "held", "allowed"), [("ordinary", 1, True), ("ordinary", 2, False), ("simple", 1, False)])
def test_R_LIM_24_the_number_of_adjournments_is_limited(procedure: str, held: int, allowed: bool) -> None:
    made = hearing(origin(), procedure=procedure, adjournments=held)
    data = {"ground": "new_evidence", "note": "需要重新鉴定"}
    if allowed:
        testing.do(made.no, "adjourn", testing.staff("judge"), data)
        assert not Booking.objects.filter(matter=made).exists()
        return
    with testing.refused("hearings.no_adjournment_left"):
        testing.do(made.no, "adjourn", testing.staff("judge"), data)


def test_R_LIM_24_another_ground_is_the_presidents_and_going_on_another_day_does_not_count() -> None:
    made, other = hearing(origin(), adjournments=2), hearing(origin("judge乙"), start=START + timedelta(hours=5))
    storm = {"ground": "other", "note": "台风停课停工"}
    with testing.refused("hearings.president_decides"):
        testing.do(other.no, "adjourn", testing.staff("judge", name="judge乙"), storm)
    testing.do(other.no, "adjourn", testing.staff("president"), storm)
    testing.do(made.no, "adjourn", testing.staff("judge"), {"ground": "continued", "note": "时间不够，择日继续"})
    assert testing.matter(made.no).facts["counts"] is False
    assert testing.matter(other.no).facts["next_by"] == "2026-04-27"


def test_the_time_of_an_adjourned_hearing_can_be_taken_by_another() -> None:
    made = hearing(origin())
    testing.do(made.no, "adjourn", testing.staff("judge"), {"ground": "must_attend_absent", "note": "必须到庭的当事人未到"})
    assert hearing(origin()).state == "scheduled"
    assert Event.objects.get(matter=made, move="adjourn").data["ground"] == "must_attend_absent"


def test_slots_cover_a_session_that_does_not_begin_on_the_half_hour() -> None:
    slots = queries.slots_of(datetime(2026, 3, 25, 9, 15, tzinfo=clock.ZONE), 60)
    assert [f"{s:%H:%M}" for s in slots] == ["09:00", "09:30", "10:00"]
