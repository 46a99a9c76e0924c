"""Choosing the nearest court, and the figures of the answers."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from fengqiao.areas.crossregion import figures
from fengqiao.core import clock
from fengqiao.core.models import Court, Matter
from fengqiao.core.words import say, word
from fengqiao.law.settings import setting
from fengqiao.web.guard import staff_only

DAYS, SHOWN = 90, 100


@require_safe
def nearest(request: HttpRequest) -> HttpResponse:
    """Which court takes the papers in: any of this installation, whoever has jurisdiction."""
    courts = Court.objects.order_by("id")
    rows = [{"name": c.name, "url": f"{reverse('tell')}?court={c.code}", "hotline": c.hotline} for c in courts]
    minutes = setting("cross_region.response_minutes").value
    context = {"title": word("crossregion.nearest"), "courts": rows, "lead": say("crossregion.nearest.lead", {"n": minutes})}
    return render(request, "crossregion/nearest.html", context)


@require_safe
@staff_only
def answer_times(request: HttpRequest) -> HttpResponse:
    """How fast this court answers, by assisting court, with the cases behind each line."""
    court, last = min(request.actor.courts), clock.today()
    first = last - timedelta(days=DAYS)
    start, end = (datetime.combine(d, time(), clock.ZONE) for d in (first, last + timedelta(days=1)))
    wanted = request.GET.get("assisting", "")[:20]
    cases = figures.cases(court, start, end, wanted)[:SHOWN] if wanted else []
    context = {
        "title": word("crossregion.figures"),
        "lead": say("crossregion.figures.lead", {"n": setting("cross_region.response_minutes").value, "days": DAYS}),
        "table": _table(figures.answers(court, start, end)),
        "cases": [_case(m) for m in cases],
    }
    return render(request, "crossregion/figures.html", context)


def _table(rows: list[figures.Answers]) -> list[dict[str, Any]]:
    return [
        {
            "name": r.name,
            "url": f"?assisting={r.code}",
            "count": r.count,
            "median": "—" if r.median is None else f"{r.median:g}",
            "share": f"{r.in_time * 100 / r.owed:.0f}%",
            "in_time": r.in_time,
            "owed": r.owed,
            "open_late": r.open_late,
        }
        for r in rows
    ]


def _case(m: Matter) -> dict[str, Any]:
    return {
        "url": reverse("matter", args=[m.no]),
        "title": m.dispute.title,
        "no": m.no,
        "state": word(f"{m.procedure}.state.{m.state}"),
        "minutes": say("crossregion.figures.minutes" if m.ended else "crossregion.figures.waiting", {"n": figures.minutes(m)}),
    }
