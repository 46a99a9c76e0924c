"""Who checks identities for this installation: the provider at IDENTITY_URL, the demonstration's sandbox, or nobody."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from django.conf import settings

from fengqiao.adapters.identity import HttpIdentity, NoChecker
from fengqiao.adapters.payment_wire import HttpTransport
from fengqiao.adapters.sandbox.identity import SandboxIdentity
from fengqiao.adapters.sandbox.issuer import SandboxIssuer
from fengqiao.config import env

SANDBOX = "/sandbox/identity"


@cache
def sandbox_checker() -> SandboxIdentity | None:
    """The sandbox of a demonstration without IDENTITY_URL; None in any other installation."""
    if settings.IDENTITY_URL or not settings.DEMO:
        return None
    return SandboxIdentity(settings.ENV.identity_court, env.secret(settings.ENV, "IDENTITY_KEY"), root=SANDBOX)


def provider() -> HttpIdentity:
    """The identity adapter of this installation."""
    transport = sandbox_checker() or (HttpTransport(settings.IDENTITY_URL) if settings.IDENTITY_URL else NoChecker())
    return HttpIdentity(transport, settings.ENV.identity_court, env.secret(settings.ENV, "IDENTITY_KEY"))


def sandbox_issuer(shown: Callable[[], list[str]]) -> SandboxIssuer | None:
    """The issuer of the staff's single sign-on in a demonstration without OIDC_ISSUER; None anywhere else.

    ``shown`` are the user names that its page offers.
    """
    if settings.ENV.oidc_issuer or not settings.DEMO:
        return None
    return SandboxIssuer(settings.OIDC_ISSUER, settings.OIDC_CLIENT, settings.OIDC_SECRET, shown=shown)
