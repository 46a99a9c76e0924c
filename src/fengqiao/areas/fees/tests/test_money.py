"""Money coming in and going out, with a bank that does everything wrong that banks do."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from fengqiao.areas.fees import money, refunds, tickets
from fengqiao.areas.fees.models import Placement, Ticket
from fengqiao.areas.fees.tests.conftest import FEE, Bank, begin, order_of
from fengqiao.core import clock, jobs
from fengqiao.core.actor import actor_of
from fengqiao.core.models import Deadline, Document, Event, Matter, MoneyEntry, PaymentOrder
from fengqiao.core.payments import CHANNELS, ProviderAway
from fengqiao.core.testing import do, matter, open_under, refused, snapshot, staff


def at(*when: int) -> datetime:
    return datetime(*when, tzinfo=clock.ZONE)  # type: ignore[misc,arg-type]


def _entries(**by: object) -> list[tuple[str, str, Decimal]]:
    return [(e.kind, e.status, e.amount) for e in MoneyEntry.objects.filter(**by).order_by("id")]


def test_a_payment_settles_the_fee_and_gives_a_receipt(fee: Matter, bank: Bank) -> None:
    order = begin(fee)
    [transaction] = bank.pay(order)
    after = matter(fee.no)
    assert (after.state, after.facts["transaction"]) == ("paid", transaction)
    assert order_of(fee).status == "paid"
    assert "525" in Document.objects.get(matter=fee, kind="fee_receipt").text
    assert Deadline.objects.filter(matter=fee, status="running").count() == 0
    assert Event.objects.get(matter=fee, move="settle").actor_role == "system"


def test_beginning_twice_is_one_order_at_the_bank(fee: Matter, bank: Bank) -> None:
    assert begin(fee) == begin(fee)
    assert Placement.objects.count() == 1


def test_doubled_callback_does_it_once(fee: Matter, bank: Bank) -> None:
    bank.pay(begin(fee), "doubled")
    assert _entries() == [("payment", "settled", FEE)]
    assert Event.objects.filter(matter=fee, move="settle").count() == 1


def test_double_payment_is_recorded_and_refunded(fee: Matter, bank: Bank) -> None:
    order = begin(fee)
    first, second = bank.pay(order, "twice")
    assert matter(fee.no).facts["transaction"] == first
    assert _entries() == [("payment", "settled", FEE), ("payment", "double", FEE), ("refund", "queued", FEE)]
    assert refunds.send_refunds() == 1
    assert MoneyEntry.objects.get(kind="refund").status == "done"
    assert MoneyEntry.objects.get(kind="refund").of.reference == second  # type: ignore[union-attr]
    assert refunds.send_refunds() == 0


def test_forged_callback_changes_nothing(fee: Matter, bank: Bank) -> None:
    order = begin(fee)
    before = snapshot()
    bank.books.pay(order.no, "forged")
    assert bank.deliver() == [False]
    assert snapshot() == before
    assert _entries() == []


def test_wrong_amount_does_not_settle_and_goes_back(fee: Matter, tills: dict[str, Bank]) -> None:
    tills["wechat"].pay(begin(fee, "wechat"), "wrong_amount")
    assert matter(fee.no).state == "due"
    less = FEE - Decimal("0.01")
    assert _entries() == [("payment", "mismatch", less), ("refund", "queued", less)]
    refunds.send_refunds()
    assert MoneyEntry.objects.get(kind="refund").status == "done"


def test_callback_of_an_order_that_was_never_made(fee: Matter, bank: Bank) -> None:
    begin(fee)
    bank.books.place("F999", "525.00", "x", "", "http://127.0.0.1/pay/callback/bank/")
    bank.books.pay("F999")
    assert bank.deliver() == [False]
    assert _entries() == []


def test_lost_callback_is_recovered_by_asking(fee: Matter, bank: Bank) -> None:
    bank.pay(begin(fee), "lost")
    assert money.settle_lost_callbacks() == 0, "not asked at once"
    assert matter(fee.no).state == "due"
    with clock.at(clock.now() + timedelta(minutes=3)):
        assert money.settle_lost_callbacks() == 1
    assert matter(fee.no).state == "paid"


def test_a_late_callback_of_a_payment_in_time_still_counts(fee: Matter, bank: Bank) -> None:
    order = begin(fee)
    with clock.at(at(2026, 3, 9, 23, 50)):
        bank.pay(order, "late", deliver=False)
    with clock.at(at(2026, 3, 10, 0, 1)):
        jobs.sweep()
        assert matter(fee.no).state == "due", "the bank has still to be asked"
        bank.deliver()
    assert matter(fee.no).state == "paid"


def test_payment_in_time_with_a_lost_callback_is_not_treated_as_withdrawn(fee: Matter, bank: Bank) -> None:
    order = begin(fee)
    with clock.at(at(2026, 3, 9, 23, 50)):
        bank.pay(order, "lost")
    with clock.at(at(2026, 3, 10, 0, 1)):
        jobs.sweep()
        money.settle_lost_callbacks()
    assert matter(fee.no).state == "paid"


def test_unpaid_only_after_the_bank_has_closed_the_order(fee: Matter, bank: Bank) -> None:
    order = begin(fee)
    with clock.at(at(2026, 3, 10, 0, 1)):
        jobs.sweep()
        assert matter(fee.no).state == "due"
        money.settle_lost_callbacks()
        assert matter(fee.no).state == "unpaid"
        assert order_of(fee).status == "closed"
        assert bank.pay(order) == [], "the bank takes no more money on it"
        assert money.settle_lost_callbacks() == 0


def test_the_bank_is_asked_right_after_the_last_day(fee: Matter, bank: Bank) -> None:
    begin(fee)
    with clock.at(at(2026, 3, 9, 22, 0)):
        assert money.settle_lost_callbacks() == 1
    with clock.at(at(2026, 3, 10, 0, 1)):
        jobs.sweep()
        assert money.settle_lost_callbacks() == 1
    assert matter(fee.no).state == "unpaid"


def test_late_payment_of_a_bank_at_fault_goes_back(fee: Matter, bank: Bank) -> None:
    order = begin(fee)
    with clock.at(at(2026, 3, 10, 0, 1)):
        jobs.sweep()
        money.settle_lost_callbacks()
        bank.pay(order, although_closed=True)
        assert matter(fee.no).state == "unpaid"
        assert _entries() == [("payment", "late", FEE), ("refund", "queued", FEE)]
        refunds.send_refunds()
    assert MoneyEntry.objects.get(kind="refund").status == "done"


def test_an_outage_holds_the_order_open_and_it_is_asked_again(fee: Matter, bank: Bank) -> None:
    order = begin(fee)
    with clock.at(at(2026, 3, 10, 0, 1)):
        jobs.sweep()
        bank.server.outages = 1
        assert money.settle_lost_callbacks() == 0
        assert matter(fee.no).state == "due"
        assert bank.books.query(order.no)["status"] == "closed"
    with clock.at(at(2026, 3, 10, 0, 10)):
        assert money.settle_lost_callbacks() == 1
    assert matter(fee.no).state == "unpaid"


def test_beginning_without_a_bank_changes_nothing(fee: Matter, bank: Bank) -> None:
    bank.server.outages = 1
    with pytest.raises(ProviderAway):
        begin(fee)
    assert not Placement.objects.exists()
    begin(fee)
    assert Placement.objects.get().provider_no


def test_no_payment_can_be_begun_after_the_fee_is_settled(fee: Matter, bank: Bank) -> None:
    bank.pay(begin(fee))
    with pytest.raises(money.NotPayable):
        begin(fee)


def test_counter_payment_is_the_same_order_at_the_fixed_amount(fee: Matter, tills: dict[str, Bank]) -> None:
    do(fee.no, "take_at_counter", staff("cashier"))
    with refused("fees.at_counter_already"):
        do(fee.no, "take_at_counter", staff("cashier"))
    assert money.present_at_counter() == 1
    bank = tills["pos"]
    [shown] = bank.books.at_counter()
    assert (shown["no"], shown["amount"]) == (order_of(fee).no, "525.00")
    bank.pay(shown["no"])
    after = matter(fee.no)
    assert (after.state, after.facts["channel"]) == ("paid", "pos")
    assert money.present_at_counter() == 0


# —— refunds ——


def _refund(case: Matter, ground: str) -> Matter:
    return open_under(case, "fees.refund", facts={"ground": ground})


@pytest.fixture
def paid(case: Matter, bank: Bank) -> Matter:
    """A fee of 1,050 yuan, paid: ordinary procedure."""
    fee = open_under(case, "fees.case_fee", facts={"procedure": "ordinary"})
    bank.pay(begin(fee))
    return matter(fee.no)


@pytest.mark.parametrize(
    ("ground", "back"), [("withdrawn", "525.00"), ("mediated", "525.00"), ("dismissed", "1050.00")]
)
def test_R_FEE_10_R_FEE_33_what_goes_back(case: Matter, paid: Matter, ground: str, back: str) -> None:
    refund = _refund(case, ground)
    assert (refund.state, refund.facts["amount"]) == ("sent", back)
    assert Deadline.objects.get(matter=refund, name="refund").due_on == date(2026, 3, 17)
    assert refunds.send_refunds() == 1
    assert matter(refund.no).state == "refunded"
    assert MoneyEntry.objects.get(kind="refund").amount == Decimal(back)


def test_R_FEE_10_simple_procedure_was_halved_already(case: Matter, fee: Matter, bank: Bank) -> None:
    bank.pay(begin(fee))
    refund = _refund(case, "withdrawn")
    assert (refund.state, refund.facts["amount"]) == ("nothing", "0.00")
    assert not MoneyEntry.objects.filter(kind="refund").exists()


def test_nothing_goes_back_of_what_was_never_paid(case: Matter, fee: Matter) -> None:
    assert _refund(case, "withdrawn").state == "nothing"


def test_a_failed_refund_is_sent_again_under_its_number(case: Matter, paid: Matter, bank: Bank) -> None:
    bank.books.refund_answers = "failed"
    refund = _refund(case, "withdrawn")
    refunds.send_refunds()
    assert matter(refund.no).state == "failed"
    bank.books.refund_answers = "done"
    do(refund.no, "send_again", staff("cashier"))
    refunds.send_refunds()
    assert matter(refund.no).state == "refunded"
    assert MoneyEntry.objects.filter(kind="refund").count() == 1


def test_a_refund_under_way_ends_when_the_bank_says_so(case: Matter, paid: Matter, bank: Bank) -> None:
    bank.books.refund_answers = "processing"
    refund = _refund(case, "withdrawn")
    refunds.send_refunds()
    assert matter(refund.no).state == "sent"
    bank.books.refund_answers = "done"
    with clock.at(clock.now() + timedelta(minutes=11)):
        refunds.send_refunds()
    assert matter(refund.no).state == "refunded"


def test_a_refund_whose_answer_was_lost_is_paid_once(case: Matter, paid: Matter, bank: Bank) -> None:
    refund = _refund(case, "withdrawn")
    bank.server.outages = 1
    refunds.send_refunds()
    assert matter(refund.no).state == "sent"
    with clock.at(clock.now() + timedelta(minutes=2)):
        refunds.send_refunds()
    assert matter(refund.no).state == "refunded"
    assert [x["kind"] for x in bank.books.movements("2026-03-02")] == ["payment", "refund"]


def test_every_payment_of_the_books_is_answered_for(fee: Matter, bank: Bank) -> None:
    """What came in is either kept for the fee or on its way back, to the cent."""
    order = begin(fee)
    for how in ("now", "wrong_amount", "twice", "doubled"):
        bank.pay(order, how)
    came = sum(e.amount for e in MoneyEntry.objects.filter(kind="payment"))
    back = sum(e.amount for e in MoneyEntry.objects.filter(kind="refund"))
    assert came - back == PaymentOrder.objects.get(pk=order.pk).amount


# —— four channels ——

@pytest.mark.parametrize("channel", CHANNELS)
def test_every_channel_settles_the_fee_once_whatever_its_callbacks_do(
    fee: Matter, tills: dict[str, Bank], channel: str
) -> None:
    order, till = begin(fee, channel), tills[channel]
    before = snapshot()
    till.pay(order, "forged", deliver=False)
    assert till.deliver() == [False]
    assert snapshot() == before and not MoneyEntry.objects.exists(), "a forged callback changes nothing"
    till.pay(order, "doubled")
    assert matter(fee.no).facts["channel"] == channel
    assert _entries() == [("payment", "settled", FEE)]


@pytest.mark.parametrize("channel", CHANNELS)
def test_a_lost_callback_of_every_channel_is_found_by_asking(
    fee: Matter, tills: dict[str, Bank], channel: str
) -> None:
    tills[channel].pay(begin(fee, channel), "lost")
    with clock.at(clock.now() + timedelta(minutes=3)):
        assert money.settle_lost_callbacks() == 1
    assert matter(fee.no).state == "paid"


@pytest.mark.parametrize("channel", ("wechat", "wechat_h5", "alipay", "pos"))
def test_another_amount_over_a_channel_that_fixes_it_goes_back(
    fee: Matter, tills: dict[str, Bank], channel: str
) -> None:
    tills[channel].pay(begin(fee, channel), "wrong_amount")
    assert matter(fee.no).state == "due"
    assert refunds.send_refunds() == 1
    assert MoneyEntry.objects.get(kind="refund").status == "done"
    assert not Ticket.objects.exists()


def test_paid_over_one_channel_the_others_are_closed(fee: Matter, tills: dict[str, Bank]) -> None:
    for channel in ("wechat", "alipay", "bank"):
        order = begin(fee, channel)
    tills["alipay"].pay(order)
    assert money.settle_lost_callbacks() == 2
    assert {p.channel: p.status for p in Placement.objects.all()} == {
        "wechat": "closed", "alipay": "paid", "bank": "closed"}  # fmt: skip
    assert tills["wechat"].pay(order) == [] and tills["bank"].pay(order) == []
    assert matter(fee.no).state == "paid" and PaymentOrder.objects.get().status == "paid"


def test_paid_over_two_channels_at_once_the_second_goes_back_over_its_own(fee: Matter, tills: dict[str, Bank]) -> None:
    order = begin(fee, "wechat")
    begin(fee, "alipay")
    tills["wechat"].pay(order, deliver=False)
    tills["alipay"].pay(order)
    tills["wechat"].deliver()
    assert [(e.channel, e.status) for e in MoneyEntry.objects.filter(kind="payment")] == [
        ("alipay", "settled"), ("wechat", "double")]  # fmt: skip
    refunds.send_refunds()
    assert tills["wechat"].books.movements("2026-03-02")[-1]["kind"] == "refund"


def test_unpaid_only_after_every_provider_has_closed_the_order(fee: Matter, tills: dict[str, Bank]) -> None:
    begin(fee, "wechat")
    begin(fee, "bank")
    tills["bank"].server.outages = 1
    with clock.at(at(2026, 3, 10, 0, 1)):
        jobs.sweep()
        assert money.settle_lost_callbacks() == 1
        assert matter(fee.no).state == "due", "one of them has not answered"
    with clock.at(at(2026, 3, 10, 0, 10)):
        money.settle_lost_callbacks()
    assert matter(fee.no).state == "unpaid"


# —— tickets ——


def test_a_payment_and_its_refund_have_one_ticket_each(case: Matter, paid: Matter, bank: Bank) -> None:
    [first] = Ticket.objects.all()
    assert (first.no, first.amount, first.payer) == ("浙0681-2026-00000001", Decimal("1050.00"), "陈大明")
    assert tickets.issue(first.entry, paid) == first
    _refund(case, "withdrawn")
    refunds.send_refunds()
    assert [(t.entry.kind, t.amount) for t in Ticket.objects.order_by("no")] == [
        ("payment", Decimal("1050.00")), ("refund", Decimal("525.00"))]  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        Ticket.objects.create(
            no="another", entry=first.entry, court=paid.court, amount=1, issued_at=clock.now(), payer="x"
        )


def test_a_voided_ticket_says_why_and_its_number_is_not_used_again(paid: Matter, bank: Bank) -> None:
    first = Ticket.objects.get()
    cashier = actor_of(staff("cashier"))
    second = tickets.void(first, "交款人名称有误", cashier, again=True)
    assert second is not None and second.no == "浙0681-2026-00000002" and second.replaces == first
    first.refresh_from_db()
    assert first.void_reason == "交款人名称有误" and first.voided_by == cashier.name and first.voided_at
    with pytest.raises(tickets.NotVoidable):
        tickets.void(first, "再次", cashier, again=True)
    assert Ticket.objects.filter(voided_at=None).count() == 1
