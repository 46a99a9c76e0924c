"""The case fee: amounts by the tables, the demand, relief, and what follows when nobody pays."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from fengqiao.areas.fees import rules
from fengqiao.areas.fees.tests.conftest import FEE, Bank, order_of
from fengqiao.core import clock
from fengqiao.core.models import Deadline, Document, Matter, Notice, PaymentOrder
from fengqiao.core.testing import (
    PRIVATE_LENDING,
    account,
    dispute,
    do,
    matter,
    open_under,
    pass_to,
    refused,
    staff,
)
from fengqiao.law import causes

DAY = date(2026, 3, 2)
DIVORCE = next(c.code for c in causes.search("离婚纠纷") if c.name == "离婚纠纷")
WAGES = next(c.code for c in causes.search("追索劳动报酬纠纷") if c.name == "追索劳动报酬纠纷")

def _claims(*amounts: str | None) -> list[dict[str, str | None]]:
    return [{"text": f"请求{n}", "amount": amount} for n, amount in enumerate(amounts)]


@pytest.mark.parametrize(
    ("cause", "amounts", "procedure", "expected"),
    [
        (PRIVATE_LENDING, ("50000.00",), "ordinary", "1050.00"),
        (PRIVATE_LENDING, ("50000.00",), "simple", "525.00"),
        (PRIVATE_LENDING, ("50000.00",), "small_claims", "525.00"),
        (PRIVATE_LENDING, ("30000.00", "50000.00"), "ordinary", "1800.00"),
        (PRIVATE_LENDING, ("80000.00", None), "ordinary", "1800.00"),
        (PRIVATE_LENDING, (None, None), "ordinary", "100.00"),
        (WAGES, ("50000.00",), "simple", "5.00"),
        (DIVORCE, ("500000.00",), "ordinary", "1800.00"),
    ],
)
def test_R_FEE_01_to_10_the_fee_follows_cause_claims_and_procedure(
    cause: str, amounts: tuple[str | None, ...], procedure: str, expected: str
) -> None:
    money = [Decimal(a) for a in amounts if a is not None]
    told = {"cause": cause, "claims": _claims(*amounts), "amount": str(sum(money)) if money else None}
    assert rules.case_fee(told, procedure, DAY).value == Decimal(expected)


def test_R_FEE_10_never_halved_twice() -> None:
    told = {"cause": PRIVATE_LENDING, "claims": _claims("100000.00"), "amount": "100000.00"}
    assert rules.case_fee(told, "simple", DAY).value == Decimal("1150.00")
    assert rules.case_fee(told, "simple", DAY, ("mediated",)).value == Decimal("1150.00")
    assert rules.case_fee(told, "ordinary", DAY, ("withdrawn",)).value == Decimal("1150.00")


def test_the_demand_has_amount_working_notice_and_seven_days(fee: Matter) -> None:
    assert fee.state == "due"
    assert fee.facts["amount"] == "525.00"
    assert fee.facts["working"] and fee.facts["cites"]
    running = Deadline.objects.get(matter=fee, name="fee")
    assert (running.due_on, running.then) == (date(2026, 3, 9), "lapse")
    paper = Document.objects.get(matter=fee, kind="fee_notice")
    assert "525" in paper.text and order_of(fee).no in paper.text and "2026年3月9日" in paper.text
    assert order_of(fee).amount == FEE
    assert Notice.objects.filter(matter=fee, key="notice.fees.case_fee.demand").exists()


def test_R_FEE_31_a_notice_before_a_long_holiday_ends_on_the_next_working_day(case: Matter, bank: Bank) -> None:
    with clock.at(datetime(2026, 9, 18, 9, 0, tzinfo=clock.ZONE)):
        fee = open_under(case, "fees.case_fee", facts={"procedure": "simple"})
    assert Deadline.objects.get(matter=fee, name="fee").due_on == date(2026, 9, 28)


def test_R_FEE_30_a_wage_claim_is_not_prepaid(case: Matter, bank: Bank) -> None:
    with_wages = dispute("testing.case", cause=WAGES)
    fee = open_under(with_wages, "fees.case_fee", facts={"procedure": "simple"})
    assert (fee.state, fee.facts["waived"], fee.facts["deferred"]) == ("waived", "wage_claim", True)
    assert fee.facts["amount"] == "5.00", "it stays owed until the end"
    assert not PaymentOrder.objects.filter(matter=fee).exists()


def test_unpaid_after_seven_days_when_nobody_went_to_the_bank(fee: Matter) -> None:
    pass_to(date(2026, 3, 9))
    assert matter(fee.no).state == "due", "the last day is whole"
    pass_to(date(2026, 3, 10))
    assert matter(fee.no).state == "unpaid"
    assert order_of(fee).status == "closed"


def test_R_FEE_44_nobody_can_type_an_amount_or_settle_by_hand(fee: Matter) -> None:
    paid = {"order": order_of(fee).no, "transaction": "T1", "amount": "525.00", "paid_at": "2026-03-02T09:00:00+08:00"}
    for who in (staff("cashier"), staff("division_head"), account()):
        with refused("core.not_yours"):
            do(fee.no, "settle", who, paid)
    with refused("fees.amount_differs"):
        do(fee.no, "settle", "system", {**paid, "amount": "524.99"})
    with refused("fees.other_order"):
        do(fee.no, "settle", "system", {**paid, "order": "F0"})
    with refused("extra_forbidden"):
        do(fee.no, "take_at_counter", staff("cashier"), {"amount": "1.00"})
