"""Every kind of page, in both languages, at a phone and at a desk: axe finds nothing, nothing is left untranslated,
nothing runs off the side, no policy is broken, and citizens' pages are light.

With SHOTS=<folder> each page is kept as a picture, to be looked at.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from actors import DESK, PHONE, Actor, CourtServer
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page
from scenes import Scene, play

from fengqiao.config.simulation import roster

pytestmark = pytest.mark.browser

SHOTS = os.environ.get("SHOTS", "")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
LIGHT = 100_000
"""Bytes of a citizen's page on first load: page, styles and scripts, as they lie."""

KEY = re.compile(r"\b[a-z_]+\.[a-zA-Z_]+\.[a-zA-Z_.]+\b|\b(?:core|web|paper|role|notice|channel|kind|draw)\.[a-z_]+\b")
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
CITIZEN: dict[str, tuple[str, str]] = {
    "desk": ("claimant", "/desk/"),
    "inbox": ("respondent", "/inbox/"),
    "matters": ("claimant", "/matters/"),
    "account": ("claimant", "/account/"),
    "join": ("claimant", "/join/"),
    "lawyer": ("claimant", "/lawyer/"),
    "batch-new": ("claimant", "/lawyer/batch/"),
    "delegation": ("claimant", "/delegation/"),
    "delegation-new": ("claimant", "/delegation/new/"),
    "company-new": ("claimant", "/company/new/"),
    "identity": ("claimant", "/identity/"),
    "security": ("claimant", "/account/security/"),
    "security-app": ("claimant", "/account/security/app/"),
    "security-passkey": ("claimant", "/account/security/passkey/"),
    "phone-change": ("claimant", "/account/phone/"),
    "identity-by-hand": ("claimant", "/identity/by-hand/"),
    "mediation": ("respondent", "/m/{mediation}/"),
    "consent": ("respondent", "/m/{mediation}/do/consent/"),
    "decline": ("respondent", "/m/{mediation}/do/decline/"),
    "mediating": ("claimant", "/m/{mediating}/"),
    "receipt": ("claimant", "/r/{mediation}/1/"),
    "trial": ("respondent", "/m/{trial}/"),
    "defend": ("respondent", "/m/{preparing}/do/submit_evidence/"),
    "fee": ("claimant", "/m/{fee}/"),
    "dossier": ("claimant", "/m/{preparing}/dossier/"),
    "delivery": ("respondent", "/m/{delivery}/"),
    "hearing": ("claimant", "/m/{hearing}/"),
    "transcript": ("claimant", "/m/{hearing}/do/confirm_transcript/"),
    "title": ("claimant", "/m/{title}/"),
    "enforcement": ("claimant", "/m/{enforcement}/"),
    "paper": ("claimant", "/papers/{paper}.html"),
}
STAFF: dict[str, tuple[str, str]] = {
    "desk-clerk": ("filing_clerk", "/desk/"),
    "desk-judge": ("trial_judge", "/desk/"),
    "desk-head": ("division_head", "/desk/"),
    "list": ("president", "/matters/"),
    "search": ("president", "/matters/?q=陈大明"),
    "filing": ("filing_clerk", "/m/{filing}/"),
    "correction": ("filing_clerk", "/m/{filing}/do/request_correction/"),
    "accept": ("filing_clerk", "/m/{filing}/do/accept/"),
    "green": ("filing_clerk", "/m/{filing}/green/"),
    "mediator": ("mediator", "/m/{mediating}/"),
    "agreement": ("mediator", "/m/{mediating}/do/record_agreement/"),
    "dossier-bench": ("trial_judge", "/m/{preparing}/dossier/?q=传票"),
    "trial-desk": ("trial_judge", "/m/{preparing}/"),
    "schedule": ("trial_judge", "/m/{preparing}/do/schedule/"),
    "draft": ("judge", "/m/{judgment}/do/draft/"),
    "hearing-desk": ("clerk", "/m/{hearing}/"),
    "officer": ("officer", "/m/{enforcement}/"),
    "measure": ("officer", "/m/{enforcement}/do/take_measure/"),
    "calendar": ("president", "/calendar/?from=2026-05-28"),
    "figures": ("president", "/figures/"),
    "cross-region": ("president", "/figures/cross-region/"),
    "cashier": ("cashier", "/desk/"),
    "identity-desk": ("filing_clerk", "/identity/desk/"),
    "staff-account": ("filing_clerk", "/account/"),
    "handover": ("filing_clerk", "/handover/"),
    "handover-items": ("filing_clerk", "/handover/items/"),
    "hall-window": ("filing_clerk", "/hall/window/"),
    "hall-give": ("filing_clerk", "/hall/give/"),
    "hall-manage": ("president", "/hall/manage/"),
    "hall-tickets": ("president", "/hall/tickets/"),
    "hall-arrange": ("president", "/hall/windows/new/"),
}


@pytest.fixture(scope="module")
def scene(court_server: CourtServer) -> Scene:
    return play(court_server, roster.roles())


