"""Mutation testing of the fee and period modules: ``python tests/law/mutation.py [-j N] [module ...]``.

Each mutant changes one comparison, sum, number, truth value or condition, and the tests must fail.
Left alone are type annotations, the words of a working (``Line``) and of a refusal, which do not
change a value. Mutants that provably change nothing stand in ``mutants_equal.yaml`` with the
reason. Exit code 1 where a mutant survives. Every mutant runs in a forked process.
"""

from __future__ import annotations

import ast
import contextlib
import copy
import importlib.abc
import importlib.machinery
import io
import os
import signal
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import CodeType, ModuleType

import hypothesis
import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src"
TARGETS = {
    "fengqiao.kernel.period": ("tests/kernel/test_period.py", "tests/law/test_periods.py"),
    "fengqiao.kernel.calendar": ("tests/kernel/test_period.py", "tests/law/test_periods.py"),
    "fengqiao.kernel.money": ("tests/kernel/test_money.py", "tests/law/test_fees.py"),
    "fengqiao.law.periods": ("tests/law/test_periods.py",),
    "fengqiao.law.calendar": ("tests/law/test_periods.py",),
    "fengqiao.law.tariff": ("tests/law/test_fees.py",),
    "fengqiao.law.fee_parts": ("tests/law/test_fees.py",),
    "fengqiao.law.burden": ("tests/law/test_burden.py",),
    "fengqiao.law.currency": ("tests/law/test_burden.py",),
    "fengqiao.law.fees": ("tests/law/test_fees.py", "tests/law/test_examples.py"),
}
SWAPS: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult, ast.Mod: ast.Mult, ast.And: ast.Or, ast.Or: ast.And, ast.BitOr: ast.BitAnd,
}  # fmt: skip
TIMEOUT = 120
SURVIVED = 42


def _kinds(node: ast.AST) -> list[str]:
    """Return the kinds of change that a node allows."""
    checks = {
        "op": isinstance(node, (ast.BinOp, ast.AugAssign, ast.BoolOp)) and type(node.op) in SWAPS,
        "compare": isinstance(node, ast.Compare),
        "constant": isinstance(node, ast.Constant) and isinstance(node.value, (bool, int)),
        "drop not": isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not),
        "negate": isinstance(node, (ast.If, ast.IfExp)) and isinstance(node.test, (ast.Name, ast.Attribute, ast.Call)),
    }
    return [kind for kind, holds in checks.items() if holds]


def _words_only(node: ast.AST) -> bool:
    """True for what changes no value: the words of a working or of a refusal."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        return node.func.id in ("Line", "Final")
    return isinstance(node, (ast.Raise, ast.JoinedStr, ast.Assert))


def _sites(node: ast.AST, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Yield every place that can be changed, as a path from the module and the kind of change."""
    if _words_only(node):
        return
    for kind in _kinds(node):
        yield path, kind
    for name, child in ast.iter_fields(node):
        if name in ("annotation", "returns", "decorator_list", "bases"):
            continue
        if isinstance(child, ast.AST):
            yield from _sites(child, (*path, name))
        elif isinstance(child, list):
            for index, item in enumerate(child):
                if isinstance(item, ast.AST):
                    yield from _sites(item, (*path, name, index))


def _at(tree: ast.AST, path: Sequence[str | int]) -> ast.AST:
    node: object = tree
    for step in path:
        node = getattr(node, step) if isinstance(step, str) else node[step]  # type: ignore[index]
    assert isinstance(node, ast.AST)
    return node


def _put(tree: ast.AST, path: Sequence[str | int], new: ast.AST) -> None:
    parent: object = tree
    for step in path[:-1]:
        parent = getattr(parent, step) if isinstance(step, str) else parent[step]  # type: ignore[index]
    if isinstance(path[-1], str):
        setattr(parent, path[-1], new)
    else:
        parent[path[-1]] = new  # type: ignore[index]


