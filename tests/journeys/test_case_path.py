"""One dispute through all procedures with real neighbours: told once, filed, heard, judged, enforced, paid."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from fengqiao.areas.judgments.drafting import initial
from fengqiao.core import clock, jobs, ledger, testing
from fengqiao.core.actor import Actor
from fengqiao.core.casefile import CaseFile
from fengqiao.core.models import Dispute, Document, Event, Matter, Party, Room, Standing, Task

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _staff() -> None:
    for role in ("filing_clerk", "division_head", "judge", "clerk", "cashier", "enforcement_officer", "president"):
        testing.staff(role)
    Room.objects.create(court=testing.court(), name="第一法庭")


def under(dispute: Dispute, procedure: str) -> Matter:
    """The newest matter of a procedure in the dispute."""
    found = Matter.objects.filter(dispute=dispute, procedure=procedure).order_by("-id")
    return testing.matter(found[0].no)


def seated(matter: Matter, role: str) -> Actor:
    """Whoever holds a role in the matter."""
    held = Standing.objects.filter(matter=matter, role=role, until=None).select_related("person")
    return testing.actor(held[0].person)


def acknowledge(parent: Matter) -> None:
    """Every party confirms receipt of what is on its way under a matter."""
    open_ = Matter.objects.filter(parent=parent, procedure="service.delivery", ended=False)
    for delivery in open_:
        testing.do(delivery.no, "acknowledge", Party.objects.get(pk=delivery.party_id).person)


def pay_fee(trial: Matter) -> None:
    fee = testing.child(trial, "fees.case_fee")
    amount = fee.facts["amount"]
    paid = {"order": fee.facts["order"], "transaction": "T1", "amount": amount, "paid_at": clock.now().isoformat()}
    testing.do(fee.no, "settle", "system", paid)


def scheduled(procedure: str = "ordinary") -> Matter:
    """A case whose hearing is set for 25 March at nine, everybody summoned."""
    filing = testing.dispute("filing.first_instance")
    choice = {"procedure": procedure, "reason": "案情需要"}
    testing.do(filing.no, "accept", testing.staff("filing_clerk"), choice)
    trial = under(filing.dispute, "trial.first_instance")
    pay_fee(trial)
    testing.do(trial.no, "confirm_triage", testing.staff("division_head"), {})
    acknowledge(trial)
    defence = {"text": "钱已经还了一部分。"}
    testing.do(trial.no, "defend", testing.party(trial, "respondent"), defence)
    slot = {"day": "2026-03-25", "time": "09:00", "minutes": 60, "room": Room.objects.get().pk}
    testing.do(trial.no, "schedule", seated(trial, "judge"), slot)
    acknowledge(testing.child(trial, "hearings.hearing"))
    return trial


def heard(procedure: str = "ordinary") -> Matter:
    """A case whose hearing has been held and signed; the judge is writing."""
    trial = scheduled(procedure)
    with testing.on(2026, 3, 25, 9):
        hold_hearing(trial, testing.child(trial, "hearings.hearing"))
    return under(trial.dispute, "judgments.judgment")


def hold_hearing(trial: Matter, hearing: Matter) -> None:
    clerk = seated(trial, "clerk")
    rows = [{"party": p.pk, "here": True} for p in trial.dispute.parties.order_by("position")]
    testing.do(hearing.no, "open_session", clerk, {"parties": rows, "identities_verified": True})
    testing.do(hearing.no, "record", clerk, {"text": "审判员：现在开庭。"})
    for side in ("claimant", "respondent"):
        testing.do(hearing.no, "confirm_transcript", testing.party(trial, side))


def judged(judgment: Matter, **changes: Any) -> Matter:
    judge = seated(judgment, "judge")
    loser = Party.objects.get(dispute=judgment.dispute, side="respondent")
    item = {"text": "被告李小红于本判决生效之日起十日内归还原告陈大明借款50000元", "amount": "50000", "days": 10}
    draft = {
        "outcome": "granted",
        "body": "经审理查明：借款属实。\n本院认为，应当归还。",
        "law": ["《中华人民共和国民法典》第六百七十五条"],
        "items": [item],
        "fee_shares": [{"party": loser.pk, "amount": judgment.facts["fee"]}],
        **changes,
    }
    testing.walk(judgment.no, [("draft", judge, draft), ("pronounce", judge, None)])
    acknowledge(judgment)
    return testing.matter(judgment.no)


def test_from_filing_to_the_last_payment_nothing_is_typed_twice() -> None:
    judgment = heard()
    dispute = judgment.dispute
    assert judgment.state == "drafting" and judgment.facts["fee"] == "1050.00"
    with testing.on(2026, 3, 26):
        judgment = judged(judgment)
    text = Document.objects.get(matter=judgment, kind="judgment").text
    trial = under(dispute, "trial.first_instance")
    assert trial.number in text and "由李小红负担1050元" in text
    assert (trial.state, trial.facts["ended_on"]) == ("closed", "2026-03-26")  # by pronouncement, not by effect

    testing.pass_to(date(2026, 4, 11))
    assert testing.matter(judgment.no).facts["effective_on"] == "2026-04-11"  # served 03-26, last day 04-10
    title = under(dispute, "performance.title")
    assert (title.facts["total"], title.facts["due"]) == ("50000.00", "2026-04-21")

    testing.pass_to(date(2026, 4, 22))
    with testing.on(2026, 4, 23):
        testing.do(title.no, "apply_enforcement", testing.party(title, "claimant"), {"leads": ["工商银行有账户"]})
        case = under(dispute, "enforcement.case")
        assert case.facts["duties"] == [{"amount": "50000.00", "due": "2026-04-21"}]
        testing.do(case.no, "file", testing.staff("filing_clerk"))
        officer = seated(case, "enforcement_officer")
        testing.do(case.no, "send_notice", officer, {"days": 5})
        acknowledge(case)
    with testing.on(2026, 5, 6):
        cashier = testing.staff("cashier")
        owed = {"amount": "50781.25", "on": "2026-05-06"}  # 50,000; 15 days of late interest 131.25; fee 650
        testing.do(case.no, "receive_money", cashier, owed)
        testing.do(case.no, "pay_out", cashier)
        testing.do(case.no, "close", officer)
    assert testing.matter(case.no).state == "performed"
    assert under(dispute, "performance.title").state == "performed"
    dispute.refresh_from_db()
    assert dispute.closed_at is not None
    open_ = Matter.objects.filter(dispute=dispute, ended=False).exclude(procedure="service.delivery")
    assert list(open_.values_list("procedure", flat=True)) == []
    assert [f for f in ledger.walk_chains() if f] == []


def test_zero_fields_are_keyed_again_after_the_dispute_is_told() -> None:
    """No move after the opening carries a name, a phone, an address or the cause that was told once."""
    judgment = heard()
    with testing.on(2026, 3, 26):
        judged(judgment)
    told = {"陈大明", "李小红", "13800000001", "13800000002", "浙江省诸暨市枫桥镇和平路1号", testing.PRIVATE_LENDING}
    for event in Event.objects.filter(matter__dispute=judgment.dispute).exclude(move="draft"):
        typed = {str(v) for v in event.data.values()}
        assert not told & typed, f"{event.procedure}.{event.move} asks again for {told & typed}"


def test_a_small_claims_judgment_takes_effect_on_service_and_closes_the_trial() -> None:
    judgment = heard("small_claims")
    assert judgment.facts["form"] == "small"
    with testing.on(2026, 3, 26):
        judged(judgment)
    judgment = testing.matter(judgment.no)
    assert (judgment.state, judgment.facts["effective_on"]) == ("effective", "2026-03-26")
    assert under(judgment.dispute, "trial.first_instance").state == "closed"


def test_the_judge_finds_defence_and_hearing_in_the_draft() -> None:
    judgment = heard()
    body = initial(CaseFile(judgment))["body"]
    assert "钱已经还了一部分。" in body
    assert "2026年3月25日" in body and "陈大明、李小红到庭参加诉讼" in body


def test_on_the_day_of_the_hearing_its_opening_stands_on_the_clerks_desk() -> None:
    """No move makes the day come; the morning does."""
    case = scheduled()
    hearing = testing.child(case, "hearings.hearing")

    def waiting() -> set[str]:
        return {m for t in Task.objects.filter(matter=hearing, role="clerk") for m in t.moves.split()}

    with testing.on(2026, 3, 24):
        jobs.new_day()
        assert "open_session" not in waiting()
    with testing.on(2026, 3, 25, 7):
        assert jobs.new_day() >= 1
        assert "open_session" in waiting()
        assert jobs.new_day() == 0
