"""Filing walked through the one door: every path, every clock, every refusal."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from fengqiao.core import clock
from fengqiao.core.casefile import CaseFile
from fengqiao.core.errors import NotFound
from fengqiao.core.models import Blob, Deadline, Document, Event, Matter, Notice, Task, Upload
from fengqiao.core.registry import registry
from fengqiao.core.testing import (
    account,
    actor,
    child,
    claimant,
    dispute,
    do,
    matter,
    open_under,
    pass_to,
    refused,
    respondent,
    staff,
)

ADDRESS = "respondents.0.address"
CODE = "filing.first_instance"


@pytest.fixture
def head(db: None) -> Any:
    return staff("division_head")


def defect(field: str = ADDRESS, code: str = "not_identified", note: str = "") -> dict[str, str]:
    return {"field": field, "code": code, "note": note}


def ask(no: str, who: Any, *defects: Mapping[str, str], **more: Any) -> None:
    do(no, "request_correction", who, {"defects": list(defects) or [defect()], **more})


def answer(no: str, **values: str) -> None:
    rows = [{"field": field.replace("__", "."), "value": value} for field, value in values.items()]
    do(no, "correct", account(), {"answers": rows})


def due(of: Matter, name: str) -> date:
    return Deadline.objects.filter(matter=of, name=name, status="running").get().due_on


# —— receipt and decision ——


def test_R_FIL_02_a_receipt_at_once_with_the_legal_clock(filing: Matter) -> None:
    assert filing.state == "received"
    assert filing.facts["received"] == "2026-03-02"
    assert due(filing, "decision") == date(2026, 3, 9)
    assert Document.objects.filter(matter=filing, kind="receipt").exists()
    assert Task.objects.filter(matter=filing, role="filing_clerk").exists()
    assert not Task.objects.filter(matter=filing, role="division_head").exists()


@pytest.mark.django_db
def test_R_FIL_03_seven_days_over_a_long_holiday() -> None:
    with clock.at(datetime(2026, 9, 18, 9, 0, tzinfo=clock.ZONE)):
        assert due(dispute(CODE), "decision") == date(2026, 9, 28)


@pytest.mark.django_db
def test_R_FIL_02_counter_filing_by_a_clerk_for_a_person(clerk: Any) -> None:
    filing = dispute(CODE, by=clerk)
    assert filing.state == "received"
    assert Event.objects.get(matter=filing, seq=1).actor_role == "filing_clerk"
    assert Notice.objects.filter(matter=filing, key=f"notice.{CODE}.receive").exists(), "the claimant is told"
    do(filing.no, "accept", clerk)


def test_R_FIL_02_accepted_on_the_spot_opens_the_case_with_its_facts(filing: Matter, clerk: Any) -> None:
    do(filing.no, "accept", clerk)
    after = matter(filing.no)
    trial = child(filing, "trial.first_instance")
    assert after.state == "accepted"
    assert after.facts["filed_on"] == "2026-03-02"
    for name in ("procedure", "triage_reasons", "filed_on", "received"):
        assert trial.facts[name] == after.facts[name]
    assert trial.dispute_id == filing.dispute_id, "nothing is typed again"
    assert not Deadline.objects.filter(matter=filing, status="running").exists()


def test_only_the_clerk_accepts_within_the_time(filing: Matter, head: Any) -> None:
    for who in (account(), head):
        with refused("core.not_yours"):
            do(filing.no, "accept", who)
    with refused("filing.clerk_decides_first"):
        do(filing.no, "file_first", head)
    for stranger in (account("王五", "13900000009"), staff("judge")):
        with refused() as found:
            do(filing.no, "accept", stranger)
        assert isinstance(found.error, NotFound)


# —— undecided in time ——


def test_R_FIL_03_undecided_is_escalated_and_proposed_for_filing(filing: Matter, clerk: Any, head: Any) -> None:
    pass_to(date(2026, 3, 9))
    assert matter(filing.no).state == "received", "the last day is whole"
    pass_to(date(2026, 3, 10))
    after = matter(filing.no)
    assert (after.state, after.facts["proposal"]) == ("overdue", "file_first")
    told = Notice.objects.filter(matter=filing, person=head.person, key=f"notice.{CODE}.escalate.head")
    assert told.exists()
    assert Task.objects.filter(matter=filing, role="division_head", moves="file_first").exists()
    for move, data in (("refuse", {"ground": "arbitration", "reasons": "x"}), ("request_correction", {"defects": []})):
        with refused("core.not_in_this_state"):
            do(filing.no, move, head, data)
    do(filing.no, "file_first", head)
    assert child(filing, "trial.first_instance")


def test_R_FIL_03_the_clerk_may_file_first_too(filing: Matter, clerk: Any) -> None:
    pass_to(date(2026, 3, 10))
    do(filing.no, "file_first", clerk)
    assert matter(filing.no).state == "accepted"


# —— one correction notice ——


def test_R_FIL_04_the_notice_names_everything_at_its_field_with_the_day(filing: Matter, clerk: Any) -> None:
    ask(filing.no, clerk, defect(), defect("claims.0.text", "unclear", "写明利息计算方法"), until="2026-03-20")
    assert due(filing, "correction") == date(2026, 3, 20)
    assert not Deadline.objects.filter(matter=filing, name="decision", status="running").exists()
    paper = Document.objects.get(matter=filing, kind="correction_notice").text
    assert "第1被告的" in paper and "写明利息计算方法" in paper and "2026年3月20日" in paper
    assert [t.role for t in Task.objects.filter(matter=filing, role="claimant")] == ["claimant"]


def test_R_FIL_04_without_a_day_the_courts_usual_period_applies(filing: Matter, clerk: Any) -> None:
    ask(filing.no, clerk)
    assert due(filing, "correction") == date(2026, 3, 9)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"defects": [defect("respondents.5.address")]}, "filing.no_such_field"),
        ({"defects": [defect("claims.9.amount")]}, "filing.no_such_field"),
        ({"defects": [defect("nonsense")]}, "filing.no_such_field"),
        ({"defects": [defect(), defect()]}, "filing.defect_twice"),
        ({"defects": [defect(code="other")]}, "filing.note_needed"),
        ({"defects": [defect()], "until": "2026-03-02"}, "filing.until_not_ahead"),
        ({"defects": []}, "too_short"),
    ],
)
def test_R_FIL_04_a_notice_that_cannot_be_right(filing: Matter, clerk: Any, changes: Any, reason: str) -> None:
    with refused(reason):
        do(filing.no, "request_correction", clerk, changes)


def test_R_PER_10_the_seven_days_begin_anew_on_receipt_of_the_correction(filing: Matter, clerk: Any) -> None:
    with clock.at(datetime(2026, 3, 4, 9, 0, tzinfo=clock.ZONE)):
        ask(filing.no, clerk)
    with clock.at(datetime(2026, 3, 10, 9, 0, tzinfo=clock.ZONE)):
        answer(filing.no, respondents__0__address="浙江省诸暨市店口镇解放路2号")
        assert due(filing, "renewed") == date(2026, 3, 17)


def test_R_PER_10_corrected_on_a_saturday(filing: Matter, clerk: Any) -> None:
    with clock.at(datetime(2026, 5, 29, 9, 0, tzinfo=clock.ZONE)):
        late = dispute(CODE, respondents=[respondent(address=None, phone=None)])
        ask(late.no, clerk)
    with clock.at(datetime(2026, 5, 30, 20, 0, tzinfo=clock.ZONE)):
        answer(late.no, respondents__0__address="浙江省诸暨市店口镇解放路2号")
        assert due(late, "renewed") == date(2026, 6, 8)


def test_corrections_are_written_once_for_the_whole_dispute(filing: Matter, clerk: Any) -> None:
    points = ("claims.0.amount", "claims.0.text", "respondents.0.name", ADDRESS)
    ask(filing.no, clerk, *(defect(p, "unclear") for p in points))
    do(
        filing.no,
        "correct",
        account(),
        {
            "answers": [
                {"field": "claims.0.amount", "value": "60000"},
                {"field": "claims.0.text", "value": "判令被告归还借款60000元"},
                {"field": "respondents.0.name", "value": "李晓红"},
                {"field": ADDRESS, "value": "浙江省诸暨市店口镇解放路3号"},
            ]
        },
    )
    after = matter(filing.no)
    assert after.dispute.amount == Decimal("60000")
    assert after.dispute.facts["claims"][0]["text"].endswith("60000元")
    assert "李晓红" in after.dispute.title
    other = after.dispute.parties.get(side="respondent")
    assert (other.name, other.person.name, other.person.address) == ("李晓红", "李晓红", "浙江省诸暨市店口镇解放路3号")
    assert after.dispute.facts["evidence"][0]["name"] == "借条", "what was not named stays as it was"
    do(filing.no, "accept", clerk)
    assert child(filing, "trial.first_instance").dispute.amount == Decimal("60000")


def test_a_correction_of_another_partys_account_changes_the_dispute_only(filing: Matter, clerk: Any) -> None:
    party = filing.dispute.parties.get(side="respondent")
    person = account("李小红", "13800000002").person
    party.person, party.bound_at = person, clock.now()
    party.save()
    ask(filing.no, clerk)
    answer(filing.no, respondents__0__address="别处1号")
    party.refresh_from_db()
    person.refresh_from_db()
    assert (party.facts["address"], person.address, person.phone) == ("别处1号", "", "13800000002")


@pytest.mark.parametrize(
    ("answers", "reason"),
    [
        ([{"field": "story", "value": "另外的话"}], "filing.not_noticed"),
        ([{"field": ADDRESS, "value": "x"}, {"field": ADDRESS, "value": "y"}], "filing.not_noticed"),
        ([{"field": ADDRESS, "value": "浙江省"}], "filing.points_left"),
        ([{"field": ADDRESS}, {"field": "evidence"}], "filing.value_needed"),
        ([{"field": "evidence", "value": "有的"}, {"field": ADDRESS, "value": "浙江省"}], "filing.files_needed"),
    ],
)
def test_R_FIL_04_exactly_the_points_of_the_notice(filing: Matter, clerk: Any, answers: Any, reason: str) -> None:
    ask(filing.no, clerk, defect(), defect("evidence", "no_proof"))
    with refused(reason):
        do(filing.no, "correct", account(), {"answers": answers})


def test_a_wrong_value_is_refused_at_its_field(filing: Matter, clerk: Any) -> None:
    ask(filing.no, clerk, defect("claims.0.amount", "unclear"), defect("claimants.0.id_number", "missing"))
    rows = [
        {"field": "claimants.0.id_number", "value": "330681199001010000"},
        {"field": "claims.0.amount", "value": "五万"},
    ]
    with refused() as found:
        do(filing.no, "correct", account(), {"answers": rows})
    at = {path for path, _, _ in found.error.errors}  # type: ignore[union-attr]
    assert at == {"answers.0.value", "answers.1.value"}


def test_files_of_a_correction_become_evidence(filing: Matter, clerk: Any) -> None:
    blob = Blob.objects.create(sha256="1" * 64, size=1, kind="image/png", stored_at=clock.now())
    Upload.objects.create(key="k1", blob=blob, name="转账记录.png", at=clock.now(), by=account().person)
    ask(filing.no, clerk, defect("evidence", "no_proof"))
    do(filing.no, "correct", account(), {"answers": [{"field": "evidence", "files": ["k1"]}]})
    after = matter(filing.no)
    assert after.dispute.facts["evidence"][-1]["files"] == ["k1"]
    assert after.dispute.facts["evidence"][0]["name"] == "借条"
    assert Upload.objects.get(key="k1").matter_id == filing.pk


def test_R_FIL_04_a_second_notice_on_a_visible_point_is_blocked(filing: Matter, clerk: Any, head: Any) -> None:
    ask(filing.no, clerk)
    answer(filing.no, respondents__0__address="浙江省诸暨市店口镇解放路2号")
    with refused("filing.second_notice"):
        ask(filing.no, clerk, defect("claims.0.text", "unclear"))
    with refused("filing.second_notice_reason"):
        ask(filing.no, head, defect("claims.0.text", "unclear"))
    ask(filing.no, head, defect("claims.0.text", "unclear"), reason="首次通知遗漏，经审查确有必要")
    assert matter(filing.no).facts["notices"][1]["reason"] == "首次通知遗漏，经审查确有必要"


def test_R_FIL_04_what_came_with_the_correction_may_be_asked_again(filing: Matter, clerk: Any) -> None:
    ask(filing.no, clerk)
    answer(filing.no, respondents__0__address="不知道")
    ask(filing.no, clerk, defect(ADDRESS, "unclear"))
    assert len(matter(filing.no).facts["notices"]) == 2


def test_R_FIL_04_not_corrected_in_time_the_papers_go_back_with_a_record(filing: Matter, clerk: Any) -> None:
    ask(filing.no, clerk)
    pass_to(date(2026, 3, 10))
    after = matter(filing.no)
    assert (after.state, after.facts["returned"]["fields"]) == ("returned", [ADDRESS])
    assert "第1被告的" in Document.objects.get(matter=filing, kind="return_notice").text
    assert after.dispute.closed_at is not None


def test_R_FIL_04_who_insists_gets_a_ruling_not_another_notice(filing: Matter, clerk: Any, head: Any) -> None:
    ask(filing.no, clerk)
    do(filing.no, "insist", account())
    assert due(filing, "renewed") == date(2026, 3, 9)
    with refused("filing.insisted"):
        ask(filing.no, clerk)
    ruling = {"ground": "not_corrected", "reasons": "经书面告知，在指定期限内没有补正，坚持起诉。"}
    do(filing.no, "propose_refusal", clerk, ruling)
    do(filing.no, "refuse", head, ruling)
    assert matter(filing.no).state == "refused"


# —— refusal ——

ARBITRATION = {"ground": "arbitration", "reasons": "双方在借款合同中书面约定由绍兴仲裁委员会仲裁，该约定有效。"}


def test_R_FIL_07_refusal_only_as_reasoned_ruling_of_the_head(filing: Matter, clerk: Any, head: Any) -> None:
    with refused("core.not_yours"):
        do(filing.no, "refuse", clerk, ARBITRATION)
    with refused("filing.no_refusal_proposed"):
        do(filing.no, "refuse", head, ARBITRATION)
    do(filing.no, "propose_refusal", clerk, ARBITRATION)
    assert Task.objects.filter(matter=filing, role="division_head").exists()
    assert Notice.objects.filter(person=head.person, key=f"notice.{CODE}.propose_refusal.head").exists()
    with refused("filing.refusal_proposed"):
        do(filing.no, "accept", clerk)
    with refused("filing.clerk_decides_first"):
        do(filing.no, "file_first", clerk)
    with refused("missing"):
        do(filing.no, "refuse", head, {"ground": "arbitration"})
    do(filing.no, "refuse", head, ARBITRATION)
    after = matter(filing.no)
    assert after.facts["refusal"]["article"][0] == "《中华人民共和国民事诉讼法》第一百二十七条"
    ruling = Document.objects.get(matter=filing, kind="refusal_ruling").text
    assert "第一百二十七条第二项" in ruling and "绍兴仲裁委员会" in ruling and "十日内" in ruling
    assert after.number and after.number in ruling
    assert due(filing, "appeal") == date(2026, 3, 12)


def test_a_proposal_that_does_not_convince_is_filed_by_the_head(filing: Matter, clerk: Any, head: Any) -> None:
    do(filing.no, "propose_refusal", clerk, ARBITRATION)
    do(filing.no, "file_first", head)
    assert matter(filing.no).state == "accepted"


def test_a_proposed_refusal_does_not_stop_the_clock(filing: Matter, clerk: Any, head: Any) -> None:
    do(filing.no, "propose_refusal", clerk, ARBITRATION)
    pass_to(date(2026, 3, 10))
    assert matter(filing.no).state == "overdue"


# —— withdrawal ——


@pytest.mark.parametrize("path", ["received", "correcting", "overdue"])
def test_the_claimant_may_withdraw_before_filing(filing: Matter, clerk: Any, path: str) -> None:
    if path == "correcting":
        ask(filing.no, clerk)
    if path == "overdue":
        pass_to(date(2026, 3, 10))
    with refused("core.not_yours"):
        do(filing.no, "withdraw", clerk, {"reason": "x"})
    do(filing.no, "withdraw", account(), {"reason": "已经还清"})
    after = matter(filing.no)
    assert (after.state, after.dispute.closed_at is not None) == ("withdrawn", True)


@pytest.mark.django_db
def test_one_of_two_claimants_cannot_withdraw_for_both() -> None:
    filing = dispute(CODE, claimants=[claimant(), claimant(name="陈小明", phone="13800000003")])
    with refused("filing.not_all_claimants"):
        do(filing.no, "withdraw", account(), {"reason": "x"})


# —— after mediation ——


def _after_mediation(consents: bool, days: int) -> Matter:
    mediation = dispute("mediation.pre_litigation")
    parties = mediation.dispute.parties.all() if consents else mediation.dispute.parties.filter(side="claimant")
    mediation.facts = {**mediation.facts, "consents": {str(p.pk): "2026-03-02" for p in parties}}
    mediation.save()
    with clock.at(datetime(2026, 3, 2 + days, 9, 0, tzinfo=clock.ZONE)):
        return open_under(mediation, CODE)


@pytest.mark.django_db
def test_R_FIL_14_a_refused_mediation_does_not_hold_back_the_seven_days() -> None:
    filing = _after_mediation(consents=False, days=3)
    assert filing.facts["received"] == "2026-03-02"
    assert due(filing, "decision") == date(2026, 3, 9)


@pytest.mark.django_db
def test_R_FIL_14_after_a_consented_mediation_they_begin_when_it_ends() -> None:
    filing = _after_mediation(consents=True, days=20)
    assert filing.facts["received"] == "2026-03-02", "the day of receipt is kept"
    assert due(filing, "decision") == date(2026, 3, 30), "seven days end on Sunday, 29 March"


# —— panels and forms ——


def _panel(of: Matter, who: Any) -> Mapping[str, Any] | None:
    panel = next(p for p in registry.areas["filing"].panels if p.code == "filing.review")
    return panel.context(CaseFile(matter(of.no)), actor(who))


def test_R_FIL_17_like_suits_are_shown_to_staff_only_and_decide_nothing(filing: Matter, clerk: Any) -> None:
    again = dispute(CODE)
    other = dispute(CODE, respondents=[respondent(name="赵六")])
    shown = _panel(again, clerk)
    assert shown is not None
    assert [row["number"] for row in shown["duplicates"]] == [filing.no]
    assert _panel(other, clerk)["duplicates"] == []  # type: ignore[index]
    assert _panel(again, account()) is None
    assert matter(again.no).state == "received"


def test_R_FIL_17_a_suit_the_other_way_round_is_shown_too(filing: Matter, clerk: Any) -> None:
    other = account("李小红", "13800000002")
    swapped = dispute(CODE, by=other, claimants=[respondent()], respondents=[claimant()])
    shown = _panel(swapped, clerk)
    assert shown is not None
    assert [row["number"] for row in shown["duplicates"]] == [filing.no]


def test_R_FIL_05_the_form_of_the_papers_is_shown_and_begins_the_notice(filing: Matter, clerk: Any) -> None:
    assert len(_panel(filing, clerk)["faults"]) == 1  # type: ignore[index]
    initial = registry.initial(CODE, "request_correction")
    assert initial is not None
    assert initial(CaseFile(filing)) == {"defects": [{"field": ADDRESS, "code": "not_identified"}]}


def test_the_claimants_form_has_the_points_with_their_present_values(filing: Matter, clerk: Any) -> None:
    ask(filing.no, clerk, defect("claims.0.amount", "unclear"), defect())
    layout = registry.layout(CODE, "correct")
    assert layout is not None
    assert layout.held(CaseFile(matter(filing.no)), {}) == {
        "answers": [{"field": "claims.0.amount", "value": "50000.00"}, {"field": ADDRESS, "value": ""}]
    }


def test_the_claimant_sees_every_point_until_it_is_corrected(filing: Matter, clerk: Any) -> None:
    panel = next(p for p in registry.areas["filing"].panels if p.code == "filing.notice")
    assert panel.context(CaseFile(filing), actor(account())) is None
    ask(filing.no, clerk, defect(note="写明住址"))
    shown = panel.context(CaseFile(matter(filing.no)), actor(account()))
    assert shown is not None
    assert [p["remedy"] for p in shown["points"]] == ["写明住址"]
    answer(filing.no, respondents__0__address="浙江省诸暨市店口镇解放路2号")
    assert panel.context(CaseFile(matter(filing.no)), actor(account())) is None
