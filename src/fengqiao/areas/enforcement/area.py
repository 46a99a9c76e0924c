"""Enforcement: what the area brings to the platform."""

from fengqiao.areas.enforcement import panels, paper_facts, services
from fengqiao.areas.enforcement.procedure import EnforcementCase
from fengqiao.areas.enforcement.procedure2 import EnforcementWithCosts
from fengqiao.core.pacing import Paced
from fengqiao.core.registry import Area, Panel

AREA = Area(
    "enforcement",
    procedures=(EnforcementCase, EnforcementWithCosts),
    effects={
        "take_over_title": services.take_over_title,
        "number_enforcement": services.number_enforcement,
        "draw_officer": services.draw_officer,
        "serve_debtor": services.serve_debtor,
        "keep_account": services.keep_account,
        "close_case": services.close_case,
    },
    panels=(
        Panel("enforcement.account", "enforcement/account.html", panels.state_of_money, ("enforcement.case",)),
        Panel("enforcement.measures", "enforcement/measures.html", panels.measures, ("enforcement.case",)),
    ),
    paper_context={
        "enforcement_application": paper_facts.application,
        "enforcement_notice": paper_facts.notice,
        "asset_report_order": paper_facts.report_order,
        "consumption_order": paper_facts.consumption_order,
        "enforcement_closing": paper_facts.closing,
        "round_end_ruling": paper_facts.round_end,
    },
    jobs=(Paced(services.take_in_costs, minutes=10),),
)
