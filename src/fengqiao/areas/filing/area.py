"""Filing: what the area brings to the platform."""

from fengqiao.areas.filing import panels, services
from fengqiao.areas.filing.accepting import Proposed
from fengqiao.areas.filing.correcting import Points
from fengqiao.areas.filing.procedure import (
    FirstInstanceFiling,
    FirstInstanceFilingWithComplaint,
    FirstInstanceFilingWithFollowing,
)
from fengqiao.core import agents
from fengqiao.core.registry import Area, Panel

AREA = Area(
    "filing",
    procedures=(FirstInstanceFiling, FirstInstanceFilingWithComplaint, FirstInstanceFilingWithFollowing),
    effects={
        "keep_receipt_date": services.keep_receipt_date,
        "each_point_answered": services.each_point_answered,
        "write_corrections": services.write_corrections,
        "alert_division_head": services.alert_division_head,
        "tell_proposer": services.tell_proposer,
        "open_trial": services.open_trial,
        "number_ruling": services.number_ruling,
        "end_unfiled": services.end_unfiled,
        "recognise_power": agents.recognise_power,
    },
    panels=(
        Panel("filing.notice", "filing/notice.html", panels.notice, ("filing.first_instance",)),
        Panel("filing.refusal", "filing/refusal.html", panels.refusal, ("filing.first_instance",)),
        Panel("filing.review", "filing/review.html", panels.review, ("filing.first_instance",)),
    ),
    paper_context={
        "complaint": services.complaint,
        "correction_notice": services.correction_notice,
        "refusal_ruling": services.refusal_ruling,
        "return_notice": services.return_notice,
    },
    along=frozenset({"complaint"}),
    layouts={
        "filing.first_instance.accept": Proposed(),
        "filing.first_instance.file_first": Proposed(),
        "filing.first_instance.correct": Points(),
        "filing.first_instance.correct_at_counter": Points(),
    },
    initial={
        "filing.first_instance.request_correction": panels.suggested_defects,
        "filing.first_instance.refuse": panels.drafted_refusal,
    },
)
