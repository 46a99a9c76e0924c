"""Mediation before filing: what the area brings to the platform."""

from fengqiao.areas.mediation import panels, paper_facts, services
from fengqiao.areas.mediation.procedure import PreLitigationMediation, PreLitigationMediation2
from fengqiao.core.registry import Area, Panel

AREA = Area(
    "mediation",
    procedures=(PreLitigationMediation, PreLitigationMediation2),
    effects={
        "number_mediation": services.number_mediation,
        "keep_offer": services.keep_offer,
        "keep_consent": services.keeps("consents"),
        "keep_approval": services.keeps("kept"),
        "keep_longer": services.keeps("longer"),
        "keep_application": services.keeps("applications"),
        "keep_signature": services.keep_signature,
        "keep_confirmed_facts": services.keep_confirmed_facts,
        "check_listed": services.check_listed,
        "seat_chosen_mediator": services.seat_chosen_mediator,
        "draw_mediator": services.draw_mediator,
        "unseat_mediator": services.unseat_mediator,
        "open_unconfirmed_performance": services.open_unconfirmed_performance,
        "end_mediated_dispute": services.end_mediated_dispute,
    },
    panels=(Panel("mediation.course", "mediation/course.html", panels.course, ("mediation.pre_litigation",)),),
    initial={"mediation.pre_litigation.record_agreement": panels.known_agreement},
    paper_context={
        "referral_letter": paper_facts.referral_letter,
        "mediation_agreement": paper_facts.mediation_agreement,
        "confirmation_application": paper_facts.confirmation_application,
    },
)
