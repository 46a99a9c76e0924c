"""Calculators: what the statute library answers, as public pages that anybody can read, keep and print."""

from fengqiao.core.registry import Area

AREA = Area("calculators", urls="fengqiao.areas.calculators.urls")
