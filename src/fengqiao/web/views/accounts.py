"""Signing in: citizens by a code sent to the phone, staff by a password. Taking one's place as a party."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from fengqiao.core import clock, phonecodes, throttle
from fengqiao.core.errors import NotFound, Refused
from fengqiao.core.models import Account
from fengqiao.core.people import account_for_phone
from fengqiao.core.places import take_place, take_place_for
from fengqiao.core.ports import DeliveryFailed
from fengqiao.core.registry import registry
from fengqiao.web import uploads
from fengqiao.web.guard import signed_in
from fengqiao.web.views.account import speak
from fengqiao.web.views.pages import refusal_text

BACKEND = "django.contrib.auth.backends.ModelBackend"
ENTERING, ENTERED = "entering", "entered_at"
ENTERING_MINUTES = 10
"""How long the second proof may be given after the first."""
CODES_HOURLY = 120
"""Messages sent to one network address within an hour."""
JOINS_HOURLY = 10
"""Wrong codes or names that one account may try within an hour."""


def next_url(request: HttpRequest) -> str:
    """Where somebody wanted to go; only to a page of this site."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    allowed = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()})
    return wanted if allowed else reverse("desk")


@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for the phone, then for the code."""
    phone = request.POST.get("phone", "").strip()
    code = request.POST.get("code", "").strip()
    error: dict[str, str] = {}
    sent = False
    if request.method == "POST" and not code:
        sent, error = _send(phone, address(request))
    elif request.method == "POST":
        sent = True
        if phonecodes.check(phone, code):
            return enter(request, account_for_phone(phone))
        error = {"code": _("验证码不对或者已经过期，请核对，或重新获取。")}
    context = {"title": _("登录"), "phone": phone, "sent": sent, "error": error, "next": next_url(request)}
    context["demo"] = settings.DEMO
    return render(request, "web/login.html", context, status=422 if error else 200)


def address(request: HttpRequest) -> str:
    """The network address from which a request comes (a service hall has one for everybody in it)."""
    return str(request.META.get("REMOTE_ADDR", ""))


def too_often() -> str:
    """What somebody reads who has tried too often."""
    return _("试的次数太多，请一小时后再试，或者拨打 12368。")


def _send(phone: str, where: str) -> tuple[bool, dict[str, str]]:
    if throttle.spent("code", where, CODES_HOURLY):
        return False, {"phone": too_often()}
    try:
        phonecodes.send(phone)
    except phonecodes.NotAPhone:
        return False, {"phone": _("请填写 11 位手机号码。")}
    except phonecodes.TooMany:
        return False, {"phone": _("验证码发送太频繁，请 1 分钟后再试。")}
    except DeliveryFailed:
        return False, {"phone": _("短信没有发出去：号码可能已停机或者关机。请核对号码，稍后再试，或者拨打 12368。")}
    throttle.count("code", where)
    return True, {}


def enter(request: HttpRequest, account: Account) -> HttpResponse:
    """Somebody has shown the first proof: let him in, or ask first what an area asks besides."""
    for entrance in registry.entrances:
        if page := entrance.before(account):
            until = (clock.now() + timedelta(minutes=ENTERING_MINUTES)).timestamp()
            request.session[ENTERING] = {"account": account.pk, "until": until, "next": next_url(request)}
            return redirect(page)
    return let_in(request, account, next_url(request))


def entering(request: HttpRequest) -> tuple[Account, str] | None:
    """Who stands between the first proof and the second in this browser, and where he wanted to go."""
    held = request.session.get(ENTERING)
    if not held or held["until"] < clock.now().timestamp():
        request.session.pop(ENTERING, None)
        return None
    account = Account.objects.filter(pk=held["account"], is_active=True).first()
    return (account, str(held["next"])) if account else None


def let_in(request: HttpRequest, account: Account, where: str) -> HttpResponse:
    """Sign in: under a fresh session key, with the files that this browser brought before."""
    brought = request.session.session_key
    request.session.pop(ENTERING, None)
    login(request, account, backend=BACKEND)
    request.session[ENTERED] = clock.now().timestamp()
    uploads.claim(brought, account.person_id)
    for entrance in registry.entrances:
        entrance.after(request, account)
    response = redirect(where)
    if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES and account.language != settings.LANGUAGE_CODE:
        speak(response, account.language)
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def staff_sign_in(request: HttpRequest) -> HttpResponse:
    """Ask staff for account and password; failures are counted and slowed down."""
    error = ""
    if request.method == "POST":
        name, password = request.POST.get("username", "").strip(), request.POST.get("password", "")
        account = authenticate(request, username=name, password=password)
        if account is not None:
            return enter(request, account)
        error = _("账号或密码不对。连续输错 10 次将暂停登录 15 分钟。")
    context = {"title": _("工作人员登录"), "error": error, "next": next_url(request), "demo": settings.DEMO}
    context["sso"] = bool(settings.OIDC_ISSUER)
    return render(request, "web/staff_login.html", context, status=422 if error else 200)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Leave."""
    logout(request)
    return redirect("home")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def join(request: HttpRequest, code: str = "") -> HttpResponse:
    """Take the place of the party to whom the code was sent."""
    context: dict[str, Any] = {"title": _("加入我的纠纷"), "code": request.POST.get("code", code)}
    power = request.actor.power
    context["company"] = power.principal_name if power else ""
    context["name"] = request.POST.get("name", context["company"])
    if request.method == "POST" and throttle.spent("join", str(request.user.pk), JOINS_HOURLY):
        context["error"] = {"code": too_often()}
        return render(request, "web/join.html", context, status=429)
    if request.method == "POST":
        try:
            code, name = context["code"], context["name"]
            party = take_place_for(request.actor, code, name) if power else take_place(code, request.user, name)
        except NotFound:
            context["error"] = {"code": _("没有找到这个查询码，请核对短信或信函上的 12 位字符。")}
        except Refused as refused:
            context["error"] = {"name": refusal_text(refused.refusals[0])["reason"]}
        else:
            messages.success(request, _("您已作为%(name)s加入。") % {"name": party.name})
            newest = party.dispute.matters.order_by("-id").first()
            return redirect("matter", newest.no) if newest else redirect("desk")
        if context.get("error"):
            throttle.count("join", str(request.user.pk))
    return render(request, "web/join.html", context, status=422 if context.get("error") else 200)


@require_POST
def display(request: HttpRequest) -> HttpResponse:
    """Remember how somebody wants pages to look: large type, high contrast."""
    back = request.POST.get("next") or request.headers.get("Referer", "/")
    allowed = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()})
    response = redirect(back if allowed else "/")
    for name, values in (("fq_type", ("large", "normal")), ("fq_contrast", ("high", "normal"))):
        value = request.POST.get(name.removeprefix("fq_"))
        if value in values:
            response.set_cookie(name, value, max_age=31536000, samesite="Lax", httponly=True)
    return response
