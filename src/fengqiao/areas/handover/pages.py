"""The handover centre at the window, and the receipt that anybody can check who holds it."""

from __future__ import annotations

import io
from typing import Any

import segno
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fengqiao.areas.handover import services
from fengqiao.areas.handover.facts import Intake
from fengqiao.areas.handover.models import Item, Stay
from fengqiao.core import access, clock, drafts, ports
from fengqiao.core.errors import Invalid, Refused
from fengqiao.core.models import Court, Event, Matter
from fengqiao.core.validation import validated
from fengqiao.core.words import word
from fengqiao.web.forms import Form, answers, answers_with_empty_rows, rearranged
from fengqiao.web.guard import staff_only

PAGE = 50


def _court(request: HttpRequest) -> Court:
    held = services.courts(request.actor)
    if not held:
        raise Http404
    return Court.objects.get(pk=min(held))


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
@never_cache
def take(request: HttpRequest) -> HttpResponse:
    """Take things in: from whom, for which matter, one line for each thing."""
    here = _court(request)
    stay = _dropped(request, here)
    if request.method != "POST":
        return _form(request, _first(request, stay), stay)
    changed = rearranged(Intake, request.POST)
    if changed is not None:
        return _form(request, changed, stay)
    data = answers(Intake, request.POST)
    matter, faults = _about(request, here, data, stay)
    try:
        told = validated(Intake, data)
    except Invalid as invalid:
        faults += invalid.errors
    if faults:
        return _form(request, answers_with_empty_rows(Intake, request.POST), stay, faults, 422)
    key = request.POST.get("key", "")[:40] or drafts.new_key()
    try:
        items = services.take_in(here, told, matter, request.actor, key, stay)
    except Refused:
        _say(request, "handover.counted_already", False)
        return redirect("handover_locker")
    return redirect(reverse("handover_sheet") + "?" + "&".join(f"n={i.number}" for i in items))


def _dropped(request: HttpRequest, here: Court) -> Stay | None:
    """The box of the locker from which these things come, where the page is asked for one."""
    no = request.GET.get("drop", "")[:40]
    if not no:
        return None
    stay = Stay.objects.filter(matter__no=no, court=here, purpose="drop").select_related("matter__parent", "person").first()
    if stay is None or not access.visible(request.actor).filter(pk=stay.matter_id).exists():
        raise Http404
    return stay


def _first(request: HttpRequest, stay: Stay | None) -> dict[str, Any]:
    """What is known before anything is typed."""
    if stay is None or stay.matter.parent is None:
        return {"about": request.GET.get("about", "")[:40], "items": [{"count": 1}]}
    facts = stay.matter.facts
    parent, giver = stay.matter.parent.no, facts.get("dropper", stay.person.name)
    return {"about": parent, "giver": giver, "items": [{"count": 1, "title": facts.get("what", "")}]}


def _about(
    request: HttpRequest, here: Court, data: dict[str, Any], stay: Stay | None
) -> tuple[Matter | None, list[tuple[str, str, dict[str, str]]]]:
    """The matter to which the things belong, and what is wrong with its number; of a drop it is that of the drop."""
    if stay is not None and stay.matter.parent is not None:
        other = data.get("about") not in (None, "", stay.matter.parent.no)
        return stay.matter.parent, [("about", "handover.belongs_to_drop", {})] if other else []
    matter = services.named(request.actor, data["about"]) if data.get("about") else None
    if data.get("about") and matter is None:
        return None, [("about", "handover.no_such_matter", {})]
    if matter is not None and matter.court_id != here.pk:
        return matter, [("about", "handover.other_court", {})]
    return matter, []


def _form(request: HttpRequest, data: Any, stay: Stay | None, faults: Any = (), status: int = 200) -> HttpResponse:
    form = Form(Intake, data, errors=faults)
    loose = Item.objects.filter(court=_court(request), matter=None, returned_at=None).order_by("-id")[:PAGE]
    context = {
        "title": word("handover.title"),
        "fields": form.fields,
        "errors": form.summary(),
        "key": request.POST.get("key") or drafts.new_key(),
        "loose": [{"number": i.number, "what": _what(i), "giver": i.giver, "at": i.received_at, "pk": i.pk} for i in loose],
        "all_url": reverse("handover_items"),
        "locker_url": reverse("handover_locker") if ports.locker().configured else "",
        "stay": stay,
    }
    return render(request, "handover/take.html", context, status=status)


def _what(item: Item) -> str:
    return f"{word(f'handover.Thing.kind.{item.kind}')} · {item.title} × {item.count}"


