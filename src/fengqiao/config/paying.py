"""Who takes the money of this installation: the providers of payments.toml, the sandboxes of a demonstration, or nobody."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

from fengqiao.adapters import rsa
from fengqiao.adapters.payment import BankPayment
from fengqiao.adapters.payment_alipay import AlipayAccount, AlipayPayment
from fengqiao.adapters.payment_pos import PosPayment
from fengqiao.adapters.payment_wechat import WechatAccount, WechatPayment, WechatPhonePayment
from fengqiao.adapters.payment_wire import Answer, HttpTransport
from fengqiao.adapters.sandbox.bank import SandboxBank
from fengqiao.adapters.sandbox.houses import SandboxKeys, houses
from fengqiao.adapters.sandbox.payment import SandboxPayment
from fengqiao.config import env
from fengqiao.core.payments import CHANNELS, Payment

SANDBOX = "/sandbox/pay"
OWN = "payments.toml"
SAME_HOUSE = {"wechat_h5": "wechat"}
"""Channels that are another channel's provider too, with the same account there."""


class NoBank:
    """There is no provider: every call fails, so that no fee can ever seem paid by mistake."""

    def send(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Raise OSError."""
        raise OSError("no payment provider is set: see PAYMENT_URL")


def callback_url(channel: str) -> str:
    """The address to which the provider of a channel sends its callbacks."""
    return f"{settings.ENV.public_url}/pay/callback/{channel}/"


@cache
def sandbox_keys() -> SandboxKeys:
    """The keys of the sandboxes, made once for this installation."""
    folder = settings.DATA_DIR / "keys"
    merchant, platform = (_key_file(folder / f"sandbox_{name}.pem") for name in ("merchant", "platform"))
    return SandboxKeys(settings.ENV.payment_merchant, env.secret(settings.ENV, "PAYMENT_KEY"), merchant, platform)


def _key_file(file: Path) -> Any:
    if not file.exists():
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as stream:
            stream.write(rsa.pem(rsa.new_key()))
    return rsa.private_key(file.read_text())


@cache
def sandboxes() -> dict[str, SandboxPayment]:
    """The sandbox providers of a demonstration without PAYMENT_URL, by channel; none in any other installation."""
    if settings.PAYMENT_URL or not settings.DEMO:
        return {}
    folder = settings.DATA_DIR / "sandbox"
    speaking = houses(sandbox_keys())
    apart = [name for name in CHANNELS if name not in SAME_HOUSE]
    return {name: SandboxPayment(SandboxBank(folder / f"pay-{name}.sqlite3", speaking[name].speech)) for name in apart}


def providers() -> dict[str, Payment]:
    """The payment adapters of this installation, by channel; always one for the bank."""
    played = sandboxes()
    if played:
        speaking = houses(sandbox_keys())
        wires = {name: played[SAME_HOUSE.get(name, name)] for name in CHANNELS}
        return {name: speaking[name].payment(wires[name], callback_url(name)) for name in CHANNELS}
    wire = HttpTransport(settings.PAYMENT_URL) if settings.PAYMENT_URL else NoBank()
    key = env.secret(settings.ENV, "PAYMENT_KEY")
    bank = BankPayment(wire, settings.ENV.payment_merchant, key, callback_url("bank"))
    return {**_own(settings.DATA_DIR / OWN), "bank": bank}


def _own(file: Path) -> dict[str, Payment]:
    """The wallets and terminals that payments.toml names; key files lie beside it. See docs/contracts/payment.md."""
    if not file.exists():
        return {}
    said = tomllib.loads(file.read_text(encoding="utf-8"))
    made = {"alipay": _alipay, "pos": _pos}
    found = {name: made[name](file.parent, said[name]) for name in made if name in said}
    return {**found, **(_wechat(file.parent, said["wechat"]) if "wechat" in said else {})}


def _wechat(folder: Path, said: Mapping[str, Any]) -> dict[str, Payment]:
    """WeChat by code, and within the phone where the provider has granted that to the court (``h5``)."""
    own, theirs = _private(folder, said), rsa.public_key((folder / said["platform_key"]).read_text())
    sealing = (folder / said["api_key"]).read_text().strip().encode()
    names = (said["merchant"], said["app_id"], said["serial"])
    account = WechatAccount(*names, own, said["platform_serial"], theirs, sealing)
    kinds: list[type[WechatPayment]] = [WechatPayment, *([WechatPhonePayment] if said.get("h5") else [])]
    return {kind.channel: kind(HttpTransport(said["url"]), account, callback_url(kind.channel)) for kind in kinds}


def _alipay(folder: Path, said: Mapping[str, Any]) -> Payment:
    theirs = rsa.public_key((folder / said["platform_key"]).read_text())
    account = AlipayAccount(said["app_id"], said["seller"], _private(folder, said), theirs)
    return AlipayPayment(HttpTransport(said["url"]), account, callback_url("alipay"))


def _pos(folder: Path, said: Mapping[str, Any]) -> Payment:
    key = (folder / said["key"]).read_text().strip()
    return PosPayment(HttpTransport(said["url"]), said["merchant"], key, callback_url("pos"))


def _private(folder: Path, said: Mapping[str, Any]) -> Any:
    return rsa.private_key((folder / said["key"]).read_text())
