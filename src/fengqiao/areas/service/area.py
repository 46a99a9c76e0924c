"""Service of papers: what the area brings to the platform."""

from fengqiao.areas.service import panels, services
from fengqiao.areas.service.procedure import Delivery
from fengqiao.core.registry import Area, Panel

AREA = Area(
    "service",
    procedures=(Delivery,),
    effects={
        "address_party": services.address_party,
        "confirm_arrival": services.confirm_arrival,
        "confirm_address": services.confirm_address,
    },
    panels=(Panel("service.attempts", "service/attempts.html", panels.attempts, ("service.delivery",)),),
    paper_context={
        "service_receipt": services.receipt_facts,
        "address_confirmation": services.address_facts,
    },
)
