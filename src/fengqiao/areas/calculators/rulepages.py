"""The library of rules: every rule with its status, source, settings and tests, and one page for each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any, Final

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from fengqiao.areas.calculators.faults import fault_of
from fengqiao.areas.calculators.pages import part_view
from fengqiao.areas.calculators.results import Part, cite_row, day_note, yuan_text
from fengqiao.areas.calculators.rulefacts import RuleDay, RuleMoment
from fengqiao.areas.calculators.shelf import ALL
from fengqiao.areas.calculators.times import RULES, moment_text, period_months, period_reasons
from fengqiao.core.errors import Invalid
from fengqiao.core.validation import validated
from fengqiao.core.words import say, word
from fengqiao.kernel.money import exact
from fengqiao.kernel.period import shanghai_date
from fengqiao.law import decisions, periods, rules, settings
from fengqiao.law.limits import PROCEDURES
from fengqiao.law.store import load
from fengqiao.law.tariff import entry, names
from fengqiao.web.forms import Form, answers
from fengqiao.web.templatetags.words import day as day_text
from fengqiao.web.views.pages import english

PAGE = 60
TONES: Final[Mapping[str, str]] = {"V": "done", "S": "plain", "U": "soon", "LOCAL": "soon"}
_CALCULATORS: Final[Mapping[str, Sequence[str]]] = {
    "R-PER": ("count", "posted"),
    "R-FIL": ("deadline",),
    "R-JUR": ("court",),
    "R-CNO": ("case-number",),
    "R-FEE": ("fee", "fee-change"),
    "R-LIM": ("trial-limit",),
    "R-HRG": ("deadline", "effect", "summons"),
    "R-SRV": ("service",),
    "R-MED": ("deadline",),
    "R-SIM": ("procedure",),
    "R-PRS": ("preservation",),
    "R-ENF-01": ("window",),
    "R-ENF-12": ("listing",),
    "R-ENF-13": ("listing",),
    "R-ENF-17": ("late-interest",),
    "R-ENF-29": ("distribution",),
    "R-ENF-2": ("auction",),
    "R-PUB": ("publication", "names"),
}


def _both(zh: str, en: str) -> str:
    return en[:1].upper() + en[1:] if english() else zh


def _status(status: str) -> dict[str, str]:
    return {"text": word(f"calculators.status.{status}"), "tone": TONES[status], "code": status}


@cache
def _parts() -> dict[str, tuple[str, ...]]:
    """The period ids of every rule, by the id of the rule and by their own."""
    found: dict[str, tuple[str, ...]] = {}
    for one in periods.all_rules():
        base = one.id.split(".")[0]
        found[base] = (*found.get(base, ()), one.id)
        if one.id != base:
            found[one.id] = (one.id,)
    return found


@cache
def _searched() -> dict[str, str]:
    """What the filter looks in, by rule: the number, the words, the articles, the periods, the settings."""
    found = {}
    for one in rules.all_rules().values():
        texts = [one.id, one.zh, one.en]
        cites = list(one.cites)
        for part in map(periods.rule, _parts().get(one.id, ())):
            texts += [part.id, part.note_zh, part.note_en]
            cites += part.cites
        texts += [f"{c.instrument.code} {c.article} {c.zh} {c.en}" for c in cites]
        texts += [s.id for s in settings.all_settings() if s.rule == one.id]
        found[one.id] = "\n".join(texts).lower()
    return found


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every rule, filtered by text and by how sure it is."""
    wanted, status = request.GET.get("q", "").strip()[:100], request.GET.get("status", "")
    found = [one for one in rules.all_rules().values() if not status or one.status == status]
    if wanted:
        found = [one for one in found if all(part in _searched()[one.id] for part in wanted.lower().split())]
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "title": word("calculators.library.title"),
        "rows": [_row(one) for one in page],
        "page": page,
        "total": len(found),
        "query": query.urlencode(),
        "q": wanted,
        "status": status,
        "statuses": [{"value": s, "label": word(f"calculators.status.{s}"), "selected": s == status} for s in TONES],
        "crumbs": [
            {"url": reverse("calculators"), "label": word("calculators.title")},
            {"label": word("calculators.library.title")},
        ],
    }
    return render(request, "calculators/rules.html", context)


