"""All registered procedures, for tests that are generated from their declarations."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import fengqiao
from fengqiao.core.registry import registry
from fengqiao.kernel.procedure import Procedure

PACKAGE = Path(fengqiao.__file__).parent
PROCEDURES = list(registry.procedures())
CURRENT = list(registry.current())


def name_of(procedure: type[Procedure]) -> str:
    """The id of a generated test."""
    return procedure.code


def sources() -> Iterator[tuple[Path, ast.Module]]:
    """Every module of the platform that is no test and no migration, parsed."""
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).parts
        if "tests" not in parts and "migrations" not in parts:
            yield path, ast.parse(path.read_text("utf-8"))
