"""Green channels: what the area brings to the platform."""

from fengqiao.areas.green import panels, services
from fengqiao.areas.green.procedure import GreenChannel
from fengqiao.core.registry import Area, Panel

AREA = Area(
    "green",
    procedures=(GreenChannel,),
    effects={"order_green": services.order_green},
    panels=(Panel("green.channel", "green/channel.html", panels.channel),),
    urls="fengqiao.areas.green.urls",
)
