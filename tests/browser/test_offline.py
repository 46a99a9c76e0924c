"""The line goes and comes back: the app says so calmly, keeps what is written, and sends it once."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.browser

READY = """navigator.serviceWorker.ready.then(() => navigator.serviceWorker.controller || new Promise(
  (done) => navigator.serviceWorker.addEventListener("controllerchange", done))).then(() => true)"""
KEPT = """async () => {
  const found = [];
  for (const name of await caches.keys())
    for (const request of await (await caches.open(name)).keys()) found.push(new URL(request.url).pathname);
  return found;
}"""


def installed(phone: Any) -> Any:
    page = phone.go("/")
    assert page.evaluate(READY)
    return page


def test_without_a_line_pages_say_so_and_nothing_of_a_person_is_kept(stage) -> None:
    no = stage.server("tell", "mediation.pre_litigation", "13944440001")[0]
    phone = stage.actor("13944440001", app=True)
    page = installed(phone)
    phone.go(f"/m/{no}/")
    phone.go("/inbox/")
    kept = page.evaluate(KEPT)
    assert kept and all(p.startswith(("/static/", "/offline/")) for p in kept)
    page.context.set_offline(True)
    page.goto(phone.court.url + f"/m/{no}/")
    assert "现在没有网络" in page.inner_text("h1") and "陈大明" not in page.inner_text("body")
    assert page.evaluate("getComputedStyle(document.querySelector('main .button--main')).backgroundColor") != "rgba(0, 0, 0, 0)"
    page.context.set_offline(False)
    phone.go(f"/m/{no}/")


def test_what_is_written_without_a_line_is_sent_once_when_it_is_back(stage) -> None:
    phone = stage.actor("13944440002", app=True)
    page = installed(phone)
    page.context.set_offline(True)
    page.goto(phone.court.url + "/tell/")
    page.click("main .button--main")
    assert page.url.endswith("/offline/tell/")
    phone.type(story="邻居借了我三万元，两年没还。", name="赵离线", other_name="钱邻居", amount="30000")
    assert page.is_visible("[data-kept]")
    page.goto(phone.court.url + "/offline/tell/")
    assert page.input_value("#o-other") == "钱邻居"
    page.click("form[data-told] .button--main")
    assert page.is_visible('[data-when="waiting"]') and "赵离线" in page.evaluate("localStorage.getItem('fq-told')")
    page.context.set_offline(False)
    phone.go("/")
    page.wait_for_selector("#told-banner")
    assert "赵离线" not in page.evaluate("localStorage.getItem('fq-told')")
    page.click("#told-banner a")
    with page.expect_navigation():
        page.click('[data-when="taken"] .button--main')
    assert page.url.endswith("/tell/cause/")
    page.goto(phone.court.url + "/tell/people/")
    assert page.input_value('[name="others-0-name"]') == "钱邻居"
