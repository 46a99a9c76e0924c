"""Mediation before filing: what the area brings to the platform."""

from fengqiao.areas.mediation import services
from fengqiao.areas.mediation.procedure import PreLitigationMediation
from fengqiao.core.registry import Area

AREA = Area(
    "mediation",
    procedures=(PreLitigationMediation,),
    effects={
        "number_mediation": services.number_mediation,
        "seat_chosen_mediator": services.seat_chosen_mediator,
        "draw_mediator": services.draw_mediator,
        "unseat_mediator": services.unseat_mediator,
        "close_settled": services.close_settled,
    },
)
