"""The visitor's pages: what to do where, a number, the number's own page, the screen of the hall, the kiosk."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fengqiao.areas.hall import queue, views
from fengqiao.areas.hall.models import Ticket, Window
from fengqiao.areas.hall.queue import HallError, Wish
from fengqiao.areas.hall.reasons import BY_CODE, GROUNDS, booking_days, slots
from fengqiao.core import clock, drafts, throttle
from fengqiao.core.models import Court, Draft
from fengqiao.core.words import word
from fengqiao.web.guard import signed_in
from fengqiao.web.shell import home_court
from fengqiao.web.views.accounts import address, too_often

COOKIE = "fq_ticket"
TOLD = "fq_tell"
TAKEN_HOURLY = 60
"""Numbers that one network address may take in an hour (everybody in the hall has the same one)."""
KIOSK_SALT = "hall.kiosk"
KIOSK_LASTS = 400 * 24 * 3600


def court() -> Court:
    """The court of this installation."""
    found = home_court()
    if found is None:
        raise Http404
    return found


def ticket_of(code: str) -> Ticket:
    """A ticket by its secret."""
    found = Ticket.objects.filter(code=code).select_related("court", "window").first()
    if found is None:
        raise Http404
    return found


def _held(request: HttpRequest) -> Ticket | None:
    """The ticket that this browser holds today, if it still counts."""
    code = request.COOKIES.get(COOKIE, "")
    return Ticket.objects.filter(
        code=code, day=clock.today(), stage__in=("waiting", "called", "serving", "missed")
    ).first()


def _draft(request: HttpRequest) -> Draft | None:
    held = drafts.by_token(request.COOKIES.get(TOLD, ""), "tell")
    return held if held is not None and held.person_id in (None, request.actor.person) else None


@require_safe
@never_cache
def guide(request: HttpRequest) -> HttpResponse:
    """What do you want to do? Each answer leads to a number, or to the page that does it now."""
    here = court()
    context = {
        "title": word("hall.guide"),
        "reasons": views.reason_cards(here),
        "open": queue.is_open(here, clock.now()),
        "hours": views.hours_text(clock.today()),
        "held": _held(request),
    }
    return render(request, "hall/guide.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def take(request: HttpRequest) -> HttpResponse:
    """Take a number by phone."""
    held = _held(request)
    if request.method != "POST":
        if held is not None:
            return redirect("hall_ticket", held.code)
        return _form(request, {"reason": request.GET.get("reason", "")})
    if throttle.spent("hall", address(request), TAKEN_HOURLY):
        return _form(request, request.POST, too_often(), 429)
    draft = _draft(request) if request.POST.get("draft") else None
    try:
        ticket = queue.take(court(), _wish(request, "phone", draft), request.actor)
    except HallError as refused:
        return _form(request, request.POST, word(refused.key), 422)
    throttle.count("hall", address(request))
    response = redirect("hall_ticket", ticket.code)
    response.set_cookie(COOKIE, ticket.code, max_age=86400, httponly=True, samesite="Lax", secure=request.is_secure())
    return response


def _wish(request: HttpRequest, channel: str, draft: Draft | None = None) -> Wish:
    typed = request.POST
    about = typed.get("about", "")[:40]
    key = typed.get("key", "")[:60]
    return Wish(typed.get("reason", ""), typed.get("ground", ""), about, channel, f"{channel}:{key}" if key else None, draft)


def _form(request: HttpRequest, typed: Any, error: str = "", status: int = 200) -> HttpResponse:
    here = court()
    context = {
        "title": word("hall.take"),
        "action": request.get_full_path(),
        "reason": views.reason_field(typed.get("reason", "")),
        "ground": views.ground_field(typed.get("ground", "")),
        "about": typed.get("about", ""),
        "draft": _draft(request),
        "key": typed.get("key") or drafts.new_key(),
        "error": error,
        "open": queue.is_open(here, clock.now()),
        "hours": views.hours_text(clock.today()),
    }
    return render(request, "hall/take.html", context, status=status)


def _booking(request: HttpRequest) -> Wish:
    typed = request.POST
    slot = datetime.fromisoformat(typed.get("slot", ""))
    slot = slot if slot.tzinfo else slot.replace(tzinfo=clock.ZONE)
    key = f"b{request.actor.person}:{typed.get('key', '')[:40]}"
    return Wish(typed.get("reason", ""), "", typed.get("about", "")[:40], "booking", key, None, slot)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@never_cache
def book(request: HttpRequest) -> HttpResponse:
    """Book a half-hour of a coming working day."""
    days = booking_days(clock.today())
    error = ""
    if request.method == "POST":
        try:
            return redirect("hall_ticket", queue.book(court(), _booking(request), request.actor).code)
        except ValueError:
            error = word("hall.refused.slot")
        except HallError as refused:
            error = word(refused.key)
    wanted = request.GET.get("reason", "")
    wanted = wanted if wanted in BY_CODE else ""
    day = _day(request.GET.get("day") or request.POST.get("slot", "")[:10], days)
    mine = Ticket.objects.filter(person_id=request.actor.person, stage="booked", day__gte=clock.today()).order_by("slot")
    context = {
        "title": word("hall.book"),
        "error": error,
        "tabs": [{"url": f"?day={d}&reason={wanted}", "label": views.day_label(d), "current": d == day} for d in days],
        "slots": [{"value": s.isoformat(), "label": f"{s:%H:%M}"} for s in slots(day)],
        "reason": views.reason_field(request.POST.get("reason") or wanted),
        "about": request.POST.get("about", ""),
        "key": drafts.new_key(),
        "mine": [
            {"url": reverse("hall_ticket", args=[t.code]), "number": t.number, "slot": t.slot,
             "reason": word(f"hall.reason.{t.reason}")}
            for t in mine
        ],
    }
    return render(request, "hall/book.html", context, status=422 if error else 200)


def _day(text: str, days: list[date]) -> date:
    return next((d for d in days if d.isoformat() == text), days[0])


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def ticket(request: HttpRequest, code: str) -> HttpResponse:
    """The page of a number: how many are ahead, about how long, and which window calls."""
    found = ticket_of(code)
    error = ""
    if request.method == "POST":
        deed = {"check_in": queue.check_in, "back": queue.come_back, "cancel": queue.cancel}.get(request.POST.get("do", ""))
        if deed is None:
            raise Http404
        try:
            deed(found, request.actor)
            return redirect("hall_ticket", code)
        except HallError as refused:
            error = word(refused.key)
            found = ticket_of(code)
    context = {**views.ticket_page(found), "error": error}
    return render(request, "hall/ticket.html", context, status=409 if error else 200)


@require_safe
@never_cache
def screen(request: HttpRequest) -> HttpResponse:
    """The screen of the hall: numbers and windows, never a name."""
    return render(request, "hall/screen.html", {"title": word("hall.screen"), **views.screen(court())})


def kiosk_token(here: Court) -> str:
    """What the address of a kiosk holds, so that only machines of the court are one."""
    return signing.dumps(here.pk, salt=KIOSK_SALT)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def kiosk(request: HttpRequest, token: str) -> HttpResponse:
    """The machine in the hall: two presses and a number on paper; nothing stays on it."""
    try:
        pk = signing.loads(token, salt=KIOSK_SALT, max_age=KIOSK_LASTS)
    except signing.BadSignature as error:
        raise Http404 from error
    here = Court.objects.get(pk=pk)
    context: dict[str, Any] = {"title": word("hall.kiosk"), "token": token}
    if request.method == "POST":
        try:
            taken = queue.take(here, _wish(request, "kiosk"))
            address_ = request.build_absolute_uri(reverse("hall_ticket", args=[taken.code]))
            context.update(views.slip(taken, address_))
        except HallError as refused:
            context["error"] = word(refused.key)
    reason = request.GET.get("reason", "")
    context.update(
        reasons=views.reason_cards(here) if reason not in BY_CODE else [],
        reason=reason if reason in BY_CODE else "",
        grounds=[{"value": g, "label": word(f"hall.ground.{g}")} for g in GROUNDS],
        key=drafts.new_key(),
    )
    return render(request, "hall/kiosk.html", context)


@require_POST
def forget(request: HttpRequest) -> HttpResponse:
    """Take another number: this browser lets go of the one it holds."""
    response = redirect("hall_take")
    response.delete_cookie(COOKIE)
    return response


def windows_of(here: Court) -> list[Window]:
    """All windows of a hall."""
    return list(Window.objects.filter(court=here).select_related("clerk"))
