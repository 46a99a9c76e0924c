"""Mediation walked through the one door: each way in, each way out, nothing that blocks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from fengqiao.areas.mediation.area import AREA
from fengqiao.core import access, clock, testing
from fengqiao.core.errors import NotFound
from fengqiao.core.models import Deadline, Document, Event, Matter, Notice, Person, Representative, Standing
from fengqiao.core.registry import Area
from fengqiao.core.testing import do, matter, party, pass_to, refused, staff, stub

pytestmark = pytest.mark.django_db
YES = {"agree": True}
AGREEMENT = {
    "terms": "李小红归还借款本金。",
    "instalments": [{"amount": "20000.00", "due": "2026-04-30"}, {"amount": "30000.00", "due": "2026-06-30"}],
}


@pytest.fixture(autouse=True)
def _neighbours() -> Iterator[None]:
    """Mediation with stand-ins for those whom it opens."""
    names = Area(
        "neighbours",
        procedures=(
            stub("filing.first_instance", "received accepted*"),
            stub("confirmation.judicial", "received confirmed* rejected* withdrawn*"),
            stub("performance.title", "due performed*"),
        ),
        paper_context={"receipt": lambda step: {}},
    )
    with testing.registry_of(AREA, names):
        yield


@pytest.fixture
def mediators() -> list[Person]:
    return [staff("mediator", name=f"调解员{n}").person for n in "甲乙丙"]


def offered(**changes: object) -> Matter:
    return testing.dispute(**changes)


def mediator_of(no: str) -> Person:
    return Standing.objects.get(matter__no=no, role="mediator", until=None).person


def mediating(mediators: list[Person], **changes: object) -> Matter:
    m = offered(**changes)
    do(m.no, "consent", party(m, "respondent"), YES)
    for side in ("claimant", "respondent"):
        do(m.no, "choose", party(m, side), {"mediator": mediators[0].pk})
    do(m.no, "accept", mediators[0], {"impartial": True})
    return matter(m.no)


def signing(mediators: list[Person], **changes: object) -> Matter:
    m = mediating(mediators, **changes)
    do(m.no, "record_agreement", mediators[0], AGREEMENT)
    return matter(m.no)


def agreed(mediators: list[Person], **changes: object) -> Matter:
    m = signing(mediators, **changes)
    for side in ("claimant", "respondent"):
        do(m.no, "sign", party(m, side), YES)
    return matter(m.no)


def filings(m: Matter) -> int:
    return Matter.objects.filter(parent=m, procedure="filing.first_instance").count()


def test_R_MED_06_the_offer_gets_number_receipt_and_three_working_days():
    m = offered()
    assert m.state == "offered"
    assert m.number and "诉前调" in m.number
    assert Document.objects.filter(matter=m, kind="receipt").count() == 1
    assert Deadline.objects.get(matter=m, name="answer").due_on == date(2026, 3, 5)


def test_R_MED_01_consent_is_kept_for_each_side_with_time_and_channel():
    m = offered()
    other = party(m, "respondent")
    do(m.no, "consent", other, YES)
    kept = matter(m.no).facts["consents"]
    assert len(kept) == 2
    mine = kept[str(m.dispute.parties.get(side="respondent").pk)]
    assert (mine["channel"], mine["by"]) == ("web", "李小红")
    assert mine["at"].startswith("2026-03-02T09:00")


def test_R_FIL_14_a_refusal_opens_the_filing_at_once():
    m = offered()
    do(m.no, "decline", party(m, "respondent"), {"reason": "不愿意调解"})
    assert matter(m.no).state == "declined" and filings(m) == 1


def test_R_FIL_14_the_one_who_asked_may_go_to_filing_at_any_time(mediators: list[Person]):
    m = offered()
    do(m.no, "decline", party(m, "claimant"), {"reason": "想直接立案"})
    assert filings(m) == 1
    m = signing(mediators)
    do(m.no, "give_up", party(m, "claimant"), {"ground": "refused"})
    assert matter(m.no).state == "failed" and filings(m) == 1


def test_R_MED_06_silence_of_an_unreachable_side_opens_the_filing_when_the_clock_has_run_out():
    m = offered(respondents=[{"name": "李小红"}])
    assert pass_to(date(2026, 3, 4)) == 0
    pass_to(date(2026, 3, 6))
    assert matter(m.no).state == "declined" and filings(m) == 1
    assert matter(m.no).facts["outcome"] == "no_answer"


def test_a_minor_respondent_never_blocks_the_clock_opens_the_filing():
    m = offered(respondents=[testing.respondent(born=date(2012, 1, 1), guardian="李父")])
    with refused("mediation.minor_needs_guardian"):
        do(m.no, "consent", party(m, "respondent"), YES)
    pass_to(date(2026, 3, 6))
    assert filings(m) == 1


def test_CPL_60_the_guardian_consents_for_the_minor():
    m = offered(respondents=[testing.respondent(born=date(2012, 1, 1), guardian="李父")])
    do(m.no, "consent", party(m, "respondent"), {**YES, "as_guardian": True})
    assert matter(m.no).state == "choosing"


def test_with_several_respondents_all_must_consent():
    m = offered(respondents=[testing.respondent(), {"name": "王强", "phone": "13800000003"}])
    do(m.no, "consent", party(m, "respondent", 0), YES)
    assert matter(m.no).state == "offered"
    with refused("mediation.already_consented"):
        do(m.no, "consent", party(m, "respondent", 0), YES)
    do(m.no, "consent", party(m, "respondent", 1), YES)
    assert matter(m.no).state == "choosing"


def test_R_MED_03_the_sides_choose_together(mediators: list[Person]):
    m = offered()
    do(m.no, "consent", party(m, "respondent"), YES)
    do(m.no, "choose", party(m, "claimant"), {"mediator": mediators[1].pk})
    with refused("mediation.already_chosen"):
        do(m.no, "choose", party(m, "claimant"), {"mediator": mediators[2].pk})
    do(m.no, "choose", party(m, "respondent"), {"mediator": mediators[0].pk})
    assert matter(m.no).state == "choosing"
    do(m.no, "choose", party(m, "claimant"), {"mediator": mediators[0].pk})
    assert matter(m.no).state == "assigned" and mediator_of(m.no) == mediators[0]
    letter = Document.objects.get(matter=m, kind="referral_letter")
    assert mediators[0].name in letter.text and "共同选定" in letter.text


def test_R_MED_03_only_somebody_on_the_list_can_be_chosen(mediators: list[Person]):
    m = offered()
    do(m.no, "consent", party(m, "respondent"), YES)
    with refused("mediation.not_on_the_list"):
        do(m.no, "choose", party(m, "claimant"), {"mediator": testing.account("路人", "13800000077").person.pk})


def test_R_MED_03_no_joint_choice_in_two_working_days_and_the_court_draws(mediators: list[Person]):
    m = offered()
    do(m.no, "consent", party(m, "respondent"), YES)
    do(m.no, "choose", party(m, "claimant"), {"mediator": mediators[0].pk})
    pass_to(date(2026, 3, 5))
    assert matter(m.no).state == "assigned"
    assert mediator_of(m.no) in mediators
    assert matter(m.no).facts["draw"]


def test_nobody_on_the_list_and_the_filing_opens_instead_of_waiting():
    m = offered()
    do(m.no, "consent", party(m, "respondent"), YES)
    pass_to(date(2026, 3, 6))
    assert matter(m.no).state == "failed" and filings(m) == 1
    assert matter(m.no).facts["outcome"] == "no_mediator"


def test_R_MED_05_a_silent_mediator_is_replaced_the_same_day(mediators: list[Person]):
    m = offered()
    do(m.no, "consent", party(m, "respondent"), YES)
    for side in ("claimant", "respondent"):
        do(m.no, "choose", party(m, side), {"mediator": mediators[0].pk})
    pass_to(date(2026, 3, 7))
    assert matter(m.no).state == "assigned"
    assert mediator_of(m.no) in mediators[1:]


def test_R_MED_03_a_mediator_may_pass_it_on_and_is_not_chosen_again(mediators: list[Person]):
    m = mediating(mediators)
    do(m.no, "pass_on", mediators[0], {"reason": "与当事人有亲属关系"})
    assert matter(m.no).state == "choosing"
    with refused("mediation.mediator_gone"):
        do(m.no, "choose", party(m, "claimant"), {"mediator": mediators[0].pk})
    with pytest.raises(NotFound):
        access.matter(testing.actor(mediators[0]), m.no)


def test_R_MED_03_what_is_disclosed_must_be_accepted_by_all(mediators: list[Person]):
    m = offered()
    do(m.no, "consent", party(m, "respondent"), YES)
    for side in ("claimant", "respondent"):
        do(m.no, "choose", party(m, side), {"mediator": mediators[0].pk})
    do(m.no, "disclose", mediators[0], {"relation": "other", "detail": "与原告同村"})
    do(m.no, "keep_mediator", party(m, "claimant"), YES)
    with refused("mediation.disclosure_open"):
        do(m.no, "accept", mediators[0], {"impartial": True})
    do(m.no, "keep_mediator", party(m, "respondent"), YES)
    do(m.no, "accept", mediators[0], {"impartial": True})
    assert matter(m.no).state == "mediating"


def test_OMR_14_a_side_may_ask_for_another_mediator_once(mediators: list[Person]):
    m = mediating(mediators)
    do(m.no, "replace_mediator", party(m, "respondent"), {"reason": "担心不公正"})
    for side in ("claimant", "respondent"):
        do(m.no, "choose", party(m, side), {"mediator": mediators[1].pk})
    with refused("mediation.already_replaced"):
        do(m.no, "replace_mediator", party(m, "respondent"), {"reason": "还是不满意"})


def test_R_MED_04_thirty_days_from_the_mediator_s_acceptance(mediators: list[Person]):
    m = mediating(mediators)
    assert Deadline.objects.get(matter=m, name="term").due_on == date(2026, 4, 1)
    pass_to(date(2026, 4, 2))
    assert matter(m.no).state == "failed" and filings(m) == 1
    assert matter(m.no).facts["outcome"] == "time_over"


def test_R_MED_04_more_time_only_where_all_agree_and_counted_on_from_the_end(mediators: list[Person]):
    m = mediating(mediators)
    do(m.no, "ask_extension", mediators[0], {"days": 10})
    do(m.no, "agree_extension", party(m, "claimant"), YES)
    assert Deadline.objects.filter(matter=m, name="longer").count() == 0
    do(m.no, "agree_extension", party(m, "respondent"), YES)
    assert Deadline.objects.get(matter=m, name="longer", status="running").due_on == date(2026, 4, 11)
    do(m.no, "ask_extension", mediators[0], {"days": 20})
    for side in ("claimant", "respondent"):
        do(m.no, "agree_extension", party(m, side), YES)
    assert Deadline.objects.get(matter=m, name="longer", status="running").due_on == date(2026, 5, 1)
    with refused("mediation.extension_too_long"):
        do(m.no, "ask_extension", mediators[0], {"days": 1})
    pass_to(date(2026, 5, 2))
    assert matter(m.no).state == "failed"


def test_R_MED_04_without_the_word_of_all_the_old_end_stands(mediators: list[Person]):
    m = mediating(mediators)
    do(m.no, "ask_extension", mediators[0], {"days": 10})
    do(m.no, "agree_extension", party(m, "claimant"), YES)
    pass_to(date(2026, 4, 2))
    assert matter(m.no).state == "failed"


def test_R_MED_08_the_agreement_is_effective_when_the_last_side_has_signed(mediators: list[Person]):
    m = signing(mediators)
    paper = Document.objects.get(matter=m, kind="mediation_agreement").text
    assert "李小红于2026年4月30日前向陈大明支付20000元" in paper
    do(m.no, "sign", party(m, "claimant"), YES)
    assert matter(m.no).state == "signing"
    with clock.at(testing.NOW.replace(day=10)):
        do(m.no, "sign", party(m, "respondent"), YES)
    done = matter(m.no)
    assert done.state == "agreed" and done.facts["effective_on"] == "2026-03-10"
    assert done.facts["total"] == "50000.00" and done.facts["due"] == "2026-06-30"


def test_a_changed_text_must_be_signed_anew(mediators: list[Person]):
    m = signing(mediators)
    do(m.no, "sign", party(m, "claimant"), YES)
    do(m.no, "record_agreement", mediators[0], {**AGREEMENT, "terms": "改后的条款"})
    do(m.no, "sign", party(m, "respondent"), YES)
    assert matter(m.no).state == "signing"
    do(m.no, "sign", party(m, "claimant"), YES)
    assert matter(m.no).state == "agreed"


def test_an_agreement_that_cannot_be_is_refused_at_its_field(mediators: list[Person]):
    m = mediating(mediators)
    rows = AGREEMENT["instalments"]
    with refused("mediation.instalments_out_of_order"):
        do(m.no, "record_agreement", mediators[0], {**AGREEMENT, "instalments": rows[::-1]})
    with refused("mediation.instalments_without_payer"):
        do(m.no, "record_agreement", mediators[0], {**AGREEMENT, "payer": "nobody"})
    with refused("mediation.instalment_in_past"):
        past = [{"amount": "1.00", "due": "2026-03-01"}]
        do(m.no, "record_agreement", mediators[0], {**AGREEMENT, "instalments": past})


def test_R_MED_16_an_agent_signs_only_with_special_authority(mediators: list[Person]):
    lawyer = testing.account("律师", "13800000055").person
    m = signing(mediators)
    row = m.dispute.parties.get(side="respondent")
    Standing.objects.create(matter=m, person=lawyer, role="respondent", party=row, name=lawyer.name, since=clock.now())
    power = Representative.objects.create(party=row, person=lawyer, kind="lawyer", since=clock.now())
    with refused("core.beyond_power"):
        do(m.no, "sign", lawyer, YES)
    power.special_power = True
    power.save()
    do(m.no, "sign", lawyer, YES)
    assert str(row.pk) in matter(m.no).facts["signatures"]


def test_R_MED_10_both_apply_within_thirty_days_and_confirmation_opens(mediators: list[Person]):
    m = agreed(mediators)
    assert Deadline.objects.get(matter=m, name="confirmation", status="running").due_on == date(2026, 4, 1)
    do(m.no, "apply_confirmation", party(m, "claimant"), YES)
    assert matter(m.no).state == "agreed"
    do(m.no, "apply_confirmation", party(m, "respondent"), YES)
    assert matter(m.no).state == "confirming"
    assert Document.objects.filter(matter=m, kind="confirmation_application").count() == 1
    do(testing.child(m, "confirmation.judicial").no, "to_confirmed")
    assert matter(m.no).state == "settled"


def test_R_MED_10_a_withdrawn_application_comes_back_with_the_old_thirty_days(mediators: list[Person]):
    m = agreed(mediators)
    for side in ("claimant", "respondent"):
        do(m.no, "apply_confirmation", party(m, side), YES)
    with clock.at(testing.NOW.replace(day=20)):
        do(testing.child(m, "confirmation.judicial").no, "to_withdrawn")
    back = matter(m.no)
    assert back.state == "agreed" and back.facts["applications"] == {}
    assert Deadline.objects.get(matter=m, name="confirmation", status="running").due_on == date(2026, 4, 1)


def test_R_MED_14_rejected_leads_to_a_new_agreement_or_to_court(mediators: list[Person]):
    m = agreed(mediators)
    for side in ("claimant", "respondent"):
        do(m.no, "apply_confirmation", party(m, side), YES)
    do(testing.child(m, "confirmation.judicial").no, "to_rejected")
    assert matter(m.no).state == "unconfirmed"
    do(m.no, "agree_anew", mediators[0])
    assert matter(m.no).state == "mediating" and matter(m.no).facts["signatures"] == {}
    do(m.no, "record_agreement", mediators[0], AGREEMENT)
    for side in ("claimant", "respondent"):
        do(m.no, "sign", party(m, side), YES)
        do(m.no, "apply_confirmation", party(m, side), YES) if matter(m.no).state == "agreed" else None
    assert matter(m.no).state == "agreed"


def test_R_MED_14_rejected_and_left_alone_goes_to_filing_in_the_end(mediators: list[Person]):
    m = agreed(mediators)
    for side in ("claimant", "respondent"):
        do(m.no, "apply_confirmation", party(m, side), YES)
    do(testing.child(m, "confirmation.judicial").no, "to_rejected")
    pass_to(date(2026, 4, 2))
    assert matter(m.no).state == "failed" and filings(m) == 1


@pytest.mark.parametrize(
    ("cause", "reason"),
    [
        ("civ26-14", "mediation.status_not_confirmable"),
        ("civ26-21.1", "mediation.status_not_confirmable"),
        ("civ26-38.1", "mediation.title_not_confirmable"),
        ("civ26-165.1", "mediation.title_not_confirmable"),
        ("civ26-439", "mediation.special_not_confirmable"),
    ],
)
def test_R_MED_12_status_title_and_special_procedures_are_not_confirmed(
    mediators: list[Person], cause: str, reason: str
):
    m = agreed(mediators, cause=cause)
    with refused(reason):
        do(m.no, "apply_confirmation", party(m, "claimant"), YES)


@pytest.mark.parametrize("cause", ["civ26-205.1", "civ26-24.1", "civ26-290", "civ26-15"])
def test_R_MED_12_what_is_not_named_there_can_be_confirmed(mediators: list[Person], cause: str):
    m = agreed(mediators, cause=cause)
    do(m.no, "apply_confirmation", party(m, "claimant"), YES)


def test_R_MED_10_too_late_the_agreement_stands_and_its_performance_is_followed(mediators: list[Person]):
    m = agreed(mediators)
    pass_to(date(2026, 4, 2))
    assert matter(m.no).state == "settled"
    facts = testing.child(m, "performance.title").facts
    assert facts["enforceable"] is False and facts["title_kind"] == "agreement"
    assert (facts["total"], facts["due"], facts["payer"]) == ("50000.00", "2026-06-30", "respondent")


def test_performed_on_the_spot_closes_the_dispute(mediators: list[Person]):
    m = agreed(mediators)
    with refused("mediation.not_the_creditor"):
        do(m.no, "perform_now", party(m, "respondent"), YES)
    do(m.no, "perform_now", party(m, "claimant"), YES)
    assert matter(m.no).state == "settled" and matter(m.no).dispute.closed_at


def test_OMR_25_made_up_among_themselves_no_filing_is_forced(mediators: list[Person]):
    m = mediating(mediators)
    with refused():
        do(m.no, "withdraw", party(m, "respondent"), {"reason": "已经还了"})
    do(m.no, "withdraw", party(m, "claimant"), {"reason": "对方已经还钱"})
    assert matter(m.no).state == "withdrawn" and filings(m) == 0
    assert matter(m.no).dispute.closed_at


def test_R_MED_09_what_was_said_in_mediation_stays_there(mediators: list[Person]):
    m = mediating(mediators)
    do(m.no, "record_session", mediators[0], {"way": "in_person", "text": "李小红承认只肯还三万"})
    do(m.no, "give_up", mediators[0], {"ground": "too_far_apart", "note": "李小红私下认可全部借款"})
    filing = testing.child(m, "filing.first_instance")
    judge = testing.seat(filing, "judge", staff("judge", name="法官甲"))
    assert access.matter(testing.actor(judge), filing.no) == filing
    with pytest.raises(NotFound):
        access.matter(testing.actor(judge), m.no)
    known = str(filing.facts) + str(filing.dispute.facts) + str(list(Event.objects.filter(matter=filing).values()))
    assert "三万" not in known and "私下" not in known
    told = str(list(Notice.objects.values_list("values", flat=True))) + str(matter(m.no).facts)
    assert "三万" not in told and "私下" not in told


def test_R_MED_09_facts_confirmed_by_all_go_with_the_dispute(mediators: list[Person]):
    m = mediating(mediators)
    do(m.no, "record_facts", mediators[0], {"text": "借款五万元已经交付"})
    do(m.no, "confirm_facts", party(m, "claimant"), YES)
    assert "undisputed" not in matter(m.no).dispute.facts
    do(m.no, "confirm_facts", party(m, "respondent"), YES)
    assert matter(m.no).dispute.facts["undisputed"] == "借款五万元已经交付"


def test_TMR_16_the_mediator_has_no_place_in_what_follows(mediators: list[Person]):
    m = mediating(mediators)
    do(m.no, "give_up", mediators[0], {"ground": "too_far_apart"})
    filing = testing.child(m, "filing.first_instance")
    assert not Standing.objects.filter(matter=filing, role="mediator").exists()
    with pytest.raises(NotFound):
        access.matter(testing.actor(mediators[0]), filing.no)


def test_strangers_find_nothing(mediators: list[Person]):
    m = mediating(mediators)
    with pytest.raises(NotFound):
        do(m.no, "sign", testing.account("路人", "13800000077"), YES)
