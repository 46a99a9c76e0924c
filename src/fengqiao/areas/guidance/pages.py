"""The look before filing: one short form by GET, so that a link keeps the answers; no account, no script."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from fengqiao.areas.guidance import known, rules
from fengqiao.areas.guidance.facts import Outlook
from fengqiao.core import clock
from fengqiao.core.errors import Invalid
from fengqiao.core.validation import validated
from fengqiao.core.words import has, say, word
from fengqiao.web.forms import Form, answers
from fengqiao.web.templatetags.words import day
from fengqiao.web.views.pages import english

ASKED = "go"


@require_safe
def risk(request: HttpRequest) -> HttpResponse:
    """The form; once it is answered, every point with its ground above it."""
    if "told" in request.GET:
        return from_draft(request)
    typed = answers(Outlook, request.GET)
    if ASKED not in request.GET:
        return page(request, typed)
    try:
        asked = validated(Outlook, typed)
    except Invalid as invalid:
        form = Form(Outlook, typed, errors=invalid.errors)
        return page(request, typed, form=form, status=422)
    assert isinstance(asked, Outlook)
    points = [shown(point) for point in rules.outlook(asked, clock.today())]
    return page(request, typed, points=points)


def from_draft(request: HttpRequest) -> HttpResponse:
    """Lead on with what was told at the front door; the address then holds the answers, and no name."""
    draft = known.draft_of(request)
    if draft is None:
        return redirect("guide_risk")
    query = urlencode({**known.outlook_of(draft), ASKED: "1"}, doseq=True)
    return redirect(f"{reverse('guide_risk')}?{query}")


def page(
    request: HttpRequest,
    typed: dict[str, Any],
    *,
    form: Form | None = None,
    points: list[dict[str, Any]] | None = None,
    status: int = 200,
) -> HttpResponse:
    form = form or Form(Outlook, typed)
    care = sum(1 for point in points or [] if point["level"] == rules.CARE)
    context = {
        "title": word("guidance.risk.title"),
        "fields": form.fields,
        "errors": form.summary(),
        "points": points,
        "care": say("guidance.risk.care", {"n": care}) if care else word("guidance.risk.no_care"),
        "button": ASKED,
        "computed": day(clock.today()),
        "told": known.draft_of(request) is not None and points is None,
        "crumbs": [{"url": "", "label": word("guidance.risk.title")}],
    }
    return render(request, "guidance/risk.html", context, status=status)


def shown(point: rules.Point) -> dict[str, Any]:
    """A point as the template takes it, in the reader's language."""
    key = f"guidance.point.{point.code}"
    lang = english()
    values = dict(point.values)
    values["grounds"] = values.get("grounds_en" if lang else "grounds_zh", "")
    answer = point.answer
    return {
        "level": point.level,
        "topic": word(f"guidance.topic.{point.topic}"),
        "title": say(key, values),
        "why": say(f"{key}.why", values),
        "do": say(f"{key}.do", values) if has(f"{key}.do") else "",
        "missing": [word(f"guidance.Outlook.proof.{one}") for one in point.missing],
        "cites": [cite.en if lang else cite.zh for cite in point.cites],
        "working": [line.en if lang else line.zh for line in answer.working] if answer else [],
        "provisional": answer.provisional if answer else False,
        "url": reverse("calculator", args=[point.calculator]) if point.calculator else "",
    }
