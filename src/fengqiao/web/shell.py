"""What every page shows around its content: the court, the person, the ways through the house."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from fengqiao.core.models import Court, Notice
from fengqiao.core.registry import registry
from fengqiao.core.words import word

UNREAD = 99
"""The most unread notices that the bell counts."""


@cache
def home_court() -> Court | None:
    """The court of this installation (its first), read once."""
    return Court.objects.order_by("id").first()


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context of base.html."""
    actor = getattr(request, "actor", None)
    court = home_court()
    context: dict[str, Any] = {"court_name": court.name if court else "", "site": _site()}
    if actor is None or actor.person is None:
        context["top_nav"] = _ways(request, (("home", _("首页")), ("enquire", _("查进度")), ("verify", _("核验"))))
        return context
    roles = sorted(actor.roles)
    context["person"] = {"name": actor.name, "role_label": word(f"role.{roles[0]}") if roles else ""}
    context["unread"] = unread(actor.person)
    ways = [("desk", _("我的待办"), "desk"), ("matters", _("全部事项"), "list")]
    if actor.staff:
        ways += [("calendar", _("庭审排期"), "calendar"), ("figures", _("数据"), "figures")]
        context["nav"] = [{**w, "icon": icon} for w, (_n, _l, icon) in zip(_ways(request, ways), ways, strict=True)]
    else:
        ways = [("home", _("首页"), ""), *ways]
        context["top_nav"] = _ways(request, ways)
    for way in registry.ways(actor.roles) if actor.staff else ():
        context["nav"] += [{**_ways(request, [(way.name, word(f"way.{way.name}"))])[0], "icon": way.icon}]
    return context


def unread(person: int) -> str:
    """How many notices wait to be read; counted no further than a person would."""
    waiting = Notice.objects.filter(person_id=person, channel="inbox", read_at=None)[: UNREAD + 1].count()
    return f"{UNREAD}+" if waiting > UNREAD else str(waiting or "")


def _ways(request: HttpRequest, ways: Any) -> list[dict[str, Any]]:
    items = [(reverse(way[0]), way[1]) for way in ways]
    return [{"url": url, "label": label, "current": request.path == url} for url, label in items]


def _site() -> dict[str, Any]:
    return {
        "home_url": reverse("home"),
        "login_url": reverse("login"),
        "logout_url": reverse("logout"),
        "inbox_url": reverse("inbox"),
        "account_url": reverse("account"),
        "search_url": reverse("matters"),
        "display_url": reverse("display"),
        "footer": [
            {"url": reverse("enquire"), "label": _("查进度")},
            {"url": reverse("verify"), "label": _("核验回执")},
            {"url": reverse("heads"), "label": _("公开日志摘要")},
            {"url": reverse("draws"), "label": _("公开抽取记录")},
            *({"url": reverse(way.name), "label": word(f"way.{way.name}")} for way in registry.ways(frozenset())),
            {"url": reverse("calculators"), "label": _("先算一算")},
            {"url": reverse("law_rules"), "label": _("规则库")},
            {"url": reverse("about"), "label": _("关于本平台")},
        ],
    }
