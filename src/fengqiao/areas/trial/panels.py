"""What the page of a case shows beside the record: its limit, its procedure, who is served, what was said."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import translation

from fengqiao.areas.trial import rules, timing
from fengqiao.core import clock
from fengqiao.core.actor import Actor
from fengqiao.core.casefile import CaseFile
from fengqiao.core.words import word
from fengqiao.kernel.context import Context


def _side() -> int:
    return 1 if translation.get_language() == "en" else 0


def limit(file: CaseFile, actor: Actor) -> Mapping[str, Any] | None:
    """The trial limit as target and as legal end, with every day that is not counted and why."""
    if file.matter.ended:
        return None
    ctx = file.context(file.relations(actor), actor.person, now=clock.now())
    found, side = timing.detail(ctx), _side()
    last = found.value.target
    return {
        "procedure": word(f"trial.Triage.procedure.{timing.procedure(ctx)}"),
        "reasons": [pair[side] for pair in ctx.facts.get("triage_reasons", ())],
        "target": last,
        "legal": found.value.legal,
        "left": (last - ctx.today).days,
        "over": ctx.today > last,
        "working": [(line.zh, line.en)[side] for line in found.working],
        "cites": [(c.zh, c.en)[side] for c in found.cites],
        "provisional": found.provisional,
        "excluded": [_interval(row) for row in ctx.facts.get("excluded", ())],
        "extensions": [{**row, "until": date.fromisoformat(row["until"])} for row in ctx.facts.get("extensions", ())],
        "draw": reverse("draw", args=[ctx.facts["draw"]]) if ctx.facts.get("draw") else None,
        "draw_no": ctx.facts.get("draw"),
    }


def _interval(row: Mapping[str, Any]) -> dict[str, Any]:
    return {**row, "ground": word(f"trial.Exclusion.ground.{row['ground']}")}


def pleadings(file: CaseFile, actor: Actor) -> Mapping[str, Any] | None:
    """Who is served and until when it may answer, the defences, the evidence, what is asked of the court."""
    ctx = file.context(file.relations(actor), actor.person, now=clock.now())
    names = {str(p.id): p.name for p in file.parties}
    facts = ctx.facts
    shown = {
        "respondents": [_respondent(ctx, p.id, p.name) for p in ctx.side("respondent")]
        if ctx.state not in ("registered", "allocating")
        else [],
        "defences": [{**row, "name": names.get(p, "")} for p, row in facts.get("defences", {}).items()],
        "evidence": [
            {**row, "by": "、".join(names[str(p)] for p in row["by"] if str(p) in names)}
            for row in facts.get("evidence", ())
        ],
        "objection": facts.get("objection"),
        "recusal": facts.get("recusal") if file.relations(actor) & {"judge", "president"} or ctx.acting else None,
        "withdrawal": facts.get("withdrawal"),
        "change": facts.get("change"),
        "changes": facts.get("claim_changes", ()),
        "mediation": _mediation(facts.get("mediation"), names),
    }
    return shown if any(shown.values()) else None


def claims_now(file: CaseFile) -> Mapping[str, Any]:
    """The claims as they stand, from which a change begins."""
    kept = file.matter.dispute.facts.get("claims", ())
    return {"claims": [{"text": c["text"], "amount": c.get("amount")} for c in kept]}


def _respondent(ctx: Context, party: int, name: str) -> dict[str, Any]:
    served = ctx.facts.get("served", {}).get(str(party))
    due = ctx.clock("defence", party)
    failed = party in ctx.facts.get("unserved", ())
    return {"name": name, "served": served, "due": due.due if due else None, "failed": failed}


def _mediation(agreed: Mapping[str, Any] | None, names: Mapping[str, str]) -> dict[str, Any] | None:
    if not agreed:
        return None
    signed = "、".join(names.get(p, "") for p in agreed["signatures"] if p in names)
    return {"terms": agreed["terms"], "instalments": agreed["instalments"], "signed": signed}


PROCEDURES = (rules.TRIAL,)
