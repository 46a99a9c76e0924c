"""The floors, and the rules of the house that a machine can see."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import fengqiao

PACKAGE = Path(fengqiao.__file__).parent
ROOT = PACKAGE.parents[1]
FILE_LINES, FUNCTION_LINES = 400, 40
REGISTRIES = ("py" + "pi.org", "python" + "hosted.org", "npm" + "js.com", "npm" + "js.org", "unpkg" + ".com", "jsdelivr" + ".net")
WORKPLACE = ("/" + "work/", "sha" + "red/")
TEXT = {".py", ".md", ".toml", ".yaml", ".yml", ".txt", ".html", ".css", ".js", ".lock", ".svg", ".typ", ".json", ""}


@cache
def modules() -> Sequence[tuple[Path, ast.Module]]:
    """The modules of the platform without their tests, parsed once."""
    inside = [(path, path.relative_to(PACKAGE).parts) for path in sorted(PACKAGE.rglob("*.py"))]
    own = [path for path, parts in inside if "migrations" not in parts and "tests" not in parts]
    return [(path, ast.parse(path.read_text("utf-8"))) for path in own]


def where(path: Path, node: ast.AST) -> str:
    return f"{path.relative_to(PACKAGE)}:{getattr(node, 'lineno', 0)}"


def tracked() -> list[Path]:
    """The text files under version control."""
    found = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True).stdout
    files = [ROOT / name for name in found.split("\0") if name]
    return [f for f in files if f.is_file() and f.suffix in TEXT]


def test_a_floor_imports_only_lower_floors_and_areas_do_not_know_each_other() -> None:
    command = [str(Path(sys.executable).parent / "lint-imports"), "--config", str(ROOT / "pyproject.toml"), "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:]


def test_only_the_door_writes_the_state_of_a_matter() -> None:
    """``matter.state = ...``, ``.update(state=...)`` and ``setattr`` of a state stand in core/run.py alone."""
    found = []
    for path, tree in modules():
        if path == PACKAGE / "core" / "run.py":
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign):
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                flat = [t for target in targets for t in ast.walk(target)]
                if any(isinstance(t, ast.Attribute) and t.attr in ("state", "revision", "chain_head") for t in flat):
                    found.append(where(path, node))
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "update":
                if any(k.arg in ("state", "revision", "chain_head") for k in node.keywords):
                    found.append(where(path, node))
    assert found == []


def test_no_event_is_changed_or_deleted() -> None:
    """The log is only appended to: no update, no delete on events."""
    found = []
    for path, tree in modules():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                if node.func.attr in ("update", "delete", "bulk_update") and _starts_at(node.func.value) == "Event":
                    found.append(where(path, node))
    assert found == []


def _starts_at(node: ast.AST) -> str:
    while True:
        if isinstance(node, ast.Name):
            return node.id
        if isinstance(node, ast.Attribute):
            node = node.value
        elif isinstance(node, ast.Call):
            node = node.func
        else:
            return ""


def test_no_signals() -> None:
    found = []
    for path, tree in modules():
        for node in ast.walk(tree):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            module = node.module or "" if isinstance(node, ast.ImportFrom) else ""
            if any("signals" in n or n.startswith("django.dispatch") for n in (*names, module)):
                found.append(where(path, node))
    assert found == []


def test_imports_stand_at_the_top() -> None:
    found = []
    for path, tree in modules():
        for function in (n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)):
            for node in ast.walk(function):
                if isinstance(node, ast.Import | ast.ImportFrom):
                    found.append(where(path, node))
    assert found == []


def test_what_time_it_is_is_asked_of_one_clock() -> None:
    """``datetime.now``, ``date.today``, ``timezone.now``, ``time.time`` stand in core/clock.py alone."""
    readings = {("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today"), ("timezone", "now")}
    found = []
    for path, tree in modules():
        if path == PACKAGE / "core" / "clock.py":
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                owner = node.func.value
                name = owner.id if isinstance(owner, ast.Name) else getattr(owner, "attr", "")
                if (name, node.func.attr) in readings:
                    found.append(where(path, node))
    assert found == []


def test_files_and_functions_stay_short() -> None:
    """At most 400 lines a file, 40 lines a function without its docstring; tests may be longer."""
    found = []
    for path, tree in modules():
        lines = len(path.read_text("utf-8").splitlines())
        if lines > FILE_LINES:
            found.append(f"{path.relative_to(PACKAGE)}: {lines} lines")
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or 0) - node.lineno + 1
                if ast.get_docstring(node) is not None:
                    length -= (node.body[0].end_lineno or 0) - node.body[0].lineno + 1
                if length > FUNCTION_LINES:
                    found.append(f"{where(path, node)} {node.name}: {length} lines")
    assert found == []


def test_public_classes_and_functions_of_the_floors_say_what_they_are() -> None:
    """Kernel, law and core: every public module, class and function has a docstring."""
    found = []
    for path, tree in modules():
        if path.relative_to(PACKAGE).parts[0] not in ("kernel", "law", "core"):
            continue
        if tree.body and ast.get_docstring(tree) is None:
            found.append(f"{path.relative_to(PACKAGE)}")
        for node in tree.body:
            if isinstance(node, ast.ClassDef | ast.FunctionDef) and not node.name.startswith("_"):
                if isinstance(node, ast.ClassDef) and ast.get_docstring(node) is None:
                    found.append(f"{where(path, node)} {node.name}")
    assert found == []


def test_no_name_of_a_package_registry_stands_in_the_project() -> None:
    found = [str(f.relative_to(ROOT)) for f in tracked() if any(r in f.read_text("utf-8", "ignore") for r in REGISTRIES)]
    assert found == []


def test_no_path_of_a_workplace_stands_in_the_project() -> None:
    found = [str(f.relative_to(ROOT)) for f in tracked() if WORKPLACE[0] in f.read_text("utf-8", "ignore")]
    assert found == []


def test_every_module_of_the_kernel_and_the_law_is_free_of_django() -> None:
    found = []
    for path, tree in modules():
        parts = path.relative_to(PACKAGE).parts
        plain = parts[0] in ("kernel", "law") or (parts[0] == "areas" and path.name in ("procedure.py", "rules.py", "facts.py"))
        if plain:
            for node in ast.walk(tree):
                names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
                module = node.module or "" if isinstance(node, ast.ImportFrom) else ""
                if any(n.split(".")[0] == "django" for n in (*names, module)):
                    found.append(where(path, node))
    assert found == []
