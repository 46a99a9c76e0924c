"""Cross-region filing between two courts, walked through the door: nothing typed twice, nobody sees too much."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from fengqiao.areas.crossregion import figures
from fengqiao.core import access, clock, ports, testing
from fengqiao.core.errors import NotFound
from fengqiao.core.exchange import NoExchange
from fengqiao.core.models import Court, Deadline, Matter, Notice, Standing, Task, Upload
from fengqiao.core.selectors.desk import tasks
from fengqiao.core.testing import do, matter, respondent
from fengqiao.law import answering, competent
from fengqiao.web import uploads
from fengqiao.web.testing import Visitor

pytestmark = pytest.mark.django_db

HERE, THERE, THIRD = "浙0681", "浙0683", "浙0602"
AWAY = respondent(address="浙江省嵊州市三江街道官河路1号")
SENT = {"court": THERE, "checked": True}


@pytest.fixture(autouse=True)
def _courts(sms: Any) -> None:
    for code in (HERE, THERE, THIRD):
        testing.court(code)


def clerk(code: str = HERE) -> Any:
    return testing.staff("filing_clerk", testing.court(code))


def told(**changes: Any) -> Matter:
    return testing.dispute("crossregion.assist", **{"respondents": [AWAY], **changes})


def handed(**data: Any) -> tuple[Matter, Matter]:
    assisted = told()
    do(assisted.no, "hand_over", clerk(), {**SENT, **data})
    return matter(assisted.no), testing.child(assisted, "crossregion.request")


def test_R_FIL_15_the_other_court_takes_over_with_the_same_facts_and_day_of_receipt() -> None:
    assisted, request = handed()
    assert (assisted.state, request.court.code, request.state) == ("sent", THERE, "asked")
    with clock.at(testing.NOW + timedelta(minutes=12)):
        do(request.no, "take_over", clerk(THERE))
    filed = testing.child(request, "filing.first_instance")
    assert filed.court.code == THERE and filed.dispute.court.code == THERE
    assert filed.facts["received"] == "2026-03-02" and filed.dispute_id == assisted.dispute_id
    assisted = matter(assisted.no)
    assert (assisted.state, assisted.facts["answer"], assisted.facts["answer_minutes"]) == ("taken", "taken", 12)
    assert Standing.objects.filter(matter=filed, role="claimant").exists()
    assert Notice.objects.filter(matter=assisted, key="notice.crossregion.assist.taken").exists()
    do(filed.no, "accept", clerk(THERE), {})
    trial = testing.child(filed, "trial.first_instance")
    assert trial.court.code == THERE and trial.number.startswith("（2026）浙0683民初")


def test_R_FIL_15_each_court_sees_its_own_part_only() -> None:
    assisted, request = handed()
    here, there, third = (testing.actor(clerk(c)) for c in (HERE, THERE, THIRD))
    assert access.matter(here, assisted.no) and access.matter(there, request.no)
    for who, no in ((here, request.no), (there, assisted.no), (third, assisted.no), (third, request.no)):
        with pytest.raises(NotFound):
            access.matter(who, no)
    with testing.refused() as found:
        do(request.no, "take_over", clerk(HERE))
    assert isinstance(found.error, NotFound)
    assert [t.matter.no for t in tasks(there)] == [request.no]
    assert not Task.objects.filter(matter=request, court__code=HERE).exists()


def test_what_is_told_after_the_take_over_is_not_open_to_the_court_before() -> None:
    assisted, request = handed()
    here, party = testing.actor(clerk()), testing.actor(testing.account())
    assert access.tells(here, matter(assisted.no))
    do(request.no, "take_over", clerk(THERE))
    filed = testing.child(request, "filing.first_instance")
    do(filed.no, "request_correction", clerk(THERE), {"defects": [{"field": "story", "code": "unclear"}]})
    do(filed.no, "correct", testing.account(), {"answers": [{"field": "story", "value": "后来补充的内容只对管辖法院说。"}]})
    assert not access.tells(here, matter(assisted.no)) and access.tells(party, matter(assisted.no))
    address = reverse("matter", args=[assisted.no])
    assert "后来补充的内容" not in Visitor(clerk()).get(address).text
    assert "后来补充的内容" in Visitor(testing.account()).get(address).text
    assert Visitor(clerk()).get(reverse("matter", args=[filed.no])).status == 404


def test_one_list_of_what_is_missing_and_only_once() -> None:
    assisted, request = handed()
    do(request.no, "ask_completion", clerk(THERE), {"points": [{"what": "借条原件照片"}]})
    assisted = matter(assisted.no)
    assert assisted.state == "completing" and assisted.facts["points"][0]["what"] == "借条原件照片"
    do(assisted.no, "supply", testing.account(), {"text": "照片已经补上。"})
    again = testing.child(assisted, "crossregion.request")
    assert again.no != request.no and again.facts["completed"]["text"] == "照片已经补上。"
    with testing.refused("crossregion.asked_already"):
        do(again.no, "ask_completion", clerk(THERE), {"points": [{"what": "再来一样"}]})
    do(again.no, "take_over", clerk(THERE))
    assert matter(assisted.no).state == "taken"


def test_a_court_without_jurisdiction_names_the_right_one() -> None:
    assisted, request = handed()
    with testing.refused("crossregion.say_why"):
        do(request.no, "not_competent", clerk(THERE), {"court": THIRD, "reason": "不归"})
    with testing.refused("crossregion.own_court"):
        do(request.no, "not_competent", clerk(THERE), {"court": THERE, "reason": "被告经常居住地在越城区。"})
    do(request.no, "not_competent", clerk(THERE), {"court": THIRD, "reason": "被告经常居住地在越城区。"})
    assisted = matter(assisted.no)
    assert assisted.state == "received" and assisted.facts["right_court"] == THIRD
    assert not access.tells(testing.actor(clerk(THERE)), matter(request.no))
    do(assisted.no, "hand_over", clerk(), {"court": THIRD, "checked": True})
    assert testing.child(assisted, "crossregion.request").court.code == THIRD


def test_R_FIL_15_the_clock_ends_the_head_is_told_and_the_answer_stays_open() -> None:
    head = testing.staff("division_head", testing.court(THERE))
    assisted, request = handed()
    due = Deadline.objects.get(matter=request).due_at
    assert clock.local(due) == testing.NOW + timedelta(minutes=30)
    assert testing.pass_to(testing.NOW + timedelta(hours=1)) == 1
    assert matter(request.no).state == "overdue"
    assert Notice.objects.filter(person=head.person, key="notice.crossregion.request.escalate.head").exists()
    with clock.at(testing.NOW + timedelta(hours=2)):
        do(request.no, "take_over", head)
    assert matter(assisted.no).facts["answer_minutes"] == 120


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ({"court": HERE}, "crossregion.own_court"),
        ({"court": THIRD}, "crossregion.choice_needs_reason"),
        ({"court": "京0105", "reason": "合同约定由该院管辖。"}, "crossregion.court_not_here"),
    ],
)
def test_where_the_papers_do_not_go(data: dict[str, Any], reason: str) -> None:
    assisted = told()
    with testing.refused(reason):
        do(assisted.no, "hand_over", clerk(), {"checked": True, **data})


def test_another_court_is_chosen_with_a_reason_which_the_other_court_reads() -> None:
    _assisted, request = handed(court=THIRD, reason="合同约定由越城法院管辖。")
    assert request.court.code == THIRD and request.facts["ground"][0] == "合同约定由越城法院管辖。"


def test_a_withdrawal_ends_it_before_any_court_has_it() -> None:
    assisted = told()
    do(assisted.no, "withdraw", testing.account(), {})
    assert matter(assisted.no).ended and matter(assisted.no).dispute.closed_at is not None


def test_R_FIL_15_only_office_time_counts() -> None:
    friday = datetime(2026, 3, 6, 16, 50, tzinfo=clock.ZONE)
    found = answering.answer_by(friday)
    assert found.value == datetime(2026, 3, 9, 9, 20, tzinfo=clock.ZONE) and found.provisional
    assert answering.office_minutes(friday, datetime(2026, 3, 9, 9, 5, tzinfo=clock.ZONE)) == 15


def test_R_JUR_03_the_court_is_proposed_from_the_addresses() -> None:
    found = competent.proposed(testing.PRIVATE_LENDING, ["浙江省嵊州市三江街道"], ["浙江省诸暨市枫桥镇"])
    assert [(v.court, v.ground_zh) for v in found.value] == [(THERE, "被告住所地"), (HERE, "合同履行地")]
    assert competent.proposed(testing.PRIVATE_LENDING, ["不知道"], []).value == ()


def test_figures_by_assisting_court_with_the_cases_behind() -> None:
    for minutes in (5, 12, 50):
        _assisted, request = handed()
        with clock.at(testing.NOW + timedelta(minutes=minutes)):
            do(request.no, "take_over", clerk(THERE))
    here = Court.objects.get(code=THERE).pk
    last = testing.NOW + timedelta(days=1)
    (row,) = figures.answers(here, testing.NOW, last)
    assert (row.code, row.count, row.median, row.in_time) == (HERE, 3, 12, 2)
    assert [m.facts["minutes"] for m in figures.cases(here, testing.NOW, last, HERE)] == [50, 12, 5]
    page = Visitor(clerk(THERE)).get(reverse("cross_region_figures") + f"?assisting={HERE}")
    assert "诸暨市人民法院" in page.text and "67%" in page.text
    assert Visitor(testing.account()).get(reverse("cross_region_figures")).status == 404


def test_pages_the_nearest_court_and_the_form_with_the_proposed_court() -> None:
    page = Visitor().get(reverse("nearest_court"))
    assert "嵊州市人民法院" in page.text and any(link.endswith(f"court={THERE}") or "court=" in link for link in page.links)
    assisted = told()
    visitor = Visitor(clerk())
    seen = visitor.get(reverse("matter", args=[assisted.no]))
    assert "被告住所地" in seen.text and "第二十四条" in seen.text
    form = visitor.get(reverse("move", args=[assisted.no, "hand_over"]))
    done = form.send({"checked": "on", "court": THERE})
    assert done.url == reverse("matter", args=[assisted.no]) and matter(assisted.no).state == "sent"


def test_the_figure_of_answers_in_time_opens_down_to_its_cases() -> None:
    for minutes in (12, 50):
        _assisted, request = handed()
        if minutes > 30:
            testing.pass_to(testing.NOW + timedelta(minutes=31))
        with clock.at(testing.NOW + timedelta(minutes=minutes)):
            do(request.no, "take_over", clerk(THERE))
    here, day = Court.objects.get(code=THERE).pk, testing.NOW.date()
    assert figures.in_time(here, day, day) == (1, 2)
    assert figures.in_time(here, day - timedelta(days=9), day - timedelta(days=1)) == (0, 0)
    visitor = Visitor(clerk(THERE))
    assert "跨域立案按时答复率" in visitor.get(reverse("figures")).text
    page = visitor.get(reverse("figure", args=["crossregion.answered", "above"]))
    assert page.text.count("陈大明与李小红") == 1


def _stored(name: str) -> str:
    content = b"%PDF-1.4\n%" + name.encode() + b"\n%%EOF\n"
    return uploads.store(SimpleUploadedFile(name, content), person=testing.account().person_id).key


def test_R_FIL_06_evidence_and_proofs_of_power_are_open_to_the_court_that_is_asked() -> None:
    agent = {"name": "王律师", "phone": "13800000005", "scope": "special", "powers": ["settle"], "files": [_stored("委托书.pdf")]}
    claimants = [testing.claimant(representatives=[agent])]
    assisted = told(claimants=claimants, evidence=[{"name": "借条", "files": [_stored("借条.pdf")]}])
    do(assisted.no, "hand_over", clerk(), SENT)
    request = testing.child(assisted, "crossregion.request")
    there, third = testing.actor(clerk(THERE)), testing.actor(clerk(THIRD))
    page = Visitor(clerk(THERE)).get(reverse("matter", args=[request.no])).text
    for name in ("委托书.pdf", "借条.pdf"):
        assert name in page
    for row in Upload.objects.filter(matter__in=(assisted, request)).exclude(name="委托书.pdf", matter=assisted):
        assert access.upload(there, row.key).name == row.name
        with pytest.raises(NotFound):
            access.upload(third, row.key)


def test_the_assisting_clerk_and_nobody_else_sees_the_question_to_a_court_elsewhere() -> None:
    class Reached(NoExchange):
        def courts(self) -> dict[str, str]:
            return {"京0105": "北京市朝阳区人民法院"}

    ports.connect(exchange=Reached())
    try:
        assisted = told()
        do(assisted.no, "hand_over", clerk(), {"court": "京0105", "checked": True, "reason": "合同约定由该院管辖。"})
    finally:
        ports.connect(exchange=NoExchange())
    remote = testing.child(assisted, "crossregion.remote")
    page = Visitor(clerk()).get(reverse("matter", args=[assisted.no]))
    assert remote.no in page.text, "linked from the matter of the party"
    page = Visitor(clerk()).get(reverse("matter", args=[remote.no]))
    assert "北京市朝阳区人民法院" in page.text and "待送出" in page.text
    do(remote.no, "note", clerk(), {"text": "已电话联系。"})
    for other in (testing.account(), clerk(THERE), testing.staff("cashier")):
        assert Visitor(other).get(reverse("matter", args=[remote.no])).status == 404
        with testing.refused() as found:
            do(remote.no, "note", other, {"text": "我也来写。"})
        assert isinstance(found.error, NotFound)
    assert tasks(testing.actor(clerk())).filter(matter=remote).count() == 0, "nobody waits for a note"
