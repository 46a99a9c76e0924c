"""The handover centre (材料收转): a receipt for each thing, and its way from hand to hand."""

from fengqiao.areas.handover import figures, panels, services
from fengqiao.areas.handover.procedure import HandedItem
from fengqiao.core.registry import Area, Indicator, Panel, Way

AREA = Area(
    "handover",
    procedures=(HandedItem,),
    effects={"admit_giver": services.admit_giver},
    panels=(Panel("handover.item", "handover/item.html", panels.item, ("handover.item",)),),
    indicators=(Indicator("handover.acknowledged", "R-HAN-01", figures.in_time, figures.cases),),
    urls="fengqiao.areas.handover.urls",
    ways=(Way("handover", "papers", services.POSTS),),
)
