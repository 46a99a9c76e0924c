"""What tests of the pages need: a visitor who reads forms and sends them back as a browser does.

Nothing here is used outside tests.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.http import HttpResponse
from django.test import Client
from lxml.etree import XPath
from lxml.html import HtmlElement, document_fromstring

from fengqiao.core import testing
from fengqiao.core.models import Account

BACKEND = "django.contrib.auth.backends.ModelBackend"

STORY = "2025年3月，邻居李小红向我借款50000元，说好9月30日归还，有借条。到期后催了几次都没有还。"

_WORDS = XPath("//text()[not(parent::script or parent::style or parent::textarea)]")


@dataclass
class HtmlForm:
    """A form as it stands on a page: where it goes, what it holds, its buttons."""

    action: str = ""
    method: str = "get"
    values: dict[str, list[str]] = field(default_factory=dict)
    controls: dict[str, str] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)


def _read_form(element: HtmlElement) -> HtmlForm:
    """What a browser would send of a form, button by button."""
    form = HtmlForm(element.get("action", ""), element.get("method", "get").lower())
    for control in element.iter("input", "select", "textarea", "button"):
        name, value = control.get("name"), control.get("value", "")
        if name is None:
            continue
        if control.tag == "button":
            form.buttons.append((name, value))
            continue
        kind = form.controls[name] = control.get("type", control.tag)
        if kind == "textarea":
            form.values[name] = [(control.text or "").removeprefix("\n")]
        elif kind == "select":
            chosen = control.xpath(".//option[@selected]")
            if chosen:
                form.values[name] = [chosen[-1].get("value", "")]
        elif kind in ("checkbox", "radio"):
            if "checked" in control.attrib:
                form.values.setdefault(name, []).append(control.get("value", "on"))
        elif kind != "file":
            form.values[name] = [value]
    return form


class Page:
    """An answer of the server, read."""

    def __init__(self, visitor: Visitor, response: HttpResponse, url: str) -> None:
        self.visitor, self.response, self.url = visitor, response, url
        self.status, self.html = response.status_code, response.content.decode()

    @cached_property
    def _tree(self) -> HtmlElement:
        return document_fromstring(self.html or "<html></html>")

    @cached_property
    def forms(self) -> list[HtmlForm]:
        """The forms, in the order of the page."""
        return [_read_form(element) for element in self._tree.iter("form")]

    @cached_property
    def links(self) -> list[str]:
        """Where its links lead."""
        return [link.get("href") for link in self._tree.iter("a") if "href" in link.attrib]

    @cached_property
    def text(self) -> str:
        """The words that can be read."""
        return " ".join(words for text in _WORDS(self._tree) if (words := text.strip()))

    def form(self, holds: str = "") -> HtmlForm:
        """The form of the page that is sent and holds a control of this name (or any, in the main part)."""
        posted = [f for f in self.forms if f.method == "post" and "csrfmiddlewaretoken" in f.values]
        if holds:
            return next(f for f in posted if holds in f.controls)
        small = ("/display/", "/language/", "/logout/")
        return next(f for f in posted if not f.action.startswith(small))

    def send(self, typed: Mapping[str, Any] | None = None, *, holds: str = "", button: str = "", **more: Any) -> Page:
        """Type into the form and send it, as the browser does; ``typed`` replaces what the fields hold."""
        form = self.form(holds)
        unknown = set(typed or {}) - set(form.controls)
        assert not unknown, f"the page has no fields {sorted(unknown)}; it has {sorted(form.controls)}"
        values: dict[str, Any] = {**form.values, **(typed or {})}
        if button:
            values.update(next({n: v} for n, v in form.buttons if button in (n, v)))
        return self.visitor.post(form.action or self.url, values, **more)


class Visitor:
    """Somebody with a browser of his own."""

    def __init__(self, who: Account | None = None, **defaults: Any) -> None:
        self.client = Client(enforce_csrf_checks=False, **defaults)
        if who is not None:
            self.client.force_login(who, backend=BACKEND)

    def get(self, url: str, **more: Any) -> Page:
        return self._read(self.client.get(url, follow=True, **more), url)

    def post(self, url: str, data: Mapping[str, Any] | None = None, **more: Any) -> Page:
        return self._read(self.client.post(url, dict(data or {}), follow=True, **more), url)

    def _read(self, response: HttpResponse, url: str) -> Page:
        chain = getattr(response, "redirect_chain", [])
        return Page(self, response, chain[-1][0] if chain else url)


def tell(visitor: Visitor, *, way: str = "mediation", **typed: Mapping[str, Any]) -> Page:
    """Answer every question of the front door up to the last look; ``typed`` replaces answers by step."""
    you = {"you-name": "陈大明", "you-phone": "13800000001", "you-address": "浙江省诸暨市枫桥镇和平路1号"}
    answers: dict[str, Mapping[str, Any]] = {
        "story": {"story": STORY},
        "cause": {"cause": testing.PRIVATE_LENDING},
        "lending-loan": {"principal": "50000", "lent_on": "2025-03-01"},
        "people": {**you, "others-0-name": "李小红", "others-0-phone": "13800000002"},
        "evidence": {},
    }
    page = visitor.get("/tell/")
    for step, answer in answers.items():
        assert page.url.split("?")[0] == f"/tell/{step}/", (step, page.url, page.status)
        page = page.send({**answer, **typed.get(step, {})})
        assert page.status == 200, f"{step}: {page.text[:2000]}"
    assert page.url == "/tell/check/", page.url
    visitor.post("/tell/check/", {"way": way})
    return visitor.get("/tell/check/")


def code_sent(sms: testing.KeptSms, phone: str) -> str:
    """The six digits of the newest message to a phone."""
    text = next(text for to, text, _ in reversed(sms.sent) if to == phone)
    found = re.search(r"\d{6}", text)
    assert found, text
    return found[0]
