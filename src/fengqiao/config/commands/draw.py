"""``fengqiao draw verify FILE [--key FILE]``: replay a published draw from its record alone."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from fengqiao.kernel import draw_check
from fengqiao.kernel.draw import DrawError, DrawRecord


def main(argv: list[str]) -> int:
    """Exit 0 where the draw holds, 1 where it does not, 2 where the file is not a draw."""
    parser = argparse.ArgumentParser(prog="fengqiao draw")
    commands = parser.add_subparsers(dest="command", required=True)
    verify = commands.add_parser("verify", help="replay a published draw")
    verify.add_argument("file", type=Path)
    verify.add_argument("--key", type=Path, help="the court's published draw key (PEM)")
    options = parser.parse_args(argv)
    try:
        record = DrawRecord.from_json(options.file.read_text(encoding="utf-8"))
        trusted = options.key.read_text() if options.key else None
    except (OSError, DrawError) as error:
        sys.stdout.write(f"无法读取 / cannot be read: {error}\n")
        return 2
    verdict = draw_check.verify(record, trusted)
    sys.stdout.write(f"{verdict.code}: {verdict.reason_zh} / {verdict.reason_en}\n")
    if verdict.ok:
        for line in draw_check.working(record):
            sys.stdout.write(f"  {line.zh} / {line.en}\n")
    return 0 if verdict.ok else 1
