"""Service of papers: what the area brings to the platform."""

from fengqiao.areas.service import services
from fengqiao.areas.service.procedure import Delivery
from fengqiao.core.registry import Area

AREA = Area(
    "service",
    procedures=(Delivery,),
    effects={
        "address_party": services.address_party,
        "confirm_arrival": services.confirm_arrival,
        "confirm_address": services.confirm_address,
    },
    paper_context={
        "service_receipt": services.receipt_facts,
        "address_confirmation": services.address_facts,
    },
)
