"""When something cannot be shown: calm, in the person's language, with the way on."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """There is no such page, or it is not for this person: the two look the same."""
    text = _("可能是网址有误，也可能这件事与您登录的身份无关。请核对编号，或从首页重新进入。")
    return _page(request, _("没有找到这个页面"), text, 404)


def forbidden(request: HttpRequest, exception: Any = None, reason: str = "") -> HttpResponse:
    """The form was too old or came from elsewhere."""
    text = _("页面停留太久，或者不是从本平台打开的。您填写的内容没有提交；请返回后刷新页面，再提交一次。")
    return _page(request, _("这次提交没有被接受"), text, 403)


def failed(request: HttpRequest) -> HttpResponse:
    """Something broke on our side."""
    text = _("这是平台的问题，不是您的问题。没有任何一步办到一半；请稍后再试，或拨打 12368。")
    return _page(request, _("暂时无法完成"), text, 500)


def _page(request: HttpRequest, title: str, text: str, status: int) -> HttpResponse:
    return render(request, "web/error.html", {"heading": title, "text": text, "code": status}, status=status)