def violations(page: Page) -> list[dict[str, Any]]:
    """What axe finds on a page as it stands; its script is brought to a page once."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    options = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
    return list(page.evaluate("options => axe.run(document, options).then(r => r.violations)", options))


class Tour:
    """One browser window that walks through pages and looks at each."""

    def __init__(self, court: CourtServer, browser: Browser, lang: str) -> None:
        self.court, self.browser, self.lang = court, browser, lang
        self.found: list[str] = []
        self.actors: dict[str, Actor] = {}
        self.noise: list[str] = []
        self.now = self.actor("")

    def actor(self, who: str) -> Actor:
        """The window of somebody, opened when first needed."""
        if who not in self.actors:
            context = self.browser.new_context(
                viewport=PHONE, locale="en" if self.lang == "en" else "zh-CN", reduced_motion="reduce"
            )
            cookies = [{"name": "django_language", "value": self.lang, "url": self.court.url}]
            if who:
                cookies.append({"name": "sessionid", "value": self.court("session", who), "url": self.court.url})
            context.add_cookies(cookies)
            page = context.new_page()
            page.on("console", lambda m: self.noise.append(m.text) if m.type == "error" else None)
            page.on("pageerror", lambda e: self.noise.append(str(e)))
            self.actors[who] = Actor(self.court, page)
        return self.actors[who]

    def look(self, name: str, who: str, path: str) -> None:
        """Open a page and look at it at both sizes."""
        page = self.actor(who).go(path)
        assert name == "tell-story" or path.split("?")[0] in page.url, f"{name}: led away to {page.url}"
        self.seen(name)

    def seen(self, name: str) -> None:
        page = self.now.page
        words = page.inner_text("body")
        if keys := [k for k in KEY.findall(words) if not k.endswith((".json", ".example"))]:
            self.found.append(f"{name}: words missing: {sorted(set(keys))[:8]}")
        for size, view in (("phone", PHONE), ("desk", DESK)):
            page.set_viewport_size(view)
            self._width(name, size)
            for fault in violations(page):
                where = [" ".join(map(str, n["target"])) for n in fault["nodes"][:3]]
                self.found.append(f"{name} ({size}): {fault['id']}: {where}")
            if SHOTS:
                page.screenshot(path=str(Path(SHOTS) / f"{self.lang}-{size}-{name}.png"), full_page=True)
        self.noise = [text for text in self.noise if "status of 4" not in text]
        if self.noise:
            self.found.append(f"{name}: {self.noise[:3]}")
            self.noise.clear()

    def _width(self, name: str, size: str) -> None:
        page = self.now.page
        over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if over > 0:
            who = page.evaluate(
                "[...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right >"
                " document.documentElement.clientWidth + 1).slice(0, 4).map(e => e.tagName + '.' + e.className)"
            )
            self.found.append(f"{name} ({size}): runs {over} px off the side: {who}")

    def visit(self, name: str, who: str, path: str) -> None:
        """Look at one page as somebody."""
        self.now = self.actor(who)
        self.look(name, who, path)

    def close(self) -> None:
        for actor in self.actors.values():
            actor.close()


@pytest.fixture(params=["zh-hans", "en"])
def tour(request: pytest.FixtureRequest, court_server: CourtServer, browser: Browser) -> Iterator[Tour]:
    made = Tour(court_server, browser, request.param)
    yield made
    made.close()
    assert not court_server.faults(), court_server.faults()[-4000:]


def test_every_public_page(tour: Tour, scene: Scene) -> None:
    for name, path in PUBLIC.items():
        tour.visit(name, "", path)
    tour.visit("draw", "", first_link(tour, "/draws/", "main table a"))
    tour.visit("calculator", "", first_link(tour, "/calc/", 'main a[href^="/calc/"]'))
    tour.visit("law-rule", "", first_link(tour, "/law/", 'main a[href^="/law/"]'))
    assert tour.found == []


def first_link(tour: Tour, path: str, selector: str) -> str:
    page = tour.actor("").go(path)
    return str(page.locator(selector).first.get_attribute("href"))


def test_every_page_of_a_citizen(tour: Tour, scene: Scene) -> None:
    numbers = {**scene.no, "paper": tour.court("papers", scene.no["trial_closed"])[0]}
    for name, (who, path) in CITIZEN.items():
        tour.visit(name, scene.who[who], path.format(**numbers))
    pay = tour.actor(scene.who["claimant"]).go(f"/m/{scene.no['fee']}/").locator('main a[href^="/pay/"]').first
    tour.visit("pay", scene.who["claimant"], str(pay.get_attribute("href")))
    assert tour.found == []


def test_every_page_of_the_staff(tour: Tour, scene: Scene) -> None:
    for name, (who, path) in STAFF.items():
        tour.visit(name, scene.who[who], path.format(**scene.no))
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


def test_no_word_of_the_other_language_is_left_on_english_pages(
    court_server: CourtServer, browser: Browser, scene: Scene
) -> None:
    """Names and what people wrote stay Chinese; what the platform says does not."""
    tour = Tour(court_server, browser, "en")
    left: list[str] = []
    for name, path in PUBLIC.items():
        page = tour.actor("").go(path)
        labels = page.locator(":is(h1, h2, label, legend, button, th, .lead):not([lang])").all_inner_texts()
        left += [f"{name}: {text}" for text in labels if HAN.search(text.replace("中文", ""))]
    tour.close()
    assert left == []


@pytest.mark.parametrize(
    "name",
    ["home", "login", "enquire", "tell-story", "join", "desk", "mediation", "consent", "receipt", "trial", "pay"],
)
def test_pages_of_citizens_weigh_less_than_100_kb(
    court_server: CourtServer, browser: Browser, scene: Scene, name: str
) -> None:
    tour = Tour(court_server, browser, "zh-hans")
    who, path = CITIZEN.get(name, ("", PUBLIC.get(name, "")))
    actor = tour.actor(scene.who.get(who, ""))
    if name == "pay":
        link = tour.actor(scene.who["claimant"]).go(f"/m/{scene.no['fee']}/").locator('main a[href^="/pay/"]').first
        actor, path = tour.actor(scene.who["claimant"]), str(link.get_attribute("href"))
    loads: list[int] = []
    actor.page.on("response", lambda r: loads.append(len(r.body())) if r.status == 200 else None)
    actor.go(path.format(**scene.no))
    actor.page.wait_for_load_state("networkidle")
    tour.close()
    assert loads and sum(loads) < LIGHT, sum(loads)
