"""The pages of delegation: whom I let act, for whom I may act, and in whose place I act just now."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fengqiao.areas.delegation import services
from fengqiao.areas.delegation.facts import Given
from fengqiao.areas.delegation.models import Company, Mandate
from fengqiao.core import access, clock, ports
from fengqiao.core.errors import Invalid, NotFound, Refused
from fengqiao.core.models import Dispute, Person
from fengqiao.core.registry import registry
from fengqiao.core.validation import validated
from fengqiao.core.words import move_word, word
from fengqiao.web import uploads
from fengqiao.web.forms import Form, answers
from fengqiao.web.guard import CHOSEN, signed_in
from fengqiao.web.templatetags.words import day, moment
from fengqiao.web.views.matters import number
from fengqiao.web.views.pages import refusal_text

DISPUTES_SHOWN = 60


def me(request: HttpRequest) -> Person:
    """Who has signed in; never a principal: powers are given and taken up in person."""
    return request.user.person  # type: ignore[union-attr]


@require_safe
@signed_in
@never_cache
def overview(request: HttpRequest) -> HttpResponse:
    """Powers given, held and waiting; companies."""
    own = me(request)
    given = Mandate.objects.filter(principal=own)
    held = Mandate.objects.filter(delegate=own).exclude(pk__in=services.heads(own.pk).values("pk"))
    context = {
        "title": _("授权与单位账户"),
        "waiting": [_row(m, own) for m in services.waiting(own)],
        "confirm": services.to_confirm(own),
        "given": [_row(m, own) for m in given.select_related("principal", "delegate").order_by("-id")[:100]],
        "held": [_row(m, own) for m in held.select_related("principal", "delegate").order_by("-id")[:100]],
        "companies": [_company(company, own) for company in services.companies_of(own)],
        "crumbs": [{"url": reverse("account"), "label": _("账户")}, {"label": _("授权与单位账户")}],
    }
    return render(request, "delegation/overview.html", context)


def _company(company: Company, own: Person) -> dict[str, Any]:
    """A company as its people see it: how far its account is, what they are in it; to its heads also the members."""
    state = "refused" if company.refused_at else "open" if company.confirmed_at else "asked"
    rows = Mandate.objects.filter(principal=company.entity).select_related("principal", "delegate").order_by("-id")
    mine = rows.filter(services.lasting(), delegate=own).first()
    heads = mine is not None and services.heads(own.pk).filter(principal=company.entity).exists()
    return {
        "pk": company.entity_id,
        "name": company.entity.name,
        "code": company.entity.id_masked,
        "state": word(f"delegation.company.{state}"),
        "open": state == "open",
        "own": _row(mine, own) if mine else None,
        "heads": heads,
        "members": [_row(m, own) for m in rows.exclude(delegate=own)[:100]] if heads else [],
    }


def _row(m: Mandate, own: Person) -> dict[str, Any]:
    over = m.until is not None and m.until < clock.today()
    state = "ended" if m.ended_at else "over" if over else "lasting" if m.accepted_at else "waiting"
    return {
        "pk": m.pk,
        "url": reverse("mandate", args=[m.pk]),
        "principal": m.principal.name,
        "delegate": m.delegate.name if m.delegate else m.name,
        "company": m.principal.kind == "entity",
        "kind": word(f"delegation.Given.kind.{m.kind}"),
        "scope": word(f"delegation.Given.scope.{m.scope}"),
        "scope_help": word(f"delegation.Given.scope.{m.scope}.help"),
        "reach": _("%(count)s 件纠纷") % {"count": len(m.disputes)} if m.disputes else _("全部纠纷，包括以后的"),
        "until": day(m.until) if m.until else _("一直到收回为止"),
        "state": word(f"delegation.state.{m.ended_why or state}"),
        "live": state == "lasting",
        "acts": state == "lasting" and m.delegate_id == own.pk,
    }


def _principal(request: HttpRequest) -> Person:
    """For whom a power is given: oneself, or a company that one heads; all others are not found."""
    own, wanted = me(request), number(request.POST.get("for", "") or request.GET.get("for", ""))
    if wanted is None or wanted == own.pk:
        return own
    found = services.heads(own.pk).filter(principal=wanted).first()
    if found is None:
        raise Http404
    return found.principal


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@never_cache
def new(request: HttpRequest) -> HttpResponse:
    """Let somebody act."""
    principal = _principal(request)
    if request.method != "POST":
        return _new(request, principal, {"scope": request.GET.get("scope", "look")}, set())
    data = answers(Given, request.POST)
    chosen = {n for n in map(number, request.POST.getlist("dispute")) if n is not None}
    faults: list[Any] = uploads.take(request, Given, data)
    if request.POST.get("reach") == "some" and not chosen:
        faults.append(("disputes", "delegation.no_dispute_chosen", {}))
    if faults:
        return _new(request, principal, data, chosen, faults=faults, status=422)
    try:
        told = validated(Given, data)
        assert isinstance(told, Given)
        made = services.give(principal, me(request), told, chosen if request.POST.get("reach") == "some" else ())
    except Invalid as invalid:
        return _new(request, principal, data, chosen, faults=invalid.errors, status=422)
    except Refused as refused:
        return _new(request, principal, data, chosen, refusals=refused.refusals, status=409)
    messages.success(request, _("授权已经发给对方，对方登录接受以后生效。"))
    return redirect("mandate", made.pk)


def _new(
    request: HttpRequest,
    principal: Person,
    data: dict[str, Any],
    chosen: set[int],
    *,
    faults: Any = (),
    refusals: Any = (),
    status: int = 200,
) -> HttpResponse:
    form = Form(Given, data, errors=faults)
    known = list(services.disputes_of(principal.pk)[:DISPUTES_SHOWN])
    errors = form.summary()
    for row in errors:
        row["field_id"] = row["field_id"] or "reach-some"
    context = {
        "title": _("请人代办"),
        "principal": principal,
        "company": principal.kind == "entity",
        "form": form,
        "errors": errors,
        "reach_errors": form.errors.get("disputes", []),
        "refusals": [refusal_text(r) for r in refusals],
        "disputes": [{"pk": d.pk, "title": d.title, "on": day(d.opened_at), "chosen": d.pk in chosen} for d in known],
        "some": bool(chosen) or request.POST.get("reach") == "some",
        "crumbs": [{"url": reverse("delegation"), "label": _("授权与单位账户")}, {"label": _("请人代办")}],
    }
    return render(request, "delegation/new.html", context, status=status)


def _known(request: HttpRequest, pk: int) -> Mandate:
    try:
        return services.known_to(me(request), pk)
    except NotFound as absent:
        raise Http404 from absent


@require_safe
@signed_in
@never_cache
def mandate(request: HttpRequest, pk: int) -> HttpResponse:
    """One power, its limits, and its log: both sides read the same."""
    found, own = _known(request, pk), me(request)
    named = Dispute.objects.filter(pk__in=found.disputes)
    entries = [{"at": e.at, "text": _("进入代办")} for e in found.entries.order_by("-id")[:50]]
    for event in services.deeds(found):
        done = move_word(event.procedure, event.move)
        entries.append({"at": event.at, "text": done, "number": event.matter.number or event.matter.no})
    steps = ((found.given_at, _("发出授权")), (found.accepted_at, _("接受授权")), (found.ended_at, _("授权结束")))
    entries += [{"at": at, "text": text} for at, text in steps if at is not None]
    entries.sort(key=lambda e: e["at"], reverse=True)
    context = {
        "title": _("授权"),
        "row": _row(found, own),
        "phone": found.phone,
        "named": [d.title for d in named],
        "power": found.power,
        "log": [{**e, "when": moment(e["at"])} for e in entries],
        "may_accept": services.waiting(own).filter(pk=pk).exists(),
        "may_end": services.may_end(found, own),
        "crumbs": [{"url": reverse("delegation"), "label": _("授权与单位账户")}, {"label": _("授权")}],
    }
    return render(request, "delegation/mandate.html", context)


@require_POST
@signed_in
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    """Take up a power that was given to one's phone."""
    found = _known(request, pk)
    try:
        services.accept(found, me(request))
    except NotFound as absent:
        raise Http404 from absent
    except Refused as refused:
        messages.warning(request, refusal_text(refused.refusals[0])["reason"])
        return redirect("mandate", pk)
    messages.success(request, _("您已接受授权。在右上角的姓名里可以换成代%(name)s办理。") % {"name": found.principal.name})
    return redirect("mandate", pk)


