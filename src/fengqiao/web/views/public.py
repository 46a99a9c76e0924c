"""Pages for everybody: the front page, receipts, tree heads, draws."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from fengqiao.core import access, clock, ledger
from fengqiao.core.draws import signing_key
from fengqiao.core.models import Deadline, DrawRecord, Event, TreeHead
from fengqiao.core.words import move_word, word
from fengqiao.kernel import draw_check, merkle
from fengqiao.kernel.draw import DrawError
from fengqiao.kernel.draw import DrawRecord as Draw
from fengqiao.kernel.keys import public_pem
from fengqiao.kernel.receipt import Receipt, verify_receipt
from fengqiao.web.guard import signed_in
from fengqiao.web.qr import svg
from fengqiao.web.templatetags.words import day, moment
from fengqiao.web.views import pages

SITUATIONS = {
    "money": "money",
    "work": "work",
    "family": "family",
    "neighbour": "fence",
    "traffic": "car",
    "purchase": "bag",
    "home": "house",
    "enforce": "gavel",
}
"""Everyday situations of the front page, with their icons; words under ``web.situation.<name>``."""


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """One question: what happened?"""
    cards = [
        {
            "url": f"/tell/?situation={name}",
            "icon": icon,
            "label": word(f"web.situation.{name}"),
            "help": word(f"web.situation.{name}.help"),
        }
        for name, icon in SITUATIONS.items()
    ]
    return render(request, "web/home.html", {"title": _("发生了什么事？"), "cards": cards})


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """What this platform is and promises."""
    return render(request, "web/about.html", {"title": _("关于本平台")})


def _own_event(request: HttpRequest, no: str, seq: int) -> Event:
    events = Event.objects.filter(matter__no=no, seq=seq)
    event = events.select_related("matter", "matter__dispute", "matter__court").first()
    if event is None or not access.visible(request.actor).filter(pk=event.matter_id).exists():
        raise Http404
    access.noted(request.actor, event.matter, f"receipt {seq}")
    return event


@require_safe
@signed_in
def receipt(request: HttpRequest, no: str, seq: int) -> HttpResponse:
    """The receipt of an event: number, hash, QR code, the legal clock."""
    event = _own_event(request, no, seq)
    found = event.matter
    running = Deadline.objects.filter(matter=found, status="running").order_by("due_at").first()
    mine = found.dispute.parties.filter(person_id=request.actor.person).first()
    # an enquiry needs the code of a party; whoever told for another has none
    path = reverse("verify") if mine is None else f"{reverse('enquire')}?no={found.no}"
    facts = [
        {"label": _("事项"), "value": word(found.procedure)},
        {"label": _("纠纷"), "value": found.dispute.title},
        {"label": _("所办手续"), "value": move_word(found.procedure, event.move)},
        {"label": _("现在的状态"), "value": pages.state_word(found)},
    ]
    if mine is not None:
        facts.append({"label": _("查询码"), "value": mine.claim_code})
    context = {
        "title": _("收件回执"),
        "receipt": {
            "title": _("收件回执"),
            "number": found.no,
            "court": found.court.name,
            "received_text": moment(event.at),
            "received_iso": event.at.isoformat(),
            "facts": facts,
            "hash": event.hash,
            "qr_svg": svg(request.build_absolute_uri(path)),
            "verify_text": _("扫码查进度（不用登录，输入查询码）") if mine else "",
            "verify_url": reverse("verify"),
            "clock": pages.clock_chip(running, found.procedure) if running else None,
            "next": [word(f"{found.procedure}.state.{found.state}.help")],
        },
        "file_url": reverse("receipt_file", args=[no, seq]),
        "matter_url": reverse("matter", args=[no]),
    }
    return render(request, "web/receipt.html", context)


@require_safe
@signed_in
def receipt_file(request: HttpRequest, no: str, seq: int) -> HttpResponse:
    """The receipt as a file that can be verified without trusting this server."""
    made = ledger.receipt(_own_event(request, no, seq))
    response = HttpResponse(made.to_json(), content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="receipt-{no}-{seq}.json"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Check a receipt file against the published heads."""
    context: dict[str, Any] = {"title": _("核验回执")}
    file = request.FILES.get("file")
    if request.method == "POST" and file is not None:
        context["verdict"] = _verdict(file.read(200_000))
    elif request.method == "POST":
        context["error"] = _("请选择回执文件（.json）。")
    return render(request, "web/verify.html", context)


