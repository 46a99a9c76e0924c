"""The front door in a real browser: on a phone, without scripts, with the keyboard, within its weight."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.browser

STORY = "2025年3月，邻居李小红向我借款50000元，说好9月30日归还，有借条。到期后催了几次都没有还。"


def test_without_scripts_from_the_front_page_to_the_receipt(stage) -> None:
    phone = stage.actor(scripts=False)
    page = phone.go("/")
    page.fill("#what", STORY)
    page.click(".hero button")
    phone.type(happened_on="2025-03-01")
    phone.press()
    phone.press()
    phone.type(amount="50000", text="归还借款")
    phone.press()
    phone.type(you__name="陈大明", you__phone="13900000011", you__address="浙江省诸暨市枫桥镇和平路1号")
    phone.press()
    phone.type(others__0__name="李小红", others__0__phone="13900000012")
    phone.press()
    page.click('main button[name="add"][value="evidence"]')
    phone.type(evidence__0__name="借条")
    phone._type("evidence-0-files", {"name": "借条.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7\n"})
    phone.press()
    phone.type(way="mediation")
    phone.press()
    assert "借条" in page.inner_text("main")
    phone.type(true=True)
    phone.press()
    page.fill("#f-phone", "13900000011")
    phone.press()
    page.fill("#f-code", stage.server("code", "13900000011"))
    phone.press()
    phone.type(true=True)
    phone.press()
    number = page.inner_text("#receipt-number")
    assert number and page.locator(".qr svg").count() and page.locator(".hash").inner_text()
    assert page.locator(".clock").count()
