"""Sample papers as pages: blank for everybody, filled from the browser's draft or from a matter that one may see."""

from __future__ import annotations

from functools import lru_cache
from typing import Any
from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from fengqiao.areas.guidance import known, samples
from fengqiao.core import access, clock, ports, throttle
from fengqiao.core.errors import NotFound
from fengqiao.core.models import Matter
from fengqiao.core.papers import paper_kind
from fengqiao.core.words import has, say, word
from fengqiao.web.shell import home_court
from fengqiao.web.views.accounts import address
from fengqiao.web.views.pages import english

HOURLY = 120
"""Filled samples that one browser or person may have set in an hour: setting costs the server work."""
MATTERS = 10
_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


@require_safe
def papers(request: HttpRequest) -> HttpResponse:
    """The list of samples; with a matter or a draft each also filled."""
    no = request.GET.get("matter", "")
    query, note = "", ""
    if no:
        _known(request)
        query, note = urlencode({"matter": no}), say("guidance.papers.filled_matter", {"no": no})
    elif known.draft_of(request) is not None:
        query, note = urlencode({"draft": 1}), word("guidance.papers.filled_draft")
    context = {
        "title": word("guidance.papers.title"),
        "note": note,
        "matters": _own(request) if not no else [],
        "groups": [
            {"title": word(f"guidance.papers.group.{group}"), "rows": [_row(kind, query) for kind in kinds]}
            for group, kinds in samples.GROUPS.items()
        ],
        "crumbs": [{"url": "", "label": word("guidance.papers.title")}],
    }
    return render(request, "guidance/papers.html", context)


def _own(request: HttpRequest) -> list[dict[str, str]]:
    """The newest disputes in which the person stands, each once, by its numbered case where there is one."""
    if request.actor.person is None:
        return []
    rows = access.own(request.actor).select_related("dispute").order_by("-opened_at")[: MATTERS * 20]
    best: dict[int, Matter] = {}
    for one in rows:
        known = best.setdefault(one.dispute_id, one)
        if one.number and not known.number:
            best[one.dispute_id] = one
    found = list(best.values())[:MATTERS]
    return [
        {
            "url": f"{reverse('guide_papers')}?{urlencode({'matter': one.no})}",
            "label": f"{one.dispute.title} {one.number or one.no}",
        }
        for one in found
    ]


def _row(kind: str, query: str) -> dict[str, Any]:
    urls = [
        {"form": word(f"guidance.papers.{form}"), "url": reverse("guide_paper", args=[kind, form])} for form in _TYPES
    ]
    filled = [{**one, "url": f"{one['url']}?{query}"} for one in urls] if query else []
    return {"title": _title(kind), "help": word(f"guidance.papers.about.{kind}"), "blank": urls, "filled": filled}


def _title(kind: str) -> str:
    own = f"guidance.papers.name.{kind}"
    if has(own):
        return word(own)
    declared = paper_kind(kind)
    return declared.title_en if english() else declared.title_zh


def _known(request: HttpRequest) -> samples.Known | None:
    """What to fill in. A matter that the person may not see is not found."""
    no = request.GET.get("matter", "")
    if no:
        try:
            return samples.of_matter(access.matter(request.actor, no), request.actor.person)
        except NotFound as absent:
            raise Http404 from absent
    if "draft" in request.GET:
        draft = known.draft_of(request)
        if draft is None:
            raise Http404
        return samples.of_draft(draft)
    return None


@require_safe
def sample(request: HttpRequest, kind: str, form: str) -> HttpResponse:
    """One sample as Word or PDF."""
    if kind not in samples.SAMPLES or form not in _TYPES:
        raise Http404
    filled = _known(request)
    court = home_court()
    name = court.name if court else ""
    if filled is None:
        content = _blank(kind, form, name)
    else:
        who = str(request.actor.person or address(request))
        if throttle.spent("sample", who, HOURLY):
            return HttpResponse(word("guidance.papers.busy"), status=429, content_type="text/plain; charset=utf-8")
        throttle.count("sample", who)
        content = _set(kind, form, samples.context(filled, name, clock.today()))
    response = HttpResponse(content, content_type=_TYPES[form])
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(paper_kind(kind).title_zh)}.{form}"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    return response


@lru_cache(maxsize=2 * len(samples.SAMPLES))
def _blank(kind: str, form: str, court: str) -> bytes:
    return _set(kind, form, samples.context(samples.Known(), court, clock.today()))


def _set(kind: str, form: str, context: samples.Context) -> bytes:
    paper = samples.composed(kind, context)
    setter = ports.typesetter()
    return setter.pdf(paper) if form == "pdf" else setter.docx(paper)
