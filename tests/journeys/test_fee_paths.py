"""What the fee does on the way of a real case: a claim that grows and shrinks, relief until the closing account."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from fengqiao.areas.enforcement import services as enforcement
from fengqiao.areas.enforcement.money import cost_left, sums
from fengqiao.areas.fees import closing, money, refunds
from fengqiao.areas.fees.tests.test_relief import AIDED, FITS, upload
from fengqiao.core import clock, testing
from fengqiao.core.models import Document, Matter, MoneyEntry, Party, PaymentOrder, Room
from fengqiao.core.pacing import Paced
from fengqiao.core.payments import Paid
from fengqiao.core.registry import registry
from fengqiao.web.testing import Visitor

pytestmark = pytest.mark.django_db

JUDGE = {"reasons": "系同一法律关系，合并审理"}


@pytest.fixture(autouse=True)
def _staff() -> None:
    for role in ("filing_clerk", "division_head", "judge", "clerk", "cashier", "president", "enforcement_officer"):
        testing.staff(role)
    Room.objects.create(court=testing.court(), name="第一法庭")


def filed() -> Matter:
    """A case of 50,000 yuan in ordinary procedure, its fee not paid yet."""
    filing = testing.dispute("filing.first_instance")
    testing.do(filing.no, "accept", testing.staff("filing_clerk"), {"procedure": "ordinary", "reason": "案情需要"})
    return testing.matter(Matter.objects.get(dispute=filing.dispute, procedure="trial.first_instance").no)


def pay(fee: Matter) -> str:
    order = PaymentOrder.objects.get(matter=fee, status="open")
    return money.take_payment(Paid(order.no, f"T{order.no}", order.amount, clock.now(), "wechat"))


def acknowledge(parent: Matter) -> None:
    for delivery in Matter.objects.filter(parent=parent, procedure="service.delivery", ended=False):
        testing.do(delivery.no, "acknowledge", Party.objects.get(pk=delivery.party_id).person)


def drawn(trial: Matter) -> Matter:
    testing.do(trial.no, "confirm_triage", testing.staff("division_head"), {})
    acknowledge(trial)
    return testing.matter(trial.no)


def change(trial: Matter, amount: str) -> None:
    told = {"claims": [{"text": f"归还借款{amount}元", "amount": amount}], "reason": "查明数额"}
    testing.do(trial.no, "change_claim", testing.party(trial, "claimant"), told)
    testing.do(trial.no, "admit_change", testing.staff("judge"), JUDGE)


def judgment_of(trial: Matter) -> Matter:
    """The case is heard; its judge writes."""
    slot = {"day": "2026-05-20", "time": "09:00", "minutes": 60, "room": Room.objects.get().pk, "all_agree": True}
    testing.do(trial.no, "schedule", testing.staff("judge"), slot)
    hearing = testing.child(trial, "hearings.hearing")
    acknowledge(hearing)
    with testing.on(2026, 5, 20, 9):
        clerk, rows = testing.staff("clerk"), [{"party": p.pk, "here": True} for p in trial.dispute.parties.all()]
        testing.do(hearing.no, "open_session", clerk, {"parties": rows, "identities_verified": True})
        testing.do(hearing.no, "record", clerk, {"text": "审判员：现在开庭。"})
        for side in ("claimant", "respondent"):
            testing.do(hearing.no, "confirm_transcript", testing.party(trial, side))
    return testing.child(trial, "judgments.judgment")


def pronounced(judgment: Matter, **shares: str) -> None:
    """Pronounced, served, and in effect when nobody appeals."""
    by = {p.side: p.pk for p in Party.objects.filter(dispute=judgment.dispute)}
    draft = {
        "outcome": "granted",
        "body": "经审理查明：借款属实。\n本院认为，应当归还。",
        "law": ["《中华人民共和国民法典》第六百七十五条"],
        "items": [{"text": "被告归还借款", "payer": "respondent", "amount": "50000", "days": 10}],
        "fee_shares": [{"party": by[side], "amount": amount} for side, amount in shares.items()],
    }
    with testing.on(2026, 5, 21):
        testing.walk(judgment.no, [("draft", testing.staff("judge"), draft), ("pronounce", testing.staff("judge"), None)])
        acknowledge(judgment)
    testing.pass_to(date(2026, 6, 8))


def enlarged() -> Matter:
    """A case before its judge in which the claim has grown to 200,000 yuan."""
    trial = filed()
    pay(testing.child(trial, "fees.case_fee"))
    trial = drawn(trial)
    change(trial, "200000")
    return trial


def test_R_FEE_14_a_claim_that_grows_and_shrinks_costs_what_its_last_amount_costs() -> None:
    trial = enlarged()
    top_up = testing.child(trial, "fees.top_up")
    assert top_up.facts["amount"] == "3250.00", "4,300 less 1,050"
    pay(top_up)
    acknowledge(trial)
    change(trial, "100000")
    acknowledge(trial)
    refund = testing.child(trial, "fees.refund")
    assert (refund.facts["paid"], refund.facts["kept"], refund.facts["amount"]) == ("4300.00", "2300.00", "2000.00")
    refunds.send_refunds()
    change(trial, "50000")
    acknowledge(trial)
    assert testing.child(trial, "fees.refund").facts["amount"] == "1250.00"
    back = MoneyEntry.objects.filter(kind="refund")
    assert sum(e.amount for e in back) == Decimal("3250.00")
    assert all(closing.left_of(p) >= 0 for p in MoneyEntry.objects.filter(kind="payment")), "no payment goes back twice"
    assert judgment_of(testing.matter(trial.no)).facts["fee"] == "1050.00"


def test_R_FEE_14_a_larger_claim_that_is_not_paid_for_leaves_the_suit_as_it_was() -> None:
    trial = enlarged()
    testing.pass_to(date(2026, 3, 10))
    trial = testing.matter(trial.no)
    assert (trial.ended, trial.dispute.amount) == (False, Decimal("50000.00"))
    assert testing.child(trial, "fees.top_up").state == "unpaid"
    assert not Matter.objects.filter(procedure="fees.refund").exists()


def test_R_FEE_39_a_deferred_fee_from_the_application_to_the_account_of_whoever_lost() -> None:
    trial = filed()
    fee = testing.child(trial, "fees.case_fee")
    upload()
    testing.do(fee.no, "apply_relief", testing.party(trial, "claimant"), AIDED)
    testing.do(testing.child(fee, "fees.relief").no, "defer", testing.staff("division_head"), FITS)
    trial = testing.matter(trial.no)
    assert trial.state == "allocating", "the case goes on"
    judgment = judgment_of(drawn(trial))
    assert judgment.facts["fee"] == "1050.00"
    pronounced(judgment, respondent="1050.00")
    with testing.on(2026, 6, 9):
        assert closing.settle_closings() == 1
        account = testing.child(fee, "fees.closing")
        assert "结算" in Document.objects.get(matter=account, kind="costs_statement").text
        asked = testing.child(account, "fees.collection")
        assert (asked.facts["amount"], asked.facts["payer"]) == ("1050.00", "李小红")
        with testing.refused():
            testing.do(asked.no, "pay", testing.party(trial, "claimant"))
        pay(asked)
    assert testing.matter(asked.no).state == "paid"


def test_R_FEE_39_exempted_the_whole_fee_is_still_divided_and_the_loser_pays() -> None:
    trial = filed()
    fee = testing.child(trial, "fees.case_fee")
    upload()
    needy = {**AIDED, "relief": "exempt", "ground": "maintenance", "proofs": ["hardship", "standard"]}
    testing.do(fee.no, "apply_relief", testing.party(trial, "claimant"), needy)
    testing.do(testing.child(fee, "fees.relief").no, "exempt", testing.staff("division_head"), FITS)
    judgment = judgment_of(drawn(testing.matter(trial.no)))
    assert judgment.facts["fee"] == "1050.00", "relief frees its holder, not the other side"
    pronounced(judgment, claimant="50.00", respondent="1000.00")
    printed = Document.objects.get(matter=judgment, kind="judgment").text
    assert "本院已准予陈大明免交案件受理费1050元。" in printed, "the judgment states it (FEE 51)"
    with testing.on(2026, 6, 9):
        closing.settle_closings()
    rows = testing.child(fee, "fees.closing").facts["account"]
    assert [(r["borne"], r["relieved"], r["due"]) for r in rows] == [("50.00", "50.00", "0.00"), ("1000.00", "0.00", "1000.00")]


def test_a_case_withdrawn_while_relief_is_open_leaves_nothing_open() -> None:
    trial = filed()
    fee = testing.child(trial, "fees.case_fee")
    upload()
    testing.do(fee.no, "apply_relief", testing.party(trial, "claimant"), AIDED)
    testing.do(trial.no, "ask_withdrawal", testing.party(trial, "claimant"), {"reason": "已经和解"})
    testing.do(trial.no, "permit_withdrawal", testing.staff("division_head"), {"reasons": "自愿"})
    relief = testing.child(fee, "fees.relief")
    assert (testing.matter(trial.no).state, testing.matter(fee.no).state, relief.state) == ("withdrawn", "ended", "ended")
    assert not PaymentOrder.objects.filter(status="open").exists()


def lost(**shares: str) -> tuple[Matter, Matter]:
    """A case whose fee the claimant prepaid, judged; the fee, and what the title is performed under."""
    trial = filed()
    fee = testing.child(trial, "fees.case_fee")
    pay(fee)
    judgment = judgment_of(drawn(testing.matter(trial.no)))
    pronounced(judgment, **shares)
    return fee, testing.child(judgment, "performance.title")


def settled() -> None:
    closing.open_closings()
    closing.settle_closings()


def enforced(title: Matter, notice: bool = True) -> Matter:
    """The creditor has asked for enforcement of what the other side owes to it."""
    testing.do(title.no, "apply_enforcement", testing.party(title, "claimant"), {})
    case = testing.child(title, "enforcement.case")
    testing.do(case.no, "file", testing.staff("filing_clerk"))
    if notice:
        testing.do(case.no, "send_notice", testing.staff("enforcement_officer"), {"days": 5})
    return testing.matter(case.no)


def test_R_FEE_40_the_court_refunds_the_winner_and_the_loser_pays_the_court() -> None:
    fee, title = lost(respondent="800.00", claimant="250.00")
    with testing.on(2026, 6, 9):
        settled()
        account = testing.child(fee, "fees.closing")
        assert account.facts["back"] == "800.00"
        assert testing.child(account, "fees.refund").facts["amount"] == "800.00"
        asked = testing.child(account, "fees.collection")
        assert (asked.facts["payer"], asked.facts["amount"]) == ("李小红", "800.00")
        settled()
        assert Matter.objects.filter(procedure="fees.closing").count() == 1, "opened and settled once"
        refunds.send_refunds()
        page = Visitor(testing.account()).get(f"/m/{title.no}/")
        assert "由法院退还" in page.text and "¥800.00" in page.text
        pay(asked)
    assert testing.matter(asked.no).state == "paid"


def test_R_FEE_40_a_judgment_that_costs_the_winner_nothing_back_only_gives_the_account() -> None:
    fee, _ = lost(claimant="1050.00")
    with testing.on(2026, 6, 9):
        settled()
    account = testing.child(fee, "fees.closing")
    assert (account.state, account.facts["back"]) == ("settled", "0.00")
    assert not Matter.objects.filter(procedure__in=["fees.collection", "fees.refund"]).exists()


def test_R_FEE_40_costs_not_paid_to_the_court_are_enforced_as_the_courts_own_claim() -> None:
    """CPLI 207: unpaid before enforcement, in the notice; collected apart; never paid out to the creditor."""
    fee, title = lost(respondent="1050.00")
    with testing.on(2026, 6, 9):
        settled()
    testing.pass_to(date(2026, 6, 25))
    asked = testing.child(testing.child(fee, "fees.closing"), "fees.collection")
    assert asked.state == "owed"
    with testing.on(2026, 6, 26):
        case = enforced(title, notice=False)
        assert enforcement.take_in_costs() == 1
        assert enforcement.take_in_costs() == 0, "added once"
        officer, cashier = testing.staff("enforcement_officer"), testing.staff("cashier")
        testing.do(case.no, "send_notice", officer, {"days": 5})
        notice = Document.objects.get(matter=case, kind="enforcement_notice").text
        assert "向本院交纳应当负担而未交纳的诉讼费用1050元" in notice
        facts = testing.matter(case.no).facts
        assert [d["amount"] for d in facts["duties"]] == ["50000.00"], "the creditor's claim is what it was"
        assert facts["account"]["costs"] == "1050.00"
        owed = sums(facts, date(2026, 6, 26))
        paid = {"amount": str(owed.principal + owed.interest + owed.fee), "on": "2026-06-26"}
        testing.do(case.no, "receive_money", cashier, paid)
        testing.do(case.no, "pay_out", cashier)
        with testing.refused("enforcement.costs_not_paid"):
            testing.do(case.no, "close", officer)
        with testing.refused("enforcement.costs_not_paid"):
            testing.do(case.no, "confirm_performed", testing.party(title, "claimant"), {"agree": True})
        with testing.refused("enforcement.more_than_costs"):
            testing.do(case.no, "receive_costs", cashier, {"amount": "1050.01", "on": "2026-06-26"})
        testing.do(case.no, "receive_costs", cashier, {"amount": "1050", "on": "2026-06-26", "way": "deducted"})
        with testing.refused("enforcement.no_costs_owed"):
            testing.do(case.no, "receive_costs", cashier, {"amount": "1", "on": "2026-06-26"})
        testing.do(case.no, "close", officer)
    case = testing.matter(case.no)
    assert case.state == "performed" and enforcement.take_in_costs() == 0
    out = sum(Decimal(row["amount"]) for row in case.facts["paid_out"])
    assert out == owed.principal + owed.interest, "none of the costs is the creditor's"
    assert "向本院交纳诉讼费用1050元" in Document.objects.get(matter=case, kind="enforcement_closing").text


def test_R_FEE_40_costs_that_fall_due_while_enforcement_runs_are_added_and_what_came_in_is_kept() -> None:
    fee, title = lost(respondent="1050.00")
    with testing.on(2026, 6, 20):
        case = enforced(title)
        settled()
        assert enforcement.take_in_costs() == 0, "the loser still has its seven days"
        asked = testing.child(testing.child(fee, "fees.closing"), "fees.collection")
        data = {"collection": asked.no, "party": asked.party_id, "amount": "1050"}
        for by in (testing.staff("enforcement_officer"), testing.party(title, "claimant")):
            with testing.refused("core.not_yours"):
                testing.do(case.no, "add_costs", by, data)
        winner = Party.objects.get(dispute=title.dispute, side="claimant")
        with testing.refused("enforcement.not_a_debtor"):
            testing.do(case.no, "add_costs", "system", {**data, "party": winner.pk})
    testing.pass_to(date(2026, 7, 3))
    with testing.on(2026, 7, 4):
        assert enforcement.take_in_costs() == 1
        with testing.refused("enforcement.costs_added_already"):
            testing.do(case.no, "add_costs", "system", data)
        testing.do(case.no, "receive_costs", testing.staff("cashier"), {"amount": "50", "on": "2026-07-04"})
    facts = testing.matter(case.no).facts
    assert facts["account"]["costs"] == "1000.00" and cost_left(facts, asked.no) == Decimal("1000.00")
    with testing.on(2026, 7, 4):
        page = Visitor(testing.account()).get(f"/m/{case.no}/")
    assert "尚欠法院的诉讼费用" in page.text and "不必为这笔费用另行申请执行" in page.text


def test_R_FEE_39_relief_on_a_top_up_lets_the_larger_claim_stand_and_is_in_the_judgment() -> None:
    trial = enlarged()
    top_up = testing.child(trial, "fees.top_up")
    upload()
    needy = {**AIDED, "relief": "exempt", "ground": "maintenance", "proofs": ["hardship", "standard"]}
    testing.do(top_up.no, "apply_relief", testing.party(trial, "claimant"), needy)
    testing.pass_to(date(2026, 3, 12))
    with testing.on(2026, 3, 12):
        testing.do(testing.child(top_up, "fees.relief").no, "exempt", testing.staff("division_head"), FITS)
    trial = testing.matter(trial.no)
    assert (trial.ended, trial.dispute.amount, trial.facts["top_up"]) == (False, Decimal("200000.00"), "waived")
    acknowledge(trial)
    judgment = judgment_of(trial)
    assert judgment.facts["fee"] == "4300.00"
    pronounced(judgment, claimant="430.00", respondent="3870.00")
    printed = Document.objects.get(matter=judgment, kind="judgment").text
    assert "本院已准予陈大明免交补交的案件受理费3250元。" in printed
    with testing.on(2026, 6, 9):
        settled()
    account = testing.child(top_up, "fees.closing")
    mine, theirs = account.facts["account"]
    assert (mine["borne"], mine["relieved"], mine["paid"], mine["due"]) == ("430.00", "325.00", "105.00", "0.00")
    assert (theirs["due"], account.facts["back"]) == ("3870.00", "945.00")
    assert Matter.objects.filter(procedure="fees.closing").count() == 1


def test_the_worker_itself_settles_costs_and_looks_for_more_only_after_a_pause() -> None:
    found = [2, 0, 0, 1]
    paced = Paced(lambda: found.pop(0), minutes=10)
    with testing.on(2026, 3, 2, 10):
        assert (paced(), paced(), paced()) == (2, 0, 0) and len(found) == 2, "the third look was spared"
    with testing.on(2026, 3, 2, 11):
        assert (paced(), paced()) == (0, 0) and found == [1]
    with testing.on(2026, 3, 1, 10):
        assert paced() == 1, "a clock that was set back begins anew"
    assert {"open_closings", "settle_closings", "take_in_costs"} <= {getattr(job, "__name__", "") for job in registry.jobs}
