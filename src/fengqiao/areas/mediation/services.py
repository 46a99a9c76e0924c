"""What mediation does beyond changing its state: numbers, consents, mediators, the dispute's end."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from fengqiao.areas.mediation import rules
from fengqiao.core.draws import hold_draw
from fengqiao.core.errors import Refused
from fengqiao.core.models import Posting, Representative, Standing
from fengqiao.core.rows import read
from fengqiao.core.step import Step
from fengqiao.kernel.procedure import Refusal
from fengqiao.law.instruments import CPL, OMR, TMR

Kept = dict[str, Any]


def number_mediation(step: Step) -> None:
    """Give the mediation its number (诉前调); it is no case number for statistics (R-CNO-07)."""
    step.number("诉前调")


def _word(step: Step, name: str, parties: Iterable[str]) -> Kept:
    """A word given: for each party when, over which channel and by whom (R-MED-01)."""
    given = {"at": step.now.isoformat(), "channel": step.actor.channel, "by": step.actor.name}
    return {name: {**(step.ctx.facts.get(name) or {}), **dict.fromkeys(parties, given)}}


def keep_offer(step: Step) -> Kept:
    """Whoever asks for mediation has agreed to it."""
    return _word(step, "consents", [str(p.id) for p in step.ctx.side("claimant")])


def keeps(name: str) -> Callable[[Step], Kept]:
    """An effect that keeps the word of those for whom the actor acts."""

    def effect(step: Step) -> Kept:
        return _word(step, name, rules.mine(step.ctx))

    return effect


def keep_signature(step: Step) -> Kept:
    """Sign; an agent settles only with special authority (CPL 62, R-MED-16)."""
    own = {p.id for p in step.ctx.acting if p.person == step.actor.person}
    others = [p.id for p in step.ctx.acting if p.id not in own]
    able = Representative.objects.filter(
        party__in=others, person=step.actor.person, until=None, special_power=True
    ).values_list("party_id", flat=True)
    if set(others) - set(able):
        raise Refused([Refusal("mediation.no_special_authority", CPL(62))])
    return _word(step, "signatures", rules.mine(step.ctx))


def keep_confirmed_facts(step: Step) -> Kept:
    """Confirm the undisputed facts; confirmed by all, and only then, they go with the dispute (OMR 18)."""
    kept = _word(step, "undisputed_by", rules.mine(step.ctx))
    if set(rules.sides(step.ctx)) <= set(kept["undisputed_by"]):
        step.amend_dispute(undisputed=step.ctx.facts["undisputed"])
    return kept


def _gone(step: Step) -> list[int]:
    """Mediators who have left this mediation."""
    left = "WHERE matter_id = %s AND role = 'mediator' AND until IS NOT NULL ORDER BY id"
    return [s.person_id for s in read(Standing, left, step.matter.pk)]


def _post(step: Step, person: int) -> Posting:
    day = step.now.date()
    held = "WHERE core_posting.court_id = %s AND core_posting.role = 'mediator' AND person_id = %s AND since <= %s"
    held += " AND (until IS NULL OR until >= %s) ORDER BY core_posting.id"
    posts = read(Posting, held, step.matter.court_id, person, day, day, of="person")
    if not posts:
        raise Refused([Refusal("mediation.not_on_the_list", TMR(12), field="mediator")])
    return posts[0]


def check_listed(step: Step) -> None:
    """The mediator named is on the list, is no party, and has not given this mediation back."""
    person = step.data.mediator
    _post(step, person)
    if person in {p.person for p in step.ctx.parties}:
        raise Refused([Refusal("mediation.mediator_is_party", TMR(15), field="mediator")])
    if person in _gone(step):
        raise Refused([Refusal("mediation.mediator_gone", OMR(13), field="mediator")])


def seat_chosen_mediator(step: Step) -> Kept:
    """Seat the mediator whom all sides have named."""
    post = _post(step, next(iter(step.ctx.facts["choices"].values())))
    step.stand(post.person_id, post.person.name, "mediator", why="joint choice")
    return {"chosen_by": "各方当事人共同选定", "disclosure": None, "kept": {}}


def draw_mediator(step: Step) -> Kept:
    """Draw a mediator from the list; one who gave this mediation back is not drawn again."""
    excluded = dict.fromkeys(_gone(step), ("recusal", OMR(13)))
    hold_draw(step, "mediator", purpose="mediator.appointment", excluded=excluded)
    return {"chosen_by": "本院从特邀调解员名册中随机指定", "disclosure": None, "kept": {}}


def unseat_mediator(step: Step) -> Kept:
    """End the mediator's standing; the sides choose again."""
    step.leave("mediator")
    return {"choices": {}, "disclosure": None, "kept": {}}


def open_unconfirmed_performance(step: Step) -> None:
    """Follow the agreement to its performance; unconfirmed, it cannot be enforced (CPL 206)."""
    facts = step.ctx.facts
    names = ("payer", "instalments", "total", "due", "terms", "clauses", "effective_on", "agreement_no")
    kept = {name: facts.get(name) for name in names}
    step.open("performance.title", facts={**kept, "title_kind": "agreement", "enforceable": False})


def end_mediated_dispute(step: Step) -> None:
    """The dispute is over: nothing about it remains to be done."""
    step.close_dispute()
