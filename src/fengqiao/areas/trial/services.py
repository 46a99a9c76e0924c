"""What a trial does beyond changing its state: number, fee, draws, services, children, the dispute's end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet

from fengqiao.areas.trial import timing
from fengqiao.core import clock
from fengqiao.core.actor import SYSTEM_ACTOR
from fengqiao.core.draws import hold_draw
from fengqiao.core.errors import Refused
from fengqiao.core.models import Matter, Person, Posting, Standing
from fengqiao.core.registry import registry
from fengqiao.core.step import Step
from fengqiao.kernel.citation import Citation
from fengqiao.kernel.procedure import Refusal
from fengqiao.law.instruments import COL, CPL, REU

DIVISIONS = {"small_claims": ("fast_track", "civil"), "simple": ("fast_track", "civil"), "ordinary": ("civil",)}
"""The divisions that hear a case, by preference; a court without them draws among all its judges."""

_GONE = {
    "left_post": "not_qualified",
    "long_leave": "leave",
    "overload": "load_cap",
    "took_part": "took_part",
    "related_case": "declined",
    "other": "declined",
}
COMPLAINT_SET = ("complaint", "response_notice", "evidence_notice", "panel_notice")


def number_trial(step: Step) -> None:
    """Give the case its number (民初)."""
    step.number("民初")


def open_case_fee(step: Step) -> None:
    """Ask for the case fee; the case waits for it (CPL 121)."""
    step.open("fees.case_fee", facts={"procedure": timing.procedure(step.ctx)})


# —— the bench ——


def draw_bench(step: Step) -> dict[str, Any]:
    """Draw the judge, and a clerk where the court has any, at once after triage (R-ORG-01)."""
    judge = _draw_judge(step, {})
    if _held(step, "clerk"):
        kept = step.changes.pop("draw")
        hold_draw(step, "clerk", purpose="clerk.assignment", excluded=_barred(step))
        step.changes.update(clerk_draw=step.changes.pop("draw"), draw=kept)
    return {"assigned_on": step.now.date().isoformat(), "judge": judge.pk}


def _draw_judge(step: Step, gone: Mapping[int, tuple[str, Citation]]) -> Person:
    division = _division(step)
    excluded = {**_not_for_this_cause(step), **_barred(step), **gone}
    return hold_draw(step, "judge", purpose="judge.assignment", division=division, excluded=excluded)


def _held(step: Step, role: str) -> QuerySet[Posting]:
    day = step.now.date()
    posts = Posting.objects.filter(court=step.matter.court, role=role, since__lte=day)
    return posts.filter(Q(until=None) | Q(until__gte=day)).select_related("person", "division")


def _division(step: Step) -> str:
    known = {post.division.code for post in _held(step, "judge") if post.division}
    wanted = DIVISIONS[str({**step.matter.facts, **step.changes}.get("procedure", "ordinary"))]
    return next((code for code in wanted if code in known), "")


def _barred(step: Step) -> dict[int, tuple[str, Citation]]:
    """Whoever has a declared relation, or is a party under the same identity number (R-ORG-05)."""
    declared = {**step.matter.facts, **step.changes}.get("recusals", {})
    barred = {
        int(person): ("took_part", REU(3)) if row["ground"] == "took_part" else ("recusal", CPL(47))
        for person, row in declared.items()
    }
    numbers = [row.person.id_hash for row in step.file.rows if row.person.id_hash]
    same = Person.objects.filter(id_hash__in=numbers, postings__court=step.matter.court)
    return {**barred, **dict.fromkeys(same.values_list("pk", flat=True), ("recusal", CPL(47)))}


def _not_for_this_cause(step: Step) -> dict[int, tuple[str, Citation]]:
    """Judges whose post names the causes that they hear, and this is none of them."""
    cause = step.matter.dispute.cause
    posts = [post for post in _held(step, "judge") if post.causes]
    other = [p for p in posts if not any(cause == c or cause.startswith(f"{c}.") for c in p.causes.split())]
    return {post.person_id: ("not_qualified", COL(2)) for post in other}


def redraw_judge(step: Step) -> dict[str, Any]:
    """Another judge: drawn, or for a related case the one who has it (R-ORG-01)."""
    old = [s for s in step.file.standings if s.role == "judge"]
    step.leave("judge")
    if step.data.to is not None:
        new = _designated(step)
        step.changes.pop("draw", None)
    else:
        new = _draw_judge(step, {s.person_id: (_GONE[step.data.ground], COL(2)) for s in old})
    _hand_over(step, old, new, "judge")
    return {"judge": new.pk, "draw": step.changes.get("draw")}


def _designated(step: Step) -> Person:
    post: Posting | None = next((p for p in _held(step, "judge") if p.person_id == step.data.to), None)
    if post is None or step.data.to in _barred(step):
        raise Refused([Refusal("trial.not_a_judge_here", COL(2), field="to")])
    step.stand(post.person_id, post.person.name, "judge", why=f"designated: {step.data.ground}")
    named: Person = post.person
    return named


def redraw_recused(step: Step) -> dict[str, Any]:
    """The request was upheld: another judge or clerk is drawn, never again the one who withdrew."""
    role = str(step.ctx.facts["recusal"]["against"])
    old = [s for s in step.file.standings if s.role == role]
    step.leave(role)
    barred = {s.person_id: ("recusal", CPL(47)) for s in old}
    known = {**step.ctx.facts.get("recusals", {}), **{str(p): {"ground": "upheld"} for p in barred}}
    if role == "judge":
        new = _draw_judge(step, barred)
    else:
        new = hold_draw(step, role, purpose="clerk.assignment", excluded={**_barred(step), **barred})
    _hand_over(step, old, new, role)
    return {"recusals": known, **({"judge": new.pk} if role == "judge" else {})}


def _hand_over(step: Step, old: Iterable[Standing], new: Person, role: str) -> None:
    """In what is still open under the case, the new person takes the place of the old."""
    people = [s.person_id for s in old]
    for person in people:
        step.tell(person, "notice.trial.relieved")
    for child in Matter.objects.filter(parent=step.matter, ended=False):
        file = step.run.file(child)
        gone = [s for s in file.standings if s.role == role and s.person_id in people]
        Standing.objects.filter(pk__in=[s.pk for s in gone]).update(until=step.now)
        row = Standing.objects.create(matter=child, person=new, role=role, name=new.name, since=step.now)
        file.standings = [*(s for s in file.standings if s not in gone), row]
        step.run.dirty[child.pk] = file


def tell_bench(step: Step) -> None:
    """Tell every party who hears the case and by which draw, so that it can be replayed."""
    draw = step.changes.get("draw") or ""
    names = "、".join(s.name for s in step.file.standings if s.role == "judge")
    clerks = "、".join(s.name for s in step.file.standings if s.role == "clerk")
    key = "notice.trial.assigned" if draw else "notice.trial.designated"
    for standing in step.file.standings:
        if standing.party_id:
            step.tell(standing.person_id, key, {"draw": draw, "judge": names, "clerk": clerks})


# —— service ——


def serve_complaint(step: Step) -> None:
    """Serve the complaint set on each respondent, and the notice of the bench on each third party."""
    for party in step.file.rows:
        if party.side == "respondent":
            _serve(step, party.pk, "complaint", COMPLAINT_SET)
        elif party.side == "third_party":
            _serve(step, party.pk, "notice", ("complaint", "panel_notice", "evidence_notice"))


def _serve(step: Step, party: int, about: str, documents: Iterable[str], **more: Any) -> None:
    step.open("service.delivery", party=party, facts={"about": about, "documents": list(documents), **more})


def serve_once_more(step: Step) -> dict[str, Any]:
    """Begin service anew: on the one who is named, or on all whom it has not reached."""
    unserved = list(step.ctx.facts["unserved"])
    chosen = [step.data.party] if hasattr(step.data, "party") else unserved
    failures = step.ctx.facts.get("service_failures", {})
    for party in chosen:
        earlier = failures.get(str(party), {}).get("attempts", [])
        _serve(step, party, "complaint", COMPLAINT_SET, earlier_attempts=earlier)
    return {"unserved": [party for party in unserved if party not in chosen]}


def serve_defence(step: Step) -> None:
    """Copy the defence to every claimant within five days (CPL 128)."""
    for party in step.file.rows:
        if party.side == "claimant":
            _serve(step, party.pk, "defence", ("defence",))


def add_evidence(step: Step) -> dict[str, Any]:
    """Add to the evidence of the case: who, when, and whether in time."""
    due = [c.due for p in step.ctx.acting if (c := step.ctx.clock("evidence", p.id))]
    late = bool(due) and step.now.date() > max(due)
    who = {"by": [p.id for p in step.ctx.acting], "on": step.now.date().isoformat(), "late": late}
    reason = {"late_reason": step.data.late_reason} if late else {}
    rows = [{**item.model_dump(mode="json"), **who, **reason} for item in step.data.items]
    return {"evidence": [*step.ctx.facts.get("evidence", ()), *rows]}


# —— hearing, limit, endings ——


def open_hearing(step: Step) -> dict[str, Any]:
    """Book the session: the hearing takes its times at once, or the whole move is refused."""
    data = step.data
    start = datetime.combine(data.day, data.time.replace(tzinfo=None), clock.ZONE)
    held = int(step.ctx.facts.get("sessions", 0)) + 1
    facts = {
        "start": start.isoformat(),
        "minutes": data.minutes,
        "room": data.room,
        "online": data.online,
        "public": data.public,
        "procedure": timing.procedure(step.ctx),
        "adjournments": int(step.ctx.facts.get("adjournments", 0)),
        "round": held,
    }
    step.open("hearings.hearing", facts=facts)
    return {"sessions": held}


def tell_heads(step: Step) -> None:
    """The limit is over: the division heads are told."""
    for person in {post.person_id for post in _held(step, "division_head")}:
        step.tell(person, "notice.trial.limit_over.head")


def end_children(step: Step) -> None:
    """End what is still open under a case that ends: its services, its hearing and that hearing's services."""
    _end_under(step, step.matter)


