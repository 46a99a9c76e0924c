"""Performance of a title: what the area brings to the platform."""

from fengqiao.areas.performance import paper_facts, services
from fengqiao.areas.performance.procedure import Performance
from fengqiao.core.registry import Area

AREA = Area(
    "performance",
    procedures=(Performance,),
    effects={
        "note_title": services.note_title,
        "open_enforcement": services.open_enforcement,
        "close_performed_dispute": services.close_performed_dispute,
        "reopen_dispute": services.reopen_dispute,
    },
    paper_context={"effect_certificate": paper_facts.effect_certificate},
)
