"""Counts of what somebody tried, so that codes and numbers cannot be guessed by trying.

The counts live in Django's cache: in a single process that is its memory; where several processes
serve, a shared cache makes them one.
"""

from __future__ import annotations

from django.core.cache import cache

from fengqiao.core import clock
from fengqiao.core.sealing import fingerprint

HOUR = 3600


def _key(what: str, who: str, seconds: int) -> str:
    window = int(clock.now().timestamp()) // seconds
    return f"throttle:{what}:{window}:{fingerprint(who)[:32]}"


def spent(what: str, who: str, limit: int, seconds: int = HOUR) -> bool:
    """Whether somebody has used up the tries of this window."""
    return int(cache.get(_key(what, who, seconds), 0)) >= limit


def count(what: str, who: str, seconds: int = HOUR) -> int:
    """Count one more try and return how many there were in this window."""
    key = _key(what, who, seconds)
    if cache.add(key, 1, seconds):
        return 1
    try:
        return int(cache.incr(key))
    except ValueError:
        cache.set(key, 1, seconds)
        return 1
