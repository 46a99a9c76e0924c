"""An issuer of single sign-on that behaves like a court's own (OpenID Connect, code flow with PKCE).

On its page one chooses who one is, by the user name. ``faults`` makes the next token go wrong: forged,
nonce (another than asked), audience, issuer, expired, unsigned.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from html import escape
from typing import Any
from urllib.parse import parse_qs, urlencode

from joserfc import jwt
from joserfc.jwk import RSAKey

from fengqiao.adapters.sandbox import cashier
from fengqiao.adapters.sandbox.tongue import spoken
from fengqiao.core.words import word

FAULTS = ("forged", "nonce", "audience", "issuer", "expired", "unsigned")
_LARGEST = 16 * 1024
_LASTS = 300
_REASONS = {200: "OK", 303: "See Other", 400: "Bad Request", 401: "Unauthorized", 404: "Not Found"}

Answer = tuple[int, Mapping[str, str], bytes]


class SandboxIssuer:
    """The issuer as a WSGI application. ``address`` is its own, as the client knows it."""

    def __init__(self, address: str, client: str, secret: str, shown: Callable[[], list[str]] = list) -> None:
        self.address, self.client, self.secret, self.shown = address, client, secret, shown
        self.faults: list[str] = []
        self.claims: dict[str, Any] = {}
        self._key: RSAKey | None = None
        self._codes: dict[str, dict[str, str]] = {}
        self._lock = threading.Lock()

    def key(self) -> RSAKey:
        """The key that signs, made when first needed."""
        with self._lock:
            if self._key is None:
                self._key = RSAKey.generate_key(2048, {"kid": "sandbox", "use": "sig", "alg": "RS256"})
            return self._key

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        length = min(int(environ.get("CONTENT_LENGTH") or 0), _LARGEST)
        body = environ["wsgi.input"].read(length).decode("utf-8", "replace") if length else ""
        asked = {k: v[0] for k, v in parse_qs(environ.get("QUERY_STRING", "")).items()}
        typed = {k: v[0] for k, v in parse_qs(body).items()}
        path, method = environ.get("PATH_INFO", "/"), environ["REQUEST_METHOD"]
        with spoken(environ):
            status, headers, answer = self._answer(method, path, asked, typed, environ.get("HTTP_AUTHORIZATION", ""))
        start_response(f"{status} {_REASONS[status]}", [*headers.items(), ("Content-Length", str(len(answer)))])
        return [answer]

    def _answer(self, method: str, path: str, asked: dict[str, str], typed: dict[str, str], basic: str) -> Answer:
        if path == "/.well-known/openid-configuration":
            return _json(200, self._document())
        if path == "/jwks":
            return _json(200, {"keys": [self.key().as_dict(private=False)]})
        if path == "/authorize":
            return self._page(asked) if method == "GET" else self._consent({**asked, **typed})
        if path == "/token" and method == "POST":
            return self._token(typed, basic)
        return _html(404, f"<h1>{word('sandbox.issuer.unknown')}</h1>")

    def _document(self) -> dict[str, Any]:
        return {
            "issuer": self.address,
            "authorization_endpoint": f"{self.address}/authorize",
            "token_endpoint": f"{self.address}/token",
            "jwks_uri": f"{self.address}/jwks",
            "response_types_supported": ["code"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "code_challenge_methods_supported": ["S256"],
        }

    def _page(self, asked: dict[str, str]) -> Answer:
        if asked.get("client_id") != self.client or asked.get("code_challenge_method") != "S256":
            return _html(400, f"<h1>{word('sandbox.issuer.stranger')}</h1>")
        names = "".join(
            f"<button name='who' value='{escape(name)}'>{escape(name)}</button>" for name in self.shown()
        )
        head = f"<h1>{word('sandbox.issuer.title')}</h1><p>{word('sandbox.issuer.choose')}</p>"
        return _html(200, f"{head}<form method='post'>{names}</form>")

    def _consent(self, asked: dict[str, str]) -> Answer:
        return 303, {"Location": self.grant(asked, asked.get("who", "")), "Content-Type": "text/plain"}, b""

    def grant(self, asked: Mapping[str, str], who: str) -> str:
        """Somebody has signed in here: the address to which the browser goes with a code."""
        code = secrets.token_urlsafe(24)
        kept = {name: asked.get(name, "") for name in ("nonce", "code_challenge", "redirect_uri")}
        self._codes[code] = {**kept, "who": who}
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked.get('state', '')})}"

    def _token(self, typed: dict[str, str], basic: str) -> Answer:
        proof = base64.b64encode(f"{self.client}:{self.secret}".encode()).decode()
        if not hmac.compare_digest(basic.encode(), f"Basic {proof}".encode()):
            return _json(401, {"error": "invalid_client"})
        held = self._codes.pop(typed.get("code", ""), None)
        shown = base64.urlsafe_b64encode(hashlib.sha256(typed.get("code_verifier", "").encode()).digest())
        if held is None or shown.rstrip(b"=").decode() != held["code_challenge"]:
            return _json(400, {"error": "invalid_grant"})
        if typed.get("redirect_uri") != held["redirect_uri"]:
            return _json(400, {"error": "invalid_grant"})
        fault = self.faults.pop(0) if self.faults else ""
        told = {"access_token": secrets.token_urlsafe(24), "token_type": "Bearer", "expires_in": _LASTS}
        return _json(200, {**told, "id_token": self._signed(held, fault)})

    def _signed(self, held: Mapping[str, str], fault: str) -> str:
        now = int(time.time()) - (2 * 3600 if fault == "expired" else 0)
        claims: dict[str, Any] = {
            "iss": "https://another.example" if fault == "issuer" else self.address,
            "aud": "another" if fault == "audience" else self.client,
            "sub": held["who"],
            "preferred_username": held["who"],
            "nonce": "another" if fault == "nonce" else held["nonce"],
            "iat": now,
            "exp": now + _LASTS,
            **self.claims,
        }
        if fault == "unsigned":
            parts = ({"alg": "none"}, claims)
            return ".".join(base64.urlsafe_b64encode(json.dumps(p).encode()).rstrip(b"=").decode() for p in parts) + "."
        key = RSAKey.generate_key(2048, {"kid": "sandbox"}) if fault == "forged" else self.key()
        return jwt.encode({"alg": "RS256", "kid": "sandbox"}, claims, key)


def _json(status: int, told: Mapping[str, Any]) -> Answer:
    return status, {"Content-Type": "application/json", "Cache-Control": "no-store"}, json.dumps(told).encode()


def _html(status: int, body: str) -> Answer:
    headers = {"Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store"}
    return status, headers, cashier.page(word("sandbox.issuer.title"), body, word("sandbox.issuer.note"))
