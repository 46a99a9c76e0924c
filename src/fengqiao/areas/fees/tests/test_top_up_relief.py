"""Relief on what is topped up: asked for, decided and settled as on the case fee, in one account (R-FEE-13, 36 to 40)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from fengqiao.areas.fees import closing
from fengqiao.areas.fees.procedure2 import TopUp
from fengqiao.areas.fees.procedure3 import TopUpWithRelief
from fengqiao.areas.fees.tests.conftest import Bank, begin, order_of
from fengqiao.areas.fees.tests.test_relief import (
    AIDED,
    DISASTER,
    FITS,
    HARDSHIP,
    ask,
    judged,
    on,
    running,
    sums,
    upload,
)
from fengqiao.core.models import Document, Matter
from fengqiao.core.testing import account, child, do, matter, open_under, party, pass_to, refused, staff

__all__ = ["judged"]
CHANGE = {"prepaid": True, "from_amount": "50000", "to_amount": "200000", "procedure": "ordinary"}


@pytest.fixture
def topping(case: Matter, fee: Matter, bank: Bank) -> Matter:
    """A simple case whose fee of 525 yuan is paid has become ordinary: the other half is asked for."""
    bank.pay(begin(fee))
    return open_under(case, "fees.top_up", facts={"prepaid": True})


def test_version_1_stays_as_it_was(topping: Matter) -> None:
    assert topping.version == 2 and "apply_relief" not in TopUp.moves and "apply_relief" in TopUpWithRelief.moves


def test_R_FEE_39_only_who_owes_it_asks_with_proof_and_once(topping: Matter) -> None:
    upload()
    with refused():
        do(topping.no, "apply_relief", party(topping, "respondent"), HARDSHIP)
    with refused("fees.proof_needed"):
        do(topping.no, "apply_relief", account(), {**HARDSHIP, "files": []})
    with refused("fees.ground_does_not_fit"):
        do(topping.no, "apply_relief", account(), {**HARDSHIP, "ground": "disaster"})
    do(topping.no, "apply_relief", account(), HARDSHIP)
    with refused("fees.relief_applied_already"):
        do(topping.no, "apply_relief", account(), HARDSHIP)


def test_R_FEE_39_while_it_is_decided_the_time_stands_still_and_nothing_follows(topping: Matter) -> None:
    assert running(topping) == date(2026, 3, 9)
    with on(5):
        relief = ask(topping, HARDSHIP)
    pass_to(date(2026, 4, 20))
    assert matter(topping.no).state == "due" and running(topping) is None
    for move, who, data in (
        ("lapse", "system", None),
        ("excuse", staff("division_head"), FITS),
        ("take_at_counter", staff("cashier"), None),
        ("pay", account(), None),
    ):
        with refused("fees.relief_pending"):
            do(topping.no, move, who, data)
    with on(20, 4):
        do(relief.no, "withdraw", account())
        assert running(topping) == date(2026, 4, 24), "four days were left"
        do(topping.no, "excuse", staff("division_head"), FITS)
        assert running(topping) == date(2026, 4, 27), "a good reason gives seven whole days"
    pass_to(date(2026, 4, 28))
    assert matter(topping.no).state == "unpaid"


@pytest.mark.parametrize(("grown", "follows"), [(False, "按撤诉处理"), (True, "增加的诉讼请求按撤回处理")])
def test_R_FEE_39_a_refusal_says_what_follows_and_its_time_runs_from_receipt(
    case: Matter, fee: Matter, bank: Bank, grown: bool, follows: str
) -> None:
    bank.pay(begin(fee))
    topping = open_under(case, "fees.top_up", facts=CHANGE if grown else {"prepaid": True})
    relief = ask(topping, HARDSHIP)
    do(relief.no, "refuse", staff("division_head"), {"reasons": "没有提交低保证明原件"})
    paper = Document.objects.get(matter=relief, kind="relief_decision").text
    assert "补交的案件受理费" in paper and f"逾期不交的，{follows}" in paper
    with on(12):
        do(child(relief, "service.delivery").no, "acknowledge", account())
    assert running(topping) == date(2026, 3, 19)
    pass_to(date(2026, 3, 20))
    assert matter(topping.no).state == "unpaid"


def test_R_FEE_37_a_reduced_top_up_is_paid_by_a_new_notice(topping: Matter, bank: Bank) -> None:
    old = begin(topping)
    relief = ask(topping, DISASTER)
    with on(4):
        do(relief.no, "reduce", staff("division_head"), {"percent": 40, "reasons": "受灾"})
    new = order_of(topping)
    assert new.no != old.no and new.amount == Decimal("315.00") and running(topping) == date(2026, 3, 11)
    bank.pay(begin(topping))
    assert matter(topping.no).state == "paid"
    assert child(topping, "fees.closing").state == "waiting"


def granted(fee: Matter, data: dict[str, Any], move: str, **told: Any) -> Matter:
    """The relief that was asked for is granted; the fee as it stands then."""
    do(ask(fee, data).no, move, staff("division_head"), {**FITS, **told})
    return matter(fee.no)


def test_R_FEE_36_an_exempted_top_up_frees_its_holder_of_that_part_only(topping: Matter, judged: Any) -> None:
    topping = granted(topping, HARDSHIP, "exempt")
    assert (topping.state, topping.facts["amount"], order_of(topping).status) == ("waived", "0.00", "closed")
    judged(claimant="1050.00")
    account_of = child(topping, "fees.closing")
    assert sums(account_of)["claimant"] == ("1050.00", "525.00", "525.00", "0.00")
    assert closing.open_closings() == 0, "the case has its account"
    assert not Matter.objects.filter(procedure__in=["fees.collection", "fees.refund"]).exists()


def test_R_FEE_40_the_loser_pays_all_and_what_was_prepaid_goes_back(topping: Matter, judged: Any) -> None:
    topping = granted(topping, HARDSHIP, "exempt")
    judged(respondent="1050.00")
    account_of = child(topping, "fees.closing")
    assert sums(account_of)["respondent"] == ("1050.00", "0.00", "0.00", "1050.00")
    assert child(account_of, "fees.refund").facts["amount"] == "525.00"


def test_R_FEE_38_relief_on_both_is_settled_in_one_account(case: Matter, fee: Matter, bank: Bank, judged: Any) -> None:
    """The fee is reduced by 40 in a hundred and paid; the top-up is deferred, asked for on its day, and not paid."""
    granted(fee, DISASTER, "reduce", percent=40)
    bank.pay(begin(fee))
    topping = open_under(case, "fees.top_up", facts={"prepaid": True})
    granted(topping, {**AIDED, "files": ["u2"]}, "defer", until="2026-03-20")
    pass_to(date(2026, 3, 21))
    late = child(topping, "fees.closing")
    early = child(late, "fees.collection")
    assert (late.state, early.facts["amount"]) == ("collected", "525.00")
    with on(22):
        judged(claimant="1050.00")
    account_of = child(fee, "fees.closing")
    assert sums(account_of)["claimant"] == ("1050.00", "210.00", "315.00", "525.00")
    assert (matter(account_of.no).state, matter(late.no).state, matter(early.no).state) == ("settled", "ended", "ended")
    asked = Matter.objects.filter(procedure="fees.collection", ended=False)
    assert [m.facts["amount"] for m in asked] == ["525.00"], "asked for once"
