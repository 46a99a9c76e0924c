"""The smart locker of this installation: the one at LOCKER_URL, the demonstration's sandbox, or none."""

from __future__ import annotations

from functools import cache

from django.conf import settings

from fengqiao.adapters.locker import HttpLocker
from fengqiao.adapters.payment_wire import HttpTransport
from fengqiao.adapters.sandbox.locker import SandboxLocker
from fengqiao.config import env
from fengqiao.core.lockers import Locker, NoLocker

SANDBOX = "/sandbox/locker"
CALLBACK = "/handover/locker/callback/"


def callback_url() -> str:
    """The address to which the locker sends what happens at its doors."""
    return f"{settings.ENV.public_url}{CALLBACK}"


@cache
def sandbox_locker() -> SandboxLocker | None:
    """The sandbox of a demonstration without LOCKER_URL; None in any other installation."""
    if settings.ENV.locker_url or not settings.DEMO:
        return None
    key = env.secret(settings.ENV, "LOCKER_KEY")
    file = settings.DATA_DIR / "sandbox" / "locker.json"
    return SandboxLocker(settings.ENV.locker_member, key, callback_url(), file=file, background=True)


def locker() -> Locker:
    """The locker adapter of this installation."""
    transport = sandbox_locker() or (HttpTransport(settings.ENV.locker_url) if settings.ENV.locker_url else None)
    if transport is None:
        return NoLocker()
    return HttpLocker(transport, settings.ENV.locker_member, env.secret(settings.ENV, "LOCKER_KEY"), callback_url())
