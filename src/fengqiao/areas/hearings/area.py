"""Hearings: what the area brings to the platform."""

from fengqiao.areas.hearings import panels, services, suggestions
from fengqiao.areas.hearings.procedure import Hearing, Hearing2
from fengqiao.core.registry import Area, Panel

AREA = Area(
    "hearings",
    procedures=(Hearing, Hearing2),
    effects={
        "book_hearing": services.book_hearing,
        "summon_parties": services.summon_parties,
        "free_hearing": services.free_hearing,
    },
    panels=(
        Panel("hearings.session", "hearings/session.html", panels.session, ("hearings.hearing",)),
        Panel("hearings.times", "hearings/times.html", panels.times, ("trial.first_instance",)),
    ),
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
