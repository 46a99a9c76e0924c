"""The hall manager's pages: the figures of the day, the tickets behind them, the windows."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from fengqiao.areas.hall import figures, pages, queue, views
from fengqiao.areas.hall.models import Ticket, Window
from fengqiao.areas.hall.reasons import BY_CODE, REASONS
from fengqiao.core import clock
from fengqiao.core.models import Court
from fengqiao.core.words import word
from fengqiao.web.guard import staff_only
from fengqiao.web.templatetags.words import day as day_text

PAGE = 50
STAGES = {"all": (), "waiting": ("waiting", "called", "serving"), "served": ("done",), "missed": ("missed",),
          "given_up": ("cancelled", "expired")}


def _court(request: HttpRequest) -> Court:
    courts = queue.manages(request.actor)
    if not courts:
        raise Http404
    return Court.objects.get(pk=min(courts))


def _day(request: HttpRequest) -> date:
    try:
        asked = date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return clock.today()
    return min(asked, clock.today())


@require_safe
@staff_only
@never_cache
def figures_page(request: HttpRequest) -> HttpResponse:
    """The figures of one day."""
    here, day = _court(request), _day(request)
    whole, reasons, windows = figures.of_days(here.pk, day, day)
    link = f"{reverse('hall_tickets')}?day={day}"
    context = {
        "title": word("hall.manage"),
        "day": day,
        "day_text": day_text(day),
        "stats": [_stat(name, value, f"{link}&stage={stage}" if stage else "") for name, value, stage in (
            ("waiting", whole.waiting, "waiting"), ("served", whole.served, "served"), ("missed", whole.missed, "missed"),
            ("wait", whole.wait, ""), ("take", whole.take, ""),
        )],
        "by_reason": _table("hall.by_reason", [(word(f"hall.reason.{c}"), f"{link}&reason={c}", reasons[c]) for c in BY_CODE if c in reasons]),
        "by_window": _table("hall.by_window", [(str(n), f"{link}&window={n}", windows[n]) for n in sorted(windows)]),
        "windows": [views.window_row(w) for w in pages.windows_of(here)],
        "kiosk_url": reverse("hall_kiosk", args=[pages.kiosk_token(here)]),
    }
    return render(request, "hall/manage.html", context)


def _stat(name: str, value: Any, url: str) -> dict[str, Any]:
    unit = word("hall.minutes") if name in ("wait", "take") and value != "—" else ""
    return {"label": word(f"hall.figure.{name}"), "value": value, "unit": unit, "url": url,
            "opens": word("hall.see_these"), "definition": word(f"hall.figure.{name}.help")}


def _table(key: str, rows: list[tuple[str, str, figures.Count]]) -> dict[str, Any]:
    names = ("taken", "waiting", "served", "missed", "wait", "take")
    columns = [{"label": word("hall.column.what")}, *({"label": word(f"hall.column.{n}"), "num": True} for n in names)]
    cells = [
        {"cells": [{"text": label, "url": url},
                   *({"text": str(getattr(count, n)), "num": True, "label": word(f"hall.column.{n}")} for n in names)]}
        for label, url, count in rows
    ]
    return {"caption": word(key), "columns": columns, "rows": cells, "empty": {"title": word("hall.none_that_day")}}


@require_safe
@staff_only
@never_cache
def tickets(request: HttpRequest) -> HttpResponse:
    """The tickets of a day, narrowed by stage, reason or window."""
    here, day = _court(request), _day(request)
    stage = request.GET.get("stage", "all")
    rows = Ticket.objects.filter(court=here, day=day).select_related("window").order_by("taken_at", "id")
    if STAGES.get(stage):
        rows = rows.filter(stage__in=STAGES[stage])
    if request.GET.get("reason") in BY_CODE:
        rows = rows.filter(reason=request.GET["reason"])
    if request.GET.get("window", "").isdigit():
        rows = rows.filter(window__no=int(request.GET["window"][:4]))
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    columns = ("number", "reason", "taken", "called", "window", "stage")
    context = {
        "title": f"{word('hall.tickets')} · {day_text(day)}",
        "tabs": [{"url": f"?day={day}&stage={s}", "label": word(f"hall.tab.{s}"), "current": s == stage} for s in STAGES],
        "page": page,
        "query": f"day={day}&stage={stage}",
        "table": {
            "caption": word("hall.tickets"),
            "caption_hidden": True,
            "columns": [{"label": word(f"hall.column.{c}")} for c in columns],
            "rows": [{"cells": _cells(t)} for t in page],
            "empty": {"title": word("hall.no_tickets")},
        },
        "crumbs": [{"url": f"{reverse('hall_manage')}?day={day}", "label": word("hall.manage")}, {"label": word("hall.tickets")}],
    }
    return render(request, "hall/tickets.html", context)


def _cells(t: Ticket) -> list[dict[str, Any]]:
    outcome = word(f"hall.outcome.{t.outcome}") if t.outcome else ""
    return [
        {"text": t.number, "url": reverse("hall_trace", args=[t.pk])},
        {"text": word(f"hall.reason.{t.reason}"), "sub": word(f"hall.ground.{t.ground}") if t.ground else "", "label": word("hall.column.reason")},
        {"text": f"{clock.local(t.taken_at):%H:%M}", "sub": word(f"hall.channel.{t.channel}"), "label": word("hall.column.taken")},
        {"text": f"{clock.local(t.called_at):%H:%M}" if t.called_at else "—", "label": word("hall.column.called")},
        {"text": str(t.window.no) if t.window else "—", "label": word("hall.column.window")},
        {"text": word(f"hall.tag.{t.stage}"), "sub": outcome, "label": word("hall.column.stage")},
    ]


@require_safe
@staff_only
def trace(request: HttpRequest, pk: int) -> HttpResponse:
    """One ticket: everything that happened to it."""
    here = _court(request)
    ticket = Ticket.objects.filter(pk=pk, court=here).select_related("window").first()
    if ticket is None:
        raise Http404
    context = {
        "title": ticket.number,
        "ticket": ticket,
        "reason": word(f"hall.reason.{ticket.reason}"),
        "day_text": day_text(ticket.day),
        "priority": views.priority(ticket),
        "steps": views.steps(ticket),
        "crumbs": [{"url": f"{reverse('hall_manage')}?day={ticket.day}", "label": word("hall.manage")},
                   {"url": f"{reverse('hall_tickets')}?day={ticket.day}", "label": word("hall.tickets")}, {"label": ticket.number}],
    }
    return render(request, "hall/trace.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
@never_cache
def window_form(request: HttpRequest, pk: int = 0) -> HttpResponse:
    """Arrange a window: its number, its name, what it serves."""
    here = _court(request)
    held = Window.objects.filter(pk=pk, court=here).first() if pk else Window(court=here, no=_free_number(here), name="", services="")
    if held is None:
        raise Http404
    error = ""
    if request.method == "POST":
        error = _arrange(held, request.POST)
        if not error:
            messages.success(request, word("hall.arranged"))
            return redirect("hall_manage")
    chosen = held.reasons
    context = {
        "title": word("hall.arrange"),
        "window": held,
        "error": error,
        "services": {"kind": "checks", "wide": True, "name": "services", "id": "f-services", "label": word("hall.column.serves"), "required": True,
                     "options": [{"value": r.code, "label": word(f"hall.reason.{r.code}"), "selected": r.code in chosen} for r in REASONS]},
        "crumbs": [{"url": reverse("hall_manage"), "label": word("hall.manage")}, {"label": word("hall.arrange")}],
    }
    return render(request, "hall/arrange.html", context, status=422 if error else 200)


def _free_number(here: Court) -> int:
    return 1 + max(Window.objects.filter(court=here).values_list("no", flat=True), default=0)


def _arrange(held: Window, typed: Any) -> str:
    """Take what was typed; answer what is wrong with it, or nothing."""
    number, name = typed.get("no", ""), typed.get("name", "").strip()[:40]
    services = [code for code in typed.getlist("services") if code in BY_CODE]
    if not (number.isascii() and number.isdigit() and 1 <= int(number[:5]) <= 99):
        return word("hall.refused.window_no")
    held.no, held.name, held.services = int(number), name, " ".join(dict.fromkeys(services))
    if not services or not name:
        return word("hall.refused.window_empty")
    try:
        with transaction.atomic():
            if held.pk:
                Window.objects.filter(pk=held.pk).update(no=held.no, name=held.name, services=held.services)
            else:
                held.save()
    except IntegrityError:
        return word("hall.refused.window_taken")
    return ""
