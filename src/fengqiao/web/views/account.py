"""The account: who one is here, the language of the pages, and the tokens of one's own programs."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from fengqiao.core import clock, identity, tokens
from fengqiao.core.models import Account, ApiToken, Person
from fengqiao.core.words import word
from fengqiao.web.guard import signed_in
from fengqiao.web.templatetags.words import day, moment

MOST_TOKENS = 20


@require_safe
@signed_in
@never_cache
def account(request: HttpRequest) -> HttpResponse:
    """Name, phone, posts, language, tokens."""
    return _page(request)


def _page(request: HttpRequest, *, made: str = "", error: str = "", status: int = 200) -> HttpResponse:
    own: Account = request.user  # type: ignore[assignment]
    person = own.person
    rows = [
        {"label": _("姓名"), "value": person.name},
        {"label": _("手机号码"), "value": person.phone or "—"},
        {"label": _("证件号码"), "value": person.id_masked or "—"},
        {"label": _("身份核验"), "value": _known(person), "url": reverse("identity"), "go": _("查看和办理")},
        {"label": word("identity.security.title"), "value": "", "url": reverse("security"), "go": _("查看和办理")},
    ]
    if roles := sorted(request.actor.roles):
        rows.append({"label": _("职务"), "value": "、".join(word(f"role.{role}") for role in roles)})
    held = ApiToken.objects.filter(account=own).order_by("-id")
    context: dict[str, Any] = {
        "title": _("账户"),
        "rows": rows,
        "languages": [{"code": c, "name": n, "current": c == own.language} for c, n in settings.LANGUAGES],
        "tokens": [
            {
                "pk": t.pk,
                "name": t.name,
                "made": day(t.created_at),
                "until": day(t.expires_at) if t.expires_at else "—",
                "used": day(t.last_used_on) if t.last_used_on else _("还没有用过"),
                "over": bool(t.expires_at and t.expires_at <= clock.now()),
            }
            for t in held
        ],
        "made": made,
        "error": error,
        "crumbs": [{"label": _("账户")}],
    }
    return render(request, "web/account.html", context, status=status)


def _known(person: Person) -> str:
    """How one is known, and since when."""
    found = identity.known_of(person)
    level = word(f"identity.level.{found.level}")
    return f"{level} · {moment(found.newest.decided_at)}" if found.newest else level


@require_POST
@signed_in
def language(request: HttpRequest) -> HttpResponse:
    """Remember the language in which somebody reads, on every device."""
    code = request.POST.get("language", "")
    response = redirect("account")
    if code in dict(settings.LANGUAGES):
        Account.objects.filter(pk=request.user.pk).update(language=code)
        speak(response, code)
        with translation.override(code):
            messages.success(request, _("语言已保存。"))
    return response


def speak(response: HttpResponse, code: str) -> None:
    """Let the next pages come in this language."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        code,
        max_age=31536000,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite=settings.LANGUAGE_COOKIE_SAMESITE,
    )


@require_POST
@signed_in
@never_cache
def make_token(request: HttpRequest) -> HttpResponse:
    """Make a token and show it, this once."""
    own: Account = request.user  # type: ignore[assignment]
    name = request.POST.get("name", "").strip()
    if not name or len(name) > 60:
        return _page(request, error=_("请给令牌起一个名字，60 个字以内。"), status=422)
    if ApiToken.objects.filter(account=own).count() >= MOST_TOKENS:
        return _page(request, error=_("令牌太多。请先收回不用的令牌。"), status=409)
    return _page(request, made=tokens.issue(own, name))


@require_POST
@signed_in
def revoke_token(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a token back: whatever uses it is out at once."""
    if tokens.revoke(request.user, pk):  # type: ignore[arg-type]
        messages.success(request, _("令牌已收回，使用它的程序立即失效。"))
    return redirect(reverse("account") + "#tokens")
