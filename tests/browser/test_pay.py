"""A fee paid on a phone over each channel, at the pages of the providers: it fails, it is paid, it is paid twice."""

from __future__ import annotations

import re

import pytest
from scenes import CLAIMANT, filed, matter

from fengqiao.config.simulation import roster

pytestmark = pytest.mark.browser

WALLETS = ("wechat", "alipay")
ZH = re.compile("[一-鿿]")


@pytest.fixture
def fee(stage) -> str:
    """A fee that the claimant of the tour owes."""
    first = filed(stage.server, roster.roles())
    return matter(stage.server, first, "fees.case_fee")


def to_provider(phone, fee: str, channel: str):
    """From the matter over the choice of a channel to the provider's own page."""
    phone.go(f"/m/{fee}/")
    phone.follow('main a[href^="/pay/"]')
    page = phone.follow(f'main form button[value="{channel}"]')
    assert page.url.endswith(f"/by/{channel}/")
    if channel in WALLETS:
        assert page.locator(".qr svg").is_visible(), "whoever has another device scans"
    return phone.follow('main a[href*="/cashier/"]')


def end(page, how: str):
    """End the visit at the provider's page, and see where one comes back."""
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "nothing runs out of the phone"
    with page.expect_navigation():
        page.locator(f'button[value="{how}"]').click()
    page.wait_for_load_state()
    return page


def looked(phone, order_url: str):
    """Come back, and look until the word of the provider is here (its carrier is a thread of its own)."""
    for _ in range(20):
        page = phone.go(order_url)
        if page.locator("main .actions .button--main").first.get_attribute("href") != order_url:
            break
        page.wait_for_timeout(200)
    return phone.page


@pytest.mark.parametrize("en", [False, True], ids=["zh", "en"])
@pytest.mark.parametrize("channel", ["wechat", "wechat_h5", "alipay", "bank"])
def test_a_fee_is_paid_after_it_failed_once(stage, fee: str, channel: str, en: bool) -> None:
    court, phone = stage.server, stage.actor(CLAIMANT, en=en, scripts=not en)
    before = court("events", fee)
    page = end(to_provider(phone, fee, channel), "fail")
    order = court("state", fee)["facts"]["order"]
    back = f"/pay/{order}/back/"
    assert page.url.endswith(back) or channel in WALLETS, "bank and app lead back; from a code one goes back by oneself"
    assert ("Waiting for confirmation" if en else "等待支付结果") in phone.go(back).inner_text("h1")
    assert court("state", fee)["state"] == "due" and court("events", fee) == before, "a payment that fails changes nothing"
    page = to_provider(phone, fee, channel)
    if en:
        assert "no money moves" in page.inner_text("main") and page.get_attribute("html", "lang") == "en"
        assert not any(ZH.search(text) for text in page.locator("h1, dt, button, .note").all_inner_texts())
    end(page, "now")
    page = looked(phone, back)
    state = court("state", fee)
    assert state["state"] == "paid" and state["facts"]["channel"] == channel
    assert court("events", fee).count("settle") == 1
    assert page.locator('main a[href^="/tickets/"]').count() == 1, "the payer finds the receipt"
    assert page.locator(".qr").count() == 0


def test_at_the_counter_the_terminal_shows_the_order_and_the_card_is_taken(stage, fee: str) -> None:
    """The payer brings the payment code; the terminal of the hall has it, refuses one card, takes the next."""
    court, cashier = stage.server, stage.desk(roster.roles()["cashier"][0])
    order = court("state", fee)["facts"]["order"]
    cashier.do(fee, "take_at_counter")
    court("beat")
    cashier.go("/sandbox/pay/pos/terminal/")
    page = cashier.follow('main a[href*="/cashier/"]')
    assert order in page.inner_text("main"), "what no cashier has asked for is not on the terminal"
    here = page.url.removeprefix(court.url)
    end(page, "fail")
    assert court("state", fee)["state"] == "due"
    end(cashier.go(here), "now")
    phone = stage.actor(CLAIMANT)
    looked(phone, f"/pay/{order}/back/")
    state = court("state", fee)
    assert state["state"] == "paid" and state["facts"]["channel"] == "pos"
    assert phone.page.locator('main a[href^="/tickets/"]').count() == 1


def test_what_is_paid_twice_is_kept_once_and_goes_back_once(stage, fee: str) -> None:
    court, phone = stage.server, stage.actor(CLAIMANT)
    page = end(to_provider(phone, fee, "bank"), "twice")
    back = page.url.removeprefix(court.url)
    looked(phone, back)
    for _ in range(20):
        court("beat")
        page = phone.go(back)
        if page.locator("main .stack > ul > li").count() == 3:
            break
        page.wait_for_timeout(200)
    rows = page.locator("main .stack > ul > li").all_inner_texts()
    assert len(rows) == 3, rows
    amounts = [re.search(r"[\d,]+\.\d\d", row) for row in rows]
    assert len({found[0] for found in amounts if found}) == 1, "paid, paid again, and just that sent back"
    assert court("state", fee)["state"] == "paid" and court("events", fee).count("settle") == 1
    assert sum("退" in row for row in rows) >= 1


@pytest.mark.parametrize("en", [False, True], ids=["zh", "en"])
def test_the_other_machines_of_the_demonstration_speak_the_readers_language(stage, en: bool) -> None:
    """The locker's screen: words of one language only, and a wrong code opens nothing."""
    page = stage.actor(en=en).go("/sandbox/locker/")
    page.fill("#code", "00000000")
    with page.expect_navigation():
        page.locator('button[value="now"]').click()
    said = page.locator("[role=status]").inner_text()
    assert said == ("The code is wrong, used up or too old; no door has opened." if en else "开柜码不对、用过了或者过期了，门没有开。")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    texts = page.locator("h1, h2, label, button, .note").all_inner_texts()
    assert len(texts) > 8 and all(bool(ZH.search(text)) is not en for text in texts)
