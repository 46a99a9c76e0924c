"""What filing does beyond changing its state: receipt dates, corrections, the trial, the rulings' contents."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q

from fengqiao.areas.filing.rules import FILES_ONLY, noticed
from fengqiao.core import agents, clock
from fengqiao.core.errors import Invalid
from fengqiao.core.models import Posting
from fengqiao.core.retelling import amend_told, label, told_of, value_at
from fengqiao.core.step import Step
from fengqiao.core.words import say
from fengqiao.law.claims import composed


def keep_receipt_date(step: Step) -> dict[str, Any]:
    """Keep the day on which the complaint came in, also where a mediation came before (R-FIL-14).

    The seven days run from that day. Only a mediation to which every side consented holds them
    back until it has ended, as the courts do (open point of R-FIL-14).
    """
    received = clock.local(step.matter.dispute.opened_at).date()
    parent = step.ctx.parent
    sides = {str(p.id) for p in step.ctx.side("claimant", "respondent")}
    mediated = parent is not None and sides <= set(parent.facts.get("consents", {}))
    return {
        "received": received.isoformat(),
        "decision_from": (step.now.date() if mediated else received).isoformat(),
        "mediated": mediated,
        **({"agents": True} if agents.bound(step.file) else {}),
    }


def each_point_answered(step: Step) -> dict[str, Any]:
    """Every point of the notice is answered, and by more than what stood there before (REG 7): one corrects, or insists."""
    told, wanted = told_of(step.file), noticed(step.ctx)
    faults = []
    for n, given in enumerate(step.data.answers):
        if given.field in FILES_ONLY and not given.files:
            faults.append((f"answers.{n}.files", "filing.files_needed", {}))
        elif given.field not in FILES_ONLY and given.field in wanted and not given.value:
            faults.append((f"answers.{n}.value", "filing.value_needed", {}))
        elif given.value and not given.files and _plain(given.value) == _plain(value_at(told, given.field)):
            faults.append((f"answers.{n}.value", "filing.unchanged", {}))
    if faults:
        raise Invalid(faults)
    return {}


def _plain(value: str) -> str:
    """A value without what writing alone decides: ``50000`` is ``50000.00``."""
    try:
        return f"{Decimal(value.replace(',', '')):.2f}"
    except ArithmeticError:
        return "".join(value.split()).casefold()


def write_corrections(step: Step) -> dict[str, Any]:
    """Write what was corrected to the dispute itself, so that no later matter asks again."""
    values = {a.field: a.value for a in step.data.answers if a.value and a.field not in FILES_ONLY}
    files = [key for a in step.data.answers if a.field == "evidence" for key in a.files]
    for n, given in enumerate(step.data.answers):
        step.own_files(given.files, f"answers.{n}.files")
    if values:
        _amend(step, values)
    if files:
        held = list(step.matter.dispute.facts.get("evidence", []))
        added = {"name": say("filing.evidence_added", {}, "zh-hans"), "purpose": None, "files": files}
        step.amend_dispute(evidence=[*held, added])
    return {}


def _amend(step: Step, values: Mapping[str, str]) -> None:
    """Amend, and lead every fault back to the field of the form in which it was typed."""
    places = {a.field: n for n, a in enumerate(step.data.answers)}
    try:
        amend_told(step, values)
    except Invalid as invalid:
        at = [(_guardians(p, code, places), code, v) for p, code, v in invalid.errors]
        faults = [(f"answers.{places[p]}.value" if p in places else p, code, v) for p, code, v in at]
        raise Invalid(faults) from invalid


def _guardians(path: str, code: str, places: Mapping[str, int]) -> str:
    """A guardian that is missing is missing at its own point, where the page has one."""
    own = f"{path.rpartition('.')[0]}.guardian"
    return own if code == "core.minor_needs_guardian" and own in places else path


def alert_division_head(step: Step) -> None:
    """Tell the division heads on duty that the decision is theirs now (R-FIL-03)."""
    today = step.now.date()
    posts = Posting.objects.filter(Q(until=None) | Q(until__gte=today), court=step.matter.court, role="division_head")
    posts = posts.filter(since__lte=today).exclude(away_from__lte=today, away_to__gte=today)
    for person in posts.values_list("person_id", flat=True).distinct():
        if person != step.actor.person:
            step.tell(person, f"notice.filing.first_instance.{step.move.name}.head")


def tell_proposer(step: Step) -> None:
    """Tell the clerk who proposed a refusal that the head has sent it back."""
    clerk = step.changes["sent_back"]["to"]
    if clerk:
        step.tell(clerk, "notice.filing.first_instance.send_back.clerk")


def open_trial(step: Step) -> None:
    """Open the case at first instance; the dispute's own facts are there already."""
    facts = {**step.matter.facts, **step.changes}
    handed = ("procedure", "triage_reasons", "triage_cites", "filed_on", "received")
    step.open("trial.first_instance", facts={name: facts[name] for name in handed if name in facts})


