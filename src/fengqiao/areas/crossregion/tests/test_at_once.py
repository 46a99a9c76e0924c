"""Papers of another installation that arrive twice in the same moment are one handover."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import connection, connections

from fengqiao.areas.crossregion import taking_in
from fengqiao.core import clock, testing
from fengqiao.core.models import Dispute, Matter, Party

THERE = "浙0602"


def papers() -> dict[str, Any]:
    party = {"kind": "person", "phone": "", "address": "浙江省绍兴市越城区解放路1号"}
    return {
        "received": "2026-03-02",
        "assisting": "浙0681",
        "cause": testing.PRIVATE_LENDING,
        "story": "2025年3月，被告向原告借款50000元，约定2025年9月30日归还，有借条为证。到期后多次催讨未还。",
        "claims": [{"text": "判令被告归还借款50000元", "amount": "50000.00"}],
        "parties": [{**party, "side": "claimant", "name": "陈大明"}, {**party, "side": "respondent", "name": "李小红"}],
        "evidence": [],
        "ground": "被告住所地",
        "completed": "",
    }


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="two writers at once need PostgreSQL")
def test_of_four_calls_at_once_one_opens_and_the_others_leave_nothing() -> None:
    testing.court(THERE)
    asked, told = {"reference": "r1", "court": THERE, "papers": papers()}, []
    start = threading.Barrier(4)

    def hand() -> None:
        try:
            with clock.at(testing.NOW):
                start.wait(timeout=20)
                told.append(taking_in.take("shaoxing", asked))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=hand) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert connection.vendor == "postgresql"
    assert len(told) == 4 and all(one == told[0] for one in told)
    assert [m.objects.count() for m in (Matter, Dispute, Party)] == [1, 1, 2]
