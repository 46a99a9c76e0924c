"""The clerk's page: call, serve, pass on, end; every key is shown on its button."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fengqiao.areas.hall import queue, views
from fengqiao.areas.hall.models import AT_WINDOW, Ticket, Window
from fengqiao.areas.hall.queue import HallError, Wish
from fengqiao.areas.hall.reasons import OUTCOMES, REASONS, minutes, number
from fengqiao.core import clock, drafts
from fengqiao.core.models import Court
from fengqiao.core.words import say, word
from fengqiao.web.guard import staff_only

QUEUE_SHOWN = 12


def _court(request: HttpRequest) -> Court:
    """The court at whose windows the actor may sit; for all others there is no such page."""
    courts = queue.works_at_windows(request.actor)
    if not courts:
        raise Http404
    return Court.objects.get(pk=min(courts))


@require_safe
@staff_only
@never_cache
def window(request: HttpRequest) -> HttpResponse:
    """The window at which one sits, or the choice of one."""
    here = _court(request)
    try:
        mine = queue.at_window(request.actor)
    except HallError:
        rows = Window.objects.filter(court=here).select_related("clerk")
        context = {"title": word("hall.window"), "windows": [views.window_row(w) for w in rows]}
        return render(request, "hall/choose.html", context)
    return render(request, "hall/window.html", _context(request, mine))


def _context(request: HttpRequest, mine: Window) -> dict[str, Any]:
    held = queue.current(mine)
    rows = list(queue.waiting(mine.court_id, mine.reasons)[: QUEUE_SHOWN + 1])
    about = queue.named(request.actor, held.about) if held is not None else None
    now = clock.now()
    return {
        "title": say("hall.window_no", {"n": mine.no}),
        "window": views.window_row(mine),
        "ticket": held,
        "head": say(f"hall.desk.{held.stage}", {}) if held else "",
        "reason": word(f"hall.reason.{held.reason}") if held else "",
        "priority": views.priority(held) if held else "",
        "to_show": bool(held and held.ground and not held.proved),
        "may_miss": bool(held and held.calls >= number("calls")),
        "calls_needed": number("calls"),
        "matter_url": reverse("matter", args=[about.no]) if about else "",
        "about": held.about if held else "",
        "draft": bool(held and held.draft_id),
        "outcomes": [{"value": o, "label": word(f"hall.outcome.{o}"), "key": n} for n, o in enumerate(OUTCOMES, 1)],
        "others": [{"value": r.code, "label": word(f"hall.reason.{r.code}")} for r in REASONS if held and r.code != held.reason],
        "queue": [
            {"number": t.number, "reason": word(f"hall.reason.{t.reason}"), "priority": word(f"hall.ground.{t.ground}") if t.ground else "",
             "booked": t.slot is not None, "minutes": max(0, int((now - t.taken_at).total_seconds() // 60)) if t.slot is None else ""}
            for t in rows[:QUEUE_SHOWN]
        ],
        "more": len(rows) > QUEUE_SHOWN,
    }


@require_POST
@staff_only
def sit(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a window and sit at it."""
    here = _court(request)
    found = Window.objects.filter(pk=pk, court=here).first()
    if found is None:
        raise Http404
    return _done(request, lambda: queue.sit_down(found, request.actor))


@require_POST
@staff_only
def act(request: HttpRequest) -> HttpResponse:
    """One step at the window. The ticket that was on the page is named, so that a stale page changes nothing."""
    _court(request)
    name, code = request.POST.get("do", ""), request.POST.get("ticket", "")
    if name in ("next", "leave"):
        deed = queue.call_next if name == "next" else queue.leave
        return _done(request, lambda: deed(request.actor), empty="hall.nobody" if name == "next" else "")
    ticket = Ticket.objects.filter(code=code, stage__in=AT_WINDOW).first()
    if ticket is None:
        messages.error(request, word("hall.refused.moved_on"))
        return redirect("hall_window")
    typed, actor = request.POST, request.actor
    deeds = {
        "again": lambda: queue.call_again(ticket, actor),
        "start": lambda: queue.begin(ticket, actor),
        "miss": lambda: queue.miss(ticket, actor),
        "done": lambda: queue.finish(ticket, typed.get("outcome", ""), actor),
        "transfer": lambda: queue.transfer(ticket, typed.get("reason", ""), actor),
        "shown": lambda: queue.shown(ticket, actor),
        "not_shown": lambda: queue.not_shown(ticket, actor),
    }
    if name not in deeds:
        raise Http404
    return _done(request, deeds[name])


def _done(request: HttpRequest, deed: Any, *, empty: str = "") -> HttpResponse:
    try:
        answer = deed()
    except HallError as refused:
        messages.error(request, word(refused.key))
    else:
        if empty and answer is None:
            messages.info(request, word(empty))
    return redirect("hall_window")


@require_safe
@staff_only
@never_cache
def draft(request: HttpRequest) -> HttpResponse:
    """What the visitor has filled in so far, to read, while the number is at the clerk's own window."""
    _court(request)
    try:
        held = queue.current(queue.at_window(request.actor))
    except HallError as refused:
        raise Http404 from refused
    if held is None or held.draft is None:
        raise Http404
    sections = [
        {"title": word(f"intake.step.{step}"), "lines": list(_lines(answers))}
        for step, answers in held.draft.data.items()
        if isinstance(answers, dict) and answers
    ]
    context = {"title": say("hall.draft_of", {"number": held.number}), "sections": sections,
               "crumbs": [{"url": reverse("hall_window"), "label": word("hall.window")}, {"label": held.number}]}
    return render(request, "hall/draft.html", context)


def _lines(value: Any) -> Any:
    """Every text that was typed, in its order."""
    if isinstance(value, dict):
        for inner in value.values():
            yield from _lines(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _lines(inner)
    elif isinstance(value, str) and value:
        yield value[:2000]


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
@never_cache
def give(request: HttpRequest) -> HttpResponse:
    """The guide desk: a number for somebody who stands before it, with the slip to print."""
    here = _court(request)
    context: dict[str, Any] = {
        "title": word("hall.give"),
        "reason": views.reason_field(""),
        "ground": views.ground_field(""),
        "key": drafts.new_key(),
        "advance": int(minutes("priority_minutes").total_seconds() // 60),
    }
    status = 200
    if request.method == "POST":
        typed = request.POST
        key = f"desk:{typed.get('key', '')[:60]}"
        wish = Wish(typed.get("reason", ""), typed.get("ground", ""), typed.get("about", "")[:40], "desk", key)
        try:
            taken = queue.take(here, wish, request.actor)
            address = request.build_absolute_uri(reverse("hall_ticket", args=[taken.code]))
            context.update(views.slip(taken, address), title=word("hall.give"), reason_text=word(f"hall.reason.{taken.reason}"),
                           reason=views.reason_field(""))
        except HallError as refused:
            context["error"], status = word(refused.key), 422
    return render(request, "hall/give.html", context, status=status)
