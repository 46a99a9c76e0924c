"""The hall in a real browser: a number by phone without scripts, the window cleared by keys alone."""

from __future__ import annotations

from typing import Any

import pytest

from fengqiao.config.simulation import roster

pytestmark = pytest.mark.browser


def signed_in(stage: Any, who: str) -> Any:
    actor = stage.actor()
    session = stage.server("session", who)
    actor.page.context.add_cookies([{"name": "sessionid", "value": session, "url": stage.server.url}])
    return actor


def key(page: Any, name: str) -> None:
    with page.expect_navigation():
        page.keyboard.press(name)


def test_a_number_from_the_phone_to_the_window_and_its_end(stage: Any) -> None:
    roles = roster.roles()
    manager = signed_in(stage, roles["service_desk"][0])
    page = manager.go("/hall/windows/new/")
    page.fill("#f-no", "8")
    page.fill("#f-name", "立案")
    page.locator('input[name="services"][value="filing"]').check()
    manager.press()

    phone = stage.actor(scripts=False)
    visitor = phone.go("/hall/")
    phone.follow('a[href$="/hall/take/?reason=filing"]')
    phone.press()
    number = visitor.inner_text("h1")
    assert number.startswith("A") and "前面还有" in visitor.inner_text("main")

    desk = signed_in(stage, roles["filing_clerk"][0]).go("/hall/window/")
    key(desk, "8")
    key(desk, "n")
    assert number in desk.inner_text("main .hall-now")
    phone.follow("main a:has-text('刷新')")
    assert "请到 8 号窗口" in visitor.inner_text("main")
    wall = stage.actor().go("/hall/screen/")
    assert number in wall.inner_text(".hall-fresh")
    key(desk, "s")
    key(desk, "1")
    phone.follow("main a:has-text('刷新')")
    assert "已经办完" in visitor.inner_text("main")
    key(desk, "q")


def test_the_phone_follows_by_itself_where_scripts_run(stage: Any) -> None:
    roles = roster.roles()
    manager = signed_in(stage, roles["service_desk"][0])
    page = manager.go("/hall/windows/new/")
    page.fill("#f-no", "9")
    page.fill("#f-name", "收费")
    page.locator('input[name="services"][value="fees"]').check()
    manager.press()
    phone = stage.actor()
    visitor = phone.go("/hall/take/?reason=fees")
    phone.press()
    desk = signed_in(stage, roles["cashier"][0]).go("/hall/window/")
    key(desk, "9")
    key(desk, "n")
    visitor.wait_for_selector("text=请到 9 号窗口", timeout=20_000)
    key(desk, "1")
    key(desk, "q")
