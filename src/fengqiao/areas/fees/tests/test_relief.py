"""Relief as a matter of its own: who may ask, who decides, what the clock does, and who pays in the end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from fengqiao.areas.fees import closing, refunds
from fengqiao.areas.fees.tests.conftest import Bank, begin, order_of
from fengqiao.core import clock
from fengqiao.core.models import Blob, Deadline, Document, Matter, MoneyEntry, Notice, Party, PaymentOrder, Task, Upload
from fengqiao.core.registry import Area
from fengqiao.core.testing import (
    account,
    child,
    claimant,
    dispute,
    do,
    matter,
    open_under,
    pass_to,
    refused,
    registry_of,
    staff,
    stub,
)

HARDSHIP: dict[str, Any] = {
    "relief": "exempt",
    "ground": "minimum_living",
    "statement": "享受最低生活保障，没有其他收入。",
    "proofs": ["hardship", "standard", "status"],
    "files": ["u1"],
}
DISASTER = {**HARDSHIP, "relief": "reduce", "ground": "disaster", "statement": "台风受灾，正在接受救济。"}
AIDED = {**HARDSHIP, "relief": "defer", "ground": "legal_aid", "proofs": ["hardship", "status"]}
FITS = {"reasons": "符合规定"}


def upload(by: Any = None, key: str = "u1") -> None:
    """A file that the claimant (or another) has brought and that belongs nowhere yet."""
    kind = {"size": 1, "kind": "image/png", "stored_at": clock.now()}
    blob, _ = Blob.objects.get_or_create(sha256="0" * 64, defaults=kind)
    Upload.objects.create(key=key, blob=blob, name="低保证.png", at=clock.now(), by=by or account().person)


def ask(fee: Matter, data: dict[str, Any]) -> Matter:
    """Apply, and return the relief's matter."""
    upload(key=data["files"][0])
    do(fee.no, "apply_relief", account(), data)
    return child(fee, "fees.relief")


def running(fee: Matter) -> date | None:
    """The day on which the fee's clock ends; None while it stands still."""
    held = Deadline.objects.filter(matter=fee, name="fee", status="running")
    return held.get().due_on if held else None


def on(day: int, month: int = 3) -> Any:
    return clock.at(datetime(2026, month, day, 10, 0, tzinfo=clock.ZONE))


# —— who may ask for what ——


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"ground": "disaster"}, "fees.ground_does_not_fit"),
        ({"relief": "defer"}, "fees.ground_does_not_fit"),
        ({"relief": "reduce", "ground": "welfare_institution"}, "fees.ground_for_organisations_only"),
        ({"files": []}, "fees.proof_needed"),
        ({"files": ["nobody's"]}, "core.file_unknown"),
        ({"proofs": ["standard", "status"]}, "fees.proof_of_hardship_needed"),
        ({"proofs": ["hardship", "status"]}, "fees.proof_of_standard_needed"),
        ({"proofs": ["hardship", "standard"]}, "fees.proof_of_status_needed"),
        ({"amount": "1.00"}, "extra_forbidden"),
    ],
)
def test_R_FEE_39_an_application_names_a_ground_of_the_statute_with_its_proof(
    fee: Matter, change: dict[str, Any], reason: str
) -> None:
    upload()
    with refused(reason):
        do(fee.no, "apply_relief", account(), {**HARDSHIP, **change})


@pytest.fixture
def company_fee(case: Matter, bank: Bank) -> Matter:
    """The fee of a case whose claimant is a company."""
    company = claimant(kind="entity", legal_representative="陈大明", id_type="uscc", sex=None)
    fee = open_under(dispute("testing.case", claimants=[company]), "fees.case_fee", facts={"procedure": "simple"})
    person = fee.dispute.parties.get(side="claimant").person
    person.kind = "entity"
    person.save()
    upload(person)
    return fee