def _verdict(raw: bytes) -> dict[str, Any]:
    try:
        held = Receipt.from_json(raw.decode("utf-8"))
    except (ValueError, UnicodeDecodeError):
        return {"ok": False, "reason": _("这不是本平台的回执文件。")}
    row = TreeHead.objects.filter(size=held.size).first() if held.size else None
    verdict = verify_receipt(held, merkle.SignedHead.from_json(row.signed).head if row else None)
    reason = verdict.reason_en if pages.english() else verdict.reason_zh
    return {"ok": verdict.ok, "pending": verdict.code == "pending", "reason": reason}


@require_safe
def heads(request: HttpRequest) -> HttpResponse:
    """The published tree heads, newest first."""
    rows = [
        {"day": day(h.day), "size": h.size, "root": h.root, "url": reverse("head", args=[h.day.isoformat()])}
        for h in TreeHead.objects.order_by("-day")[:120]
    ]
    return render(request, "web/heads.html", {"title": _("公开日志摘要"), "rows": rows})


@require_safe
def head(request: HttpRequest, day: str) -> HttpResponse:
    """One signed tree head, as it is published."""
    try:
        found = TreeHead.objects.filter(day=date.fromisoformat(day)).first()
    except ValueError:
        found = None
    if found is None:
        raise Http404
    return HttpResponse(found.signed, content_type="application/json")


@require_safe
def log_key(request: HttpRequest) -> HttpResponse:
    """The public half of the log key."""
    return HttpResponse(public_pem(ledger.signing_key()), content_type="application/x-pem-file")


@require_safe
def draws(request: HttpRequest) -> HttpResponse:
    """The published draws, newest first. No party is named in them."""
    rows = [
        {
            "no": d.no,
            "purpose": word(f"draw.{d.purpose}"),
            "at": moment(d.held_at),
            "pool": len(d.record["pool"]),
            "excluded": len(d.record["exclusions"]),
            "url": reverse("draw", args=[d.no]),
        }
        for d in DrawRecord.objects.order_by("-id")[:100]
    ]
    return render(request, "web/draws.html", {"title": _("公开抽取记录"), "rows": rows})


def _draw(no: str) -> tuple[DrawRecord, Draw]:
    row = DrawRecord.objects.filter(no=no).first()
    if row is None:
        raise Http404
    try:
        return row, Draw.from_json(json.dumps(row.record))
    except DrawError as error:
        raise Http404 from error


@require_safe
def draw(request: HttpRequest, no: str) -> HttpResponse:
    """One draw: pool, exclusions, weights, the number drawn, replayed while the page is made."""
    row, record = _draw(no)
    verdict = draw_check.verify(record, public_pem(signing_key()))
    out = {e.id: e for e in record.inputs.exclusions}
    lang_en = pages.english()
    context = {
        "title": _("抽取记录"),
        "no": no,
        "purpose": word(f"draw.{row.purpose}"),
        "at": moment(row.held_at),
        "verdict": {"ok": verdict.ok, "reason": verdict.reason_en if lang_en else verdict.reason_zh},
        "working": [line.en if lang_en else line.zh for line in draw_check.working(record)],
        "pool": [
            {
                "name": c.name,
                "load": c.load,
                "weight": c.weight,
                "excluded": word(f"draw.exclusion.{out[c.id].reason}") if c.id in out else "",
                "article": (out[c.id].article_en if lang_en else out[c.id].article_zh) if c.id in out else "",
                "drawn": c.id in record.result,
            }
            for c in record.inputs.pool
        ],
        "file_url": reverse("draw_file", args=[no]),
    }
    return render(request, "web/draw.html", context)


@require_safe
def draw_file(request: HttpRequest, no: str) -> HttpResponse:
    """The draw as the file that ``fengqiao draw verify`` takes."""
    _row, record = _draw(no)
    response = HttpResponse(record.to_json(), content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="draw-{no}.json"'
    return response


@require_safe
def draw_key(request: HttpRequest) -> HttpResponse:
    """The public half of the key that seals draws."""
    return HttpResponse(public_pem(signing_key()), content_type="application/x-pem-file")


@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """For the load balancer: the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"ok": True, "at": clock.now().isoformat()})
