"""Version 2 of the case fee: parts, a withdrawn application, the president's review; and the top-up."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest
from django.test import Client

from fengqiao.areas.fees import facts, money, refunds
from fengqiao.areas.fees.models import Ticket
from fengqiao.areas.fees.procedure import CaseFee
from fengqiao.areas.fees.procedure2 import CaseFeeInParts, TopUp
from fengqiao.areas.fees.tests.conftest import FEE, Bank, begin, order_of
from fengqiao.areas.fees.tests.test_relief import HARDSHIP, upload
from fengqiao.core import clock, jobs
from fengqiao.core.models import Deadline, Document, Matter, MoneyEntry, PaymentOrder
from fengqiao.core.payments import Paid
from fengqiao.core.testing import account, child, do, matter, open_under, pass_to, refused, staff

CENT = Decimal("0.01")


def part(order: PaymentOrder, amount: str, transaction: str = "T-part") -> str:
    return money.take_payment(Paid(order.no, transaction, Decimal(amount), clock.now(), "bank"))


def test_new_fees_go_by_version_2_and_version_1_stays_as_it_was(fee: Matter) -> None:
    assert (fee.procedure, fee.version) == ("fees.case_fee", 2)
    assert "take_part" not in CaseFee.moves and "exempt" not in CaseFeeInParts.moves and "exempt" in CaseFee.moves


def test_a_transfer_of_less_is_a_part_and_the_rest_has_its_own_order(fee: Matter, bank: Bank) -> None:
    first = begin(fee)
    assert part(first, "300.00") == "part"
    after = matter(fee.no)
    assert (after.state, after.facts["rest"], after.facts["amount"]) == ("due", "225.00", "525.00")
    assert Deadline.objects.get(matter=fee, name="fee", status="running").due_on == date(2026, 3, 9), "the same day"
    second = order_of(fee)
    assert second.no != first.no and second.amount == Decimal("225.00")
    assert part(first, "225.00", "T-again") == "late", "the first order is closed"
    bank.pay(begin(fee))
    assert matter(fee.no).state == "paid"
    assert [t.amount for t in Ticket.objects.order_by("id")] == [Decimal("300.00"), Decimal("225.00")]
    kept = MoneyEntry.objects.filter(kind="payment", status__in=["part", "settled"])
    assert sum(e.amount for e in kept) == FEE


def test_after_a_part_the_payer_comes_back_to_the_rest(fee: Matter, bank: Bank, client: Client) -> None:
    first = begin(fee)
    part(first, "300.00")
    client.force_login(account(), backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(f"/pay/{first.no}/back/").headers["Location"] == f"/pay/{order_of(fee).no}/"
    assert "还应交纳¥225.00" in client.get(f"/pay/{order_of(fee).no}/").content.decode()


def test_more_than_is_owed_goes_back_whole(fee: Matter, bank: Bank) -> None:
    assert part(begin(fee), "600.00") == "mismatch"
    assert matter(fee.no).facts.get("rest") is None


def test_parts_of_a_fee_that_lapses_go_back(fee: Matter, bank: Bank) -> None:
    part(begin(fee), "300.00")
    pass_to(date(2026, 3, 10))
    assert matter(fee.no).state == "unpaid"
    refunds.send_refunds()
    back = MoneyEntry.objects.get(kind="refund")
    assert (back.amount, back.reason) == (Decimal("300.00"), "unpaid")


def test_what_was_paid_in_parts_goes_back_by_the_law_of_the_whole(case: Matter, bank: Bank) -> None:
    fee = open_under(case, "fees.case_fee", facts={"procedure": "ordinary"})
    part(begin(fee), "1000.00")
    bank.pay(begin(fee))
    refund = open_under(case, "fees.refund", facts={"ground": "withdrawn"})
    assert refund.facts["amount"] == "525.00"


def test_no_relief_once_a_part_is_paid_and_no_part_while_relief_is_decided(fee: Matter, bank: Bank) -> None:
    upload()
    order = begin(fee)
    do(fee.no, "apply_relief", account(), HARDSHIP)
    assert part(order, "300.00") == "mismatch"
    do(child(fee, "fees.relief").no, "withdraw", account())
    with refused("fees.relief_applied_already"):
        do(fee.no, "apply_relief", account(), HARDSHIP)
    part(order_of(fee), "300.00", "T-2")
    assert matter(fee.no).facts["rest"] == "225.00"


def test_R_FEE_35_the_president_answers_in_fifteen_days_and_types_no_amount(fee: Matter) -> None:
    president = staff("president")
    do(fee.no, "ask_review", account(), {"reasons": "应当按一件非财产案件收费"})
    assert Deadline.objects.get(matter=fee, name="review").due_on == date(2026, 3, 17)
    with refused("fees.amount_is_right"):
        do(fee.no, "correct_amount", president, {"reasons": "更正"})
    do(fee.no, "uphold_amount", president, {"reasons": "本案有给付内容，按财产案件计算"})
    assert matter(fee.no).facts["review"]["status"] == "upheld"
    with refused("fees.reviewed_already"):
        do(fee.no, "ask_review", account(), {"reasons": "再次"})


def test_R_FEE_35_an_amount_that_the_tables_give_otherwise_is_corrected(fee: Matter) -> None:
    dispute = fee.dispute
    dispute.amount = Decimal("30000.00")
    dispute.facts = {**dispute.facts, "claims": [{"text": "还款", "amount": "30000.00"}]}
    dispute.save()
    do(fee.no, "ask_review", account(), {"reasons": "请求数额是三万元"})
    do(fee.no, "correct_amount", staff("president"), {"reasons": "请求数额登记有误，按三万元核算"})
    after = matter(fee.no)
    assert after.facts["amount"] == "275.00"
    assert order_of(fee).amount == Decimal("275.00")
    assert PaymentOrder.objects.filter(matter=fee, status="open").count() == 1


def test_R_FEE_44_nothing_that_staff_fill_in_is_an_amount() -> None:
    """Attack: a clerk types what is to be paid. No move of a person asks for money."""
    for procedure in (CaseFeeInParts, TopUp):
        for move in procedure.moves.values():
            if move.asks is not None and move.who != ("system",):
                assert "amount" not in move.asks.model_fields, move.name
    assert "amount" in facts.Receipt.model_fields, "only the provider's word carries one"


# —— the top-up ——


@pytest.fixture
def topping(case: Matter, fee: Matter, bank: Bank) -> Matter:
    bank.pay(begin(fee))
    return open_under(case, "fees.top_up", facts={"prepaid": True})


def test_R_FEE_13_the_other_half_within_seven_days(topping: Matter, bank: Bank) -> None:
    assert (topping.state, topping.facts["amount"]) == ("due", "525.00")
    assert Deadline.objects.get(matter=topping, name="fee").due_on == date(2026, 3, 9)
    paper = Document.objects.get(matter=topping, kind="fee_notice")
    assert "补交" in paper.text and "525" in paper.text
    bank.pay(begin(topping))
    assert matter(topping.no).state == "paid"


def test_R_FEE_13_unpaid_half_of_what_was_collected_goes_back(case: Matter, topping: Matter) -> None:
    pass_to(date(2026, 3, 10))
    assert matter(topping.no).state == "unpaid"
    refund = open_under(case, "fees.refund", facts={"ground": "top_up_unpaid"})
    assert refund.facts["amount"] == "262.50"


def test_R_FEE_10_a_topped_up_case_that_is_withdrawn_keeps_half(case: Matter, topping: Matter, bank: Bank) -> None:
    bank.pay(begin(topping))
    refund = open_under(case, "fees.refund", facts={"ground": "withdrawn"})
    assert (refund.facts["paid"], refund.facts["amount"]) == ("1050.00", "525.00")
    assert refunds.send_refunds() == 1 or MoneyEntry.objects.filter(kind="refund", status="done").exists()


def test_a_good_reason_gives_the_time_anew_once(topping: Matter) -> None:
    head = staff("division_head")
    with clock.at(datetime(2026, 3, 6, 9, 0, tzinfo=clock.ZONE)):
        do(topping.no, "excuse", head, {"reasons": "当事人住院治疗"})
        with refused("fees.excused_already"):
            do(topping.no, "excuse", head, {"reasons": "再次"})
    assert Deadline.objects.get(matter=topping, name="fee", status="running").due_on == date(2026, 3, 13)


def test_nothing_to_top_up_where_nothing_was_prepaid(case: Matter, bank: Bank) -> None:
    assert open_under(case, "fees.top_up", facts={"prepaid": False}).state == "nothing"


def test_R_FEE_14_a_larger_claim_tops_up_the_difference(case: Matter, bank: Bank) -> None:
    grown = open_under(case, "fees.top_up", facts={"from_amount": "100000", "to_amount": "200000"})
    assert grown.facts["amount"] == "2000.00"


def test_an_open_top_up_of_a_reduced_fee_is_reduced_alike(case: Matter, bank: Bank) -> None:
    topping = open_under(case, "fees.top_up", facts={"prepaid": True, "percent": 50})
    assert topping.facts["amount"] == "262.50"
    do(topping.no, "discontinue")
    assert matter(topping.no).state == "ended"
    assert jobs.sweep() == 0