@require_safe
@staff_only
def items(request: HttpRequest) -> HttpResponse:
    """Everything that was handed in, newest first, with where it is."""
    here = _court(request)
    rows = Item.objects.filter(court=here).select_related("matter").order_by("-id")
    text = request.GET.get("q", "").strip()[:60]
    if text:
        rows = rows.filter(giver=text) | rows.filter(number=text)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    seen = set(access.visible(request.actor).filter(pk__in=[i.matter_id for i in page if i.matter_id]).values_list("pk", flat=True))
    columns = ("receipt", "title", "giver", "at", "where")
    context = {
        "title": word("handover.items"),
        "q": text,
        "page": page,
        "table": {
            "caption": word("handover.items"),
            "caption_hidden": True,
            "columns": [{"label": word(f"handover.panel.{c}")} for c in columns],
            "rows": [{"cells": _cells(i, i.matter_id in seen)} for i in page if not i.matter_id or i.matter_id in seen],
            "empty": {"title": word("handover.nothing")},
        },
        "crumbs": [{"url": reverse("handover"), "label": word("handover.title")}, {"label": word("handover.items")}],
    }
    return render(request, "handover/items.html", context)


def _cells(item: Item, open_: bool) -> list[dict[str, Any]]:
    url = reverse("matter", args=[item.matter.no]) if item.matter and open_ else ""
    return [
        {"text": item.number, "url": reverse("handover_sheet") + f"?n={item.number}"},
        {"text": _what(item), "url": url, "label": word("handover.panel.title")},
        {"text": item.giver, "label": word("handover.panel.giver")},
        {"text": f"{clock.local(item.received_at):%m-%d %H:%M}", "label": word("handover.panel.at")},
        {"text": _where(item), "label": word("handover.panel.where")},
    ]


def _where(item: Item) -> str:
    if item.matter is not None:
        return word(f"handover.item.state.{item.matter.state}")
    return word("handover.loose_returned" if item.returned_at else "handover.loose")


def _qr(text: str) -> str:
    held = io.BytesIO()
    segno.make(text, error="m").save(held, kind="svg", scale=3, border=2, xmldecl=False, svgns=True, nl=False)
    return held.getvalue().decode()


@require_safe
@staff_only
def sheet(request: HttpRequest) -> HttpResponse:
    """The receipts of what was just taken in, one for each thing, to print and hand over."""
    here = _court(request)
    wanted = request.GET.getlist("n")[:PAGE]
    rows = list(Item.objects.filter(court=here, number__in=wanted).select_related("matter", "received_by", "stay").order_by("id"))
    seen = set(access.visible(request.actor).filter(pk__in=[i.matter_id for i in rows if i.matter_id]).values_list("pk", flat=True))
    rows = [i for i in rows if i.matter_id is None or i.matter_id in seen]
    if not rows:
        raise Http404
    hashes = _hashes(rows)
    receipts = []
    for item in rows:
        address = request.build_absolute_uri(reverse("handover_check", args=[item.code]))
        receipts.append({**_receipt(item, hashes), "qr_svg": _qr(address), "giver": item.giver, "by": item.received_by.name,
                         "matter_url": reverse("matter", args=[item.matter.no]) if item.matter else ""})
    context = {"title": word("handover.sheet"), "court": here, "receipts": receipts,
               "crumbs": [{"url": reverse("handover"), "label": word("handover.title")}, {"label": word("handover.sheet")}]}
    return render(request, "handover/sheet.html", context)


def _hashes(rows: list[Item]) -> dict[int, str]:
    """The hash of the event by which each item came on the record."""
    events = Event.objects.filter(matter__in=[i.matter_id for i in rows if i.matter_id], seq=1)
    return dict(events.values_list("matter_id", "hash"))


def _receipt(item: Item, hashes: dict[int, str]) -> dict[str, Any]:
    return {
        "number": item.number,
        "kind": word(f"handover.Thing.kind.{item.kind}"),
        "title": item.title,
        "count": item.count,
        "pages": item.pages,
        "condition": item.condition,
        "at": item.received_at,
        "dropped_at": item.stay.filled_at if item.stay else None,
        "no": item.matter.no if item.matter else "",
        "hash": hashes.get(item.matter_id or 0, ""),
        "where": _where(item),
    }


@require_safe
@never_cache
def check(request: HttpRequest, code: str) -> HttpResponse:
    """Whoever holds the printed receipt sees that it is true and where the thing is; no name is shown."""
    item = Item.objects.filter(code=code).select_related("matter", "court", "stay").first()
    if item is None:
        raise Http404
    context = {"title": word("handover.check"), "court": item.court, "receipt": _receipt(item, _hashes([item]))}
    return render(request, "handover/check.html", context)


@require_POST
@staff_only
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """An item without a matter: it has found one, or goes back."""
    item = Item.objects.filter(pk=pk, court=_court(request)).first()
    if item is None:
        raise Http404
    if "taker" in request.POST and request.POST.get("do") == "return":
        taker = request.POST["taker"].strip()
        done = bool(taker) and services.give_back_loose(item, taker)
        _say(request, "handover.given_back" if done else "handover.name_the_taker", done)
        return redirect("handover")
    matter = services.named(request.actor, request.POST.get("about", "")[:40])
    if matter is None or matter.court_id != item.court_id:
        _say(request, "handover.no_such_matter", False)
        return redirect("handover")
    services.attach(item, matter, request.actor)
    return redirect(reverse("handover_sheet") + f"?n={item.number}")


def _say(request: HttpRequest, key: str, good: bool) -> None:
    (messages.success if good else messages.error)(request, word(key))
