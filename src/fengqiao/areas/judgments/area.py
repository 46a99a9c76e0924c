"""Judgments: what the area brings to the platform."""

from fengqiao.areas.judgments import drafting, panels, services
from fengqiao.areas.judgments.procedure import Judgment
from fengqiao.core.registry import Area, Panel

AREA = Area(
    "judgments",
    procedures=(Judgment,),
    effects={
        "gather_for_judgment": services.gather_for_judgment,
        "serve_judgment": services.serve_judgment,
        "serve_judgment_again": services.serve_judgment_again,
        "serve_correction": services.serve_correction,
        "reckon_appeal_fee": services.reckon_appeal_fee,
        "name_appeal_court": services.name_appeal_court,
        "certify_effect": services.certify_effect,
        "open_title": services.open_title,
    },
    panels=(
        Panel("judgments.appeal", "judgments/appeal.html", panels.periods_to_appeal, ("judgments.judgment",)),
    ),
    paper_context={
        "judgment": drafting.judgment_context,
        "correction_ruling": drafting.correction_context,
    },
    initial={"judgments.judgment.draft": drafting.initial},
)
