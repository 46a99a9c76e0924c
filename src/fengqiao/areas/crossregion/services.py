"""What a cross-region filing does between two courts: ask, ask again, take over, alert."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from fengqiao.core import ports
from fengqiao.core.errors import Refused
from fengqiao.core.models import Court, Posting
from fengqiao.core.step import Step
from fengqiao.kernel.procedure import Refusal
from fengqiao.law.instruments import REG

REQUEST, REMOTE, FILING = "crossregion.request", "crossregion.remote", "filing.first_instance"


def court_named(code: str) -> Court:
    """The court of this installation with that code; refused where there is none."""
    found = Court.objects.filter(code=code).first()
    if found is None:
        raise Refused([Refusal("crossregion.court_not_here", REG(2), field="court")])
    return found


def ask_competent(step: Step) -> dict[str, Any]:
    """Lay the papers before the competent court: a matter of its own there, about the same dispute."""
    name = _ask(
        step, step.data.court, {"ground": step.changes["ground"], "ground_cites": step.changes["ground_cites"]}
    )
    return {"competent_name": name, "handed_by": step.actor.person}


def own_completion(step: Step) -> dict[str, Any]:
    """Take only files that whoever supplies them has brought himself, and keep them with what was told."""
    step.own_files(step.data.files, "files")
    if step.data.files:
        told = list(step.matter.dispute.facts.get("evidence", []))
        told.append({"name": "补充材料", "purpose": None, "files": list(step.data.files)})
        step.amend_dispute(evidence=told)
    return {}


def ask_again(step: Step) -> None:
    """Ask the same court anew, with what has been completed; its minutes run anew."""
    facts = step.matter.facts
    kept = {"ground": facts["ground"], "ground_cites": facts["ground_cites"], "points": facts.get("points", [])}
    _ask(step, str(facts["competent"]), {**kept, "completed": step.changes["completed"]})


def _ask(step: Step, code: str, facts: dict[str, Any]) -> str:
    """Open the question at a court of this installation, or the one that the exchange carries; the court's name."""
    facts |= {"assisting": step.matter.court.name, "assisting_code": step.matter.court.code}
    facts["received"] = step.matter.facts["received"]
    elsewhere = ports.exchange().courts()
    if code in elsewhere and not Court.objects.filter(code=code).exists():
        step.open(REMOTE, facts={**facts, "competent": code, "competent_name": elsewhere[code]})
        return elsewhere[code]
    court = court_named(code)
    step.open(REQUEST, facts=facts, court=court)
    return court.name


def take_over(step: Step) -> None:
    """The dispute is this court's from now on; its filing begins with the same facts and the same day of receipt."""
    step.move_dispute()
    step.open(FILING)


def known_court(step: Step) -> None:
    """The court named as the right one is one that can be asked."""
    if step.data.court not in ports.exchange().courts():
        court_named(step.data.court)


def end_assisted(step: Step) -> None:
    """Nothing remains to be done here about what was withdrawn, or taken over by a court elsewhere."""
    step.close_dispute()


def alert_late(step: Step) -> None:
    """Tell the heads of the competent court that its minutes are over."""
    today = step.now.date()
    posts = Posting.objects.filter(Q(until=None) | Q(until__gte=today), court=step.matter.court, since__lte=today)
    for person in posts.filter(role="division_head").values_list("person_id", flat=True).distinct():
        step.tell(person, "notice.crossregion.request.escalate.head")
