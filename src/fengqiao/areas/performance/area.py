"""Performance of a title: what the area brings to the platform."""

from fengqiao.areas.performance import panels, paper_facts, services
from fengqiao.areas.performance.procedure import Performance
from fengqiao.core.registry import Area, Panel

AREA = Area(
    "performance",
    procedures=(Performance,),
    effects={
        "note_title": services.note_title,
        "open_enforcement": services.open_enforcement,
        "close_performed_dispute": services.close_performed_dispute,
        "reopen_dispute": services.reopen_dispute,
    },
    panels=(Panel("performance.account", "performance/account.html", panels.account, ("performance.title",)),),
    initial={
        "performance.title.report_payment": panels.known_payment,
        "performance.title.report_receipt": panels.known_receipt,
    },
    paper_context={"effect_certificate": paper_facts.effect_certificate},
)
