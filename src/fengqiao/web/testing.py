"""What tests of the pages need: a visitor who reads forms and sends them back as a browser does.

Nothing here is used outside tests.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from html.parser import HTMLParser
from typing import Any

from django.http import HttpResponse
from django.test import Client

from fengqiao.core import testing
from fengqiao.core.models import Account

BACKEND = "django.contrib.auth.backends.ModelBackend"

STORY = "2025年3月，邻居李小红向我借款50000元，说好9月30日归还，有借条。到期后催了几次都没有还。"


@dataclass
class HtmlForm:
    """A form as it stands on a page: where it goes, what it holds, its buttons."""

    action: str = ""
    method: str = "get"
    values: dict[str, list[str]] = field(default_factory=dict)
    controls: dict[str, str] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)


class _Reader(HTMLParser):
    """Collects forms, links and visible words of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[HtmlForm] = []
        self.links: list[str] = []
        self.words: list[str] = []
        self.form: HtmlForm | None = None
        self._area = self._select = ""
        self._quiet = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        a = {name: value or "" for name, value in attrs}
        if tag in ("script", "style"):
            self._quiet += 1
        elif tag == "a" and "href" in a:
            self.links.append(a["href"])
        elif tag == "form":
            self.form = HtmlForm(a.get("action", ""), a.get("method", "get").lower())
            self.forms.append(self.form)
        elif self.form is not None and "name" in a or tag == "option":
            self._control(tag, a)

    def _control(self, tag: str, a: dict[str, str]) -> None:
        form, name = self.form, a.get("name", "")
        if form is None:
            return
        if tag == "button":
            form.buttons.append((name, a.get("value", "")))
        elif tag == "option":
            if "selected" in a:
                form.values[self._select] = [a.get("value", "")]
        else:
            form.controls[name] = a.get("type", tag)
            self._holds(form, name, a.get("type", tag), a)

    def _holds(self, form: HtmlForm, name: str, kind: str, a: dict[str, str]) -> None:
        if kind == "textarea":
            self._area = name
            form.values[name] = [""]
        elif kind == "select":
            self._select = name
        elif kind in ("checkbox", "radio"):
            if "checked" in a:
                form.values.setdefault(name, []).append(a.get("value", "on"))
        elif kind != "file":
            form.values[name] = [a.get("value", "")]

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style"):
            self._quiet -= 1
        elif tag == "form":
            self.form = None
        elif tag == "textarea":
            self._area = ""

    def handle_data(self, data: str) -> None:
        if self._area and self.form is not None:
            self.form.values[self._area][0] += data
        elif not self._quiet and data.strip():
            self.words.append(data.strip())


class Page:
    """An answer of the server, read."""

    def __init__(self, visitor: Visitor, response: HttpResponse, url: str) -> None:
        self.visitor, self.response, self.url = visitor, response, url
        self.status, self.html = response.status_code, response.content.decode()

    @cached_property
    def _read(self) -> _Reader:
        reader = _Reader()
        reader.feed(self.html)
        return reader

    @property
    def forms(self) -> list[HtmlForm]:
        """The forms, in the order of the page."""
        return self._read.forms

    @property
    def links(self) -> list[str]:
        """Where its links lead."""
        return self._read.links

    @cached_property
    def text(self) -> str:
        """The words that can be read."""
        return " ".join(self._read.words)

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
