"""The desk: what may I do today, the first clock first. And the inbox."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fengqiao.core import access, clock, drafts
from fengqiao.core.actor import Actor, acting
from fengqiao.core.models import Matter, Notice, Task
from fengqiao.core.registry import registry
from fengqiao.core.selectors.desk import tasks
from fengqiao.core.words import say, word
from fengqiao.web.guard import signed_in
from fengqiao.web.templatetags.words import day, moment
from fengqiao.web.views import pages

PAGE = 50
MOVES_SHOWN = 3
PLACES = 8
GIST = 60
"""So many signs of a story show which one it is."""
WAITING = 1000
"""So far down the worklist the next item is looked for."""
RECENT = 80
"""So many matters, the latest, are shown by their disputes."""


@require_safe
@signed_in
def desk(request: HttpRequest) -> HttpResponse:
    """Everything that waits for this person or post."""
    rows = tasks(request.actor)
    wanted = request.GET.get("procedure", "")
    if wanted:
        rows = rows.filter(procedure=wanted)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "title": _("我的待办"),
        "page": page,
        "worklist": {
            "caption": _("待办事项"),
            "columns": [{"label": _("程序")}, {"label": _("期限")}],
            "rows": [_row(t) for t in page],
            "empty": {"title": _("现在没有等您办理的事项"), "text": _("有新的事项时，这里和消息中心会提醒您。")},
        },
        "total": page.paginator.count,
        "overdue": rows.filter(due_at__lte=clock.now()).count(),
        "draft": _draft(request.actor),
        "disputes": [] if request.actor.staff else _disputes(request.actor),
    }
    return render(request, "web/desk.html", context)


def _draft(actor: Actor) -> dict[str, str] | None:
    """What the person, or somebody for him, has begun to tell and not sent; whoever acts for him has his own page of it."""
    if actor.staff or actor.power:
        return None
    held = drafts.held(actor.person, drafts.TELL)
    story = held.data.get("story") if held else None
    text = str(story.get("story") or "") if isinstance(story, Mapping) else ""
    if held is None or not text:
        return None
    by = str(held.data.get("prepared") or "")
    return {"text": Truncator(text).chars(GIST), "by": by, "url": f"/tell/?draft={held.pk}", "at": moment(held.changed_at)}


@require_safe
@signed_in
def following(request: HttpRequest) -> HttpResponse:
    """The item of the worklist after the one named, or the first where that one no longer waits."""
    after = request.GET.get("after", "")[:20]
    waiting = list(dict.fromkeys(tasks(request.actor).values_list("matter__no", flat=True)[:WAITING]))
    later = waiting[waiting.index(after) + 1 :] if after in waiting else waiting
    found = next(iter([*later, *waiting]), after)
    if found == after:
        messages.info(request, _("待办里没有别的事项了。"))
        return redirect("desk")
    return redirect("matter", found)


def _disputes(actor: Actor) -> list[dict[str, Any]]:
    """The person's own disputes, the one in which something happened last first: what goes on in each, and what is over."""
    grouped: dict[int, list[Matter]] = {}
    for found in access.own(actor).select_related("dispute").order_by("-changed_at")[:RECENT]:
        grouped.setdefault(found.dispute_id, []).append(found)
    return [
        {
            "title": matters[0].dispute.title,
            "open": [_matter(m) for m in matters if not m.ended],
            "ended": [_matter(m) for m in matters if m.ended],
        }
        for matters in grouped.values()
    ]


def _matter(found: Matter) -> dict[str, str]:
    return {
        "url": reverse("matter", args=[found.no]),
        "number": found.number or found.no,
        "state": word(f"{found.procedure}.state.{found.state}"),
        "procedure": word(found.procedure),
    }


