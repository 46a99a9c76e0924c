"""Judicial confirmation: what the area brings to the platform."""

from fengqiao.areas.confirmation import panels, paper_facts, services
from fengqiao.areas.confirmation.procedure import JudicialConfirmation, JudicialConfirmation2
from fengqiao.core.registry import Area, Panel

AREA = Area(
    "confirmation",
    procedures=(JudicialConfirmation, JudicialConfirmation2),
    effects={
        "number_confirmation": services.number_confirmation,
        "draw_confirming_judge": services.draw_confirming_judge,
        "release_confirming_judge": services.release_confirming_judge,
        "open_confirmed_performance": services.open_confirmed_performance,
    },
    panels=(
        Panel("confirmation.agreement", "confirmation/agreement.html", panels.agreement, ("confirmation.judicial",)),
    ),
    paper_context={
        "confirmation_ruling": paper_facts.ruling,
        "confirmation_rejection": paper_facts.ruling,
        "confirmation_nonacceptance": paper_facts.ruling,
    },
)
