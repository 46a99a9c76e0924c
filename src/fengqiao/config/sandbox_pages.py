"""Pages of the demonstration alone: the telephone that shows what was sent to it, and a clock that can be moved on."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from random import Random
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from fengqiao.adapters.sandbox import SandboxSms, reader
from fengqiao.areas.counter.models import Station
from fengqiao.config import demo_clock, lockering
from fengqiao.config.simulation import places
from fengqiao.core import clock
from fengqiao.core.sealing import unseal
from fengqiao.web.shell import shell as plain_shell

_SHOWN = 30
_STEPS = (1, 3, 7, 15, 30, 90)


@require_safe
@never_cache
def phone(request: HttpRequest) -> HttpResponse:
    """The newest messages of one phone, or of all phones; there is no such page outside a demonstration."""
    if not settings.DEMO:
        raise Http404
    number = "".join(c for c in request.GET.get("phone", "") if c.isdigit())[:20]
    sent = SandboxSms(settings.DATA_DIR / "sandbox").messages(number, _SHOWN)
    rows = [{**m, "at": datetime.fromisoformat(m["at"])} for m in sent]
    crumbs = [{"url": reverse("home"), "label": _("首页")}, {"label": _("演示手机")}]
    return render(request, "sandbox/phone.html", {"phone": number, "rows": rows, "crumbs": crumbs})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def moving_clock(request: HttpRequest) -> HttpResponse:
    """The clock of the demonstration, and the buttons that let days pass."""
    if not settings.DEMO:
        raise Http404
    if request.method == "POST":
        days = request.POST.get("days", "")
        if days in {str(n) for n in _STEPS}:
            fired = demo_clock.pass_days(int(days))
            messages.success(request, _("过了 %(days)s 天，其间有 %(fired)s 个期限届满。") % {"days": days, "fired": fired})
        return redirect("sandbox_clock")
    crumbs = [{"url": reverse("home"), "label": _("首页")}, {"label": _("演示时钟")}]
    return render(request, "sandbox/clock.html", {"now": clock.now(), "steps": _STEPS, "crumbs": crumbs})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def card_reader(request: HttpRequest) -> HttpResponse:
    """The card readers of the demonstration's windows: an invented card can be laid on each."""
    if not settings.DEMO:
        raise Http404
    windows = Station.objects.filter(kind="window").exclude(reader_key="").order_by("code")
    if request.method == "POST":
        station = windows.filter(code=request.POST.get("station", "")).first()
        if station is None:
            raise Http404
        laid = places.card(Random())  # noqa: S311 - an invented card
        body = reader.message(station.code, laid, clock.now())
        status = reader.push(request.build_absolute_uri(reverse("counter_reader")), unseal(station.reader_key), body)
        if status == HTTPStatus.NO_CONTENT:
            messages.success(request, _("%(name)s 的卡放上去了，窗口页面刷新后可以看到。") % {"name": laid["name"]})
        else:
            messages.error(request, _("读卡器没有把信息送到（%(status)s）。") % {"status": status})
        return redirect("sandbox_reader")
    crumbs = [{"url": reverse("home"), "label": _("首页")}, {"label": _("演示读卡器")}]
    return render(request, "sandbox/reader.html", {"windows": windows, "crumbs": crumbs})


def shell(request: HttpRequest) -> dict[str, Any]:
    """What every page shows around its content; in a demonstration with the way to the telephone."""
    context = plain_shell(request)
    if settings.DEMO:
        context["demo_phone_url"] = reverse("sandbox_phone")
        context["site"]["footer"].append({"url": context["demo_phone_url"], "label": _("演示手机")})
        context["site"]["footer"].append({"url": reverse("sandbox_clock"), "label": _("演示时钟")})
        context["site"]["footer"].append({"url": reverse("sandbox_reader"), "label": _("演示读卡器")})
        if lockering.sandbox_locker() is not None:
            context["site"]["footer"].append({"url": f"{lockering.SANDBOX}/", "label": _("演示智能柜")})
    return context


urlpatterns = [
    path("sandbox/phone/", phone, name="sandbox_phone"),
    path("sandbox/clock/", moving_clock, name="sandbox_clock"),
    path("sandbox/reader/", card_reader, name="sandbox_reader"),
]
