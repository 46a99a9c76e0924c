"""A proposed refusal between clerk and head, and whose turn a correction is (version 3)."""

from __future__ import annotations

from typing import Any

from fengqiao.areas.filing.tests.test_filing import ADDRESS, ARBITRATION, CODE, ask, due, head
from fengqiao.core.models import Matter, Notice, Task
from fengqiao.core.testing import account, do, matter, refused, staff
from fengqiao.web.testing import Visitor

__all__ = ["head"]


def test_the_head_sends_a_proposal_back_and_the_clerk_goes_on(filing: Matter, clerk: Any, head: Any) -> None:
    with refused("filing.no_refusal_proposed"):
        do(filing.no, "send_back", head, {"reason": "材料里没有仲裁协议。"})
    do(filing.no, "propose_refusal", clerk, ARBITRATION)
    with refused("core.not_yours"):
        do(filing.no, "send_back", clerk, {"reason": "不对"})
    with refused("missing"):
        do(filing.no, "send_back", head)
    do(filing.no, "send_back", head, {"reason": "合同第八条约定的是诉讼，请核对。"})
    assert matter(filing.no).facts["draft_refusal"] is None
    assert Notice.objects.filter(person=clerk.person, key=f"notice.{CODE}.send_back.clerk").exists()
    assert list(Task.objects.filter(matter=filing).values_list("role", flat=True)) == ["filing_clerk"]
    with refused("filing.no_refusal_proposed"):
        do(filing.no, "refuse", head, ARBITRATION)
    do(filing.no, "accept", clerk)
    assert matter(filing.no).state == "accepted"


def test_a_proposal_is_taken_back_by_its_author_alone(filing: Matter, clerk: Any, head: Any) -> None:
    other = staff("filing_clerk", name="另一位立案员")
    with refused("filing.no_refusal_proposed", "filing.not_your_proposal"):
        do(filing.no, "take_back", clerk)
    do(filing.no, "propose_refusal", clerk, ARBITRATION)
    for who, why in ((other, "filing.not_your_proposal"), (head, "core.not_yours")):
        with refused(why):
            do(filing.no, "take_back", who)
    do(filing.no, "take_back", clerk)
    assert not Task.objects.filter(matter=filing, role="division_head").exists()
    do(filing.no, "accept", clerk)


def test_ground_and_reasons_stand_on_the_page_of_clerk_and_head_only(filing: Matter, clerk: Any, head: Any) -> None:
    do(filing.no, "propose_refusal", clerk, ARBITRATION)
    for who in (clerk, head):
        text = Visitor(who).get(f"/m/{filing.no}/").text
        assert "有书面仲裁协议" in text and ARBITRATION["reasons"] in text and "拟办人" in text
    assert ARBITRATION["reasons"] not in Visitor(account()).get(f"/m/{filing.no}/").html
    do(filing.no, "send_back", head, {"reason": "合同第八条约定的是诉讼，请核对。"})
    for who, seen in ((clerk, True), (head, True), (account(), False)):
        text = Visitor(who).get(f"/m/{filing.no}/").text
        assert ("合同第八条约定的是诉讼" in text) is seen and ARBITRATION["reasons"] not in text
    do(filing.no, "propose_refusal", clerk, ARBITRATION)
    assert "合同第八条约定的是诉讼" not in Visitor(clerk).get(f"/m/{filing.no}/").text


def test_to_correct_is_the_claimants_turn_and_the_clerk_may_enter_it(filing: Matter, clerk: Any) -> None:
    ask(filing.no, clerk)
    assert list(Task.objects.filter(matter=filing).values_list("role", flat=True)) == ["claimant"]
    rows = {"answers": [{"field": ADDRESS, "value": "浙江省诸暨市店口镇解放路2号"}]}
    with refused("core.not_yours"):
        do(filing.no, "correct", clerk, rows)
    with refused("core.not_yours"):
        do(filing.no, "correct_at_counter", account(), rows)
    page = Visitor(clerk).get(f"/m/{filing.no}/do/correct_at_counter/")
    form = next(f for f in page.forms if "seen" in f.controls)
    assert [n for n in form.controls if n.startswith("answers")] == ["answers-0-field", "answers-0-value"]
    do(filing.no, "correct_at_counter", clerk, rows)
    assert matter(filing.no).state == "received" and due(filing, "renewed")
    assert filing.dispute.parties.get(side="respondent").facts["address"].endswith("解放路2号")
