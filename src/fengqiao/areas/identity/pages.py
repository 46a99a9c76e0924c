"""The pages on which people show who they are: by document and code, by face, or by asking the court."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote, urlsplit

from csp.decorators import csp_update
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fengqiao.areas.identity import checks
from fengqiao.core import clock, identity, phonecodes
from fengqiao.core.models import Account, IdentityCheck
from fengqiao.core.ports import DeliveryFailed
from fengqiao.core.sealing import masked, seal, unseal
from fengqiao.core.words import say, word
from fengqiao.web.guard import signed_in
from fengqiao.web.templatetags.words import moment
from fengqiao.web.views.accounts import address, next_url

PENDING = "identity_pending"
SHOWN = 20


def _provider() -> list[str]:
    """Where a form of ours may lead to: the provider of face checks, where it is another house."""
    found = urlsplit(settings.IDENTITY_URL)
    return [f"{found.scheme}://{found.netloc}"] if found.netloc else []


def _own(request: HttpRequest) -> Account:
    return request.user  # type: ignore[return-value]


def _next(request: HttpRequest) -> str:
    """Where somebody came from; without that, here."""
    found = next_url(request)
    return reverse("identity") if found == reverse("desk") and "next" not in {*request.GET, *request.POST} else found


def _here(name: str, request: HttpRequest) -> str:
    return f"{reverse(name)}?next={quote(_next(request))}"


def document_fields(typed: Any, errors: dict[str, str], person: Any = None) -> list[dict[str, Any]]:
    """The three questions about a document, as components/field.html takes them."""
    name = typed.get("name", "")
    if not name and person is not None and person.name != person.phone:
        name = person.name
    chosen = typed.get("id_type") or (person.id_type if person is not None else "") or "resident_id"
    faults = {field: [word(code)] for field, code in errors.items()}
    options = [{"value": t, "label": word(f"identity.type.{t}"), "selected": t == chosen} for t in checks.TYPES]
    return [
        {"kind": "text", "name": "name", "id": "f-name", "label": word("identity.field.name"), "value": name,
         "required": True, "maxlength": 100, "autocomplete": "name", "errors": faults.get("name", []),
         "help": word("identity.field.name.help")},
        {"kind": "choice", "name": "id_type", "id": "f-id_type", "label": word("identity.field.id_type"),
         "required": True, "options": options, "errors": faults.get("id_type", [])},
        {"kind": "id_number", "name": "number", "id": "f-number", "label": word("identity.field.number"),
         "value": typed.get("number", ""), "required": True, "maxlength": 40, "autocomplete": "off",
         "errors": faults.get("number", []), "help": word("identity.field.number.help")},
    ]  # fmt: skip


def row(check: IdentityCheck) -> dict[str, Any]:
    """A check as the list of one's own checks shows it."""
    return {
        "at": moment(check.decided_at or check.asked_at),
        "means": word(f"identity.means.{check.means}"),
        "status": word(f"identity.status.{check.status}"),
        "done": check.status == "passed",
        "document": f"{word(f'identity.type.{check.id_type}')} {check.id_masked}",
        "reason": word(f"identity.reason.{check.reason}") if check.status in ("failed", "away", "over") else "",
    }


def _standing(request: HttpRequest) -> dict[str, Any]:
    """How one is known: the level, since when, whether that counts as anew, and what may be done."""
    person = _own(request).person
    found = identity.known_of(person)
    newest = found.newest
    hours = identity.fresh_hours()
    fresh = bool(newest and newest.decided_at and (clock.now() - newest.decided_at).total_seconds() < hours * 3600)
    return {
        "title": word("identity.page.title"),
        "level": word(f"identity.level.{found.level}"),
        "level_help": say(f"identity.level.{found.level}.help", {"hours": hours}),
        "known": identity.rank(found.level) >= identity.rank("real_name"),
        "by_post": found.level == "staff",
        "newest": row(newest) if newest else None,
        "fresh": fresh,
        "hours": hours,
        "face": checks.may_show_face(person, clock.today()),
        "phone": person.phone,
        "next": _next(request),
        "crumbs": [{"url": reverse("account"), "label": word("identity.page.account")},
                   {"label": word("identity.page.title")}],
    }  # fmt: skip


def _page(request: HttpRequest, status: int = 200, errors: dict[str, str] | None = None, **more: Any) -> HttpResponse:
    own = _own(request)
    listed = IdentityCheck.objects.filter(person=own.person).order_by("-id")[:SHOWN]
    context = {
        **_standing(request),
        "fields": document_fields(request.POST, errors or {}, own.person),
        "checks": [row(c) for c in listed],
        "waiting": any(c.means == "manual" and c.status == "open" for c in listed),
        **more,
    }
    return render(request, "identity/identity.html", context, status=status)


