"""The page on which the court changes the channel of a dispute."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fengqiao.areas.green.facts import ChannelDecision
from fengqiao.areas.green.panels import CHANGERS, channel
from fengqiao.areas.green.procedure import GreenChannel
from fengqiao.core import access, drafts
from fengqiao.core.casefile import CaseFile
from fengqiao.core.engine import open_under
from fengqiao.core.errors import Invalid, NotFound, Refused, Stale
from fengqiao.core.words import move_word, word
from fengqiao.web import uploads
from fengqiao.web.forms import Form, answers
from fengqiao.web.guard import staff_only
from fengqiao.web.views.matters import number
from fengqiao.web.views.pages import english, refusal_text

MOVE = "green.channel.move.decide"


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
def change(request: HttpRequest, no: str) -> HttpResponse:
    """Put the dispute of a matter into a channel or take it out, with a reason."""
    try:
        found = access.matter(request.actor, no)
    except NotFound as absent:
        raise Http404 from absent
    if not request.actor.duties(found.court_id) & CHANGERS or found.ended:
        raise Http404
    if request.method != "POST":
        return _page(request, CaseFile(found), {})
    data = answers(ChannelDecision, request.POST)
    faults = uploads.take(request, ChannelDecision, data)
    if faults:
        return _page(request, CaseFile(found), data, faults=faults, status=422)
    try:
        open_under(
            no,
            GreenChannel.code,
            actor=request.actor,
            data=data,
            seen=number(request.POST.get("seen", "")) or 0,
            key=request.POST.get("key") or None,
        )
    except Invalid as invalid:
        return _page(request, CaseFile(found), data, faults=invalid.errors, status=422)
    except Refused as refused:
        at_field = [(r.field, r.reason, dict(r.values)) for r in refused.refusals if r.field]
        rest = [refusal_text(r) for r in refused.refusals if not r.field]
        return _page(request, CaseFile(found), data, faults=at_field, refusals=rest, status=409)
    except Stale as stale:
        return _page(request, CaseFile(found), data, stale=stale, status=409)
    messages.success(request, _("已办理：%(move)s") % {"move": word(MOVE)})
    return redirect("matter", no)


def _page(request: HttpRequest, file: CaseFile, data: dict[str, Any], *, status: int = 200, **more: Any) -> HttpResponse:
    found, move, stale = file.matter, GreenChannel.opening(), more.get("stale")
    form = Form(ChannelDecision, data, errors=more.get("faults", ()))
    now = channel(file, request.actor) or {}
    context = {
        "matter": found,
        "title": word(MOVE),
        "help": word(f"{MOVE}.help") + " " + word("green.panel.now") + (now.get("why") or word("green.panel.none")),
        "procedure_word": word(GreenChannel.code),
        "articles": [c.en if english() else c.zh for c in move.cite],  # type: ignore[union-attr]
        "form": form,
        "errors": form.summary(),
        "refusals": more.get("refusals", []),
        "open": True,
        "stale": [move_word(found.procedure, m) for m in stale.moves] if stale else None,
        "seen": found.revision,
        "key": drafts.new_key(),
        "asks": True,
        "crumbs": [{"label": word(MOVE)}],
    }
    return render(request, "web/move.html", context, status=status)
