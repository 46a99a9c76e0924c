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

from fengqiao.areas.intake import steps, views
from fengqiao.core import clock, drafts
from fengqiao.core.disputes import open_dispute
from fengqiao.core.errors import Invalid, Refused
from fengqiao.core.models import Court, Draft, Person
from fengqiao.core.words import has, word
from fengqiao.web import uploads
from fengqiao.web.forms import Form, answers, answers_with_empty_rows, rearranged
from fengqiao.web.shell import home_court
from fengqiao.web.templatetags.words import moment
from fengqiao.web.views.pages import refusal_text

COOKIE = "fq_tell"
KIND = "tell"
LASTS = 180 * 24 * 3600
SITUATIONS = {"money", "work", "family", "neighbour", "traffic", "purchase", "home", "enforce"}


def _draft(request: HttpRequest) -> Draft | None:
    """The draft that this browser holds, or the newest of the person who has signed in."""
    held = drafts.by_token(request.COOKIES.get(COOKIE, ""), KIND)
    person = request.actor.person
    if held is not None and held.person_id not in (None, person):
        held = None
    if held is None:
        return drafts.held(person, KIND)
    if person and held.person_id is None:
        Draft.objects.filter(pk=held.pk).update(person_id=person)
        held.person_id = person
    return held


def with_cookie(response: HttpResponse, draft: Draft, request: HttpRequest) -> HttpResponse:
    """Let this browser hold the draft."""
    response.set_cookie(
        COOKIE, draft.token, max_age=LASTS, httponly=True, samesite="Lax", secure=request.is_secure()
    )
    return response


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Begin, or go on where one was. What was said on the front page is not asked again."""
    said = request.GET.get("q", "").strip()[:500]
    situation = request.GET.get("situation", "")
    draft = _draft(request)
    if draft is None or said or situation:
        first = {"story": {"story": said}} if said else {}
        if situation in SITUATIONS:
            first["situation"] = {"code": situation}
        draft = drafts.begin(KIND, first, request.actor.person)
    code = "story" if said or situation or "story" not in draft.data else steps.next_step(draft.data)
    return with_cookie(redirect("tell_step", code), draft, request)


@require_POST
def again(request: HttpRequest) -> HttpResponse:
    """Put the draft away and begin anew."""
    draft = drafts.begin(KIND, {}, request.actor.person)
    return with_cookie(redirect("tell_step", "story"), draft, request)


@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, code: str) -> HttpResponse:
    """One question."""
    if code not in steps.CODES:
        raise Http404
    draft = _draft(request)
    if draft is None:
        return redirect("tell")
    page = CheckPage(request, draft) if code == "check" else StepPage(request, draft, code)
    return page.post() if request.method == "POST" else page.get()


@require_POST
def keep(request: HttpRequest, code: str) -> HttpResponse:
    """Keep what is typed so far; called by the page by itself."""
    draft = _draft(request)
    if draft is None or code not in steps.CODES:
        raise Http404
    shape = steps.step(code).shape(draft.data)
    typed = answers_with_empty_rows(shape, request.POST)
    drafts.save(draft, {**draft.data, code: {**draft.data.get(code, {}), **typed}}, code)
    return HttpResponse(status=204)


class StepPage:
    """One question, for one request."""

    def __init__(self, request: HttpRequest, draft: Draft, code: str) -> None:
        self.request, self.draft, self.code = request, draft, code
        self.shape = steps.step(code).shape(draft.data)

    def get(self) -> HttpResponse:
        return self.page(self.draft.data.get(self.code) or self.known())

    def known(self) -> dict[str, Any]:
        """What the platform knows already is not asked again."""
        person = self.request.actor.person
        if self.code != "you" or not person:
            return {}
        row = Person.objects.get(pk=person)
        name = "" if row.name == row.phone else row.name
        return {"you": {"name": name, "phone": row.phone, "address": row.address, "sex": row.sex}}

    def post(self) -> HttpResponse:
        changed = rearranged(self.shape, self.request.POST)
        if changed is not None:
            return self.page(changed)
        data = answers(self.shape, self.request.POST)
        if not self.request.session.session_key:
            self.request.session.save()
        faults = uploads.take(self.request, self.shape, data)
        whole = {**self.draft.data, self.code: data}
        faults += steps.faults(whole, self.code)
        typed = {**answers_with_empty_rows(self.shape, self.request.POST), **data}
        drafts.save(self.draft, {**self.draft.data, self.code: typed if faults else data}, self.code)
        if faults:
            return self.page(typed, faults, 422)
        back = self.request.POST.get("back") == "check"
        return redirect("tell_step", "check" if back else steps.next_step(whole, self.code))

    def fields(self, form: Form) -> list[dict[str, Any]]:
        if self.code == "cause":
            return [views.cause_field(self.draft.data, form, self.request.GET.get("find", "").strip())]
        return form.fields

    def page(self, data: Mapping[str, Any], faults: Any = (), status: int = 200) -> HttpResponse:
        form = Form(self.shape, data, errors=faults)
        number, total = steps.progress(self.code)
        before = steps.previous_step(self.code)
        key = f"intake.step.{self.code}"
        optional = steps.step(self.code).optional
        question = {
            "step": number,
            "total": total,
            "percent": number * 100 // total,
            "title": word(key),
            "help": word(f"{key}.help") if has(f"{key}.help") else "",
            "why": word(f"{key}.why") if has(f"{key}.why") else "",
            "fields": self.fields(form),
            "errors": form.summary(),
            "action": self.request.get_full_path(),
            "back_url": reverse("tell_step", args=[before]) if before else "",
            "draft_url": reverse("tell_draft", args=[self.code]),
            "draft_text": f"{_('草稿已保存')} {moment(self.draft.changed_at)}",
            "multipart": form.multipart,
            "skip_url": reverse("tell_step", args=[steps.next_step(self.draft.data, self.code)]) if optional else "",
            "hidden": [{"name": "back", "value": "check"}] if self.request.GET.get("back") else [],
        }
        context = {"title": question["title"], "question": question, "finding": self.code == "cause"}
        context["find"] = self.request.GET.get("find", "")
        return render(self.request, "intake/step.html", context, status=status)


class CheckPage(StepPage):
    """The last look, and sending: only here must somebody be known by phone."""

    def __init__(self, request: HttpRequest, draft: Draft) -> None:
        super().__init__(request, draft, "check")

    def get(self) -> HttpResponse:
        return self.look()

    def post(self) -> HttpResponse:
        data = answers(self.shape, self.request.POST)
        faults = steps.faults({**self.draft.data, "check": data}, "check")
        if faults:
            return self.look(Form(self.shape, data, errors=faults), status=422)
        if self.request.actor.person is None:
            return redirect(f"{reverse('login')}?next={quote(reverse('tell_step', args=['check']))}")
        try:
            told = steps.told_of(self.draft.data)
            procedure = steps.procedure_of(self.draft.data)
        except Invalid:
            return self.look(status=422)
        try:
            receipt = open_dispute(
                told, procedure, court=self.court(), actor=self.request.actor, key=f"tell:{self.draft.token[:40]}"
            )
        except Refused as refused:
            return self.look(refusals=[refusal_text(r) for r in refused.refusals], status=409)
        Draft.objects.filter(pk=self.draft.pk).delete()
        response = redirect("receipt", receipt.no, receipt.seq)
        response.delete_cookie(COOKIE)
        return response

    def court(self) -> Court:
        court = home_court()
        if court is None:
            raise Http404
        return court

    def look(self, form: Form | None = None, *, refusals: Any = (), status: int = 200) -> HttpResponse:
        form = form or Form(self.shape)
        try:
            told, faults = steps.told_of(self.draft.data), []
        except Invalid as invalid:
            told, faults = None, list(invalid.errors)
        number, total = steps.progress("check")
        context = {
            "title": word("intake.step.check"),
            "help": word("intake.step.check.help"),
            "number": number,
            "total": total,
            "rows": views.summary_rows(self.draft.data, faults),
            "hints": views.hint_rows(told, self.court().division_code, clock.today()) if told else [],
            "ready": told is not None,
            "form": form,
            "errors": form.summary(),
            "refusals": refusals,
            "signed_in": self.request.actor.person is not None,
            "back_url": reverse("tell_step", args=[steps.previous_step("check")]),
        }
        return render(self.request, "intake/check.html", context, status=status)
