"""The overview and the page of each calculator: everything is asked by GET, so that a link keeps the inputs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from fengqiao.areas.calculators.facts import Interval
from fengqiao.areas.calculators.faults import Fault, fault_of
from fengqiao.areas.calculators.results import Calculator, Part, Result, cite_row, line_text, yuan_text
from fengqiao.areas.calculators.shelf import ALL, GROUPS, calculators
from fengqiao.core import clock
from fengqiao.core.errors import Invalid
from fengqiao.core.validation import validated
from fengqiao.core.words import has, word
from fengqiao.kernel.asks import Asks, Question, questions
from fengqiao.web.forms import Form, answers, rearranged
from fengqiao.web.templatetags.words import day, moment

ASKED = "go"
"""The name of the button: it tells a form that was sent empty from one that was not sent."""


def card(calc: Calculator) -> dict[str, str]:
    """A calculator as a card of the overview."""
    return {"url": calc.url, "icon": calc.icon, "label": calc.title, "help": word(f"calculators.calc.{calc.code}.help")}


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """All calculators, those that most people need first."""
    groups = [
        {"title": word(f"calculators.group.{name}"), "cards": [card(c) for c in calculators(name)]} for name in GROUPS
    ]
    return render(
        request,
        "calculators/overview.html",
        {"title": word("calculators.title"), "most": groups[0], "groups": groups[1:]},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def calculator(request: HttpRequest, code: str) -> HttpResponse:
    """One calculator: its questions, and above them the answer once they are answered."""
    calc = ALL.get(code)
    if calc is None:
        raise Http404
    if request.method == "POST" and not calc.private:
        return HttpResponseNotAllowed(["GET", "HEAD"])
    sent = request.POST if calc.private else request.GET
    if calc.first and sent.get(calc.first) not in calc.choices:
        return _pick(request, calc)
    return CalculatorPage(request, calc, sent).answer()


def _pick(request: HttpRequest, calc: Calculator) -> HttpResponse:
    """What happened? One link for each choice."""
    topics = [
        {
            "title": word(f"calculators.topic.{calc.code}.{topic}"),
            "choices": [
                {
                    "url": f"{calc.url}?{calc.first}={choice}",
                    "label": word(key),
                    "help": word(f"{key}.help") if has(f"{key}.help") else "",
                }
                for choice in choices
                for key in [f"calculators.{calc.shape.__name__}.{calc.first}.{choice}"]
            ],
        }
        for topic, choices in calc.topics.items()
    ]
    context = {
        "title": word(f"calculators.{calc.shape.__name__}.{calc.first}"),
        "lead": word(f"calculators.calc.{calc.code}.lead"),
        "topics": topics,
        "crumbs": _crumbs(calc),
    }
    return render(request, "calculators/pick.html", context)


def _crumbs(calc: Calculator) -> list[dict[str, str]]:
    return [{"url": reverse("calculators"), "label": word("calculators.title")}, {"url": "", "label": calc.title}]


class CalculatorPage:
    """One calculator, for one request."""

    def __init__(self, request: HttpRequest, calc: Calculator, sent: QueryDict) -> None:
        self.request, self.calc, self.sent = request, calc, sent
        self.choice = sent.get(calc.first, "") if calc.first else ""
        self.wanted = calc.shown(self.choice) if calc.shown else None

    def answer(self) -> HttpResponse:
        changed = rearranged(self.calc.shape, self.sent)
        if changed is not None or not self.asked():
            typed = changed if changed is not None else answers(self.calc.shape, self.sent)
            return self.page(typed, look=changed is None and self.sent.get(ASKED) is None)
        typed = self.typed()
        try:
            asked = validated(self.calc.shape, typed)
        except Invalid as invalid:
            return self.page(typed, faults=[*invalid.errors, *self.missing(typed)])
        missing = self.missing(typed)
        if missing:
            return self.page(typed, faults=missing)
        try:
            return self.page(typed, result=self.calc.work(asked), asked=asked)
        except (ValueError, OverflowError, ArithmeticError) as error:
            return self.page(typed, faults=[fault_of(self.calc.shape, error)])

    def asked(self) -> bool:
        """Whether something was answered: the button was pressed, or a link brings the answers."""
        if self.calc.private:
            return self.request.method == "POST"
        names = set(self.calc.shape.model_fields) - {self.calc.first}
        return ASKED in self.sent or any(key.split("-")[0] in names and self.sent[key] for key in self.sent)

    def typed(self) -> dict[str, Any]:
        """What was answered; what is not asked for this choice is left out."""
        typed = answers(self.calc.shape, self.sent)
        if self.wanted is None:
            return typed
        return {k: v for k, v in typed.items() if k == self.calc.first or k in self.wanted}

    def missing(self, typed: Mapping[str, Any]) -> list[Fault]:
        """Fields that this choice needs and that the shape itself leaves open."""
        fields = self.calc.shape.model_fields
        return [
            (name, "missing", {})
            for name, needed in (self.wanted or {}).items()
            if needed and name not in typed and fields[name].default is None
        ]

    def form(self, typed: Mapping[str, Any], faults: Sequence[Fault]) -> tuple[Form, list[dict[str, Any]]]:
        form = Form(self.calc.shape, typed, errors=faults)
        fields = [f for f in form.fields if f["name"] != self.calc.first]
        if self.wanted is not None:
            order = list(self.wanted)
            fields = sorted((f for f in fields if f["name"] in self.wanted), key=lambda f: order.index(f["name"]))
            for field in fields:
                field["required"] = self.wanted[field["name"]] or field["required"]
        for field in fields:
            own = f"calculators.{self.calc.shape.__name__}.{field['name']}.{self.choice}"
            if self.choice and has(own):
                field["label"] = word(own)
            if self.choice and has(f"{own}.help"):
                field["help"] = word(f"{own}.help")
        return form, fields

    def page(
        self,
        typed: Mapping[str, Any],
        *,
        result: Result | None = None,
        asked: Asks | None = None,
        faults: Sequence[Fault] = (),
        look: bool = False,
    ) -> HttpResponse:
        form, fields = self.form(typed, faults)
        calc = self.calc
        key = f"calculators.{calc.shape.__name__}.{calc.first}.{self.choice}"
        lead = "then" if self.choice else "lead"
        context = {
            "title": word(key) if self.choice else calc.title,
            "lead": word(f"calculators.calc.{calc.code}.{lead}"),
            "calc": calc,
            "fields": fields,
            "errors": summary(form, fields),
            "choice": self.choice,
            "crumbs": _crumbs(calc),
            "private": calc.private,
            "button": ASKED,
            "example": f"{calc.url}?{calc.example}" if calc.example and look else "",
        }
        if result is not None and asked is not None:
            context.update(shown(result), recap=recap(asked, self.wanted, calc.first), result=result)
        return render(self.request, "calculators/calculator.html", context, status=422 if faults else 200)


def summary(form: Form, fields: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    """All errors for the head of the page, named as the fields are named for this choice."""
    labels = {f["id"]: f["label"] for f in fields}
    return [{**e, "label": labels.get(e["field_id"], e["label"])} for e in form.summary()]


def shown(result: Result) -> dict[str, Any]:
    """The parts of a result as the template takes them."""
    return {
        "parts": [part_view(part, n == 0) for n, part in enumerate(result.parts)],
        "computed": day(clock.today()),
        "provisional": result.provisional,
        "provisional_value": result.parts[0].answer.provisional,
    }


def part_view(part: Part, first: bool) -> dict[str, Any]:
    """One answer: its working line by line, its articles with the date of their text, its rule."""
    return {
        "title": part.title if not first or part.title else "",
        "working": [line_text(line) for line in part.answer.working],
        "cites": [cite_row(c) for c in part.answer.cites],
        "rule": part.rule,
        "rule_url": reverse("law_rule", args=[part.rule]) if part.rule else "",
    }


def recap(asked: Asks, wanted: Mapping[str, bool] | None, first: str) -> list[dict[str, str]]:
    """What was answered, for the printed sheet and for whoever opens the link."""
    rows = []
    for q in questions(type(asked)):
        value = getattr(asked, q.name)
        if q.name == first or value in (None, False, [], "") or (wanted is not None and q.name not in wanted):
            continue
        rows.append({"label": word(q.key), "value": _value_text(q, value)})
    return rows


def _value_text(q: Question, value: Any) -> str:
    if q.kind == "group" and q.shape is not None:
        items = (recap(item, None, "") for item in value)
        between = " – " if q.shape is Interval else "，"
        return "；".join(between.join(line["value"] for line in item) for item in items)
    if q.kind == "choice":
        return word(f"{q.key}.{value}")
    if q.kind == "choices":
        return "、".join(word(f"{q.key}.{one}") for one in value)
    if q.kind == "money":
        return yuan_text(value)
    if q.kind == "date":
        return day(value)
    if q.kind == "datetime":
        return moment(clock.local(value)) if value.tzinfo else f"{day(value.date())} {value:%H:%M}"
    if q.kind == "checkbox":
        return word("calculators.yes")
    if q.kind == "texts":
        return "、".join(value)
    return str(value)
