"""A sandbox that lies beside the platform, below a path of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def beside(application: Wsgi, root: str, house: Wsgi) -> Wsgi:
    """Put a house below a path of another WSGI application: ``/sandbox/identity``."""

    def both(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if not path.startswith(f"{root}/"):
            return application(environ, start_response)
        below = {"SCRIPT_NAME": environ.get("SCRIPT_NAME", "") + root, "PATH_INFO": path[len(root) :]}
        return house({**environ, **below}, start_response)

    return both