def test_R_FEE_36_no_exemption_for_an_organisation_and_no_ground_of_persons(company_fee: Matter) -> None:
    person = company_fee.dispute.parties.get(side="claimant").person
    with refused("fees.exemption_for_persons_only"):
        do(company_fee.no, "apply_relief", person, HARDSHIP)
    with refused("fees.ground_for_persons_only"):
        do(company_fee.no, "apply_relief", person, DISASTER)
    do(company_fee.no, "apply_relief", person, {**DISASTER, "ground": "welfare_institution"})
    with refused("fees.exemption_for_persons_only"):
        do(child(company_fee, "fees.relief").no, "exempt", staff("division_head"), FITS)


def test_R_FEE_39_one_application_only_the_division_head_decides(fee: Matter) -> None:
    relief = ask(fee, HARDSHIP)
    with refused("fees.relief_applied_already"):
        do(fee.no, "apply_relief", account(), HARDSHIP)
    for who in (account(), staff("cashier"), staff("filing_clerk")):
        with refused():
            do(relief.no, "exempt", who, FITS)
    assert Task.objects.filter(matter=relief, role="division_head").exists()
    do(relief.no, "exempt", staff("division_head"), FITS)
    with refused("core.not_in_this_state"):
        do(relief.no, "refuse", staff("division_head"), FITS)


# —— the clock ——


def test_R_FIL_09_the_clock_stands_still_and_goes_on_with_the_days_that_were_left(fee: Matter) -> None:
    assert running(fee) == date(2026, 3, 9)
    with on(5):
        relief = ask(fee, HARDSHIP)
    assert running(fee) is None
    pass_to(date(2026, 4, 20))
    assert matter(fee.no).state == "due"
    with refused("fees.relief_pending"):
        do(fee.no, "lapse")
    with on(20, 4):
        do(relief.no, "withdraw", account())
    assert running(fee) == date(2026, 4, 24), "four days were left"
    assert matter(relief.no).state == "withdrawn"
    pass_to(date(2026, 4, 25))
    assert matter(fee.no).state == "unpaid"


def test_R_FEE_39_a_decision_that_is_overdue_is_told_to_head_and_president(fee: Matter) -> None:
    staff("president")
    staff("division_head")
    relief = ask(fee, HARDSHIP)
    due = Deadline.objects.get(matter=relief, name="decision")
    assert (due.due_on, due.provisional) == (date(2026, 3, 9), True), "days of the house, not yet confirmed"
    pass_to(date(2026, 3, 10))
    assert Notice.objects.filter(matter=relief, key="notice.fees.relief.overdue").exists()
    assert matter(relief.no).state == "applied"


def test_R_FEE_39_after_a_refusal_the_time_that_the_court_names_runs_from_its_receipt(fee: Matter) -> None:
    relief = ask(fee, HARDSHIP)
    do(relief.no, "refuse", staff("division_head"), {"reasons": "没有提交低保证明原件"})
    paper = Document.objects.get(matter=relief, kind="relief_decision")
    assert "不予准许" in paper.text and "没有提交低保证明原件" in paper.text and "七日内" in paper.text
    assert matter(relief.no).state == "refusing" and running(fee) is None
    pass_to(date(2026, 3, 12))
    assert matter(fee.no).state == "due"
    with on(12):
        do(child(relief, "service.delivery").no, "acknowledge", account())
    assert matter(relief.no).state == "refused"
    assert running(fee) == date(2026, 3, 19), "seven days from the day after receipt"
    pass_to(date(2026, 3, 20))
    assert matter(fee.no).state == "unpaid"


def test_after_a_refusal_the_fee_can_be_paid(fee: Matter, bank: Bank) -> None:
    relief = ask(fee, HARDSHIP)
    do(relief.no, "refuse", staff("division_head"), {"reasons": "材料不足"})
    do(child(relief, "service.delivery").no, "acknowledge", account())
    bank.pay(begin(fee))
    assert matter(fee.no).state == "paid"
    assert not Matter.objects.filter(procedure="fees.closing").exists()


