"""The database: SQLite from a wheel without the WAL-reset bug, or PostgreSQL by its address."""

from __future__ import annotations

import sys
from typing import Any
from urllib.parse import unquote, urlparse

from fengqiao.config.env import Env

try:
    import pysqlite3 as sqlite3
except ImportError:
    import sqlite3  # type: ignore[no-redef]

SAFE = (3, 51, 3)


class UnsafeDatabase(Exception):
    """The SQLite library at hand can corrupt a write-ahead log; a court's record must not stand on it."""


def use_safe_sqlite() -> None:
    """Put the safe SQLite in the place of the interpreter's own; raise UnsafeDatabase where there is none."""
    if sqlite3.sqlite_version_info < SAFE:
        raise UnsafeDatabase(f"SQLite {sqlite3.sqlite_version} is older than {'.'.join(map(str, SAFE))}")
    sys.modules["sqlite3"] = sqlite3
    sys.modules["sqlite3.dbapi2"] = sqlite3.dbapi2


def databases(env: Env) -> dict[str, Any]:
    """Return Django's DATABASES for this environment."""
    if env.database_url:
        return {"default": _postgres(env.database_url)}
    use_safe_sqlite()
    return {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": env.data_dir / "fengqiao.sqlite3",
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": (
                    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
                    "PRAGMA cache_size=-65536; PRAGMA temp_store=MEMORY; PRAGMA mmap_size=268435456;"
                ),
            },
        }
    }


def _postgres(address: str) -> dict[str, Any]:
    url = urlparse(address)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": url.path.lstrip("/"),
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": url.hostname or "",
        "PORT": str(url.port or ""),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"server_side_binding": True, "prepare_threshold": 2},
    }
