"""What was said in mediation stays there (R-MED-09)."""

from __future__ import annotations

import pytest

from fengqiao.core import access, testing
from fengqiao.core.models import Matter, Standing

pytestmark = pytest.mark.django_db


def test_a_president_who_tries_the_case_does_not_see_its_mediation() -> None:
    """Attack: an overseer uses the post to read, before judging, what a side offered in mediation."""
    testing.staff("mediator", name="周调解")
    mediation = testing.dispute("mediation.pre_litigation")
    president = testing.staff("president", name="院长甲")
    assert access.visible(testing.actor(president)).filter(pk=mediation.pk).exists()
    trial = Matter.objects.create(
        no="t", dispute=mediation.dispute, court=mediation.court, procedure="trial.first_instance", version=1,
        state="serving", opened_at=testing.NOW, changed_at=testing.NOW, chain_head="0" * 64,
    )  # fmt: skip
    Standing.objects.create(matter=trial, person=president.person, role="judge", name="院长甲", since=testing.NOW)
    seen = access.visible(testing.actor(president))
    assert not seen.filter(pk=mediation.pk).exists()
    assert seen.filter(pk=trial.pk).exists()