def number_ruling(step: Step) -> None:
    """A ruling of non-acceptance is issued under a number of the first-instance series (R-CNO-04)."""
    step.number("民初")


def end_unfiled(step: Step) -> None:
    """The suit is not before the court: about this dispute nothing remains to be done here."""
    step.close_dispute()


def complaint(step: Step) -> Mapping[str, Any]:
    """What the complaint prints: claims, the facts told by elements and then in the claimant's own words."""
    told = step.matter.dispute.facts
    elements = told.get("elements") or {}
    sentences: tuple[str, ...] = ()
    if elements:
        sentences = composed(elements["form"], elements["answers"], step.now.date()).sentences
    story = str(told.get("story", ""))
    return {
        "facts": {
            "claims": [claim["text"] for claim in told.get("claims", [])],
            "claimant_case": "\n".join(part for part in ("".join(sentences), story) if part),
            "evidence": [
                {"name": _with_files(item), "source": item.get("source") or "", "proves": item.get("purpose") or ""}
                for item in told.get("evidence", [])
            ],
            "witnesses": [{"name": w["name"], "address": w.get("address") or ""} for w in told.get("witnesses", [])],
            "copies": None,
            "corrected": step.now.date() if step.move.name in ("correct", "correct_at_counter") else None,
        }
    }


def _with_files(item: Mapping[str, Any]) -> str:
    """A piece of evidence with how many files stand for it."""
    files = len(item.get("files") or ())
    return f"{item['name']}（附件{files}份）" if files else str(item["name"])


def correction_notice(step: Step) -> Mapping[str, Any]:
    """What the correction notice prints: each point, what is wrong, how to put it right."""
    told = told_of(step.file)
    rows = [
        {
            "field": label(d.field, "zh-hans"),
            "defect": say(f"filing.Defect.code.{d.code}", {}, "zh-hans")
            + (f"（现填：{value_at(told, d.field)[:40]}）" if value_at(told, d.field) else ""),
            "remedy": d.note or say(f"filing.remedy.{d.code}", {}, "zh-hans"),
        }
        for d in step.data.defects
    ]
    return {"facts": {"defects": rows, "received": date.fromisoformat(step.matter.facts["received"])}}


def refusal_ruling(step: Step) -> Mapping[str, Any]:
    """What the ruling prints."""
    facts, refusal = step.matter.facts, step.changes["refusal"]
    dispute = step.matter.dispute.facts
    return {
        "judge": step.actor.name,
        "facts": {
            "received": date.fromisoformat(facts["received"]),
            "claims": [c["text"] for c in dispute.get("claims", [])],
            "claimant_case": dispute.get("story", ""),
            "reasons": refusal["reasons"],
            "item": refusal["item"],
        },
    }


def return_notice(step: Step) -> Mapping[str, Any]:
    """What the record of return prints."""
    facts = step.matter.facts
    notice = facts["notices"][-1]
    return {
        "facts": {
            "received": date.fromisoformat(facts["received"]),
            "noticed_on": date.fromisoformat(notice["on"]),
            "points": [label(path, "zh-hans") for path in dict.fromkeys(d["field"] for d in notice["defects"])],
        }
    }
