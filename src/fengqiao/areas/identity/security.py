"""The account's security: the app, recovery codes, passkeys, and the devices where it is signed in."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fengqiao.areas.identity import entrance, factors, passkeys, phone
from fengqiao.areas.identity.models import Passkey
from fengqiao.core import clock
from fengqiao.core.models import Account
from fengqiao.core.words import word
from fengqiao.web.guard import signed_in
from fengqiao.web.shell import home_court
from fengqiao.web.templatetags.words import day, moment
from fengqiao.web.views.accounts import ENTERED

RECENT_SECONDS = 15 * 60
"""How long after signing in the keys of the account may be changed."""
View = Callable[..., HttpResponse]


def own(request: HttpRequest) -> Account:
    """The account that is signed in."""
    return request.user  # type: ignore[return-value]


def recently(view: View) -> View:
    """Let only somebody through who has signed in a short time ago: a phone left on a table changes no keys."""

    @wraps(view)
    @signed_in
    @never_cache
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if clock.now().timestamp() - request.session.get(ENTERED, 0) <= RECENT_SECONDS:
            return view(request, *args, **kwargs)
        messages.warning(request, word("identity.security.sign_in_again"))
        page = "staff_login" if own(request).has_usable_password() else "login"
        return redirect(f"{reverse(page)}?next={quote(reverse('security'))}")

    return inner


def crumbs(label: str) -> list[dict[str, str]]:
    """The way back to the account."""
    found = [{"url": reverse("account"), "label": word("identity.page.account")}]
    if label != word("identity.security.title"):
        found.append({"url": reverse("security"), "label": word("identity.security.title")})
    return [*found, {"label": label}]


@require_safe
@signed_in
@never_cache
def overview(request: HttpRequest) -> HttpResponse:
    """What protects the account, and where it is signed in."""
    account = own(request)
    key, here = factors.confirmed(account), request.session.session_key
    waits = phone.waiting(account).first()
    context = {
        "title": word("identity.security.title"),
        "app": day(key.confirmed_at) if key and key.confirmed_at else "",
        "codes_left": factors.codes_left(account),
        "required": factors.required(account),
        "keys": [
            {"pk": k.pk, "name": k.name, "made": day(k.made_at), "used": day(k.used_at) if k.used_at else "—"}
            for k in Passkey.objects.filter(account=account).order_by("id")
        ],
        "visits": [
            {
                "pk": v.pk,
                "device": device(v.device),
                "place": v.place,
                "since": moment(v.began_at),
                "here": v.session == here,
            }
            for v in entrance.visits(account)
        ],
        "phone": account.person.phone if account.username == account.person.phone else "",
        "waits": {"new": waits.new, "due": moment(waits.due_at)} if waits else None,
        "crumbs": crumbs(word("identity.security.title")),
    }
    return render(request, "identity/security.html", context)


def device(agent: str) -> str:
    """What kind of device and browser this is, as people call them."""
    kinds = ("MicroMessenger", "Edg", "Firefox", "Chrome", "Safari")
    systems = ("iPhone", "iPad", "Android", "Windows", "Mac OS", "Linux")
    browser = next((k for k in kinds if k in agent), "")
    system = next((s for s in systems if s in agent), "")
    names = {"MicroMessenger": word("identity.security.wechat"), "Edg": "Edge", "Mac OS": "macOS"}
    found = [names.get(name, name) for name in (system, browser) if name]
    return " · ".join(found) or word("identity.security.unknown_device")


@require_http_methods(["GET", "HEAD", "POST"])
@recently
@sensitive_post_parameters("code")
def app(request: HttpRequest) -> HttpResponse:
    """Set up the app that shows codes: scan, then type one."""
    account = own(request)
    if factors.confirmed(account):
        return redirect("security")
    return set_up(request, account, lambda codes: shown_codes(request, codes, reverse("security")))


def set_up(request: HttpRequest, account: Account, done: Callable[[list[str]], HttpResponse], **more: Any) -> HttpResponse:
    """The page with the secret; once a code of it comes back, it is in force."""
    error = ""
    if request.method == "POST":
        try:
            codes = factors.confirm(account, request.POST.get("code", ""))
            if codes is not None:
                return done(codes)
            error = word("identity.second.wrong")
        except factors.TooOften:
            error = word("identity.second.too_often")
    court = home_court()
    context = {
        "title": word("identity.app.title"),
        **factors.shown(factors.begin(account), court.name if court else "Fengqiao"),
        "error": error,
        "crumbs": crumbs(word("identity.app.title")) if "required" not in more else [],
        **more,
    }
    return render(request, "identity/app.html", context, status=422 if error else 200)


def shown_codes(request: HttpRequest, codes: list[str], go_on: str) -> HttpResponse:
    """Recovery codes, this once."""
    context = {"title": word("identity.codes.title"), "codes": codes, "go_on": go_on}
    return render(request, "identity/codes.html", context)


@require_POST
@recently
@sensitive_post_parameters("code")
def remove_app(request: HttpRequest) -> HttpResponse:
    """Take the app away, by one of its codes."""
    try:
        gone = factors.remove(own(request), request.POST.get("code", ""))
        text = word("identity.app.removed" if gone else "identity.second.wrong")
    except factors.TooOften:
        gone, text = False, word("identity.second.too_often")
    (messages.success if gone else messages.error)(request, text)
    return redirect("security")


@require_POST
@recently
def new_codes(request: HttpRequest) -> HttpResponse:
    """Other recovery codes for the old ones."""
    if not factors.has_second(own(request)):
        raise Http404
    return shown_codes(request, factors.fresh_codes(own(request)), reverse("security"))


@require_http_methods(["GET", "HEAD", "POST"])
@recently
def passkey(request: HttpRequest) -> HttpResponse:
    """Make a passkey on this device."""
    account, error = own(request), ""
    if request.method == "POST":
        name = request.POST.get("name", "").strip() or device(str(request.headers.get("User-Agent", "")))
        had = factors.has_second(account)
        try:
            passkeys.add(request, account, request.POST.get("credential", ""), name)
        except passkeys.Refused:
            error = word("identity.passkey.refused")
        else:
            messages.success(request, word("identity.passkey.made"))
            if not had and factors.has_second(account):
                return shown_codes(request, factors.fresh_codes(account), reverse("security"))
            return redirect("security")
    context = {
        "title": word("identity.passkey.title"),
        "possible": passkeys.possible(request),
        "options": passkeys.registration(request, account),
        "error": error,
        "crumbs": crumbs(word("identity.passkey.title")),
    }
    return render(request, "identity/passkey.html", context, status=422 if error else 200)


@require_POST
@recently
def remove_passkey(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a passkey away; another's is not found."""
    if not Passkey.objects.filter(account=own(request), pk=pk).delete()[0]:
        raise Http404
    messages.success(request, word("identity.passkey.removed"))
    return redirect("security")


@require_POST
@signed_in
def end_visit(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign one device out; another's is not found."""
    if not entrance.end(own(request), pk):
        raise Http404
    messages.success(request, word("identity.security.ended"))
    return redirect("security")


@require_POST
@signed_in
def end_other_visits(request: HttpRequest) -> HttpResponse:
    """Sign all other devices out."""
    entrance.end_others(own(request), request.session.session_key)
    messages.success(request, word("identity.security.ended_others"))
    return redirect("security")


