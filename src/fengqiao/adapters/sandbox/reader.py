"""A window's card reader as a program: it signs what it has read and pushes it (docs/contracts/card-reader.md)."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from datetime import datetime
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit

TIMEOUT = 5


def message(station: str, card: Mapping[str, str], at: datetime, nonce: str = "") -> bytes:
    """The message about one reading."""
    told = {"station": station, "at": at.isoformat(), "nonce": nonce or secrets.token_hex(16), "card": dict(card)}
    return json.dumps(told, ensure_ascii=False).encode()


def signature(key: str, body: bytes) -> str:
    """HMAC-SHA-256 of the message under the reader's key, in hexadecimal."""
    return hmac.new(key.encode(), body, hashlib.sha256).hexdigest()


def push(address: str, key: str, body: bytes) -> int:
    """Send a message; answer the status, 0 where the platform cannot be reached."""
    where = urlsplit(address)
    kind = HTTPSConnection if where.scheme == "https" else HTTPConnection
    line = kind(where.netloc, timeout=TIMEOUT)
    try:
        line.request("POST", where.path, body, {"Content-Type": "application/json", "X-Signature": signature(key, body)})
        return line.getresponse().status
    except (OSError, HTTPException):
        return 0
    finally:
        line.close()
