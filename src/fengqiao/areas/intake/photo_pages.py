"""The pages of photographs at the front door: choose the pictures, wait while they are read, fill the form."""

from __future__ import annotations

from typing import Annotated

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods
from pydantic import Field

from fengqiao.areas.intake import photo, views
from fengqiao.areas.intake.holding import KIND, held, with_cookie
from fengqiao.core import drafts, ports
from fengqiao.core.models import Draft, Upload
from fengqiao.core.words import say, word
from fengqiao.kernel.asks import Asks, Files
from fengqiao.law.complaint_text import read
from fengqiao.web import uploads
from fengqiao.web.forms import Form
from fengqiao.web.forms import answers as typed

REFRESH = "3"


class Photos(Asks):
    """Pictures of a paper complaint and of identity cards, in the order of their pages."""

    files: Annotated[Files, Field(min_length=1, max_length=photo.PAGES)]


@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest) -> HttpResponse:
    """Choose the pictures; without a reader the page says that they will only be bound."""
    if request.method != "POST":
        return _choosing(request, Form(Photos))
    owner = uploads.owner(request)
    data = typed(Photos, request.POST)
    faults = uploads.take(request, Photos, data)
    keys = data.get("files") or []
    kinds = dict(Upload.objects.filter(key__in=keys).values_list("key", "blob__kind"))
    names = dict(Upload.objects.filter(key__in=keys).values_list("key", "name"))
    wrong = [key for key in keys if kinds.get(key) not in photo.PICTURES]
    faults += [("files", "intake.photo.no_picture", {"name": names.get(key, "")}) for key in wrong]
    if not keys and not faults:
        faults.append(("files", "missing", {}))
    if len(keys) > photo.PAGES:
        faults.append(("files", "core.files_too_many", {"most": photo.PAGES}))
    if faults:
        return _choosing(request, Form(Photos, data, errors=faults), 422)
    return redirect("tell_photo_read", photo.begin(keys, owner.person, owner.session).token)


def _choosing(request: HttpRequest, form: Form, status: int = 200) -> HttpResponse:
    question = {
        "title": word("intake.photo"),
        "help": word("intake.photo.help" if ports.reader().available else "intake.photo.unread"),
        "fields": form.fields,
        "errors": form.summary(),
        "action": reverse("tell_photo"),
        "multipart": True,
        "back_url": reverse("tell"),
        "next_label": word("intake.photo.go"),
    }
    return render(request, "intake/step.html", {"title": question["title"], "question": question}, status=status)


def _row(request: HttpRequest, token: str) -> Draft:
    """The pictures of this person or browser; another's are not found."""
    row = drafts.by_token(token, photo.KIND)
    person, session = request.actor.person, request.session.session_key or ""
    if row is None or (row.person_id != person if row.person_id else row.data.get("session") != session):
        raise Http404
    return row


@require_http_methods(["GET", "HEAD", "POST"])
def reading(request: HttpRequest, token: str) -> HttpResponse:
    """How far it is; then what was read, and the button that fills the form with it.

    A draft that was begun before is mixed with the paper only by whoever asks for it: it may be another matter.
    """
    row = _row(request, token)
    ready = row.step == "ready"
    if request.method == "POST" and ready:
        told = held(request)
        if told is None or (photo.typed(told.data) and request.POST.get("into") != "held"):
            told = drafts.begin(KIND, {}, request.actor.person)
        drafts.save(told, photo.fill(told.data, row))
        Draft.objects.filter(pk=row.pk).delete()
        return with_cookie(redirect("tell_step", "story"), told, request)
    lines, old = photo.text_of(row), held(request)
    found = read(lines)
    doubtful = [say("intake.photo.doubtful", {"number": number}) for number in found.doubtful]
    context = {
        "title": word("intake.photo"),
        "ready": ready,
        "state": say("intake.photo.state", {"done": len(row.data["pages"]), "total": len(row.data["files"])}),
        "done": len(row.data["pages"]),
        "total": len(row.data["files"]),
        "lines": lines,
        "doubtful": doubtful if ready else [],
        "outcome": word(f"intake.photo.{_outcome(found.empty)}"),
        "typed": [views.step_words(one)["title"] for one in photo.typed(old.data)] if ready and old else [],
        "lost": ready and not row.data.get("pdf"),
    }
    response = render(request, "intake/photo.html", context)
    if not ready:
        response["Refresh"] = REFRESH
    return response


def _outcome(empty: bool) -> str:
    if not ports.reader().available:
        return "only_bound"
    return "nothing_read" if empty else "read"
