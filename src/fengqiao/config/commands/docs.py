"""``fengqiao docs [--check]``: write the generated documentation, or say what of it is stale."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from fengqiao.config import documentation, reference
from fengqiao.config.documentation import GENERATED, Words
from fengqiao.config.env import PROJECT

DOCS = PROJECT / "docs"


def main(argv: list[str]) -> int:
    """Exit 0 where the pages are written or fresh, 1 where ``--check`` finds one stale."""
    parser = argparse.ArgumentParser(prog="fengqiao docs")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 where a page is stale")
    options = parser.parse_args(argv)
    found = generated()
    stale = [name for name, text in found.items() if _held(DOCS / name) != text]
    gone = [str(p.relative_to(DOCS)) for p in _generated_files() if str(p.relative_to(DOCS)) not in found]
    if options.check:
        for name in (*stale, *gone):
            sys.stdout.write(f"stale: docs/{name}\n")
        return 1 if stale or gone else 0
    for name in stale:
        (DOCS / name).parent.mkdir(parents=True, exist_ok=True)
        (DOCS / name).write_text(found[name], "utf-8")
    for name in gone:
        (DOCS / name).unlink()
    sys.stdout.write(f"{len(found)} pages, {len(stale)} written, {len(gone)} removed\n")
    return 0


def generated() -> dict[str, str]:
    """Every generated page by its path under docs/."""
    words = Words()
    return {**documentation.pages(words), **reference.pages(words)}


def _held(path: Path) -> str:
    return path.read_text("utf-8") if path.exists() else ""


def _generated_files() -> list[Path]:
    pages = [p for p in DOCS.glob("procedures/*") if p.suffix in (".md", ".svg")]
    return [p for p in pages if p.suffix == ".svg" or _held(p).startswith(GENERATED)]
