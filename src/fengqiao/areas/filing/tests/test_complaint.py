"""What the complaint prints of the people: where each is reached in this very dispute."""

from __future__ import annotations

from io import BytesIO

import pytest

from fengqiao.core import retelling, testing
from fengqiao.core.casefile import CaseFile
from fengqiao.core.models import Document, Party, Person, Representative
from fengqiao.core.testing import account, claimant, dispute, respondent, staff
from fengqiao.law import complaint
from fengqiao.web import uploads
from fengqiao.web.testing import Visitor

pytestmark = pytest.mark.django_db
NEW = "浙江省诸暨市店口镇湄池路8号"


def test_whoever_has_moved_is_reached_where_he_says_now() -> None:
    """The address of years ago was kept on the person, and papers went to the old door."""
    staff("judge")
    Person.objects.filter(pk=account().person_id).update(address="浙江省诸暨市枫桥镇枫溪路1号")
    filing = dispute("filing.first_instance", claimants=[claimant(address=NEW)])
    text = Document.objects.get(matter=filing, kind="complaint").text
    assert NEW in text and "枫溪路1号" not in text
    assert Person.objects.get(pk=account().person_id).address == NEW
    row = Party.objects.get(dispute=filing.dispute, side="claimant")
    row.facts = {**row.facts, "address": "浙江省诸暨市暨阳街道9号"}
    assert row.address.endswith("暨阳街道9号"), "what is confirmed for service in this dispute comes first"


def test_a_file_says_for_which_piece_of_evidence_it_stands() -> None:
    staff("judge")
    person = account().person_id
    photo = uploads.keep(BytesIO(b"%PDF-1.7"), name="note.pdf", kind="application/pdf", person=person)
    evidence = [{"name": "借条", "purpose": "证明借款", "source": "被告书写", "files": [photo.key]}, {"name": "转账记录"}]
    filing = dispute("filing.first_instance", evidence=evidence)
    assert "借条（附件1份）" in Document.objects.get(matter=filing, kind="complaint").text
    for page in (Visitor(account()).get(f"/m/{filing.no}/"), Visitor(account()).get(f"/m/{filing.no}/dossier/")):
        assert "证据1 借条（note.pdf）" in page.text, page.url


def test_the_points_of_a_notice_fit_the_kind_of_party() -> None:
    """Of a natural person there is no legal representative to correct; where he works is asked (CPL 124)."""
    staff("judge")
    filing = dispute("filing.first_instance", respondents=[respondent(), respondent(kind="entity", name="枫桥五金有限公司", sex=None)])
    points = list(retelling.paths(CaseFile(filing)))
    assert "respondents.0.workplace" in points and "respondents.0.legal_representative" not in points
    assert "respondents.1.legal_representative" in points and "respondents.1.workplace" not in points
    assert retelling.label("evidence.0.name", "zh-hans") == "第1项证据的名称"


def test_R_FIL_06_whoever_files_for_another_shows_his_power() -> None:
    """Attack: a stranger files in somebody's name, and nothing on the clerk's table says so."""
    staff("judge")
    clerk, stranger = staff("filing_clerk"), account("丁石渡", "13800000077")
    filing = dispute("filing.first_instance", by=stranger)
    page = Visitor(clerk).get(f"/m/{filing.no}/")
    assert "身份证明、授权委托书等材料" in page.text and "授权手续不齐" in page.text
    form = Visitor(clerk).get(f"/m/{filing.no}/do/request_correction/").form("defects-0-field")
    assert form.values["defects-0-field"] == ["papers"]
    teller = Representative.objects.get(party__dispute=filing.dispute)
    testing.do(filing.no, "recognise_power", clerk, {"agent": teller.person_id, "scope": "general", "letter_seen": True})
    assert "授权手续不齐" not in Visitor(clerk).get(f"/m/{filing.no}/").text
    own = dispute("filing.first_instance", claimants=[claimant(name="陈大山", phone="13800000055")], by=account("陈大山", "13800000055"))
    assert "授权手续不齐" not in Visitor(clerk).get(f"/m/{own.no}/").text


def test_CPL_124_what_is_worth_knowing_of_the_defendant_and_the_evidence_is_named_and_bars_nothing() -> None:
    told = {"respondents": [{"name": "李小红", "phone": "13800000002"}], "evidence": [{"name": "借条", "purpose": "证明借款"}]}
    found = {(f.field, f.code): f.must for f in complaint.faults(told)}
    assert found == {
        ("respondents.0.address", "missing"): False,
        ("respondents.0.sex", "missing"): False,
        ("evidence.0.source", "missing"): False,
    }
