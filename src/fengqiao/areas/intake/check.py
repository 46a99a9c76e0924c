"""The last look, and sending: only here must somebody be known by phone."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from fengqiao.areas.intake import steps, telling, views
from fengqiao.areas.intake.facts import Sending
from fengqiao.areas.intake.holding import COOKIE
from fengqiao.core import clock, drafts
from fengqiao.core.disputes import open_dispute
from fengqiao.core.errors import Invalid, Refused
from fengqiao.core.models import Court, Draft
from fengqiao.core.powers import beyond_opening
from fengqiao.core.words import word
from fengqiao.web.forms import Form, answers
from fengqiao.web.shell import home_court
from fengqiao.web.views.pages import refusal_text


class CheckPage:
    """The last look at one draft, for one request."""

    def __init__(self, request: HttpRequest, draft: Draft) -> None:
        self.request, self.draft = request, draft

    def get(self) -> HttpResponse:
        return self.look()

    def post(self) -> HttpResponse:
        if beyond := beyond_opening(self.request.actor.power):
            return self.look(refusals=[refusal_text(r) for r in beyond], status=409)
        data = answers(Sending, self.request.POST)
        if data.get("way"):
            drafts.save(self.draft, {**self.draft.data, "check": {"way": data["way"]}}, "check")
        whole = {**self.draft.data, "check": data}
        faults = steps.faults(whole, "check")
        if faults:
            return self.look(Form(Sending, data, errors=faults), status=422)
        if self.request.actor.person is None:
            return redirect(f"{reverse('login')}?next={quote(reverse('tell_step', args=['check']))}")
        try:
            told = telling.told_of(whole)
        except Invalid:
            return self.look(status=422)
        try:
            receipt = open_dispute(
                told,
                telling.procedure_of(whole),
                court=self.court(),
                actor=self.request.actor,
                key=f"tell:{self.draft.token[:40]}",
            )
        except Refused as refused:
            return self.look(refusals=[refusal_text(r) for r in refused.refusals], status=409)
        Draft.objects.filter(pk=self.draft.pk).delete()
        response = redirect("receipt", receipt.no, receipt.seq)
        response.delete_cookie(COOKIE)
        return response

    def may_send(self) -> bool:
        """Whether whoever is at the page may send it; somebody who prepares for another may not."""
        return not beyond_opening(self.request.actor.power)

    def court(self) -> Court:
        """The court that was chosen, or that at whose counter somebody works, or else that of the installation."""
        kept = self.draft.data.get("court")
        code = str(kept.get("code", "")) if isinstance(kept, dict) else ""
        court = Court.objects.filter(code=code).first() if code else None
        if court is None and self.request.actor.staff:
            court = Court.objects.filter(pk=min(self.request.actor.courts)).first()
        court = court or home_court()
        if court is None:
            raise Http404
        return court

    def look(self, form: Form | None = None, *, refusals: Any = (), status: int = 200) -> HttpResponse:
        draft = self.draft.data
        kept = draft.get("check")
        form = form or Form(Sending, kept if isinstance(kept, dict) else {})
        try:
            told, faults = telling.told_of(draft), []
        except Invalid as invalid:
            told, faults = None, list(invalid.errors)
        number, total = steps.progress(draft, "check")
        court = self.court()
        context = {
            "title": word("intake.step.check"),
            "help": word("intake.step.check.help"),
            "number": number,
            "total": total,
            "rows": views.summary_rows(draft, faults),
            "hints": views.hint_rows(told, court.division_code, clock.today()) if told else [],
            "alike": views.alike_rows(told, self.request.actor) if told else [],
            "ready": told is not None,
            "form": form,
            "errors": form.summary(),
            "refusals": refusals,
            "waits_for": "" if self.may_send() else self.request.actor.name,
            "signed_in": self.request.actor.person is not None,
            "back_url": reverse("tell_step", args=[steps.previous_step(draft, "check")]),
        }
        return render(self.request, "intake/check.html", context, status=status)