def test_a_fee_that_ends_with_its_case_ends_the_application(fee: Matter) -> None:
    relief = ask(fee, HARDSHIP)
    do(relief.no, "discontinue")
    do(fee.no, "discontinue")
    assert (matter(relief.no).state, matter(fee.no).state, order_of(fee).status) == ("ended", "ended", "closed")
    assert not Deadline.objects.filter(matter__in=[fee, relief], status="running").exists()


# —— the decision ——


def test_a_fee_that_is_paid_all_the_same_leaves_nothing_to_decide(fee: Matter, bank: Bank) -> None:
    """The head would otherwise exempt, months later, from a fee that was paid and given back."""
    order = begin(fee)
    relief = ask(fee, HARDSHIP)
    bank.pay(order)
    assert matter(fee.no).state == "paid" and matter(relief.no).state == "ended"
    with refused():
        do(relief.no, "exempt", staff("division_head"), FITS)


def test_R_FEE_36_exemption_is_written_served_and_ends_the_fee(fee: Matter) -> None:
    relief = ask(fee, HARDSHIP)
    do(relief.no, "exempt", staff("division_head"), FITS)
    after = matter(fee.no)
    assert (after.state, after.facts["waived"], after.facts["amount"]) == ("waived", "exempt", "0.00")
    assert (after.facts["relief"]["outcome"], after.facts["relief"]["reasons"]) == ("exempt", "符合规定")
    assert order_of(fee).status == "closed"
    paper = Document.objects.get(matter=relief, kind="relief_decision")
    assert "准予免交" in paper.text and "525" in paper.text
    assert child(relief, "service.delivery").facts["documents"] == ["relief_decision"]


def test_R_FEE_37_a_reduction_below_the_statutory_share_is_refused_with_its_article(fee: Matter) -> None:
    relief, head = ask(fee, DISASTER), staff("division_head")
    with refused("fees.share_too_small") as found:
        do(relief.no, "reduce", head, {"percent": 29, "reasons": "受灾"})
    assert "第四十六条" in found.error.refusals[0].cite.zh  # type: ignore[union-attr]
    with refused("extra_forbidden"):
        do(relief.no, "reduce", head, {"percent": 40, "reasons": "受灾", "amount": "1.00"})


def test_R_FEE_37_a_reduction_makes_a_new_order_and_a_new_notice(fee: Matter, bank: Bank) -> None:
    old = begin(fee)
    relief = ask(fee, DISASTER)
    with on(4):
        do(relief.no, "reduce", staff("division_head"), {"percent": 40, "reasons": "受灾"})
    new = order_of(fee)
    assert new.no != old.no and new.amount == Decimal("315.00")
    assert running(fee) == date(2026, 3, 11)
    assert "百分之四十" in Document.objects.get(matter=relief, kind="relief_decision").text
    bank.pay(old)
    assert MoneyEntry.objects.get(order=old, kind="payment").status == "late", "the old order is over"
    bank.pay(begin(fee))
    assert matter(fee.no).state == "paid"


def test_R_FEE_38_deferral_keeps_the_amount_owed(fee: Matter) -> None:
    relief, head = ask(fee, AIDED), staff("division_head")
    with refused("fees.until_in_past"):
        do(relief.no, "defer", head, {**FITS, "until": "2026-03-02"})
    do(relief.no, "defer", head, FITS)
    after = matter(fee.no)
    assert (after.state, after.facts["deferred"], after.facts["amount"]) == ("waived", True, "525.00")
    assert child(fee, "fees.closing").state == "waiting"


def test_two_heads_at_once_decide_once(fee: Matter) -> None:
    relief, head = ask(fee, AIDED), staff("division_head")
    seen = matter(relief.no).revision
    do(relief.no, "defer", head, FITS, seen=seen)
    with refused() as found:
        do(relief.no, "exempt", staff("division_head", name="乙"), FITS, seen=seen)
    assert type(found.error).__name__ == "Stale"
    assert Matter.objects.filter(procedure="fees.closing").count() == 1