@require_POST
@signed_in
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Revoke, give back or decline: at once."""
    found = _known(request, pk)
    try:
        services.end(found, me(request))
    except NotFound as absent:
        raise Http404 from absent
    messages.success(request, _("授权已经结束，马上生效。"))
    return redirect("delegation")


@require_POST
@signed_in
def act(request: HttpRequest) -> HttpResponse:
    """Choose in whose place one acts from now on in this browser; nobody's but one's own is the beginning."""
    chosen = number(request.POST.get("role", ""))
    power = next((p for p in registry.mandates(me(request).pk) if p.id == chosen), None)
    if power is None:
        request.session.pop(CHOSEN, None)
        messages.success(request, _("现在办理您本人的事。"))
    else:
        request.session[CHOSEN] = power.id
        services.enter(power)
        messages.success(request, _("现在代%(name)s办理。") % {"name": power.principal_name})
    return redirect("inbox" if request.POST.get("next") == "inbox" else "desk")


@require_safe
@signed_in
def power_file(request: HttpRequest, no: str, pk: int) -> HttpResponse:
    """The power of attorney, for whoever sees a matter that it reaches as staff or as the principal's side."""
    try:
        found = access.matter(request.actor, no)
    except NotFound as absent:
        raise Http404 from absent
    row = Mandate.objects.filter(pk=pk).select_related("power__blob").first()
    reaches = row is not None and (not row.disputes or found.dispute_id in row.disputes)
    if row is None or row.power is None or not reaches:
        raise Http404
    own = row.principal_id == request.actor.person or row.delegate_id == request.actor.hand
    party = found.dispute.parties.filter(person_id=row.principal_id).exists()
    duty = request.actor.staff and not found.dispute.parties.filter(person_id=request.actor.person).exists()
    if not party or not (own or duty):
        raise Http404
    response = FileResponse(ports.storage().open(row.power.blob_id), content_type=row.power.blob.kind)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(row.power.name)}"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
