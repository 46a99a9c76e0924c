"""The pages of payment: what is owed and why, the way to the bank, and what became of it."""

from __future__ import annotations

import logging
from io import BytesIO
from typing import Any

import segno
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fengqiao.areas.fees import money, panels
from fengqiao.areas.fees.models import Placement
from fengqiao.core import access, clock, ports, throttle
from fengqiao.core.errors import NotFound
from fengqiao.core.models import Deadline, PaymentOrder
from fengqiao.core.payments import CallbackRefused, PaymentError
from fengqiao.core.words import say, word
from fengqiao.web.guard import message, signed_in
from fengqiao.web.views import pages as parts
from fengqiao.web.views.accounts import address

log = logging.getLogger(__name__)

CALLBACK_BYTES = 16 * 1024
ASKS, ASK_SECONDS = 20, 60
"""So often may one person have a provider asked about one order in so many seconds."""


def _order(request: HttpRequest, no: str) -> PaymentOrder:
    """The order, for somebody who may see its matter; for all others there is none."""
    order = PaymentOrder.objects.select_related("matter").filter(no=no).first()
    if order is None:
        raise Http404
    try:
        order.matter = access.matter(request.actor, order.matter.no)
    except NotFound as absent:
        raise Http404 from absent
    return order


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def pay(request: HttpRequest, no: str) -> HttpResponse:
    """What is to be paid, how it was worked out, until when; the payer chooses over which channel."""
    order = _order(request, no)
    if request.method == "POST":
        channel = request.POST.get("channel", "")
        if channel not in panels.channels():
            raise Http404
        try:
            money.begin_payment(order.no, channel, request.build_absolute_uri(reverse("pay_back", args=[no])), address(request))
        except money.NotPayable:
            return redirect("pay_back", no)
        except PaymentError as error:
            log.warning("order %s: %s does not answer: %s", no, channel, error)
            return render(request, "fees/pay.html", _context(order, away=True, ways=_ways(request)), status=503)
        return redirect("pay_way", no, channel)
    if order.status != "open" or order.matter.ended:
        return redirect("pay_back", no)
    return render(request, "fees/pay.html", _context(order, ways=_ways(request)))


@require_safe
@signed_in
def way(request: HttpRequest, no: str, channel: str) -> HttpResponse:
    """How the order is paid over the channel that was chosen: a code, a link, an account, or the counter."""
    order = _order(request, no)
    held = Placement.objects.filter(order=order, channel=channel).first()
    if held is None or order.status != "open" or order.matter.ended:
        return redirect("pay" if order.status == "open" and not order.matter.ended else "pay_back", no)
    code = "" if held.stale else held.code
    code = request.build_absolute_uri(code) if code.startswith("/") else code
    link = code if code.startswith("http") else ""  # what is not an address only a wallet's scanner understands
    good = held.good_until and say("fees.page.until", {"time": f"{clock.local(held.good_until):%H:%M}"})
    shown = _context(order, way=held, link=link, until=good, qr=_drawn(code), parts=panels.takes_parts(order.matter))
    return render(request, "fees/way.html", {**shown, "title": word(f"fees.way.{channel}")})


def _ways(request: HttpRequest) -> list[dict[str, str]]:
    return panels.ways(request.headers.get("User-Agent", ""))


def _drawn(code: str) -> str:
    """The code as a picture, drawn here; empty where there is nothing to scan."""
    if not code:
        return ""
    drawn = BytesIO()
    segno.make(code, error="m").save(drawn, kind="svg", scale=4, border=2, xmldecl=False, svgns=True, dark="#0f2437")
    return drawn.getvalue().decode()


@require_safe
@signed_in
def back(request: HttpRequest, no: str) -> HttpResponse:
    """Whither the payer comes back. The providers are asked, so that a lost callback does not matter."""
    order = _order(request, no)
    if order.status == "open" and not throttle.spent("pay_back", f"{request.actor.person}:{no}", ASKS, ASK_SECONDS):
        throttle.count("pay_back", f"{request.actor.person}:{no}", ASK_SECONDS)
        try:
            money.ask_providers(order)
        except PaymentError as error:
            log.warning("order %s: a provider does not answer: %s", no, error)
    order = _order(request, no)
    current = str(order.matter.facts.get("order", no))
    if current != no and order.paid_at is not None and order.status != "paid" and not order.matter.ended:
        return redirect("pay", current)
    standing = "paid" if order.status == "paid" else "waiting" if order.status == "open" else "closed"
    return render(request, "fees/back.html", _context(order, standing=standing))


@csrf_exempt
@require_POST
def callback(request: HttpRequest, channel: str) -> HttpResponse:
    """A provider's word that something was paid. Only a right signature is listened to."""
    port = ports.payments().get(channel)
    if port is None:
        raise Http404
    if int(request.META.get("CONTENT_LENGTH") or 0) > CALLBACK_BYTES:
        return HttpResponse(status=413)
    taken = True
    try:
        money.take_callback(channel, request.headers, message(request))
    except CallbackRefused as refusal:
        log.warning("a callback of %s was refused: %s", channel, refusal)
        taken = False
    except money.UnknownOrder as unknown:
        log.error("%s speaks of an order that was never made: %s", channel, unknown)
        taken = False
    reply = port.reply(taken)
    return HttpResponse(reply.body, status=reply.status, content_type=reply.content_type)


def _context(order: PaymentOrder, **more: Any) -> dict[str, Any]:
    matter = order.matter
    running = Deadline.objects.filter(matter=matter, name="fee", status="running").order_by("-id").first()
    current = matter.facts.get("order") == order.no
    return {
        "order": order,
        "matter": matter,
        "title": word(f"fees.page.{more.get('standing', 'pay')}"),
        "amount": panels.amount_card(matter) if current else {"text": f"¥{order.amount:,.2f}"},
        "clock": parts.clock_chip(running, matter.procedure) if running else None,
        "entries": panels.entries([order]),
        "relief_url": reverse("move", args=[matter.no, "apply_relief"]) if panels.may_ask_relief(matter) else "",
        "crumbs": [
            {"url": reverse("matter", args=[matter.no]), "label": word(matter.procedure)},
            {"label": order.no},
        ],
        **more,
    }
