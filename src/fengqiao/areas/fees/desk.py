"""The cashier's pages: the day's money, what does not agree and what to do, tickets."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.db.models import Count, F, Q, QuerySet, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from fengqiao.areas.fees import reconcile, tickets
from fengqiao.areas.fees.models import Difference, StatementDay, StatementRow, Ticket
from fengqiao.core import access, clock
from fengqiao.core.errors import NotFound
from fengqiao.core.models import Matter, MoneyEntry
from fengqiao.core.payments import CHANNELS
from fengqiao.core.words import word
from fengqiao.kernel.money import capital
from fengqiao.web.guard import View, signed_in, staff_only
from fengqiao.web.templatetags.words import day as day_text
from fengqiao.web.templatetags.words import moment

POSTS = frozenset({"cashier", "president"})
LONGEST = 500
SHOWN = 200
DAYS = 7
"""So many days of daily files are shown."""


def cashiers_only(view: View) -> View:
    """Let only those through who hold the post of a cashier, or preside; for others the page is not found."""

    @staff_only
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.actor.roles & POSTS:
            raise Http404
        return view(request, *args, **kwargs)

    return inner


def _own(request: HttpRequest) -> Q:
    """What concerns the actor's courts: money without an entry concerns whoever keeps the till."""
    return Q(entry=None) | Q(entry__order__matter__court__in=request.actor.courts)


def _named(matter: Matter) -> dict[str, str]:
    """A case by its title and address; of a sealed one neither is told here."""
    if matter.sealed:
        return {"title": word("fees.desk.sealed"), "url": ""}
    return {"title": matter.dispute.title, "url": reverse("matter", args=[matter.no])}


def _yuan(amount: Decimal | None) -> str:
    return f"¥{amount or Decimal():,.2f}"


def _day(text: str) -> date:
    try:
        found = date.fromisoformat(text)
    except ValueError as error:
        raise Http404 from error
    if not 2000 <= found.year <= 2999:
        raise Http404
    return found


def _crumbs(label: str = "") -> list[dict[str, str]]:
    first = {"url": reverse("fees_desk"), "label": word("fees.desk.title")}
    return [first, {"label": label}] if label else [{"label": first["label"]}]


@require_safe
@cashiers_only
def desk(request: HttpRequest) -> HttpResponse:
    """The day's totals by channel, and below them what is to be settled."""
    chosen = _day(request.GET["day"]) if "day" in request.GET else clock.today()
    start = datetime.combine(chosen, time(), clock.ZONE)
    own = MoneyEntry.objects.filter(order__matter__court__in=request.actor.courts)
    of_day = own.filter(at__gte=start, at__lt=start + timedelta(days=1))
    open_ones = Difference.objects.filter(_own(request), settled_at=None).select_related("statement").order_by("found_at", "id")
    failed = own.filter(kind="refund", status="failed").select_related("order__matter__dispute", "matter__dispute")
    known = StatementDay.objects.order_by("-day").values_list("day", flat=True).distinct()
    files = StatementDay.objects.filter(day__in=list(known[:DAYS])).annotate(lines=Count("rows")).order_by("-day", "channel")
    context = {
        "title": word("fees.desk.title"),
        "day": chosen.isoformat(),
        "channels": _by_channel(of_day),
        "entries": _entries(of_day),
        "differences": _worklist(open_ones[:SHOWN]),
        "failed": [_failed(e) for e in failed[:50]],
        "files": _by_day(list(files)),
        "crumbs": _crumbs(),
    }
    return render(request, "fees/desk.html", context)


def _by_channel(entries: QuerySet[MoneyEntry]) -> list[dict[str, str]]:
    paid, back = Q(kind="payment"), Q(kind="refund", status="done")
    sums = entries.values("channel").annotate(
        n=Count("id", filter=paid), total=Sum("amount", filter=paid), back=Sum("amount", filter=back)
    )
    held = {row["channel"]: row for row in sums}
    names = [*CHANNELS, *sorted(set(held) - set(CHANNELS))]
    rows = [(name, held.get(name, {})) for name in names]
    return [
        {
            "label": word(f"fees.channel.{name}"),
            "n": row.get("n", 0),
            "paid": _yuan(row.get("total")),
            "back": _yuan(row.get("back")),
        }
        for name, row in rows
    ]


