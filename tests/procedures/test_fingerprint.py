"""A published procedure cannot be edited unnoticed; its layout and its comments may change."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from fengqiao.config.commands import procedures
from fengqiao.core.registry import registry
from fengqiao.kernel.fingerprint import content, fingerprint

pytestmark = pytest.mark.pure

SOURCE = '''
from typing import Annotated
from pydantic import Field, field_validator
from fengqiao.kernel.asks import Asks, Count
from fengqiao.kernel.procedure import Move, Period, Procedure, Refusal
from fengqiao.law.instruments import CPL

LIMIT = 3

class Days(Asks):
    """How many days."""
    days: Annotated[int, Field(ge=1, le=30)]

    @field_validator("days")
    @classmethod
    def _odd(cls, value):
        if value == 13:
            raise ValueError("no")
        return value

def helper(ctx):
    return len(ctx.parties) < LIMIT

def guard(ctx):
    """Why."""
    # a comment
    return None if helper(ctx) else Refusal("x", CPL(1))

def made(name):
    def inner(ctx):
        return None if ctx.facts.get(name) else Refusal("x", CPL(1))
    return inner

class P(Procedure):
    """A procedure."""
    code, version, in_force = "t.p", 1, "2024-01-01"
    states = "a b*"
    term = Period("R-ENF-02.file", then="out")
    begin = Move("-> a", who="claimant", cite=CPL(1), starts="term")
    go = Move("a -> b", who="claimant", cite=CPL(1), needs=(guard, made("one")), asks=Days)
    out = Move("a -> b", who="system", cite=CPL(1))
'''
Load = Callable[[str], ModuleType]


@pytest.fixture
def load(tmp_path: Path) -> Load:
    """Import a module of a throwaway package from its source."""
    (tmp_path / "sample").mkdir()
    (tmp_path / "sample" / "__init__.py").write_text("")

    def made(source: str) -> ModuleType:
        number = len(list((tmp_path / "sample").glob("version*")))
        file = tmp_path / "sample" / f"version{number}" / "rules.py"
        file.parent.mkdir()
        file.write_text(source)
        spec = importlib.util.spec_from_file_location("sample.rules", file)
        assert spec and spec.loader
        module = importlib.util.module_from_spec(spec)
        sys.modules["sample.rules"] = module
        spec.loader.exec_module(module)
        return module

    return made


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('"""Why."""', '"""Because."""'),
        ("# a comment", "# another"),
        ('"""How many days."""', '"""The number of days."""'),
        ("def helper(ctx):", "def helper(\n    ctx: object,\n) -> bool:"),
        ('"""A procedure."""', '"""The same procedure."""'),
    ],
)
def test_layout_and_prose_do_not_change_the_fingerprint(load: Load, before: str, after: str) -> None:
    assert before in SOURCE
    assert fingerprint(load(SOURCE).P) == fingerprint(load(SOURCE.replace(before, after)).P)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("LIMIT = 3", "LIMIT = 4"),
        ("< LIMIT", "<= LIMIT"),
        ('Refusal("x", CPL(1))\n\ndef made', 'Refusal("y", CPL(1))\n\ndef made'),
        ('made("one")', 'made("two")'),
        ("le=30", "le=60"),
        ("value == 13", "value == 14"),
        ('who="system"', 'who="system claimant"'),
        ("R-ENF-02.file", "R-ENF-02.notice"),
        ("cite=CPL(1), starts", "cite=CPL(2), starts"),
        ('"2024-01-01"', '"2025-01-01"'),
    ],
)
def test_every_change_of_what_it_does_changes_the_fingerprint(load: Load, before: str, after: str) -> None:
    assert before in SOURCE
    assert fingerprint(load(SOURCE).P) != fingerprint(load(SOURCE.replace(before, after)).P)


def test_fingerprints_are_the_same_twice_and_differ_between_procedures() -> None:
    prints = [fingerprint(p) for p in registry.procedures()]
    assert prints == [fingerprint(p) for p in registry.procedures()]
    assert len(set(prints)) == len(prints)


def test_guards_shapes_and_clocks_of_every_procedure_are_covered() -> None:
    for p in registry.procedures():
        covered = content(p)
        functions = {f for m in p.moves.values() for f in (*m.needs, *m.checks)}
        assert len(covered["functions"]) >= len({f.__code__ for f in functions}), p.code
        assert set(covered["shapes"]) == {m.asks.__name__ for m in p.moves.values()}
        assert set(covered["periods"]) == set(p.periods)


def test_an_edited_or_missing_published_version_is_named() -> None:
    first = next(iter(registry.procedures()))
    now = {(p.code, p.version): fingerprint(p) for p in registry.procedures()}
    assert list(procedures.faults(now)) == []
    edited = {**now, (first.code, first.version): "0" * 64}
    assert [line for line in procedures.faults(edited) if f"{first.code} v1" in line and "edited" in line]
    assert [line for line in procedures.faults({**now, ("gone.procedure", 1): "0"}) if "is gone" in line]
    fresh = {k: v for k, v in now.items() if k[0] != first.code}
    assert [line for line in procedures.faults(fresh) if "not locked" in line]
