"""Pages of the demonstration alone: the telephone that shows which messages have been sent to it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from fengqiao.adapters.sandbox import SandboxSms
from fengqiao.web.shell import shell as plain_shell

_SHOWN = 30


@require_safe
@never_cache
def phone(request: HttpRequest) -> HttpResponse:
    """The newest messages of one phone, or of all phones; there is no such page outside a demonstration."""
    if not settings.DEMO:
        raise Http404
    number = "".join(c for c in request.GET.get("phone", "") if c.isdigit())[:20]
    messages = SandboxSms(settings.DATA_DIR / "sandbox").messages(number, _SHOWN)
    rows = [{**m, "at": datetime.fromisoformat(m["at"])} for m in messages]
    crumbs = [{"url": reverse("home"), "label": _("首页")}, {"label": _("演示手机")}]
    return render(request, "sandbox/phone.html", {"phone": number, "rows": rows, "crumbs": crumbs})


def shell(request: HttpRequest) -> dict[str, Any]:
    """What every page shows around its content; in a demonstration with the way to the telephone."""
    context = plain_shell(request)
    if settings.DEMO:
        context["demo_phone_url"] = reverse("sandbox_phone")
        context["site"]["footer"].append({"url": context["demo_phone_url"], "label": _("演示手机")})
    return context


urlpatterns = [path("sandbox/phone/", phone, name="sandbox_phone")]