def _entries(entries: QuerySet[MoneyEntry]) -> list[dict[str, Any]]:
    rows = entries.select_related("order__matter__dispute").prefetch_related("tickets").order_by("-at", "-id")
    return [
        {
            **_named(e.order.matter),
            "what": word(f"fees.entry.{e.kind}.{e.status}"),
            "channel": word(f"fees.channel.{e.channel}"),
            "amount": _yuan(e.amount),
            "at": e.at,
            "reference": e.reference,
            "ticket": next((t.no for t in e.tickets.all() if t.voided_at is None), ""),
        }
        for e in rows[:SHOWN]
    ]


def _failed(entry: MoneyEntry) -> dict[str, str]:
    return {
        **_named(entry.matter or entry.order.matter),
        "amount": _yuan(entry.amount),
        "reference": entry.reference,
    }


def _by_day(files: list[Any]) -> list[dict[str, Any]]:
    """The files of each day, newest first, with a cell for each channel."""
    held = {(f.day, f.channel): f for f in files}
    days = sorted({f.day for f in files}, reverse=True)
    return [{"day": day, "cells": [_file(name, day, held.get((day, name))) for name in CHANNELS]} for day in days]


def _file(channel: str, day: date, held: Any) -> dict[str, Any]:
    url = reverse("fees_statement", args=[channel, day.isoformat()]) if held else ""
    return {"label": word(f"fees.channel.{channel}"), "lines": held.lines if held else 0, "url": url}


def _worklist(rows: QuerySet[Difference]) -> list[dict[str, Any]]:
    return [
        {
            "url": reverse("fees_difference", args=[d.pk]),
            "kind": word(f"fees.difference.{d.kind}"),
            "todo": word(f"fees.difference.{d.kind}.todo"),
            "channel": word(f"fees.channel.{d.statement.channel}"),
            "day": d.statement.day,
            "reference": d.reference,
            "order": d.order_no,
            "theirs": _yuan(d.theirs) if d.theirs is not None else "—",
            "ours": _yuan(d.ours) if d.ours is not None else "—",
            "settled": d.settled_at,
        }
        for d in rows
    ]


@require_safe
@cashiers_only
def statement(request: HttpRequest, channel: str, day: str) -> HttpResponse:
    """One provider's file of one day: its totals, and every line with the entry that it was matched to."""
    held = get_object_or_404(StatementDay, channel=channel, day=_day(day))
    rows = StatementRow.objects.filter(_own(request), statement=held).select_related("entry__order__matter").order_by("at", "id")
    sums = rows.aggregate(
        paid=Sum("amount", filter=Q(kind="payment")),
        back=Sum("amount", filter=Q(kind="refund")),
        matched=Count("id", filter=Q(entry__amount=F("amount"))),
        lines=Count("id"),
    )
    found = Difference.objects.filter(_own(request), statement=held).select_related("statement").order_by("id")
    title = f"{word(f'fees.channel.{channel}')} {day_text(held.day)}"
    context = {
        "title": f"{word('fees.desk.file')} · {title}",
        "paid": _yuan(sums["paid"]),
        "back": _yuan(sums["back"]),
        "lines": sums["lines"],
        "matched": sums["matched"],
        "fetched": held.fetched_at,
        "rows": [_row(row) for row in rows[:1000]],
        "differences": _worklist(found),
        "crumbs": _crumbs(title),
    }
    return render(request, "fees/statement.html", context)


def _row(row: StatementRow) -> dict[str, Any]:
    matter = row.entry.order.matter if row.entry else None
    return {
        "kind": word(f"fees.line.{row.kind}"),
        "order": row.order_no,
        "reference": row.reference,
        "amount": _yuan(row.amount),
        "at": row.at,
        "agrees": row.entry is not None and row.entry.amount == row.amount,
        "url": reverse("matter", args=[matter.no]) if matter and not matter.sealed else "",
    }


