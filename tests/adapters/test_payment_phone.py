"""Payment within the payer's phone (docs/contracts/payment.md, "WeChat Pay"): its page, and its lines apart from those of codes."""

from __future__ import annotations

from datetime import timedelta
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

from payment_world import DAY, FEE, KEYS, world_of

from fengqiao.adapters.sandbox.houses import houses
from fengqiao.adapters.sandbox.payment import serving


def _page(address: str, **headers: str) -> tuple[int, str]:
    parts = urlsplit(address)
    connection = HTTPConnection(parts.netloc)
    connection.request("GET", f"{parts.path}?{parts.query}", headers=headers)
    answer = connection.getresponse()
    return answer.status, answer.read().decode()


def test_the_page_within_the_phone_opens_from_the_courts_site_and_for_five_minutes(tmp_path: Path) -> None:
    for world in world_of("wechat_h5", tmp_path):
        with serving(world.server) as at_provider:
            world.bank.cashier = f"{at_provider}/cashier"
            placed = world.payment.place("F1", FEE, "费", return_url="http://127.0.0.1/pay/F1/back/", payer_address="2001:db8::1")
            assert placed.lasts == timedelta(minutes=5)
            assert placed.pay_url.endswith("&redirect_url=http%3A%2F%2F127.0.0.1%2Fpay%2FF1%2Fback%2F")
            assert _page(placed.pay_url)[0] == 403, "nobody knows whence"
            assert _page(placed.pay_url, Referer="http://127.0.0.1/")[0] == 200
            world.moment = DAY + timedelta(minutes=6)
            assert _page(placed.pay_url, Referer="http://127.0.0.1/")[0] == 403, "its time is over"
            again = world.payment.place("F1", FEE, "费", return_url="http://127.0.0.1/pay/F1/back/")
            assert again.provider_no == placed.provider_no and again.pay_url != placed.pay_url
            assert _page(again.pay_url, Referer="http://127.0.0.1/")[0] == 200


def test_one_house_keeps_codes_and_phones_apart(tmp_path: Path) -> None:
    """One order by both ways: each has its number, each adapter knows its own lines of the one bill."""
    for world in world_of("wechat", tmp_path):
        code = world.payment
        phone = houses(KEYS)["wechat_h5"].payment(world.transport, world.notify_url.replace("/wechat/", "/wechat_h5/"))
        for payment in (code, phone):
            payment.place("F1", FEE, "费", return_url="http://127.0.0.1/back/")
        [first], [second] = world.pay("F1", "lost"), world.bank.pay("F1-h5", "lost")
        assert [line.reference for line in code.statement(DAY.date())] == [first]
        assert [(line.order, line.reference) for line in phone.statement(DAY.date())] == [("F1", second)]
        assert phone.refund("F1", "R1", second, FEE, "double").status == "done"
        assert [line.kind for line in phone.statement(DAY.date())] == ["payment", "refund"]
        assert len(code.statement(DAY.date())) == 1
        assert code.query("F1").payments[0].channel == "wechat" and phone.query("F1").payments[0].channel == "wechat_h5"
