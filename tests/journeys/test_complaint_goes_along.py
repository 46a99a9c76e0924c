"""The complaint goes along with the case: judge and respondent read it, and still do not see the filing (CPL 128)."""

from __future__ import annotations

import pytest

from fengqiao.core import places, testing
from fengqiao.core.models import Document, Matter
from fengqiao.core.testing import account, dispute, open_under
from fengqiao.web.testing import Visitor

pytestmark = pytest.mark.django_db


def filed() -> tuple[Matter, Document]:
    testing.staff("judge")
    filing = dispute("filing.first_instance")
    return filing, Document.objects.get(matter=filing, kind="complaint")


def test_who_sees_the_case_reads_the_complaint_and_nobody_else() -> None:
    """Attack: a stranger, or the other side before there is a case, counts through the numbers of papers."""
    filing, complaint = filed()
    judge, other = testing.staff("judge", name="judge乙"), account("李小红", "13800000002")
    places.take_place(filing.dispute.parties.get(side="respondent").claim_code, other, "李小红")
    stranger = account("王五", "13800000009")
    paths = (f"/papers/{complaint.pk}.html", f"/papers/{complaint.pk}.pdf", f"/papers/{complaint.pk}.docx")
    for who in (judge, other, stranger):
        assert {Visitor(who).client.get(path).status_code for path in paths} == {404}, "there is no case yet"
    trial = open_under(filing, "trial.first_instance", facts={"procedure": "simple"})
    testing.seat(trial, "judge", judge)
    for who in (judge, other):
        assert {Visitor(who).client.get(path).status_code for path in paths} == {200}
        page = Visitor(who).get(f"/m/{trial.no}/")
        assert page.status == 200 and paths[0] in page.html
        catalogue = Visitor(who).get(f"/m/{trial.no}/dossier/")
        assert paths[0] in catalogue.html and catalogue.text.count("民事起诉状") == 1
        assert Visitor(who).get(f"/m/{filing.no}/").status == 404, "the clerk's work stays where it is"
    assert {Visitor(stranger).client.get(path).status_code for path in paths} == {404}
    receipt = Document.objects.filter(matter=filing).exclude(kind="complaint").first()
    assert receipt is not None and Visitor(judge).get(f"/papers/{receipt.pk}.html").status == 404, "the complaint alone goes along"


def test_of_a_sealed_case_every_reading_of_the_complaint_is_on_record() -> None:
    filing, complaint = filed()
    trial = open_under(filing, "trial.first_instance", facts={"procedure": "simple"})
    judge = testing.seat(trial, "judge", testing.staff("judge", name="judge乙"))
    Matter.objects.filter(dispute=filing.dispute).update(sealed=True)
    before = testing.matter(filing.no).accessrecord_set.count()
    assert Visitor(judge).get(f"/papers/{complaint.pk}.html").status == 200
    assert testing.matter(filing.no).accessrecord_set.count() == before + 1
    for role in ("president", "division_head", "filing_clerk"):
        assert Visitor(testing.staff(role)).get(f"/papers/{complaint.pk}.html").status == 404, role
