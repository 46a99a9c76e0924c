"""The figures page, and behind every figure its cases."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from fengqiao.areas.supervision.figures import BY_CODE, FIGURES, SMALL, Figure, Span, counts
from fengqiao.core import access, clock
from fengqiao.core.models import Matter
from fengqiao.core.registry import Indicator, registry
from fengqiao.core.words import word
from fengqiao.web.guard import staff_only
from fengqiao.web.templatetags.words import day

DAYS = 90
YEARS = 50
"""How far from today a period of figures may lie."""
PAGE = 50
PARTS = ("above", "below")


def _span(request: HttpRequest) -> Span:
    court = min(request.actor.courts)
    try:
        first, last = date.fromisoformat(request.GET["first"]), date.fromisoformat(request.GET["last"])
        if any(abs(held.year - clock.today().year) > YEARS for held in (first, last)):
            raise ValueError("no court has figures of that time")
    except (KeyError, ValueError):
        last = clock.today()
        first = last - timedelta(days=DAYS)
    return Span(court, min(first, last), max(first, last))


def _of_areas(span: Span) -> list[dict[str, Any]]:
    """The figures that areas bring, beside the court's own."""
    found = [i for _, area in sorted(registry.areas.items()) for i in area.indicators]
    return [_area_stat(i, span, *i.measure(span.court, span.first, span.last)) for i in found]


def _area_stat(indicator: Indicator, span: Span, above: int, below: int) -> dict[str, Any]:
    key = f"indicator.{indicator.code}"
    url = reverse(indicator.page) if indicator.page else ""
    if indicator.cases is not None:
        url = f"{reverse('figure', args=[indicator.code, 'above'])}?first={span.first}&last={span.last}"
    opens = "" if indicator.cases is not None else word("supervision.opens_page")
    return {**_shown(key, indicator.rule, url, above, below), "opens": opens}


def _stat(figure: Figure, span: Span, above: int, below: int) -> dict[str, Any]:
    url = f"{reverse('figure', args=[figure.code, 'above'])}?first={span.first}&last={span.last}"
    return _shown(f"supervision.{figure.code}", figure.rule, url, above, below)


def _shown(key: str, rule: str, url: str, above: int, below: int) -> dict[str, Any]:
    small = below < SMALL
    return {
        "label": word(key),
        "value": word("supervision.too_small") if small else f"{above * 100 / below:.1f}",
        "unit": "" if small else "%",
        "note": small,
        "numerator": above,
        "denominator": str(below),
        "numerator_label": word(f"{key}.above"),
        "denominator_label": word(f"{key}.below"),
        "definition": word(f"{key}.definition"),
        "cites": [rule],
        "url": url,
    }


@require_safe
@staff_only
def figures(request: HttpRequest) -> HttpResponse:
    """All figures of the actor's court over a period."""
    span = _span(request)
    context = {
        "title": word("supervision.title"),
        "first": span.first.isoformat(),
        "last": span.last.isoformat(),
        "stats": [_stat(f, span, *pair) for f, pair in zip(FIGURES, counts(span), strict=True)] + _of_areas(span),
    }
    return render(request, "supervision/figures.html", context)


def _cases(code: str, part: str, span: Span) -> tuple[str, Any]:
    """The words' key of a figure and its cases above or below the line; 404 for what is no figure."""
    if code in BY_CODE:
        return f"supervision.{code}", BY_CODE[code].above(span) if part == "above" else BY_CODE[code].below(span)
    for area in registry.areas.values():
        for indicator in area.indicators:
            if indicator.code == code and indicator.cases is not None:
                return f"indicator.{code}", indicator.cases(span.court, span.first, span.last, part)
    raise Http404


def _tabs(key: str, code: str, part: str, query: str) -> list[dict[str, Any]]:
    return [
        {"url": reverse("figure", args=[code, p]) + query, "label": word(f"{key}.{p}"), "current": p == part}
        for p in PARTS
    ]


def _row(m: Matter) -> dict[str, Any]:
    return {
        "url": reverse("matter", args=[m.no]),
        "title": m.dispute.title,
        "number": m.number or m.no,
        "state": word(f"{m.procedure}.state.{m.state}"),
        "opened": m.opened_at,
        "ended": m.ended_at,
    }


@require_safe
@staff_only
def figure(request: HttpRequest, code: str, part: str) -> HttpResponse:
    """The cases of one figure, above or below the line; only those that the actor may see are listed."""
    if part not in PARTS:
        raise Http404
    span = _span(request)
    key, chosen = _cases(code, part, span)
    seen = chosen.filter(pk__in=access.visible(request.actor).values("pk"))
    rows = seen.select_related("dispute").order_by("-opened_at", "-id")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    total = chosen.count()
    query = f"?first={span.first}&last={span.last}"
    context = {
        "title": word(key),
        "part": word(f"{key}.{part}"),
        "total": total,
        "hidden": total - page.paginator.count,
        "period": f"{day(span.first)} – {day(span.last)}",
        "tabs": _tabs(key, code, part, query),
        "rows": [_row(m) for m in page],
        "page": page,
        "query": query,
        "crumbs": [{"url": reverse("figures") + query, "label": word("supervision.title")}, {"label": code}],
    }
    context["crumbs"][-1]["label"] = context["title"]
    return render(request, "supervision/figure.html", context)
