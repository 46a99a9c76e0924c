"""What the papers of mediation need beyond what every paper knows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from fengqiao.core.step import Step


def outline(step: Step) -> str:
    """The dispute in the words of the one who told it, and what is asked."""
    facts = step.matter.dispute.facts
    claims = "；".join(c["text"] for c in facts.get("claims", ()))
    return f"{facts.get('story', '')}\n请求：{claims}。" if claims else str(facts.get("story", ""))


def _mediator(step: Step) -> str:
    return "、".join(step.file.staff().get("mediator", ()))


def referral_letter(step: Step) -> Mapping[str, Any]:
    """Who is asked to mediate, how chosen, about what, with which papers."""
    evidence = step.matter.dispute.facts.get("evidence", ())
    return {
        "facts": {
            "mediator": _mediator(step),
            "chosen_by": step.changes.get("chosen_by", ""),
            "dispute": outline(step),
            "papers": [{"name": item["name"], "copies": 1} for item in evidence],
        }
    }


def mediation_agreement(step: Step) -> Mapping[str, Any]:
    """The agreement as it is signed: outline, terms, mediator."""
    return {
        "facts": {
            "mediator": _mediator(step),
            "dispute": outline(step),
            "terms": step.changes["clauses"],
            "online": step.actor.channel != "counter",
        }
    }


def confirmation_application(step: Step) -> Mapping[str, Any]:
    """What the sides ask the court to confirm."""
    facts = step.ctx.facts
    return {
        "facts": {
            "mediator": facts["mediator"],
            "agreement_date": date.fromisoformat(facts["effective_on"]),
            "agreement_no": facts["agreement_no"],
            "terms": facts["clauses"],
        }
    }
