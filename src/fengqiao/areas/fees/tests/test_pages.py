"""The pages of payment, over the real address and the real middleware."""

from __future__ import annotations

import re
from datetime import timedelta
from unittest.mock import patch

import pytest
from django.test import Client

from fengqiao.areas.fees import money
from fengqiao.areas.fees.models import Placement
from fengqiao.areas.fees.tests.conftest import Bank, begin, order_of
from fengqiao.core import clock
from fengqiao.core.models import Matter, MoneyEntry, Task
from fengqiao.core.testing import account, matter, staff


@pytest.fixture
def payer(client: Client) -> Client:
    client.force_login(account(), backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_the_page_shows_amount_working_and_a_way_without_script(fee: Matter, payer: Client) -> None:
    page = payer.get(f"/pay/{order_of(fee).no}/")
    text = page.content.decode()
    assert page.status_code == 200
    assert "525.00" in text and "伍佰贰拾伍元" in text and "减半" in text
    assert len(page.content) < 100_000
    assert '<form class="form" method="post"' in text
    assert 'name="amount"' not in text, "an amount is never typed"


def test_payment_goes_to_the_bank_and_comes_back_paid(fee: Matter, payer: Client, bank: Bank) -> None:
    no = order_of(fee).no
    answer = payer.post(f"/pay/{no}/", {"channel": "bank", "amount": "0.01"})
    assert answer.headers["Location"] == f"/pay/{no}/by/bank/"
    shown = payer.get(f"/pay/{no}/by/bank/").content.decode()
    assert "9588" in shown and "/cashier/" in shown and "525.00" in shown
    bank.pay(no, "lost")
    back = payer.get(f"/pay/{no}/back/")
    assert "支付成功" in back.content.decode()
    assert matter(fee.no).state == "paid"
    assert payer.get(f"/pay/{no}/").headers["Location"] == f"/pay/{no}/back/"


PHONE = "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/131.0 Mobile Safari/537.36"


def test_on_a_phone_the_wallet_is_opened_there_elsewhere_its_code_is_scanned(fee: Matter, payer: Client) -> None:
    no = order_of(fee).no

    def offered(browser: str) -> list[str]:
        page = payer.get(f"/pay/{no}/", headers={"User-Agent": browser}).content.decode()
        return re.findall(r'name="channel" value="(\w+)"', page)

    assert offered("Mozilla/5.0 (X11; Linux x86_64) Chrome/131.0") == ["wechat", "alipay", "bank"]
    assert offered(PHONE) == ["wechat_h5", "wechat", "alipay", "bank"]
    assert "wechat_h5" not in offered(f"{PHONE} MicroMessenger/8.0.50"), "the wallet's own browser does not open it"
    assert "wechat_h5" in offered("Mozilla/5.0 (Phone; OpenHarmony 5.0) ArkWeb/4.1 Mobile")


def test_a_code_or_page_that_has_run_out_is_got_anew_for_the_same_order(fee: Matter, payer: Client, tills: dict[str, Bank]) -> None:
    no = order_of(fee).no
    payer.post(f"/pay/{no}/", {"channel": "wechat_h5"})
    first = Placement.objects.get()
    assert f"redirect_url=http%3A%2F%2Ftestserver%2Fpay%2F{no}%2Fback%2F" in first.pay_url
    shown = payer.get(f"/pay/{no}/by/wechat_h5/").content.decode()
    assert 'referrerpolicy="strict-origin"' in shown and "/cashier/H" in shown and "前有效" in shown
    payer.post(f"/pay/{no}/", {"channel": "wechat_h5"})
    assert Placement.objects.get().pay_url == first.pay_url, "what is good still is not asked for again"
    with clock.at(clock.now() + timedelta(minutes=6)):
        stale = payer.get(f"/pay/{no}/by/wechat_h5/").content.decode()
        assert "已经过期" in stale and "/cashier/H" not in stale
        payer.post(f"/pay/{no}/", {"channel": "wechat_h5"})
        again = Placement.objects.get()
        assert (again.pk, again.provider_no) == (first.pk, first.provider_no) and again.pay_url != first.pay_url
        assert "/cashier/H" in payer.get(f"/pay/{no}/by/wechat_h5/").content.decode()
        tills["wechat_h5"].pay(no)
        assert matter(fee.no).state == "paid" and matter(fee.no).facts["channel"] == "wechat_h5"


def test_a_code_that_is_no_address_is_drawn_and_not_linked(fee: Matter, payer: Client) -> None:
    no = begin(fee, "wechat").no
    Placement.objects.update(code="weixin://wxpay/bizpayurl?pr=x1")
    page = payer.get(f"/pay/{no}/by/wechat/").content.decode()
    assert "<svg" in page and "weixin://" not in page.replace("<svg", "")


def test_coming_back_without_having_paid(fee: Matter, payer: Client) -> None:
    no = begin(fee).no
    assert "等待支付结果" in payer.get(f"/pay/{no}/back/").content.decode()
    assert matter(fee.no).state == "due"


def test_no_answer_of_the_bank_is_said_plainly(fee: Matter, payer: Client, bank: Bank) -> None:
    bank.server.outages = 1
    answer = payer.post(f"/pay/{order_of(fee).no}/", {"channel": "bank"})
    assert answer.status_code == 503
    assert "没有扣款" in answer.content.decode()


def test_a_strangers_order_is_not_found(fee: Matter, client: Client) -> None:
    no = order_of(fee).no
    assert client.get(f"/pay/{no}/").headers["Location"].startswith("/login/")
    client.force_login(account("王五", "13900000009"), backend="django.contrib.auth.backends.ModelBackend")
    for method in (client.get, client.post):
        assert method(f"/pay/{no}/").status_code == 404
    assert client.get(f"/pay/{no}/back/").status_code == 404
    assert client.get("/pay/F0/").status_code == 404


def test_the_cashier_sees_the_order(fee: Matter, client: Client) -> None:
    client.force_login(staff("cashier"), backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(f"/pay/{order_of(fee).no}/").status_code == 200


def test_callback_address_takes_the_bank_and_nobody_else(fee: Matter, bank: Bank) -> None:
    order = begin(fee)
    web = Client(enforce_csrf_checks=True)

    def post(url: str, headers: dict[str, str], body: bytes) -> tuple[int, bytes]:
        answer = web.post("/pay/callback/bank/", body, content_type="application/json", headers=headers)
        return answer.status_code, answer.content

    bank.books.pay(order.no, "forged")
    assert bank.books.deliver(post, everything=True) == [False]
    assert not MoneyEntry.objects.exists()
    bank.books.pay(order.no, "now")
    assert bank.books.deliver(post, everything=True) == [True]
    assert matter(fee.no).state == "paid"
    assert web.post("/pay/callback/bank/", b"x" * 20_000, content_type="application/json").status_code == 413
    assert web.get("/pay/callback/bank/").status_code == 405


def test_a_fault_of_ours_makes_the_bank_send_again(fee: Matter, bank: Bank) -> None:
    order = begin(fee)
    web = Client(raise_request_exception=False)

    def post(url: str, headers: dict[str, str], body: bytes) -> tuple[int, bytes]:
        answer = web.post("/pay/callback/bank/", body, content_type="application/json", headers=headers)
        return answer.status_code, answer.content

    bank.books.pay(order.no)
    with patch.object(money, "perform", side_effect=RuntimeError):
        assert bank.books.deliver(post, everything=True) == [False]
    assert not MoneyEntry.objects.exists(), "nothing half-done"
    assert bank.books.deliver(post, everything=True) == [True]
    assert matter(fee.no).state == "paid"


def test_the_matter_page_shows_the_amount_and_leads_to_payment(fee: Matter, payer: Client) -> None:
    text = payer.get(f"/m/{fee.no}/").content.decode()
    assert f"/pay/{order_of(fee).no}/" in text and "525.00" in text


def test_paying_is_on_the_claimants_desk_and_leads_to_the_page_of_payment(fee: Matter, payer: Client) -> None:
    assert Task.objects.get(matter=fee, role="claimant").moves == "pay"
    answer = payer.get(f"/m/{fee.no}/do/pay/")
    assert answer.headers["Location"] == f"/pay/{order_of(fee).no}/"


@pytest.mark.parametrize("channel", ["wechat", "alipay"])
def test_a_wallet_shows_a_code_and_a_link(fee: Matter, payer: Client, channel: str) -> None:
    no = order_of(fee).no
    assert payer.post(f"/pay/{no}/", {"channel": channel}).status_code == 302
    text = payer.get(f"/pay/{no}/by/{channel}/").content.decode()
    assert "<svg" in text and "http://testserver/cashier/" in text and "525.00" in text


def test_no_channel_but_those_that_there_are(fee: Matter, payer: Client) -> None:
    no = order_of(fee).no
    for channel in ("", "pos", "cash", "wechat' OR 1=1", "x" * 10_000):
        assert payer.post(f"/pay/{no}/", {"channel": channel}).status_code == 404
    assert payer.get(f"/pay/{no}/by/wechat/").headers["Location"] == f"/pay/{no}/"
    assert Client().post("/pay/callback/cash/", b"{}", content_type="text/plain").status_code == 404
