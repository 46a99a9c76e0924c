"""Where the play ends: the providers' books go on, one day does not tally, and a judge has written for himself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from django.conf import settings

from fengqiao.areas.dossier.services import VOLUME
from fengqiao.areas.fees import money, reconcile, refunds
from fengqiao.areas.fees.models import Difference, StatementDay
from fengqiao.config import paying
from fengqiao.config.simulation import roster, tills, volumes
from fengqiao.config.simulation.bank import PlayBank
from fengqiao.config.simulation.play import Play
from fengqiao.core import access, clock, ports, testing
from fengqiao.core.actor import actor_of
from fengqiao.core.models import Account, Matter, MoneyEntry, PaymentOrder
from fengqiao.core.payments import CHANNELS, Paid, ProviderAway
from fengqiao.core.registry import Area
from fengqiao.core.testing import dispute, open_under, registry_of, stub

pytestmark = pytest.mark.django_db
MORNING = datetime(2026, 3, 3, 11, tzinfo=clock.ZONE)
YESTERDAY = datetime(2026, 3, 2, 15, tzinfo=clock.ZONE)


@pytest.fixture
def providers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The sandboxes of a demonstration, empty."""
    held = ports.payments()
    monkeypatch.setattr(settings, "DATA_DIR", tmp_path)
    monkeypatch.setattr(settings, "DEMO", True)
    monkeypatch.setattr(settings, "PAYMENT_URL", "")
    for made in (paying.sandboxes, paying.sandbox_keys):
        made.cache_clear()
    ports.connect(payments=paying.providers())
    yield
    ports.connect(payments=held)
    for made in (paying.sandboxes, paying.sandbox_keys):
        made.cache_clear()


def paid(channel: str, hour: int, no: int) -> MoneyEntry:
    case = dispute("testing.case", claimants=[testing.claimant(phone=f"1380000{no:04d}")])
    fee = open_under(case, "fees.case_fee", facts={"procedure": "simple"})
    order = PaymentOrder.objects.get(matter=fee)
    at = YESTERDAY.replace(hour=hour)
    money.take_payment(Paid(order.no, f"T{order.no}", order.amount, at, channel))
    return MoneyEntry.objects.get(order=order)


def test_a_day_that_does_not_tally_and_a_next_one_that_settles_it(providers: None) -> None:
    with registry_of(Area("testing", procedures=(stub("testing.case"),)), add=True):
        with clock.at(YESTERDAY):
            first, twice, late = paid("wechat", 9, 1), paid("bank", 10, 2), paid("alipay", 15, 3)
        assert tills.play(MORNING) == 3
        found = {d.kind: d for d in Difference.objects.all()}
        assert set(found) == {"no_order", "double", "no_money"}
        assert found["no_money"].reference == late.reference and found["no_order"].ours is None
        assert found["double"].order_no == twice.order.no
        assert StatementDay.objects.count() == len(CHANNELS)
        assert not MoneyEntry.objects.filter(reference=found["no_order"].reference).exists(), "money without order is not touched"
        with clock.at(MORNING):
            assert refunds.send_refunds() == 1
            assert MoneyEntry.objects.get(kind="refund").status == "done", "what was paid twice went back once"
            reconcile.fetch("alipay", MORNING.date())
        assert Difference.objects.get(kind="no_money").how == "next_file"
        assert ports.payment("wechat").query(first.order.no).status == "paid"


def test_without_sandboxes_nothing_is_handed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paying, "sandboxes", lambda: {})
    assert tills.play(MORNING) == 0 and not StatementDay.objects.exists()


def test_the_bank_of_the_play_has_no_file_of_days_that_are_not_its_own() -> None:
    bank = PlayBank("bank", YESTERDAY.date())
    assert bank.statement(YESTERDAY.date()) == ()
    with pytest.raises(ProviderAway):
        bank.statement(MORNING.date())


def test_what_a_judge_writes_for_himself_is_seen_by_the_bench_alone() -> None:
    stage = Play(roster.establish(), 1, lambda _day, _chance: 0)
    assert volumes.play(stage, MORNING) == 0, "a court without cases has no volume"
    people = {role: Account.objects.get(username=names[0]) for role, names in roster.roles().items()}
    case = open_under(dispute("filing.first_instance", at=stage.court), "trial.first_instance", facts={"procedure": "simple"})
    Matter.objects.filter(pk=case.pk).update(state="hearing")
    testing.seat(case, "judge", people["judge"])
    assert volumes.play(stage, MORNING) == 2
    volume = Matter.objects.get(procedure=VOLUME)
    assert volume.sealed and [p["slot"] for p in volume.facts["papers"]] == ["reading_notes", "review_report"]
    assert access.visible(actor_of(people["judge"])).filter(pk=volume.pk).exists()
    for role in ("president", "division_head", "filing_clerk"):
        assert not access.visible(actor_of(people[role])).filter(pk=volume.pk).exists(), role
