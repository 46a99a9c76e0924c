"""The matter page and the move page: for every area, for every role."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from fengqiao.core import access, clock, drafts, identity, ports
from fengqiao.core.actor import Actor
from fengqiao.core.casefile import CaseFile
from fengqiao.core.engine import perform
from fengqiao.core.errors import Invalid, NotFound, Refused, Stale
from fengqiao.core.models import Deadline, Document, Event, Matter, Upload
from fengqiao.core.powers import PREPARE
from fengqiao.core.registry import Layout, registry
from fengqiao.core.roles import SIDES
from fengqiao.core.selectors.moves import Offer, offers
from fengqiao.core.words import has, move_word, word
from fengqiao.kernel.asks import questions
from fengqiao.web import choices, uploads
from fengqiao.web.forms import Form, answers, answers_with_empty_rows, rearranged
from fengqiao.web.guard import signed_in
from fengqiao.web.views import pages
from fengqiao.web.views.told import told

EVENTS_SHOWN = 200


def _found(request: HttpRequest, no: str) -> Matter:
    try:
        return access.matter(request.actor, no)
    except NotFound as absent:
        raise Http404 from absent


@require_safe
@signed_in
def matter(request: HttpRequest, no: str) -> HttpResponse:
    """Where we are, what is next and by when and why, who is involved, papers, what happened."""
    found = _found(request, no)
    file = CaseFile(found)
    actor = request.actor
    events = list(Event.objects.filter(matter=found).order_by("-seq")[:EVENTS_SHOWN])
    events.reverse()
    documents = list(Document.objects.filter(access.papers_of(found)).order_by("-seq", "id").defer("text"))
    file.deadlines = list(Deadline.objects.filter(matter=found).order_by("id"))
    running = [d for d in file.deadlines if d.status == "running" and pages.may_watch(file, d, request.actor)]
    clocks = sorted(running, key=lambda d: d.due_at)
    linked, offered = _linked(file, request.actor), offers(file, actor)
    open_told, brought = access.tells(actor, found), Q(matter=found)
    if open_told:
        brought |= Q(key__in=access.told_files(found.dispute), matter__dispute=found.dispute_id)
    files = Upload.objects.filter(brought).select_related("blob").order_by("-seq", "id")[:EVENTS_SHOWN]
    context = {
        "matter": found,
        "title": found.dispute.title,
        "procedure_word": word(found.procedure),
        "state_word": pages.state_word(found),
        "state_help": word(f"{found.procedure}.state.{found.state}.help"),
        **_moves(file, events, offered, clocks),
        "clocks": [pages.clock_chip(d, found.procedure) for d in clocks],
        "parties": pages.party_cards(file, actor),
        "parties_beyond": pages.parties_beyond(file, actor),
        "staff": [(word(f"role.{role}"), "、".join(names)) for role, names in file.staff().items()],
        "papers": [pages.paper_row(d) for d in documents],
        "files": pages.upload_rows(files, found.dispute if open_told else None),
        "unscanned": bool(files) and actor.staff and not ports.scanner().configured,
        "days": pages.timeline(found, events, actor, documents),
        "related": _related(linked),
        "panels": _panels(request, file),
        "told": told(found.dispute) if open_told else None,
        "receipt_url": reverse("receipt", args=[found.no, 1]),
        "crumbs": [{"url": reverse("matters"), "label": _("全部事项")}, {"label": found.number or found.no}],
    }
    return render(request, "web/matter.html", context)


def _moves(file: CaseFile, events: list[Event], offered: list[Offer], clocks: list[Deadline]) -> dict[str, Any]:
    """What is this person's to do now, with the clock that presses; what else may be done; what cannot yet, and why."""
    found = file.matter
    rows = [pages.offer_row(found, o) for o in offered]
    mine = [o.move for o in offered if o.open and not o.move.optional]
    pressing = pages.turn_clock(file, mine, clocks)
    return {
        "steps": pages.path(file, events, yours=bool(mine)),
        "turn": [o for o in rows if o["open"] and not o["optional"]],
        "turn_clock": pages.clock_chip(pressing, found.procedure) if pressing else None,
        "may": [o for o in rows if o["open"] and o["optional"]],
        "not_now": [o for o in rows if not o["open"]],
    }


def _linked(file: CaseFile, actor: Actor) -> list[Matter]:
    """The other matters of the dispute that the reader may see; the file learns its child matters by the way."""
    children, linked = access.kin(actor, file.matter)
    file.knows_children(children)
    return linked


def _related(linked: list[Matter]) -> list[dict[str, Any]]:
    return [
        {
            "url": reverse("matter", args=[m.no]),
            "label": word(m.procedure),
            "number": m.number or m.no,
            "state": pages.state_word(m),
            "ended": m.ended,
        }
        for m in linked[:50]
    ]


