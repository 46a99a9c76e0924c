"""Every kind of public page, in both languages, at both sizes."""

from __future__ import annotations

import re
from typing import Any

import pytest
from actors import PHONE, CourtServer
from playwright.sync_api import Browser
from scenes import Scene
from tour import Tour, violations

pytestmark = pytest.mark.browser

HAN = re.compile(r"[\u4e00-\u9fff]")

PUBLIC: dict[str, str] = {
    "home": "/",
    "about": "/about/",
    "enquire": "/enquire/",
    "offline": "/offline/",
    "offline-tell": "/offline/tell/",
    "verify": "/verify/",
    "heads": "/heads/",
    "draws": "/draws/",
    "login": "/login/",
    "staff-login": "/login/staff/",
    "passkey-login": "/login/passkey/",
    "tell-story": "/tell/",
    "tell-photo": "/tell/photo/",
    "calculators": "/calc/",
    "cost-share": "/calc/fee-share/?outcome=partial&fee=2300&claimed=100000&awarded=70000",
    "risk": "/guide/risk/",
    "papers": "/guide/papers/",
    "risk-points": "/guide/risk/?about=loan&amount=50000&since=2022-09-30&where=elsewhere&proof=agreement&go=1",
    "nearest": "/nearest/",
    "law": "/law/",
    "phone": "/sandbox/phone/",
    "hall": "/hall/",
    "hall-take": "/hall/take/?reason=filing",
    "hall-screen": "/hall/screen/",
}


def test_every_public_page(tour: Tour, scene: Scene) -> None:
    for name, path in PUBLIC.items():
        tour.visit(name, "", path)
    tour.visit("draw", "", tour.first_link("/draws/", "main table a"))
    tour.visit("calculator", "", tour.first_link("/calc/", 'main a[href^="/calc/"]'))
    tour.visit("law-rule", "", tour.first_link("/law/", 'main a[href^="/law/"]'))
    assert tour.found == []


def test_every_question_of_the_front_door(tour: Tour, scene: Scene) -> None:
    visitor = tour.now = tour.actor("")
    page = visitor.go("/tell/")
    answers: tuple[dict[str, Any], ...] = (
        {"story": "邻居李小红向我借款50000元，到期不还。"},
        {},
        {"principal": "50000", "lent_on": "2025-03-01"},
        {
            "you__name": "陈大明",
            "you__phone": "13911110009",
            "you__address": "枫桥镇和平路1号",
            "others__0__name": "李小红",
            "others__0__phone": "12",
        },
        {"others__0__phone": ""},
        {},
    )
    for answer in answers:
        name = page.url.rstrip("/").split("/")[-1] + ("-fault" if page.locator(".error-list").count() else "")
        tour.seen(f"tell-{name}")
        visitor.type(**answer)
        page.set_viewport_size(PHONE)
        visitor.press()
    tour.seen("tell-check")
    visitor.type(way="mediation", true=True)
    visitor.press()
    page.fill("#f-phone", "139111100" + ("08" if tour.lang == "en" else "09"))
    visitor.press()
    tour.seen("login-code")
    page.goto(tour.court.url + "/no-such-page/")
    tour.noise.clear()
    tour.seen("not-found")
    assert tour.found == []


def test_a_tour_finds_what_cannot_be_read_and_asks_of_each_look_once(tour: Tour) -> None:
    page = tour.actor("").go("/about/")
    assert violations(page, tour.looks) == []
    asked = page.locator("[data-unseen]").count()
    assert violations(page, tour.looks) == [] and page.locator("[data-unseen]").count() < asked / 4
    page.evaluate("main = document.querySelector('main'); main.insertAdjacentHTML('beforeend', '<p>pale</p><img>')")
    page.evaluate("main.querySelector('p:last-of-type').style.color = '#ccc'")
    assert {fault["id"] for fault in violations(page, tour.looks)} == {"color-contrast", "image-alt"}
    tour.noise.clear()


def test_no_word_of_the_other_language_is_left_on_english_pages(
    toured: CourtServer, browser: Browser, scene: Scene
) -> None:
    """Names and what people wrote stay Chinese; what the platform says does not."""
    tour = Tour(toured, browser, "en")
    left: list[str] = []
    for name, path in PUBLIC.items():
        page = tour.actor("").go(path)
        labels = page.locator(":is(h1, h2, label, legend, button, th, .lead):not([lang])").all_inner_texts()
        left += [f"{name}: {text}" for text in labels if HAN.search(text.replace("中文", ""))]
    tour.close()
    assert left == []