def _end_under(step: Step, parent: Matter) -> None:
    for child in Matter.objects.filter(parent=parent, ended=False).select_related("dispute", "court", "parent"):
        file = step.run.file(child)
        move = file.procedure.moves.get("discontinue")
        if move is None or child.state not in move.sources:
            continue
        _end_under(step, child)
        step.run.make(file, move, SYSTEM_ACTOR, None)


def close_trial_dispute(step: Step) -> None:
    """The suit is over without a title: nothing about this dispute remains to be done here."""
    step.close_dispute()


def open_fee_refund(step: Step) -> None:
    """Withdrawn or mediated, the case costs half: what was paid too much goes back (FEE 15)."""
    if "fees.refund" in registry.codes():
        step.open("fees.refund", facts={"ground": step.target})


def open_top_up(step: Step) -> None:
    """A simple case that becomes ordinary tops up its fee, where that was prepaid (CPLI 199)."""
    to = {**step.matter.facts, **step.changes}.get("procedure")
    was = timing.procedure(step.ctx)
    fee = Matter.objects.filter(parent=step.matter, procedure="fees.case_fee").order_by("-id").first()
    if to != "ordinary" or was == "ordinary" or fee is None or "fees.top_up" not in registry.codes():
        return
    facts = {"prepaid": fee.state == "paid", "percent": fee.facts.get("percent", 0)}
    step.open("fees.top_up", facts=facts)


