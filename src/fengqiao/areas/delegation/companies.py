"""The account of a company: asked for by anybody, opened by the word of its legal representative alone."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from fengqiao.areas.delegation import services
from fengqiao.areas.delegation.facts import CompanyAsked, CompanyConfirmed
from fengqiao.areas.delegation.models import Company
from fengqiao.areas.delegation.pages import me
from fengqiao.core.errors import Invalid, NotFound
from fengqiao.core.validation import validated
from fengqiao.web import uploads
from fengqiao.web.forms import Form, answers
from fengqiao.web.guard import signed_in


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@never_cache
def new(request: HttpRequest) -> HttpResponse:
    """Ask for the account of a company."""
    if request.method != "POST":
        return _page(request, {})
    data = answers(CompanyAsked, request.POST)
    faults: list[Any] = uploads.take(request, CompanyAsked, data)
    try:
        told = validated(CompanyAsked, data)
        assert isinstance(told, CompanyAsked)
        if faults:
            return _page(request, data, faults, 422)
        made = services.ask_company(me(request), told)
    except Invalid as invalid:
        return _page(request, data, [*faults, *invalid.errors], 422)
    opened = Company.objects.filter(pk=made.pk, confirmed_at__isnull=False).exists()
    said = _("单位账户已开通。") if opened else _("已经请法定代表人确认，确认以后单位账户就开通。")
    messages.success(request, said)
    return redirect("delegation")


def _page(request: HttpRequest, data: dict[str, Any], faults: Any = (), status: int = 200) -> HttpResponse:
    form = Form(CompanyAsked, data, errors=faults)
    context = {
        "title": _("开通单位账户"),
        "form": form,
        "errors": form.summary(),
        "crumbs": [{"url": reverse("delegation"), "label": _("授权与单位账户")}, {"label": _("开通单位账户")}],
    }
    return render(request, "delegation/company.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@never_cache
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """The legal representative's word: yes, with how far whoever asked may act, or no."""
    company = services.to_confirm(me(request)).filter(pk=pk).first()
    if company is None:
        raise Http404
    if request.method != "POST":
        return _confirm(request, company, {})
    try:
        if request.POST.get("word") != "yes":
            services.refuse_company(company, me(request))
            messages.success(request, _("已经拒绝，这个单位账户不会开通。"))
            return redirect("delegation")
        data = answers(CompanyConfirmed, request.POST)
        told = validated(CompanyConfirmed, data)
        assert isinstance(told, CompanyConfirmed)
        services.confirm_company(company, me(request), told.scope)
    except Invalid as invalid:
        return _confirm(request, company, data, [(p or "powers", code, v) for p, code, v in invalid.errors], 422)
    except NotFound as absent:
        raise Http404 from absent
    messages.success(request, _("单位账户已开通。"))
    return redirect("delegation")


def _confirm(request: HttpRequest, company: Company, data: dict[str, Any], faults: Any = (), status: int = 200) -> HttpResponse:
    form = Form(CompanyConfirmed, data, errors=faults)
    context = {
        "title": _("请您确认单位账户"),
        "company": company,
        "own": company.asked_by_id == me(request).pk,
        "form": form,
        "errors": form.summary(),
        "crumbs": [{"url": reverse("delegation"), "label": _("授权与单位账户")}, {"label": _("请您确认单位账户")}],
    }
    return render(request, "delegation/confirm.html", context, status=status)
