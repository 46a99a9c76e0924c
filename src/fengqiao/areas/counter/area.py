"""The counter: what the area brings to the platform."""

from fengqiao.areas.counter import readers
from fengqiao.core.registry import Area

AREA = Area("counter", urls="fengqiao.areas.counter.urls", jobs=(readers.wipe,))