def _row(one: rules.Rule) -> dict[str, Any]:
    own = [s for s in settings.all_settings() if s.rule == one.id]
    return {
        "id": one.id,
        "url": reverse("law_rule", args=[one.id]),
        "text": _both(one.zh, one.en),
        "status": _status(one.status),
        "cites": "；".join(c.en if english() else c.zh for c in one.cites),
        "settings": len(own),
        "open": sum(not s.confirmed for s in own),
        "tests": len(one.tests),
    }


@require_safe
def rule(request: HttpRequest, id: str) -> HttpResponse:
    """One rule, or one of its periods (``R-HRG-09.appeal_judgment``), with its examples."""
    try:
        one = rules.rule_of(id)
    except LookupError as error:
        raise Http404 from error
    parts = [periods.rule(part) for part in _parts().get(id, ())]
    if "." in id and not parts and id not in decisions.tables():
        raise Http404
    single = parts[0] if len(parts) == 1 and parts[0].id == id else None
    context = {
        "title": _both(single.note_zh, single.note_en) if single else _both(one.zh, one.en),
        "id": id,
        "rule": one,
        "parent": {"url": reverse("law_rule", args=[one.id]), "text": _both(one.zh, one.en)} if id != one.id else None,
        "status": _status(single.status if single else one.status),
        "kind": word(f"calculators.kind.{one.kind}"),
        "cites": [cite_row(c) for c in (single.cites if single else one.cites)],
        "periods": [_period(p) for p in parts],
        "settings": [_setting(s) for s in settings.all_settings() if s.rule == one.id],
        "fees": list(_fees(one.id)),
        "limits": list(_limits(one.id)),
        "decisions": [
            _decision(t) for t in decisions.tables().values() if t.id.split(".")[0] == one.id and id in (t.id, one.id)
        ],
        "tests": one.tests,
        "calculators": _calculators(id),
        "crumbs": [
            {"url": reverse("calculators"), "label": word("calculators.title")},
            {"url": reverse("law_rules"), "label": word("calculators.library.title")},
            {"label": id},
        ],
    }
    if single is not None:
        context.update(_tried(request, single))
    return render(request, "calculators/rule.html", context, status=422 if context.get("errors") else 200)


def _tried(request: HttpRequest, rule: periods.PeriodRule) -> dict[str, Any]:
    """A period worked out for a day of the reader's choice."""
    shape = RuleMoment if rule.unit == "hour" else RuleDay
    typed = answers(shape, request.GET)
    try:
        start = validated(shape, typed).at if typed else None
        answer = periods.end_of(rule.id, start) if start else None
    except Invalid as invalid:
        form = Form(shape, typed, errors=invalid.errors)
        return {"form": form, "errors": form.summary()}
    except (ValueError, OverflowError) as error:
        form = Form(shape, typed, errors=[fault_of(shape, error)])
        return {"form": form, "errors": form.summary()}
    found: dict[str, Any] = {"form": Form(shape, typed)}
    if start is not None and answer is not None:
        first, end = shanghai_date(start), shanghai_date(answer.value)
        found["answer"] = {
            "value": moment_text(answer.value),
            "note": day_note(end),
            "part": part_view(Part("", answer), True),
            "months": period_months(rule, first, end),
            "provisional": answer.provisional,
            "reasons": period_reasons(rule, first, end),
        }
    return found


def _period(one: periods.PeriodRule) -> dict[str, Any]:
    lang = english()
    start = one.from_en if lang else one.from_zh
    key = "back" if one.direction == "backward" else "forward"
    return {
        "id": one.id,
        "url": reverse("law_rule", args=[one.id]),
        "text": _both(one.note_zh, one.note_en),
        "length": one.length_en if lang else one.length_zh,
        "bound": word(f"calculators.period.{one.bound}") if one.bound else "",
        "start": say(f"calculators.period.{key}", {"event": start}),
        "who": word("calculators.period.court" if one.who == "court" else "calculators.period.party"),
        "status": _status(one.status),
        "cites": "；".join(c.en if lang else c.zh for c in one.cites),
        "in_force": day_text(one.in_force),
        "notes": [
            word(f"calculators.period.{n}")
            for n, on in (("invariable", one.invariable), ("fixed_end", not one.rolls))
            if on
        ],
    }


