"""The platform as an installable web app: its manifest, its worker, and the page for when there is no line.

The worker keeps the shell alone: style sheets, scripts, icons and the pages that are the same for
everybody (``SHELL``). It never keeps a page of a person, and nothing here reads who is asking.
"""

from __future__ import annotations

import json
from functools import cache
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from fengqiao.core.actor import NOBODY
from fengqiao.web.shell import home_court
from fengqiao.web.views.pages import english

INK = "#16324b"
PAPER = "#f8f6f0"
ICONS = (("web/icons/app-192.png", "192x192", "any"), ("web/icons/app-512.png", "512x512", "any"))
MASKABLE = ("web/icons/app-maskable-512.png", "512x512", "maskable")
FILES = (
    "web/app.css",
    "web/app.js",
    "web/offline.js",
    "web/favicon.svg",
    "web/img/bridge.svg",
    "web/img/chevron.svg",
)
"""The static files of a citizen's page."""
PAGES = ("offline", "offline_tell")
"""Names of the pages that work without a line; each is the same for everybody, in one language."""
_TEMPLATES = Path(__file__).parents[1] / "templates" / "web"


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """What a phone needs to put the platform beside its other apps."""
    court = home_court()
    name = court.name if court and not english() else _("人民法院在线服务")
    icons = [{"src": static(f), "sizes": s, "type": "image/png", "purpose": p} for f, s, p in (*ICONS, MASKABLE)]
    shortcuts = (("tell", _("说说发生了什么")), ("enquire", _("查进度")), ("inbox", _("消息")))
    made = {
        "id": reverse("home"),
        "name": name,
        "short_name": _("枫桥"),
        "description": _("一站式解纷与诉讼服务"),
        "lang": translation.get_language() or settings.LANGUAGE_CODE,
        "start_url": reverse("home"),
        "scope": "/",
        "display": "standalone",
        "background_color": PAPER,
        "theme_color": INK,
        "icons": icons,
        "shortcuts": [{"name": label, "url": reverse(way)} for way, label in shortcuts],
    }
    return HttpResponse(json.dumps(made, ensure_ascii=False), content_type="application/manifest+json; charset=utf-8")


@cache
def version() -> str:
    """A name for the shell as it is now: another one as soon as a file of it changes."""
    found = sha256()
    for name in FILES:
        path = finders.find(name)
        found.update(Path(str(path)).read_bytes() if path else b"")
    for template in sorted(_TEMPLATES.glob("*.html")):
        found.update(template.read_bytes())
    return found.hexdigest()[:12]


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker, with its version and its list of what it keeps."""
    language = _language(request)
    with translation.override(language):
        shell = {
            "version": f"{version()}-{language}",
            "statics": settings.STATIC_URL,
            "files": [static(name) for name in FILES],
            "pages": {reverse(name): f"{reverse(name)}?l={language}" for name in PAGES},
            "fallback": reverse("offline"),
        }
    source = Path(str(finders.find("web/worker.js"))).read_text(encoding="utf-8")
    response = HttpResponse(f"const SHELL = {json.dumps(shell)};\n{source}", content_type="text/javascript")
    response["Cache-Control"] = "no-cache"
    return response


def _language(request: HttpRequest) -> str:
    wanted = request.GET.get("l", "")
    return "en" if wanted.startswith("en") else settings.LANGUAGE_CODE


def same_for_all(request: HttpRequest, template: str, title: str) -> HttpResponse:
    """A page of the shell, made as for nobody: no name, no count, no message of whoever asks."""
    request.actor = NOBODY  # type: ignore[attr-defined]
    response = render(request, template, {"title": title, "messages": ()})
    response["Cache-Control"] = "no-cache"
    return response


@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """What somebody reads who opens a page without a line."""
    with translation.override(_language(request) if "l" in request.GET else translation.get_language()):
        return same_for_all(request, "web/offline.html", _("现在没有网络"))
