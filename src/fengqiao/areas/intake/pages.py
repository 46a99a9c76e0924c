"""The front door as pages: one question at a time, no account until it is sent, nothing ever lost."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fengqiao.areas.intake import agency, photo, steps, telling, views, windows
from fengqiao.areas.intake.check import CheckPage
from fengqiao.areas.intake.facts import Many
from fengqiao.areas.intake.holding import KIND, held, own, save, with_cookie
from fengqiao.areas.intake.windows import Windows
from fengqiao.core import drafts
from fengqiao.core.models import Draft, Person
from fengqiao.core.words import word
from fengqiao.web import uploads
from fengqiao.web.forms import Form, answers
from fengqiao.web.templatetags.words import moment

SITUATIONS = {"money", "work", "family", "neighbour", "traffic", "purchase", "home", "enforce"}
LISTS = ("others", "companions", "third_parties")
"""The lists of people to which many can be added at once."""


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Begin, or go on where one was. What was said on the front page is not asked again."""
    if (kept := own(request, request.GET.get("draft", ""))) is not None:
        return with_cookie(redirect("tell_step", steps.next_step(kept.data)), kept, request)
    said = request.GET.get("q", "").strip()[:500]
    situation = request.GET.get("situation", "")
    draft = held(request)
    chosen = request.GET.get("court", "")[:20]
    role = request.GET.get("for", "")
    if draft is None or said or situation or chosen or role in agency.KINDS:
        first: dict[str, Any] = {"story": {"story": said}} if said else {}
        if role in agency.KINDS:
            first[agency.FLAG] = role
        if chosen:
            first.update(court={"code": chosen}, check={"way": "nearest"})
        if situation in SITUATIONS:
            first["situation"] = {"code": situation}
        draft = drafts.begin(KIND, first, request.actor.person)
    code = "story" if said or situation or "story" not in draft.data else steps.next_step(draft.data)
    return with_cookie(redirect("tell_step", code), draft, request)


@require_http_methods(["GET", "HEAD", "POST"])
def again(request: HttpRequest) -> HttpResponse:
    """Put the draft away and begin anew; an address that was only opened puts nothing away."""
    if request.method != "POST":
        return redirect("tell")
    draft = drafts.begin(KIND, {}, request.actor.person)
    return with_cookie(redirect("tell_step", "story"), draft, request)


@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, code: str) -> HttpResponse:
    """One question."""
    draft = held(request)
    if draft is None:
        return redirect("tell")
    _known(draft, code)
    page = CheckPage(request, draft) if code == "check" else StepPage(request, draft, code)
    return page.post() if request.method == "POST" else page.get()


def _known(draft: Draft, code: str) -> steps.Step:
    try:
        return steps.step(draft.data, code)
    except LookupError as error:
        raise Http404 from error


@require_POST
def keep(request: HttpRequest, code: str) -> HttpResponse:
    """Keep what is typed so far, and answer what can be said of it already; called by the page by itself."""
    draft = held(request)
    if draft is None:
        raise Http404
    shape = _known(draft, code).shape(draft.data)
    before = draft.data.get(code)
    stored = before if isinstance(before, Mapping) else {}
    typed = windows.read(shape, request.POST, stored, empty=True)
    whole = {**draft.data, code: {**stored, **typed}}
    save(request, draft, whole, code)
    return render(request, "intake/hints.html", {"live": views.live(whole, code)})


@require_http_methods(["GET", "HEAD", "POST"])
def many(request: HttpRequest, name: str) -> HttpResponse:
    """Add many people at once: one in a line, as a list is copied from a table."""
    draft = held(request)
    if draft is None or name not in LISTS:
        raise Http404
    form = Form(Many)
    if request.method == "POST":
        before = steps.raw_answer(draft.data, "people")
        rows = before.get(name)
        kept = [row for row in rows if isinstance(row, dict) and row] if isinstance(rows, list) else []
        added = telling.people_of(answers(Many, request.POST).get("lines", "")[:100_000])
        if added:
            save(request, draft, {**draft.data, "people": {**before, name: [*kept, *added][:500]}}, "people")
            return redirect(f"{reverse('tell_step', args=['people'])}?at={name}.{len(kept)}")
        form = Form(Many, errors=[("lines", "missing", {})])
    question = {
        "title": word("intake.many"),
        "help": word("intake.many.help"),
        "fields": form.fields,
        "errors": form.summary(),
        "action": request.get_full_path(),
        "back_url": reverse("tell_step", args=["people"]),
    }
    return render(request, "intake/step.html", {"title": question["title"], "question": question})


