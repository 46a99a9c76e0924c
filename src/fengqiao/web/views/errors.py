"""When something cannot be shown: calm, in the person's language, with the way on."""

from __future__ import annotations

from typing import Any

from django.conf import settings
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


def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """What came cannot have been sent from one of our pages, or was too long for it."""
    text = _("收到的内容不完整，或者含有无法识别的字符。没有任何内容被提交；请返回上一页重新填写。")
    return _page(request, _("没有看懂这次提交"), text, 400)


def locked(request: HttpRequest, response: Any = None, credentials: Any = None, *more: Any) -> HttpResponse:
    """Too many wrong passwords."""
    text = _("密码连续输错的次数太多，这个账号在这台设备上暂停登录 15 分钟。忘记密码请联系本院技术部门。")
    return _page(request, _("暂停登录"), text, 429)


def too_large(request: HttpRequest) -> HttpResponse:
    """More than may be sent at once; it was not even read."""
    most = settings.REQUEST_MAX_BYTES // (1024 * 1024)
    text = _("一次提交的文件总共不能超过 %(most)s MB。没有任何内容被提交；请返回上一页，分几次上传，或压缩后再传。")
    response = _page(request, _("提交的文件太大"), text % {"most": most}, 413)
    response["Connection"] = "close"
    return response


def withheld(request: HttpRequest, scan: str) -> HttpResponse:
    """A file that may not be given out: the virus scanner has not looked at it yet, or has found something."""
    if scan == "found":
        text = _("在这个文件里发现了病毒，平台不再提供下载。原件的指纹和提交记录都保留着；请让提交的人换一份再传。")
        return _page(request, _("这个文件已隔离"), text, 410)
    text = _("文件已经收到，没有丢。病毒查杀完成后就能打开，一般几分钟；请稍后再来。")
    return _page(request, _("这个文件正在查毒"), text, 423)


def _page(request: HttpRequest, title: str, text: str, status: int) -> HttpResponse:
    return render(request, "web/error.html", {"heading": title, "text": text, "code": status}, status=status)