def test_the_same_application_sent_twice_opens_one_matter(fee: Matter) -> None:
    upload()
    first = do(fee.no, "apply_relief", account(), HARDSHIP, key="k1")
    again = do(fee.no, "apply_relief", account(), HARDSHIP, key="k1")
    assert again.repeated and again.seq == first.seq
    assert Matter.objects.filter(procedure="fees.relief").count() == 1


# —— the closing account ——


@pytest.fixture
def judged(case: Matter) -> Iterator[Any]:
    """Lets the judgment take effect, with what each side bears of the fee."""
    names = stub("judgments.judgment", "drafting effective*")
    with registry_of(Area("testing_judgments", procedures=(type("J", (names,), {"version": 9, "in_force": "2025-06-01"}),)),
                     add=True):  # fmt: skip

        def take_effect(**shares: str) -> None:
            rows = {p.side: p.pk for p in Party.objects.filter(dispute=case.dispute)}
            told = [{"party": rows[side], "amount": amount} for side, amount in shares.items()]
            judgment = open_under(case, "judgments.judgment", facts={"draft": {"fee_shares": told}})
            do(judgment.no, "to_effective")
            closing.settle_closings()

        yield take_effect


def deferred(fee: Matter, **more: Any) -> Matter:
    relief = ask(fee, AIDED)
    do(relief.no, "defer", staff("division_head"), {**FITS, **more})
    return child(fee, "fees.closing")


def sums(account_of: Matter) -> dict[str, tuple[str, ...]]:
    """The account by side, and proof that its lines make up their sums."""
    rows = matter(account_of.no).facts["account"]
    for row in rows:
        assert Decimal(row["borne"]) == sum(Decimal(row[name]) for name in ("relieved", "paid", "due"))
    sides = {p.pk: p.side for p in Party.objects.all()}
    return {sides[row["party"]]: tuple(row[n] for n in ("borne", "relieved", "paid", "due")) for row in rows}


def test_R_FEE_40_nothing_is_settled_before_the_case_is_over(fee: Matter) -> None:
    account_of = deferred(fee)
    assert closing.settle_closings() == 0
    with refused("fees.case_goes_on"):
        do(account_of.no, "settle")


def test_R_FEE_39_a_deferred_fee_is_collected_from_the_side_that_lost(fee: Matter, judged: Any, bank: Bank) -> None:
    account_of = deferred(fee)
    judged(respondent="525.00")
    assert matter(account_of.no).state == "settled"
    assert sums(account_of) == {
        "claimant": ("0.00", "0.00", "0.00", "0.00"),
        "respondent": ("525.00", "0.00", "0.00", "525.00"),
    }
    asked = child(account_of, "fees.collection")
    assert (asked.state, order_of(asked).amount) == ("due", Decimal("525.00"))
    assert "李小红" in Document.objects.get(matter=asked, kind="fee_notice").text
    assert "李小红" in Document.objects.get(matter=account_of, kind="costs_statement").text
    with refused("core.not_yours"):
        do(asked.no, "settle", staff("cashier"), {})
    bank.pay(begin(asked))
    assert matter(asked.no).state == "paid"


def test_R_FEE_38_a_deferred_fee_that_the_applicant_bears_is_owed_when_not_paid(fee: Matter, judged: Any) -> None:
    account_of = deferred(fee)
    judged(claimant="300.00", respondent="225.00")
    asked = Matter.objects.filter(parent=account_of, procedure="fees.collection")
    assert sorted(m.facts["amount"] for m in asked) == ["225.00", "300.00"]
    pass_to(date(2026, 3, 10))
    assert {m.state for m in asked.all()} == {"owed"}
    assert not PaymentOrder.objects.filter(matter__in=asked, status="open").exists()


