"""The JSON Lines program: one question a line in, one answer a line out, in order.

``{"id", "ask", ...}`` is answered with ``{"id", "ok": true, "value", "cites", "working",
"provisional"}`` or ``{"id", "ok": false, "error": {"field", "reason"}}``. ``--list`` prints every
ask with its fields and a worked example, one JSON object a line.
"""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from typing import Any, TextIO

from fengqiao.kernel.answer import Answer
from fengqiao.kernel.citation import Citation
from fengqiao.law.asks import ASKS
from fengqiao.law.asks.base import Ask
from fengqiao.law.errors import FieldError

USAGE = "usage: fengqiao law [--list] < questions.jsonl > answers.jsonl\n"
_RESERVED = ("id", "ask")


@cache
def _cited(citation: Citation) -> dict[str, Any]:
    return {
        "instrument": citation.instrument.code,
        "version": citation.instrument.version,
        "article": citation.article,
        "paragraph": citation.paragraph,
        "zh": citation.zh,
        "en": citation.en,
    }


def _values(ask: Ask, question: dict[str, Any]) -> dict[str, Any]:
    """Read the fields of a question. Raises FieldError for a missing, wrong or unknown one."""
    values: dict[str, Any] = {}
    for field in ask.fields:
        given = question.get(field.name)
        if given is not None:
            values[field.name] = field.read(given, field.name)
        elif field.required:
            raise FieldError(field.name, f"is needed: {field.kind}")
    names = {field.name for field in ask.fields}
    for name in question:
        if name not in names and name not in _RESERVED:
            raise FieldError(name, "is not a field of this ask")
    values["id"] = question.get("id")
    return values


def answer(question: Any) -> dict[str, Any]:
    """Answer one question, given as a JSON object."""
    if not isinstance(question, dict):
        return _error(None, "line", "must be a JSON object")
    id = question.get("id")
    try:
        name = question.get("ask")
        ask = ASKS.get(name) if isinstance(name, str) else None
        if ask is None:
            raise FieldError("ask", "must be one of: " + ", ".join(ASKS))
        found = ask.run(_values(ask, question))
    except FieldError as error:
        return _error(id, error.field, str(error))
    except (OverflowError, ArithmeticError, ValueError) as error:
        return _error(id, "ask", f"a date or number lies outside what can be computed ({error})")
    return _found(id, found)


def _found(id: Any, found: Answer[Any]) -> dict[str, Any]:
    return {
        "id": id,
        "ok": True,
        "value": found.value,
        "cites": [_cited(citation) for citation in found.cites],
        "working": [{"zh": line.zh, "en": line.en} for line in found.working],
        "provisional": found.provisional,
    }


def _error(id: Any, field: str, reason: str) -> dict[str, Any]:
    return {"id": id, "ok": False, "error": {"field": field, "reason": reason}}


def _number(text: str) -> Any:
    raise ValueError(f"{text} is not a number")


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)


def answer_line(line: str) -> str:
    """Answer one line of JSON with one line of JSON; a malformed line is answered with an error."""
    try:
        question = json.loads(line, parse_float=Decimal, parse_constant=_number)
    except (ValueError, RecursionError):
        return _json(_error(None, "line", "is not JSON"))
    return _json(answer(question))


def describe(ask: Ask) -> dict[str, Any]:
    """Return the description of an ask with its worked example."""
    question = {"id": 1, "ask": ask.name, **ask.example}
    return {
        "ask": ask.name,
        "zh": ask.zh,
        "en": ask.en,
        "fields": [
            {
                "name": field.name,
                "type": field.kind,
                "required": field.required,
                "zh": field.zh,
                "en": field.en,
            }
            for field in ask.fields
        ],
        "example": {"question": question, "answer": answer(question)},
    }


def _utf8(stream: TextIO, errors: str) -> TextIO:
    """Return a standard stream that reads and writes UTF-8 whatever the locale."""
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(encoding="utf-8", errors=errors)
    return stream


def main(argv: Sequence[str], stdin: TextIO | None = None, stdout: TextIO | None = None) -> int:
    """Answer questions from ``stdin`` on ``stdout``, or list the asks; return the exit code."""
    stdin = stdin if stdin is not None else _utf8(sys.stdin, "surrogateescape")
    stdout = stdout if stdout is not None else _utf8(sys.stdout, "backslashreplace")
    if list(argv) == ["--list"]:
        for ask in ASKS.values():
            stdout.write(_json(describe(ask)) + "\n")
        return 0
    if argv:
        stdout.write(USAGE)
        return 0 if list(argv) in (["-h"], ["--help"]) else 2
    for line in stdin:
        if line.strip():
            stdout.write(answer_line(line) + "\n")
    stdout.flush()
    return 0
