"""What the matter page of a cross-region filing shows: the proposed court, the other court's answer, the clock."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.utils import translation

from fengqiao.areas.crossregion import choosing, rules
from fengqiao.core import clock
from fengqiao.core.actor import Actor
from fengqiao.core.casefile import CaseFile
from fengqiao.core.models import Court, Deadline
from fengqiao.core.words import say, word
from fengqiao.law.competent import Competent
from fengqiao.web.templatetags.words import day, moment


def _side() -> int:
    return 1 if translation.get_language() == "en" else 0


def proposal(file: CaseFile, actor: Actor) -> Mapping[str, Any] | None:
    """For the assisting clerk: which courts have jurisdiction and why, and what the papers lack."""
    if file.matter.state != "received" or "filing_clerk" not in file.relations(actor):
        return None
    ctx, side = file.context(frozenset(), now=clock.now()), _side()
    found, there = rules.proposal(ctx), choosing.connected(file)
    return {
        "venues": [_venue(v, v.court in there, side) for v in found.value],
        "connected": not found.value or any(v.court in there for v in found.value),
        "working": [(line.zh, line.en)[side] for line in found.working],
        "cites": [(c.zh, c.en)[side] for c in found.cites],
        "lacking": [say(f"crossregion.lacking.{what}", {"n": n}) for what, n in rules.lacking(ctx)],
    }


def _venue(one: Competent, there: bool, side: int) -> dict[str, Any]:
    ground = (one.ground_zh, one.ground_en)[side]
    return {"name": one.name, "ground": ground, "place": one.place, "connected": there}


def exchange(file: CaseFile, actor: Actor) -> Mapping[str, Any] | None:
    """What each court has said to the other so far."""
    facts, side = file.matter.facts, _side()
    receipt, origin = facts.get("elsewhere_receipt") or {}, facts.get("handed_in") or {}
    rows = [
        (word("crossregion.panel.assisting"), facts.get("assisting", "")),
        (word("crossregion.panel.reference"), _joined(origin.get("member"), origin.get("reference"))),
        (word("crossregion.panel.received"), day(facts.get("received"))),
        (word("crossregion.panel.competent"), facts.get("competent_name", "")),
        (word("crossregion.panel.receipt"), receipt.get("number", "")),
        (word("crossregion.panel.answer_due"), _answer_due(file)),
        (word("crossregion.panel.due"), _moment(receipt.get("due", ""))),
        (word("crossregion.panel.number"), facts.get("elsewhere_number", "")),
        (word("crossregion.panel.ground"), (facts.get("ground") or ["", ""])[side]),
        (word("crossregion.panel.why"), facts.get("why", "")),
        (word("crossregion.panel.right_court"), _name(facts.get("right_court", ""))),
        (word("crossregion.panel.completed"), (facts.get("completed") or {}).get("text", "")),
    ]
    minutes = facts.get("answer_minutes", facts.get("minutes"))
    if minutes is not None:
        rows.append((word("crossregion.panel.minutes"), say("crossregion.panel.minutes.value", {"n": minutes})))
    return {
        "rows": [r for r in rows if r[1]],
        "points": facts.get("points", []),
        "files": _files(facts.get("files_sent") or (), origin.get("left_out") or ()),
        "said": [{"at": _moment(s["at"]), "text": s["text"]} for s in facts.get("said") or ()],
    }


def _joined(*parts: Any) -> str:
    return " · ".join(str(part) for part in parts if part)


def _moment(text: str) -> str:
    return moment(datetime.fromisoformat(text)) if text else ""


def _answer_due(file: CaseFile) -> str:
    """By when the other court is to answer, for as long as its answer is waited for."""
    if file.matter.procedure != "crossregion.assist" or file.matter.state != "sent":
        return ""
    asked = Deadline.objects.filter(matter__parent=file.matter, matter__ended=False, name="answer")
    found = asked.exclude(status="stopped").order_by("-id").first()
    if found is None:
        return ""
    until = moment(found.due_at)
    return until if found.due_at > clock.now() else say("crossregion.panel.answer_late", {"until": until})


def _files(sent: Iterable[Mapping[str, Any]], left_out: Iterable[Mapping[str, Any]]) -> list[dict[str, str]]:
    """The files on their way between the courts: what went, and why one did not."""
    rows = [{"name": one["name"], "hash": one["hash"], "code": one["refused"]} for one in sent]
    rows += [{"name": one["name"], "hash": "", "code": one["code"]} for one in left_out]
    return [
        {**row, "why": say("crossregion.file_left_out", {"code": row["code"]}) if row["code"] else ""} for row in rows
    ]


def _name(code: str) -> str:
    found = Court.objects.filter(code=code).first() if code else None
    return found.name if found else code