def test_R_FEE_38_on_the_day_named_the_applicant_pays_and_gets_back_what_the_other_bears(
    fee: Matter, judged: Any, bank: Bank
) -> None:
    account_of = deferred(fee, until="2026-03-20")
    pass_to(date(2026, 3, 19))
    assert matter(account_of.no).state == "waiting"
    pass_to(date(2026, 3, 21))
    early = child(account_of, "fees.collection")
    assert (matter(account_of.no).state, early.facts["amount"]) == ("collected", "525.00")
    with on(22):
        bank.pay(begin(early))
        judged(claimant="125.00", respondent="400.00")
        assert sums(account_of)["claimant"] == ("125.00", "0.00", "125.00", "0.00")
        assert sums(account_of)["respondent"] == ("400.00", "0.00", "0.00", "400.00")
        refund = child(account_of, "fees.refund")
        assert (refund.facts["kept"], refund.facts["amount"]) == ("125.00", "400.00")
        refunds.send_refunds()
    assert MoneyEntry.objects.get(kind="refund").amount == Decimal("400.00")


def test_what_was_asked_early_and_not_paid_is_asked_anew_by_who_bears_it(fee: Matter, judged: Any) -> None:
    account_of = deferred(fee, until="2026-03-20")
    pass_to(date(2026, 3, 21))
    early = child(account_of, "fees.collection")
    with on(22):
        judged(respondent="525.00")
    assert (matter(early.no).state, order_of(early).status) == ("ended", "closed")
    assert child(account_of, "fees.collection").facts["amount"] == "525.00"


def test_R_FEE_39_the_side_that_lost_pays_also_what_was_exempted(fee: Matter, judged: Any) -> None:
    relief = ask(fee, HARDSHIP)
    do(relief.no, "exempt", staff("division_head"), FITS)
    account_of = child(fee, "fees.closing")
    judged(claimant="125.00", respondent="400.00")
    assert sums(account_of) == {
        "claimant": ("125.00", "125.00", "0.00", "0.00"),
        "respondent": ("400.00", "0.00", "0.00", "400.00"),
    }


def test_R_FEE_40_a_reduced_fee_prepaid_goes_back_where_the_other_bears_it(
    fee: Matter, judged: Any, bank: Bank
) -> None:
    relief = ask(fee, DISASTER)
    do(relief.no, "reduce", staff("division_head"), {"percent": 40, "reasons": "受灾"})
    bank.pay(begin(fee))
    account_of = child(fee, "fees.closing")
    judged(claimant="100.00", respondent="425.00")
    assert sums(account_of) == {
        "claimant": ("100.00", "40.00", "60.00", "0.00"),
        "respondent": ("425.00", "0.00", "0.00", "425.00"),
    }
    assert child(account_of, "fees.refund").facts["amount"] == "255.00"
    closing.settle_closings()
    assert Matter.objects.filter(procedure="fees.refund").count() == 1, "settled once"


@pytest.mark.parametrize(
    ("state", "waived", "opened"),
    [("paid", None, 1), ("waived", "wage_claim", 1), ("waived", "nothing_due", 0), ("unpaid", None, 0), ("due", None, 0)],
)
def test_R_FEE_40_every_fee_that_somebody_bears_is_settled_once_the_judgment_has_effect(
    fee: Matter, judged: Any, state: str, waived: str | None, opened: int
) -> None:
    known = {**fee.facts, **({"waived": waived} if waived else {})}
    Matter.objects.filter(pk=fee.pk).update(state=state, facts=known)
    assert closing.open_closings() == 0, "nobody bears anything yet"
    judged(respondent="525.00")
    assert (closing.open_closings(), closing.open_closings()) == (opened, 0)
    assert closing.settle_closings() == opened
    asked = Matter.objects.filter(procedure="fees.collection")
    assert [m.facts["amount"] for m in asked] == ["525.00"] * opened