def _changed(tree: ast.Module, path: tuple[str | int, ...], kind: str) -> tuple[ast.Module, str]:
    """Return a changed copy of the module, and the change in words."""
    mutant = copy.deepcopy(tree)
    node = _at(mutant, path)
    before = ast.unparse(node.test if kind == "negate" else node)  # type: ignore[attr-defined]
    if kind == "op":
        node.op = SWAPS[type(node.op)]()  # type: ignore[attr-defined]
    elif kind == "compare":
        node.ops[0] = SWAPS[type(node.ops[0])]()  # type: ignore[attr-defined]
    elif kind == "constant":
        value = node.value  # type: ignore[attr-defined]
        _put(mutant, path, ast.Constant(not value if isinstance(value, bool) else value + 1))
        node = _at(mutant, path)
    elif kind == "drop not":
        _put(mutant, path, node.operand)  # type: ignore[attr-defined]
        node = _at(mutant, path)
    else:
        node.test = ast.UnaryOp(ast.Not(), node.test)  # type: ignore[attr-defined]
    after = ast.unparse(node.test if kind == "negate" else node)  # type: ignore[attr-defined]
    line = getattr(_at(tree, path), "lineno", 0)
    return ast.fix_missing_locations(mutant), f"{line}: {before}  ->  {after}"


class _Planted(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Import one module from changed code."""

    def __init__(self, module: str, code: CodeType) -> None:
        self.module, self.code = module, code

    def find_spec(self, name: str, path: object, target: object = None) -> importlib.machinery.ModuleSpec | None:
        return importlib.machinery.ModuleSpec(name, self) if name == self.module else None

    def exec_module(self, module: ModuleType) -> None:
        module.__file__ = str(_file(self.module))
        exec(self.code, module.__dict__)


def _file(module: str) -> Path:
    return SOURCE / (module.replace(".", "/") + ".py")


def _tests_pass(tests: Sequence[str]) -> bool:
    plain = [
        "-c",
        os.devnull,
        f"--rootdir={ROOT}",
        "-p",
        "no:django",
        "-p",
        "no:cacheprovider",
        "-W",
        "ignore",
        "--noconftest",
    ]
    options = [*plain, "-x", "-q", "--import-mode=importlib"]
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        return pytest.main([*options, *tests]) == pytest.ExitCode.OK


def _child(module: str, mutant: ast.Module, tests: Sequence[str]) -> None:
    """Run the tests over a mutant and end the process with ``SURVIVED`` or 0."""
    signal.alarm(TIMEOUT)
    hypothesis.settings.register_profile("mutation", max_examples=30, derandomize=True, deadline=None, database=None)
    hypothesis.settings.load_profile("mutation")
    sys.path.insert(0, str(SOURCE))
    sys.meta_path.insert(0, _Planted(module, compile(mutant, str(_file(module)), "exec")))
    os._exit(SURVIVED if _tests_pass(tests) else 0)


def _mutants(module: str) -> list[tuple[ast.Module, str]]:
    tree = ast.parse(_file(module).read_text(encoding="utf-8"))
    unchanged = (tree, "0: nothing changed, which the tests must let pass")
    return [unchanged, *(_changed(tree, path, kind) for path, kind in _sites(tree))]


def _say(words: str) -> None:
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


def survivors(module: str, jobs: int = 1) -> list[str]:
    """Return the changes to a module that its tests do not notice."""
    waiting, running, alive = _mutants(module), {}, []
    _say(f"{module}: {len(waiting) - 1} mutants")
    while waiting or running:
        while waiting and len(running) < jobs:
            mutant, words = waiting.pop(0)
            pid = os.fork()
            if pid == 0:
                _child(module, mutant, TARGETS[module])
            running[pid] = words
        pid, status = os.wait()
        words = running.pop(pid)
        if os.WIFEXITED(status) and os.WEXITSTATUS(status) == SURVIVED:
            alive.append(words)
    unchanged = [words for words in alive if words.startswith("0: ")]
    if not unchanged:
        raise SystemExit(f"{module}: the tests fail without any change")
    return sorted(set(alive) - set(unchanged))


def main(argv: Sequence[str]) -> int:
    """Mutate the named modules (all by default) and print what survives."""
    arguments = list(argv)
    jobs = int(arguments.pop(arguments.index("-j") + 1)) if "-j" in arguments else 1
    modules = [one for one in arguments if one != "-j"] or list(TARGETS)
    os.chdir(ROOT)
    os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
    os.environ["TMPDIR"] = tempfile.mkdtemp()
    # plainly: nothing of ours is loaded before it is mutated
    known = yaml.safe_load((Path(__file__).parent / "mutants_equal.yaml").read_text(encoding="utf-8"))  # noqa: TID251
    bad = 0
    for module in modules:
        equal = {entry["change"] for entry in known.get(module, ())}
        for words in survivors(module, jobs):
            if words.split(": ", 1)[1] not in equal:
                bad += 1
                _say(f"  survived {module}:{words}")
    _say("no survivor" if not bad else f"{bad} survived")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