class StepPage:
    """One question, for one request."""

    def __init__(self, request: HttpRequest, draft: Draft, code: str) -> None:
        self.request, self.draft, self.code = request, draft, code
        self.step = steps.step(draft.data, code)
        self.shape = self.step.shape(draft.data)

    def get(self) -> HttpResponse:
        data = dict(steps.raw_answer(self.draft.data, self.code)) or self.known()
        at = windows.place(self.request.GET.get("at", ""))
        return self.page(data, Windows(self.shape, data, dict([at]) if at else None))

    def known(self) -> dict[str, Any]:
        """What the platform knows already, or what follows from other answers, is not asked again."""
        if self.step.group:
            return steps.told_before(self.draft.data, self.step)
        if self.code == "evidence":
            rows = steps.proposals(self.draft.data).evidence
            return {"evidence": [{"name": name, "purpose": purpose} for name, purpose in rows]} if rows else {}
        person = self.request.actor.person
        if self.code != "people" or not person:
            return {}
        return agency.known_of(Person.objects.get(pk=person), agency.kind_of(self.draft.data))

    def post(self) -> HttpResponse:
        stored = dict(steps.raw_answer(self.draft.data, self.code))
        if self.code == "claims" and self.request.POST.get("reset"):
            save(self.request, self.draft, {k: v for k, v in self.draft.data.items() if k != "claims"}, self.code)
            return redirect("tell_step", "check")
        if self.code == "people" and (role := self.request.POST.get(agency.FLAG)):
            return self.turn(role)
        changed = windows.rearranged(self.shape, self.request.POST, stored)
        if changed is not None:
            self.keep(changed[0])
            return self.page(*changed)
        if self.step.optional and self.request.POST.get("skip"):
            return self.leave_out(stored)
        data, faults = self.read(stored)
        if at := windows.place(self.request.POST.get("at", "")):
            self.keep(data)
            return redirect(f"{reverse('tell_step', args=[self.code])}?at={quote(at[0])}.{at[1]}")
        whole = steps.put(self.draft.data, self.code, data)
        faults += steps.faults(whole, self.code)
        self.keep(data)
        if faults:
            return self.page(data, self.opened(data, faults), faults, 422)
        return redirect("tell_step", self.onward(whole))

    def turn(self, role: str) -> HttpResponse:
        """Put the teller in the other place: for himself, or for somebody else."""
        person = Person.objects.filter(pk=self.request.actor.person or 0).first()
        kind = role if role in agency.KINDS else ""
        save(self.request, self.draft, agency.turned(self.draft.data, kind, person), self.code)
        return redirect("tell_step", self.code)

    def keep(self, data: Mapping[str, Any]) -> None:
        save(self.request, self.draft, steps.put(self.draft.data, self.code, data), self.code)

    def leave_out(self, stored: Mapping[str, Any]) -> HttpResponse:
        """Go on without this step; the elements typed so far stay for when they are taken up again."""
        typed = Windows(self.shape, stored).put(self.request.POST, answers(self.shape, self.request.POST))
        kept = steps.put(self.draft.data, self.code, typed) if self.step.group and typed else self.draft.data
        whole = steps.leave_out(kept, self.code)
        save(self.request, self.draft, whole, self.code)
        return redirect("tell_step", self.onward(whole))

    def onward(self, whole: Mapping[str, Any]) -> str:
        """Where the teller goes from here: back to the last look that he came from, else to the next question."""
        back = self.request.POST.get("back") == "check"
        return "check" if back else steps.next_step(whole, self.code)

    def read(self, stored: Mapping[str, Any]) -> tuple[dict[str, Any], list[steps.Fault]]:
        """The answers of the whole step, with the files that came with this page."""
        posted = answers(self.shape, self.request.POST)
        if not self.request.session.session_key:
            self.request.session.save()
        faults = uploads.take(self.request, self.shape, posted)
        return Windows(self.shape, stored).put(self.request.POST, posted), faults

    def opened(self, data: Mapping[str, Any], faults: list[steps.Fault]) -> Windows:
        """The windows in which the first fault of each list lies, else those that were shown."""
        shown = Windows(self.shape, data)
        for name in shown.names:
            shown.open(name, windows.number(self.request.POST.get(f"from-{name}")))
        seen: set[str] = set()
        for path, _code, _values in faults:
            head, *rest = path.split(".")
            if rest and rest[0].isdigit() and head not in seen:
                seen.add(head)
                shown.open(head, int(rest[0]))
        return shown

    def page(self, data: Mapping[str, Any], shown: Windows, faults: Any = (), status: int = 200) -> HttpResponse:
        visible, elsewhere = shown.faults_shown(faults)
        form = Form(self.shape, shown.shown(data), errors=visible)
        code, draft = self.code, self.draft.data
        number, total = steps.progress(draft, code)
        before = steps.previous_step(draft, code)
        errors = form.summary()
        if elsewhere:
            errors.append({"field_id": "", "label": "", "message": _("其他页还有 %(n)s 处要改") % {"n": elsewhere}})
        question = {
            **views.step_words(self.step),
            "step": number,
            "total": total,
            "percent": number * 100 // total,
            "fields": self.fields(form, shown),
            "errors": errors,
            "action": self.request.get_full_path(),
            "back_url": reverse("tell_step", args=[before]) if before else "",
            "draft_url": reverse("tell_draft", args=[code]),
            "draft_text": f"{_('草稿已保存')} {moment(self.draft.changed_at)}",
            "multipart": form.multipart,
            "skip": self.step.optional,
            "hidden": self.hidden(shown),
            "live_template": "intake/hints.html",
        }
        context = {
            "title": question["title"],
            "question": question,
            "finding": code == "cause",
            "photo": code == "story",
            "find": self.request.GET.get("find", ""),
            "live": views.live({**draft, code: dict(data)}, code),
            "reset": code == "claims" and steps.corrected_claims(draft),
            "agency": self.agency(),
        }
        return render(self.request, "intake/step.html", context, status=status)

    def agency(self) -> dict[str, bool] | None:
        """Whether the teller acts for somebody else, where that is asked: in the place of a principal it is settled."""
        asked = self.code == "people" and not self.request.actor.power and not self.request.actor.staff
        return {"on": bool(agency.kind_of(self.draft.data))} if asked else None

    def hidden(self, shown: Windows) -> list[dict[str, Any]]:
        back = [{"name": "back", "value": "check"}] if self.request.GET.get("back") else []
        return back + shown.hidden()

    def fields(self, form: Form, shown: Windows) -> list[dict[str, Any]]:
        if self.code == "cause":
            return [views.cause_field(self.draft.data, form, self.request.GET.get("find", "").strip())]
        taken = self.draft.data.get("read", {}).get(self.code, {})
        noted, other = photo.noted(form.fields, taken), bool(agency.kind_of(self.draft.data))
        return views.arranged(noted, self.code, shown, for_other=other)
