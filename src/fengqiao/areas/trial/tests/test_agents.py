"""An agent who comes while the case runs: what the court's reading of the letter opens, and for whom (R-FIL-06)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from fengqiao.areas.delegation.area import AREA as DELEGATION
from fengqiao.areas.trial.tests.stage import allocating, preparing, stage
from fengqiao.core import clock, testing
from fengqiao.core.models import Account, Event, Matter, Notice, Representative, Standing
from fengqiao.core.registry import registry

DEFENCE = {"text": "已经还了一部分。", "files": []}
SIGNED = {"agree": True}
SETTLED = {
    "terms": "被告于四月底前归还借款。",
    "payer": "respondent",
    "instalments": [{"amount": "50000.00", "due": "2026-04-30"}],
}


@pytest.fixture(autouse=True)
def _stage(db: None) -> Iterator[None]:
    with stage(), testing.registry_of(add=True):
        # Of the neighbour only what it says about powers: its moves of other areas are not on this stage.
        registry.powers.update(DELEGATION.powers)
        yield


def joined(case: Matter, side: str = "respondent", phone: str = "13800000055") -> Account:
    """A lawyer whom a party has sent while its case was running; the court has not read the letter yet."""
    lawyer = testing.verified(testing.account("律师", phone))
    party = case.dispute.parties.get(side=side)
    who = {"person": lawyer.person, "since": clock.now()}
    Representative.objects.create(party=party, kind="lawyer", firm="越州律师事务所", **who)
    Standing.objects.create(matter=case, role=side, party=party, name="律师", **who)
    return lawyer


def letter(lawyer: Account, scope: str = "special") -> dict[str, object]:
    return {"agent": lawyer.person_id, "scope": scope, "letter_seen": True}


def special() -> list[int]:
    return list(Representative.objects.filter(special_power=True).values_list("person", flat=True))


def test_R_FIL_06_the_respondents_lawyer_settles_only_after_the_court_has_read_the_letter() -> None:
    case = preparing()
    lawyer = joined(case)
    testing.do(case.no, "defend", lawyer, DEFENCE)
    testing.do(case.no, "record_mediation", testing.staff("judge"), SETTLED)
    with testing.refused("core.beyond_power"):
        testing.do(case.no, "sign_mediation", lawyer, SIGNED)
    testing.do(case.no, "recognise_power", testing.staff("clerk"), letter(lawyer))
    assert special() == [lawyer.person_id]
    testing.do(case.no, "sign_mediation", lawyer, SIGNED)
    party = case.dispute.parties.get(side="respondent")
    assert str(party.pk) in testing.matter(case.no).facts["mediation"]["signatures"]


def test_R_FIL_06_a_claimants_late_lawyer_withdraws_and_changes_the_claim_only_then() -> None:
    case = preparing()
    lawyer = joined(case, "claimant")
    change = {"claims": [{"text": "判令被告归还借款30000元", "amount": "30000"}], "reason": "已收回一部分。"}
    for move, data in (("ask_withdrawal", {"reason": "已和解"}), ("change_claim", change)):
        with testing.refused("core.beyond_power"):
            testing.do(case.no, move, lawyer, data)
    testing.do(case.no, "recognise_power", testing.staff("judge"), letter(lawyer))
    testing.do(case.no, "change_claim", lawyer, change)
    testing.do(case.no, "ask_withdrawal", lawyer, {"reason": "已和解"})
    assert testing.matter(case.no).facts["withdrawal"]


def test_R_FIL_06_a_letter_that_names_no_items_gives_a_general_power_and_can_take_one_back() -> None:
    case = preparing()
    lawyer, clerk = joined(case), testing.staff("clerk")
    testing.do(case.no, "recognise_power", clerk, letter(lawyer))
    testing.do(case.no, "recognise_power", clerk, letter(lawyer, "general"))
    assert not special()
    testing.do(case.no, "record_mediation", testing.staff("judge"), SETTLED)
    with testing.refused("core.beyond_power"):
        testing.do(case.no, "sign_mediation", lawyer, SIGNED)
    assert testing.matter(case.no).facts["powers"] == {str(lawyer.person_id): "general"}


@pytest.mark.parametrize("who", ["claimant", "respondent", "the lawyer", "division_head", "president"])
def test_the_court_alone_recognises_a_power(who: str) -> None:
    """Attack: the other side, the own side, the lawyer himself, somebody else of the court."""
    case = preparing()
    lawyer = joined(case)
    sides = {side: testing.party(case, side) for side in ("claimant", "respondent")}
    by = sides.get(who) or (lawyer if who == "the lawyer" else testing.staff(who))
    with testing.refused("core.not_yours"):
        testing.do(case.no, "recognise_power", by, letter(lawyer))
    assert not special() and not Event.objects.filter(move="recognise_power").exists()


def test_nobody_is_made_an_agent_and_the_letter_must_have_been_seen() -> None:
    case = preparing()
    lawyer, clerk = joined(case), testing.staff("clerk")
    stranger = testing.account("旁人", "13800000099")
    elsewhere = joined(preparing(), phone="13800000056")
    for other in (stranger, elsewhere):
        with testing.refused("core.not_an_agent"):
            testing.do(case.no, "recognise_power", clerk, letter(other))
    with testing.refused():
        testing.do(case.no, "recognise_power", clerk, {**letter(lawyer), "letter_seen": False})
    assert not special()


def test_before_there_is_a_bench_the_filing_clerk_reads_the_letter_and_all_are_told() -> None:
    case = allocating()
    lawyer = joined(case)
    testing.do(case.no, "recognise_power", testing.staff("filing_clerk"), letter(lawyer))
    assert special() == [lawyer.person_id]
    key = "notice.trial.first_instance.recognise_power"
    told = set(Notice.objects.filter(matter=case, key=key).values_list("person", flat=True))
    assert {p.person_id for p in case.dispute.parties.all()} <= told