def _panels(request: HttpRequest, file: CaseFile) -> list[dict[str, Any]]:
    shown = []
    for area in registry.areas.values():
        for panel in area.panels:
            if panel.procedures and file.matter.procedure not in panel.procedures:
                continue
            context = panel.context(file, request.actor)
            if context is not None:
                shown.append({"template": panel.template, "context": context})
    return shown


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def move(request: HttpRequest, no: str, name: str) -> HttpResponse:
    """One move: what it means, what it asks, and every refusal at its field."""
    found = _found(request, no)
    file = CaseFile(found)
    offer = next((o for o in offers(file, request.actor) if o.move.name == name), None)
    if offer is None:
        return _not_open(request, found, name)
    if (own := registry.elsewhere(found.procedure, name)) and offer.open:
        return redirect(own(file))
    page = MovePage(request, file, offer)
    return page.post() if request.method == "POST" else page.get()


def _not_open(request: HttpRequest, found: Matter, name: str) -> HttpResponse:
    """The move is not this person's now: say so, with what has become of the matter, and go there."""
    if name not in registry.procedure(found.procedure, found.version).moves:
        raise Http404
    messages.warning(request, _("这一步现在不能由您办理，可能已经有人办过。下面是最新情况。"))
    return redirect("matter", found.no)


class MovePage:
    """A move page for one request."""

    def __init__(self, request: HttpRequest, file: CaseFile, offer: Offer) -> None:
        self.request, self.file, self.offer = request, file, offer
        self.matter, self.shape = file.matter, offer.move.asks
        self.kind = f"{self.matter.no}/{offer.move.name}"

    def get(self) -> HttpResponse:
        initial = registry.initial(self.matter.procedure, self.offer.move.name)
        known = dict(initial(self.file)) if initial else {}
        held = drafts.held(self.request.actor.person, self.kind)
        return self._page({**known, **(held.data if held else {})}, saved=held.changed_at if held else None)

    def post(self) -> HttpResponse:
        request = self.request
        changed = rearranged(self.shape, request.POST)
        if changed is not None:
            return self._page(changed)
        data = answers(self.shape, request.POST)
        faults = uploads.take(request, self.shape, data)
        if faults:
            return self._page(self._typed(data), errors=faults, status=422)
        try:
            receipt = perform(
                self.matter.no,
                self.offer.move.name,
                actor=request.actor,
                data=data,
                seen=number(request.POST.get("seen", "")) or 0,
                key=request.POST.get("key") or None,
            )
        except Invalid as invalid:
            return self._page(self._typed(data), errors=invalid.errors, status=422)
        except Refused as refused:
            if request.actor.power and request.actor.power.scope == PREPARE:
                drafts.keep(request.actor.person, self.kind, data)
            at_field = [(r.field, r.reason, dict(r.values)) for r in refused.refusals if r.field]
            rest = [pages.refusal_text(r, request.path) for r in refused.refusals if not r.field]
            if any(r.reason in identity.TO_RAISE for r in refused.refusals):
                drafts.keep(request.actor.person, self.kind, data)
            return self._page(self._typed(data), errors=at_field, refusals=rest, status=409)
        except Stale as stale:
            drafts.keep(request.actor.person, self.kind, data)
            return self._page(self._typed(data), stale=stale, status=409)
        drafts.drop(request.actor.person, self.kind)
        if not receipt.repeated:
            done = word(f"{self.matter.procedure}.move.{self.offer.move.name}")
            messages.success(request, _("已办理：%(move)s") % {"move": done})
        return redirect("matter", self.matter.no)

    def _typed(self, data: dict[str, Any]) -> dict[str, Any]:
        return {**answers_with_empty_rows(self.shape, self.request.POST), **data}

    def _to_verify(self) -> dict[str, Any] | None:
        """What is still to be shown of oneself before this move, where it is open."""
        actor, move = self.request.actor, self.offer.move
        if not move.level or not self.offer.open:
            return None
        relations = self.file.relations(actor)
        role = next((r for r in (*move.who, *SIDES) if r in relations), "")
        refusal = identity.shortfall(move, actor, role, self.file, clock.now())
        return pages.refusal_text(refusal, self.request.path) if refusal else None

    def _form(self, layout: Layout | None, data: Mapping[str, Any], errors: Any) -> Form:
        """The form as the shape asks it, or as the area lays it out."""
        options = choices.for_matter(self.file)
        if layout is None:
            return Form(self.shape, data, options=options, errors=errors)
        held = layout.held(self.file, data)
        return Form(self.shape, held, options=options, errors=errors, arrange=lambda form: layout.fields(self.file, form))

    def _page(
        self, data: dict[str, Any], *, errors: Any = (), saved: Any = None, status: int = 200, **more: Any
    ) -> HttpResponse:
        found, move = self.matter, self.offer.move
        key = f"{found.procedure}.move.{move.name}"
        layout = registry.layout(found.procedure, move.name)
        form = self._form(layout, data, errors)
        stale = more.get("stale")
        context = {
            "matter": found,
            "title": word(key),
            "help": (layout.lead(self.file) if layout else "") or (word(f"{key}.help") if has(f"{key}.help") else ""),
            "kept": layout.kept(self.file) if layout and self.offer.open else (),
            "procedure_word": word(found.procedure),
            "articles": [c.en if pages.english() else c.zh for c in move.cite],  # type: ignore[union-attr]
            "form": form,
            "errors": form.summary(),
            "refusals": [pages.refusal_text(r) for r in self.offer.refusals] + list(more.get("refusals", ())),
            "open": self.offer.open,
            "to_verify": self._to_verify(),
            "stale": [move_word(found.procedure, m) for m in stale.moves] if stale else None,
            "seen": found.revision,
            "key": drafts.new_key(),
            "saved": saved,
            "draft_url": reverse("draft", args=[found.no, move.name]),
            "asks": bool(questions(self.shape)),
            "crumbs": [
                {"url": reverse("matter", args=[found.no]), "label": found.number or found.no},
                {"label": word(key)},
            ],
        }
        return render(self.request, "web/move.html", context, status=status)


