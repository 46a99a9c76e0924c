"""The handover centre (材料收转): a receipt for each thing, and its way from hand to hand."""

from fengqiao.areas.handover import effects, figures, locker, panels, services
from fengqiao.areas.handover.hands import Hands
from fengqiao.areas.handover.procedure import HandedItem
from fengqiao.areas.handover.procedure2 import Drop, HandedItemBoxed
from fengqiao.core.registry import Area, Indicator, Panel, Way

AREA = Area(
    "handover",
    procedures=(HandedItem, HandedItemBoxed, Drop),
    effects={
        "admit_giver": services.admit_giver,
        "admit_dropper": effects.admit_dropper,
        "admit_fetcher": effects.admit_fetcher,
        "ask_box": effects.ask_box,
        "send_code": effects.send_code,
        "close_box": effects.close_box,
        "end_stay": effects.end_stay,
        "counted_here": effects.counted_here,
    },
    panels=(
        Panel("handover.item", "handover/item.html", panels.item, ("handover.item",)),
        Panel("handover.drop", "handover/drop.html", panels.drop, ("handover.drop",)),
        Panel("handover.way", "handover/way.html", panels.way, panels.DROPS_FOR),
    ),
    indicators=(Indicator("handover.acknowledged", "R-HAN-01", figures.in_time, figures.cases),),
    urls="fengqiao.areas.handover.urls",
    ways=(Way("handover", "papers", services.POSTS),),
    layouts={"handover.item.forward": Hands()},
    elsewhere={"handover.drop.count": panels.count_address},
    jobs=(locker.tend_boxes,),
    powers={"handover.drop.ask": "papers", "handover.drop.withdraw": "papers"},
)