def _setting(one: settings.Setting) -> dict[str, Any]:
    value = word("calculators.setting.none") if one.value is None else str(one.value)
    if isinstance(one.value, bool):
        value = word("calculators.yes" if one.value else "calculators.no")
    return {
        "id": one.id,
        "text": one.en if english() else one.zh,
        "value": value,
        "range": f"{one.low if one.low is not None else ''} – {one.high if one.high is not None else ''}"
        if one.low is not None or one.high is not None
        else "",
        "owner": one.owner,
        "status": _status(one.status),
        "confirmed": one.confirmed,
        "in_force": day_text(one.in_force),
    }


def _fees(id: str) -> Iterable[dict[str, Any]]:
    """The tariffs, fixed fees and exemptions that belong to a rule."""
    for section in ("tables", "fixed", "local", "shares", "exempt"):
        for name in names(section):
            one = entry(section, name)
            if one.rule == id:
                yield {"text": _both(one.zh, one.en), "lines": list(_tariff(section, one))}


def _tariff(section: str, one: Any) -> Iterable[str]:
    if section == "exempt":
        yield word("calculators.tariff.exempt")
    if one.base:
        found = settings.setting(one.base)
        yield say("calculators.tariff.local", {"low": found.low, "high": found.high, "value": exact(found.amount)})
    if one.fee:
        yield say("calculators.tariff.fixed", {"fee": yuan_text(one.fee)})
    if one.divide_by > 1:
        yield say("calculators.tariff.share", {"n": one.divide_by})
    if section == "tables":
        yield say("calculators.tariff.up_to", {"high": exact(one.flat_up_to), "fee": yuan_text(one.flat)})
    for band in one.bands:
        high = "" if band.up_to is None else exact(band.up_to)
        key = "between" if high else "over"
        yield say(f"calculators.tariff.{key}", {"low": exact(band.over), "high": high, "percent": exact(band.percent)})
    if one.cap is not None:
        yield say("calculators.tariff.cap", {"cap": yuan_text(one.cap)})


def _limits(id: str) -> Iterable[dict[str, str]]:
    for name in PROCEDURES:
        one = load("limits.yaml")["limits"][name][-1]
        if one["rule"] == id:
            length = (
                say(f"calculators.limit.{one['unit']}", {"n": one["n"]})
                if "n" in one
                else word("calculators.limit.none")
            )
            yield {"text": _both(one["zh"], one["en"]), "length": length}


def _decision(table: decisions.Table) -> dict[str, Any]:
    lang = 1 if english() else 0
    return {
        "id": table.id,
        "text": _both(table.zh, table.en),
        "all": [label[lang] for label in table.all.values()],
        "any": [[label[lang] for label in group.values()] for group in table.any],
        "none": [label[lang] for label in table.none.values()],
        "holds": table.holds.en if lang else table.holds.zh,
        "fails": table.fails.en if lang else table.fails.zh,
    }


def _calculators(id: str) -> list[dict[str, str]]:
    """The calculators that work by a rule, what happened first."""
    found = [
        {
            "url": f"{reverse('calculator', args=['deadline'])}?happened={happened}",
            "label": word(f"calculators.Deadline.happened.{happened}"),
        }
        for happened, ids in RULES.items()
        if any(one == id or one.startswith(f"{id}.") for one in ids)
    ]
    best = max((key for key in _CALCULATORS if id.startswith(key)), key=len, default="")
    codes = [c for c in _CALCULATORS.get(best, ()) if c != "deadline" or not found]
    return [*found, *({"url": ALL[c].url, "label": ALL[c].title} for c in codes)]
