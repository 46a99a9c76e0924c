"""What the matter page and the forms of a filing show beside the record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.urls import reverse
from django.utils import translation

from fengqiao.areas.filing import triage
from fengqiao.core import agents, clock
from fengqiao.core.actor import Actor
from fengqiao.core.casefile import CaseFile
from fengqiao.core.models import Event
from fengqiao.core.retelling import label, told_of, value_at
from fengqiao.core.selectors.likeness import Alike, alike, traits_of
from fengqiao.core.words import say, word
from fengqiao.kernel.answer import Answer
from fengqiao.law import complaint
from fengqiao.law.instruments import CPL, CPLI, REG
from fengqiao.law.venue import of_told, right_courts

SHOWN = 10
AS_TOLD = 3
"""From this version on, an empty address does not propose the ordinary procedure."""


def proposal(file: CaseFile) -> Answer[str]:
    """The procedure that is proposed for the case, with its working."""
    proposed = triage.proposed_as_told if file.matter.version >= AS_TOLD else triage.proposed
    return proposed(file.context(frozenset(), now=clock.now()))


def review(file: CaseFile, actor: Actor) -> Mapping[str, Any] | None:
    """The clerk's table: what the form lacks, what speaks against filing, whose court it is, like suits,
    the procedure proposed. Staff only; each point with its article, and none of them decides.
    """
    if not file.relations(actor) & {"filing_clerk", "division_head"} or file.matter.ended:
        return None
    told, answer, side = told_of(file), proposal(file), 1 if translation.get_language() == "en" else 0
    found = list(_faults(file, told))
    return {
        "faults": [_fault(f, side) for f in found if f.must],
        "worth": [_fault(f, side) for f in found if not f.must][:SHOWN],
        "grounds": [_ground(g, side) for g in complaint.grounds(told, clock.today())],
        "venue": _venue(file, told, side),
        "procedure": word(f"filing.Acceptance.procedure.{answer.value}"),
        "working": [(line.zh, line.en)[side] for line in answer.working],
        "cites": [(c.zh, c.en)[side] for c in answer.cites],
        "provisional": answer.provisional,
        "duplicates": [_row(one) for one in _like(file, actor)],
        "received": file.matter.facts.get("received"),
    }


def _faults(file: CaseFile, told: Mapping[str, Any]) -> Iterator[complaint.Fault]:
    """What the papers lack; and the power of whoever told this for another and has shown none (R-FIL-06)."""
    yield from complaint.faults(told)
    facts = file.matter.facts
    looked_at = {*facts.get("powers", {}), *(("papers",) if "papers" in facts.get("corrected", ()) else ())}
    tellers = [str(a.person_id) for a in agents.bound(file) if a.kind == "teller"] if facts.get("agents") else []
    if tellers and "papers" not in looked_at and not set(tellers) <= looked_at:
        yield complaint.Fault("papers", "no_authority", (CPL(62), CPLI(89), REG(6)))


def _fault(fault: complaint.Fault, side: int) -> dict[str, Any]:
    return {
        "label": label(fault.field),
        "defect": word(f"filing.Defect.code.{fault.code}"),
        "cites": [(c.zh, c.en)[side] for c in fault.cites],
    }


def _ground(ground: complaint.Ground, side: int) -> dict[str, Any]:
    return {
        "ground": word(f"filing.RefusalDraft.ground.{ground.ground}"),
        "text": say(f"filing.warning.{ground.code}", {"until": ground.until.isoformat() if ground.until else ""}),
        "cites": [(c.zh, c.en)[side] for c in ground.cites],
    }


def _venue(file: CaseFile, told: Mapping[str, Any], side: int) -> dict[str, Any] | None:
    """Whose court it is, as the law and the addresses propose it (R-JUR-01 to 06)."""
    if not told.get("cause"):
        return None
    venue = of_told(told, file.matter.court.division_code, clock.today())
    return {
        "standing": venue.standing,
        "text": word(f"filing.venue.{venue.standing}"),
        "grounds": list(dict.fromkeys((g.zh, g.en)[side] + (f"：{g.place}" if g.place else "") for g in venue.answer.value))[:SHOWN],
        "courts": right_courts(venue),
        "working": [(line.zh, line.en)[side] for line in venue.answer.working],
        "cites": [(c.zh, c.en)[side] for c in venue.answer.cites],
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


def refusal(file: CaseFile, actor: Actor) -> Mapping[str, Any] | None:
    """A proposed refusal with its ground and reasons, or what the head said when sending it back.

    For the filing clerk and the division head alone: it is no decision yet.
    """
    facts = file.matter.facts
    draft, back = facts.get("draft_refusal"), facts.get("sent_back")
    if not (draft or back) or file.matter.ended or not file.relations(actor) & {"filing_clerk", "division_head"}:
        return None
    move = "propose_refusal" if draft else "send_back"
    event = Event.objects.filter(matter=file.matter, move=move).order_by("-seq").first()
    return {
        "ground": word(f"filing.RefusalDraft.ground.{draft['ground']}") if draft else "",
        "reasons": draft["reasons"] if draft else back["reason"],
        "by": event.actor_name if event else "",
        "on": clock.local(event.at).date() if event else None,
    }


def _row(one: Alike) -> dict[str, Any]:
    matter = one.matter
    return {
        "url": reverse("matter", args=[matter.no]),
        "title": matter.dispute.title,
        "number": matter.number or matter.no,
        "procedure": word(matter.procedure),
        "state": word(f"{matter.procedure}.state.{matter.state}"),
        "opened": clock.local(matter.opened_at).date(),
        "reasons": "、".join(word(f"core.alike.{code}") for code in one.reasons),
    }


def _like(file: CaseFile, actor: Actor) -> list[Alike]:
    """Suits that may be the same one (R-FIL-17), as far as the actor may see them; shown and never judged."""
    dispute = file.matter.dispute
    return alike(traits_of(dispute, file.rows), actor, but=dispute.pk)


def suggested_defects(file: CaseFile) -> Mapping[str, Any]:
    """The form of a correction notice begins with what the form of the papers lacks."""
    found = [(f.field, f.code) for f in _faults(file, told_of(file)) if f.must]
    return {"defects": [{"field": field, "code": code} for field, code in dict.fromkeys(found)]}


def drafted_refusal(file: CaseFile) -> Mapping[str, Any]:
    """The head's ruling begins with the clerk's proposal."""
    draft = file.matter.facts.get("draft_refusal") or {}
    return {name: draft[name] for name in ("ground", "reasons") if name in draft}
