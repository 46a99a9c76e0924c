"""What the matter page and the forms of a filing show beside the record."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import translation

from fengqiao.areas.filing import rules, triage
from fengqiao.core import access, clock
from fengqiao.core.actor import Actor
from fengqiao.core.casefile import CaseFile
from fengqiao.core.models import Dispute, Matter, Party
from fengqiao.core.retelling import label, told_of, value_at
from fengqiao.core.words import word

YEARS_BACK = 3
SHOWN = 10


def review(file: CaseFile, actor: Actor) -> Mapping[str, Any] | None:
    """The clerk's table: what the form lacks, like suits, the procedure proposed. Staff only."""
    if not file.relations(actor) & {"filing_clerk", "division_head"} or file.matter.ended:
        return None
    ctx = file.context(frozenset(), now=clock.now())
    answer, side = triage.proposed(ctx), 1 if translation.get_language() == "en" else 0
    return {
        "faults": [{"label": label(p), "defect": word(f"filing.Defect.code.{c}")} for p, c in rules.formal_faults(ctx)],
        "procedure": word(f"filing.Acceptance.procedure.{answer.value}"),
        "working": [(line.zh, line.en)[side] for line in answer.working],
        "cites": [(c.zh, c.en)[side] for c in answer.cites],
        "provisional": answer.provisional,
        "duplicates": [_row(m) for m in _like(file, actor)],
        "received": file.matter.facts.get("received"),
    }


def notice(file: CaseFile, actor: Actor) -> Mapping[str, Any] | None:
    """The points of the correction notice while they wait: what, what is wrong, how to put it right."""
    if file.matter.state != "correcting":
        return None
    told = told_of(file)
    return {
        "points": [
            {
                "label": label(d["field"]),
                "now": value_at(told, d["field"])[:60],
                "defect": word(f"filing.Defect.code.{d['code']}"),
                "remedy": d["note"] or word(f"filing.remedy.{d['code']}"),
            }
            for d in file.matter.facts["notices"][-1]["defects"]
        ]
    }


def _row(matter: Matter) -> dict[str, Any]:
    return {
        "url": reverse("matter", args=[matter.no]),
        "title": matter.dispute.title,
        "number": matter.number or matter.no,
        "procedure": word(matter.procedure),
        "state": word(f"{matter.procedure}.state.{matter.state}"),
        "opened": clock.local(matter.opened_at).date(),
    }


def _like(file: CaseFile, actor: Actor) -> list[Matter]:
    """The newest matter of each other dispute between the same parties on the same cause (R-FIL-17).

    It is shown and never judged.
    """
    dispute = file.matter.dispute
    since = clock.now() - timedelta(days=366 * YEARS_BACK)
    found = Dispute.objects.filter(court=dispute.court, cause=dispute.cause, opened_at__gte=since)
    for side in ("claimant", "respondent"):
        rows = [row for row in file.rows if row.side == side]
        same = Q(name__in=[r.name for r in rows])
        if hashes := [r.person.id_hash for r in rows if r.person.id_hash]:
            same |= Q(person__id_hash__in=hashes)
        mine = Party.objects.filter(same, dispute=OuterRef("pk"), side__in=("claimant", "respondent"))
        found = found.filter(Exists(mine))
    found = found.exclude(pk=dispute.pk)
    matters = access.visible(actor).filter(dispute__in=found.values("pk")).select_related("dispute")
    newest: dict[int, Matter] = {}
    for matter in matters.order_by("-id")[: SHOWN * 5]:
        newest.setdefault(matter.dispute_id, matter)
    return list(newest.values())[:SHOWN]


def suggested_defects(file: CaseFile) -> Mapping[str, Any]:
    """The form of a correction notice begins with what the form of the papers lacks."""
    ctx = file.context(frozenset(), now=clock.now())
    return {"defects": [{"field": path, "code": code} for path, code in rules.formal_faults(ctx)]}


def points_to_correct(file: CaseFile) -> Mapping[str, Any]:
    """The claimant's form has exactly the points of the notice, each with what it says now."""
    told = told_of(file)
    ctx = file.context(frozenset(), now=clock.now())
    return {"answers": [{"field": path, "value": value_at(told, path)} for path in rules.noticed(ctx)]}


def drafted_refusal(file: CaseFile) -> Mapping[str, Any]:
    """The head's ruling begins with the clerk's proposal."""
    return dict(file.matter.facts.get("draft_refusal") or {})
