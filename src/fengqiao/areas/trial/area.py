"""Civil trial at first instance: what the area brings to the platform."""

from fengqiao.areas.trial import panels, paper_facts, services
from fengqiao.areas.trial.procedure import FirstInstance
from fengqiao.areas.trial.procedure2 import FirstInstanceToppedUp
from fengqiao.areas.trial.procedure3 import FirstInstanceWithAgents
from fengqiao.core import agents
from fengqiao.core.registry import Area, Panel

AREA = Area(
    "trial",
    procedures=(FirstInstance, FirstInstanceToppedUp, FirstInstanceWithAgents),
    effects={
        "number_trial": services.number_trial,
        "open_case_fee": services.open_case_fee,
        "draw_bench": services.draw_bench,
        "redraw_judge": services.redraw_judge,
        "redraw_recused": services.redraw_recused,
        "tell_bench": services.tell_bench,
        "serve_complaint": services.serve_complaint,
        "serve_once_more": services.serve_once_more,
        "serve_defence": services.serve_defence,
        "add_evidence": services.add_evidence,
        "open_hearing": services.open_hearing,
        "tell_heads": services.tell_heads,
        "end_children": services.end_children,
        "close_trial_dispute": services.close_trial_dispute,
        "open_fee_refund": services.open_fee_refund,
        "open_top_up": services.open_top_up,
        "amend_claims": services.amend_claims,
        "restore_claims": services.restore_claims,
        "open_change_fee": services.open_change_fee,
        "serve_change": services.serve_change,
        "open_top_up_refund": services.open_top_up_refund,
        "recognise_power_at_trial": agents.recognise_power,
        "open_performance": services.open_performance,
    },
    panels=(
        Panel("trial.limit", "trial/limit.html", panels.limit, panels.PROCEDURES),
        Panel("trial.pleadings", "trial/pleadings.html", panels.pleadings, panels.PROCEDURES),
    ),
    initial={"trial.first_instance.change_claim": panels.claims_now},
    paper_context={
        "claim_change_notice": paper_facts.claim_change,
        "acceptance_notice": paper_facts.acceptance,
        "assignment_notice": paper_facts.assignment,
        "panel_notice": paper_facts.panel,
        "response_notice": paper_facts.response,
        "evidence_notice": paper_facts.evidence,
        "deemed_withdrawal_ruling": paper_facts.deemed_withdrawal,
        "withdrawal_ruling": paper_facts.withdrawal,
        "mediation_document": paper_facts.mediated,
        "extension_decision": paper_facts.extension,
        "conversion_ruling": paper_facts.conversion,
        "jurisdiction_ruling": paper_facts.jurisdiction,
    },
)
