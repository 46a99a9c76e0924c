"""What a cross-region filing does between two courts: ask, ask again, take over, alert."""

from __future__ import annotations

import secrets
from typing import Any

from django.db.models import Q

from fengqiao.core import ports
from fengqiao.core.errors import Refused
from fengqiao.core.models import Court, Matter, Posting, Upload
from fengqiao.core.step import Step
from fengqiao.kernel.procedure import Refusal
from fengqiao.law.courts import all_courts
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


def bring_powers(step: Step) -> None:
    """The proofs of the agents' powers come along: the court asked has to look at them (R-FIL-06).

    What was told as evidence is open to it as to every court of the dispute; these are not, so they are entered again.
    """
    if step.matter.parent is None:
        return
    rows = [agent for party in step.file.rows for agent in party.facts.get("representatives") or ()]
    keys = [key for agent in rows for key in agent.get("files") or ()]
    for held in Upload.objects.filter(key__in=keys, matter=step.matter.parent).order_by("id"):
        Upload.objects.create(
            key=secrets.token_urlsafe(18),
            blob_id=held.blob_id,
            name=held.name,
            matter=step.matter,
            seq=step.seq,
            by_id=held.by_id,
            at=held.at,
        )


def known_court(step: Step) -> None:
    """The court named as the right one is one that can be asked; from elsewhere, by the court that asked us."""
    if handed_in(step.matter):
        if not any(step.data.court == court.code for court in all_courts()):
            raise Refused([Refusal("crossregion.court_not_here", REG(2), field="court")])
    elif step.data.court not in ports.exchange().courts():
        court_named(step.data.court)


def handed_in(matter: Matter) -> bool:
    """Whether the papers came from a court of another installation."""
    return bool(matter.facts.get("handed_in"))


def end_handed_in(step: Step) -> None:
    """Nothing remains to be done here about papers that went back to a court elsewhere: they come anew, as a whole."""
    if handed_in(step.matter):
        step.close_dispute()


def end_assisted(step: Step) -> None:
    """Nothing remains to be done here about what was withdrawn, or taken over by a court elsewhere."""
    step.close_dispute()


def alert_late(step: Step) -> None:
    """Tell the heads of the competent court that its minutes are over."""
    today = step.now.date()
    posts = Posting.objects.filter(Q(until=None) | Q(until__gte=today), court=step.matter.court, since__lte=today)
    for person in posts.filter(role="division_head").values_list("person_id", flat=True).distinct():
        step.tell(person, "notice.crossregion.request.escalate.head")
