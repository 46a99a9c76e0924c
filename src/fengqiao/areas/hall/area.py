"""The service hall (诉讼服务大厅): numbers, windows, waiting; no procedure of its own."""

from fengqiao.areas.hall import figures, queue
from fengqiao.core.registry import Area, Indicator, Way

AREA = Area(
    "hall",
    indicators=(Indicator("hall.served", "R-HAL-01", figures.in_time, page="hall_manage"),),
    urls="fengqiao.areas.hall.urls",
    jobs=(queue.end_day,),
    ways=(
        Way("hall"),
        Way("hall_window", "window", queue.POSTS),
        Way("hall_manage", "people", queue.MANAGERS),
    ),
)
