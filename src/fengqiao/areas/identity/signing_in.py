"""The steps of signing in beyond code and password: the second proof, a passkey, the court's single sign-on."""

from __future__ import annotations

import logging

from authlib.integrations.base_client.errors import OAuthError
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe
from joserfc.errors import JoseError
from requests.exceptions import RequestException

from fengqiao.areas.identity import factors, passkeys, single_sign_on
from fengqiao.areas.identity.models import Passkey
from fengqiao.areas.identity.security import set_up, shown_codes
from fengqiao.core import throttle
from fengqiao.core.words import word
from fengqiao.web.views.accounts import address, enter, entering, let_in, next_url

log = logging.getLogger(__name__)
PASSKEY_TRIES = 60
"""Tries of passkeys from one network address within an hour."""
_FAULTS = (OAuthError, JoseError, RequestException, single_sign_on.NotOurs, ValueError, KeyError)
SSO_NEXT = "sso_next"


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@sensitive_post_parameters("code")
def second(request: HttpRequest) -> HttpResponse:
    """The second proof of somebody who has shown the first."""
    held = entering(request)
    if held is None:
        return redirect("login")
    account, where = held
    error = ""
    if request.method == "POST":
        try:
            if factors.check(account, request.POST.get("code", "")):
                return let_in(request, account, where)
            error = word("identity.second.wrong")
        except factors.TooOften:
            error = word("identity.second.too_often")
    context = {
        "title": word("identity.second.title"),
        "app": factors.confirmed(account) is not None,
        "keys": Passkey.objects.filter(account=account).exists(),
        "next": where,
        "error": error,
    }
    return render(request, "identity/second.html", context, status=422 if error else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@sensitive_post_parameters("code")
def second_setup(request: HttpRequest) -> HttpResponse:
    """The post requires a second proof and there is none yet: set it up before going in."""
    held = entering(request)
    if held is None:
        return redirect("login")
    account, where = held
    if factors.has_second(account):
        return redirect("second_step")

    def done(codes: list[str]) -> HttpResponse:
        let_in(request, account, where)
        return shown_codes(request, codes, where)

    return set_up(request, account, done, required=True)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def by_passkey(request: HttpRequest) -> HttpResponse:
    """Sign in with a passkey: the device has asked its owner, so that nothing more is asked."""
    error, status = "", 200
    if request.method == "POST" and throttle.spent("passkey", address(request), PASSKEY_TRIES):
        error, status = word("identity.second.too_often"), 429
    elif request.method == "POST":
        throttle.count("passkey", address(request))
        try:
            account = passkeys.account_behind(request, request.POST.get("credential", ""))
            return let_in(request, account, next_url(request))
        except passkeys.Refused:
            error, status = word("identity.passkey.unknown"), 422
    context = {
        "title": word("identity.passkey.sign_in"),
        "possible": passkeys.possible(request),
        "options": passkeys.asking(request),
        "next": next_url(request),
        "error": error,
    }
    return render(request, "identity/passkey_login.html", context, status=status)


@require_safe
@never_cache
def sso(request: HttpRequest) -> HttpResponse:
    """Go to the court's single sign-on."""
    if not settings.OIDC_ISSUER:
        raise Http404
    request.session[SSO_NEXT] = next_url(request)
    try:
        return single_sign_on.client().authorize_redirect(request, request.build_absolute_uri(reverse("sso_back")))
    except _FAULTS as fault:
        log.warning("single sign-on does not answer: %s", fault)
        return _no_entry(request, "identity.sso.away", 503)


@require_safe
@never_cache
def sso_back(request: HttpRequest) -> HttpResponse:
    """Back from it: state, nonce and signature are checked, and the claim must name an account of the staff."""
    if not settings.OIDC_ISSUER:
        raise Http404
    where = request.session.pop(SSO_NEXT, "") or reverse("desk")
    try:
        account = single_sign_on.account_behind(request)
    except _FAULTS as fault:
        log.warning("single sign-on was refused: %r", fault)
        return _no_entry(request, "identity.sso.refused", 403)
    request.GET = request.GET.copy()
    request.GET["next"] = where
    return enter(request, account)


def _no_entry(request: HttpRequest, key: str, status: int) -> HttpResponse:
    context = {"title": word("identity.sso.title"), "text": word(key)}
    return render(request, "identity/no_entry.html", context, status=status)
