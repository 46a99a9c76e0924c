"""What the complaint prints of the people: where each is reached in this very dispute."""

from __future__ import annotations

import pytest

from fengqiao.core.models import Document, Party, Person
from fengqiao.core.testing import account, claimant, dispute, staff

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