@require_safe
@signed_in
@never_cache
@csp_update({"form-action": _provider()})
def overview(request: HttpRequest) -> HttpResponse:
    """How one is known to the court, and how to be known more surely."""
    return _page(request)


@require_POST
@signed_in
@never_cache
@csp_update({"form-action": _provider()})
def document(request: HttpRequest) -> HttpResponse:
    """Take name and number; a code to the account's phone proves that the person is there."""
    typed = request.POST
    found, errors = checks.read(typed.get("name", ""), typed.get("id_type", ""), typed.get("number", ""))
    if found is None:
        return _page(request, 422, errors)
    own = _own(request)
    try:
        phonecodes.send(own.person.phone)
    except phonecodes.NotAPhone:
        return _page(request, 409, alarm=word("identity.no_phone"))
    except phonecodes.TooMany:
        return _page(request, 429, alarm=word("identity.code_too_soon"))
    except DeliveryFailed:
        return _page(request, 409, alarm=word("identity.code_failed"))
    plain = json.dumps([found.name, found.id_type, found.number])
    request.session[PENDING] = seal(plain)
    return redirect(_here("identity_code", request))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@never_cache
def code(request: HttpRequest) -> HttpResponse:
    """Take the code, then ask the register."""
    own = _own(request)
    if PENDING not in request.session:
        return redirect(_here("identity", request))
    context = {
        "title": word("identity.page.code"),
        "phone": masked(own.person.phone),
        "demo_phone": own.person.phone if settings.DEMO else "",
        "next": _next(request),
    }
    if request.method != "POST":
        return render(request, "identity/code.html", context)
    if not phonecodes.check(own.person.phone, request.POST.get("code", "").strip()):
        return render(request, "identity/code.html", {**context, "error": word("identity.code_wrong")}, status=422)
    found = checks.Document(*json.loads(unseal(request.session.pop(PENDING))))
    try:
        checks.count(own.person_id, address(request))
    except checks.TooOften:
        return _page(request, 429, alarm=word("identity.too_often"))
    return _outcome(request, checks.by_register(own, found))


def _outcome(request: HttpRequest, check: IdentityCheck) -> HttpResponse:
    """Lead back where somebody came from; where the check did not pass, say so and what else there is."""
    if check.status == "passed":
        messages.success(request, word("identity.passed"))
        return redirect(_next(request))
    if check.status == "open":
        return _page(request, open_check=check.no)
    own = _own(request)
    own.person.refresh_from_db()
    return _page(request, 409, alarm=word(f"identity.alarm.{check.reason}"), by_hand=True)


@require_POST
@signed_in
@never_cache
@csp_update({"form-action": _provider()})
def face(request: HttpRequest) -> HttpResponse:
    """Go to the provider's page for the face check."""
    own = _own(request)
    if not checks.may_show_face(own.person, clock.today()):
        return _page(request, 409, alarm=word("identity.face_not_offered"), by_hand=True)
    try:
        checks.count(own.person_id, address(request))
    except checks.TooOften:
        return _page(request, 429, alarm=word("identity.too_often"))
    back = f"{request.build_absolute_uri(reverse('identity'))}face/{{no}}/?next={quote(_next(request))}"
    check, url = checks.begin_face(own, back)
    return redirect(url) if url else _outcome(request, check)


@require_safe
@signed_in
@never_cache
def face_back(request: HttpRequest, no: str) -> HttpResponse:
    """Back from the provider: ask how it ended. Another's check is not found."""
    check = IdentityCheck.objects.filter(no=no, person_id=_own(request).person_id, means="face").first()
    if check is None:
        raise Http404
    return _outcome(request, checks.finish_face(check))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@never_cache
def by_hand(request: HttpRequest) -> HttpResponse:
    """Ask the court to check by hand: never a dead end."""
    own = _own(request)
    errors: dict[str, str] = {}
    if request.method == "POST":
        typed = request.POST
        found, errors = checks.read(typed.get("name", ""), typed.get("id_type", ""), typed.get("number", ""))
        if found is not None:
            checks.ask_staff(own, found, typed.get("note", "").strip())
            messages.success(request, word("identity.asked"))
            return redirect(_here("identity", request))
    note = {"kind": "textarea", "name": "note", "id": "f-note", "label": word("identity.field.note"), "rows": 3,
            "value": request.POST.get("note", ""), "maxlength": 400, "help": word("identity.field.note.help")}  # fmt: skip
    context = {
        "title": word("identity.page.by_hand"),
        "fields": [*document_fields(request.POST, errors, own.person), note],
        "next": _next(request),
        "crumbs": [{"url": reverse("identity"), "label": word("identity.page.title")},
                   {"label": word("identity.page.by_hand")}],
    }  # fmt: skip
    return render(request, "identity/by_hand.html", context, status=422 if errors else 200)
