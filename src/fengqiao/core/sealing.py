"""Numbers of identity documents: stored sealed, found by a keyed hash, shown masked."""

from __future__ import annotations

import hashlib
import hmac
import os
from base64 import b64decode, b64encode

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings


def _key(purpose: str) -> bytes:
    return hashlib.sha256(f"{purpose}:{settings.DATA_KEY}".encode()).digest()


def seal(text: str) -> str:
    """Encrypt a short text (AES-256-GCM, a fresh nonce each time)."""
    nonce = os.urandom(12)
    return b64encode(nonce + AESGCM(_key("seal")).encrypt(nonce, text.encode(), None)).decode()


def unseal(sealed: str) -> str:
    """Return the text of ``seal``; raises ``cryptography.exceptions.InvalidTag`` where it was changed."""
    raw = b64decode(sealed)
    return AESGCM(_key("seal")).decrypt(raw[:12], raw[12:], None).decode()


def fingerprint(text: str) -> str:
    """Return the keyed hash under which a number, a code or a token is found again."""
    return hmac.new(_key("find"), text.encode(), hashlib.sha256).hexdigest()


def masked(number: str) -> str:
    """Return a number as pages show it: the first three and the last four signs."""
    return number if len(number) < 8 else f"{number[:3]}{'*' * (len(number) - 7)}{number[-4:]}"
