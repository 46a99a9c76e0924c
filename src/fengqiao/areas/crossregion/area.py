"""Cross-region filing: what the area brings to the platform."""

from fengqiao.areas.crossregion import carrying, choosing, figures, models, panels, services
from fengqiao.areas.crossregion.procedure import AnswerElsewhere, AssistedFiling, CompetentAnswer
from fengqiao.core.registry import Area, Indicator, Panel

SHOWN = ("crossregion.assist", "crossregion.request", "crossregion.remote")

AREA = Area(
    "crossregion",
    procedures=(AssistedFiling, CompetentAnswer, AnswerElsewhere),
    effects={
        "ask_competent": services.ask_competent,
        "own_completion": services.own_completion,
        "ask_again": services.ask_again,
        "take_over": services.take_over,
        "bring_powers": services.bring_powers,
        "known_court": services.known_court,
        "end_handed_in": services.end_handed_in,
        "end_assisted": services.end_assisted,
        "alert_late": services.alert_late,
    },
    panels=(
        Panel("crossregion.proposal", "crossregion/proposal.html", panels.proposal, ("crossregion.assist",)),
        Panel("crossregion.exchange", "crossregion/exchange.html", panels.exchange, SHOWN),
    ),
    indicators=(Indicator("crossregion.answered", "R-FIL-15", figures.in_time, figures.answered),),
    urls="fengqiao.areas.crossregion.urls",
    jobs=(carrying.carry, models.forget),
    powers={"crossregion.assist.supply": "papers"},
    initial={"crossregion.assist.hand_over": choosing.proposed_court},
    layouts={"crossregion.assist.hand_over": choosing.Choice()},
)