def amend_claims(step: Step) -> None:
    """The claims of the dispute are from now on those that were admitted, everywhere where they are read."""
    _put_claims(step, step.changes["claim_changes"][-1], "claims", "to")


def restore_claims(step: Step) -> None:
    """What was added was not paid for: the claims are those of before (FEE 22)."""
    _put_claims(step, step.changes["claim_changes"][-1], "before", "from")


def _put_claims(step: Step, change: Mapping[str, Any], claims: str, amount: str) -> None:
    total = None if change[amount] is None else Decimal(change[amount])
    step.amend_dispute(claims=change[claims], amount=total)


def open_change_fee(step: Step) -> None:
    """A larger claim tops up its fee, for a smaller one what was paid too much goes back (FEE 21)."""
    change = step.changes["claim_changes"][-1]
    fee = Matter.objects.filter(parent=step.matter, procedure="fees.case_fee").order_by("-id").first()
    if fee is None or "fees.top_up" not in registry.codes():
        return
    if Decimal(change["fee"]["top_up"]) > 0:
        known = {"prepaid": fee.state == "paid", "percent": fee.facts.get("percent", 0)}
        amounts = {"from_amount": change["from"], "to_amount": change["to"]}
        step.open("fees.top_up", facts={**known, **amounts, "procedure": timing.procedure(step.ctx)})
    elif Decimal(change["fee"]["refund"]) > 0:
        step.open("fees.refund", facts={"ground": "claim_reduced"})


def serve_change(step: Step) -> None:
    """Serve the changed claim on the other side; its time to answer runs from then (CPL 128)."""
    for party in step.file.rows:
        if party.side != "claimant":
            _serve(step, party.pk, "claim_change", ("claim_change_notice",))


def open_top_up_refund(step: Step) -> None:
    """The top-up was not paid without good reason: half of what was collected goes back (CPLI 199)."""
    if "fees.refund" in registry.codes():
        step.open("fees.refund", facts={"ground": "top_up_unpaid"})


def open_performance(step: Step) -> None:
    """What was agreed before the court is a title; where nobody has to do anything, the dispute is over."""
    agreed = step.ctx.facts["mediation"]
    if agreed["payer"] == "nobody":
        step.close_dispute()
        return
    kept = ("payer", "instalments", "total", "terms")
    facts = {name: agreed[name] for name in kept}
    due = agreed["due"] or step.now.date().isoformat()
    title = {"title_kind": "mediation_document", "due": due, "enforceable": True}
    step.open("performance.title", facts={**facts, **title, "effective_on": step.now.date().isoformat()})

