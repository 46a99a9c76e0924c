"""A clerk works through the matters that wait with the keys alone; in a field the same keys are letters."""

from __future__ import annotations

import pytest

from fengqiao.config.simulation import roster

pytestmark = pytest.mark.browser


def test_the_keys_of_a_matter_lead_from_item_to_item(stage) -> None:
    court = stage.server
    (first,) = court("tell", "filing.first_instance", "13800017711")
    (second,) = court("tell", "filing.first_instance", "13800017712")
    clerk = stage.actor(roster.roles()["filing_clerk"][0])
    page = clerk.go(f"/m/{first}/")
    page.keyboard.press("?")
    assert page.locator("#keys").is_visible() and "下一件" in page.locator("main .bar").inner_text()
    page.keyboard.press("n")
    assert page.url.endswith(f"/m/{first}/"), "behind the open help no key acts"
    page.keyboard.press("Escape")
    assert not page.locator("#keys").is_visible()
    with page.expect_navigation():
        page.keyboard.press("2")
    assert page.url.endswith("/do/request_correction/")
    field = page.locator("main textarea").first
    field.focus()
    page.keyboard.type("b1n?")
    assert field.input_value() == "b1n?" and not page.locator("#keys").is_visible()
    assert page.url.endswith("/do/request_correction/")
    page.locator("h1").click()
    with page.expect_navigation():
        page.keyboard.press("b")
    assert page.url.endswith(f"/m/{first}/") and court("state", first)["state"] == "received"
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    assert page.url.endswith(f"/m/{first}/do/accept/")
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    assert page.url.endswith(f"/m/{first}/") and court("state", first)["state"] == "accepted"
    with page.expect_navigation():
        page.keyboard.press("n")
    assert "/m/" in page.url and first not in page.url
    with page.expect_navigation():
        page.keyboard.press("b")
    assert page.url.endswith("/desk/")
    page.keyboard.press("?")
    assert page.locator("#keys").is_visible() and second in page.locator("main").inner_text()


def test_a_citizen_has_none_of_these_keys(stage) -> None:
    court, phone = stage.server, "13800017713"
    (no,) = court("tell", "filing.first_instance", phone)
    page = stage.actor(phone).go(f"/m/{no}/")
    for key in ("?", "1", "n", "b"):
        page.keyboard.press(key)
    assert page.url.endswith(f"/m/{no}/") and page.locator("#keys, [data-shortcut]").count() == 0
