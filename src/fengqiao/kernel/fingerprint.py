"""The fingerprint of a procedure: what it does, not how its source is laid out.

It covers states, moves, clocks, the shapes that moves ask, and the source of every guard and fact
function without comments, docstrings and annotations, together with the functions and constants of
the same package that they name. A published version must keep its fingerprint; a change of law is
a new version.
"""

from __future__ import annotations

import ast
import hashlib
import inspect
import json
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields
from functools import cache, partial
from types import FunctionType, ModuleType
from typing import Any

from fengqiao.kernel.asks import Asks
from fengqiao.kernel.citation import Citation
from fengqiao.kernel.procedure import LATER, Move, Period, Procedure

_CONSTANTS = (str, int, float, tuple, frozenset, dict, list)


class _Found:
    """The functions and shapes that a declaration names."""

    def __init__(self) -> None:
        self.functions: dict[str, Callable[..., Any]] = {}
        self.shapes: dict[str, type[Asks]] = {}


def fingerprint(procedure: type[Procedure]) -> str:
    """Return the SHA-256 of a procedure's content, in hexadecimal."""
    text = json.dumps(content(procedure), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def content(procedure: type[Procedure]) -> dict[str, Any]:
    """Return what the fingerprint covers, as plain JSON."""
    found = _Found()
    moves = {m.name: _plain(m, found) for m in procedure.moves.values()}
    periods = {name: _plain(p, found) for name, p in procedure.periods.items()}
    return {
        "code": procedure.code,
        "version": procedure.version,
        "in_force": procedure.in_force,
        "states": procedure.states.split(),
        "number_type": procedure.number_type,
        "stands": procedure.stands.split(),
        "moves": moves,
        "periods": periods,
        "functions": _sources(found.functions.values()),
        "shapes": {name: _shape(shape) for name, shape in sorted(found.shapes.items())},
    }


def _plain(value: Move | Period, found: _Found) -> dict[str, Any]:
    held = {f: getattr(value, f.name) for f in fields(value)}
    return {f.name: _value(v, found) for f, v in held.items() if not (f.metadata.get(LATER) and v == f.default)}


def _value(value: Any, found: _Found) -> Any:
    if isinstance(value, Citation):
        return value.key
    if isinstance(value, tuple):
        return [_value(item, found) for item in value]
    if isinstance(value, type):
        found.shapes[value.__name__] = value
        return value.__name__
    if callable(value):
        found.functions[_name(value)] = value
        return _name(value)
    return value


def _name(function: Callable[..., Any]) -> str:
    """A function by module and name, and by what it was made with where another function made it."""
    if isinstance(function, partial):
        made = ", ".join(_held(v) for v in (*function.args, *function.keywords.values()))
        return f"{_name(function.func)}({made})"
    name = f"{getattr(function, '__module__', '')}.{getattr(function, '__qualname__', '')}"
    cells = getattr(function, "__closure__", None) or ()
    return f"{name}({', '.join(_held(c.cell_contents) for c in cells)})" if cells else name


def _held(value: Any) -> str:
    if isinstance(value, Citation):
        return value.key
    if callable(value):
        return _name(value)
    return repr(sorted(value) if isinstance(value, frozenset | set) else value)


def _shape(shape: type[Asks]) -> dict[str, Any]:
    """The JSON schema of a shape without its prose, and the source of its validators."""
    held = shape.__pydantic_decorators__
    functions: dict[str, Any] = {name: d.func for name, d in held.field_validators.items()}
    functions |= {name: d.func for name, d in held.model_validators.items()}
    return {
        "schema": _without_prose(shape.model_json_schema()),
        "validators": {name: _source(getattr(f, "__func__", f)) for name, f in functions.items()},
    }


def _without_prose(schema: Any, names: bool = False) -> Any:
    """Drop titles and descriptions, but keep fields that are called so."""
    if isinstance(schema, Mapping):
        kept = {k: v for k, v in schema.items() if names or k not in ("description", "title")}
        return {k: _without_prose(v, names=k == "properties") for k, v in kept.items()}
    return [_without_prose(v) for v in schema] if isinstance(schema, list) else schema


def _sources(functions: Iterable[Callable[..., Any]]) -> dict[str, str]:
    """Return the sources of functions, and what they name in the same package."""
    found: dict[str, str] = {}
    waiting = list(functions)
    while waiting:
        function = waiting.pop()
        if isinstance(function, partial):
            function = function.func
        if _name(function) in found or not isinstance(function, FunctionType):
            continue
        found[_name(function)] = _source(function)
        for name, value in _named(function):
            if isinstance(value, FunctionType):
                waiting.append(value)
            else:
                found[name] = _held(value)
    return dict(sorted(found.items()))


@cache
def _named(function: FunctionType) -> tuple[tuple[str, Any], ...]:
    """The functions and constants of the same package that a function names, directly or through a module."""
    return tuple(_names_in(function))


def _names_in(function: FunctionType) -> Iterator[tuple[str, Any]]:
    package = f"{function.__module__.rpartition('.')[0]}."
    space = function.__globals__
    for node in ast.walk(_parsed(function)):
        home, name = function.__module__, ""
        value: Any = None
        if isinstance(node, ast.Name):
            name, value = node.id, space.get(node.id)
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            module = space.get(node.value.id)
            if isinstance(module, ModuleType):
                home, name, value = module.__name__, node.attr, getattr(module, node.attr, None)
        if isinstance(value, FunctionType) and value.__module__.startswith(package):
            yield _name(value), value
        elif isinstance(value, _CONSTANTS) and home.startswith(package):
            yield f"{home}.{name}", value


def _parsed(function: Callable[..., Any]) -> ast.Module:
    source = textwrap.dedent(inspect.getsource(function))
    try:
        return ast.parse(source)
    except SyntaxError:  # a lambda in the middle of a declaration
        return ast.parse(repr(source.strip()))


@cache
def _source(function: Callable[..., Any]) -> str:
    """A function as the compiler would write it: without docstring, comments and annotations."""
    tree = _parsed(function)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            node.returns = None
            for argument in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs):
                argument.annotation = None
            if ast.get_docstring(node, clean=False) is not None:
                node.body = node.body[1:] or [ast.Pass()]
    return ast.unparse(tree)
