"""The pages of the locker: reserving a box, a new code, what lies in it, and the locker's own word."""

from __future__ import annotations

import logging
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fengqiao.areas.handover import locker, panels, services
from fengqiao.areas.handover.facts import DropAsked
from fengqiao.areas.handover.models import Stay
from fengqiao.areas.handover.procedure2 import Drop
from fengqiao.core import access, clock, drafts, ports
from fengqiao.core.casefile import CaseFile
from fengqiao.core.engine import open_under
from fengqiao.core.errors import Invalid, NotFound, Refused
from fengqiao.core.lockers import LockerAway, TidingsRefused
from fengqiao.core.models import Court, Matter
from fengqiao.core.words import word
from fengqiao.web.forms import Form, answers
from fengqiao.web.guard import message, signed_in, staff_only
from fengqiao.web.views.pages import english, refusal_text

log = logging.getLogger(__name__)

MOVE = "handover.drop.move.ask"
SHOWN = 200
CALLBACK_BYTES = 16 * 1024


def _matter(request: HttpRequest, no: str) -> Matter:
    try:
        return access.matter(request.actor, no)
    except NotFound as absent:
        raise Http404 from absent


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@never_cache
def drop(request: HttpRequest, no: str) -> HttpResponse:
    """A party of the matter reserves a box to lay something in."""
    found = _matter(request, no)
    if not panels.may_drop(CaseFile(found), request.actor):
        raise Http404
    if request.method != "POST":
        return _page(request, found, {})
    data = answers(DropAsked, request.POST)
    try:
        receipt = open_under(no, Drop.code, actor=request.actor, data=data, key=request.POST.get("key", "")[:40] or None)
    except Invalid as invalid:
        return _page(request, found, data, faults=invalid.errors, status=422)
    except Refused as refused:
        return _page(request, found, data, refusals=[refusal_text(r) for r in refused.refusals], status=409)
    stay = Stay.objects.filter(matter__no=receipt.no).first()
    if stay is not None and not receipt.repeated:
        locker.tend(stay.pk)
        stay.refresh_from_db()
        told = {"asked": "locker_away", "full": "locker_full"}.get(stay.status, "reserved" if not stay.code_due else "code_later")
        (messages.success if told == "reserved" else messages.warning)(request, word(f"handover.said.{told}"))
    return redirect("matter", receipt.no)


def _page(request: HttpRequest, found: Matter, data: dict[str, Any], *, status: int = 200, **more: Any) -> HttpResponse:
    form, move = Form(DropAsked, data, errors=more.get("faults", ())), Drop.opening()
    context = {
        "matter": found,
        "title": word(MOVE),
        "help": word(f"{MOVE}.help"),
        "procedure_word": word(Drop.code),
        "articles": [c.en if english() else c.zh for c in move.cite],  # type: ignore[union-attr]
        "form": form,
        "errors": form.summary(),
        "refusals": more.get("refusals", []),
        "open": True,
        "stale": None,
        "seen": found.revision,
        "key": drafts.new_key(),
        "asks": True,
        "crumbs": [{"label": word(MOVE)}],
    }
    return render(request, "web/move.html", context, status=status)


@require_POST
@signed_in
@never_cache
def code(request: HttpRequest, no: str) -> HttpResponse:
    """A new code for the box of a matter: the party's goes to the phone, the window's is shown once."""
    found = _matter(request, no)
    stay = panels.stay_of(found)
    if stay is None:
        raise Http404
    try:
        shown = locker.code_for(stay, request.actor)
    except locker.NoCode as refusal:
        messages.error(request, word(refusal.reason))
        return redirect("matter", no)
    except (LockerAway, ports.DeliveryFailed) as away:
        log.warning("no code for %s: %s", stay.reference, away)
        messages.error(request, word("handover.said.locker_away"))
        return redirect("matter", no)
    if not shown:
        messages.success(request, word("handover.said.code_sent"))
        return redirect("matter", no)
    context = {"title": word("handover.locker.code"), "code": f"{shown[:4]} {shown[4:]}", "stay": stay, "matter": found,
               "minutes": locker.WINDOW_CODE.seconds // 60,
               "crumbs": [{"url": reverse("handover_locker"), "label": word("handover.locker")},
                          {"label": word("handover.locker.code")}]}  # fmt: skip
    return render(request, "handover/code.html", context)


@require_safe
@staff_only
@never_cache
def held(request: HttpRequest) -> HttpResponse:
    """What lies in the locker, or shall: overdue first, then doors left open, then what waits to be counted."""
    courts = services.courts(request.actor)
    if not courts:
        raise Http404
    here = Court.objects.get(pk=min(courts))
    rows = Stay.objects.filter(court=here).exclude(status__in=locker.OVER)
    rows = rows.select_related("matter", "matter__dispute", "person").order_by("filled_at", "id")[:SHOWN]
    stays = list(rows)
    pks = [s.matter_id for s in stays]
    seen = set(access.visible(request.actor).filter(pk__in=pks).values_list("pk", flat=True))
    shown = sorted((_row(s) for s in stays if s.matter_id in seen), key=lambda row: row["order"])
    context = {
        "title": word("handover.locker"),
        "configured": ports.locker().configured,
        "rows": shown,
        "crumbs": [{"url": reverse("handover"), "label": word("handover.title")}, {"label": word("handover.locker")}],
    }
    return render(request, "handover/locker.html", context)


def _row(stay: Stay) -> dict[str, Any]:
    facts, state = stay.matter.facts, stay.matter.state
    overdue = bool(facts.get("overdue_since")) and state == "boxed"
    wrong = stay.door_open or stay.faulty
    opened = overdue or wrong or bool(facts.get("opened_at") or facts.get("door_open_at"))
    waiting = stay.purpose == "drop" and state in ("filled", "out")
    tone = "now" if overdue or wrong else "soon" if waiting else "plain"
    key = "overdue" if overdue else "faulty" if stay.faulty else "door_open" if stay.door_open else ""
    return {
        "order": (not overdue, not wrong, not waiting, stay.filled_at or clock.now(), stay.pk),
        "no": stay.matter.no,
        "what": facts.get("what") or facts.get("title", ""),
        "dispute": stay.matter.dispute.title,
        "tag": word(f"handover.box.{key}") if key else word(f"{stay.matter.procedure}.state.{state}"),
        "tone": tone,
        "place": f"{stay.site} {stay.box}".strip(),
        "person": stay.person.name,
        "purpose": word(f"handover.purpose.{stay.purpose}"),
        "at": stay.filled_at,
        "count_url": f"{reverse('handover')}?drop={stay.matter.no}" if waiting else "",
        "back_url": reverse("move", args=[stay.matter.no, "take_back"]) if state == "boxed" and opened else "",
        "code_url": reverse("handover_code", args=[stay.matter.no]) if not stay.taken_at and stay.box and (
            stay.filled_at or stay.purpose == "fetch") else "",
    }


@csrf_exempt
@require_POST
def callback(request: HttpRequest) -> HttpResponse:
    """The locker's word that something happened at a door. Only a right signature is listened to."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > CALLBACK_BYTES:
        return HttpResponse(status=413)
    try:
        locker.take_callback(request.headers, message(request))
    except TidingsRefused as refusal:
        log.warning("a callback of the locker was refused: %s", refusal)
        return HttpResponse(status=401)
    except locker.UnknownBox as unknown:
        log.error("the locker speaks of a box that was never asked for: %s", unknown)
        return HttpResponse(status=404)
    return HttpResponse(status=204)
