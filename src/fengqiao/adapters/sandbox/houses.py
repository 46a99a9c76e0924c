"""The sandbox providers with the keys that they share with the court."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from fengqiao.adapters import rsa
from fengqiao.adapters.payment import BankPayment
from fengqiao.adapters.payment_alipay import AlipayAccount, AlipayPayment
from fengqiao.adapters.payment_pos import PosPayment
from fengqiao.adapters.payment_wechat import WechatAccount, WechatPayment, WechatPhonePayment
from fengqiao.adapters.payment_wire import Transport
from fengqiao.adapters.sandbox.bank import Speech
from fengqiao.adapters.sandbox.speech_alipay import AlipaySpeech
from fengqiao.adapters.sandbox.speech_bank import BankSpeech
from fengqiao.adapters.sandbox.speech_pos import PosSpeech
from fengqiao.adapters.sandbox.speech_wechat import WechatSpeech
from fengqiao.core.payments import Payment


@dataclass(frozen=True, slots=True)
class SandboxKeys:
    """What the court and the providers know of each other; ``merchant_key`` and ``platform_key`` for both wallets."""

    merchant: str
    shared: str
    merchant_key: RSAPrivateKey
    platform_key: RSAPrivateKey


@dataclass(frozen=True, slots=True)
class House:
    """One provider: how it speaks, and the court's adapter for it (from a wire and a callback's address)."""

    speech: Speech
    payment: Callable[[Transport, str], Payment]


def sandbox_keys(merchant: str = "1900000681", shared: str = "") -> SandboxKeys:
    """New keys; ``shared`` is the secret of bank and terminals, made anew where it is empty."""
    first, second = rsa.new_key(), rsa.new_key()
    return SandboxKeys(merchant, shared or rsa.sign(first, "shared")[:43], first, second)


def houses(keys: SandboxKeys) -> Mapping[str, House]:
    """The providers by channel."""
    sealing = (keys.shared + "0" * 32)[:32].encode()
    public, theirs = keys.merchant_key.public_key(), keys.platform_key.public_key()
    wechat = WechatAccount(
        keys.merchant, "wx0000000000000681", "5157F09EFDC096DE", keys.merchant_key, "PUB_KEY_ID_01", theirs, sealing
    )
    alipay = AlipayAccount("2021000000000681", "2088000000000681", keys.merchant_key, theirs)
    by_wechat = WechatSpeech(wechat, keys.platform_key, public)
    return {
        "wechat": House(by_wechat, lambda wire, url: WechatPayment(wire, wechat, url)),
        "wechat_h5": House(by_wechat, lambda wire, url: WechatPhonePayment(wire, wechat, url)),
        "alipay": House(
            AlipaySpeech(alipay, keys.platform_key, public), lambda wire, url: AlipayPayment(wire, alipay, url)
        ),
        "bank": House(
            BankSpeech(keys.merchant, keys.shared),
            lambda wire, url: BankPayment(wire, keys.merchant, keys.shared, url),
        ),
        "pos": House(
            PosSpeech(keys.merchant, keys.shared), lambda wire, url: PosPayment(wire, keys.merchant, keys.shared, url)
        ),
    }
