"""The command ``fengqiao``: one door for everything that is done at a terminal."""

from __future__ import annotations

import os
import sys
from importlib import import_module

from fengqiao.config import demonstration

# The law library answers without Django, whose start would take longer than the answer.
PLAIN = {"law", "words", "draw"}
COMMANDS = {
    "law": "fengqiao.law.ask",
    "serve": "fengqiao.config.commands.serve",
    "demo": "fengqiao.config.commands.demo",
    "simulate": "fengqiao.config.commands.simulate",
    "verify": "fengqiao.config.commands.verify",
    "draw": "fengqiao.config.commands.draw",
    "second-factor": "fengqiao.config.commands.second_factor",
    "words": "fengqiao.config.commands.words",
    "docs": "fengqiao.config.commands.docs",
    "bench": "fengqiao.config.commands.bench",
    "procedures": "fengqiao.config.commands.procedures",
}

USAGE = """fengqiao <command> [options]

  demo        set up the demonstration court and serve it
  serve       serve the platform
  simulate    play litigants, mediators, clerks and judges through the one door
  verify      check every chain and every tree head, or one receipt file
  draw        verify a published draw
  second-factor  reset the second factor of somebody who has lost it
  law         answer questions about the law (JSON Lines)
  procedures  list, freeze and check the procedures
  words       make the catalogues of both languages
  docs        write the generated documentation, or check that it is fresh
  bench       measure, each figure beside its floor
  manage      Django's own commands (migrate, check ...)
"""


def main(argv: list[str] | None = None) -> int:
    """Run a command and return its exit code."""
    arguments = sys.argv[1:] if argv is None else argv
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fengqiao.config.settings")
    if not arguments or arguments[0] in ("-h", "--help", "help"):
        sys.stdout.write(USAGE)
        return 0
    name, rest = arguments[0], arguments[1:]
    if name == "manage":
        import_module("django.core.management").execute_from_command_line(["fengqiao manage", *rest])
        return 0
    if name not in COMMANDS:
        sys.stderr.write(f"unknown command {name}\n\n{USAGE}")
        return 2
    if name == "demo":
        fault = demonstration.prepare()
        if fault:
            sys.stderr.write(f"{fault}\n")
            return 1
    if name not in PLAIN:
        import_module("django").setup()
    try:
        return int(import_module(COMMANDS[name]).main(rest) or 0)
    except BrokenPipeError:
        # whoever read the output has seen enough (``| head``); nothing more can be written, also at the exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


if __name__ == "__main__":
    sys.exit(main())
