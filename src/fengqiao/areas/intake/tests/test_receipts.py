"""The receipt in the same second: number, fingerprint, legal clock, what comes next."""

from __future__ import annotations

from datetime import date

import pytest

from fengqiao.areas.intake import receipts, telling
from fengqiao.areas.intake.tests.test_steps import draft, you
from fengqiao.core import testing
from fengqiao.core.disputes import open_dispute
from fengqiao.core.errors import Invalid
from fengqiao.core.models import Dispute, Document, Event, Matter
from fengqiao.kernel.chain import canonical, sm3

pytestmark = pytest.mark.django_db


def sent(key: str | None = None, **changes: object) -> Matter:
    """Send a draft as the page does."""
    whole = draft(**changes)
    who = testing.actor(testing.account())
    receipt = open_dispute(telling.told_of(whole), telling.procedure_of(whole), court=testing.court(), actor=who, key=key)
    return testing.matter(receipt.no)


def test_the_receipt_of_a_mediation_shows_number_hash_clock_and_next_step():
    m = sent()
    view = receipts.receipt_view(m)
    assert view.no == m.no and view.number == m.number
    assert view.hash == Event.objects.get(matter=m, seq=1).hash
    assert [(c.key, c.due) for c in view.clocks] == [("mediation.pre_litigation.period.answer", date(2026, 3, 5))]
    assert view.clocks[0].working and view.clocks[0].cites
    assert view.next_key == "intake.next.mediation.pre_litigation"


def test_R_FIL_03_filing_at_once_has_the_seven_days_on_its_receipt():
    m = sent(check={"way": "filing", "true": True})
    clocks = {c.key: c.due for c in receipts.receipt_view(m).clocks}
    assert clocks["filing.first_instance.period.decision"] == date(2026, 3, 9)


def test_the_printed_receipt_bears_the_fingerprint_of_what_was_told():
    m = sent()
    paper = Document.objects.get(matter=m, kind="receipt").text
    assert sm3(canonical(m.dispute.facts)) in paper
    assert "借条" in paper and m.no in paper


def test_sent_twice_with_one_key_there_is_one_dispute():
    assert sent(key="once").no == sent(key="once").no
    assert Dispute.objects.count() == 1


def test_nothing_is_half_done_where_something_is_wrong():
    with pytest.raises(Invalid):
        sent(people=you(name="陈" * 10_000))
    assert not Dispute.objects.exists() and not Matter.objects.exists()


def test_a_minor_who_is_told_of_is_known_as_one():
    child = {"name": "陈小明", "phone": "13800000001", "address": "诸暨市1号", "born": "2012-05-01"}
    m = sent(people=you(**child, guardian="陈大明"))
    assert m.dispute.parties.get(side="claimant").facts["minor"] is True
