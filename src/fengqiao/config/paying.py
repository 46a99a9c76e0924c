"""Who takes the money of this installation: the bank at PAYMENT_URL, the sandbox of the demonstration, or nobody."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from django.conf import settings

from fengqiao.adapters.payment import Answer, HttpPayment, HttpTransport
from fengqiao.adapters.sandbox.bank import SandboxBank
from fengqiao.adapters.sandbox.payment import SandboxPayment
from fengqiao.config import env

SANDBOX = "/sandbox/pay"
CALLBACK = "/pay/callback/"


class NoBank:
    """There is no bank: every call fails, so that no fee can ever seem paid by mistake."""

    def post(self, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Raise OSError."""
        raise OSError("no payment provider is set: see PAYMENT_URL")


@cache
def sandbox_bank() -> SandboxPayment | None:
    """The sandbox bank of a demonstration without PAYMENT_URL; None in any other installation."""
    if settings.PAYMENT_URL or not settings.DEMO:
        return None
    key = env.secret(settings.ENV, "PAYMENT_KEY")
    bank = SandboxBank(settings.DATA_DIR / "sandbox" / "bank.sqlite3", settings.ENV.payment_merchant, key)
    bank.cashier = f"{SANDBOX}/cashier"
    return SandboxPayment(bank)


def provider() -> HttpPayment:
    """The payment adapter of this installation."""
    sandbox = sandbox_bank()
    transport = sandbox or (HttpTransport(settings.PAYMENT_URL) if settings.PAYMENT_URL else NoBank())
    notify_url = f"{settings.ENV.public_url}{CALLBACK}"
    return HttpPayment(transport, settings.ENV.payment_merchant, env.secret(settings.ENV, "PAYMENT_KEY"), notify_url)
