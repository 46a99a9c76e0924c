"""The queue: who is called, in which order, once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from fengqiao.areas.hall import figures, queue, waiting
from fengqiao.areas.hall.models import Ticket, TicketStep, Window
from fengqiao.areas.hall.queue import HallError, Wish
from fengqiao.core import clock, testing
from fengqiao.core.actor import NOBODY, Actor
from fengqiao.core.models import Person, Room

pytestmark = pytest.mark.django_db


def clerk(name: str = "窗口甲", role: str = "filing_clerk") -> Actor:
    return testing.actor(testing.staff(role, name=name))


def window(no: int = 1, services: str = "filing papers", sits: Actor | None = None) -> Window:
    made = Window.objects.create(court=testing.court(), no=no, name="综合", services=services)
    if sits is not None:
        queue.sit_down(made, sits)
    return made


def take(reason: str = "filing", actor: Actor = NOBODY, **wish: Any) -> Ticket:
    return queue.take(testing.court(), Wish(reason, **wish), actor)


def later(minutes: float) -> Any:
    return clock.at(clock.now() + timedelta(minutes=minutes))


def refused(key: str, deed: Callable[[], Any]) -> None:
    before = list(Ticket.objects.order_by("pk").values()), TicketStep.objects.count()
    with pytest.raises(HallError) as caught:
        deed()
    assert caught.value.key == f"hall.refused.{key}"
    assert (list(Ticket.objects.order_by("pk").values()), TicketStep.objects.count()) == before


def served(reason: str, actor: Actor, minutes: int) -> None:
    take(reason)
    ticket = queue.call_next(actor)
    assert ticket is not None
    ticket.refresh_from_db()
    queue.begin(ticket, actor)
    with later(minutes):
        queue.finish(ticket, "handled", actor)


def test_numbers_run_by_letter_day_and_court() -> None:
    assert [take().number, take("papers").number, take().number] == ["A001", "B001", "A002"]
    other = testing.court("浙0602")
    assert queue.take(other, Wish("filing")).number == "A001"
    with clock.at(testing.NOW + timedelta(days=1)):
        assert take().number == "A001"


def test_the_same_form_sent_twice_gives_one_number() -> None:
    assert take(key="k1").pk == take(key="k1").pk
    assert Ticket.objects.count() == 1


def test_a_window_calls_only_what_it_serves_in_the_order_of_taking() -> None:
    actor = clerk()
    window(sits=actor)
    fee = take("fees")
    with later(1):
        first = take("papers")
    with later(2):
        second = take("filing")
    with later(3):
        called = queue.call_next(actor)
        assert called is not None and called.pk == first.pk
        first.refresh_from_db()
        queue.finish(first, "handled", actor)
        called = queue.call_next(actor)
        assert called is not None and called.pk == second.pk
    fee.refresh_from_db()
    assert fee.stage == "waiting"


def test_a_ground_counts_as_taken_earlier_and_nobody_waits_for_ever() -> None:
    actor = clerk()
    window(sits=actor)
    ordinary = take()
    with later(20):
        elderly = take(ground="elderly")
    with later(31):
        late = take(ground="soldier")
    with later(32):
        order = [t.pk for t in queue.waiting(testing.court().pk)]
    assert order == [elderly.pk, ordinary.pk, late.pk]
    assert (elderly.ground, elderly.proved, ordinary.ground) == ("elderly", False, "")


def test_age_on_record_gives_priority_without_asking_and_a_made_up_ground_gives_none() -> None:
    citizen = testing.account()
    Person.objects.filter(pk=citizen.person_id).update(born=date(1950, 3, 2))
    found = take(actor=testing.actor(citizen))
    assert (found.ground, found.proved) == ("elderly", True)
    assert take(ground="president").ground == ""


def test_a_hearing_soon_counts_only_for_whoever_may_see_the_matter() -> None:
    matter = testing.dispute("filing.first_instance")
    room = Room.objects.create(court=testing.court(), name="第一审判庭")
    testing.open_under(
        matter, "hearings.hearing", facts={"start": (clock.now() + timedelta(minutes=40)).isoformat(), "minutes": 60, "room": room.pk}
    )
    mine = take(actor=testing.actor(testing.account()), about=matter.no)
    other = take(actor=testing.actor(testing.account("王二", "13800000077")), about=matter.no)
    assert (mine.ground, mine.proved, other.ground) == ("hearing", True, "")


def test_what_was_not_shown_at_the_window_loses_its_advance() -> None:
    actor = clerk()
    window(sits=actor)
    with later(1):
        ordinary = take()
    with later(5):
        said = take(ground="disabled")
        called = queue.call_next(actor)
        assert called is not None and called.pk == said.pk
        said.refresh_from_db()
        queue.not_shown(said, actor)
        following = queue.call_next(actor)
    assert following is not None and following.pk == ordinary.pk
    assert (said.stage, said.place_at) == ("waiting", said.taken_at)


def test_no_numbers_when_the_hall_is_closed_unless_a_window_is_open() -> None:
    with clock.at(datetime(2026, 3, 2, 20, 0, tzinfo=clock.ZONE)):
        refused("closed", take)
        window(sits=clerk())
        assert take().number == "A001"
    refused("reason", lambda: take("president"))


def test_one_clerk_one_window_one_ticket() -> None:
    first, second = clerk("甲"), clerk("乙")
    one, two = window(1, sits=first), window(2)
    refused("taken_window", lambda: queue.sit_down(one, second))
    refused("sits_already", lambda: queue.sit_down(two, first))
    refused("not_yours", lambda: queue.sit_down(two, testing.actor(testing.staff("judge"))))
    take(), take()
    assert queue.call_next(first) is not None
    refused("busy", lambda: queue.call_next(first))
    refused("busy", lambda: queue.leave(first))
    refused("no_window", lambda: queue.call_next(second))


def test_a_clerk_touches_only_the_ticket_at_the_own_window() -> None:
    first, second = clerk("甲"), clerk("乙")
    window(1, sits=first), window(2, sits=second)
    take()
    ticket = queue.call_next(first)
    assert ticket is not None
    ticket.refresh_from_db()
    for deed in (queue.begin, queue.call_again):
        refused("moved_on", lambda deed=deed: deed(ticket, second))
    refused("moved_on", lambda: queue.finish(ticket, "handled", second))
    refused("outcome", lambda: queue.finish(ticket, "bribed", first))


def test_missed_only_after_the_calls_and_back_once() -> None:
    actor = clerk()
    window(sits=actor)
    take()
    ticket = queue.call_next(actor)
    assert ticket is not None
    ticket.refresh_from_db()
    refused("call_again", lambda: queue.miss(ticket, actor))
    queue.call_again(ticket, actor)
    queue.miss(ticket, actor)
    queue.come_back(ticket)
    assert (ticket.stage, ticket.window) == ("waiting", None)
    again = queue.call_next(actor)
    assert again is not None and again.pk == ticket.pk
    ticket.refresh_from_db()
    queue.call_again(ticket, actor)
    queue.miss(ticket, actor)
    refused("gone", lambda: queue.come_back(ticket))


def test_passed_on_keeps_number_and_place() -> None:
    first, second = clerk("甲"), clerk("乙", "cashier")
    window(1, "filing", first), window(2, "fees", second)
    ticket = take()
    with later(3):
        take("fees")
        called = queue.call_next(first)
        assert called is not None
        ticket.refresh_from_db()
        queue.transfer(ticket, "fees", first)
        called = queue.call_next(second)
    assert called is not None and (called.pk, called.number) == (ticket.pk, "A001")


def test_a_booking_is_announced_in_its_time_and_comes_first() -> None:
    citizen = testing.actor(testing.account())
    slot = datetime(2026, 3, 3, 10, 0, tzinfo=clock.ZONE)
    booked = queue.book(testing.court(), Wish("filing", channel="booking", slot=slot, key="b1"), citizen)
    refused("booked_already", lambda: queue.book(testing.court(), Wish("fees", slot=slot, key="b2"), citizen))
    refused("slot", lambda: queue.book(testing.court(), Wish("filing", slot=slot + timedelta(minutes=7)), citizen))
    refused("slot", lambda: queue.book(testing.court(), Wish("filing", slot=slot + timedelta(days=4, hours=0)), citizen))
    refused("not_today", lambda: queue.check_in(booked))
    with clock.at(slot - timedelta(minutes=31)):
        refused("slot_time", lambda: queue.check_in(booked))
    with clock.at(slot - timedelta(minutes=20)):
        take()
    with clock.at(slot - timedelta(minutes=5)):
        queue.check_in(booked)
        assert next(iter(queue.waiting(testing.court().pk))).pk == booked.pk


def test_a_half_hour_has_so_many_places() -> None:
    slot = datetime(2026, 3, 3, 10, 0, tzinfo=clock.ZONE)
    for n in range(3):
        queue.book(testing.court(), Wish("filing", slot=slot), testing.actor(testing.account(f"人{n}", f"1380000010{n}")))
    last = testing.actor(testing.account("多余", "13800000109"))
    refused("slot_full", lambda: queue.book(testing.court(), Wish("filing", slot=slot), last))


def test_the_night_ends_numbers_and_closes_windows() -> None:
    actor = clerk()
    made = window(sits=actor)
    called, left = take(), take()
    assert queue.call_next(actor) is not None
    queue.end_day()
    left.refresh_from_db()
    assert left.stage == "waiting"
    with clock.at(testing.NOW + timedelta(days=1)):
        assert queue.end_day() == 3
        assert queue.end_day() == 0
    for ticket in (called, left):
        ticket.refresh_from_db()
        assert ticket.stage == "expired"
    made.refresh_from_db()
    assert made.clerk_id is None


def test_courts_are_apart() -> None:
    actor = clerk()
    window(sits=actor)
    queue.take(testing.court("浙0602"), Wish("filing"))
    assert queue.call_next(actor) is None


def test_who_was_overtaken_takes_the_next_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Between reading and claiming another clerk takes the same ticket: it is called once."""
    first, second = clerk("甲"), clerk("乙")
    window(1, sits=first)
    other = window(2, sits=second)
    wanted, following = take(), take()
    true_claim = queue.claim
    raced = []

    def overtaken(ticket: Ticket, to: Window) -> bool:
        if not raced:
            raced.append(true_claim(ticket, other))
        return true_claim(ticket, to)

    monkeypatch.setattr(queue, "claim", overtaken)
    got = queue.call_next(first)
    assert got is not None and got.pk == following.pk
    wanted.refresh_from_db()
    assert wanted.window_id == other.pk


