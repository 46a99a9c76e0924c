"""A secret volume on the last day of a demonstration: what the judge of one case wrote for himself."""

from __future__ import annotations

from datetime import datetime, timedelta
from io import BytesIO

from fengqiao.areas.dossier import services
from fengqiao.config.simulation.play import Play
from fengqiao.core import clock
from fengqiao.core.engine import perform
from fengqiao.core.models import Matter, Standing
from fengqiao.web import uploads

_STATES = ("judging", "hearing")
_PAPERS = (
    ("reading_notes", "阅卷笔录", "阅卷笔录（演示）：借条、转账记录与诉称一致；被告主张已归还部分借款，需要查清还款的时间和数额。"),
    ("review_report", "审理报告", "审理报告（演示）：争议焦点一是借款本金数额，二是利息计算标准和起止日期。"),
)


def play(stage: Play, until: datetime) -> int:
    """Open the volume of the newest case with a judge and file two papers; answer how many were filed."""
    cases = Matter.objects.filter(procedure=services.CASE, state__in=_STATES, ended=False, court=stage.court)
    for case in cases.order_by("-state", "-id"):
        judge = Standing.objects.filter(matter=case, role="judge", until=None).values_list("person_id", flat=True).first()
        if judge is not None:
            with clock.at(until - timedelta(minutes=30)):
                return _file(stage, case, judge)
    return 0


def _file(stage: Play, case: Matter, judge: int) -> int:
    actor = stage.troupe.staff(judge)
    no = services.open_volume(actor, case)
    for slot, title, text in _PAPERS:
        upload = uploads.keep(BytesIO(text.encode()), name=f"{title}.txt", kind="text/plain", person=judge)
        perform(no, "add", actor=actor, data={"slot": slot, "title": title, "files": [upload.key]})
    return len(_PAPERS)
