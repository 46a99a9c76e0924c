"""The desk of whoever acts for many: all cases by their clocks, all hearings, filing from a table or like before."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from fengqiao.areas.lawyers import diary
from fengqiao.areas.lawyers.filings import POWER
from fengqiao.areas.lawyers.models import Batch, CalendarKey
from fengqiao.core import access, clock, throttle
from fengqiao.core.models import Deadline, Matter, Representative, Standing, Task
from fengqiao.core.registry import registry
from fengqiao.core.words import word
from fengqiao.web.guard import signed_in
from fengqiao.web.templatetags.words import day, moment
from fengqiao.web.views import pages as parts
from fengqiao.web.views.accounts import address

CASES = 200
WRONG_KEYS = 30


@require_safe
@signed_in
@never_cache
def workbench(request: HttpRequest) -> HttpResponse:
    """All cases with the next step and the clock, the one that presses first; all hearings; the batches."""
    actor = request.actor
    own = Standing.objects.filter(person_id=actor.person, until=None, party__isnull=False)
    agent = Representative.objects.filter(person_id=actor.person, until=None).values("party")
    rows = Matter.objects.filter(pk__in=own.filter(party__in=agent).values("matter"), ended=False)
    cases = list(rows.select_related("dispute", "court").order_by("-changed_at")[:CASES])
    context = {
        "title": _("代理人工作台"),
        "cases": _cases(request, cases),
        "sittings": _sittings(request),
        "batches": _batches(request),
        "has_key": CalendarKey.objects.filter(person=actor.person).exists(),
        "crumbs": [{"url": reverse("desk"), "label": _("我的待办")}, {"label": _("代理人工作台")}],
    }
    return render(request, "lawyers/workbench.html", context)


def _cases(request: HttpRequest, cases: list[Matter]) -> list[dict[str, Any]]:
    ids = [m.pk for m in cases]
    clocks: dict[int, Deadline] = {}
    for deadline in Deadline.objects.filter(matter__in=ids, status="running").order_by("due_at"):
        clocks.setdefault(deadline.matter_id, deadline)
    agent = Representative.objects.filter(person_id=request.actor.person, until=None).exclude(kind="teller")
    mine = set(agent.values_list("party__dispute", flat=True))
    tasks = Task.objects.filter(matter__in=ids, person_id=request.actor.person)
    turns = {t.matter_id: t.moves.split()[0] for t in tasks}
    rows = []
    for m in cases:
        due = clocks.get(m.pk)
        if due is not None and registry.procedure(m.procedure, m.version).periods[due.name].inner:
            due = None
        turn = turns.get(m.pk, "")
        rows.append(
            {
                "url": reverse("matter", args=[m.no]),
                "title": m.dispute.title,
                "number": m.number or m.no,
                "court": m.court.name,
                "state": parts.state_word(m),
                "turn": word(f"{m.procedure}.move.{turn}") if turn else "",
                "turn_url": reverse("move", args=[m.no, turn]) if turn else "",
                "clock": parts.clock_chip(due, m.procedure) if due else None,
                "again_url": reverse("lawyer_again", args=[m.no]) if _may_copy(m, mine) else "",
                "order": (not turn, due.due_at if due else clock.now().replace(year=9000)),
            }
        )
    return sorted(rows, key=lambda r: r["order"])


def _may_copy(m: Matter, mine: set[int]) -> bool:
    """Whether one more case can be filed like this one: as an agent whose power came with it."""
    shown = (e.get("name") for e in m.dispute.facts.get("evidence") or ())
    return m.procedure == "filing.first_instance" and m.dispute_id in mine and POWER in shown


def _sittings(request: HttpRequest) -> list[dict[str, Any]]:
    return [
        {
            "url": "" if s.power else reverse("matter", args=[s.no]),
            "power": s.power,
            "principal": s.principal,
            "when": f"{day(s.start)} {s.start:%H:%M}–{s.end:%H:%M}",
            "number": s.number,
            "title": s.title,
            "place": f"{s.court} {s.room}",
            "online": s.online,
            "clashes": "、".join(s.clashes),
        }
        for s in diary.sittings(request.actor)
    ]


def _batches(request: HttpRequest) -> list[dict[str, Any]]:
    rows = Batch.objects.filter(by=request.actor.person).order_by("-id")[:10]
    return [{"url": reverse("batch", args=[b.pk]), "name": b.name, "on": moment(b.made_at)} for b in rows]


@require_POST
@signed_in
@never_cache
def make_key(request: HttpRequest) -> HttpResponse:
    """Make the secret address of the calendar, or take it back."""
    person = request.user.person  # type: ignore[union-attr]
    if request.POST.get("end"):
        diary.end_key(person)
        messages.success(request, _("日历地址已收回，原来的地址马上失效。"))
        return redirect("lawyer")
    key = diary.new_key(person)
    url = f"{settings.ENV.public_url}{reverse('lawyer_ics', args=[key])}"
    context = {"title": _("日历订阅地址"), "url": url, "crumbs": [{"url": reverse("lawyer"), "label": _("代理人工作台")}]}
    return render(request, "lawyers/key.html", {**context, "crumbs": [*context["crumbs"], {"label": context["title"]}]})


@require_safe
@never_cache
def calendar(request: HttpRequest, key: str) -> HttpResponse:
    """The calendar for another program, by its secret address; a wrong one is not found."""
    if throttle.spent("calendar", address(request), WRONG_KEYS):
        raise Http404
    actor = diary.owner_of(key)
    if actor is None:
        throttle.count("calendar", address(request))
        raise Http404
    text = diary.ics(diary.sittings(actor), _("开庭日历"))
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="hearings.ics"'
    response["Referrer-Policy"] = "no-referrer"
    return response


@require_safe
@signed_in
@never_cache
def download(request: HttpRequest) -> HttpResponse:
    """The calendar as a file, once."""
    text = diary.ics(diary.sittings(request.actor), _("开庭日历"))
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="hearings.ics"'
    return response


def seen(request: HttpRequest, no: str) -> Matter:
    """A filing in which the one who asks acts for the claimants; for all others there is none."""
    agent = Representative.objects.filter(person_id=request.actor.person, until=None, party__side="claimant")
    own = access.own(request.actor).filter(no=no, procedure="filing.first_instance")
    found = own.filter(dispute__in=agent.values("party__dispute")).select_related("dispute", "court").first()
    if found is None:
        raise Http404
    return found
