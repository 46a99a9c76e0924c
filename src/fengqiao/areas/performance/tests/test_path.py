"""One dispute from the offer of mediation to its end, with all procedures as installed; nothing typed twice."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.test import Client

from fengqiao.core import testing
from fengqiao.core.models import Document, Matter, Standing, Task
from fengqiao.core.testing import child, do, matter, party, pass_to, staff

pytestmark = pytest.mark.django_db
YES = {"agree": True}
HEARD = {"way": "video", "both_present": True, "identities": True, "voluntary": True, "record": "双方视频到场"}


def confirmed() -> tuple[Matter, Matter]:
    """A dispute mediated and confirmed: the mediation and its performance."""
    mediator = staff("mediator", name="调解员甲")
    staff("judge", name="法官甲")
    m = testing.dispute()
    claimant, respondent = party(m, "claimant"), party(m, "respondent")
    do(m.no, "consent", respondent, YES)
    for side in (claimant, respondent):
        do(m.no, "choose", side, {"mediator": mediator.person_id})
    do(m.no, "accept", mediator, {"impartial": True})
    terms = {"terms": "归还借款。", "instalments": [{"amount": "50000.00", "due": "2026-04-30"}]}
    do(m.no, "record_agreement", mediator, terms)
    for side in (claimant, respondent):
        do(m.no, "sign", side, YES)
    for side in (claimant, respondent):
        do(m.no, "apply_confirmation", side, YES)
    case = child(m, "confirmation.judicial")
    do(case.no, "accept", staff("filing_clerk"))
    judge = Standing.objects.get(matter=case, role="judge").person
    do(case.no, "verify", judge, HEARD)
    do(case.no, "confirm", judge)
    return matter(m.no), child(case, "performance.title")


def test_mediated_confirmed_and_paid():
    m, title = confirmed()
    assert m.state == "settled" and title.state == "due"
    assert (title.facts["total"], title.facts["due"]) == ("50000.00", "2026-04-30")
    do(title.no, "report_payment", party(m, "respondent"), {"amount": "50000.00", "paid_on": "2026-03-02"})
    do(title.no, "confirm_payment", party(m, "claimant"), YES)
    assert matter(title.no).state == "performed" and matter(title.no).dispute.closed_at
    assert not Task.objects.filter(matter__dispute=m.dispute).exists()


def test_mediated_confirmed_unpaid_and_enforced_with_the_same_parties_and_amount():
    m, title = confirmed()
    pass_to(date(2026, 5, 1))
    do(title.no, "apply_enforcement", party(m, "claimant"), {})
    case = child(title, "enforcement.case")
    assert case.facts["amount"] == "50000.00" and case.facts["title_no"] == title.facts["title_no"]
    assert "诉前调确" in case.facts["title_no"]
    assert Document.objects.filter(matter=case, kind="enforcement_application").exists()


def test_a_refusal_brings_the_whole_story_to_the_filing_clerk():
    m = testing.dispute()
    do(m.no, "decline", party(m, "respondent"), {"reason": "不愿意"})
    filing = child(m, "filing.first_instance")
    assert filing.dispute_id == m.dispute_id and filing.dispute.facts["story"]
    assert Task.objects.filter(matter=filing, role="filing_clerk").exists()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_pages_show_the_agreement_its_review_and_what_is_owed(client: Client, language: str):
    m, title = confirmed()
    do(title.no, "report_payment", party(m, "respondent"), {"amount": "20000.00", "paid_on": "2026-03-02"})
    client.force_login(testing.account(), backend="django.contrib.auth.backends.ModelBackend")
    client.cookies["django_language"] = language
    for no, sign in ((m.no, "李小红于2026年4月30日前"), (title.parent.no, "诉前调"), (title.no, "¥50,000.00")):
        page = client.get(f"/m/{no}/")
        assert page.status_code == 200
        text = page.content.decode()
        assert sign in text
        assert not re.search(r">\s*(mediation|confirmation|performance)\.[a-z_.]+\s*<", text)
