"""Guidance (诉讼引导): what is worth knowing before filing, and the papers that a litigant needs."""

from fengqiao.core.registry import Area

AREA = Area("guidance", urls="fengqiao.areas.guidance.urls")
