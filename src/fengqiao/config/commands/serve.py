"""``fengqiao serve``: the platform in one process."""

from __future__ import annotations

import argparse
import sys

from django.conf import settings
from django.core.management import call_command

from fengqiao.config.server import serve
from fengqiao.config.wsgi import application


def main(argv: list[str]) -> int:
    """Bring the tables up to date and serve until asked to stop."""
    parser = argparse.ArgumentParser(prog="fengqiao serve")
    parser.add_argument("--host", default=settings.ENV.host)
    parser.add_argument("--port", type=int, default=settings.ENV.port)
    parser.add_argument("--threads", type=int, default=0)
    options = parser.parse_args(argv)
    call_command("check")
    call_command("migrate", verbosity=0, interactive=False)
    sys.stdout.write(f"http://{options.host}:{options.port}/\n")
    sys.stdout.flush()
    serve(application, options.host, options.port, options.threads)
    return 0
