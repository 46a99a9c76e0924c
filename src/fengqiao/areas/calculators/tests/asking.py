"""Asking a calculator as a browser does."""

from __future__ import annotations

from urllib.parse import urlencode

from fengqiao.web.testing import Page, Visitor


def ask(calc: str, language: str = "zh-hans", **answers: object) -> Page:
    """The page of a calculator with answers in its address; ``a__0__b`` is the field ``a-0-b``."""
    query = urlencode({name.replace("__", "-"): value for name, value in answers.items()}, doseq=True)
    return Visitor().get(f"/calc/{calc}/?{query}", HTTP_ACCEPT_LANGUAGE=language)


def answer(page: Page) -> str:
    """The big value of an answer."""
    assert page.status == 200, page.text
    return page.html.split('class="amount__sum')[1].split("<span>")[1].split("</span>")[0]
