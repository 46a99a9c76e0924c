"""The pages of another phone: the number, then the codes of the new one and of the old one."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from fengqiao.areas.identity import phone
from fengqiao.areas.identity.security import crumbs, own, recently
from fengqiao.core import clock, phonecodes, throttle
from fengqiao.core.models import Account
from fengqiao.core.ports import DeliveryFailed
from fengqiao.core.sealing import masked
from fengqiao.core.words import say, word
from fengqiao.web.guard import signed_in

PENDING = "phone_pending"
TRIES_HOURLY = 10


def _citizen(request: HttpRequest) -> Account:
    """The account, if it signs in with its phone; for others there is no such page."""
    account = own(request)
    if account.username != account.person.phone:
        raise Http404
    return account


@require_http_methods(["GET", "HEAD", "POST"])
@recently
def number(request: HttpRequest) -> HttpResponse:
    """Take the new number, and send a code to it; and to the old one where that still receives."""
    account, error = _citizen(request), ""
    new, way = request.POST.get("phone", "").strip(), request.POST.get("way", "old")
    if request.method == "POST":
        error = _send(account, new, way)
        if not error:
            request.session[PENDING] = {"new": new, "way": way}
            return redirect("phone_codes")
    context = {
        "title": word("identity.phone.title"),
        "old": masked(account.person.phone),
        "phone": new,
        "way": way,
        "may_ask": phone.may_ask(account),
        "again_url": f"{reverse('identity')}?next={reverse('phone_change')}",
        "cool_off": say("identity.phone.way.name.help", {"hours": phone.cool_off_hours()}),
        "error": error,
        "crumbs": crumbs(word("identity.phone.title")),
    }
    return render(request, "identity/phone.html", context, status=422 if error else 200)


def _send(account: Account, new: str, way: str) -> str:
    """Send the codes; what is wrong, or nothing. A number that is taken is found out only by whoever has its code."""
    if way == "name" and not phone.may_ask(account):
        return word("identity.phone.verify_first")
    if new == account.person.phone:
        return word("identity.phone.same")
    try:
        phonecodes.send(new)
        if way != "name":
            phonecodes.send(account.person.phone)
    except phonecodes.NotAPhone:
        return word("core.phone_invalid")
    except phonecodes.TooMany:
        return word("identity.code_too_soon")
    except DeliveryFailed:
        return word("identity.code_failed")
    return ""


@require_http_methods(["GET", "HEAD", "POST"])
@recently
def codes(request: HttpRequest) -> HttpResponse:
    """Take the codes; then the change is made, or waits for its time."""
    account, held, error = _citizen(request), request.session.get(PENDING), ""
    if not held:
        return redirect("phone_change")
    old_too = held["way"] != "name"
    if request.method == "POST":
        error = _changed(request, account, held["new"], old_too)
        if not error:
            request.session.pop(PENDING, None)
            return redirect("security")
    context: dict[str, Any] = {
        "title": word("identity.phone.codes"),
        "new": held["new"],
        "old": masked(account.person.phone) if old_too else "",
        "demo": settings.DEMO,
        "error": error,
        "crumbs": crumbs(word("identity.phone.title")),
    }
    return render(request, "identity/phone_codes.html", context, status=422 if error else 200)


def _changed(request: HttpRequest, account: Account, new: str, old_too: bool) -> str:
    if throttle.spent("phone-change", str(account.pk), TRIES_HOURLY):
        return word("identity.second.too_often")
    throttle.count("phone-change", str(account.pk))
    if old_too and not phonecodes.check(account.person.phone, request.POST.get("old_code", "").strip()):
        return word("identity.phone.wrong")
    if not phonecodes.check(new, request.POST.get("new_code", "").strip()):
        return word("identity.phone.wrong")
    try:
        if old_too:
            phone.change(account, new, request.session.session_key)
            messages.success(request, word("identity.phone.changed"))
        else:
            if not phone.may_ask(account):
                return word("identity.phone.verify_first")
            made = phone.ask(account, new)
            hours = int((made.due_at - clock.now()).total_seconds() // 3600)
            messages.success(request, say("identity.phone.asked", {"hours": hours}))
    except phone.Taken:
        return word("identity.phone.taken")
    return ""


@require_POST
@signed_in
def stop(request: HttpRequest) -> HttpResponse:
    """Stop a change that waits: anybody who is signed in to the account may."""
    if phone.stop(own(request)):
        messages.success(request, word("identity.phone.stopped"))
    return redirect("security")
