"""The pages of the e-file: the catalogue with its search, the secret volume, and bundles."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from fengqiao.areas.dossier import binding, services
from fengqiao.areas.dossier.catalogue import Entry, Volume, found, volumes
from fengqiao.areas.dossier.models import Binding
from fengqiao.areas.dossier.order import order
from fengqiao.core import access, clock, ports
from fengqiao.core.errors import DoorError, NotFound
from fengqiao.core.models import Matter
from fengqiao.core.words import say, word
from fengqiao.web.guard import signed_in
from fengqiao.web.views.pages import english

MAIN, SECRET = "main", "secret"
ROWS = 200
"""How many entries of a volume one page shows."""


def _matter(request: HttpRequest, no: str, what: str) -> Matter:
    """The matter, for whoever may see it; a look into a sealed one is recorded."""
    try:
        seen = access.matter(request.actor, no)
    except NotFound as absent:
        raise Http404 from absent
    access.noted(request.actor, seen, what)
    return seen


@require_safe
@signed_in
def dossier(request: HttpRequest, no: str) -> HttpResponse:
    """The catalogue of both volumes, as far as the reader may see them; narrowed to what holds the words sought."""
    matter = _matter(request, no, "dossier")
    main, secret = volumes(request.actor, matter.dispute)
    for volume in Matter.objects.filter(pk__in={e.matter for e in secret.entries}):
        access.noted(request.actor, volume, "dossier")
    words = request.GET.get("q", "").strip()[:50]
    bench = services.sits(request.actor, matter)
    held = services.volume_of(matter) if bench else None
    context = {
        "title": word("dossier"),
        "matter": matter,
        "q": words,
        "volumes": [_volume(request, matter, name, v) for name, v in ((MAIN, main), (SECRET, secret)) if v.entries],
        "hits": [_hit(e, text) for e, text in found([*main.entries, *secret.entries], words)[:ROWS]] if words else [],
        "counting": not (main.counted and secret.counted),
        "bench": bench,
        "secret_add": reverse("move", args=[held.no, "add"]) if held and not held.ended else "",
        "source": say("dossier.source", {"name": order().source[english()], "owner": order().owner}),
        **{f"{name}_label": word(f"dossier.column.{name}") for name in ("source", "day", "page")},
        "unscanned": request.actor.staff and not ports.scanner().configured,
        "crumbs": _crumbs(matter, word("dossier")),
    }
    return render(request, "dossier/dossier.html", context)


def _crumbs(matter: Matter, last: str, *more: Mapping[str, str]) -> list[Mapping[str, str]]:
    first = {"url": reverse("matter", args=[matter.no]), "label": matter.number or matter.no}
    return [first, *more, {"label": last}]


def _volume(request: HttpRequest, matter: Matter, name: str, volume: Volume) -> dict[str, Any]:
    """One volume as the page shows it: a page of its entries by chapter, and the way to the others."""
    total = len(volume.entries)
    asked = request.GET.get(name, "")
    page = min(int(asked), -(-total // ROWS)) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 1
    first = (max(page, 1) - 1) * ROWS
    shown = Volume(volume.entries[first : first + ROWS])
    number, chapters = first, []
    for slot, entries in shown.chapters():
        rows = [{"number": number + n, **_row(entry)} for n, entry in enumerate(entries, 1)]
        number += len(rows)
        chapters.append({"title": word(f"dossier.slot.{slot}"), "rows": rows})
    facts = {"n": total, "pages": volume.pages}
    turned = {
        "first": first + 1,
        "last": number,
        "total": total,
        "previous_url": f"?{name}={max(page, 1) - 1}" if first else "",
        "next_url": f"?{name}={max(page, 1) + 1}" if number < total else "",
    }
    return {
        "name": name,
        "title": word(f"dossier.volume.{name}"),
        "chapters": chapters,
        "pager": turned if total > ROWS else None,
        "summary": say("dossier.summary" if volume.counted else "dossier.summary_counting", facts),
        "bind_url": reverse("dossier_bind", args=[matter.no, name]),
    }


def _row(entry: Entry) -> dict[str, Any]:
    last = (entry.first or 0) + (entry.sheets or 0) - 1
    span = "" if entry.first is None or entry.sheets is None else str(entry.first)
    if span and last > (entry.first or 0):
        span = f"{span}–{last}"
    return {
        "title": entry.title,
        "url": _url(entry),
        "on": clock.local(entry.at).date(),
        "source": entry.source,
        "span": span,
        "note": word(f"core.scan.{entry.held}") if entry.held else word("dossier.no_pages") if entry.pages == 0 else "",
    }


def _url(entry: Entry) -> str:
    what, _colon, key = entry.ref.partition(":")
    return reverse("paper", args=[int(key), "html"]) if what == "document" else reverse("upload", args=[key])


def _hit(entry: Entry, text: str) -> dict[str, Any]:
    return {**_row(entry), "text": text, "slot": word(f"dossier.slot.{entry.slot}")}


@require_POST
@signed_in
def open_secret(request: HttpRequest, no: str) -> HttpResponse:
    """Open the secret volume; for anybody who does not sit on the bench there is no such page."""
    matter = _matter(request, no, "dossier")
    if not services.sits(request.actor, matter):
        raise Http404
    try:
        volume = services.open_volume(request.actor, matter)
    except DoorError as refusal:
        messages.warning(request, str(refusal))
        return redirect("dossier", no)
    return redirect("move", volume, "add")


@require_POST
@signed_in
def bind(request: HttpRequest, no: str, name: str) -> HttpResponse:
    """Ask for a bundle of one volume."""
    matter = _matter(request, no, f"bundle {name}")
    volume = dict(zip((MAIN, SECRET), volumes(request.actor, matter.dispute), strict=True)).get(name)
    if volume is None or not volume.entries:
        raise Http404
    try:
        row = binding.ask(request.actor, matter, volume, name)
    except binding.TooMany:
        messages.warning(request, _("您要的合订本还在制作，请等做好再要新的。"))
        return redirect("dossier", no)
    return redirect("dossier_bundle", no, row.key)


def _bundle(request: HttpRequest, no: str, key: str, what: str) -> tuple[Matter, Binding]:
    matter = _matter(request, no, what)
    row = binding.mine(request.actor, matter, key)
    if row is None:
        raise Http404
    return matter, row


@require_safe
@signed_in
def bundle(request: HttpRequest, no: str, key: str) -> HttpResponse:
    """How far a bundle has come; the page looks again by itself until it is ready."""
    matter, row = _bundle(request, no, key, "bundle")
    context = {
        "title": word("dossier.bundle"),
        "matter": matter,
        "row": row,
        "under_way": row.stage in ("waiting", "running"),
        "state": say(f"dossier.bundle.{row.stage}", {"done": row.done, "total": row.total, "pages": row.pages}),
        "file_url": reverse("dossier_file", args=[no, key]) if row.stage == "ready" else "",
        "crumbs": _crumbs(
            matter, word("dossier.bundle"), {"url": reverse("dossier", args=[no]), "label": word("dossier")}
        ),
    }
    response = render(request, "dossier/bundle.html", context)
    if context["under_way"]:
        response["Refresh"] = "3"
    return response


@require_safe
@signed_in
def bundle_file(request: HttpRequest, no: str, key: str) -> HttpResponse | FileResponse:
    """The finished bundle."""
    matter, row = _bundle(request, no, key, "bundle file")
    if row.stage != "ready":
        raise Http404
    title = word(f"dossier.volume.{row.plan['volume']}")
    response = FileResponse(binding.file_of(row).open("rb"), content_type="application/pdf")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(f'{title}-{matter.no}.pdf')}"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