@pytest.fixture
def committed(transactional_db: None) -> Iterator[None]:
    yield


@pytest.mark.django_db(transaction=True)
def test_two_clerks_at_once_never_call_the_same_ticket(committed: None) -> None:
    """Two threads with connections of their own, on whatever database the suite runs."""
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.skip("threads share one connection in memory; the interleaving is tested above")
    actors = [clerk(f"线{n}") for n in range(4)]
    for n, actor in enumerate(actors, 1):
        window(n, sits=actor)
    for _ in range(12):
        take()
    calls: list[int] = []
    at = clock.now()

    def work(actor: Actor) -> None:
        try:
            with clock.at(at):
                while (ticket := queue.call_next(actor)) is not None:
                    calls.append(ticket.pk)
                    ticket.refresh_from_db()
                    queue.finish(ticket, "handled", actor)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(a,)) for a in actors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(calls) == len(set(calls)) == 12


def test_waiting_is_estimated_from_what_was_measured_with_its_working() -> None:
    actor = clerk()
    window(1, "filing", actor), window(2, "filing", clerk("乙"))
    mine = take("filing")
    assert waiting.estimate(mine).minutes == 0
    for n, taken in enumerate((8, 10, 12, 14, 30)):
        with later(-200 + n * 35):
            served("filing", actor, taken)
    with later(1):
        take("filing")
    with later(2):
        last = take("filing")
        found = waiting.estimate(last)
    assert (found.ahead, found.each, found.samples, found.windows) == (2, 12, 5, (1, 2))
    assert found.minutes == 12
    assert found.working[-1] == "2 × 12 ÷ 2 ≈ 12 分钟"


