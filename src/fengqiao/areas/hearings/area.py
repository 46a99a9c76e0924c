"""Hearings: what the area brings to the platform."""

from fengqiao.areas.hearings import services, suggestions
from fengqiao.areas.hearings.procedure import Hearing
from fengqiao.core.registry import Area

AREA = Area(
    "hearings",
    procedures=(Hearing,),
    effects={
        "book_hearing": services.book_hearing,
        "summon_parties": services.summon_parties,
        "free_hearing": services.free_hearing,
    },
    paper_context={
        "summons": services.summons_facts,
        "transcript": services.transcript_facts,
    },
    initial={
        "trial.first_instance.schedule": suggestions.scheduling,
        "hearings.hearing.open_session": suggestions.session,
        "hearings.hearing.record": suggestions.transcript,
    },
)
