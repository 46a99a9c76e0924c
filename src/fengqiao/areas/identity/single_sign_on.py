"""Single sign-on of the staff by OpenID Connect: code flow with PKCE, state and nonce (authlib keeps them)."""

from __future__ import annotations

from typing import Any

from authlib.integrations.django_client import OAuth
from django.conf import settings
from django.http import HttpRequest

from fengqiao.core import clock
from fengqiao.core.models import Account, Posting

SCOPE = "openid profile email"


class NotOurs(Exception):
    """The issuer knows this person, but no account of the staff is his."""


def client() -> Any:
    """The client of the issuer; its addresses and keys are read from its own document."""
    oauth = OAuth()
    return oauth.register(
        "court",
        client_id=settings.OIDC_CLIENT,
        client_secret=settings.OIDC_SECRET,
        server_metadata_url=f"{settings.OIDC_ISSUER}/.well-known/openid-configuration",
        client_kwargs={"scope": SCOPE, "code_challenge_method": "S256", "timeout": 10},
    )


def account_behind(request: HttpRequest) -> Account:
    """The account that the signed claim names; it is never made here. Raises NotOurs, and what authlib raises."""
    told = client().authorize_access_token(request)
    claims = told.get("userinfo") or {}
    if claims.get("iss", "").rstrip("/") != settings.OIDC_ISSUER:
        raise NotOurs("another issuer")
    name = claims.get(settings.OIDC_CLAIM)
    if not isinstance(name, str) or not name:
        raise NotOurs("no claim")
    if settings.OIDC_CLAIM == "email" and claims.get("email_verified") is not True:
        raise NotOurs("the address is not verified")
    account = Account.objects.filter(username=name, is_active=True).first()
    if account is None or not _holds_a_post(account):
        raise NotOurs("no account of the staff")
    return account


def _holds_a_post(account: Account) -> bool:
    today = clock.today()
    posts = Posting.objects.filter(person_id=account.person_id, since__lte=today)
    return any(p.until is None or p.until >= today for p in posts)
