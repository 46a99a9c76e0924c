"""Supervision: figures over the record, with the cases behind them. Nobody fills in a report."""

from fengqiao.core.registry import Area

AREA = Area("supervision", urls="fengqiao.areas.supervision.urls")
