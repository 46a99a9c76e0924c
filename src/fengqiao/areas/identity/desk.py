"""The counter's pages: what is to be checked by hand, and the card of somebody who stands there."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from fengqiao.areas.identity import checks
from fengqiao.areas.identity.pages import document_fields
from fengqiao.core.models import Account, IdentityCheck
from fengqiao.core.words import word
from fengqiao.web.guard import signed_in
from fengqiao.web.templatetags.words import moment

View = Callable[..., HttpResponse]


def counter_only(view: View) -> View:
    """Let only the posts of the counter through; for others the page is not found."""

    @wraps(view)
    @signed_in
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.actor.roles & checks.ROLES:  # type: ignore[attr-defined]
            raise Http404
        return view(request, *args, **kwargs)

    return inner


def _shown(check: IdentityCheck) -> dict[str, Any]:
    earlier = IdentityCheck.objects.filter(person=check.person_id, id__lt=check.pk).order_by("-id")[:5]
    return {
        "no": check.no,
        "name": check.name,
        "document": f"{word(f'identity.type.{check.id_type}')} {check.id_masked}",
        "phone": check.person.phone,
        "asked": moment(check.asked_at),
        "note": check.note,
        "earlier": [
            f"{moment(c.asked_at)} · {word(f'identity.means.{c.means}')} · {word(f'identity.status.{c.status}')}"
            for c in earlier
        ],
    }


def _crumbs(label: str = "") -> list[dict[str, str]]:
    first = {"url": reverse("identity_desk"), "label": word("identity.desk.title")}
    return [first, {"label": label}] if label else [first]


@require_http_methods(["GET", "HEAD", "POST"])
@counter_only
@never_cache
def desk(request: HttpRequest) -> HttpResponse:
    """The list, and the form for a card that is shown at the counter."""
    errors: dict[str, str] = {}
    if request.method == "POST":
        errors = _card(request)
        if not errors:
            messages.success(request, word("identity.card_done"))
            return redirect("identity_desk")
    waiting = checks.waiting_for_staff()
    rows = [
        {
            "id": c.no,
            "url": reverse("identity_decide", args=[c.no]),
            "title": c.name,
            "sub": f"{word(f'identity.type.{c.id_type}')} {c.id_masked}",
            "asked": moment(c.asked_at),
            "phone": c.person.phone,
        }
        for c in waiting
    ]
    typed = request.POST if errors else {}
    phone = {"kind": "phone", "name": "phone", "id": "f-phone", "label": word("identity.field.phone"), "required": True,
             "value": typed.get("phone", ""), "maxlength": 20, "autocomplete": "off",
             "errors": [word(errors["phone"])] if "phone" in errors else [],
             "help": word("identity.field.phone.help")}  # fmt: skip
    context = {
        "title": word("identity.desk.title"),
        "rows": rows,
        "fields": [phone, *document_fields(typed, errors)],
        "alarm": word(errors["all"]) if "all" in errors else "",
        "crumbs": [{"label": word("identity.desk.title")}],
    }
    return render(request, "identity/desk.html", context, status=422 if errors else 200)


def _card(request: HttpRequest) -> dict[str, str]:
    typed = request.POST
    found, errors = checks.read(typed.get("name", ""), typed.get("id_type", ""), typed.get("number", ""))
    account = Account.objects.filter(username=typed.get("phone", "").strip()).first()
    if account is None or account.person.verified == "staff":
        errors["phone"] = "identity.no_account"
    if errors or found is None or account is None:
        return errors
    fault = checks.card_shown(account, found, request.actor.person)  # type: ignore[attr-defined]
    return {"all": fault} if fault else {}


@require_http_methods(["GET", "HEAD", "POST"])
@counter_only
@never_cache
def decide(request: HttpRequest, no: str) -> HttpResponse:
    """One request: compare with the document itself, then confirm or say why not."""
    check = IdentityCheck.objects.filter(no=no, means="manual").select_related("person").first()
    if check is None:
        raise Http404
    if check.status != "open":
        messages.warning(request, word("identity.already_decided"))
        return redirect("identity_desk")
    fault = ""
    if request.method == "POST":
        fault = _decided(request, check)
        if not fault:
            messages.success(request, word("identity.decided"))
            return redirect("identity_desk")
    seen = request.POST.get("seen", "")
    options = [{"value": s, "label": word(f"identity.seen.{s}"), "help": word(f"identity.seen.{s}.help"),
                "selected": s == seen} for s in checks.SEEN]  # fmt: skip
    context = {
        "title": word("identity.desk.decide"),
        "check": _shown(check),
        "fault": word(fault) if fault else "",
        "number": {"kind": "id_number", "name": "number", "id": "f-number", "label": word("identity.field.card_number"),
                   "value": "", "maxlength": 40, "autocomplete": "off", "help": word("identity.field.card_number.help")},
        "seen": {"kind": "choice", "name": "seen", "id": "f-seen", "label": word("identity.field.seen"),
                 "options": options},
        "why": {"kind": "textarea", "name": "why", "id": "f-why", "label": word("identity.field.why"), "rows": 2,
                "value": request.POST.get("why", ""), "maxlength": 300},
        "crumbs": _crumbs(check.name),
    }  # fmt: skip
    return render(request, "identity/decide.html", context, status=422 if fault else 200)


def _decided(request: HttpRequest, check: IdentityCheck) -> str:
    staff: int = request.actor.person  # type: ignore[attr-defined]
    if request.POST.get("do") == "refuse":
        return checks.refuse(check, staff, request.POST.get("why", ""))
    seen = request.POST.get("seen", "")
    if seen not in checks.SEEN:
        return "identity.seen_missing"
    return checks.confirm(check, staff, request.POST.get("number", ""), seen)
