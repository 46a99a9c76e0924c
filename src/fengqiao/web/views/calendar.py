"""The calendar of the court: who sits where, by week. Read from the bookings that forbid a clash."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from fengqiao.core import access, clock
from fengqiao.core.models import Booking, Room
from fengqiao.law.calendar import calendar as court_calendar
from fengqiao.web.guard import staff_only
from fengqiao.web.templatetags.words import day
from fengqiao.web.views.pages import english

HALF = timedelta(minutes=30)
OPENS, CLOSES = time(8, 0), time(18, 0)
LANES = 2
YEARS = 20
"""How far back and ahead the calendar can be turned."""
WEEKDAYS = ("星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日")


@require_safe
@staff_only
def week(request: HttpRequest) -> HttpResponse:
    """One week of the court; ``?mine=1`` only the hearings of the one who looks."""
    first = _monday(request.GET.get("from", ""))
    mine = request.GET.get("mine") == "1"
    rows = _bookings(request, first, mine)
    columns = [_column(first + timedelta(days=n), rows) for n in range(7)]
    columns = [c for n, c in enumerate(columns) if n < 5 or c["events"] or not c["off"]]
    half_hours = (datetime.combine(first, CLOSES) - datetime.combine(first, OPENS)) // HALF
    starts = [datetime.combine(first, OPENS) + n * HALF for n in range(half_hours)]
    context = {
        "title": _("庭审排期"),
        "mine": mine,
        "week": {
            "label": f"{day(first)} – {day(first + timedelta(days=6))}",
            "previous_url": _url(first - timedelta(days=7), mine),
            "next_url": _url(first + timedelta(days=7), mine),
            "today_url": _url(_monday(""), mine),
            "hours": [f"{s:%H:%M}" if s.minute == 0 else "" for s in starts],
            "columns": columns,
        },
    }
    return render(request, "web/calendar.html", context)


def _monday(text: str) -> date:
    try:
        held = date.fromisoformat(text)
    except ValueError:
        held = clock.today()
    if abs(held.year - clock.today().year) > YEARS:
        held = clock.today()
    return held - timedelta(days=held.weekday())


def _url(first: date, mine: bool) -> str:
    return f"{reverse('calendar')}?from={first.isoformat()}" + ("&mine=1" if mine else "")


def _bookings(request: HttpRequest, first: date, mine: bool) -> list[Booking]:
    start = datetime.combine(first, time(), clock.ZONE)
    rows = Booking.objects.filter(slot__gte=start, slot__lt=start + timedelta(days=7), resource__startswith="room:")
    rows = rows.filter(court_id__in=request.actor.courts)
    if mine:
        judge = Booking.objects.filter(resource=f"judge:{request.actor.person}", slot__gte=start)
        rows = rows.filter(matter__in=judge.values("matter"))
    seen = access.visible(request.actor)
    shown = Q(matter__in=seen)
    return list(rows.filter(shown).select_related("matter__dispute").order_by("matter_id", "slot"))


def _column(held: date, rows: Iterable[Booking]) -> dict[str, Any]:
    today = [b for b in rows if clock.local(b.slot).date() == held]
    events = sorted((_event(list(g)) for _k, g in groupby(today, key=lambda b: b.matter_id)), key=lambda e: e["row"])
    _lanes(events)
    rest = court_calendar().rest(held)
    return {
        "label": f"{held:%A}" if english() else WEEKDAYS[held.weekday()],
        "sub": f"{held.month}/{held.day}",
        "today": held == clock.today(),
        "off": "" if rest is None else _("休息日"),
        "events": events,
    }


def _event(slots: list[Booking]) -> dict[str, Any]:
    first, last = clock.local(slots[0].slot), clock.local(slots[-1].slot) + HALF
    opens = datetime.combine(first.date(), OPENS, clock.ZONE)
    matter = slots[0].matter
    room = slots[0].resource.removeprefix("room:")
    return {
        "row": max(1, (first - opens) // HALF + 1),
        "span": max(1, min(12, (last - first) // HALF)),
        "time_text": f"{first:%H:%M}–{last:%H:%M}",
        "title": matter.dispute.title,
        "sub": Room.objects.get(pk=int(room)).name if room.isdigit() else room,
        "url": reverse("matter", args=[matter.no]),
    }


def _lanes(events: list[dict[str, Any]]) -> None:
    """Put hearings at the same hour side by side."""
    for event in events:
        others = [e for e in events if e is not event and _meet(e, event)]
        if others:
            taken = {e.get("lane") for e in others}
            event["lanes"] = LANES
            event["lane"] = next((n for n in (1, 2) if n not in taken), 2)


def _meet(one: dict[str, Any], two: dict[str, Any]) -> bool:
    return bool(one["row"] < two["row"] + two["span"] and two["row"] < one["row"] + one["span"])
