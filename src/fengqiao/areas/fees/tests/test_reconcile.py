"""Reconciliation with the providers' daily files, and the cashier's pages that settle what differs."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import Client

from fengqiao.areas.fees import reconcile, refunds
from fengqiao.areas.fees.models import Difference, StatementDay, StatementRow, Ticket
from fengqiao.areas.fees.tests.conftest import FEE, Bank, begin, order_of
from fengqiao.core import clock
from fengqiao.core.actor import actor_of
from fengqiao.core.models import Matter, MoneyEntry
from fengqiao.core.payments import CHANNELS
from fengqiao.core.testing import account, matter, staff

DAY = date(2026, 3, 2)
BACKEND = "django.contrib.auth.backends.ModelBackend"


def kinds() -> list[str]:
    return list(Difference.objects.order_by("id").values_list("kind", flat=True))


@pytest.fixture
def cashier(client: Client, db: None) -> Client:
    client.force_login(staff("cashier"), backend=BACKEND)
    return client


@pytest.mark.parametrize("channel", CHANNELS)
def test_every_line_of_every_file_is_matched(fee: Matter, tills: dict[str, Bank], channel: str) -> None:
    tills[channel].pay(begin(fee, channel))
    held = reconcile.fetch(channel, DAY)
    row = StatementRow.objects.get(statement=held)
    assert row.entry == MoneyEntry.objects.get() and row.amount == FEE
    assert kinds() == []
    assert reconcile.fetch(channel, DAY) is None, "a file is compared once"


@pytest.mark.parametrize("channel", CHANNELS)
def test_a_payment_that_only_the_file_knows_is_taken(fee: Matter, tills: dict[str, Bank], channel: str) -> None:
    tills[channel].pay(begin(fee, channel), "lost")
    reconcile.fetch(channel, DAY)
    assert matter(fee.no).state == "paid"
    assert kinds() == ["missed"]
    assert StatementRow.objects.get().entry is not None


def test_money_without_order_is_not_touched_and_waits_for_somebody(fee: Matter, bank: Bank) -> None:
    bank.books.place("F999", "525.00", "x", "", "http://127.0.0.1/pay/callback/bank/")
    bank.books.pay("F999", "lost")
    reconcile.fetch("bank", DAY)
    assert kinds() == ["no_order"] and not MoneyEntry.objects.exists()


def test_double_amount_and_entries_that_the_file_lacks(fee: Matter, bank: Bank) -> None:
    order = begin(fee)
    bank.pay(order, "twice")
    MoneyEntry.objects.filter(status="settled").update(amount=Decimal("520.00"))
    MoneyEntry.objects.create(
        order=order, kind="payment", reference="T-ours", amount=FEE, status="late", channel="bank", at=clock.now()
    )
    reconcile.fetch("bank", DAY)
    assert sorted(kinds()) == ["amount", "double", "no_money"]


def test_a_refund_that_was_never_sent_is_found(fee: Matter, bank: Bank) -> None:
    [transaction] = bank.pay(begin(fee))
    bank.books.refund(order_of(fee).no, "R-theirs", transaction, Decimal("1.00"))
    reconcile.fetch("bank", DAY)
    assert kinds() == ["refund_unknown"]


def test_money_of_the_last_minute_stands_in_the_next_file(fee: Matter, bank: Bank) -> None:
    bank.pay(begin(fee))
    entry = MoneyEntry.objects.get()
    MoneyEntry.objects.filter(pk=entry.pk).update(at=entry.at - timedelta(days=1))
    reconcile.fetch("bank", DAY - timedelta(days=1))
    assert kinds() == ["no_money"]
    reconcile.fetch("bank", DAY)
    found = Difference.objects.get()
    assert (found.how, found.settled_by) == ("next_file", "系统")


def test_the_job_fetches_each_day_once_and_again_what_failed(fee: Matter, tills: dict[str, Bank]) -> None:
    tills["bank"].pay(begin(fee))
    job = reconcile.DailyReconciliation()
    assert job() == 0, "there is no day before the first order"
    with clock.at(clock.now() + timedelta(days=1)):
        assert job() == 0, "not before ten"
    with clock.at(clock.now() + timedelta(days=1, hours=2)):
        tills["wechat"].server.outages = 1
        assert job() == len(CHANNELS) - 1
        assert job() == 1
        assert job() == 0
    assert set(StatementDay.objects.values_list("channel", "day")) == {(c, DAY) for c in CHANNELS}


def test_the_cashier_opens_the_day_down_to_the_entries(fee: Matter, bank: Bank, cashier: Client) -> None:
    bank.pay(begin(fee))
    reconcile.fetch("bank", DAY)
    desk = cashier.get("/fees/").content.decode()
    assert "¥525.00" in desk and "银行转账" in desk and "/fees/files/bank/2026-03-02/" in desk
    ticket = Ticket.objects.get().no
    assert ticket in desk
    heads = re.findall(r'<th scope="col"[^>]*>([^<]*)</th>', desk[desk.index('id="files"') :])
    assert len(heads) == 1 + len(CHANNELS), "a head for every column of files"
    file = cashier.get("/fees/files/bank/2026-03-02/").content.decode()
    assert f"/m/{fee.no}/" in file and "1 / 1" in file
    assert cashier.get("/fees/?day=2026-03-01").status_code == 200
    for wrong in ("x", "2026-13-01", "0001-01-01"):
        assert cashier.get(f"/fees/?day={wrong}").status_code == 404


def test_a_difference_is_settled_once_with_a_reason(fee: Matter, bank: Bank, cashier: Client) -> None:
    bank.pay(begin(fee), "lost")
    reconcile.fetch("bank", DAY)
    found = Difference.objects.get()
    url = f"/fees/differences/{found.pk}/"
    assert "通知丢失" in cashier.get("/fees/").content.decode()
    for wrong in ({}, {"how": "checked", "reason": " "}, {"how": "returned", "reason": "已核对"},
                  {"how": "checked", "reason": "长" * 10_000}):  # fmt: skip
        assert cashier.post(url, wrong).status_code == 422
    found.refresh_from_db()
    assert found.settled_at is None
    assert cashier.post(url, {"how": "checked", "reason": "已核对，案件继续办理"}).status_code == 302
    found.refresh_from_db()
    assert (found.how, found.reason) == ("checked", "已核对，案件继续办理") and found.settled_by
    cashier.post(url, {"how": "checked", "reason": "第二次"})
    found.refresh_from_db()
    assert found.reason == "已核对，案件继续办理", "what was recorded stays"
    with pytest.raises(reconcile.NotOpen):
        reconcile.settle(found, "checked", "再次", actor_of(staff("cashier")))


def test_nobody_but_the_cashier_sees_the_till(fee: Matter, bank: Bank, client: Client) -> None:
    """Attack: look into the till, or settle a difference, without the post."""
    bank.pay(begin(fee), "lost")
    reconcile.fetch("bank", DAY)
    pk = Difference.objects.get().pk
    paths = ("/fees/", f"/fees/differences/{pk}/", "/fees/files/bank/2026-03-02/")
    for who in (account(), staff("judge"), staff("filing_clerk")):
        client.force_login(who, backend=BACKEND)
        assert [client.get(path).status_code for path in paths] == [404, 404, 404]
        assert client.post(paths[1], {"how": "checked", "reason": "已核对"}).status_code == 404
    assert Difference.objects.get().settled_at is None


def test_a_ticket_is_its_partys_and_only_the_cashier_voids_it(fee: Matter, bank: Bank, client: Client) -> None:
    bank.pay(begin(fee))
    no = Ticket.objects.get().no
    client.force_login(account(), backend=BACKEND)
    page = client.get(f"/tickets/{no}/").content.decode()
    assert "伍佰贰拾伍元" in page and "陈大明" in page and "作废这张凭证" not in page
    assert client.post(f"/tickets/{no}/", {"reason": "想作废"}).status_code == 404
    client.force_login(account("王五", "13900000009"), backend=BACKEND)
    assert client.get(f"/tickets/{no}/").status_code == 404
    client.force_login(staff("cashier"), backend=BACKEND)
    assert client.post(f"/tickets/{no}/", {"reason": ""}).status_code == 422
    answer = client.post(f"/tickets/{no}/", {"reason": "交款人名称有误", "again": "on"})
    assert answer.headers["Location"] != f"/tickets/{no}/"
    assert "交款人名称有误" in client.get(f"/tickets/{no}/").content.decode()
    assert Ticket.objects.filter(voided_at=None).count() == 1


def test_what_went_back_stands_in_the_days_totals(fee: Matter, bank: Bank, cashier: Client) -> None:
    bank.pay(begin(fee), "twice")
    refunds.send_refunds()
    assert "重复支付，原路退回" in cashier.get("/fees/").content.decode()


def test_query_budget_of_the_desk(fee: Matter, bank: Bank, cashier: Client, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    bank.pay(begin(fee), "twice")
    reconcile.fetch("bank", DAY)
    cashier.get("/fees/")
    with django_assert_max_num_queries(15):
        cashier.get("/fees/")
