"""What the page of a service shows: every attempt with its trace, and what the law says of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import translation

from fengqiao.core import clock
from fengqiao.core.actor import Actor
from fengqiao.core.casefile import CaseFile
from fengqiao.core.words import has, say, word
from fengqiao.law.store import load


def attempts(file: CaseFile, actor: Actor) -> Mapping[str, Any] | None:
    """Who is served with what, and the attempts so far (R-SRV-28)."""
    facts, english = file.matter.facts, translation.get_language() == "en"
    methods = load("service.yaml")["methods"]
    rows = [_row(made, methods[made["method"]]["en" if english else "zh"], english) for made in facts["attempts"]]
    return {
        "name": facts["name"],
        "documents": [paper_name(kind) for kind in facts.get("documents", ())],
        "served_on": facts.get("served_on"),
        "attempts": rows,
    }


def _row(made: Mapping[str, Any], method: str, english: bool) -> dict[str, Any]:
    state = made.get("status") or made.get("result") or ""
    return {
        "method": method,
        "at": clock.local(datetime.fromisoformat(made["at"])),
        "address": "" if made.get("address") == "inbox" else made.get("address"),
        "source": word(f"service.source.{made['address_source']}") if made.get("address_source") else "",
        "tracking": made.get("tracking"),
        "status": word(f"service.status.{state}") if has(f"service.status.{state}") else "",
        "tries": made.get("tries", ()),
        "served_on": made.get("served_on"),
        "why": made.get("why_en" if english else "why"),
        "note": made.get("note"),
    }


def paper_name(kind: str, language: str | None = None) -> str:
    """What a paper of the set is called, in the reader's language or a named one."""
    return say(f"paper.{kind}" if has(f"paper.{kind}") else f"service.document.{kind}", {}, language)
