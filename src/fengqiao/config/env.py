"""The environment, read once, typed; no default for a secret but one made on this machine and kept."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[3]


@dataclass(frozen=True, slots=True)
class Env:
    """What the surroundings say. See docs/settings.md for each name."""

    data_dir: Path
    database_url: str
    clamd: str
    port: int
    host: str
    demo: bool
    debug: bool
    court: str
    secure: bool
    payment_url: str
    payment_merchant: str
    identity_url: str
    identity_court: str
    exchange_url: str
    exchange_member: str
    exchange_courts: str
    exchange_members: str
    locker_url: str
    locker_member: str
    public_url: str
    second_factor_roles: tuple[str, ...]
    oidc_issuer: str
    oidc_client: str
    oidc_claim: str


def _flag(name: str, default: bool = False) -> bool:
    value = os.environ.get(name)
    return default if value is None else value.lower() in ("1", "true", "yes", "on")


def read() -> Env:
    """Read the environment."""
    host, port = os.environ.get("HOST", "127.0.0.1"), int(os.environ.get("PORT", "8000"))
    return Env(
        data_dir=Path(os.environ.get("DATA_DIR", "var")).resolve(),
        database_url=os.environ.get("DATABASE_URL", ""),
        clamd=os.environ.get("CLAMD", ""),
        port=port,
        host=host,
        demo=_flag("DEMO"),
        debug=_flag("DEBUG"),
        court=os.environ.get("COURT", "浙0681"),
        secure=_flag("SECURE"),
        payment_url=os.environ.get("PAYMENT_URL", ""),
        payment_merchant=os.environ.get("PAYMENT_MERCHANT", "fengqiao"),
        identity_url=os.environ.get("IDENTITY_URL", ""),
        identity_court=os.environ.get("IDENTITY_COURT", "fengqiao"),
        exchange_url=os.environ.get("EXCHANGE_URL", ""),
        exchange_member=os.environ.get("EXCHANGE_MEMBER", "fengqiao"),
        exchange_courts=os.environ.get("EXCHANGE_COURTS", ""),
        exchange_members=os.environ.get("EXCHANGE_MEMBERS", ""),
        locker_url=os.environ.get("LOCKER_URL", ""),
        locker_member=os.environ.get("LOCKER_MEMBER", "fengqiao"),
        public_url=os.environ.get("PUBLIC_URL", f"http://{host}:{port}").rstrip("/"),
        second_factor_roles=tuple(os.environ.get("SECOND_FACTOR_ROLES", "").replace(",", " ").split()),
        oidc_issuer=os.environ.get("OIDC_ISSUER", "").rstrip("/"),
        oidc_client=os.environ.get("OIDC_CLIENT", "fengqiao"),
        oidc_claim=os.environ.get("OIDC_CLAIM", "preferred_username"),
    )


def secret(env: Env, name: str) -> str:
    """Return a secret from the environment, or one made for this installation (file mode 0600)."""
    given = os.environ.get(name)
    if given:
        return given
    folder = env.data_dir / "keys"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = folder / f"{name.lower()}.txt"
    if not file.exists():
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as stream:
            stream.write(secrets.token_urlsafe(48))
    return file.read_text()
