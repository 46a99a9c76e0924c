"""The pages of payment: what is owed and why, the way to the bank, and what became of it."""

from __future__ import annotations

import json
import logging
from typing import Any
from urllib.parse import urlsplit

from csp.decorators import csp_update
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fengqiao.areas.fees import money, panels
from fengqiao.core import access
from fengqiao.core.errors import NotFound
from fengqiao.core.models import Deadline, PaymentOrder
from fengqiao.core.payments import CallbackRefused, PaymentError
from fengqiao.core.words import word
from fengqiao.web.guard import signed_in
from fengqiao.web.views import pages as parts

log = logging.getLogger(__name__)

CALLBACK_BYTES = 16 * 1024


def _provider() -> list[str]:
    """Where a form of ours may lead to: the provider, where it is another house."""
    address = urlsplit(settings.PAYMENT_URL)
    return [f"{address.scheme}://{address.netloc}"] if address.netloc else []


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
@csp_update({"form-action": _provider()})
def pay(request: HttpRequest, no: str) -> HttpResponse:
    """What is to be paid, how it was worked out, until when; the button leads to the bank's page."""
    order = _order(request, no)
    if request.method == "POST":
        try:
            return redirect(money.begin_payment(order.no, request.build_absolute_uri(reverse("pay_back", args=[no]))))
        except money.NotPayable:
            return redirect("pay_back", no)
        except PaymentError as error:
            log.warning("order %s: the provider does not answer: %s", no, error)
            return render(request, "fees/pay.html", _context(order, away=True), status=503)
    if order.status != "open" or order.matter.ended:
        return redirect("pay_back", no)
    return render(request, "fees/pay.html", _context(order))


@require_safe
@signed_in
def back(request: HttpRequest, no: str) -> HttpResponse:
    """Whither the payer comes back. The provider is asked, so that a lost callback does not matter."""
    order = _order(request, no)
    if order.status == "open" and order.provider_no:
        try:
            money.ask_provider(order)
        except PaymentError as error:
            log.warning("order %s: the provider does not answer: %s", no, error)
    order = _order(request, no)
    standing = "paid" if order.status == "paid" else "waiting" if order.status == "open" else "closed"
    return render(request, "fees/back.html", _context(order, standing=standing))


@csrf_exempt
@require_POST
def callback(request: HttpRequest) -> HttpResponse:
    """The provider's word that something was paid. Only a right signature is listened to."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > CALLBACK_BYTES:
        return JsonResponse({"ok": False, "code": "too_large"}, status=413)
    try:
        outcome = money.take_callback(request.headers, request.body)
    except CallbackRefused as refusal:
        log.warning("a callback was refused: %s", refusal)
        return JsonResponse({"ok": False, "code": "signature"}, status=401)
    except money.UnknownOrder:
        return JsonResponse({"ok": False, "code": "order_unknown"}, status=404)
    return HttpResponse(json.dumps({"ok": True, "outcome": outcome}), content_type="application/json")


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
        "crumbs": [
            {"url": reverse("matter", args=[matter.no]), "label": word(matter.procedure)},
            {"label": order.no},
        ],
        **more,
    }