@require_http_methods(["POST"])
@signed_in
def draft(request: HttpRequest, no: str, name: str) -> HttpResponse:
    """Keep what has been typed so far; called by the page by itself."""
    found = _found(request, no)
    move = registry.procedure(found.procedure, found.version).moves.get(name)
    if move is None:
        raise Http404
    drafts.keep(request.actor.person, f"{found.no}/{name}", answers_with_empty_rows(move.asks, request.POST))
    return HttpResponse(status=204)


@require_safe
@signed_in
def matters(request: HttpRequest) -> HttpResponse:
    """All matters that the person may see, newest first; found by number, name or phone."""
    text = request.GET.get("q", "").strip()
    if request.GET.get("format") == "json":
        return _palette(request, text)
    area, state = request.GET.get("procedure", ""), request.GET.get("state", "")
    if text:
        seen = access.search(access.visible(request.actor), text)
        if exact := seen.filter(no=text).first() or seen.filter(number=text).first():
            return redirect("matter", exact.no)

    def narrow(rows: QuerySet[Matter]) -> QuerySet[Matter]:
        rows = access.search(rows, text) if text else rows
        rows = rows.filter(procedure=area) if area in registry.codes() else rows
        return rows.filter(ended=state == "ended") if state in ("open", "ended") else rows

    page, next_url = _page_of(request, narrow)
    context = {
        "title": _("全部事项"),
        "rows": [_list_row(m) for m in page],
        "next_url": next_url,
        "q": text,
        "procedure": area,
        "state": state,
        "procedures": [(code, word(code)) for code in registry.codes()],
    }
    return render(request, "web/matters.html", context)


def _palette(request: HttpRequest, text: str) -> HttpResponse:
    """What the command palette offers for a few letters."""
    found = access.newest(request.actor, lambda rows: access.search(rows, text), 8) if text else []
    results = [
        {
            "url": reverse("matter", args=[m.no]),
            "label": m.dispute.title,
            "sub": f"{m.number or m.no} · {pages.state_word(m)}",
        }
        for m in found
    ]
    return JsonResponse({"results": results})


PAGE = 30
Narrow = Callable[[QuerySet[Matter]], QuerySet[Matter]]


def number(text: str) -> int | None:
    """A whole number as a page of ours writes it; None for anything else that may be sent."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def _page_of(request: HttpRequest, narrow: Narrow) -> tuple[list[Matter], str]:
    mark = None
    if (pk := number(request.GET.get("after", ""))) is not None:
        mark = access.visible(request.actor).filter(pk=pk).first()
    page = access.newest(request.actor, lambda rows: narrow(access.before(rows, mark)), PAGE + 1)
    if len(page) <= PAGE:
        return page, ""
    query = request.GET.copy()
    query["after"] = str(page[PAGE - 1].pk)
    return page[:PAGE], f"?{query.urlencode()}"


def _list_row(m: Matter) -> dict[str, Any]:
    return {
        "url": reverse("matter", args=[m.no]),
        "title": m.dispute.title,
        "number": m.number or m.no,
        "procedure": word(m.procedure),
        "state": pages.state_word(m),
        "ended": m.ended,
        "opened": m.opened_at,
    }


