"""What was told of a dispute, as every matter page shows it: once typed, read by everybody who may see the matter."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from fengqiao.core.models import Dispute
from fengqiao.kernel.money import grouped
from fengqiao.law import causes, elements
from fengqiao.law.claims import said
from fengqiao.web.templatetags.words import day
from fengqiao.web.views.pages import english

LONG = 400
"""Signs of a story that are shown at once; the rest is folded away."""
ITEMS = 20
"""Pieces of evidence that are shown at once."""


def told(dispute: Dispute) -> dict[str, Any]:
    """Cause, sum, claims, story and evidence, as components/told.html takes them."""
    facts = dispute.facts
    lines = []
    if dispute.cause:
        lines.append({"label": _("案由"), "value": causes.cause(dispute.cause).name})
    if dispute.amount is not None:
        lines.append({"label": _("标的额"), "value": f"{grouped(dispute.amount)} {_('元')}"})
    if facts.get("happened_on"):
        lines.append({"label": _("从哪天开始"), "value": day(str(facts["happened_on"]))})
    story = str(facts.get("story") or "")
    evidence = [_evidence(item) for item in facts.get("evidence") or ()]
    return {
        "lines": lines,
        "claims": [str(c.get("text", "")) for c in facts.get("claims") or ()],
        "story": story if len(story) <= LONG else "",
        "beginning": story[:LONG] if len(story) > LONG else "",
        "rest": story[LONG:],
        "elements": elements_told(facts.get("elements") or {}),
        "evidence": evidence[:ITEMS],
        "evidence_rest": evidence[ITEMS:],
    }


def _evidence(item: Mapping[str, Any]) -> dict[str, str]:
    """A piece of evidence: its name, and purpose and source in one line."""
    return {"name": item.get("name", ""), "purpose": "；".join(t for t in (item.get("purpose"), item.get("source")) if t)}


def elements_told(held: Mapping[str, Any]) -> list[dict[str, str]]:
    """The elements answered (law.elements), question by question, in the reader's language."""
    try:
        form = elements.form(str(held.get("form", "")))
    except LookupError:
        return []
    side = 1 if english() else 0
    answers = held.get("answers") or {}
    rows = [(q, said(form, q.code, answers.get(q.code), side)) for q in form.questions]
    return [{"label": (q.label.zh, q.label.en)[side], "value": text} for q, text in rows if text]