def test_no_window_no_estimate() -> None:
    take("fees")
    with later(1):
        found = waiting.estimate(take("fees"))
    assert (found.minutes, found.ahead) == (None, 1)


def test_figures_add_up_to_the_tickets() -> None:
    actor = clerk()
    window(1, "filing", actor)
    served("filing", actor, 10)
    missed, gone, left = take(), take(), take()
    called = queue.call_next(actor)
    assert called is not None and called.pk == missed.pk
    missed.refresh_from_db()
    queue.call_again(missed, actor)
    queue.miss(missed, actor)
    queue.cancel(gone)
    whole, reasons, windows = figures.of_days(testing.court().pk, clock.today(), clock.today())
    assert (whole.taken, whole.served, whole.missed, whole.given_up, whole.waiting) == (4, 1, 1, 1, 1)
    assert reasons["filing"].taken == 4 and windows[1].served == 1 and windows[1].take == "10"
    assert figures.in_time(testing.court().pk, clock.today(), clock.today()) == (1, 2)
    assert left.stage == "waiting"


def test_a_step_is_whole_or_not_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    ticket = take()
    monkeypatch.setattr(queue, "note", lambda *a, **k: 1 / 0)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        queue.cancel(ticket)
    ticket.refresh_from_db()
    assert ticket.stage == "waiting"
