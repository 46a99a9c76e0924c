"""Cross-region filing: what the area brings to the platform."""

from fengqiao.areas.crossregion import carrying, panels, services
from fengqiao.areas.crossregion.procedure import AnswerElsewhere, AssistedFiling, CompetentAnswer
from fengqiao.core.registry import Area, Panel

BOTH = ("crossregion.assist", "crossregion.request")

AREA = Area(
    "crossregion",
    procedures=(AssistedFiling, CompetentAnswer, AnswerElsewhere),
    effects={
        "ask_competent": services.ask_competent,
        "own_completion": services.own_completion,
        "ask_again": services.ask_again,
        "take_over": services.take_over,
        "known_court": services.known_court,
        "end_assisted": services.end_assisted,
        "alert_late": services.alert_late,
    },
    panels=(
        Panel("crossregion.proposal", "crossregion/proposal.html", panels.proposal, ("crossregion.assist",)),
        Panel("crossregion.exchange", "crossregion/exchange.html", panels.exchange, BOTH),
    ),
    urls="fengqiao.areas.crossregion.urls",
    jobs=(carrying.carry,),
    powers={"crossregion.assist.supply": "papers"},
    initial={"crossregion.assist.hand_over": panels.proposed_court},
)
