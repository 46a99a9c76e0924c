"""A walk through pages, in both languages, at a phone and at a desk: axe finds nothing, nothing is left untranslated,
nothing runs off the side, no policy is broken.

With SHOTS=<folder> each page is kept as a picture, to be looked at.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

from actors import DESK, PHONE, Actor, CourtServer
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

SHOTS = os.environ.get("SHOTS", "")
AXE = Axe().axe_script
ASK = "options => axe.run(document, options).then(found => found.violations)"
LOOKS = Path(__file__).with_name("looks.js").read_text()
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
KEY = re.compile(r"\b[a-z_]+\.[a-zA-Z_]+\.[a-zA-Z_.]+\b|\b(?:core|web|paper|role|notice|channel|kind|draw)\.[a-z_]+\b")


def violations(page: Page, looks: set[str]) -> list[dict[str, Any]]:
    """What axe finds on a page as it stands.

    Contrast, the slowest of all rules, is asked of the texts whose look is not among ``looks``: most look alike.
    """
    looks.update(page.evaluate(LOOKS, list(looks)))
    options = {"resultTypes": ["violations"], "preload": False, "runOnly": {"type": "tag", "values": TAGS}}
    return list(page.evaluate(ASK, options))


class Tour:
    """One browser window that walks through pages and looks at each."""

    def __init__(self, court: CourtServer, browser: Browser, lang: str) -> None:
        self.court, self.browser, self.lang = court, browser, lang
        self.found: list[str] = []
        self.actors: dict[str, Actor] = {}
        self.noise: list[str] = []
        self.looks: set[str] = set()
        self.now = self.actor("")

    def actor(self, who: str) -> Actor:
        """The window of somebody, opened when first needed."""
        if who not in self.actors:
            context = self.browser.new_context(
                viewport=PHONE,
                locale="en" if self.lang == "en" else "zh-CN",
                reduced_motion="reduce",
                service_workers="block",
            )
            cookies = [{"name": "django_language", "value": self.lang, "url": self.court.url}]
            if who:
                cookies.append({"name": "sessionid", "value": self.court("session", who), "url": self.court.url})
            context.add_cookies(cookies)
            context.add_init_script(AXE)
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
            for fault in violations(page, self.looks):
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

    def first_link(self, path: str, selector: str) -> str:
        """Where the first such link of a public page leads."""
        page = self.actor("").go(path)
        return str(page.locator(selector).first.get_attribute("href"))
