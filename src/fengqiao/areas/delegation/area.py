"""Delegation and company accounts: who may act for another, within which limits."""

from fengqiao.areas.delegation import panels, rules, services
from fengqiao.areas.delegation.counsel import counsel
from fengqiao.core.registry import Area, Panel

AREA = Area(
    "delegation",
    panels=(Panel("delegation.agents", "delegation/agents.html", panels.agents),),
    urls="fengqiao.areas.delegation.urls",
    powers=rules.NEEDS,
    mandates=services.held,
    counsel=counsel,
)
"""Who reads and acts in another's place is decided at every request (core.powers)."""
