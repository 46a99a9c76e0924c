"""Signed messages between the court and a provider: HMAC-SM3 over the lines of docs/contracts/payment.md."""

from __future__ import annotations

import hmac
import secrets
import time
from collections.abc import Mapping
from urllib.parse import urlsplit

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.hmac import HMAC

from fengqiao.kernel.chain import sm3

WINDOW_SECONDS = 300


class BadSignature(Exception):
    """The message is not from whom it says, or not from now."""


def signature(key: bytes, first: str, second: str, timestamp: str, nonce: str, body: bytes) -> str:
    """Return the signature of a message in hexadecimal."""
    lines = "\n".join((first, second, timestamp, nonce, sm3(body)))
    mac = HMAC(key, hashes.SM3())
    mac.update(lines.encode())
    return mac.finalize().hex()


def headers(key: bytes, merchant: str, first: str, second: str, body: bytes, at: float | None = None) -> dict[str, str]:
    """Return the signed headers of a message sent now (or at ``at``, seconds since 1970)."""
    timestamp, nonce = str(int(time.time() if at is None else at)), secrets.token_hex(16)
    return {
        "X-Merchant": merchant,
        "X-Timestamp": timestamp,
        "X-Nonce": nonce,
        "X-Signature": signature(key, first, second, timestamp, nonce, body),
    }


def verify(key: bytes, merchant: str, first: str, second: str, given: Mapping[str, str], body: bytes) -> None:
    """Raise BadSignature unless the message carries a right signature of this merchant, made just now."""
    held = {name.lower(): value for name, value in given.items()}
    timestamp, nonce = held.get("x-timestamp", ""), held.get("x-nonce", "")
    expected = signature(key, first, second, timestamp, nonce, body)
    if not hmac.compare_digest(expected.encode(), held.get("x-signature", "").encode()):
        raise BadSignature("the signature does not fit")
    if not hmac.compare_digest(merchant.encode(), held.get("x-merchant", "").encode()):
        raise BadSignature("another merchant")
    if not timestamp.isdigit() or abs(time.time() - int(timestamp)) > WINDOW_SECONDS:
        raise BadSignature("not from now")


def path_of(url: str) -> str:
    """The path of an address, as a callback's signature covers it."""
    return urlsplit(url).path