@require_http_methods(["GET", "HEAD", "POST"])
@cashiers_only
def difference(request: HttpRequest, pk: int) -> HttpResponse:
    """One difference: what each side says, what to do, and how it was settled, by whom and why."""
    all_of_them = Difference.objects.select_related("statement", "entry__order__matter")
    found = get_object_or_404(all_of_them.filter(_own(request)), pk=pk)
    errors: dict[str, str] = {}
    if request.method == "POST":
        how, reason = request.POST.get("how", ""), request.POST.get("reason", "").strip()
        if how not in reconcile.HOW[found.kind]:
            errors["how"] = word("fees.desk.choose")
        if not 2 <= len(reason) <= LONGEST:
            errors["reason"] = word("fees.desk.reason_needed")
        if not errors:
            try:
                reconcile.settle(found, how, reason, request.actor)
            except reconcile.NotOpen:
                messages.warning(request, word("fees.desk.settled_already"))
                return redirect("fees_difference", pk)
            messages.success(request, word("fees.desk.settled"))
            return redirect("fees_desk")
    context = {
        "title": word(f"fees.difference.{found.kind}"),
        "found": found,
        "row": _worklist(Difference.objects.filter(pk=pk).select_related("statement"))[0],
        "fields": _fields(request, found, errors) if found.settled_at is None else [],
        "errors": [{"field_id": f"f-{name}", "message": text} for name, text in errors.items()],
        "how": word(f"fees.difference.how.{found.how}") if found.how else "",
        "matter_url": reverse("matter", args=[found.entry.order.matter.no]) if found.entry and not found.entry.order.matter.sealed else "",
        "crumbs": _crumbs(word(f"fees.difference.{found.kind}")),
    }
    return render(request, "fees/difference.html", context, status=422 if errors else 200)


def _fields(request: HttpRequest, found: Difference, errors: dict[str, str]) -> list[dict[str, Any]]:
    chosen = request.POST.get("how", "")
    options = [
        {"value": how, "label": word(f"fees.difference.how.{how}"), "selected": how == chosen}
        for how in reconcile.HOW[found.kind]
    ]
    return [
        {
            **{"kind": "choice", "name": "how", "id": "f-how", "label": word("fees.desk.how"), "required": True},
            **{"options": options, "errors": [errors["how"]] if "how" in errors else []},
        },
        {
            **{"kind": "textarea", "name": "reason", "id": "f-reason", "label": word("fees.desk.reason")},
            **{"help": word("fees.desk.reason.help"), "required": True, "maxlength": LONGEST, "rows": 3},
            **{"value": request.POST.get("reason", ""), "errors": [errors["reason"]] if "reason" in errors else []},
        },
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def ticket(request: HttpRequest, no: str) -> HttpResponse:
    """A ticket, ready to be printed, for whoever may see its matter; a cashier may void it with a reason."""
    held = Ticket.objects.select_related("entry__order__matter__dispute", "entry__of", "court", "replaces").filter(no=no)
    found = held.first()
    if found is None:
        raise Http404
    try:
        matter = access.matter(request.actor, found.entry.order.matter.no)
    except NotFound as absent:
        raise Http404 from absent
    may_void = "cashier" in request.actor.duties(found.court_id) and found.voided_at is None
    wrong = ""
    if request.method == "POST":
        if not may_void:
            raise Http404
        reason = request.POST.get("reason", "").strip()
        if 2 <= len(reason) <= 300:
            return _voided(request, found, reason)
        wrong = word("fees.desk.reason_needed")
    context = {
        "ticket": found,
        "matter": matter,
        "title": word(f"fees.ticket.{found.entry.kind}"),
        "channel": word(f"fees.channel.{(found.entry.of or found.entry).channel}"),
        "amount": _yuan(found.amount),
        "words": capital(found.amount),
        "next": Ticket.objects.filter(replaces=found).values_list("no", flat=True).first(),
        "may_void": may_void,
        "wrong": wrong,
        "crumbs": [{"url": reverse("matter", args=[matter.no]), "label": word(matter.procedure)}, {"label": found.no}],
        "at": moment(found.issued_at),
    }
    return render(request, "fees/ticket.html", context, status=422 if wrong else 200)


def _voided(request: HttpRequest, found: Ticket, reason: str) -> HttpResponse:
    try:
        new = tickets.void(found, reason, request.actor, again="again" in request.POST)
    except tickets.NotVoidable:
        messages.warning(request, word("fees.ticket.void_already"))
        return redirect("fee_ticket", found.no)
    messages.success(request, word("fees.ticket.voided"))
    return redirect("fee_ticket", (new or found).no)