def _row(task: Task) -> dict[str, Any]:
    no, names = task.matter.no, task.moves.split()
    actions = [
        {
            "label": word(f"{task.procedure}.move.{name}"),
            "url": reverse("move", args=[no, name]),
            "main": n == 0,
        }
        for n, name in enumerate(names[:MOVES_SHOWN])
    ]
    return {
        "id": no,
        "url": reverse("matter", args=[no]),
        "title": task.matter.dispute.title,
        "number": task.matter.number or no,
        "sub": word(f"{task.procedure}.state.{task.matter.state}"),
        "mark": pages.green_mark(task.green),
        "now": bool(task.due_at and (task.due_at - clock.now()).days < 1),
        "cells": [{"text": word(task.procedure)}, _due(task)],
        "actions": actions,
    }


def _due(task: Task) -> dict[str, Any]:
    """The first clock of the matter as a chip; ``due_at`` is the midnight after the last day."""
    own = _own_target(task)
    if task.due_at is None:
        return {"text": "—", "sub": own}
    last = clock.local(task.due_at - timedelta(microseconds=1)).date()
    left = (last - clock.today()).days
    urgency = "overdue" if task.due_at <= clock.now() else "now" if left <= 1 else "soon" if left <= 3 else "calm"
    return {"clock": {"days_left": left, "urgency": urgency}, "sub": own or day(last)}


def _own_target(task: Task) -> str:
    """By when the court means to act in a green channel, where that is before the legal clock."""
    if not task.green or task.turn_at is None or task.turn_at == task.due_at:
        return ""
    last = clock.local(task.turn_at - timedelta(microseconds=1)).date()
    said = _("绿色通道：宜于%(day)s前办，已过") if last < clock.today() else _("绿色通道：宜于%(day)s前办")
    return said % {"day": day(last)}


@require_safe
@signed_in
def inbox(request: HttpRequest) -> HttpResponse:
    """Every notice to this person, newest first."""
    mine = access.within(request.actor, Notice.objects.filter(person_id=request.actor.person, channel="inbox"))
    rows = mine.select_related("matter").order_by("-id")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "title": _("消息"),
        "page": page,
        "elsewhere": _elsewhere(request),
        "notices": [
            {
                "title": say(n.key, n.values),
                "url": reverse("read", args=[n.pk]),
                "sent_text": moment(n.next_at),
                "unread": n.read_at is None,
            }
            for n in page
        ],
    }
    return render(request, "web/inbox.html", context)


def _elsewhere(request: HttpRequest) -> list[dict[str, Any]]:
    """The unread messages of the other places in which this account may act, in the one inbox."""
    hand, now = request.actor.hand, request.actor.power
    powers = [p for p in registry.mandates(hand) if now is None or p.id != now.id] if hand else []
    rows = []
    for power in powers[:PLACES]:
        theirs = Notice.objects.filter(person_id=power.principal, channel="inbox", read_at=None)
        if count := access.within(acting(power), theirs).count():
            label = _("代%(name)s的 %(count)s 条未读") % {"name": power.principal_name, "count": count}
            rows.append({"code": power.id, "label": label})
    if now is not None and (own := Notice.objects.filter(person_id=hand, channel="inbox", read_at=None).count()):
        label = _("您本人的 %(count)s 条未读") % {"count": own}
        rows.append({"code": 0, "label": label})
    return rows


def reads_for(request: HttpRequest) -> bool:
    """Whether this reading is the recipient's own: a delegate's is not, a company reads by its people."""
    power = request.actor.power
    return power is None or power.entity


@require_http_methods(["GET", "POST"])
@signed_in
def read(request: HttpRequest, pk: int) -> HttpResponse:
    """Open the matter of a notice; the reading is noted."""
    mine = access.within(request.actor, Notice.objects.filter(pk=pk, person_id=request.actor.person))
    notice = mine.select_related("matter").first()
    if notice is None:
        return redirect("inbox")
    if reads_for(request):
        Notice.objects.filter(pk=pk, read_at=None).update(read_at=clock.now())
    return redirect("matter", notice.matter.no)


@require_POST
@signed_in
def read_all(request: HttpRequest) -> HttpResponse:
    """Note all notices as read."""
    Notice.objects.filter(person_id=request.actor.person, channel="inbox", read_at=None).update(read_at=clock.now())
    return redirect("inbox")
