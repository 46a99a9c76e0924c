"""A few things handed in on the last day of a demonstration: over the window, and one laid into the locker."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from django.conf import settings

from fengqiao.adapters.sandbox import SandboxSms
from fengqiao.areas.handover import locker, services
from fengqiao.areas.handover.facts import Intake
from fengqiao.areas.handover.models import Stay
from fengqiao.areas.handover.panels import DROPS_FOR
from fengqiao.config import lockering
from fengqiao.config.simulation.play import Play
from fengqiao.core import clock
from fengqiao.core.engine import open_under
from fengqiao.core.models import Matter, Party, Standing

_THINGS = (("original", "借条", 1, 1), ("copy", "银行流水", 3, 12), ("medium", "通话录音光盘", 1, 0))
_DROP = "补充的微信聊天记录，打印件 1 份"


def play(stage: Play, until: datetime) -> int:
    """Hand a few things in and drop one; answer how many. Nothing where the court has no open case to which they belong."""
    cases = Matter.objects.filter(procedure__in=DROPS_FOR, ended=False, court=stage.court).select_related("court", "dispute")
    benched = Standing.objects.filter(role__in=("judge", "clerk"), until=None).values("matter")
    found = list(cases.filter(pk__in=benched).order_by("-id")[: len(_THINGS) + 1])
    found += list(cases.exclude(pk__in=benched).order_by("-id")[: len(_THINGS) + 1 - len(found)])
    holder = stage.troupe.holder("filing_clerk", stage.chance)
    if holder is None or not found:
        return 0
    with clock.at(until - timedelta(minutes=40)):
        for n, (matter, thing) in enumerate(zip(found, _THINGS, strict=False)):
            told = {"giver": _claimant(matter).name, "items": [dict(zip(("kind", "title", "count", "pages"), thing, strict=True))]}
            clerk = stage.troupe.staff(holder)
            services.take_in(stage.court, Intake.model_validate(told), matter, clerk, f"play{n}")
    with clock.at(until - timedelta(minutes=20)):
        return min(len(found), len(_THINGS)) + _drop(stage, found[-1])


def _claimant(matter: Matter) -> Party:
    return Party.objects.filter(dispute=matter.dispute_id, side="claimant").select_related("person")[0]


def _drop(stage: Play, matter: Matter) -> int:
    """The claimant lays something into the demonstration's locker, with the code from the phone."""
    machine, first = lockering.sandbox_locker(), _claimant(matter)
    who = stage.troupe.party(first.person_id, matter.pk, stage.chance)
    if machine is None or who is None:
        return 0
    receipt = open_under(matter.no, "handover.drop", actor=who, data={"what": _DROP, "size": "small"})
    stay = Stay.objects.select_related("person").get(matter__no=receipt.no)
    locker.tend(stay.pk)
    newest = SandboxSms(settings.DATA_DIR / "sandbox").messages(stay.person.phone, 1)
    code = re.search(r"(\d{4}) (\d{4})", newest[0]["text"]) if newest else None
    if code is None or not machine.visit("".join(code.groups()), "lost"):
        return 0
    locker.tend(stay.pk)
    return 1
