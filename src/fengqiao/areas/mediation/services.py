"""What mediation does beyond changing its state: numbers, mediators, the dispute's end."""

from __future__ import annotations

from fengqiao.core.draws import hold_draw
from fengqiao.core.errors import Refused
from fengqiao.core.models import Posting, Standing
from fengqiao.core.step import Step
from fengqiao.kernel.procedure import Refusal
from fengqiao.law.instruments import OMR, TMR


def number_mediation(step: Step) -> None:
    """Give the mediation its number (诉前调); it is no case number for statistics (R-CNO-07)."""
    step.number("诉前调")


def seat_chosen_mediator(step: Step) -> None:
    """Seat the mediator whom all sides have named."""
    named = next(iter(step.ctx.facts["choices"].values()))
    post = Posting.objects.filter(court=step.matter.court, role="mediator", person=named).select_related("person").first()
    if post is None:
        raise Refused([Refusal("mediation.not_on_the_list", TMR(12), field="mediator")])
    step.stand(post.person_id, post.person.name, "mediator", why="joint choice")


def draw_mediator(step: Step) -> None:
    """Draw a mediator from the list; one who gave this mediation back is not drawn again."""
    gone = Standing.objects.filter(matter=step.matter, role="mediator").exclude(until=None)
    hold_draw(
        step,
        "mediator",
        purpose="mediator.appointment",
        excluded=dict.fromkeys(gone.values_list("person_id", flat=True), ("recusal", OMR(13))),
    )


def unseat_mediator(step: Step) -> dict[str, object]:
    """End the mediator's standing; the sides choose again."""
    step.leave("mediator")
    return {"choices": {}}


def close_settled(step: Step) -> None:
    """The agreement has been performed: the dispute is over."""
    step.close_dispute()
